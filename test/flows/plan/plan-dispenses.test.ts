import { describe, expect, test } from "vitest";
import { planDispenses, planImportedDispenses } from "../../../server/flows/plan/plan-dispenses.ts";
import { ADDRESS, BATCH, DECLARED, HASH, keyOf, NO_HASH, shelfView } from "./support/shelf-view.ts";

const SIGNING = { institution: 7, key: ADDRESS };

const dispense = (...lines: readonly { batch: `0x${string}`; index: number }[]) =>
  ({
    documentKey: HASH,
    dispensedAtSec: 950,
    identification: "none",
    personCommitment: NO_HASH,
    lines: lines.map((line) => ({ ...line, units: 0, priceFen: "1280" })),
  }) as const;

describe("calls of DrugLedger for dispenses", () => {
  const view = shelfView({ borders: [20] });

  test("name the parcel of every line, and no keys where nothing was declared", async () => {
    const dispenses = [dispense({ batch: BATCH, index: 3 }, { batch: BATCH, index: 25 })];
    const [call] = await planDispenses({ kind: "record-dispenses", dispenses }, SIGNING, view);
    expect(call).toMatchObject({ contract: "drugLedger", method: "recordDispenses" });
    expect(call?.args[0]).toBe(SIGNING.key);
    expect(call?.args.slice(2)).toEqual([[[0, 20]], "0x"]);
  });

  test("carry the keys of declared packs one after the other, in the order of all lines", async () => {
    const dispenses = [
      dispense({ batch: DECLARED, index: 9 }, { batch: BATCH, index: 1 }),
      dispense({ batch: DECLARED, index: 2 }),
    ];
    const [call] = await planDispenses({ kind: "record-dispenses", dispenses }, SIGNING, view);
    expect(call?.args[3]).toBe(`0x${keyOf(9).slice(2)}${keyOf(2).slice(2)}`);
  });

  test("imported ones keep each the institution it is of", async () => {
    const dispenses = [7, 8].map((institution) => ({
      ...dispense({ batch: BATCH, index: institution }),
      institution,
    }));
    const [call] = await planImportedDispenses({ kind: "import-dispenses", dispenses }, SIGNING, view);
    expect(call?.args[1]).toMatchObject([{ institution: 7 }, { institution: 8 }]);
  });
});
