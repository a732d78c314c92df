import type { JsonRpcSigner } from "ethers";
import { type CastOfGoods, castGoods, document } from "./cast-of-goods.ts";
import { ids, type Role, regions } from "./cast-of-roles.ts";
import { lineWord } from "./words.ts";

/** Claims in every state that a role may act on, and what each of them spends. */
export type CastOfClaims = CastOfGoods & {
  /** A visit that is open, and one that is closed and claimed for by nobody. */
  openVisit: Visit;
  freeVisit: Visit;
  /** When every visit that is closed was closed. */
  closedAtSec: number;
  /** Of the hospital. The submitted one is overdue. */
  submitted: unknown[];
  rejected: unknown[];
  approved: unknown[];
  paid: unknown[];
  disputed: unknown[];
  /** Of the pharmacy, submitted together with the dispense that it spends. */
  sale: { claim: unknown[]; dispense: unknown[]; id: string };
  claimOf: (visit: Visit, number: number, submitter: string) => unknown[];
  /** The award that all these claims are worth. */
  award: unknown[];
};

export type Visit = { content: unknown[]; id: string };

export const CATALOGUE = document(0xca);
export const POLICY = document(0xcb);
export const NO_WORD = `0x${"00".repeat(32)}`;
/** The invoice of the claim with this number. */
export const invoice = (number: number): string => document(0x9900 + number);

const PERSON = document(0xaa);
const REASON = document(0xee);
const TOTAL_FEN = 1_000n;
const REQUESTED_FEN = 800n;
const OVERDUE_SEC = 3_600;
const DECIDE = 1 << 16;
const EXPIRES_SEC = 900 * 86_400;

const fundPart = (310_101n << 64n) | REQUESTED_FEN;
const award = [[fundPart], 0n, 0n, TOTAL_FEN - REQUESTED_FEN, 0n, document(0xba)];

export const closingAt = (closedAtSec: number): unknown[] => [
  closedAtSec,
  document(0xf1),
  3,
  TOTAL_FEN,
  TOTAL_FEN,
  `0x${"00".repeat(16)}`,
];

/** The cast of goods, with visits to the hospital and claims for them, an hour after they were submitted. */
export async function castClaims(): Promise<CastOfClaims> {
  const cast = await castGoods();
  const { chain, contracts, nowSec } = cast;
  const reviewer = await makeReviewer(cast);
  const send = (by: Role | JsonRpcSigner, to: keyof typeof contracts, name: string, ...values: unknown[]) =>
    chain.send(typeof by === "string" ? cast.signerOf(by) : by, contracts[to], name, ...values);
  const idOf = async (to: keyof typeof contracts, name: string, content: unknown[]): Promise<string> =>
    String(await chain.ask(contracts[to], name, content));

  await send("bureauOperator", "Institutions", "signAgreement", ids.unsigned, nowSec, nowSec + EXPIRES_SEC);
  await send("bureauOperator", "ClaimRules", "publishRuleSet", CATALOGUE, 1, nowSec);
  await send("bureauOperator", "ClaimRules", "publishRuleSet", POLICY, 2, nowSec);

  const open = async (number: number): Promise<Visit> => {
    const content = [ids.hospital, document(0x5000 + number), 1, nowSec, 1, PERSON, NO_WORD];
    await send("hospitalOperator", "EncounterLedger", "openEncounter", content);
    return { content, id: await idOf("EncounterLedger", "encounterIdOf", content) };
  };
  const close = async (visit: Visit): Promise<Visit> => {
    await send("hospitalOperator", "EncounterLedger", "closeEncounter", visit.content, closingAt(nowSec));
    return visit;
  };
  const claimOf = (visit: Visit, number: number, submitter: string): unknown[] =>
    claimContent(ids.hospital, { number, nowSec, submitter, evidence: [2, visit.id, visit.content[1]] });
  const submit = async (number: number): Promise<unknown[]> => {
    const visit = await close(await open(number));
    const claim = claimOf(visit, number, cast.addressOf("hospitalOperator"));
    const backing = [[], [visit.content], [closingAt(nowSec)], []];
    await send("hospitalOperator", "ClaimLedger", "submitClaims", [claim], [backing]);
    return claim;
  };
  const approve = (claim: unknown[], number: number) =>
    send("bureauOperator", "ClaimLedger", "approveClaims", [claim], [award], [[invoice(number)]]);
  const pay = (claim: unknown[]) => send("bureauOperator", "ClaimLedger", "payClaims", [claim], "E2E-1");

  const submitted = await submit(1);
  const rejected = await submit(2);
  await send("bureauOperator", "ClaimLedger", "rejectClaims", [rejected], [[7, REASON]]);
  const approved = await submit(3);
  await approve(approved, 3);
  const paid = await submit(4);
  await approve(paid, 4);
  await pay(paid);
  const disputed = await submit(5);
  await approve(disputed, 5);
  await pay(disputed);
  await send(reviewer, "ClaimLedger", "disputeClaim", disputed, REASON);
  const sale = await sell(6);
  const openVisit = await open(7);
  const freeVisit = await close(await open(8));

  await chain.provider.send("evm_increaseTime", [OVERDUE_SEC]);
  await chain.provider.send("evm_mine", []);
  const claims = { submitted, rejected, approved, paid, disputed, sale };
  const visits = { openVisit, freeVisit, closedAtSec: nowSec };
  return { ...cast, ...claims, ...visits, nowSec: await chain.nowSec(), claimOf, award };

  /** Pack 1 is dispensed and claimed in one call. */
  async function sell(number: number): Promise<CastOfClaims["sale"]> {
    const line = lineWord({ batch: cast.batch, index: 1, units: 0, priceFen: TOTAL_FEN });
    const soldAtSec = await chain.nowSec();
    const dispense = [ids.unsigned, document(0x5000 + number), soldAtSec, 1, PERSON, [line]];
    const id = await idOf("DrugLedger", "dispenseIdOf", dispense);
    const submitter = cast.addressOf("institutionOperator");
    const evidence = [1, id, dispense[1]];
    const claim = claimContent(ids.unsigned, { number, nowSec: soldAtSec, submitter, evidence });
    await send("institutionOperator", "ClaimLedger", "dispenseAndClaim", [dispense], [[0]], "0x", [claim]);
    return { claim, dispense, id };
  }
}

/** A direct claim of an institution in the home region for one piece of evidence. */
export function claimContent(
  filer: number,
  of: { number: number; nowSec: number; submitter: string; evidence: unknown[] },
): unknown[] {
  const rules = [PERSON, CATALOGUE, POLICY];
  const primary = [0, NO_WORD];
  return [
    ...[filer, document(0x6000 + of.number), filer, regions.home, 1, of.nowSec],
    ...rules,
    ...[TOTAL_FEN, REQUESTED_FEN],
    ...primary,
    of.submitter,
    [of.evidence],
    [],
  ];
}

/** A second person of the bureau, so that the first may end what this one began. */
async function makeReviewer({ chain, contracts, signerOf, nowSec }: CastOfGoods): Promise<JsonRpcSigner> {
  const reviewer = await chain.account(19);
  const values = [ids.bureau, reviewer.address, DECIDE, nowSec + EXPIRES_SEC];
  await chain.send(signerOf("bureauAdmin"), contracts.Institutions, "addOperator", ...values);
  return reviewer;
}
