import { type Act, actBits } from "../../../server/domain/acts.ts";
import type { SignerRole } from "../../../server/domain/command.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import { type AtEnd, callNow, FAR_SEC } from "../../chain/support/test-ledger.ts";
import { ruleSetText } from "../../flows/support/claim-town.ts";
import { deliver, instantOf, receipt } from "./path-of-packs.ts";
import { openShop, type Shop } from "./shop.ts";
import { type Answered, addParty, ask, giveKey, type Party, WAIT } from "./whole-server.ts";

/** A shop whose fund has rule sets, persons who decide, and an insured customer. */
export type ClaimShop = Shop & {
  /** API keys of the bureau's two persons. */
  readonly decider: string;
  readonly reviewer: string;
  readonly hospital: Party;
  send(key: string, method: string, path: string, json?: unknown): Promise<Answered>;
  get(key: string, path: string): Promise<Answered>;
  /** Sells the next pack; the dispense's id. */
  sell(): Promise<string>;
  claim(dispense: string, change?: object): Record<string, unknown>;
  /** Sells the next pack and claims it; the claim's id. */
  claimed(change?: object): Promise<string>;
  decide(id: string, key: string, json?: object): Promise<Answered>;
  /** A claim that is approved and paid. */
  paid(): Promise<string>;
};

export const CUSTOMER = { scheme: "resident-id", value: "11010519491231002X" };
const REGION = 330_500;
const FURTHER: readonly { readonly role: SignerRole; readonly acts: readonly Act[] }[] = [
  { role: "decider", acts: ["decide"] },
  { role: "reviewer", acts: ["decide"] },
];

export async function openClaimShop(atEnd: AtEnd): Promise<ClaimShop> {
  const shop = await openShop(atEnd, 32);
  const { server, bureau, pharmacy } = shop;
  await setUpBureau(shop);
  const keyOf = (duty: string): Promise<string> =>
    giveKey(server, { institution: bureau.institution, roles: ["bureau", duty] });
  const hospital = await addParty(server, { kind: "hospital", code: "H33050000001", bureau });
  const goods = shop.goods.codes.slice(-2);
  await deliver(server, { from: shop.maker, to: hospital, codes: goods, number: "D-H" });
  let nth = 0;
  let soldCount = 0;
  const next = (word: string): string => {
    nth += 1;
    return `${word}-${nth}`;
  };
  const made: ClaimShop = {
    ...shop,
    hospital,
    decider: await keyOf("decider"),
    reviewer: await keyOf("reviewer"),
    send: (key, method, path, json) =>
      ask(server, method, path, { key, headers: WAIT, ...(json === undefined ? {} : { json }) }),
    get: (key, path) => ask(server, "GET", path, { key }),
    async sell() {
      const body = receipt(server, next("RX"), [shop.pack(soldCount)]);
      soldCount += 1;
      return String(required(await made.send(pharmacy.key, "POST", "/v1/dispenses", body)).body["id"]);
    },
    claim: (dispense, change = {}) => ({
      documentNumber: next("JS"),
      payerRegion: REGION,
      claimedAt: instantOf(server),
      person: CUSTOMER,
      invoiceNumber: next("FP"),
      insuranceType: "340",
      careType: "41",
      dispenses: [dispense],
      ...change,
    }),
    async claimed(change) {
      const body = made.claim(await made.sell(), change);
      return String(required(await made.send(pharmacy.key, "POST", "/v1/claims", body)).body["id"]);
    },
    decide: (id, key, json = { verdict: "approve" }) =>
      made.send(key, "POST", `/v1/claims/${id}/decision`, json),
    async paid() {
      const id = await made.claimed();
      required(await made.decide(id, made.decider));
      const transfer = { claims: [id], bankReference: next("E2E") };
      required(await made.send(bureau.key, "POST", "/v1/claims/payments", transfer));
      return id;
    },
  };
  return made;
}

function required(answered: Answered): Answered {
  if (answered.status !== 201) throw new Error(JSON.stringify(answered.body));
  return answered;
}

async function setUpBureau({ server, bureau }: Shop): Promise<void> {
  const { keyring, ledger } = server.test;
  const { institution, code, adminKey } = bureau;
  for (const { role, acts } of FURTHER) {
    const key = await keyring.makeKey({ institutionCode: code, role });
    await keyring.bind(code, institution);
    const call = ledgerCall("institutions", "addOperator", institution, key, actBits(acts), FAR_SEC);
    await callNow(ledger, adminKey, call);
  }
  for (const kind of ["catalogue", "policy"] as const) {
    const json: unknown = JSON.parse(await ruleSetText(REGION, kind));
    required(await ask(server, "PUT", "/v1/rule-sets", { key: bureau.key, headers: WAIT, json }));
  }
  const records = [
    { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
    { kind: "paid", from: "2020-01-01", until: "2099-12-31" },
  ];
  const insurances = [{ insuranceType: "340", records, accountCreditFen: null, familyCreditFen: null }];
  const json = { person: CUSTOMER, insurances };
  const kept = await ask(server, "PUT", "/v1/coverage", { key: bureau.key, json });
  if (kept.status >= 300) throw new Error(JSON.stringify(kept.body));
}
