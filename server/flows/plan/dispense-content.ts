import type { DispenseContent } from "../../domain/dispense-content.ts";
import { type DispenseRow, IDENTIFICATIONS } from "../../domain/drug-rows.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import { wordOfLine } from "../../domain/pack-words.ts";

type Recorded = Omit<DispenseRow, "id" | "institution" | "operator" | "origin" | "isImported">;

/** The content of a dispense as its EIP-712 hash takes it: what names it to the ledger. */
export function dispenseContent(dispense: Recorded, institution: InstitutionId): DispenseContent {
  return {
    institution,
    documentKey: dispense.documentKey,
    dispensedAtSec: dispense.dispensedAtSec,
    identification: IDENTIFICATIONS.indexOf(dispense.identification),
    personCommitment: dispense.personCommitment,
    lines: dispense.lines.map(wordOfLine),
  };
}
