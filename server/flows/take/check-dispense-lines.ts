import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import { judgeDispenseLine } from "../../domain/judge-dispense-line.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import type { LedgerView, ParcelRow } from "../../domain/read-model.ts";
import type { NamedLine } from "./resolve-codes.ts";

type AskedLine = NamedLine & { readonly units: number | null; readonly dispensedAtSec: number };
type Asked = { readonly institution: InstitutionId; readonly lines: readonly AskedLine[] };

/** The faults of the lines that the ledger would refuse as it stands in the view. */
export async function checkDispenseLines(view: LedgerView, asked: Asked): Promise<LineFault[]> {
  const faults: LineFault[] = [];
  for (const line of asked.lines) {
    const refusal =
      (await judgeContested(view, asked.institution, line)) ?? (await judgeLine(view, asked, line));
    if (refusal !== null) {
      const facts = { pack: line.code, ...refusal.facts };
      faults.push({ line: line.line, code: line.code, failure: refusal.failure, facts });
    }
  }
  return faults;
}

async function judgeLine(
  view: LedgerView,
  asked: Asked,
  line: AskedLine,
): Promise<ReturnType<typeof judgeDispenseLine>> {
  const [ref] = line.packs;
  const batch = await view.batch(ref.batch);
  const product = batch === null ? null : await view.product(batch.product);
  if (batch === null || product === null) throw new Error(`a manifest without its batch ${ref.batch}`);
  const pack = await view.pack(ref);
  const [first] = pack.dispenses;
  return judgeDispenseLine({
    institution: asked.institution,
    dispensedAtSec: line.dispensedAtSec,
    units: line.units,
    pack,
    parcel: await view.parcelAt(ref),
    batch,
    product,
    dispense: first === undefined ? null : await view.dispense(first),
  });
}

/**
 * The first manifest stands: whoever holds the pack of a later one under the same code has a box with a
 * copied code.
 */
async function judgeContested(
  view: LedgerView,
  institution: InstitutionId,
  line: AskedLine,
): Promise<ReturnType<typeof judgeDispenseLine>> {
  const [first, ...later] = line.packs;
  if (later.length === 0 || isHeldBy(institution, await view.parcelAt(first))) return null;
  for (const pack of later) {
    if (isHeldBy(institution, await view.parcelAt(pack))) {
      return { failure: "pack-contested", facts: { first: packFact(first) } };
    }
  }
  return null;
}

function packFact({ batch, index }: PackRef): { batch: string; index: number } {
  return { batch, index };
}

function isHeldBy(institution: InstitutionId, parcel: ParcelRow | null): boolean {
  return parcel !== null && parcel.state === "held" && parcel.holder === institution;
}
