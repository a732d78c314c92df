import { beforeEach, describe, expect, it } from "vitest";
import type { ClaimFact } from "../../../server/domain/claims/claim-fact.ts";
import type { ClaimRow } from "../../../server/domain/claims/claim-rows.ts";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { CLAIM_STATES, type ClaimState, LIFECYCLES } from "../../../server/domain/lifecycles.ts";
import type { Change } from "../../../server/domain/project/current.ts";
import { projectEvent } from "../../../server/domain/project/project-event.ts";
import {
  BUREAU,
  CLAIM_FACTS,
  HOSPITAL,
  OPERATOR,
  PAYMENT,
  submitted,
  wordOf,
} from "../../support/claim-facts.ts";
import { RowsInMemory } from "../../support/rows-in-memory.ts";

const CLAIM = wordOf(1);
const COULD_NOT_LOOK = expect.objectContaining({ code: "could-not-look" });
const ORIGIN = { block: 1, recordedAtSec: 1_790_000_000, transactionHash: `0x${"e1".repeat(32)}` };

/** What each of these leads to, wherever the table has a way there. */
const MOVES: readonly (readonly [to: ClaimState, fact: ClaimFact])[] = [
  ["approved", CLAIM_FACTS.approved(CLAIM)],
  ["rejected", CLAIM_FACTS.rejected(CLAIM)],
  ["rejected-final", CLAIM_FACTS.rejectedFinal(CLAIM)],
  ["appealed", CLAIM_FACTS.appealed(CLAIM)],
  ["provisional", CLAIM_FACTS.advanced(CLAIM)],
  ["paid", CLAIM_FACTS.paid(CLAIM)],
  ["reversed", CLAIM_FACTS.reversed(CLAIM)],
  ["clawed-back", CLAIM_FACTS.clawedBack(CLAIM)],
  ["disputed", CLAIM_FACTS.disputed(CLAIM)],
  ["upheld", CLAIM_FACTS.upheld(CLAIM)],
];
const OTHERS: readonly ClaimFact[] = [
  CLAIM_FACTS.endorsed(CLAIM),
  CLAIM_FACTS.taken(CLAIM, wordOf(9)),
  CLAIM_FACTS.released(CLAIM, wordOf(9)),
];

describe("what befalls a claim", () => {
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
  });

  /** The row after these facts. */
  const rowAfter = (...facts: readonly LedgerFact[]): ClaimRow | null => {
    for (const fact of facts) rows.tell(fact);
    return rows.claim(CLAIM);
  };

  /** What a fact makes of a claim that stands in a state, however it came there. */
  const changesIn = (state: ClaimState, fact: LedgerFact): readonly Change[] => {
    const row = rowAfter(submitted(CLAIM), PAYMENT);
    if (row === null) throw new Error("no claim");
    return projectEvent(rows.next(fact), { ...rows, claim: () => ({ ...row, state }) });
  };

  it("begins with its content in words, a deadline, and no step", () => {
    const fact = submitted(CLAIM);
    expect(rowAfter(fact)).toEqual({
      id: CLAIM,
      content: {
        ...fact.content,
        channel: "direct",
        evidence: [{ kind: "dispense", id: wordOf(0xd1), documentKey: wordOf(0xd2) }],
        uncodedLines: [{ exemption: "decoction-piece", fen: 300n }],
      },
      state: "submitted",
      deadlineSec: 1_790_000_600,
      isTimely: true,
      nullifier: null,
      steps: [],
      origin: { ...ORIGIN, logIndex: 1 },
    });
  });

  it.each([
    ["channel", { channel: 4 }],
    ["kind of evidence", { evidence: [{ kind: 3, id: wordOf(1), documentKey: wordOf(2) }] }],
    ["exemption", { uncodedLines: [`0x${"07".padStart(48, "0")}${"1".padStart(16, "0")}`] as const }],
  ])("stops the reader at a %s that this server does not know", (_, content) => {
    expect(() => rows.tell(submitted(CLAIM, { content }))).toThrow(COULD_NOT_LOOK);
  });

  it("stays where it is when the first of two persons has endorsed it", () => {
    const row = rowAfter(submitted(CLAIM), CLAIM_FACTS.endorsed(CLAIM));
    expect(row).toMatchObject({
      state: "submitted",
      deadlineSec: 1_790_000_600,
      steps: [{ kind: "endorsed", by: BUREAU, operator: OPERATOR, awardHash: wordOf(0xab) }],
    });
  });

  it("is approved with the parts that each fund bears, and has no deadline more", () => {
    const row = rowAfter(submitted(CLAIM), CLAIM_FACTS.approved(CLAIM));
    expect(row).toMatchObject({ state: "approved", deadlineSec: null });
    expect(row?.steps).toEqual([
      {
        kind: "approved",
        by: BUREAU,
        operator: OPERATOR,
        approvedFen: 900n,
        award: {
          fundParts: [{ fundPayType: 310_101, fen: 900n }],
          accountFen: 100n,
          familyAccountFen: 0n,
          cashFen: 500n,
          hospitalFen: 0n,
          basis: wordOf(0xba),
        },
        origin: { ...ORIGIN, logIndex: 2 },
      },
    ]);
  });

  it("may be appealed until the rejection's time, and then has the appeal's", () => {
    const rejected = rowAfter(submitted(CLAIM), CLAIM_FACTS.rejected(CLAIM));
    expect(rejected).toMatchObject({
      state: "rejected",
      deadlineSec: 1_791_000_000,
      steps: [{ kind: "rejected", isFinal: false, reason: 7, appealUntilSec: 1_791_000_000 }],
    });
    expect(rowAfter(CLAIM_FACTS.appealed(CLAIM))).toMatchObject({
      state: "appealed",
      deadlineSec: 1_792_000_000,
    });
    const last = rowAfter(CLAIM_FACTS.rejectedFinal(CLAIM));
    expect(last).toMatchObject({ state: "rejected-final", deadlineSec: null });
    expect(last?.steps.at(-1)).toMatchObject({ kind: "rejected", isFinal: true, appealUntilSec: null });
    expect(last?.steps.map(({ kind }) => kind)).toEqual(["rejected", "appealed", "rejected"]);
  });

  it("is advanced by the bureau of the place of care", () => {
    expect(rowAfter(submitted(CLAIM), CLAIM_FACTS.advanced(CLAIM))).toMatchObject({
      state: "provisional",
      deadlineSec: null,
      steps: [{ kind: "advanced", by: 2, advancedFen: 1_000n }],
    });
  });

  it("is paid by the payment that was recorded before it", () => {
    const row = rowAfter(submitted(CLAIM), CLAIM_FACTS.approved(CLAIM), PAYMENT, CLAIM_FACTS.paid(CLAIM));
    expect(row).toMatchObject({ state: "paid" });
    expect(row?.steps.at(-1)).toMatchObject({
      kind: "paid",
      by: BUREAU,
      operator: OPERATOR,
      paidFen: 900n,
      payment: PAYMENT.payment,
      bankReference: "E2E-20261122-0001",
    });
  });

  it("is never paid by a payment that nobody recorded", () => {
    rowAfter(submitted(CLAIM), CLAIM_FACTS.approved(CLAIM));
    expect(() => rows.tell(CLAIM_FACTS.paid(CLAIM))).toThrow(COULD_NOT_LOOK);
  });

  it("is taken back, and names the state in which it was", () => {
    expect(rowAfter(submitted(CLAIM), CLAIM_FACTS.reversed(CLAIM, "submitted"))).toMatchObject({
      state: "reversed",
      steps: [{ kind: "reversed", by: HOSPITAL, from: "submitted" }],
    });
  });

  it("is disputed, upheld, and may be given back even then", () => {
    const paid = [CLAIM_FACTS.approved(CLAIM), PAYMENT, CLAIM_FACTS.paid(CLAIM)];
    rowAfter(submitted(CLAIM), ...paid, CLAIM_FACTS.disputed(CLAIM), CLAIM_FACTS.upheld(CLAIM));
    expect(rowAfter(CLAIM_FACTS.clawedBack(CLAIM, "upheld"))).toMatchObject({
      state: "clawed-back",
      steps: [
        { kind: "approved" },
        { kind: "paid" },
        { kind: "disputed" },
        { kind: "upheld" },
        { kind: "clawed-back", from: "upheld", clawedBackFen: 900n },
      ],
    });
  });

  it.each(MOVES)(
    "is %s from the states that the table names; from others it stops the reader",
    (to, fact) => {
      for (const state of CLAIM_STATES) {
        if (LIFECYCLES.claim[state].includes(to)) {
          const change = { table: "claim", row: { state: to }, before: { state } };
          expect(changesIn(state, fact)).toMatchObject([change]);
        } else {
          expect(() => changesIn(state, fact)).toThrow(COULD_NOT_LOOK);
        }
      }
    },
  );

  it("stops the reader at a state that this server does not know", () => {
    rowAfter(submitted(CLAIM));
    const unknown = CLAIM_STATES.length;
    expect(() => rows.tell({ ...CLAIM_FACTS.rejected(CLAIM), state: unknown })).toThrow(COULD_NOT_LOOK);
    expect(() => rows.tell({ ...CLAIM_FACTS.reversed(CLAIM), from: unknown })).toThrow(COULD_NOT_LOOK);
  });

  it.each([...MOVES.map(([, fact]) => fact), ...OTHERS])(
    "stops the reader at a $name of a claim that is not there",
    (fact) => {
      rows.tell(PAYMENT);
      expect(() => rows.tell(fact)).toThrow(COULD_NOT_LOOK);
    },
  );

  it("leaves the row that it read as it was", () => {
    const before = rowAfter(submitted(CLAIM));
    const copy = structuredClone(before);
    rowAfter(CLAIM_FACTS.approved(CLAIM), CLAIM_FACTS.taken(CLAIM, wordOf(9)));
    expect(before).toEqual(copy);
  });
});

describe("the invoice of a claim", () => {
  const WORD = wordOf(9);
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
    rows.tell(submitted(CLAIM));
  });

  it("is the claim's from the taking to the release", () => {
    expect(rows.tell(CLAIM_FACTS.taken(CLAIM, WORD))).toMatchObject([
      { table: "nullifier", nullifier: WORD, claim: CLAIM },
      { table: "claim", row: { nullifier: WORD }, before: { nullifier: null } },
    ]);
    expect(rows.tell(CLAIM_FACTS.released(CLAIM, WORD))).toMatchObject([
      { table: "nullifier", nullifier: WORD, claim: null },
      { table: "claim", row: { nullifier: null }, before: { nullifier: WORD } },
    ]);
  });

  it("is one: a second, or the release of another, stops the reader", () => {
    expect(() => rows.tell(CLAIM_FACTS.released(CLAIM, WORD))).toThrow(COULD_NOT_LOOK);
    rows.tell(CLAIM_FACTS.taken(CLAIM, WORD));
    expect(() => rows.tell(CLAIM_FACTS.taken(CLAIM, wordOf(10)))).toThrow(COULD_NOT_LOOK);
    expect(() => rows.tell(CLAIM_FACTS.released(CLAIM, wordOf(10)))).toThrow(COULD_NOT_LOOK);
  });
});
