import { ZONES, type Zone } from "../business-day.ts";
import type { NhsaKind } from "./message.ts";
import { DEFAULT_SETTLEMENT_NEEDS, type SettlementNeeds } from "./settlement/needs.ts";

/**
 * What one province asks of the messages. The rows are worked examples from public sources: compare them with
 * the province's own 规范 before going live.
 */
export type NhsaProfile = {
  readonly name: string;
  /** First two digits of mdtrtarea_admvs; null: every province without a row of its own. */
  readonly province: string | null;
  readonly zone: Zone;
  /** Fields that a line may not lack. What the ledger itself needs is asked for whatever stands here. */
  readonly required: Readonly<Record<NhsaKind, readonly string[]>>;
  /** The same of the settlement messages. */
  readonly settlement: SettlementNeeds;
  /** Messages whose lines must name their packs. */
  readonly codesRequired: readonly NhsaKind[];
  /** Every spelling is read; the first is the one that faults name. */
  readonly traceNodes: readonly [string, ...string[]];
  readonly traceCodeNames: readonly [string, ...string[]];
};

const drugNames = ["fixmedins_hilist_id", "fixmedins_hilist_name", "fixmedins_bchno", "rx_flag"];
const handedOver = [
  ...drugNames,
  "mdtrt_sn",
  "psn_cert_type",
  "manu_lotnum",
  "manu_date",
  "trdn_flag",
  "sel_retn_cnt",
  "sel_retn_time",
  "sel_retn_opter_name",
];
const supplied = [
  ...drugNames,
  "med_list_codg",
  "spler_name",
  "manu_lotnum",
  "prodentp_name",
  "aprvno",
  "manu_date",
  "expy_end",
  "purc_retn_cnt",
  "purc_retn_stoin_time",
  "purc_retn_opter_name",
];

const DEFAULT: NhsaProfile = {
  name: "default",
  province: null,
  zone: ZONES["Asia/Shanghai"],
  required: {
    "3501": [...drugNames, "invdate", "inv_cnt", "manu_date", "expy_end"],
    "3502": [...drugNames, "inv_chg_type", "pric", "cnt", "inv_chg_time", "trdn_flag"],
    "3503": supplied,
    "3504": supplied,
    "3505": [...handedOver, "prsc_dr_name", "hi_feesetl_type", "rtal_docno", "mdtrt_setl_type"],
    "3506": [...handedOver, "medins_prod_sel_no"],
    "3507": ["fixmedins_bchno", "inv_data_type"],
  },
  settlement: DEFAULT_SETTLEMENT_NEEDS,
  codesRequired: ["3505"],
  traceNodes: ["drugtracinfo", "drug_trac_info"],
  traceCodeNames: ["drug_trac_codg", "drug_trac_code"],
};

const ZHEJIANG: NhsaProfile = {
  ...DEFAULT,
  name: "浙江",
  province: "33",
  required: { ...DEFAULT.required, "3505": [...DEFAULT.required["3505"], "med_list_codg", "expy_end"] },
};

const HUBEI: NhsaProfile = {
  ...DEFAULT,
  name: "湖北",
  province: "42",
  required: { ...DEFAULT.required, "3505": [...DEFAULT.required["3505"], "med_list_codg"] },
  traceNodes: ["drug_trac_info", "drugtracinfo"],
};

export const NHSA_PROFILES: readonly [NhsaProfile, ...NhsaProfile[]] = [DEFAULT, ZHEJIANG, HUBEI];

/** The profile of the province in which care was given, by its GB/T 2260 area. */
export function profileOf(careArea: string | null): NhsaProfile {
  return NHSA_PROFILES.find(({ province }) => province !== null && careArea?.startsWith(province)) ?? DEFAULT;
}
