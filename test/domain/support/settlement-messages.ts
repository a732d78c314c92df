import type { SettlementKind, SettlementMessage } from "../../../server/domain/nhsa/settlement/message.ts";
import { parseSettlement } from "../../../server/domain/nhsa/settlement/parse-settlement.ts";
import { CODES, type Fields, RESIDENT_ID } from "./nhsa-messages.ts";

/** Invented settlement messages of every kind, whole; a test changes what it is about. */
export const PSN_NO = "33050099000000000000000001";
export const VISIT = "330000000000000000000000000002";

const INSURED: Fields = {
  psn_no: PSN_NO,
  mdtrt_cert_type: "02",
  mdtrt_cert_no: RESIDENT_ID,
  insutype: "310",
  acct_used_flag: "1",
  med_type: "41",
  medfee_sumamt: "37.00",
};

export const DRUGINFO: Fields = {
  ...INSURED,
  begntime: "2026-11-22 09:29:00",
  invono: "",
  dise_codg: "",
  dise_name: "",
  expContent: "",
};

export const FEE: Fields = {
  feedetl_sn: "F0001",
  rxno: "RX20261122-001",
  rx_circ_flag: "0",
  fee_ocur_time: "2026-11-22 09:29:00",
  med_list_codg: "XA10BAE046A001010100001",
  medins_list_codg: "SKU-000123",
  det_item_fee_sumamt: "37.00",
  cnt: "2.0000",
  pric: "18.500000",
  prd_days: "14",
  bilg_dr_codg: "D0001",
  bilg_dr_name: "示例医师",
};

export const FEEDETAIL: Fields = {
  ...FEE,
  mdtrt_id: VISIT,
  psn_no: PSN_NO,
  chrg_bchno: "C0001",
  dise_codg: "E11.900",
  bilg_dept_codg: "A03",
  hosp_appr_flag: "1",
};

export const VISIT_DATA: Fields = {
  ...INSURED,
  med_type: "11",
  insuplc_admdvs: "330500",
  psn_setlway: "01",
  mdtrt_id: VISIT,
  chrg_bchno: "C0001",
  invono: "",
  fulamt_ownpay_amt: "0.00",
  overlmt_selfpay: "0.00",
  preselfpay_amt: "1.85",
  inscp_scp_amt: "35.15",
};

const SETTLED: Fields = { setl_id: "330000000000000000000000000001", mdtrt_id: VISIT, psn_no: PSN_NO };

export const pack = (code: unknown, change: Fields = {}): Fields => ({
  feedetl_sn: "F0001",
  drug_trac_codg: code,
  trdn_flag: "0",
  min_prcunt_type: "2",
  ...change,
});
export const PACKS = CODES.map((code) => pack(code));

export const INPUTS: Readonly<Record<SettlementKind, Fields>> = {
  "2101": { druginfo: DRUGINFO, drugdetail: [FEE], drug_trac_info: PACKS },
  "2102": { druginfo: DRUGINFO, drugdetail: [FEE], drug_trac_info: PACKS },
  "2103": { data: SETTLED },
  "2204": { feedetail: [FEEDETAIL] },
  "2205": { data: { mdtrt_id: VISIT, chrg_bchno: "C0001", psn_no: PSN_NO } },
  "2206": { data: VISIT_DATA },
  "2207": { data: VISIT_DATA, drug_trac_info: PACKS },
  "2208": { data: SETTLED },
  "2601": { data: { psn_no: PSN_NO, omsgid: "P33052200999202611220930000001", oinfno: "2102" } },
};

/** A message of the kind; `change` takes the place of nodes of its input, `head` of the envelope's fields. */
export function settlementText(kind: SettlementKind, change: Fields = {}, head: Fields = {}): string {
  return JSON.stringify({
    infno: kind,
    msgid: "P33052200999202611220930000001",
    mdtrtarea_admvs: "330500",
    insuplc_admdvs: "330500",
    inf_time: "2026-11-22 09:30:00",
    fixmedins_code: "P33052200999",
    sign_no: "SIGN0001",
    input: { ...INPUTS[kind], ...change },
    ...head,
  });
}

export function readSettlement<Kind extends SettlementKind>(
  text: string,
  kind: Kind,
): Extract<SettlementMessage, { kind: Kind }> {
  const parsing = parseSettlement(text);
  if (!parsing.ok) throw new Error(JSON.stringify(parsing.faults));
  if (parsing.message.kind !== kind) throw new Error(`a ${parsing.message.kind}`);
  // The line above compared the very member that tells the union apart.
  return parsing.message as Extract<SettlementMessage, { kind: Kind }>;
}

export const settlementFaults = (text: string): string[] => {
  const parsing = parseSettlement(text);
  return parsing.ok ? [] : parsing.faults.map(({ path, kind }) => `${path} ${kind}`);
};
