import { Interface, type InterfaceAbi } from "ethers";
import {
  type CheckName,
  type CheckResult,
  failed,
  nothing,
  notLooked,
  passed,
  Refuted,
  refute,
} from "./check.ts";
import { checkAnchor } from "./check-anchor.ts";
import { checkBasis, checkRuleSets } from "./check-basis.ts";
import { checkHeaders, type Headers } from "./check-headers.ts";
import { checkOpenings } from "./check-openings.ts";
import { checkReceipts, type ProvenLogs } from "./check-receipts.ts";
import { checkReplay, type Replay } from "./check-replay.ts";
import { checkStory } from "./check-story.ts";
import { readClaim } from "./claim-events.ts";
import { type DecodedEvent, decodeEvents } from "./decode-events.ts";
import { type ReadBundle, readBundle, sealOf } from "./read-bundle.ts";
import { readCheckpoints } from "./read-checkpoints.ts";

export type Outcome = "verified" | "refuted" | "unanchored" | "could-not-look";

export type Verification = {
  readonly outcome: Outcome;
  readonly claim: string | null;
  readonly checks: readonly CheckResult[];
};

export type Asked = {
  readonly bundle: string;
  /** A file of checkpoints; null: none was given. */
  readonly head: string | null;
  /** Who runs the node, when the reader knows better than the bundle. */
  readonly operator: number | null;
  /** The ABI of each contract by the name that bundles use. */
  readonly abis: Readonly<Record<string, InterfaceAbi | Interface>>;
  /** Null: the rule engine is not at hand. */
  readonly replay: Replay | null;
};

/** Runs every check there is something for; a check that needs what another refuted is not looked at. */
export async function verifyBundle(asked: Asked): Promise<Verification> {
  const checks: CheckResult[] = [];
  const claim = await runChecks(asked, new Results(checks));
  return { outcome: outcomeOf(checks), claim, checks };
}

async function runChecks(asked: Asked, results: Results): Promise<string | null> {
  const bundle = await results.make("format", () => readBundle(asked.bundle), sayFormat);
  if (bundle === null) {
    results.notReached(
      ["seal", "headers", "anchor", "receipts", "events", ...OF_THE_STORY],
      "the file is not readable",
    );
    return null;
  }
  const claim = bundle.subject.id;
  await results.run("seal", () => checkSeal(asked.bundle, bundle));
  const headers = await results.make("headers", () => checkHeaders(bundle), sayHeaders);
  if (headers === null) {
    results.notReached(["anchor", "receipts", "events", ...OF_THE_STORY], "the headers do not hold");
    return claim;
  }
  await results.run("anchor", () => anchor(asked, bundle, headers));
  const logs = await results.make("receipts", () => checkReceipts(bundle, headers), sayReceipts);
  if (logs === null) {
    results.notReached(["events", ...OF_THE_STORY], "the receipts do not hold");
    return claim;
  }
  const faces = new Map(Object.entries(asked.abis).map(([name, abi]) => [name, Interface.from(abi)]));
  const events = await results.make("events", () => decodeEvents(bundle, logs, faces), sayEvents);
  if (events === null) results.notReached(OF_THE_STORY, "the events do not hold");
  else await checkClaim(asked, results, { bundle, events });
  return claim;
}

const OF_THE_STORY: readonly CheckName[] = ["openings", "story", "rule sets", "basis", "replay"];

async function checkClaim(
  { replay }: Asked,
  results: Results,
  { bundle, events }: { readonly bundle: ReadBundle; readonly events: readonly DecodedEvent[] },
): Promise<void> {
  await results.run("openings", () => checkOpenings(bundle, events));
  const story = await results.make("story", () => readClaim(bundle.subject.id, events), checkStory);
  if (story === null) return results.notReached(["rule sets", "basis", "replay"], "the story does not hold");
  await results.run("rule sets", () => checkRuleSets(bundle, story));
  await results.run("basis", () => checkBasis(bundle, story));
  if (replay === null) results.add(nothing("replay", "the rule engine is not part of this run"));
  else await results.run("replay", () => checkReplay(bundle, story, replay));
}

function anchor({ head, operator }: Asked, bundle: ReadBundle, headers: Headers): CheckResult {
  const checkpoints = head === null ? null : readCheckpoints(head);
  return checkAnchor({ bundle, headers, checkpoints, operator });
}

function checkSeal(file: string, { seal }: ReadBundle): CheckResult {
  const made = sealOf(file);
  if (made !== seal) refute("the file was changed after it was made", { made, stated: seal });
  return passed("seal", "its seal is the hash of all else");
}

function sayFormat({ format }: ReadBundle): CheckResult {
  return passed("format", `${format}, canonical JSON`);
}

function sayHeaders({ byBlock, runs }: Headers): CheckResult {
  return passed("headers", `${byBlock.size} headers in ${runs.length} runs, up to block ${runs.at(-1)?.to}`);
}

function sayReceipts(logs: ProvenLogs): CheckResult {
  return passed("receipts", `${logs.size} receipts lie in their blocks`);
}

function sayEvents(events: readonly DecodedEvent[]): CheckResult {
  return passed("events", `${events.length} events decoded by the contracts' ABI`);
}

/** Refuted by any check; else what could not be looked at decides. */
function outcomeOf(checks: readonly CheckResult[]): Outcome {
  if (checks.some(({ verdict }) => verdict === "fail")) return "refuted";
  const open = checks.filter(({ verdict }) => verdict === "not-looked");
  if (open.some(({ check }) => check === "anchor")) return "unanchored";
  return open.length === 0 ? "verified" : "could-not-look";
}

/** Where results are laid down in the order of checks. */
class Results {
  readonly #laidDown: CheckResult[];

  constructor(laidDown: CheckResult[]) {
    this.#laidDown = laidDown;
  }

  add(result: CheckResult): void {
    this.#laidDown.push(result);
  }

  /** What needs a check that was refuted: the bundle is refuted already. */
  notReached(checks: readonly CheckName[], why: string): void {
    for (const check of checks) this.add(notLooked(check, why));
  }

  async run(check: CheckName, look: () => CheckResult | Promise<CheckResult>): Promise<void> {
    try {
      this.add(await look());
    } catch (error) {
      if (!(error instanceof Refuted)) throw error;
      this.add(failed(check, error));
    }
  }

  /** A check that makes what others need, and what it says of it; null when either refuted it. */
  async make<T>(
    check: CheckName,
    look: () => T | Promise<T>,
    say: (made: T) => CheckResult,
  ): Promise<T | null> {
    try {
      const made = await look();
      this.add(say(made));
      return made;
    } catch (error) {
      if (!(error instanceof Refuted)) throw error;
      this.add(failed(check, error));
      return null;
    }
  }
}
