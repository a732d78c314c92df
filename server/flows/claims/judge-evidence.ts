import type { RejectionReason } from "../../domain/adjudication/rejection-reasons.ts";
import type { ClaimRow, EvidenceRef } from "../../domain/claims/claim-rows.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { openStored } from "../document-codec.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { ClaimDocument } from "./claim-words.ts";

/** Why no rule alone should decide a claim. */
export const SUSPICIONS = [
  "no-evidence",
  "manual",
  "imported-evidence",
  "contested-code",
  "declared-only",
] as const;

export type Suspicion = (typeof SUSPICIONS)[number];

export type JudgedEvidence = {
  /** What speaks against the claim whatever the rules say. */
  readonly against: RejectionReason | null;
  readonly suspicions: readonly Suspicion[];
};

type Ports = Pick<ClaimPorts, "openings" | "vault">;

/** Holds the evidence of a claim against its person and against what became of its packs. */
export async function judgeEvidence(
  ports: Ports,
  view: LedgerView,
  of: { readonly row: ClaimRow; readonly person: Hex32 },
): Promise<JudgedEvidence> {
  const { content } = of.row;
  const suspicions = new Set<Suspicion>();
  let against: RejectionReason | null = null;
  if (content.channel === "manual") suspicions.add("manual");
  if (content.evidence.length === 0 && content.channel !== "secondary") suspicions.add("no-evidence");
  for (const evidence of content.evidence) {
    against ??= await personAgainst(ports, evidence, of.person);
    if (evidence.kind !== "dispense") continue;
    const row = (await view.dispense(evidence.id)) ?? fail("evidence-unknown", { evidence: evidence.id });
    if ((await view.aftermathOf(row.id)).answer?.answer === "denied") against ??= "care-denied";
    for (const suspicion of await suspicionsOf(view, row)) suspicions.add(suspicion);
  }
  return { against, suspicions: SUSPICIONS.filter((each) => suspicions.has(each)) };
}

/** The evidence's person is known by the number of the same data key. */
async function personAgainst(
  ports: Ports,
  { documentKey }: EvidenceRef,
  person: Hex32,
): Promise<RejectionReason | null> {
  const sealed = await ports.openings.opening(documentKey);
  if (sealed === null) return "opening-missing";
  const opened = openStored<ClaimDocument>(ports.vault, sealed);
  if (opened.person === null) return "opening-missing";
  return ports.vault.personNumberOf(opened.person) === person ? null : "person-differs";
}

async function suspicionsOf(view: LedgerView, row: DispenseRow): Promise<readonly Suspicion[]> {
  const found: Suspicion[] = row.isImported ? ["imported-evidence"] : [];
  for (const { batch, index } of row.lines) {
    if ((await view.batch(batch))?.provenance === "declared") found.push("declared-only");
    const key = await view.packKeyOf({ batch, index });
    const [owner] = key === null ? [] : await view.packsByKey(key);
    if (owner !== undefined && (owner.batch !== batch || owner.index !== index)) found.push("contested-code");
  }
  return found;
}
