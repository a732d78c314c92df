import type { Facts } from "../failure.ts";

/** The NHSA's 医保 stock messages. The A forms carry many lines in one message. */
export const NHSA_KINDS = ["3501", "3502", "3503", "3504", "3505", "3506", "3507"] as const;
export type NhsaKind = (typeof NHSA_KINDS)[number];
export type NhsaInfno = NhsaKind | `${NhsaKind}A`;

/**
 * One message in checked form. `lines` are in the order of the message, one of a plain form. No field of a
 * person leaves the line that it came with.
 */
export type NhsaMessage =
  | NhsaMessageOf<"3501", StockTake>
  | NhsaMessageOf<"3502", StockChange>
  | NhsaMessageOf<"3503", Purchase>
  | NhsaMessageOf<"3504", PurchaseReturn>
  | NhsaMessageOf<"3505", Sale>
  | NhsaMessageOf<"3506", SaleReturn>
  | NhsaMessageOf<"3507", Deletion>;

export type NhsaMessageOf<Kind extends NhsaKind, Line> = {
  readonly kind: Kind;
  /** An A form: answered line by line. */
  readonly isBatch: boolean;
  readonly envelope: NhsaEnvelope;
  readonly lines: readonly [Line, ...Line[]];
  /**
   * One text for one meaning: the number of the message and its `input`, members sorted. It holds personal
   * data: to be hashed with a key, never kept.
   */
  readonly canonicalText: string;
};

export type NhsaEnvelope<Infno extends string = NhsaInfno> = {
  readonly infno: Infno;
  readonly msgid: string;
  /** 就医地区划 mdtrtarea_admvs, six digits. */
  readonly careArea: string;
  /** 参保地区划 insuplc_admdvs; null where none is stated. */
  readonly insuredArea: string | null;
  /** fixmedins_code: the institution that sends. */
  readonly institutionCode: string;
  readonly sentAtSec: number;
};

/** What every line but a deletion says of the drug. Null: not stated. */
export type DrugWords = {
  /** med_list_codg, the NHSA's drug code. */
  readonly nhsaCode: string | null;
  /** fixmedins_hilist_id, the institution's own number for the product. */
  readonly sku: string;
  /** fixmedins_bchno, the institution's own number for its lot. */
  readonly stockNumber: string;
  /** manu_lotnum, as printed on the box. */
  readonly batchNumber: string | null;
  /** Days, `2028-04-30`. */
  readonly madeOn: string | null;
  readonly expiresOn: string | null;
  /** As written in the message, in its order; empty where the older form names no packs. */
  readonly traceCodes: readonly string[];
};

/** Unit price in millionths of a yuan, count in ten-thousandths; `lineFen` rounds half up, here only. */
export type PricedCount = {
  readonly priceMicros: bigint;
  readonly countE4: bigint;
  readonly lineFen: bigint;
};

/**
 * How much of what is meant: whole packs, as many as there are trace codes; or units of the one pack that is
 * named (trdn_flag 1, 拆零).
 */
export type Quantity =
  | { readonly of: "packs"; readonly packCount: number }
  | { readonly of: "units"; readonly unitCount: number };

/** Who got it, as far as the message says; personal data. */
export type NhsaPerson = {
  readonly scheme: "psn-no" | "resident-id" | "certificate";
  readonly value: string;
};

/** 3505: one drug and lot of one receipt. */
export type Sale = DrugWords &
  PricedCount & {
    readonly quantity: Quantity;
    /** rtal_docno, the receipt. */
    readonly receiptNumber: string;
    readonly soldAtSec: number;
    /** inf_time of the message that brought the line. */
    readonly sentAtSec: number;
    /** sel_retn_time's day as written. */
    readonly soldOn: string;
    /** setl_id; null on a cash sale. */
    readonly settlementId: string | null;
    readonly isSettled: boolean;
    readonly person: NhsaPerson | null;
    readonly prescription: { readonly number: string; readonly prescriber: string } | null;
  };

/** 3506: what came back of a sale. `receiptNumber` = medins_prod_sel_no, the sale's receipt. */
export type SaleReturn = DrugWords &
  PricedCount & {
    readonly quantity: Quantity;
    readonly receiptNumber: string;
    readonly returnedAtSec: number;
    readonly returnedOn: string;
    readonly settlementId: string | null;
    readonly person: NhsaPerson | null;
  };

/** 3501: what lies on the shelf. `countE2` = inv_cnt in hundredths. */
export type StockTake = DrugWords & { readonly takenOn: string; readonly countE2: bigint };

/** 3502. */
export type StockChange = DrugWords &
  PricedCount & {
    /** inv_chg_type as written; what it means here is the flow's table. */
    readonly changeType: string;
    readonly quantity: Quantity;
    readonly changedAtSec: number;
    readonly changedOn: string;
  };

type SupplyWords = DrugWords & {
  readonly supplierName: string;
  /** spler_pmtno; null where none is stated. */
  readonly supplierPermit: string | null;
  readonly makerName: string;
  /** dynt_no, the delivery note. */
  readonly deliveryNumber: string | null;
  readonly invoiceNumber: string | null;
  readonly packCount: number;
  /** Null where no price is stated. */
  readonly priceMicros: bigint | null;
  readonly movedAtSec: number;
};

/** 3503: came in. */
export type Purchase = SupplyWords;

/** 3504: goes back to the supplier. `purchaseNumber` = medins_prod_purc_no. */
export type PurchaseReturn = SupplyWords & { readonly purchaseNumber: string | null };

export const DELETION_KINDS = ["stock-take", "stock-change", "purchase", "sale"] as const;

/** 3507: takes back a record by the institution's lot number. */
export type Deletion = {
  readonly stockNumber: string;
  readonly recordKind: (typeof DELETION_KINDS)[number];
};

/**
 * What is wrong with one field. `path` as in the message, `input.selinfoDetail[0].rtal_docno`, "" the whole;
 * `line` counts from 1, null outside lines. Facts are lengths, counts, positions and names of rules, never a
 * value.
 */
export type NhsaFault = {
  readonly path: string;
  readonly line: number | null;
  readonly kind: NhsaFaultKind;
  readonly facts: Facts;
};

export const NHSA_FAULT_KINDS = [
  "not-utf8",
  "not-json",
  "too-deep",
  "repeated-name",
  "forbidden-name",
  "not-an-object",
  "not-a-list",
  "too-many",
  "missing",
  "not-text",
  "too-long",
  "unprintable",
  "not-a-decimal",
  "too-many-places",
  "too-many-digits",
  "negative",
  "not-positive",
  "not-whole",
  "not-a-day",
  "not-a-time",
  "out-of-range",
  "not-an-area",
  "unknown-value",
  "two-spellings",
  "expires-before-made",
  "count-differs",
  "amount-too-large",
  "amount-differs",
  "lines-disagree",
  "repeated-number",
  "line-unknown",
  "inpatient-field",
] as const;
export type NhsaFaultKind = (typeof NHSA_FAULT_KINDS)[number];
