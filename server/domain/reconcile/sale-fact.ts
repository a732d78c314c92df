import type { FailureCode } from "../failure-catalogue.ts";
import type { Hex32, InstitutionId, ProductId } from "../ids.ts";
import type { PersonName } from "../ports.ts";

/**
 * One line of one receipt as the ledger knows it: a dispense that stands, or the attempt at one that it
 * refused. What was refused is no evidence, but its words say what was tried.
 */
export type SaleFact = {
  readonly standing:
    | { readonly is: "recorded"; readonly dispense: Hex32; readonly block: number }
    | { readonly is: "refused"; readonly attempt: string; readonly code: FailureCode };
  readonly institution: InstitutionId;
  readonly receiptNumber: string;
  readonly settlementId: string | null;
  readonly soldAtSec: number;
  /** When its message says that it was written (inf_time); null where there is none, or it was not kept. */
  readonly toldAtSec: number | null;
  /** How long after the sale the ledger took it, where that is longer than its region allows; else 0. */
  readonly lateSec: number;
  /** The day of `soldAtSec` in the zone of the ledger. */
  readonly soldOn: string;
  /** Canonical where they can be read, else as written. */
  readonly codes: readonly string[];
  /** `units`: sold out of an opened pack 拆零. */
  readonly of: "packs" | "units";
  /** What the till's own number (SKU) stands for; null where none was stated or none is mapped. */
  readonly statedProduct: ProductId | null;
  /** sel_retn_cnt in ten-thousandths, as stated; null where only packs were named. */
  readonly countE4: bigint | null;
  /** Of what was sold, rounded half up at the line; null where it could not be read. */
  readonly lineFen: bigint | null;
  /** The message or request names a prescription. */
  readonly hasPrescription: boolean;
  /** Who got it: null where nobody was named, "closed" where this server may not or can not open it. */
  readonly person: PersonName | "closed" | null;
  readonly returns: readonly SaleReturnFact[];
};

/** What came back of a line; `isWhole`: all of its packs, or units, at once. */
export type SaleReturnFact = {
  readonly atSec: number;
  readonly isRefused: boolean;
  readonly isWhole: boolean;
};
