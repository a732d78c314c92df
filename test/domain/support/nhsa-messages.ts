import type { NhsaInfno } from "../../../server/domain/nhsa/message.ts";

/** Invented messages of every kind, whole; a test changes what it is about. */
export type Fields = Readonly<Record<string, unknown>>;

export const CODES = ["83857939000000000018", "83857939000000000025"] as const;
export const INSTITUTION = "P33052200999";
export const RESIDENT_ID = "11010519491231002X";

export const traced = (codes: readonly unknown[]): Fields => ({
  drugtracinfo: codes.map((code) => ({ drug_trac_codg: code })),
});

const DRUG: Fields = {
  med_list_codg: "XA10BAE046A001010100001",
  fixmedins_hilist_id: "SKU-000123",
  fixmedins_hilist_name: "二甲双胍片（示例）",
  fixmedins_bchno: "B20261101-01",
  rx_flag: "1",
  memo: "",
};
const LOT: Fields = { manu_lotnum: "LOT2611", manu_date: "2026-05-01", expy_end: "2028-04-30" };
const PERSON: Fields = {
  setl_id: "330000000000000000000000000001",
  mdtrt_sn: "330000000000000000000000000002",
  psn_no: "33050099000000000000000001",
  psn_cert_type: "01",
  certno: RESIDENT_ID,
  psn_name: "示例参保人",
};

export const SALE: Fields = {
  ...DRUG,
  ...LOT,
  ...PERSON,
  ...traced(CODES),
  prsc_dr_name: "示例医师",
  hi_feesetl_type: "1",
  trdn_flag: "0",
  finl_trns_pric: "18.500000",
  rxno: "RX20261122-001",
  rtal_docno: "POS20261122-0001",
  sel_retn_cnt: "2.0000",
  sel_retn_time: "2026-11-22 09:30:00",
  sel_retn_opter_name: "示例收银员",
  mdtrt_setl_type: "1",
};

const SUPPLY: Fields = {
  ...DRUG,
  ...LOT,
  ...traced(CODES),
  dynt_no: "SH20261101",
  spler_name: "示例医药批发公司",
  spler_pmtno: "",
  prodentp_name: "示例药厂",
  aprvno: "国药准字H00000000",
  finl_trns_pric: "12.300000",
  purc_retn_cnt: "2.0000",
  purc_invo_no: "INV20261101",
  purc_retn_stoin_time: "2026-11-01 08:00:00",
  purc_retn_opter_name: "示例库管",
};

export const LINES: Readonly<Record<"3501" | "3502" | "3503" | "3504" | "3505" | "3506" | "3507", Fields>> = {
  "3501": { ...DRUG, ...LOT, ...traced(CODES), invdate: "2026-11-22", inv_cnt: "2.00" },
  "3502": {
    ...DRUG,
    ...traced([CODES[0]]),
    inv_chg_type: "105",
    pric: "12.300000",
    cnt: "1.0000",
    inv_chg_time: "2026-11-22 18:00:00",
    trdn_flag: "0",
  },
  "3503": SUPPLY,
  "3504": { ...SUPPLY, medins_prod_purc_no: "P-1" },
  "3505": SALE,
  "3506": {
    ...DRUG,
    ...LOT,
    ...PERSON,
    ...traced([CODES[0]]),
    trdn_flag: "0",
    finl_trns_pric: "18.500000",
    sel_retn_cnt: "1.0000",
    sel_retn_time: "2026-11-23 10:00:00",
    sel_retn_opter_name: "示例收银员",
    medins_prod_sel_no: "POS20261122-0001",
  },
  "3507": { fixmedins_bchno: "B20261101-01", inv_data_type: "4" },
};

const NODES = {
  "3501": "invinfo",
  "3502": "invinfo",
  "3503": "purcinfo",
  "3504": "purcinfo",
  "3505": "selinfo",
  "3506": "selinfo",
  "3507": "data",
} as const;

export function envelope(infno: NhsaInfno, input: unknown, change: Fields = {}): Fields {
  return {
    infno,
    msgid: "P33052200999202611220930000001",
    mdtrtarea_admvs: "330500",
    insuplc_admdvs: "330500",
    recer_sys_code: "FSI_SYS",
    signtype: "SM3",
    infver: "V1.0",
    opter_type: "1",
    opter: "YS0001",
    opter_name: "示例药师",
    inf_time: "2026-11-22 09:30:00",
    fixmedins_code: INSTITUTION,
    fixmedins_name: "示例大药房（虚构）",
    sign_no: "SIGN0001",
    input,
    ...change,
  };
}

/** A plain message of the kind; `change` and `head` take the place of fields. `undefined` leaves one out. */
export function messageOf(kind: keyof typeof LINES, change: Fields = {}, head: Fields = {}): string {
  return JSON.stringify(envelope(kind, { [NODES[kind]]: { ...LINES[kind], ...change } }, head));
}

/** An A form of many lines. */
export function batchOf(kind: keyof typeof LINES, lines: readonly unknown[], head: Fields = {}): string {
  const node = kind === "3507" ? "data" : `${NODES[kind]}Detail`;
  return JSON.stringify(envelope(`${kind}A`, { [node]: lines }, head));
}
