import { randomBytes } from "node:crypto";
import type { Consortium, Member } from "../test/contracts/support/consortium.ts";
import { lineWord } from "../test/contracts/support/words.ts";
import type { Shelf } from "./gas-ledger.ts";

/** Gas a claim in calls of many, whole transactions as their receipts say. */
export type ClaimGas = {
  readonly submit: number;
  readonly approve: number;
  readonly pay: number;
  /** A receipt and its claim in one transaction, alone. */
  readonly dispenseAndClaim: number;
};

type Sale = { readonly content: unknown[]; readonly from: number };

const CATALOGUE = `0x${"ca".repeat(32)}`;
const POLICY = `0x${"cb".repeat(32)}`;
const NO_WORD = `0x${"00".repeat(32)}`;
const DAY_SEC = 86_400;
const PRICE_FEN = 1_290n;
const REQUESTED_FEN = 900n;
const FUND_PART = (310_101n << 64n) | REQUESTED_FEN;
const PAID_STATE = 10n;

/**
 * Sells one pack to each of as many persons as there are packs, but the last; claims, decides and pays them
 * in three calls.
 */
export async function measureClaims(
  ledger: Consortium,
  pharmacy: Member,
  packs: readonly { shelf: Shelf; index: number }[],
): Promise<ClaimGas> {
  const { chain, claims, bureau } = ledger;
  const nowSec = await prepare(ledger, pharmacy);
  const sales = packs.map((pack) => saleOf(pharmacy, pack, nowSec));
  const last = sales.pop();
  if (last === undefined) throw new Error("no pack to sell");
  const contents = sales.map(({ content }) => content);
  const froms = sales.map(({ from }) => [from]);
  const sold = [pharmacy.operator.address, contents, froms, "0x"];
  await chain.send(pharmacy.operator, ledger.ledger, "recordDispenses", ...sold);
  const asked: unknown[][] = [];
  for (const { content } of sales) {
    const id = await chain.ask(ledger.ledger, "dispenseIdOf", content);
    asked.push(claimOf(pharmacy, { content, id: String(id), nowSec }));
  }
  const backings = contents.map((content) => [[content], [], [], []]);
  const awards = asked.map(() => [[FUND_PART], 0n, 0n, PRICE_FEN - REQUESTED_FEN, 0n, randomWord()]);
  const words = asked.map(() => [randomWord()]);
  const submit = await chain.send(pharmacy.operator, claims, "submitClaims", asked, backings);
  const approve = await chain.send(bureau.operator, claims, "approveClaims", asked, awards, words);
  const pay = await chain.send(bureau.operator, claims, "payClaims", asked, "E2E-0001");
  for (const claim of asked) await requirePaid(ledger, pharmacy, claim);
  const each = (gasUsed: bigint): number => Number(gasUsed) / asked.length;
  return {
    submit: each(submit.gasUsed),
    approve: each(approve.gasUsed),
    pay: each(pay.gasUsed),
    dispenseAndClaim: await measureBoth(ledger, pharmacy, { sale: last, nowSec }),
  };
}

async function prepare(ledger: Consortium, pharmacy: Member): Promise<number> {
  const { chain, bureau } = ledger;
  const nowSec = await chain.nowSec();
  const until = nowSec + 900 * DAY_SEC;
  await chain.send(bureau.operator, ledger.institutions, "signAgreement", pharmacy.id, nowSec, until);
  await chain.send(bureau.operator, ledger.claimRules, "publishRuleSet", CATALOGUE, 1, nowSec);
  await chain.send(bureau.operator, ledger.claimRules, "publishRuleSet", POLICY, 2, nowSec);
  return chain.nowSec();
}

async function measureBoth(
  ledger: Consortium,
  pharmacy: Member,
  { sale, nowSec }: { readonly sale: Sale; readonly nowSec: number },
): Promise<number> {
  const { chain } = ledger;
  const id = await chain.ask(ledger.ledger, "dispenseIdOf", sale.content);
  const claim = claimOf(pharmacy, { content: sale.content, id: String(id), nowSec });
  const values = [[sale.content], [[sale.from]], "0x", [claim]];
  const receipt = await chain.send(pharmacy.operator, ledger.claims, "dispenseAndClaim", ...values);
  return Number(receipt.gasUsed);
}

function saleOf(
  pharmacy: Member,
  { shelf, index }: { readonly shelf: Shelf; readonly index: number },
  nowSec: number,
): Sale {
  const line = lineWord({ batch: shelf.batch, index, units: 0, priceFen: PRICE_FEN });
  return { content: [pharmacy.id, randomWord(), nowSec, 2, randomWord(), [line]], from: shelf.from };
}

function claimOf(
  pharmacy: Member,
  sale: { readonly content: unknown[]; readonly id: string; readonly nowSec: number },
): unknown[] {
  const [, documentKey, , , person] = sale.content;
  return [
    ...[pharmacy.id, randomWord(), pharmacy.id, 330500, 1, sale.nowSec],
    ...[person, CATALOGUE, POLICY, PRICE_FEN, REQUESTED_FEN, 0, NO_WORD],
    pharmacy.operator.address,
    [[1, sale.id, documentKey]],
    [],
  ];
}

async function requirePaid(ledger: Consortium, pharmacy: Member, claim: unknown[]): Promise<void> {
  // The ABI of `claimRecord` answers a struct, which ethers gives as an object with its field names.
  const record = (await ledger.chain.ask(ledger.claims, "claimRecord", pharmacy.id, claim[1])) as {
    state: bigint;
  };
  if (record.state !== PAID_STATE) throw new Error(`a claim is in state ${record.state}, not paid`);
}

function randomWord(): string {
  return `0x${randomBytes(32).toString("hex")}`;
}
