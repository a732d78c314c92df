import type { Hex32 } from "./ids.ts";
import type { PersonName } from "./ports.ts";

/**
 * One line of a sale or a return as somebody tried to record it. What was not said, or could not be read, is
 * null: a line that was refused may lack anything.
 */
export type TriedLine = {
  readonly act: "sale" | "return";
  /** Of a return the receipt of the sale that it names. */
  readonly receiptNumber: string | null;
  readonly settlementId: string | null;
  /** Of a return by a system that names the dispense itself. */
  readonly dispense: Hex32 | null;
  readonly atSec: number | null;
  /** When the message says that it was written; absent where there was none, or it was not kept. */
  readonly sentAtSec?: number;
  /** med_list_codg: the drug that the till took it for. */
  readonly nhsaCode: string | null;
  /** As written. */
  readonly codes: readonly string[];
  readonly of: "packs" | "units";
  /** As stated, in ten-thousandths; null where only packs were named. */
  readonly countE4: string | null;
  readonly lineFen: string | null;
};

/** With the person it was for, who is sealed apart. */
export type TriedFor = { readonly line: TriedLine; readonly person: PersonName | null };
