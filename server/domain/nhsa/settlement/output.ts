/** Outputs of the settlement messages, as they go out. All values are texts, "" where nothing is known. */
export type SettlementOutput = {
  readonly setlinfo: Setlinfo;
  readonly setldetail: readonly Setldetail[];
  /** Of 2101 and 2102. */
  readonly detlcutinfo?: readonly CutInfo[] | undefined;
};

export type Setlinfo = Readonly<Record<(typeof SETLINFO_NAMES)[number], string>> &
  Readonly<Partial<Record<(typeof SETLINFO_NAMES_MORE)[number], string>>>;

/** 2103 tells the same by two other names. */
export type CancelledOutput = {
  readonly setlinfo: Omit<Setlinfo, keyof typeof CANCELLED_NAMES> &
    Readonly<Record<(typeof CANCELLED_NAMES)[keyof typeof CANCELLED_NAMES], string>>;
  readonly setldetail: readonly Setldetail[];
};

export type Setldetail = Readonly<Record<(typeof SETLDETAIL_NAMES)[number], string>>;
export type CutInfo = Readonly<Record<(typeof CUT_NAMES)[number], string>>;
/** 2204. */
export type FeeResultOutput = { readonly result: readonly FeeResult[] };
export type FeeResult = CutInfo & { readonly lmt_used_flag: string };

export const SETLINFO_NAMES = [
  "setl_id",
  "mdtrt_id",
  "psn_no",
  "psn_name",
  "psn_cert_type",
  "certno",
  "gend",
  "naty",
  "brdy",
  "age",
  "insutype",
  "psn_type",
  "cvlserv_flag",
  "setl_time",
  "mdtrt_cert_type",
  "med_type",
  "medfee_sumamt",
  "fulamt_ownpay_amt",
  "overlmt_selfpay",
  "preselfpay_amt",
  "inscp_scp_amt",
  "act_pay_dedc",
  "hifp_pay",
  "pool_prop_selfpay",
  "cvlserv_pay",
  "hifes_pay",
  "hifmi_pay",
  "hifob_pay",
  "maf_pay",
  "oth_pay",
  "fund_pay_sumamt",
  "psn_part_amt",
  "acct_pay",
  "psn_cash_pay",
  "balc",
  "acct_mulaid_pay",
  "medins_setl_id",
  "clr_optins",
  "clr_way",
  "clr_type",
] as const;

/** Of a visit always; of a pharmacy's sale only where not zero, for the identities need them then. */
export const SETLINFO_NAMES_MORE = ["hosp_part_amt", "hifdm_pay"] as const;

export const CANCELLED_NAMES = { psn_part_amt: "psn_pay", psn_cash_pay: "cash_payamt" } as const;

export const SETLDETAIL_NAMES = [
  "fund_pay_type",
  "inscp_scp_amt",
  "crt_payb_lmt_amt",
  "fund_payamt",
  "fund_pay_type_name",
  "setl_proc_info",
] as const;

export const CUT_NAMES = [
  "feedetl_sn",
  "det_item_fee_sumamt",
  "cnt",
  "pric",
  "pric_uplmt_amt",
  "selfpay_prop",
  "fulamt_ownpay_amt",
  "overlmt_amt",
  "preselfpay_amt",
  "inscp_scp_amt",
  "chrgitm_lv",
  "med_chrgitm_type",
  "bas_medn_flag",
  "hi_nego_drug_flag",
  "chld_medc_flag",
  "list_sp_item_flag",
  "drt_reim_flag",
  "memo",
] as const;
