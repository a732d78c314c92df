import type { AsOf, InstitutionName, Proof } from "../answers.ts";
import type { Identification } from "../drug-rows.ts";
import type { Address, Hex32, RegionCode } from "../ids.ts";
import type { EncounterState } from "../lifecycles.ts";
import type { ClaimLimits, ClosingContent, EncounterKind, RuleSetKind } from "./claim-rows.ts";
import type { FeeLine } from "./fee-line.ts";

export type EncounterAnswer = AsOf & {
  readonly id: Hex32;
  readonly status: Exclude<EncounterState, "none">;
  readonly institution: InstitutionName;
  readonly kind: EncounterKind;
  readonly openedAtSec: number;
  readonly identification: Identification;
  /** In the order of the chain: the last one stands, those before it were corrected. */
  readonly closings: readonly ClosingAnswer[];
  readonly cancelled: {
    /** Where this server holds it. */
    readonly reason: string | null;
    readonly operator: Address;
    readonly proof: Proof;
  } | null;
  readonly operator: Address;
  readonly proof: Proof;
  /** Of the owner. */
  readonly documentNumber: string | null;
};

export type ClosingAnswer = ClosingContent & {
  /** Stated later than the region allows. */
  readonly isLate: boolean;
  /** Why it was corrected, where this server holds it; null of the first. */
  readonly reason: string | null;
  readonly operator: Address;
  readonly proof: Proof;
};

/** One line of a fee list, and what proves that the ledger's root contains it. */
export type FeeProofAnswer = AsOf & {
  readonly encounter: Hex32;
  readonly line: FeeLine;
  /** The commitment is of just this text and the salt. */
  readonly text: string;
  readonly salt: Hex32;
  readonly commitment: Hex32;
  readonly merkleProof: readonly Hex32[];
  readonly feeRoot: Hex32;
};

export type ClaimLimitsAnswer = AsOf & {
  readonly region: RegionCode;
  readonly bureau: InstitutionName;
  /** The bureau has set nothing. */
  readonly isDefault: boolean;
  readonly limits: ClaimLimits;
};

/** Days that the bureau turned: weekdays that are holidays 节假日, weekend days that are worked 调休. */
export type BusinessDaysAnswer = AsOf & {
  readonly region: RegionCode;
  readonly bureau: InstitutionName;
  readonly turnedDays: readonly string[];
};

export type RuleSetAnswer = AsOf & {
  readonly hash: Hex32;
  readonly kind: RuleSetKind;
  readonly region: RegionCode;
  /** Claims of care before it may not name it. */
  readonly fromSec: number;
  readonly isKeptHere: boolean;
  readonly proof: Proof;
};
