import type { FieldForm } from "../field-forms.ts";
import { REVERSIBLE_KINDS } from "./message.ts";

const text = (charsMax: number): FieldForm => ({ is: "text", charsMax });
const choice = (...of: readonly string[]): FieldForm => ({ is: "choice", of });
const amount: FieldForm = { is: "decimal", digitsMax: 16, places: 2, least: "zero" };
const time: FieldForm = { is: "time" };
const remark: FieldForm = { is: "remark", charsMax: 500 };

/** The form of every field of the settlement messages, by name, checked wherever it comes. */
export const SETTLEMENT_FIELD_FORMS: ReadonlyMap<string, FieldForm> = new Map(
  Object.entries({
    psn_no: text(30),
    mdtrt_cert_type: text(6),
    mdtrt_cert_no: text(500),
    insutype: text(6),
    acct_used_flag: choice("0", "1"),
    med_type: text(6),
    begntime: time,
    medfee_sumamt: amount,
    invono: text(50),
    dise_codg: text(30),
    dise_name: text(500),
    insuplc_admdvs: { is: "area" },
    psn_setlway: text(6),
    mdtrt_id: text(30),
    chrg_bchno: text(30),
    setl_id: text(30),
    fulamt_ownpay_amt: amount,
    overlmt_selfpay: amount,
    preselfpay_amt: amount,
    inscp_scp_amt: amount,

    feedetl_sn: text(30),
    rxno: text(40),
    rx_circ_flag: text(3),
    fee_ocur_time: time,
    med_list_codg: text(50),
    medins_list_codg: text(150),
    det_item_fee_sumamt: amount,
    cnt: { is: "decimal", digitsMax: 16, places: 4, least: "above-zero" },
    pric: { is: "decimal", digitsMax: 16, places: 6, least: "zero" },
    sin_dos_dscr: text(200),
    used_frqu_dscr: text(200),
    prd_days: text(20),
    medc_way_dscr: text(200),
    bilg_dept_codg: text(30),
    bilg_dept_name: text(100),
    bilg_dr_codg: text(30),
    bilg_dr_name: text(50),
    acord_dept_codg: text(30),
    acord_dept_name: text(100),
    orders_dr_code: text(30),
    orders_dr_name: text(50),
    hosp_appr_flag: choice("0", "1", "2"),
    tcmdrug_used_way: text(6),
    etip_flag: text(3),
    etip_hosp_code: text(30),
    dscg_tkdrug_flag: text(3),
    matn_fee_flag: text(6),

    trdn_flag: choice("0", "1"),
    min_prcunt_type: text(6),

    omsgid: text(40),
    oinfno: choice(...REVERSIBLE_KINDS),
    expContent: remark,
    exp_content: remark,
  } satisfies Record<string, FieldForm>),
);

/**
 * Fields that only an inpatient message has (the last three: unverified). One that says something is refused
 * by its name: this server settles single visits.
 */
export const INPATIENT_FIELDS: readonly string[] = [
  "init_feedetl_sn",
  "mid_setl_flag",
  "dscgTime",
  "dscg_time",
];
