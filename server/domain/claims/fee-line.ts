import { canonicalJson } from "../canonical-json.ts";
import type { Hex32 } from "../ids.ts";
import type { Exemption } from "./claim-rows.ts";

export const FEE_LINE_KINDS = ["service", "drug"] as const;

/** `hosp_appr_flag`: within the item's restriction or not; unmarked where the hospital says nothing. */
export const HOSPITAL_MARKS = ["within", "outside", "unmarked"] as const;

/** A line of an encounter's fee list 费用清单. */
export type FeeLine = {
  /** The hospital's own; each stands once in a list. */
  readonly lineNumber: number;
  /** `med_list_codg`; null of what has none. */
  readonly itemCode: string | null;
  readonly name: string;
  /** `cnt`, scaled by ten thousand. */
  readonly quantityE4: bigint;
  /** Of the whole line. */
  readonly amountFen: bigint;
  readonly kind: (typeof FEE_LINE_KINDS)[number];
  /** The dispense that handed a drug over; null of a service, and of a drug without a code. */
  readonly dispense: Hex32 | null;
  /** Why a drug has no code; null of a service, and of a drug that was dispensed. */
  readonly exemption: Exclude<Exemption, "none"> | null;
  readonly diagnosisCode: string | null;
  readonly hospitalMark: (typeof HOSPITAL_MARKS)[number];
};

/** A line as it is sealed and committed to: amounts in decimal strings. */
export type FeeLineWords = Omit<FeeLine, "quantityE4" | "amountFen"> & {
  readonly quantityE4: string;
  readonly amountFen: string;
};

/** The words behind a fee list's root, kept under that root; whoever is told a salt can check its line. */
export type FeeDocument = {
  readonly lines: readonly { readonly line: FeeLineWords; readonly salt: Hex32 }[];
};

/** What a line's commitment is of. */
export function feeLineText(line: FeeLineWords): string {
  return canonicalJson(line);
}

export function wordsOfFeeLine({ quantityE4, amountFen, ...line }: FeeLine): FeeLineWords {
  return { ...line, quantityE4: quantityE4.toString(), amountFen: amountFen.toString() };
}

export function feeLineOfWords({ quantityE4, amountFen, ...line }: FeeLineWords): FeeLine {
  return { ...line, quantityE4: BigInt(quantityE4), amountFen: BigInt(amountFen) };
}
