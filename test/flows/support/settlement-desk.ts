import { readFile } from "node:fs/promises";
import { ZONES } from "../../../server/domain/business-day.ts";
import { platformTime } from "../../../server/domain/nhsa/message-times.ts";
import type { SettlementKind } from "../../../server/domain/nhsa/settlement/message.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { PlainRequest } from "../../../server/domain/requests.ts";
import { createInTurn } from "../../../server/flows/claims/in-turn.ts";
import { type Adjudicator, createAdjudicator } from "../../../server/flows/claims/run-adjudicator.ts";
import { createNhsaPorts, type NhsaPorts } from "../../../server/flows/nhsa/nhsa-ports.ts";
import {
  openSettlements,
  type Settlements,
} from "../../../server/flows/nhsa/settlement/answer-settlement.ts";
import type { SettlementAnswer } from "../../../server/flows/nhsa/settlement/compose-settlement-answer.ts";
import type { SettlementPorts } from "../../../server/flows/nhsa/settlement/settlement-ports.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { takeRuleSet } from "../../../server/flows/take/take-rule-set.ts";
import { readRuleSet } from "../../../server/http/read-rule-set.ts";
import { silentLog } from "../../chain/support/ledger-on.ts";
import { type AtEnd, FAR_SEC } from "../../chain/support/test-ledger.ts";
import type { Fields } from "../../domain/support/nhsa-messages.ts";
import {
  DRUGINFO,
  FEE,
  FEEDETAIL,
  PSN_NO,
  pack,
  VISIT,
  VISIT_DATA,
} from "../../domain/support/settlement-messages.ts";
import { claimPortsOf } from "./claim-ports.ts";
import { codesOf, FIRST_SEC, HUZHOU, startWholeLedger, type WholeLedger } from "./whole-ledger.ts";

const PREFIX = "8300391";
const NHSA_CODE = "XA10BAE046A001010100001";
export const SERVICE_CODE = "001102000020200";
const BUREAU = "330500000001";
export const PHARMACY = "P33050300201";
export const HOSPITAL = "H33050300301";
const CODES = codesOf(PREFIX, 200);
/** The pharmacy holds packs 0 to 119, the hospital the rest. */
const PHARMACY_PACKS = 120;

/** A till and a ward that settle with the bureau's automatic adjudicator, over the real ledger. */
export type SettlementDesk = {
  readonly whole: WholeLedger;
  readonly nhsa: NhsaPorts;
  readonly ports: SettlementPorts;
  readonly settlements: Settlements;
  readonly bureau: Principal;
  readonly pharmacy: Principal;
  readonly hospital: Principal;
  /** Decides from here on; nothing is decided before. */
  startDeciding(): void;
  local(atSec?: number): string;
  /** Sends a message under this msgid, or under a new one. */
  send(kind: SettlementKind, input: Fields, given?: Given): Promise<SettlementAnswer>;
  textOf(kind: SettlementKind, input: Fields, given?: Given): string;
  newMsgid(): string;
};

type Given = { readonly msgid?: string; readonly waitMs?: number; readonly by?: "pharmacy" | "hospital" };

export const packOf = (at: number): string => CODES[at] ?? "";

export async function openSettlementDesk(atEnd: AtEnd): Promise<SettlementDesk> {
  const whole = await startWholeLedger(atEnd);
  const bureau = await whole.member("bureau", HUZHOU, BUREAU);
  const maker = await whole.member("maker", HUZHOU, "M33050300501");
  const pharmacy = await whole.member("pharmacy", HUZHOU, PHARMACY);
  const hospital = await whole.member("hospital", HUZHOU, HOSPITAL);
  await addAdjudicatorKey(whole, bureau);
  for (const { institution } of [pharmacy, hospital]) {
    await plain(whole, bureau, {
      kind: "sign-agreement",
      institution,
      fromSec: FIRST_SEC,
      validUntilSec: FAR_SEC,
    });
  }
  const product = await admitProduct(whole, bureau, maker);
  await whole.batch(maker, { product, number: "B1", codes: CODES });
  await whole.hand(maker, pharmacy, CODES.slice(0, PHARMACY_PACKS));
  await whole.hand(maker, hospital, CODES.slice(PHARMACY_PACKS));
  await publishRuleSets(whole, bureau);
  await whole.take.claimRecords.putSite(hospital.institution, { level: "1" });
  const person = await whole.vault.personNumber({ scheme: "psn-no", value: PSN_NO });
  await whole.take.claimRecords.putInsured(HUZHOU, person, INSURED);
  const claims = claimPortsOf(whole.take, whole.store);
  const ports: SettlementPorts = {
    claims,
    records: whole.settlementRecords,
    turns: createInTurn(),
    log: silentLog,
    limits: { waitMs: 30_000, pollMs: 50 },
  };
  const settlements = openSettlements(ports);
  atEnd(() => settlements.stop());
  const nhsa = createNhsaPorts(whole.take);
  let isDeciding = false;
  const startDeciding = (): void => {
    if (!isDeciding) runAdjudicator(whole, ports, atEnd);
    isDeciding = true;
  };
  const parties = { pharmacy, hospital };
  return {
    whole,
    nhsa,
    ports,
    settlements,
    bureau,
    ...parties,
    startDeciding,
    ...sending(whole, settlements, parties),
  };
}

const INSURED = {
  insurances: [
    {
      insuranceType: "310",
      records: [
        { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
        { kind: "paid", from: "2020-01-01", until: "2030-12-31" },
      ],
      accountCreditFen: 10_000n,
      familyCreditFen: null,
    },
  ],
} as const;

function plain(whole: WholeLedger, principal: Principal, request: PlainRequest) {
  return whole.settle(takePlain(whole.take, { principal, request, idempotencyKey: null }));
}

async function addAdjudicatorKey(whole: WholeLedger, bureau: Principal): Promise<void> {
  const { keyring } = whole.chain;
  const key = await keyring.makeKey({ institutionCode: BUREAU, role: "adjudicator" });
  await keyring.bind(BUREAU, bureau.institution);
  const acts = ["decide-automatically"] as const;
  const { institution } = bureau;
  await plain(whole, bureau, { kind: "add-operator", institution, key, acts, validUntilSec: FAR_SEC });
}

async function admitProduct(whole: WholeLedger, bureau: Principal, maker: Principal): Promise<number> {
  const { mined } = await plain(whole, bureau, {
    kind: "admit-product",
    maker: maker.institution,
    name: "二甲双胍片",
    unit: "片",
    unitsPerPack: 24,
    flags: [],
    codes: [
      { scheme: "trace-prefix", value: PREFIX },
      { scheme: "nhsa", value: NHSA_CODE },
    ],
  });
  return Number(mined?.result["product"]);
}

async function publishRuleSets(whole: WholeLedger, principal: Principal): Promise<void> {
  for (const kind of ["catalogue", "policy"]) {
    const file = new URL(`../../../rule-sets/330500-${kind}-2026.json`, import.meta.url);
    const request = readRuleSet(await readFile(file, "utf8"));
    const { command } = await takeRuleSet(whole.take, { principal, request, idempotencyKey: null });
    if (command !== null) await whole.settle(Promise.resolve(command));
  }
}

function runAdjudicator(whole: WholeLedger, { claims }: SettlementPorts, atEnd: AtEnd): void {
  let nth = 0;
  const adjudicator: Adjudicator = createAdjudicator({
    ports: claims,
    log: silentLog,
    limits: { decisionsPerCallMax: 50, queuePageMax: 200, pollMs: 50, restMs: 0 },
    newId: () => `decision-${++nth}`,
    bureaus: () =>
      whole.chain.keyring
        .entries()
        .flatMap(({ role, institution }) =>
          role === "adjudicator" && institution !== null ? [institution] : [],
        ),
    unfinished: async () => [],
  });
  const running = adjudicator.run();
  atEnd(async () => {
    adjudicator.stop();
    await running;
  });
}

function sending(
  whole: WholeLedger,
  settlements: Settlements,
  parties: { readonly pharmacy: Principal; readonly hospital: Principal },
) {
  let nth = 0;
  const local = (atSec = whole.nowSec()): string =>
    platformTime(atSec, ZONES["Asia/Shanghai"]).replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3 $4:$5:$6");
  const newMsgid = (): string => {
    nth += 1;
    return `${PHARMACY}20260801083000${String(nth).padStart(4, "0")}`;
  };
  const textOf: SettlementDesk["textOf"] = (kind, input, { msgid = newMsgid(), by = "pharmacy" } = {}) =>
    JSON.stringify({
      infno: kind,
      msgid,
      mdtrtarea_admvs: "330503",
      insuplc_admdvs: "330500",
      inf_time: local(),
      fixmedins_code: by === "pharmacy" ? PHARMACY : HOSPITAL,
      sign_no: "SIGN0001",
      input,
    });
  const send: SettlementDesk["send"] = (kind, input, given = {}) =>
    settlements.answer({
      principal: parties[given.by ?? "pharmacy"],
      infno: kind,
      text: textOf(kind, input, given),
      waitMs: given.waitMs ?? null,
    });
  return { local, newMsgid, textOf, send };
}

/** One drug of `count` packs from `first` on, 18.50 yuan each. */
export function saleInput(
  desk: Pick<SettlementDesk, "local">,
  first: number,
  count: number,
  psn = PSN_NO,
): Fields {
  const total = ((count * 1850) / 100).toFixed(2);
  const at = desk.local();
  return {
    druginfo: { ...DRUGINFO, psn_no: psn, begntime: at, medfee_sumamt: total },
    drugdetail: [{ ...FEE, fee_ocur_time: at, det_item_fee_sumamt: total, cnt: String(count) }],
    drug_trac_info: Array.from({ length: count }, (_, nth) => pack(packOf(first + nth))),
  };
}

/** A drug of two packs and one service of 30.00 yuan. */
export function visitFees(desk: Pick<SettlementDesk, "local">, visit = VISIT): readonly Fields[] {
  const at = desk.local();
  const drug = { ...FEEDETAIL, mdtrt_id: visit, fee_ocur_time: at };
  const service = {
    ...drug,
    feedetl_sn: "F0002",
    rxno: "",
    med_list_codg: SERVICE_CODE,
    medins_list_codg: "S-1",
    det_item_fee_sumamt: "30.00",
    cnt: "1",
    pric: "30",
  };
  return [drug, service];
}

export function visitInput(first: number, visit = VISIT): Fields {
  return {
    data: {
      ...VISIT_DATA,
      mdtrt_id: visit,
      medfee_sumamt: "67.00",
      fulamt_ownpay_amt: "",
      overlmt_selfpay: "",
      preselfpay_amt: "",
      inscp_scp_amt: "",
    },
    drug_trac_info: [pack(packOf(first)), pack(packOf(first + 1))],
  };
}
