/**
 * The form of every field of the stock messages, by name: lengths and places as the newest public sources
 * state them. A field that stands here is checked wherever it comes, asked for or not.
 */
export type FieldForm =
  | { readonly is: "text" | "remark"; readonly charsMax: number }
  | {
      readonly is: "decimal";
      readonly digitsMax: number;
      readonly places: number;
      readonly least: "zero" | "above-zero";
    }
  | { readonly is: "area" }
  | { readonly is: "day" }
  | { readonly is: "time" }
  | { readonly is: "choice"; readonly of: readonly string[] };

const text = (charsMax: number): FieldForm => ({ is: "text", charsMax });
const price: FieldForm = { is: "decimal", digitsMax: 16, places: 6, least: "zero" };
const count: FieldForm = { is: "decimal", digitsMax: 16, places: 4, least: "above-zero" };
const day: FieldForm = { is: "day" };
const time: FieldForm = { is: "time" };

export const FIELD_FORMS: ReadonlyMap<string, FieldForm> = new Map(
  Object.entries({
    med_list_codg: text(50),
    fixmedins_hilist_id: text(30),
    fixmedins_hilist_name: text(200),
    fixmedins_bchno: text(30),
    manu_lotnum: text(30),
    manu_date: day,
    expy_end: day,
    rx_flag: text(3),
    trdn_flag: { is: "choice", of: ["0", "1"] },
    memo: { is: "remark", charsMax: 500 },

    prsc_dr_cert_type: text(6),
    prsc_dr_certno: text(50),
    prsc_dr_name: text(50),
    phar_cert_type: text(6),
    phar_certno: text(50),
    phar_name: text(50),
    phar_prac_cert_no: text(50),
    hi_feesetl_type: text(6),
    setl_id: text(30),
    mdtrt_sn: text(30),
    psn_no: text(30),
    psn_cert_type: text(6),
    certno: text(50),
    psn_name: text(50),
    finl_trns_pric: price,
    rxno: text(40),
    rx_circ_flag: text(3),
    rtal_docno: text(40),
    stoout_no: text(40),
    bchno: text(30),
    drug_prod_barc: text(30),
    shelf_posi: text(20),
    sel_retn_cnt: count,
    sel_retn_time: time,
    sel_retn_opter_name: text(50),
    mdtrt_setl_type: { is: "choice", of: ["1", "2"] },
    medins_prod_sel_no: text(50),

    invdate: day,
    inv_cnt: { is: "decimal", digitsMax: 16, places: 2, least: "zero" },

    inv_chg_type: text(6),
    pric: price,
    cnt: count,
    inv_chg_time: time,
    inv_chg_opter_name: text(50),

    dynt_no: text(50),
    spler_name: text(200),
    spler_pmtno: text(50),
    prodentp_name: text(200),
    aprvno: text(100),
    purc_retn_cnt: count,
    purc_invo_codg: text(50),
    purc_invo_no: text(50),
    purc_retn_stoin_time: time,
    purc_retn_opter_name: text(50),
    prod_geay_flag: text(3),
    medins_prod_purc_no: text(50),

    inv_data_type: { is: "choice", of: ["1", "2", "3", "4"] },
  } satisfies Record<string, FieldForm>),
);
