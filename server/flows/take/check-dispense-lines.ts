import type { ParcelRow } from "../../domain/drug-rows.ts";
import { modeAt } from "../../domain/enforcement-mode.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import { judgeDispenseLine, type LineRefusal } from "../../domain/judge-dispense-line.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import type { BatchRow, RegionRulesRow } from "../../domain/read-model.ts";
import type { NamedLine } from "./resolve-codes.ts";

type AskedLine = NamedLine & { readonly units: number | null; readonly dispensedAtSec: number };
type Asked = { readonly institution: InstitutionId; readonly lines: readonly AskedLine[] };
type Judging = Pick<Asked, "institution"> & { readonly rules: RegionRulesRow };

/** The faults of the lines that the ledger would refuse as it stands in the view. */
export async function checkDispenseLines(view: LedgerView, asked: Asked): Promise<LineFault[]> {
  const { institution: id, lines } = asked;
  const institution = await view.institution(id);
  if (institution === null) throw new Error(`nobody on the ledger is institution ${id}`);
  const judging = { institution: id, rules: await view.regionRules(institution.region) };
  const faults: LineFault[] = [];
  for (const line of lines) {
    const refusal = (await judgeContested(view, id, line)) ?? (await judgeLine(view, judging, line));
    if (refusal !== null) {
      const facts = { pack: line.code, ...refusal.facts };
      faults.push({ line: line.line, code: line.code, failure: refusal.failure, facts });
    }
  }
  return faults;
}

/**
 * Where several holders declared the same code, each may sell the pack it holds until the code is spent: that
 * pack then goes first. A maker's manifest stands before all of them.
 */
export async function ownFirst(
  view: LedgerView,
  institution: InstitutionId,
  line: NamedLine,
): Promise<NamedLine> {
  const [first, ...later] = line.packs;
  if (later.length === 0 || isHeldBy(institution, await view.parcelAt(first))) return line;
  if ((await batchOf(view, first)).provenance !== "declared") return line;
  for (const pack of later) {
    const isOwn = isHeldBy(institution, await view.parcelAt(pack));
    if (!isOwn || (await batchOf(view, pack)).provenance !== "declared") continue;
    return { ...line, packs: [pack, first, ...later.filter((other) => other !== pack)] };
  }
  return line;
}

async function judgeLine(
  view: LedgerView,
  { institution, rules }: Judging,
  line: AskedLine,
): Promise<LineRefusal | null> {
  const [ref] = line.packs;
  const batch = await batchOf(view, ref);
  const product = await view.product(batch.product);
  if (product === null) throw new Error(`a batch without its product ${batch.product}`);
  const pack = await view.pack(ref);
  const newest = pack.dispenses.at(-1);
  return judgeDispenseLine({
    institution,
    region: rules.region,
    dispensedAtSec: line.dispensedAtSec,
    units: line.units,
    ref,
    pack,
    parcel: await view.parcelAt(ref),
    batch,
    product,
    dispense: newest === undefined ? null : await view.dispense(newest),
    mode: modeAt(rules, product, line.dispensedAtSec),
    spentBy: await spenderOf(view, ref, batch),
  });
}

/** Of declared stock, the pack that has spent this pack's code. */
async function spenderOf(view: LedgerView, ref: PackRef, batch: BatchRow): Promise<PackRef | null> {
  const key = batch.provenance === "declared" ? await view.packKeyOf(ref) : null;
  return key === null ? null : view.spentBy(key);
}

/**
 * The first manifest stands: whoever holds the pack of a later one under the same code has a box with a
 * copied code.
 */
async function judgeContested(
  view: LedgerView,
  institution: InstitutionId,
  line: NamedLine,
): Promise<LineRefusal | null> {
  const [first, ...later] = line.packs;
  if (later.length === 0 || isHeldBy(institution, await view.parcelAt(first))) return null;
  for (const pack of later) {
    if (isHeldBy(institution, await view.parcelAt(pack))) {
      return { failure: "pack-contested", facts: { first: packFact(first) } };
    }
  }
  return null;
}

async function batchOf(view: LedgerView, { batch: id }: PackRef): Promise<BatchRow> {
  const batch = await view.batch(id);
  if (batch === null) throw new Error(`a manifest without its batch ${id}`);
  return batch;
}

function packFact({ batch, index }: PackRef): { batch: string; index: number } {
  return { batch, index };
}

function isHeldBy(institution: InstitutionId, parcel: ParcelRow | null): boolean {
  return parcel !== null && parcel.state === "held" && parcel.holder === institution;
}
