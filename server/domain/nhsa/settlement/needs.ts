import type { SettlementKind } from "./message.ts";

/**
 * Fields that a province's settlement messages may not lack: of the object that stands for the whole message
 * (`head`), of a line of fees, of an item of drug_trac_info. What the ledger itself needs is asked for
 * whatever stands here.
 */
export type SettlementNeeds = {
  readonly head: Readonly<Record<SettlementKind, readonly string[]>>;
  readonly line: Readonly<Record<"2101" | "2102" | "2204", readonly string[]>>;
  readonly namedPack: readonly string[];
};

const insured = ["psn_no", "mdtrt_cert_type", "insutype", "acct_used_flag", "med_type", "medfee_sumamt"];
const sale = [...insured, "begntime"];
const visit = [...insured, "psn_setlway", "mdtrt_id", "chrg_bchno"];
const settled = ["setl_id", "mdtrt_id", "psn_no"];
const drug = [
  "feedetl_sn",
  "fee_ocur_time",
  "med_list_codg",
  "medins_list_codg",
  "det_item_fee_sumamt",
  "cnt",
  "pric",
];

/** No source marks what 2101 to 2208 require; this is what they cannot be understood without. */
export const DEFAULT_SETTLEMENT_NEEDS: SettlementNeeds = {
  head: {
    "2101": sale,
    "2102": sale,
    "2103": settled,
    "2204": [],
    "2205": ["mdtrt_id", "chrg_bchno", "psn_no"],
    "2206": visit,
    "2207": visit,
    "2208": settled,
    "2601": ["psn_no", "omsgid", "oinfno"],
  },
  line: { "2101": drug, "2102": drug, "2204": [...drug, "mdtrt_id", "psn_no", "chrg_bchno"] },
  namedPack: ["feedetl_sn", "trdn_flag", "min_prcunt_type"],
};
