import { type Interface, type LogDescription, type ParamType, Result } from "ethers";
import { Refuted, refute } from "./check.ts";
import { type ProvenLog, type ProvenLogs, placeKey } from "./check-receipts.ts";
import type { ReadBundle } from "./read-bundle.ts";

/** A value of an event: numbers as bigint, bytes as lower-case hex, structs by the names of their fields. */
export type Value = string | bigint | boolean | readonly Value[] | { readonly [name: string]: Value };

export type DecodedEvent = {
  readonly contract: string;
  readonly name: string;
  readonly args: { readonly [name: string]: Value };
  readonly place: { readonly block: number; readonly transactionIndex: number; readonly logIndex: number };
};

/** Contracts by name: how their logs are read. */
export type Interfaces = ReadonlyMap<string, Interface>;

/** The events in the order of the chain, decoded from proven logs of the contracts that the bundle names. */
export function decodeEvents(
  bundle: ReadBundle,
  logs: ProvenLogs,
  faces: Interfaces,
): readonly DecodedEvent[] {
  const names = new Map([...bundle.chain.contracts].map(([name, address]) => [address, name]));
  if (names.size !== bundle.chain.contracts.size) return refute("two contracts have one address");
  const decoded = bundle.events.map((event, nth): DecodedEvent => {
    checkOrder(event, bundle.events[nth - 1]);
    const { block, transactionIndex, logIndex } = event;
    const place = { block, transactionIndex, logIndex };
    const log = logs.get(placeKey(event))?.[logIndex] ?? refute("there is no such log", place);
    const contract = names.get(log.address) ?? refute("a log of no contract of this ledger", place);
    const face = faces.get(contract) ?? refute(`no ABI is known for ${contract}`, place);
    const { name, args } = readLog(face, log) ?? refute(`not an event of ${contract}`, place);
    if (name !== event.name) {
      return refute("an event is called what it is not", { ...place, called: event.name, is: name });
    }
    return { contract, name, args, place };
  });
  checkNoneLeftOut(bundle, logs);
  return decoded;
}

type EventEntry = ReadBundle["events"][number];

function checkOrder(event: EventEntry, before: EventEntry | undefined): void {
  if (before === undefined) return;
  const step =
    event.block - before.block ||
    event.transactionIndex - before.transactionIndex ||
    event.logIndex - before.logIndex;
  if (step <= 0) {
    const { block, transactionIndex, logIndex } = event;
    refute("events are not in the order of the chain, each once", { block, transactionIndex, logIndex });
  }
}

/** In a receipt that is shown, everything that names the claim is told. */
function checkNoneLeftOut(bundle: ReadBundle, logs: ProvenLogs): void {
  const told = new Set(bundle.events.map((event) => `${placeKey(event)}/${event.logIndex}`));
  const claimLedger = bundle.chain.contracts.get("claimLedger");
  for (const [place, all] of logs) {
    for (const [logIndex, { address, topics }] of all.entries()) {
      const isOurs = address === claimLedger && topics[1] === bundle.subject.id;
      if (isOurs && !told.has(`${place}/${logIndex}`)) {
        refute("an event of the claim stands in a receipt and was left out", { place, logIndex });
      }
    }
  }
}

/** ethers tells some misfits only when the value is looked at, so that happens here too. */
function readLog(face: Interface, log: ProvenLog): Pick<DecodedEvent, "name" | "args"> | null {
  try {
    const read = face.parseLog(log);
    return read === null ? null : { name: read.name, args: argsOf(read) };
  } catch (error) {
    if (error instanceof Refuted) throw error;
    const reason = error instanceof Error ? error.message.slice(0, 80) : "";
    return refute("a log does not fit its ABI", { reason });
  }
}

function argsOf({ fragment, args }: LogDescription): DecodedEvent["args"] {
  return Object.fromEntries(fragment.inputs.map((input, nth) => [input.name, plain(input, args[nth])]));
}

function plain(input: ParamType, value: unknown): Value {
  if (typeof value === "bigint" || typeof value === "boolean") return value;
  if (typeof value === "string") return input.type === "string" ? value : value.toLowerCase();
  if (!(value instanceof Result)) return refute("a log does not fit its ABI", { field: input.name });
  const { arrayChildren, components } = input;
  if (arrayChildren !== null) return [...value].map((item: unknown) => plain(arrayChildren, item));
  return Object.fromEntries((components ?? []).map((part, nth) => [part.name, plain(part, value[nth])]));
}
