import { describe, expect, test } from "vitest";
import { modeAt } from "../../server/domain/enforcement-mode.ts";
import type { ProductRow, RegionRulesRow } from "../../server/domain/read-model.ts";

const HASH = `0x${"00".repeat(32)}` as const;
const origin = { block: 1, logIndex: 0, recordedAtSec: 1, transactionHash: HASH };
const product: ProductRow = {
  id: 3,
  maker: 1,
  bureau: 2,
  unitsPerPack: 1,
  flags: [],
  status: "admitted",
  name: "N",
  unit: "支",
  codes: [],
  origin,
};
const rules: RegionRulesRow = {
  region: 330_500,
  limits: null,
  modes: [
    { productClass: "ordinary", mode: "observe", fromSec: 100, origin },
    { productClass: "high-value", mode: "warn", fromSec: 100, origin },
    { productClass: "ordinary", mode: "warn", fromSec: 200, origin },
  ],
};

describe("how strictly a region holds a product", () => {
  test.each<[string, readonly ProductRow["flags"][number][], number, string]>([
    ["before anything was set everything is enforced", [], 99, "enforce"],
    ["from its first second a change holds", [], 100, "observe"],
    ["until the next one", [], 199, "observe"],
    ["which holds from then on", [], 200, "warn"],
    ["each class for itself", ["highValue"], 250, "warn"],
  ])("%s", (_, flags, atSec, mode) => {
    expect(modeAt(rules, { ...product, flags }, atSec)).toBe(mode);
  });
});
