import { describe, expect, test } from "vitest";
import { claimedBeyond } from "../../../server/domain/reconcile/claimed-beyond.ts";
import { judgeBalance } from "../../../server/domain/reconcile/judge-balance.ts";
import {
  type CaseChange,
  caseOf,
  NEIGHBOUR,
  noPack,
  otherClaim,
  PACK,
  pack,
  refused,
  SHOP,
  SHOP_CODE,
  STRANGER,
  sale,
} from "./support/claim-cases.ts";

const other = { institution: SHOP, soldAtSec: 1, of: "packs", isReturned: false } as const;
const unsold = (change: Parameters<typeof pack>[1] = {}): CaseChange => ({
  sales: [],
  packs: [pack(PACK, change)],
});

type Row = readonly [title: string, change: CaseChange, beyond: number];

const ROWS: readonly Row[] = [
  ["what was sold as it was recorded", {}, 0],
  ["what nobody sold", unsold(), 1],
  ["what was tried and refused", { sales: [refused("not-in-custody")] }, 1],
  [
    "named by an earlier claim of the same shop",
    unsold({ claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    0,
  ],
  ["named by an earlier claim of another", unsold({ claims: [otherClaim()] }), 1],
  ["sold there on another receipt", unsold({ otherSales: [other] }), 0],
  ["sold there, and back since", unsold({ otherSales: [{ ...other, isReturned: true }] }), 1],
  [
    "one more claimed than was sold",
    { claim: { traceCodes: [PACK, STRANGER] }, packs: [pack(PACK), pack(STRANGER)] },
    1,
  ],
  ["a slip of the keyboard", { claim: { traceCodes: [NEIGHBOUR] }, packs: [pack(PACK), pack(NEIGHBOUR)] }, 0],
  ["a code of no product", { sales: [], packs: [noPack(PACK)] }, 0],
  ["five counted beside one code", { sales: [sale({ countE4: 50_000n, lineFen: 5000n })] }, 4],
  ["24 tablets counted, the box paid", { sales: [sale({ countE4: 240_000n })] }, 0],
  ["nobody knows the institution", { ...unsold(), institution: null }, 0],
];

describe("packs that are claimed beyond what was recorded", () => {
  test.each(ROWS)("%s", (_, change, expected) => {
    expect(claimedBeyond(caseOf(change)).get(3) ?? 0).toBe(expected);
  });
});

describe("what came in of a product, against what went out", () => {
  const balance = { institution: 7, institutionCode: "P1", product: 3, productName: "布洛芬片" };
  test.each([
    ["as much as came in", { cameIn: 100, recordedOut: 60, claimedBeyond: 40 }, 0],
    ["one more", { cameIn: 100, recordedOut: 60, claimedBeyond: 41 }, 1],
    ["nothing came in", { cameIn: 0, recordedOut: 0, claimedBeyond: 1 }, 1],
  ])("%s", (_, counts, findingCount) => {
    const findings = judgeBalance({ ...balance, ...counts });
    expect(findings).toHaveLength(findingCount);
    for (const finding of findings) {
      expect(finding).toMatchObject({ kind: "invoiced_below_sold", verdict: "suspect", because: counts });
    }
  });
});
