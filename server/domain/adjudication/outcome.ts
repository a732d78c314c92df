import type { Accumulators, YearUse } from "./accumulators.ts";
import type { ItemClass } from "./catalogue.ts";
import type { ApprovalFault } from "./judge-approval.ts";
import type { RejectionReason } from "./rejection-reasons.ts";
import type { SetlinfoWord } from "./rule-words.ts";
import type { Step } from "./steps.ts";

/** Why a line, or what is above its ceiling, is not in scope. */
export type LineCause =
  | "class-c"
  | "item-missing"
  | "item-unknown"
  | "item-excluded"
  | "outside-restriction"
  | "special-drug-not-in-policy"
  | ApprovalFault;

/** One line as `detlcutinfo` tells it; the four parts make up the amount. */
export type AwardedLine = {
  readonly lineNumber: number;
  readonly itemCode: string | null;
  readonly quantityE4: bigint;
  readonly amountFen: bigint;
  /** 甲 A, 乙 B, 丙 C; null: no item of the catalogue. */
  readonly itemClass: ItemClass | null;
  /** `pric_uplmt_amt`, in millionths of a yuan; null: none. */
  readonly ceilingMicros: bigint | null;
  /** `selfpay_prop`; 10,000 where all is own pay. */
  readonly selfpayBps: bigint;
  readonly fulamtOwnpayFen: bigint;
  readonly overlmtFen: bigint;
  readonly preselfpayFen: bigint;
  readonly inscpScpFen: bigint;
  /** Payable at the policy's ratio for special drugs 特药. */
  readonly isSpecial: boolean;
  readonly cause: LineCause | null;
};

/** Sums over the lines: `medfee_sumamt` and what it is made of. */
export type Totals = {
  readonly medfeeFen: bigint;
  readonly fulamtOwnpayFen: bigint;
  readonly overlmtFen: bigint;
  readonly preselfpayFen: bigint;
  readonly inscpScpFen: bigint;
};

/** What one fund pays; one row of `setldetail`. Never of zero fen. */
export type FundPart = {
  readonly fundPayType: string;
  readonly name: string;
  readonly word: SetlinfoWord;
  /** What of the scope the fund was asked to share. */
  readonly baseFen: bigint;
  readonly fen: bigint;
};

export type Awarded = {
  readonly result: "awarded";
  readonly lines: readonly AwardedLine[];
  readonly totals: Totals;
  readonly deductibleFen: bigint;
  readonly fundParts: readonly FundPart[];
  /** What the funds pay together, `fund_pay_sumamt`. */
  readonly approvedFen: bigint;
  /** `hosp_part_amt`. */
  readonly hospitalFen: bigint;
  /** `psn_part_amt`: accounts and cash. */
  readonly personFen: bigint;
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  readonly use: YearUse;
  readonly accumulatorsAfter: Accumulators;
  readonly explanation: readonly Step[];
};

export type ReasonFacts = Readonly<Record<string, string | number | null>>;

export type Refused = {
  readonly result: "refused";
  /** As it stands on the chain. */
  readonly reason: number;
  readonly code: RejectionReason;
  readonly facts: ReasonFacts;
};

export type Outcome = Awarded | Refused;
