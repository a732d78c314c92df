import { describe, expect, test } from "vitest";
import {
  type CaseChange,
  caseOf,
  local,
  noPack,
  otherClaim,
  PACK,
  pack,
  refused,
  SHOP_CODE,
  STRANGER,
  sale,
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

/** Two lines of a third of ten yuan each, as far as six places of a price tell. */
const thirds = (totalFen: bigint): CaseChange => ({
  claim: { totalFen, traceCodes: [PACK, STRANGER] },
  sales: [PACK, STRANGER].map((code) => sale({ codes: [code], lineFen: 333n, exactE8: 33_333_330_000n })),
  packs: [pack(PACK), pack(STRANGER)],
});
const partOfBox = (countE4: bigint): CaseChange => ({
  claim: { totalFen: 500n },
  sales: [refused("malformed-request", { countE4, lineFen: 500n })],
});
const barcode = (claims: readonly ReturnType<typeof otherClaim>[]): CaseChange => ({
  claim: { traceCodes: ["6900000100011"] },
  sales: [refused("trace-code-malformed", { codes: ["6900000100011"] })],
  packs: [noPack("6900000100011", { identity: "unreadable", claims })],
});
const soldAt = (text: string, claimedOn: string): CaseChange => ({
  claim: { claimedOn },
  sales: [sale({ soldAtSec: local(text) })],
});

/** What honest shops do whose tills were made by somebody else: none of it may be a violation. */
const ROWS: readonly Row[] = [
  ["each line rounded", thirds(666n), []],
  ["rounded once, under the lines", thirds(667n), []],
  ["a fen that no rounding explains", thirds(668n), ["amount_mismatch! 3"]],
  ["12 of 24 tablets as half a box", partOfBox(5_000n), ["units_for_packs"]],
  ["8 of 24 tablets as a third of a box, to four places", partOfBox(3_333n), ["units_for_packs"]],
  ["a part of a box that is no whole tablet", partOfBox(5_100n), ["quantity_mismatch! 0"]],
  ["a barcode in the place of a code", barcode([]), ["never_received"]],
  [
    "the barcode of every box of the drug, claimed elsewhere and here",
    barcode([otherClaim(), otherClaim({ institutionCode: SHOP_CODE })]),
    ["duplicate_code", "never_received"],
  ],
  ["sold at midnight, claimed that day", soldAt("2026-08-10 00:00:00", "2026-08-10"), []],
  [
    "sold after midnight, on the books of the evening",
    soldAt("2026-08-11 00:30:00", "2026-08-10"),
    ["time_zone"],
  ],
  ["sold a second before midnight, claimed the next day", soldAt("2026-08-10 23:59:59", "2026-08-11"), []],
  [
    "units of one box, claimed by three",
    {
      sales: [sale({ of: "units", countE4: 80_000n, lineFen: 1000n })],
      packs: [pack(PACK, { claims: [1, 2].map((row) => otherClaim({ row, institutionCode: SHOP_CODE })) })],
    },
    [],
  ],
  [
    "a pack that went back to its wholesaler and came again",
    { packs: [pack(PACK, { receivedAtSec: [local("2026-07-01 07:00:00"), local("2026-08-20 07:00:00")] })] },
    [],
  ],
  [
    "the feed names an identity card, the sale an insured number",
    { claim: { person: { scheme: "resident-id", value: "11010519491231002X" } } },
    [],
  ],
];

describe("a feed of another till", () => {
  test.each(ROWS)("%s", (_, change, expected) => {
    expect([...told(caseOf(change))].sort()).toEqual([...expected].sort());
  });
});
