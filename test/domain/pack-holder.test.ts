import { expect, test } from "vitest";
import type { CustodyStep } from "../../server/domain/drug-rows.ts";
import { holderAfter } from "../../server/domain/pack-holder.ts";

const HASH = `0x${"00".repeat(32)}` as const;
const step = (kind: CustodyStep["kind"], by: number, other = 0): CustodyStep => ({
  batch: "0x00000000000000a1",
  from: 0,
  to: 1,
  kind,
  by,
  other,
  consignment: kind === "opened" || kind === "declared" ? null : HASH,
  occurredAtSec: 1,
  operator: null,
  origin: { block: 1, logIndex: 0, recordedAtSec: 1, transactionHash: HASH },
});
const [MAKER, SHOP, BUREAU] = [3, 5, 1];
const made = step("opened", MAKER);
const sent = step("shipped", MAKER, SHOP);

test.each<[string, CustodyStep[], [number, string] | null]>([
  ["before it is sealed", [], null],
  ["from its maker", [made], [MAKER, "held"]],
  ["declared", [step("declared", SHOP)], [SHOP, "held"]],
  ["on its way", [made, sent], [MAKER, "in-transit"]],
  ["received", [made, sent, step("received", SHOP, MAKER)], [SHOP, "held"]],
  ["withdrawn", [made, sent, step("withdrawn", MAKER, SHOP)], [MAKER, "held"]],
  ["disputed by the receiver", [made, sent, step("disputed", SHOP, MAKER)], [MAKER, "disputed"]],
  ["returned by the bureau's word", [made, sent, step("returned", BUREAU, MAKER)], [MAKER, "held"]],
  ["lost by the bureau's word", [made, sent, step("lost", BUREAU, MAKER)], [MAKER, "lost"]],
])("the goods are whose they are: %s", (_, custody, expected) => {
  const now = holderAfter(custody);
  expect(now === null ? null : [now.holder, now.state]).toEqual(expected);
});
