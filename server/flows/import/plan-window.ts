import type { Zone } from "../../domain/business-day.ts";
import type { LedgerCall, RefusedAttempt } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { type Failure, fail } from "../../domain/failure.ts";
import type { BatchId, Hex32, InstitutionId } from "../../domain/ids.ts";
import {
  addCounts,
  type CountsByKind,
  type ImportEntry,
  type ImportRefusal,
  NO_COUNTS,
} from "../../domain/import/entry.ts";
import type {
  ImportName,
  ImportPlace,
  ImportPlan,
  PlannedCommand,
} from "../../domain/import/import-store.ts";
import type { ConsignmentContent } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { PersonName, Vault } from "../../domain/ports.ts";
import { DISPENSES_PER_CALL_MAX, LINES_PER_CALL_MAX } from "../../domain/request-limits.ts";
import { isRefusal } from "../submit/failure-kinds.ts";
import type { About, Decision, ImportStep } from "./decide.ts";
import { decideEntry, type ReadEntry, readEntry } from "./decide-entry.ts";
import { type Grouped, groupSteps } from "./group-steps.ts";
import type { ImportPorts } from "./import-ports.ts";
import { type OrderSoFar, placeInOrder } from "./place-in-order.ts";
import { remembered } from "./remembered-view.ts";
import { tellAttempt } from "./tell-attempt.ts";

type PlannedStep = Grouped & {
  readonly step: ImportStep;
  readonly entry: number;
  readonly signed: CommandBody;
};

type Window = {
  readonly ports: ImportPorts;
  readonly importId: string;
  /** The index's own view. */
  readonly index: LedgerView;
  readonly steps: PlannedStep[];
  /** The step that ships what a consignment's id names. */
  readonly shippedBy: Map<Hex32, number>;
  /** The step that seals a batch. */
  readonly sealedBy: Map<BatchId, number>;
  readonly names: Map<string, Hex32>;
  readonly refusals: ImportRefusal[];
  readonly attempts: RefusedAttempt[];
  readonly places: ImportPlace[];
  counts: CountsByKind;
};

/**
 * Judges a window of entries one by one, each as the ledger will stand behind those before it, and makes of
 * what is taken as few commands as its order allows. Nothing is sent, and nothing is kept but staged pack
 * keys.
 */
export async function planWindow(
  ports: ImportPorts,
  asked: { readonly importId: string; readonly from: number; readonly entries: readonly ImportEntry[] },
): Promise<ImportPlan> {
  const { importId, from, entries } = asked;
  ports.judged.clear();
  const reads = entries.map((entry) => tryRead(entry, ports.take.zone));
  await prepareKeys(ports.take.vault, reads);
  return ports.take.reader.view(async (view) => {
    const index = remembered(view);
    const window: Window = {
      ports,
      importId,
      index,
      steps: [],
      shippedBy: new Map(),
      sealedBy: new Map(),
      names: new Map(),
      refusals: [],
      attempts: [],
      places: [],
      counts: NO_COUNTS,
    };
    for (const [at, entry] of entries.entries())
      await takeEntry(window, { entry, number: from + at, read: reads[at] ?? null });
    const { refusals, attempts, places, counts } = window;
    const names: ImportName[] = [...window.names].map(([name, id]) => ({ name, id }));
    const commands = commandsOf(window.steps);
    return { from, to: from + entries.length, commands, places, counts, refusals, attempts, names };
  });
}

/** Null where the entry cannot be read: why is told when it is its turn. */
function tryRead(entry: ImportEntry, zone: Zone): ReadEntry | null {
  try {
    return readEntry(entry, zone);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The data keys of new persons are made beside each other: each is a write to the disk of its own. */
async function prepareKeys(vault: Vault, reads: readonly (ReadEntry | null)[]): Promise<void> {
  const persons = new Map<string, PersonName>();
  for (const read of reads) {
    if (read?.is !== "message" || read.message.kind !== "3505") continue;
    for (const { person } of read.message.lines) {
      if (person !== null) persons.set(`${person.scheme} ${person.value}`, person);
    }
  }
  await Promise.all([...persons.values()].map((person) => vault.commitPerson(person, NO_DOCUMENT)));
}

const NO_DOCUMENT: Hex32 = `0x${"0".repeat(64)}`;

type Taking = { readonly entry: ImportEntry; readonly number: number; readonly read: ReadEntry | null };

async function takeEntry(window: Window, { entry, number, read }: Taking): Promise<void> {
  const about: About = { institution: null, packs: [] };
  const { ports, importId, index, names } = window;
  const place: ImportPlace = { entry: number, file: entry.file, line: entry.line, kind: entry.kind };
  try {
    const view = ports.judged.over(index);
    const known = read ?? readEntry(entry, ports.take.zone);
    const decision = await decideEntry({ ports, importId, view, names, about }, known);
    const outcome = decision.is === "standing" ? "standing" : "taken";
    if (decision.is === "steps") await takeSteps(window, number, decision);
    window.places.push(place);
    count(window, entry, outcome);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await refuse(window, { entry, place, about, failure: error });
    count(window, entry, "refused");
  }
}

async function takeSteps(
  window: Window,
  entry: number,
  { steps, name }: Extract<Decision, { is: "steps" }>,
): Promise<void> {
  for (const step of steps) {
    const lane = await laneOf(window, step);
    const signed = signedBody(step, lane);
    const calls = await applyStep(window, step, lane, signed);
    const { chain, after } = placeInOrder(orderOf(window), step);
    const lineCount = step.is === "dispense" ? step.body.lines.length : 0;
    window.steps.push({ is: step.is, lane, chain, lineCount, after, step, entry, signed });
    if (name === null) continue;
    const id = consignmentIn(window, calls);
    window.names.set(name, id);
    window.shippedBy.set(id, window.steps.length - 1);
  }
}

/** The bureau of the institution's region records it. */
async function laneOf({ index }: Window, step: ImportStep): Promise<InstitutionId> {
  const row = await index.institution(step.for);
  const bureau = row === null ? null : await index.bureauOf(row.region);
  return bureau?.id ?? fail("institution-unknown", { institution: step.for });
}

function signedBody(step: ImportStep, lane: InstitutionId): CommandBody {
  if (step.is === "dispense") {
    return { kind: "import-dispenses", dispenses: [{ ...step.body, institution: step.for }] };
  }
  return step.for === lane ? step.body : { kind: "import-record", for: step.for, record: step.body };
}

/** The plan of a step, and what it will have done: a manifest of many parts is planned part by part. */
async function applyStep(
  { ports, index }: Window,
  step: ImportStep,
  lane: InstitutionId,
  body: CommandBody,
): Promise<readonly LedgerCall[]> {
  const { planner, judged, take } = ports;
  const signing = { institution: lane, key: take.keyring.keyFor(lane, "operator") };
  const made: LedgerCall[] = [];
  const isInParts = step.is === "record" && step.body.kind === "append-manifest";
  for (;;) {
    const calls = await planner(body, signing, judged.over(index));
    for (const call of calls) await judged.apply(call, step.for, index);
    made.push(...calls);
    if (!isInParts || calls.length === 0) return made;
  }
}

function orderOf({ ports, steps, shippedBy, sealedBy }: Window): OrderSoFar {
  return { ids: ports.ids, stepCount: steps.length, shippedBy, sealedBy };
}

function consignmentIn({ ports }: Window, calls: readonly LedgerCall[]): Hex32 {
  const [call] = calls;
  if (call?.method !== "shipConsignment") throw new Error("a shipment that ships nothing");
  // ledgerCall() let the compiler check the arguments when the call was made.
  return ports.ids.consignment(call.args[0] as ConsignmentContent);
}

function commandsOf(steps: readonly PlannedStep[]): readonly PlannedCommand[] {
  const groups = groupSteps(steps, { dispensesMax: DISPENSES_PER_CALL_MAX, linesMax: LINES_PER_CALL_MAX });
  return groups.map(({ steps: members, awaits }) => {
    const own = members.flatMap((at) => steps[at] ?? []);
    const [first] = own;
    if (first === undefined) throw new Error("a group of no steps");
    const openings = own.flatMap(({ step }) => (step.opening === null ? [] : [step.opening]));
    return {
      institution: first.lane,
      body: bodyOf(own, first),
      entries: own.map(({ entry }) => entry),
      openings,
      awaits,
    };
  });
}

function bodyOf(own: readonly PlannedStep[], first: PlannedStep): CommandBody {
  if (first.is === "record") return first.signed;
  const dispenses = own.flatMap(({ signed }) => (signed.kind === "import-dispenses" ? signed.dispenses : []));
  return { kind: "import-dispenses", dispenses };
}

async function refuse(
  window: Window,
  refused: {
    readonly entry: ImportEntry;
    readonly place: ImportPlace;
    readonly about: About;
    readonly failure: Failure;
  },
): Promise<void> {
  const { ports, index, refusals, attempts } = window;
  const { entry, place, about, failure } = refused;
  const { code, facts } = failure;
  refusals.push({ ...place, code, facts });
  const told = await tellAttempt({ ports, view: ports.judged.over(index), about }, entry);
  if (told === null) return;
  attempts.push({
    id: ports.newId(),
    principal: IMPORT_PRINCIPAL,
    operation: `import-${place.kind}`,
    atMs: ports.take.clock.nowMs(),
    code,
    facts,
    ...told,
  });
}

export const IMPORT_PRINCIPAL = "import";

function count(window: Window, { kind }: ImportEntry, as: "taken" | "standing" | "refused"): void {
  const one = { ...NO_COUNTS[kind], [as]: 1 };
  window.counts = addCounts(window.counts, { ...NO_COUNTS, [kind]: one });
}
