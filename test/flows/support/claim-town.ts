import { readFile } from "node:fs/promises";
import type { Act } from "../../../server/domain/acts.ts";
import type { InsuredRow } from "../../../server/domain/claims/claim-records.ts";
import type { RuleSetKind } from "../../../server/domain/claims/claim-rows.ts";
import type { Command, SignerRole } from "../../../server/domain/command.ts";
import type { ProductId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { PlainRequest } from "../../../server/domain/requests.ts";
import type { ClaimPorts } from "../../../server/flows/claims/claim-ports.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { takeRuleSet } from "../../../server/flows/take/take-rule-set.ts";
import { readRuleSet } from "../../../server/http/read-rule-set.ts";
import { type AtEnd, FAR_SEC } from "../../chain/support/test-ledger.ts";
import { claimPortsOf } from "./claim-ports.ts";
import { codesOf, HUZHOU, startWholeLedger, type WholeLedger, WUHAN } from "./whole-ledger.ts";

/** Of class 甲 with a ceiling of 12.80 yuan: a pack at that price is in scope to its last fen. */
export const NHSA_CODE = "XA10AAD001A00101010001";
export const PACK_FEN = 1_280n;
/** What residents get of their pharmacy's receipts: 40 %, and no more than this in a year. */
export const RESIDENT_CAP_FEN = 1_500n;
/** From here on two persons decide; up to here the rules alone may. */
export const FOUR_EYES_FEN = 10_000n;
export const AUTOMATIC_FEN = 6_000n;
const PREFIX = "8300385";

/** Who takes part in claims, and what is sold. */
export type ClaimTown = {
  readonly whole: WholeLedger;
  readonly ports: ClaimPorts;
  readonly bureau: Principal;
  readonly wuhan: Principal;
  readonly pharmacy: Principal;
  readonly other: Principal;
  readonly hospital: Principal;
  readonly packs: readonly string[];
};

/** Two bureaus with all their keys and rule sets, two pharmacies, a hospital, and packs to sell. */
export async function foundClaimTown(atEnd: AtEnd, packCount: number): Promise<ClaimTown> {
  const whole = await startWholeLedger(atEnd);
  const ports = claimPortsOf(whole.take, whole.store);
  const bureau = await whole.member("bureau", HUZHOU, "330500000001");
  const wuhan = await whole.member("bureau", WUHAN, "420100000001");
  const maker = await whole.member("maker", HUZHOU, "M33050300501");
  const pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
  const other = await whole.member("pharmacy", HUZHOU, "P33050300202");
  const hospital = await whole.member("hospital", HUZHOU, "H33050300301");
  for (const [of, code] of [
    [bureau, "330500000001"],
    [wuhan, "420100000001"],
  ] as const) {
    await addKeys(whole, of, code);
    await publishRuleSets(whole, ports, of);
  }
  for (const { institution } of [pharmacy, other, hospital]) {
    const terms = { fromSec: whole.nowSec(), validUntilSec: FAR_SEC };
    await plain(whole, bureau, { kind: "sign-agreement", institution, ...terms });
  }
  await plain(whole, bureau, CLAIM_LIMITS);
  const product = await addProduct(whole, bureau, maker);
  const packs = codesOf(PREFIX, packCount);
  await whole.batch(maker, { product, number: "B1", codes: packs });
  await whole.hand(maker, pharmacy, packs);
  return { whole, ports, bureau, wuhan, pharmacy, other, hospital, packs };
}

const CLAIM_LIMITS = {
  kind: "set-claim-limits",
  decisionSec: 600,
  manualDays: 20,
  appealDays: 15,
  appealDecisionDays: 20,
  disputeDays: 60,
  automaticFenMax: AUTOMATIC_FEN.toString(),
  fourEyesFromFen: FOUR_EYES_FEN.toString(),
  provisionalFenPerDay: "2000000",
  uncodedFenPerDay: "10000000",
} as const;

const RECORDS = [
  { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
  { kind: "paid", from: "2020-01-01", until: "2099-12-31" },
] as const;

export const INSURED: InsuredRow = {
  insurances: [
    { insuranceType: "390", records: RECORDS, accountCreditFen: null, familyCreditFen: null },
    { insuranceType: "310", records: RECORDS, accountCreditFen: 3_000n, familyCreditFen: 1_000n },
    { insuranceType: "340", records: RECORDS, accountCreditFen: null, familyCreditFen: null },
  ],
};

function plain(whole: WholeLedger, principal: Principal, request: PlainRequest): Promise<Command> {
  return whole.settle(takePlain(whole.take, { principal, request, idempotencyKey: null }));
}

const FURTHER_KEYS: readonly { readonly role: SignerRole; readonly acts: readonly Act[] }[] = [
  { role: "decider", acts: ["decide"] },
  { role: "reviewer", acts: ["decide"] },
  { role: "adjudicator", acts: ["decide-automatically"] },
];

async function addKeys(whole: WholeLedger, bureau: Principal, code: string): Promise<void> {
  const { institution } = bureau;
  const { keyring } = whole.chain;
  for (const { role, acts } of FURTHER_KEYS) {
    const key = await keyring.makeKey({ institutionCode: code, role });
    await keyring.bind(code, institution);
    await plain(whole, bureau, { kind: "add-operator", institution, key, acts, validUntilSec: FAR_SEC });
  }
}

async function publishRuleSets(whole: WholeLedger, ports: ClaimPorts, bureau: Principal): Promise<void> {
  for (const kind of ["catalogue", "policy"] as const) {
    const request = readRuleSet(await ruleSetText(bureau.region, kind));
    const { command } = await takeRuleSet(ports, { principal: bureau, request, idempotencyKey: null });
    if (command !== null) await whole.settle(Promise.resolve(command));
  }
}

/** As it is shipped, but for what residents may get in a year: so little that two receipts reach it. */
export async function ruleSetText(region: number, kind: Exclude<RuleSetKind, "none">): Promise<string> {
  const file = new URL(`../../../rule-sets/${region}-${kind}-2026.json`, import.meta.url);
  const written = await readFile(file, "utf8");
  const cap = `"capFen": "${RESIDENT_CAP_FEN}"`;
  return region === HUZHOU ? written.replace('"capFen": "150000"', cap) : written;
}

async function addProduct(whole: WholeLedger, bureau: Principal, maker: Principal): Promise<ProductId> {
  const { mined } = await plain(whole, bureau, {
    kind: "admit-product",
    maker: maker.institution,
    name: "阿莫西林胶囊",
    unit: "粒",
    unitsPerPack: 24,
    flags: [],
    codes: [
      { scheme: "trace-prefix", value: PREFIX },
      { scheme: "nhsa", value: NHSA_CODE },
    ],
  });
  return Number(mined?.result["product"]);
}
