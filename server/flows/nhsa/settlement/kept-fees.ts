import type { Hex32, InstitutionId } from "../../../domain/ids.ts";
import type { KeptVisit } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { VisitFee } from "../../../domain/nhsa/settlement/visit-fees.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** A visit's uploaded fees, opened. */
export type OpenedVisit = { readonly person: Hex32; readonly fees: readonly VisitFee[] };

export type VisitName = { readonly institution: InstitutionId; readonly visitId: string };

export async function openVisit(
  { records, claims }: SettlementPorts,
  { institution, visitId }: VisitName,
): Promise<OpenedVisit | null> {
  const kept = await records.visit(institution, visitId);
  if (kept === null) return null;
  const revive = (_name: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && "wide" in value ? BigInt(String(value.wide)) : value;
  // Only sealVisit writes these.
  const fees = JSON.parse(claims.vault.open(kept.sealedFees), revive) as readonly VisitFee[];
  return { person: kept.person, fees };
}

export function sealVisit(
  { claims }: SettlementPorts,
  { institution, visitId }: VisitName,
  { person, fees }: OpenedVisit,
): KeptVisit {
  const text = JSON.stringify(fees, (_name, value: unknown) =>
    typeof value === "bigint" ? { wide: value.toString() } : value,
  );
  return { institution, visitId, person, sealedFees: claims.vault.seal(text) };
}

/** The turn in which a visit's fees are changed. */
export function visitTurn({ institution, visitId }: VisitName): string {
  return `visit:${institution}:${visitId}`;
}

/** What stands in the place of the setl_id while a 2207 is on its way: its lines are nobody else's then. */
export function onTheWay(msgid: string): string {
  return `pending:${msgid}`;
}

/** Lines that carry `from` carry `to` after it; null: they are open again. */
export function remarked(
  fees: readonly VisitFee[],
  from: string | null,
  to: string | null,
): readonly VisitFee[] {
  return fees.map((fee) => (fee.settlementId === from ? { ...fee, settlementId: to } : fee));
}
