import type { ACCOUNT_USES } from "../adjudication/adjudication-input.ts";
import type { CareType, InsuranceType } from "../adjudication/rule-words.ts";
import type { Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { PersonName } from "../ports.ts";
import type { DispenseRequest } from "../requests.ts";
import type { ClaimChannel, DisputeVerdict, Exemption } from "./claim-rows.ts";

/** What a filer asks, in its own words; nothing here is ever stored in the clear. */
export type ClaimRequest = {
  readonly documentNumber: string;
  readonly till: string;
  readonly channel: Exclude<ClaimChannel, "none">;
  readonly payerRegion: RegionCode;
  /** Whose care a manual claim is for; null: the filer's own, or nobody's on the ledger. */
  readonly provider: InstitutionId | null;
  /** Of a manual claim whose provider is not on the ledger: its code as the invoice prints it. */
  readonly outsideProviderCode: string | null;
  readonly claimedAtSec: number;
  readonly person: PersonName;
  readonly terms: ClaimTerms;
  readonly dispenses: readonly Hex32[];
  readonly encounters: readonly Hex32[];
  readonly uncodedLines: readonly UncodedLineRequest[];
  /** Of a secondary claim the claim whose self-pay it draws on. */
  readonly primary: Hex32 | null;
  /** What the fund is asked for; null: whatever the rules give, at most the total. */
  readonly requestedFen: string | null;
};

/** What the rules are applied to beside the lines. */
export type ClaimTerms = {
  readonly invoiceNumber: string;
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly useAccount: (typeof ACCOUNT_USES)[number];
  readonly diagnosisCode: string | null;
  readonly doctorCode: string | null;
};

/** `quantityE4` is the count, scaled by ten thousand; `fen` is the whole line's price, a decimal string. */
export type UncodedLineRequest = {
  readonly exemption: Exclude<Exemption, "none">;
  readonly itemCode: string | null;
  readonly name: string;
  readonly quantityE4: string;
  readonly fen: string;
};

/** A receipt that is claimed in the same go: the receipt is all the claim's evidence. */
export type DispenseAndClaimRequest = {
  readonly dispense: DispenseRequest;
  readonly claim: Pick<ClaimRequest, "documentNumber" | "payerRegion" | "terms" | "requestedFen"> &
    Partial<Pick<ClaimRequest, "uncodedLines">>;
};

export type DecisionRequest =
  | { readonly verdict: "approve"; readonly claim: Hex32; readonly award: StatedAward | null }
  | {
      readonly verdict: "reject";
      readonly claim: Hex32;
      /** Number in the table of docs/claims.md; null: what the rules say. */
      readonly reason: number | null;
      readonly note: string | null;
    };

/** What a person awards where no rule set does: secondary claims, and care outside the ledger. */
export type StatedAward = {
  readonly fundParts: readonly { readonly fundPayType: number; readonly fen: string }[];
  readonly accountFen: string;
  readonly familyAccountFen: string;
  readonly cashFen: string;
  readonly hospitalFen: string;
};

export type ClaimStepRequest =
  | {
      readonly step: "appeal" | "reverse" | "refund" | "dispute";
      readonly claim: Hex32;
      readonly reason: string;
    }
  | {
      readonly step: "resolve";
      readonly claim: Hex32;
      readonly verdict: Exclude<DisputeVerdict, "none">;
      readonly reason: string;
    };

export type PaymentRequest = { readonly claims: readonly Hex32[]; readonly bankReference: string };
