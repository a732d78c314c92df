/** Who is in the feed of the bench, what they sell, and the messages that tell it. */
export const REGIONS = [
  { county: "330503", city: "330500", name: "湖州市" },
  { county: "420106", city: "420100", name: "武汉市" },
] as const;
export const KINDS = ["M", "W", "H", "P", "P2", "P3", "P4"] as const;

export function codeOf(kind: string, county: string, at: number): string {
  return `${kind.charAt(0)}${county}${String(at).padStart(5, "0")}`;
}

export const PRODUCTS = Array.from({ length: 10 }, (_, at) => ({
  prefix: String(8_100_001 + at),
  nhsa: `XA01BC${String(at).padStart(3, "0")}A001010199901`,
  sku: `SKU-${String(at).padStart(6, "0")}`,
  maker: codeOf("M", REGIONS[at % 2]?.county ?? "", 0),
  isSplit: at % 3 === 0,
}));

export type Sold = {
  readonly product: number;
  readonly receipt: string;
  readonly person: string;
  readonly atSec: number;
};
type Message = Sold & {
  readonly msgid: string;
  readonly institution: string;
  readonly codes: readonly string[];
};

export function saleMessage(of: Message): string {
  const settled = of.person !== "";
  return messageText("3505", of, {
    rtal_docno: of.receipt,
    setl_id: settled ? `S-${of.receipt}` : "",
    mdtrt_setl_type: settled ? "1" : "2",
    prsc_dr_name: "无",
  });
}

export function returnMessage(of: Message): string {
  return messageText("3506", of, {
    medins_prod_sel_no: of.receipt,
    setl_id: of.person === "" ? "" : `S-${of.receipt}`,
  });
}

function messageText(infno: string, of: Message, own: object): string {
  const { nhsa, sku } = PRODUCTS[of.product] ?? fault();
  const time = timeText(of.atSec);
  const selinfo = {
    med_list_codg: nhsa,
    fixmedins_hilist_id: sku,
    fixmedins_hilist_name: `示例片${sku}`,
    fixmedins_bchno: "BT",
    mdtrt_sn: `M-${of.receipt}`,
    psn_no: of.person,
    psn_cert_type: "01",
    certno: "",
    psn_name: "",
    manu_lotnum: "L1",
    manu_date: "2026-05-01",
    expy_end: "2028-04-30",
    rx_flag: "0",
    hi_feesetl_type: "0",
    trdn_flag: "0",
    finl_trns_pric: "9.870000",
    sel_retn_cnt: `${of.codes.length}.0000`,
    sel_retn_time: time,
    sel_retn_opter_name: "收银员01",
    memo: "",
    ...own,
    drugtracinfo: of.codes.map((code) => ({ drug_trac_codg: code })),
  };
  return JSON.stringify({
    infno,
    msgid: of.msgid,
    mdtrtarea_admvs: of.institution.slice(1, 5).padEnd(6, "0"),
    insuplc_admdvs: "",
    recer_sys_code: "FSI_SYS",
    infver: "V1.0",
    opter_type: "1",
    opter: "YS0001",
    opter_name: "药师01",
    inf_time: time,
    fixmedins_code: of.institution,
    fixmedins_name: "示例",
    sign_no: "SIGN",
    input: { selinfo },
  });
}

/** In the zone of the messages, Asia/Shanghai. */
export function timeText(atSec: number): string {
  return new Date((atSec + 8 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

export function fault(): never {
  throw new Error("the feed's own lists are too short");
}
