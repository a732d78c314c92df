import { Interface } from "ethers";
import { type Abi, decodeEventLog } from "viem";
import { DRUG_CATALOGUE_ABI, DRUG_LEDGER_ABI, INSTITUTIONS_ABI } from "../server/chain/generated/abis.ts";
import { decodeEvent } from "../server/chain/generated/decoders.ts";
import type { LogPlace } from "../server/domain/ledger-event.ts";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import { logOf } from "./reference/recorded-node.ts";
import { inTurn, median, timed } from "./timing.ts";

const LOG_COUNT = 20_000;
/** ethers would need minutes for all of them. */
const ETHERS_LOG_COUNT = 1_000;
const VIEM_LOG_COUNT = 5_000;
const ROUNDS = 7;

const PLACE: LogPlace = { block: 1, logIndex: 0, timeSec: 1, transactionHash: `0x${"00".repeat(32)}` };
const EVENTS = [...INSTITUTIONS_ABI, ...DRUG_CATALOGUE_ABI, ...DRUG_LEDGER_ABI].filter(
  (entry) => entry.type === "event",
);

type Log = { readonly topics: readonly string[]; readonly data: string };

/** Decoding logs of dispenses, each library in its best configuration: one ABI of all events, made once. */
export async function run(): Promise<BenchResult> {
  const logs = Array.from({ length: LOG_COUNT }, (_, nth) => freshLog(nth));
  const ledger = new Interface(JSON.stringify(EVENTS));
  checkEqual(logs.slice(0, ETHERS_LOG_COUNT), ledger);
  const perLog = (decode: (log: Log) => unknown, count: number) => async (): Promise<number> => {
    const ms = await timed(() => {
      for (let nth = 0; nth < count; nth += 1) {
        const log = logs[nth];
        if (log !== undefined) decode(log);
      }
    });
    return (ms * 1e6) / count;
  };
  const [ours = [], ethers = [], viem = []] = await inTurn(
    [
      perLog((log) => decodeEvent(log.topics, log.data, PLACE), LOG_COUNT),
      perLog((log) => ledger.parseLog(log), ETHERS_LOG_COUNT),
      perLog(decodeByViem, VIEM_LOG_COUNT),
    ],
    ROUNDS,
  );
  const oursNs = median(ours);
  console.log(
    `ours ${Math.round(oursNs)}, ` +
      `ethers ${Math.round(median(ethers))}, viem ${Math.round(median(viem))} ns a log`,
  );
  return {
    name: "decode",
    figures: [
      figure("decode-over-ethers", median(ethers) / oursNs, 150),
      figure("decode-over-viem", median(viem) / oursNs, 15),
    ],
    inputs: {
      event: "DispenseRecorded",
      logs: LOG_COUNT,
      ethersLogs: ETHERS_LOG_COUNT,
      viemLogs: VIEM_LOG_COUNT,
      rounds: ROUNDS,
    },
    raw: { oursNsPerLog: ours, ethersNsPerLog: ethers, viemNsPerLog: viem },
  };
}

function figure(name: string, value: number, target: number): ReturnType<typeof toFigure> {
  return toFigure({ figure: name, value, unit: "x", target, comparison: ">=" });
}

/** Text of its own for every log, as a node's response gives it. */
function freshLog(nth: number): Log {
  const log: Log = JSON.parse(JSON.stringify(logOf(nth, 50)));
  return log;
}

function decodeByViem(log: Log): unknown {
  return decodeEventLog({
    // The ABI's literal types would have the compiler work out every event for one call.
    abi: EVENTS as unknown as Abi,
    // viem wants 0x in the type; every text of a log begins with it.
    topics: log.topics as [`0x${string}`, ...`0x${string}`[]],
    // The same holds for its data.
    data: log.data as `0x${string}`,
  });
}

/**
 * Every field of every log against ethers, before anything is timed. All events are compared in test/chain.
 */
function checkEqual(logs: readonly Log[], ledger: Interface): void {
  for (const log of logs) {
    const ours = decodeEvent(log.topics, log.data, PLACE);
    const theirs = ledger.parseLog(log);
    if (theirs === null || ours.name !== "DispenseRecorded") throw new Error("not a dispense");
    const {
      dispense,
      institution,
      documentKey,
      dispensedAtSec,
      identification,
      personCommitment,
      operator,
      lines,
    } = theirs.args;
    const same =
      ours.dispense === dispense &&
      ours.institution === Number(institution) &&
      ours.documentKey === documentKey &&
      ours.dispensedAtSec === Number(dispensedAtSec) &&
      ours.identification === Number(identification) &&
      ours.personCommitment === personCommitment &&
      ours.operator === String(operator).toLowerCase() &&
      ours.lines.every((line, nth) => BigInt(line) === lines[nth]);
    if (!same) throw new Error("ours and ethers read the same log differently");
  }
}

if (import.meta.main) await runAlone(run);
