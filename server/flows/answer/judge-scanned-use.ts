import type { PackRef, PackRun } from "../../domain/ids.ts";
import type { LineRefusal } from "../../domain/judge-dispense-line.ts";
import { judgeReceiptScan } from "../../domain/judge-receipt-scan.ts";
import { judgeReturnScan, type OwnDispense } from "../../domain/judge-return-scan.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal, Role } from "../../domain/principal.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import type { ScanPurpose } from "../../domain/shortest-fix.ts";
import { checkDispenseLines } from "../take/check-dispense-lines.ts";
import type { Naming } from "./naming.ts";
import { maySeePack } from "./pack-facts.ts";

type Look = { readonly view: LedgerView; readonly naming: Naming; readonly principal: Principal };
type Use = {
  readonly purpose: ScanPurpose;
  readonly code: string;
  /** All that manifests gave the code, the first one's first. */
  readonly packs: readonly PackRef[];
  readonly atSec: number;
};

const DISPENSERS: readonly Role[] = ["pharmacy", "hospital"];
const HOLDERS: readonly Role[] = [...DISPENSERS, "wholesaler", "maker"];

/** Why the principal's institution may not do with the pack what it is scanned for; null when it may. */
export async function judgeScannedUse(look: Look, use: Use): Promise<LineRefusal | null> {
  const { principal, naming } = look;
  const roles = use.purpose === "receive" ? HOLDERS : DISPENSERS;
  if (!roles.includes(principal.role)) return { failure: "role-not-permitted", facts: { roles } };
  const asker = await naming.institution(principal.institution);
  if (use.purpose === "dispense") return judgeDispense(look, use, asker);
  if (use.purpose === "receive") return judgeReceipt(look, use, asker);
  return judgeReturn(look, use, asker);
}

type ScannedCase = {
  readonly purpose: ScanPurpose;
  readonly contents: (PackRun & { readonly level: 2 | 3 }) | null;
};

/** A case goes over a dock; over a counter go only boxes. Every parcel of it must be on its way here. */
export async function judgeScannedCase(
  { view, naming, principal }: Look,
  { purpose, contents }: ScannedCase,
): Promise<LineRefusal | null> {
  if (purpose !== "receive") return { failure: "trace-code-malformed", facts: { fault: "case-label" } };
  if (!HOLDERS.includes(principal.role)) return { failure: "role-not-permitted", facts: { roles: HOLDERS } };
  if (contents === null) return { failure: "case-code-unknown", facts: {} };
  const { kind } = await naming.institution(principal.institution);
  const batch = await naming.batch(contents.batch);
  for (let index = contents.from; index < contents.to; ) {
    const parcel = await view.parcelAt({ batch: contents.batch, index });
    const refusal = judgeReceiptScan({ institution: principal.institution, kind, parcel, batch });
    if (refusal !== null) return refusal;
    index = parcel?.to ?? contents.to;
  }
  return null;
}

/** A till must know of a pack that was sold or is held elsewhere; not where. */
async function judgeDispense({ view }: Look, use: Use, { id }: InstitutionRow): Promise<LineRefusal | null> {
  const [first, ...others] = use.packs;
  if (first === undefined) return { failure: "trace-code-unknown", facts: {} };
  const line = { line: 1, group: 0, code: use.code, packs: [first, ...others] as const };
  const [fault] = await checkDispenseLines(view, {
    institution: id,
    lines: [{ ...line, units: null, dispensedAtSec: use.atSec }],
  });
  return fault ?? null;
}

/** Goods whose code is contested still move: whichever of the packs is on its way here. */
async function judgeReceipt(
  { view, naming }: Look,
  { packs }: Use,
  { id: institution, kind }: InstitutionRow,
): Promise<LineRefusal | null> {
  let nearest: LineRefusal = { failure: "not-found", facts: {} };
  for (const pack of packs) {
    const parcel = await view.parcelAt(pack);
    const batch = await naming.batch(pack.batch);
    const refusal = judgeReceiptScan({ institution, kind, parcel, batch });
    if (refusal === null) return null;
    if (nearest.failure === "not-found") nearest = refusal;
  }
  return nearest;
}

async function judgeReturn(
  look: Look,
  { packs, atSec }: Use,
  { id: institution, region }: InstitutionRow,
): Promise<LineRefusal | null> {
  const { view, naming } = look;
  for (const ref of packs) {
    const pack = await view.pack(ref);
    const dispenses = await ownDispenses(view, institution, pack.dispenses);
    if (dispenses.length === 0) continue;
    const batch = await naming.batch(ref.batch);
    const { returnWindowSec } = limitsOf(await view.regionRules(region));
    return judgeReturnScan({
      institution,
      region,
      reversedAtSec: atSec,
      returnWindowSec,
      ref,
      dispenses,
      pack,
      parcel: await view.parcelAt(ref),
      batch,
      product: await naming.product(batch.product),
    });
  }
  const [first] = packs;
  const isSeen = first !== undefined && (await maySeePack(look, first));
  return isSeen
    ? { failure: "return-line-wrong", facts: { isOfDispense: false } }
    : { failure: "not-found", facts: {} };
}

async function ownDispenses(
  view: LedgerView,
  institution: number,
  ids: readonly `0x${string}`[],
): Promise<readonly OwnDispense[]> {
  const own: OwnDispense[] = [];
  for (const id of ids.toReversed()) {
    const row = await view.dispense(id);
    if (row?.institution === institution) own.push({ row, aftermath: await view.aftermathOf(id) });
  }
  return own;
}
