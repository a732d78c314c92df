import type { InstitutionId } from "../../domain/ids.ts";

/** A step on its way into a command. `lane` is the institution whose operator signs it. */
export type Grouped = {
  readonly is: "record" | "dispense";
  readonly lane: InstitutionId;
  /**
   * Steps of one chain stay in the order in which they happened: those of an institution, or of a batch's
   * making.
   */
  readonly chain: string;
  readonly lineCount: number;
  /**
   * Steps of other chains that this one goes on from: a receipt from its shipment, that from its batch's
   * seal.
   */
  readonly after: readonly number[];
};

export type Group = {
  readonly steps: readonly number[];
  /** Groups of other lanes that must be in a block before this one is sent. */
  readonly awaits: readonly number[];
};

export type GroupLimits = { readonly dispensesMax: number; readonly linesMax: number };

/**
 * Puts the steps of a window into as few calls as their order allows. What one institution did stays in its
 * order, and what goes on from another's step stays behind it; otherwise a window's dispenses move together.
 * Steps of one lane are executed in the order in which they are sent, so only another lane's step is waited
 * for.
 */
export function groupSteps(steps: readonly Grouped[], limits: GroupLimits): readonly Group[] {
  const rounds = roundsOf(steps);
  const groups: { steps: number[]; awaits: readonly number[] }[] = [];
  const groupOf: number[] = [];
  const add = (members: number[]): void => {
    const awaited = members.flatMap(
      (step) =>
        rounds.dependencies[step]?.filter((before) => steps[before]?.lane !== steps[step]?.lane) ?? [],
    );
    const awaits = new Set(awaited.map((before) => groupOf[before] ?? 0));
    for (const step of members) groupOf[step] = groups.length;
    groups.push({ steps: members, awaits: [...awaits].sort((a, b) => a - b) });
  };
  for (const round of rounds.rounds) {
    for (const step of round) if (steps[step]?.is === "record") add([step]);
    for (const bulk of bulksOf(round, steps, limits)) add(bulk);
  }
  return groups;
}

type Rounds = {
  /** Steps by round, each in the order of the feed. Of a round the records go first. */
  readonly rounds: readonly (readonly number[])[];
  readonly dependencies: readonly (readonly number[])[];
};

function roundsOf(steps: readonly Grouped[]): Rounds {
  const lastOf = new Map<string, number>();
  const roundOf: number[] = [];
  const rounds: number[][] = [];
  const dependencies: number[][] = [];
  for (const [at, step] of steps.entries()) {
    const last = lastOf.get(step.chain);
    const before = [...(last === undefined ? [] : [last]), ...step.after];
    const round = Math.max(0, ...before.map((each) => earliestBehind(steps[each], step, roundOf[each] ?? 0)));
    roundOf[at] = round;
    dependencies[at] = before;
    while (rounds.length <= round) rounds.push([]);
    rounds[round]?.push(at);
    lastOf.set(step.chain, at);
  }
  return { rounds, dependencies };
}

/** Within a round records stand before dispenses, and what is awaited in a block begins a new one. */
function earliestBehind(before: Grouped | undefined, step: Grouped, round: number): number {
  if (before === undefined) return round;
  const isOvertaken = before.is === "dispense" && step.is === "record";
  return isOvertaken || before.lane !== step.lane ? round + 1 : round;
}

function bulksOf(round: readonly number[], steps: readonly Grouped[], limits: GroupLimits): number[][] {
  const open = new Map<InstitutionId, { members: number[]; lineCount: number }>();
  const bulks: number[][] = [];
  for (const at of round) {
    const step = steps[at];
    if (step?.is !== "dispense") continue;
    let bulk = open.get(step.lane);
    const isFull =
      bulk !== undefined &&
      (bulk.members.length === limits.dispensesMax || bulk.lineCount + step.lineCount > limits.linesMax);
    if (bulk === undefined || isFull) {
      bulk = { members: [], lineCount: 0 };
      bulks.push(bulk.members);
      open.set(step.lane, bulk);
    }
    bulk.members.push(at);
    bulk.lineCount += step.lineCount;
  }
  return bulks;
}
