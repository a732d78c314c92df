import type { ReversalRow } from "../../domain/drug-rows.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import { totalFenOf } from "../../domain/money.ts";
import { holdsPack } from "../../domain/pack-runs.ts";
import type { PackDecommission, PackDispense, PackReversal } from "../../domain/pack-story.ts";
import type { StoryScope } from "../../domain/visibility.ts";
import { tellPackClaim } from "./claims/tell-pack-claim.ts";
import { type Naming, nameOf, proofOf } from "./naming.ts";
import type { PackFacts, ToldDispense } from "./pack-facts.ts";
import type { MarkReader } from "./record-marks.ts";

type About = {
  readonly naming: Naming;
  readonly marksOf: MarkReader;
  readonly scope: StoryScope;
  readonly pack: PackRef;
  readonly facts: PackFacts;
};

/** The dispenses that the reader may see; what was paid is for the dispenser and who watches over it. */
export async function tellDispenses(about: About): Promise<PackDispense[]> {
  const told: PackDispense[] = [];
  for (const dispense of about.facts.dispenses) {
    const dispenser = await about.naming.institution(dispense.row.institution);
    if (about.scope.maySeeRecordOf(dispenser)) told.push(await tellDispense(about, dispense));
  }
  return told;
}

async function tellDispense(about: About, { row, aftermath, claims }: ToldDispense): Promise<PackDispense> {
  const { naming, marksOf, scope } = about;
  const dispenser = await naming.institution(row.institution);
  const lines = ofPack(row.lines, about.pack);
  if (lines.length === 0) throw new Error(`the dispense ${row.id} does not name the pack that names it`);
  const maySeeMoney = scope.maySeeMoneyOf(dispenser);
  const signed = {
    by: row.institution,
    occurredAtSec: row.dispensedAtSec,
    operator: null,
    origin: row.origin,
  };
  const { isLate } = await marksOf(signed);
  const reversals: PackReversal[] = [];
  for (const reversal of aftermath.reversals) {
    const told = await tellReversal(about, { row: reversal, by: row.institution, maySeeMoney });
    if (told !== null) reversals.push(told);
  }
  const { answer } = aftermath;
  return {
    id: row.id,
    institution: nameOf(dispenser),
    dispensedAtSec: row.dispensedAtSec,
    isLate: isLate && !row.isImported,
    isImported: row.isImported,
    identification: row.identification,
    state: aftermath.state,
    units: lines.reduce((units, line) => units + line.units, 0),
    priceFen: maySeeMoney ? totalFenOf(lines) : null,
    operator: row.operator,
    proof: proofOf(row.origin),
    reversals,
    answer: answer === null || !maySeeMoney ? null : { answer: answer.answer, proof: proofOf(answer.origin) },
    claims: maySeeMoney ? await Promise.all(claims.map((claim) => tellPackClaim(naming, claim))) : [],
  };
}

/** Null when this pack was not among what came back. */
async function tellReversal(
  { marksOf, pack, facts }: About,
  { row, by, maySeeMoney }: { row: ReversalRow; by: InstitutionId; maySeeMoney: boolean },
): Promise<PackReversal | null> {
  const lines = ofPack(row.lines, pack);
  if (lines.length === 0) return null;
  const signed = { by, occurredAtSec: row.reversedAtSec, operator: null, origin: row.origin };
  const { isLate } = await marksOf(signed);
  const last = lastReversalOf(facts, pack);
  return {
    id: row.id,
    reversedAtSec: row.reversedAtSec,
    isLate: isLate && !row.isImported,
    isImported: row.isImported,
    units: lines.reduce((units, line) => units + line.units, 0),
    priceFen: maySeeMoney ? totalFenOf(lines) : null,
    operator: row.operator,
    proof: proofOf(row.origin),
    hasFrozen: facts.row.isFrozen && last?.id === row.id,
  };
}

/** A pack freezes by the reversal that was one too many, and nothing comes back after it. */
function lastReversalOf({ dispenses }: PackFacts, pack: PackRef): ReversalRow | undefined {
  return dispenses
    .flatMap(({ aftermath }) => aftermath.reversals)
    .filter(({ lines }) => ofPack(lines, pack).length > 0)
    .sort((a, b) => a.origin.block - b.origin.block || a.origin.logIndex - b.origin.logIndex)
    .at(-1);
}

/** How the pack left the trade without being handed to a person; null for who may not see it. */
export async function tellDecommission(about: About): Promise<PackDecommission | null> {
  const { facts, naming, marksOf, scope, pack } = about;
  const row = facts.decommission;
  if (row === null) return null;
  const institution = await naming.institution(row.institution);
  if (!scope.maySeeRecordOf(institution)) return null;
  const { occurredAtSec, operator, origin } = row;
  const { isLate } = await marksOf({ by: row.institution, occurredAtSec, operator: null, origin });
  const remnant = ofPack(row.remnants, pack)[0];
  if (remnant === undefined && !row.runs.some((run) => holdsPack(run, pack))) {
    throw new Error(`the decommission ${row.id} does not name the pack that names it`);
  }
  return {
    id: row.id,
    institution: nameOf(institution),
    occurredAtSec,
    reason: row.reason,
    units: remnant?.units ?? 0,
    isLate: isLate && !row.isImported,
    isImported: row.isImported,
    operator,
    proof: proofOf(origin),
  };
}

function ofPack<Line extends PackRef>(lines: readonly Line[], { batch, index }: PackRef): Line[] {
  return lines.filter((line) => line.batch === batch && line.index === index);
}
