import type { NhsaEnvelope, NhsaPerson, PricedCount, Quantity } from "../message.ts";

/**
 * The NHSA's 医保 settlement messages: pharmacy 2101 to 2103, one outpatient visit 2204 to 2208, reversal 2601.
 * None has an A form.
 */
export const SETTLEMENT_KINDS = [
  "2101",
  "2102",
  "2103",
  "2204",
  "2205",
  "2206",
  "2207",
  "2208",
  "2601",
] as const;
export type SettlementKind = (typeof SETTLEMENT_KINDS)[number];

export function isSettlement(infno: string): infno is SettlementKind {
  return SETTLEMENT_KINDS.some((kind) => kind === infno);
}

/** Those that ask what would be paid, or have it paid. */
export type SettlingKind = Extract<SettlementKind, "2101" | "2102" | "2206" | "2207">;

/** One message in checked form; with NhsaMessage it makes one closed union, told apart by `kind`. */
export type SettlementMessage =
  | SettlementMessageOf<"2101" | "2102", PharmacySale>
  | SettlementMessageOf<"2204", FeeUpload>
  | SettlementMessageOf<"2205", FeeCancellation>
  | SettlementMessageOf<"2206" | "2207", VisitSettlement>
  | SettlementMessageOf<"2103" | "2208", SettlementCancellation>
  | SettlementMessageOf<"2601", Reversal>;

export type SettlementMessageOf<Kind extends SettlementKind, Body> = Kind extends SettlementKind
  ? {
      readonly kind: Kind;
      readonly envelope: NhsaEnvelope<SettlementKind>;
      readonly body: Body;
      /** As NhsaMessage's: to be hashed with a key, never kept. */
      readonly canonicalText: string;
    }
  : never;

/** Who is treated, and by what this was shown. Personal data. */
export type InsuredPerson = {
  /** psn_no. */
  readonly person: NhsaPerson;
  /** mdtrt_cert_type and mdtrt_cert_no: a card, an e-voucher's token, a certificate. */
  readonly shown: { readonly certificateType: string; readonly certificate: string | null };
  /** insutype: 310 employee, 390 resident. */
  readonly insuranceType: string;
  /** acct_used_flag: the personal account may pay. */
  readonly isAccountUsed: boolean;
};

/** dise_codg and dise_name. */
export type DiseaseWords = { readonly code: string; readonly name: string | null };

/** 2101 and 2102: one sale of a pharmacy. Rule A4 holds of its lines and total, A7 of its packs. */
export type PharmacySale = {
  readonly insured: InsuredPerson;
  readonly disease: DiseaseWords | null;
  /** med_type. */
  readonly careType: string;
  readonly beganAtSec: number;
  /** begntime's day as written. */
  readonly beganOn: string;
  readonly totalFen: bigint;
  readonly invoiceNumber: string | null;
  readonly lines: readonly [PackedFeeLine, ...PackedFeeLine[]];
};

/** One line of fees of drugdetail and feedetail. `lineFen` = det_item_fee_sumamt, which is price × count. */
export type FeeLine = PricedCount & {
  /** feedetl_sn, unique in the visit. */
  readonly feeNumber: string;
  readonly occurredAtSec: number;
  readonly occurredOn: string;
  /** med_list_codg; null where the province lets it be absent. */
  readonly nhsaCode: string | null;
  /** medins_list_codg, the institution's own number. */
  readonly sku: string;
  readonly prescription: { readonly number: string; readonly prescriber: string } | null;
  /** rx_circ_flag 1: written elsewhere. */
  readonly isPrescriptionFromElsewhere: boolean;
};

/** Packs of a line, none where the message names none: 饮片, a service, or a province without codes. */
export type PackedFeeLine = FeeLine & { readonly packs: LinePacks | null };

export type LinePacks = {
  readonly quantity: Quantity;
  /** As written, in the message's order. */
  readonly traceCodes: readonly string[];
};

/** 2204: fees of one visit and one person. */
export type FeeUpload = {
  readonly visitId: string;
  readonly person: NhsaPerson;
  readonly lines: readonly [UploadedFeeLine, ...UploadedFeeLine[]];
};

export type UploadedFeeLine = FeeLine & {
  /** chrg_bchno; one has one disease. */
  readonly chargeNumber: string;
  readonly disease: DiseaseWords | null;
  readonly department: string | null;
  readonly doctor: string | null;
  /** hosp_appr_flag: within the item's restriction (1), not to be claimed (2), 0 or nothing. */
  readonly hospitalMark: "within" | "outside" | "unmarked";
};

/** 2205. `chargeNumber` null: every line that is not settled, chrg_bchno 0000. */
export type FeeCancellation = {
  readonly visitId: string;
  readonly person: NhsaPerson;
  readonly chargeNumber: string | null;
};

/** 2206 and 2207: settles what 2204 uploaded under the charge number. */
export type VisitSettlement = {
  readonly insured: InsuredPerson;
  /** insuplc_admdvs of the data, else of the envelope. */
  readonly insuredArea: string | null;
  readonly visitId: string;
  readonly chargeNumber: string;
  readonly careType: string;
  /** psn_setlway. */
  readonly settlementWay: string;
  readonly totalFen: bigint;
  /** Rule A6 holds of them; null unless all four are stated. */
  readonly statedShares: ShareAmounts | null;
  readonly invoiceNumber: string | null;
  /** To be put to the uploaded lines by pairVisitLines. */
  readonly namedPacks: readonly NamedPack[];
};

/** One item of drug_trac_info. */
export type NamedPack = {
  /** Where it stands, for the faults. */
  readonly path: string;
  readonly feeNumber: string;
  readonly traceCode: string;
  /** trdn_flag 1, 拆零. */
  readonly isSplit: boolean;
};

/** What of an amount nobody's insurance looks at, and what it does. */
export type ShareAmounts = {
  /** fulamt_ownpay_amt: outside the catalogue. */
  readonly ownExpenseFen: bigint;
  /** overlmt_selfpay: above a ceiling. */
  readonly overLimitFen: bigint;
  /** preselfpay_amt: the first part of class 乙 drugs. */
  readonly preSelfPayFen: bigint;
  /** inscp_scp_amt: what the policy applies to. */
  readonly inScopeFen: bigint;
};

/** 2103 and 2208. */
export type SettlementCancellation = {
  readonly settlementId: string;
  readonly visitId: string;
  readonly person: NhsaPerson;
};

/** oinfno of a 2601 that a pharmacy or an outpatient clinic may send. */
export const REVERSIBLE_KINDS = ["2101", "2102", "2103", "2207", "2208"] as const;
export type ReversibleKind = (typeof REVERSIBLE_KINDS)[number];

/** 2601: takes back the message `reversedMsgid`, whatever became of it. */
export type Reversal = {
  readonly person: NhsaPerson;
  readonly reversedMsgid: string;
  readonly reversedKind: ReversibleKind;
};
