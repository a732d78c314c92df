import { expect, test } from "vitest";
import type { InstitutionName, Proof } from "../../server/domain/answers.ts";
import type { PackStory } from "../../server/domain/pack-story.ts";
import { tellStory } from "../../server/domain/story.ts";

const HASH = `0x${"00".repeat(32)}` as const;
const ADDRESS = `0x${"00".repeat(20)}` as const;
const BATCH = "0x00000000000000aa";

const name = (id: number, text: string): InstitutionName => ({
  id,
  code: text,
  name: text,
  kind: "pharmacy",
  region: 330_500,
});
const proof = (block: number, recordedAtSec: number): Proof => ({
  block,
  transactionHash: HASH,
  recordedAtSec,
});
const signed = (block: number, atSec: number) => ({
  occurredAtSec: atSec - 5,
  operator: ADDRESS,
  isLate: false,
  isImported: false,
  proof: proof(block, atSec),
});

const story: Omit<PackStory, "lines" | "asOf"> = {
  code: "8…",
  pack: { batch: BATCH, index: 0 },
  product: { id: 1, name: "阿莫西林胶囊", unit: "粒", codes: [], flags: [], status: "admitted" },
  batch: {
    id: BATCH,
    batchNumber: "B1",
    maker: name(1, "甲厂"),
    status: "sealed",
    madeAtSec: 10,
    expiresAtSec: 1_000,
    lastDay: "2028-10-31",
    packCount: 5,
    opened: proof(1, 90),
    sealed: proof(2, 100),
    recalled: null,
    quarantines: [],
  },
  provenance: "maker",
  contestedBy: [],
  custody: [
    {
      consignment: HASH,
      sender: name(1, "甲厂"),
      receiver: name(2, "乙药房"),
      shipped: signed(3, 200),
      received: signed(4, 300),
      withdrawn: null,
      disputes: [],
    },
  ],
  holder: null,
  dispenses: [
    {
      id: HASH,
      institution: name(2, "乙药房"),
      dispensedAtSec: 395,
      isLate: false,
      isImported: false,
      identification: "card",
      state: "recorded",
      units: 0,
      priceFen: null,
      operator: ADDRESS,
      proof: proof(5, 400),
      reversals: [],
      answer: null,
      claims: [],
    },
  ],
  decommission: null,
  unitsPerPack: 24,
  unitsLeft: 0,
  isGone: true,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  refusals: [
    {
      id: "1",
      institution: name(3, "丙药房"),
      operation: "record-dispenses",
      code: "pack-already-dispensed",
      atSec: 500,
    },
    {
      id: "2",
      institution: name(2, "乙药房"),
      operation: "record-dispenses",
      code: "ledger-paused",
      atSec: 350,
    },
  ],
};

test("a story goes in the order in which it was recorded, refusals among the blocks", () => {
  const told = tellStory(story).map(({ step, block, atSec }) => [step, block, atSec]);
  expect(told).toEqual([
    ["made", 2, 10],
    ["shipped", 3, 195],
    ["received", 4, 295],
    ["refused", null, 350],
    ["dispensed", 5, 395],
    ["refused", null, 500],
  ]);
});

test("in Chinese it reads as a pharmacist would say it", () => {
  expect(tellStory(story).map(({ chinese }) => chinese)).toEqual([
    "甲厂生产阿莫西林胶囊，批号 B1，有效期至 2028-10-31",
    "甲厂发货给乙药房",
    "乙药房收货，来自甲厂",
    "乙药房发药被拒：ledger-paused",
    "乙药房发药，整盒",
    "丙药房发药被拒：该包装已发药",
  ]);
});

test("units, lateness, goods on their way and a contested code are said", () => {
  const [dispense] = story.dispenses;
  const [transfer] = story.custody;
  if (dispense === undefined || transfer === undefined) throw new Error("the story has both");
  const lines = tellStory({
    ...story,
    custody: [{ ...transfer, received: null }],
    dispenses: [{ ...dispense, units: 6, isLate: true }],
    contestedBy: [{ batch: BATCH, index: 1, maker: name(9, "丁厂"), provenance: "maker" }],
    refusals: [],
  });
  expect(lines.map(({ step }) => step)).toEqual(["made", "contested", "shipped", "dispensed"]);
  expect(lines[3]?.chinese).toBe("乙药房发药，6 粒（拆零）（迟报）");
});

test("what came after is told: a return that froze, a denial, a write-off, quarantine and recall", () => {
  const lines = tellStory(storyAfterwards());
  expect(lines.map(({ step, block }) => `${step} ${block}`)).toEqual([
    "declared 2",
    "shipped 3",
    "disputed 4",
    "dispute-answered 4",
    "dispute-returned 4",
    "withdrawn 4",
    "dispensed 5",
    "reversed 8",
    "frozen 8",
    "quarantined 9",
    "released 10",
    "receipt-denied 11",
    "recalled 12",
    "decommissioned 13",
  ]);
  expect(lines[4]?.chinese).toBe("争议了结，湖州医保局裁定：货已退回发货方");
  expect(lines[6]?.chinese).toBe("乙药房发药，整盒（补录）");
  expect(lines[7]).toMatchObject({
    chinese: "乙药房退药，退回 3 粒（迟报）",
    atSec: 600,
    recordedAtSec: 640,
  });
  expect(lines[13]?.chinese).toBe("乙药房报损出库：余下 4 粒，销毁");
  for (const { english } of lines) expect(english).not.toMatch(/undefined|null|NaN/);
});

/** The same pack with everything that may come after a dispense. */
function storyAfterwards(): typeof story {
  const [dispense] = story.dispenses;
  const [transfer] = story.custody;
  if (dispense === undefined || transfer === undefined) throw new Error("the story has both");
  const bureau: InstitutionName = { ...name(8, "湖州医保局"), kind: "bureau" };
  return {
    ...story,
    provenance: "declared",
    batch: {
      ...story.batch,
      recalled: { by: name(1, "甲厂"), recalledAtSec: 895, proof: proof(12, 900) },
      quarantines: [{ region: 330_500, bureau, held: proof(9, 650), released: proof(10, 660) }],
    },
    custody: [
      {
        ...transfer,
        received: null,
        withdrawn: signed(4, 250),
        disputes: [
          { ...signed(4, 210), kind: "opened", by: name(2, "乙药房"), outcome: null },
          { ...signed(4, 220), kind: "answered", by: name(1, "甲厂"), outcome: "lost" },
          { ...signed(4, 230), kind: "resolved", by: bureau, outcome: "returned" },
        ],
      },
    ],
    dispenses: [
      {
        ...dispense,
        isImported: true,
        reversals: [
          {
            id: HASH,
            reversedAtSec: 600,
            isLate: true,
            isImported: false,
            units: 3,
            priceFen: null,
            operator: ADDRESS,
            proof: proof(8, 640),
            hasFrozen: true,
          },
        ],
        answer: { answer: "denied", proof: proof(11, 700) },
      },
    ],
    decommission: {
      id: HASH,
      institution: name(2, "乙药房"),
      occurredAtSec: 940,
      reason: "destroyed",
      units: 4,
      isLate: false,
      isImported: false,
      operator: ADDRESS,
      proof: proof(13, 950),
    },
    refusals: [],
  };
}
