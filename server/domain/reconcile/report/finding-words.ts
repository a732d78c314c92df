import type { FindingKind, Stage, Verdict } from "../finding.ts";
import type { StatementResult } from "../summary.ts";

/** How a kind is called by people, and what it says of a claim. */
export type KindWords = { readonly chinese: string; readonly english: string; readonly meaning: string };

const words = (chinese: string, english: string, meaning: string): KindWords => ({
  chinese,
  english,
  meaning,
});

export const KIND_WORDS: Readonly<Record<FindingKind, KindWords>> = {
  no_sale: words("空卖空报", "no sale", "No sale and no attempt at one belongs to the claim."),
  duplicate_code: words(
    "重复追溯码",
    "duplicate code",
    "A trace code was claimed before by another institution.",
  ),
  refund_cycle: words("反复退卖", "refund cycle", "A pack came back more often than is honest."),
  amount_mismatch: words("金额不符", "amount mismatch", "The amount is not the sum of what was sold."),
  quantity_mismatch: words("数量不符", "quantity mismatch", "The packs claimed are not the packs sold."),
  claim_before_sale: words("先报后卖", "claim before sale", "The claim is older than the sale."),
  expired: words("过期销售", "expired", "A pack was sold after its last day."),
  recalled: words("召回后销售", "recalled", "A pack was sold after its batch was recalled."),
  never_received: words(
    "无进货记录",
    "never received",
    "The seller never had the pack: nothing says that it came in.",
  ),
  wrong_patient: words("人证不符", "wrong patient", "Somebody else bought it."),
  manual_repeats_direct: words(
    "重复报销",
    "manual repeats direct",
    "A receipt that was settled at the counter was filed again.",
  ),
  suspended_institution: words(
    "停保机构",
    "suspended institution",
    "The institution's agreement was suspended that day.",
  ),
  product_mismatch: words("药品不符", "product mismatch", "The pack is another product than the sale says."),
  institution_mismatch: words(
    "机构不符",
    "institution mismatch",
    "Another institution sold it than the one that claims.",
  ),
  unknown_institution: words("机构不明", "unknown institution", "The ledger knows no such institution."),
  same_invoice_twice: words(
    "同票重报",
    "same invoice twice",
    "Another claim of the feed is for the same settlement or receipt.",
  ),
  claimed_across_regions: words(
    "跨区重复申报",
    "claimed across regions",
    "Two regions' funds were asked for the same care.",
  ),
  declared_only: words(
    "无厂家追溯",
    "declared only",
    "The maker's trace is required, and the pack comes from declared stock.",
  ),
  returned_and_claimed: words(
    "退货仍报",
    "returned and claimed",
    "What was sold came back, and was claimed.",
  ),
  sale_refused: words("销售被拒", "sale refused", "The ledger refused the sale, for the reason given."),
  over_quantity: words("超量购药", "over quantity", "One person bought more of a product than is usual."),
  over_frequency: words("超频购药", "over frequency", "One person bought more often than is usual."),
  large_purchase: words("大额购药", "large purchase", "One purchase above the limit."),
  margin_exceeded: words(
    "加价超限",
    "margin exceeded",
    "Billed above what the pack cost and the fund's margin.",
  ),
  no_visit: words("无就诊购药", "no visit", "Bought without the visit that the fund wants before it."),
  frequent_admission: words(
    "频繁住院",
    "frequent admission",
    "One person was admitted more often in the year than is usual.",
  ),
  impossible_rate: words(
    "单量异常",
    "impossible rate",
    "More receipts within the hour than the site's counters can write.",
  ),
  outside_hours: words("非营业时间销售", "outside hours", "Sold while the site was closed."),
  no_pharmacist: words(
    "无药师售处方药",
    "no pharmacist",
    "A prescription drug from a site that has no pharmacist.",
  ),
  invoiced_below_sold: words(
    "销大于进",
    "invoiced below sold",
    "More of a product was sold and claimed than came in.",
  ),
  missing_from_feed: words(
    "台账有而明细无",
    "missing from feed",
    "The ledger holds a claim of the period that the feed does not tell.",
  ),
  totals_differ: words(
    "总额不一致",
    "totals differ",
    "What was summed up is not what the ledger sums up to.",
  ),
  index_differs: words("索引与链不符", "index differs", "This server's index says other than the chain."),
  near_code: words("扫码差错", "near code", "A code one slip away from one that the seller had."),
  time_zone: words("时区差错", "time zone", "The day is off as if the clock stood in another zone."),
  units_for_packs: words("单位差错", "units for packs", "Units and packs were taken for one another."),
  return_not_recorded: words("退货未登记", "return not recorded", "A return that the ledger does not know."),
  late_message: words("迟到报文", "late message", "The sale was recorded later than its region asks for."),
};

/** When a rule may be asked: before the fund pays, while it does, or after. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = { before: "事前", during: "事中", after: "事后" };

export const VERDICT_WORDS: Readonly<
  Record<Verdict, { readonly chinese: string; readonly english: string }>
> = {
  violation: { chinese: "违规", english: "violation" },
  suspect: { chinese: "可疑", english: "suspect" },
};

export const STATEMENT_WORDS: Readonly<Record<StatementResult, string>> = {
  "000000": "一致 equal",
  "000101": "账本多 the ledger has more",
  "000102": "机构多 the institution has more",
  "000103": "数据不一致 they differ",
};

/** What was lacking where something could not be looked at. */
export const LACKING_WORDS: Readonly<Record<string, string>> = {
  person: "who bought it can not be opened here (erased, or another server's)",
  "pack-keys": "a key epoch of the trace codes is not here",
  "sale-words": "the words of a sale can not be opened here",
  visits: "who came to whom can not be opened here, or is named otherwise",
  "purchase-prices": "what packs cost can not be opened here",
  awards: "what fund and account bear was not awarded on this ledger",
};
