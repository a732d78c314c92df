import { describe, expect, test } from "vitest";
import type { DispenseRow } from "../../../server/domain/drug-rows.ts";
import { wordOfLine } from "../../../server/domain/pack-words.ts";
import { planReceiptAnswer, planReversal } from "../../../server/flows/plan/plan-reversal.ts";
import { refusalOf } from "../support/whole-ledger.ts";
import {
  ADDRESS,
  BATCH,
  DECLARED,
  HASH,
  keyOf,
  NO_HASH,
  ORIGIN,
  shelfView,
  UNTOUCHED,
} from "./support/shelf-view.ts";

const SIGNING = { institution: 7, key: ADDRESS };
const lines = [
  { batch: BATCH, index: 3, units: 0, priceFen: 1_280n },
  { batch: DECLARED, index: 25, units: 0, priceFen: 900n },
  { batch: DECLARED, index: 30, units: 6, priceFen: 300n },
] as const;
const dispense: DispenseRow = {
  id: HASH,
  institution: 7,
  documentKey: HASH,
  dispensedAtSec: 950,
  identification: "card",
  personCommitment: HASH,
  operator: ADDRESS,
  lines,
  isImported: false,
  origin: ORIGIN,
};
const content = {
  institution: 7,
  documentKey: HASH,
  dispensedAtSec: 950,
  identification: 1,
  personCommitment: HASH,
  lines: lines.map(wordOfLine),
};
const asked = (...returned: readonly { batch: `0x${string}`; index: number; units: number }[]) =>
  ({
    kind: "reverse-dispense",
    dispense: HASH,
    documentKey: NO_HASH,
    reversedAtSec: 1_200,
    lines: returned.map((line) => ({ ...line, priceFen: "100" })),
  }) as const;

describe("calls of DrugLedger for what comes back", () => {
  const view = shelfView({ borders: [20], dispense });

  test("name the line that each takes back, its parcel, and the keys of whole declared packs", async () => {
    const body = asked(
      { batch: DECLARED, index: 30, units: 2 },
      { batch: BATCH, index: 3, units: 0 },
      { batch: DECLARED, index: 25, units: 0 },
    );
    const [call, ...others] = await planReversal(body, SIGNING, view);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ contract: "drugLedger", method: "reverseDispense" });
    expect(call?.args).toEqual([
      SIGNING.key,
      content,
      {
        institution: 7,
        documentKey: NO_HASH,
        dispense: HASH,
        reversedAtSec: 1_200,
        lines: body.lines.map((line) => wordOfLine({ ...line, priceFen: 100n })),
      },
      [2, 0, 1],
      [20, 0, 20],
      keyOf(25),
    ]);
  });

  test("refuse more than still stands after the returns before", async () => {
    const before = {
      id: HASH,
      documentKey: HASH,
      reversedAtSec: 1_100,
      lines: [{ batch: DECLARED, index: 30, units: 5, priceFen: 0n }],
      lineIndexes: [2],
      operator: ADDRESS,
      isImported: false,
      origin: ORIGIN,
    } as const;
    const later = shelfView({ dispense, aftermath: { ...UNTOUCHED, reversals: [before] } });
    const two = planReversal(asked({ batch: DECLARED, index: 30, units: 2 }), SIGNING, later);
    expect((await refusalOf(two)).code).toBe("return-exceeds-line");
    const one = await planReversal(asked({ batch: DECLARED, index: 30, units: 1 }), SIGNING, later);
    expect(one[0]?.args[3]).toEqual([2]);
  });

  test("refuse one line that is taken back twice in one call", async () => {
    const body = asked({ batch: BATCH, index: 3, units: 0 }, { batch: BATCH, index: 3, units: 0 });
    expect((await refusalOf(planReversal(body, SIGNING, view))).code).toBe("return-exceeds-line");
  });

  test("the answer of a person goes with the content of the dispense", async () => {
    const body = { kind: "answer-receipt", dispense: HASH, answer: "denied" } as const;
    expect(await planReceiptAnswer(body, view)).toEqual([
      { contract: "drugLedger", method: "answerReceipt", args: [content, 2] },
    ]);
    const unknown = planReceiptAnswer({ ...body, dispense: NO_HASH }, view);
    expect((await refusalOf(unknown)).code).toBe("dispense-unknown");
  });
});
