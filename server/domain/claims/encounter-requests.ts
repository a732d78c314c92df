import type { Identification } from "../drug-rows.ts";
import type { Hex32 } from "../ids.ts";
import type { PersonName } from "../ports.ts";
import type { EncounterKind, RuleSetKind } from "./claim-rows.ts";
import type { FeeLine } from "./fee-line.ts";

/** A person is there 就诊/入院; nothing here is ever stored in the clear. */
export type EncounterRequest = {
  readonly documentNumber: string;
  readonly kind: Exclude<EncounterKind, "none">;
  readonly openedAtSec: number;
  readonly person: PersonName;
  readonly identification: Exclude<Identification, "none">;
  /** The e-voucher's one-time token; null exactly when the person was known by a card. */
  readonly voucherToken: string | null;
};

/** What an encounter cost. `diagnosisGroup` "" when there is none. */
export type ClosingRequest = {
  readonly closedAtSec: number;
  readonly fees: readonly FeeLineRequest[];
  readonly diagnosisGroup: string;
};

/** `quantity` and `priceFen` are decimal strings; the price is the whole line's. */
export type FeeLineRequest = Omit<FeeLine, "quantityE4" | "amountFen"> & {
  readonly quantity: string;
  readonly priceFen: string;
};

/** `reason` null closes the encounter, otherwise it corrects what was stated before. */
export type EncounterClosingRequest = {
  readonly encounter: Hex32;
  readonly closing: ClosingRequest;
  readonly reason: string | null;
};

export type EncounterCancellation = { readonly encounter: Hex32; readonly reason: string };

/** A rule set as its bureau wrote it. `text` is its canonical JSON, `effectiveFrom` its first day of care. */
export type RuleSetUpload = {
  readonly kind: Exclude<RuleSetKind, "none">;
  readonly region: number;
  readonly effectiveFrom: string;
  readonly text: string;
};
