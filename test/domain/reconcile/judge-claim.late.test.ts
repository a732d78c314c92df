import { describe, expect, test } from "vitest";
import { THRESHOLDS_DEFAULT } from "../../../server/domain/reconcile/thresholds.ts";
import {
  type CaseChange,
  caseOf,
  local,
  PACK,
  pack,
  refused,
  STRANGER,
  sale,
  shop,
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const DAY_SEC = 86_400;
const soldAtSec = local("2026-08-10 10:00:00");
const toldAfter = (sec: number): CaseChange => ({ sales: [sale({ toldAtSec: soldAtSec + sec })] });
const sendsTogether = { institution: { ...shop, tellsAtOnce: false } };
const twoLines = (sales: CaseChange["sales"]): CaseChange => ({
  claim: { totalFen: 2000n },
  ...(sales === undefined ? {} : { sales }),
});
const gone = { batch: { batchNumber: "L1", expiresAtSec: soldAtSec, recalledAtSec: null } };

const LATE: readonly Row[] = [
  ["written a day later", toldAfter(DAY_SEC), []],
  ["written a second later than a day", toldAfter(DAY_SEC + 1), ["late_message"]],
  ["written three days later", toldAfter(3 * DAY_SEC), ["late_message"]],
  [
    "two days later where the fund allows three",
    { ...toldAfter(2 * DAY_SEC), thresholds: { ...THRESHOLDS_DEFAULT, toldWithinHours: 72 } },
    [],
  ],
  ["recorded later than the region asks for", { sales: [sale({ lateSec: 7200 })] }, ["late_message"]],
  [
    "two lines, both late",
    twoLines([sale({ lateSec: 7200 }), sale({ lateSec: 60, codes: ["cn:2"] })]),
    ["quantity_mismatch! 350", "late_message"],
  ],
  [
    "one line recorded late, another refused for lateness",
    {
      claim: { totalFen: 2000n, traceCodes: [PACK, STRANGER] },
      sales: [sale({ lateSec: 7200 }), refused("import-out-of-order", { codes: [STRANGER] })],
      packs: [pack(PACK), pack(STRANGER)],
    },
    ["late_message"],
  ],
  [
    "refused for something else, and late",
    { sales: [refused("not-in-custody", { toldAtSec: soldAtSec + 3 * DAY_SEC })] },
    ["late_message", "sale_refused"],
  ],
  [
    "late, and the goods could not be sold",
    { sales: [sale({ lateSec: 7200 })], packs: [pack(PACK, gone)] },
    ["expired! 700"],
  ],
];

const HABITS: readonly Row[] = [
  ["eight hours later, where sales are told at once", toldAfter(8 * 3600), ["time_zone"]],
  ["eight hours later, by one that sends a day together", { ...toldAfter(8 * 3600), ...sendsTogether }, []],
  [
    "eight hours before it was sold, by whomever",
    { ...toldAfter(-8 * 3600), ...sendsTogether },
    ["time_zone"],
  ],
  ["a quarter of an hour more than eight hours", toldAfter(8 * 3600 + 15 * 60), ["time_zone"]],
  ["a second more than that", toldAfter(8 * 3600 + 15 * 60 + 1), []],
];

describe("a message that came late", () => {
  test.each(LATE)("%s", (_, change, expected) => {
    expect([...told(caseOf(change))].sort()).toEqual([...expected].sort());
  });
});

describe("a message a zone's offset away from its sale", () => {
  test.each(HABITS)("%s", (_, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});
