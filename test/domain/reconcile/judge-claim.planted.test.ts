import { describe, expect, test } from "vitest";
import type { OtherSale, PackFact } from "../../../server/domain/reconcile/claim-facts.ts";
import {
  type CaseChange,
  caseOf,
  local,
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
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const minutes = (count: number): number => local("2026-08-09 09:00:00") + count * 60;
const returned = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => minutes(at));
const packs = (change: Partial<PackFact>): readonly PackFact[] => [pack(PACK, change)];
const soldBefore = (change: Partial<OtherSale>): OtherSale => ({
  institution: SHOP,
  soldAtSec: minutes(0),
  of: "packs",
  isReturned: false,
  ...change,
});
const two = [pack(PACK), pack(STRANGER)];

const NO_SALE: readonly Row[] = [
  ["a sale is there", {}, []],
  ["no line, though the pack is on the shelf", { sales: [] }, ["no_sale! 700"]],
  [
    "what the fund paid is not told: all asked for",
    { sales: [], claim: { fundFen: null } },
    ["no_sale! 1000"],
  ],
  ["the words of attempts could not be read", { sales: [], unseen: ["sale-words"] }, []],
  ["no number to look for", { sales: [], claim: { settlementId: null, receiptNumber: null } }, ["no_sale"]],
  ["looked for by its receipt alone", { sales: [], claim: { settlementId: null } }, ["no_sale! 700"]],
  [
    "sold here under another receipt",
    { sales: [], claim: { settlementId: null }, packs: packs({ otherSales: [soldBefore({})] }) },
    ["no_sale"],
  ],
  [
    "sold elsewhere under another receipt",
    {
      sales: [],
      claim: { settlementId: null },
      packs: packs({ otherSales: [soldBefore({ institution: 9 })] }),
    },
    ["no_sale! 700"],
  ],
  [
    "sold here and taken back",
    {
      sales: [],
      claim: { settlementId: null },
      packs: packs({ otherSales: [soldBefore({ isReturned: true })] }),
    },
    ["no_sale! 700"],
  ],
  [
    "a manual claim without a receipt",
    { sales: [], claim: { channel: "manual", receiptNumber: null } },
    ["no_sale"],
  ],
  ["a code never issued", { sales: [], packs: [noPack(PACK)] }, ["no_sale! 700", "never_received! 700"]],
];

const DUPLICATES: readonly Row[] = [
  ["a later claim elsewhere", { packs: packs({ claims: [otherClaim({ isEarlier: false })] }) }, []],
  [
    "an earlier claim elsewhere, and never received here",
    {
      sales: [refused("not-in-custody")],
      packs: packs({ claims: [otherClaim()], receivedAtSec: [] }),
    },
    ["duplicate_code! 700", "never_received! 700"],
  ],
  [
    "received, and refused as sold",
    { sales: [refused("pack-already-dispensed")], packs: packs({ claims: [otherClaim()] }) },
    ["duplicate_code! 700"],
  ],
  [
    "the ledger took this sale: the other is wrong",
    { packs: packs({ claims: [otherClaim()] }) },
    ["duplicate_code"],
  ],
  [
    "the same institution twice, no return between",
    {
      sales: [refused("pack-already-dispensed")],
      packs: packs({ claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    },
    ["duplicate_code! 700"],
  ],
  [
    "the same institution, with a return between",
    {
      sales: [sale()],
      packs: packs({ claims: [otherClaim({ institutionCode: SHOP_CODE })], returnsAtSec: returned(1) }),
    },
    [],
  ],
  [
    "the return came only after this sale",
    {
      sales: [refused("pack-already-dispensed")],
      packs: packs({
        claims: [otherClaim({ institutionCode: SHOP_CODE })],
        returnsAtSec: [local("2026-08-10 10:00:01")],
      }),
    },
    ["duplicate_code! 700"],
  ],
  [
    "units of an opened pack",
    {
      sales: [sale({ of: "units", countE4: 60_000n })],
      packs: packs({ claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    },
    [],
  ],
  [
    "one of two codes: its line's share",
    {
      claim: { traceCodes: [PACK, STRANGER], totalFen: 4000n, fundFen: 2801n },
      sales: [sale(), refused("not-in-custody", { codes: [STRANGER], lineFen: 3000n })],
      packs: [pack(PACK), pack(STRANGER, { claims: [otherClaim()] })],
    },
    ["duplicate_code! 2101"],
  ],
  [
    "the same claim written twice",
    { sales: [refused("pack-already-dispensed")], packs: packs({ claims: [otherClaim({ claimId: "C5" })] }) },
    ["sale_refused"],
  ],
];

const CYCLES: readonly Row[] = [
  ["3 returns", { packs: packs({ returnsAtSec: returned(3) }) }, []],
  ["4 returns", { packs: packs({ returnsAtSec: returned(4) }) }, ["refund_cycle! 700"]],
  ["the 4th told twice", { packs: packs({ returnsAtSec: [...returned(3), ...returned(1)] }) }, []],
  [
    "tablets of an opened pack come back from several",
    { sales: [sale({ of: "units", countE4: 60_000n })], packs: packs({ returnsAtSec: returned(4) }) },
    ["refund_cycle"],
  ],
  [
    "one message of the cycle's returns was lost",
    {
      sales: [refused("pack-frozen")],
      packs: packs({
        returnsAtSec: returned(4),
        claims: Array.from({ length: 5 }, (_, nth) =>
          otherClaim({ claimId: `C${nth}0`, institutionCode: SHOP_CODE }),
        ),
      }),
    },
    ["refund_cycle! 700"],
  ],
  [
    "claimed again in the cycle, frozen and back on the same day",
    {
      sales: [
        refused("pack-frozen", {
          returns: [{ atSec: local("2026-08-10 10:20:00"), isRefused: true, isWhole: true }],
        }),
      ],
      packs: packs({ returnsAtSec: returned(4), claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    },
    ["refund_cycle! 700"],
  ],
];

const AMOUNTS: readonly Row[] = [
  ["1 fen more", { claim: { totalFen: 1001n } }, ["amount_mismatch! 1"]],
  ["1 fen less", { claim: { totalFen: 999n } }, ["amount_mismatch! 0"]],
  ["half as much again", { claim: { totalFen: 1500n, fundFen: 1050n } }, ["amount_mismatch! 350"]],
  ["without what the fund paid", { claim: { totalFen: 1500n, fundFen: null } }, ["amount_mismatch! 500"]],
  ["a line's amount is not known", { claim: { totalFen: 1500n }, sales: [sale({ lineFen: null })] }, []],
  [
    "a box claimed for units sold",
    { claim: { totalFen: 1000n }, sales: [sale({ of: "units", countE4: 60_000n, lineFen: 250n })] },
    ["amount_mismatch! 525"],
  ],
  ["the words of attempts could not be read", { claim: { totalFen: 1500n }, unseen: ["sale-words"] }, []],
];

const QUANTITIES: readonly Row[] = [
  [
    "a code more than was sold, however near",
    { claim: { traceCodes: [PACK, NEIGHBOUR] }, packs: [pack(PACK), pack(NEIGHBOUR)] },
    ["quantity_mismatch! 350"],
  ],
  ["two sold, one scanned", { sales: [sale({ countE4: 20_000n })] }, ["quantity_mismatch! 350"]],
  [
    "a code fewer than was sold",
    { sales: [sale({ codes: [PACK, STRANGER], countE4: 20_000n })], packs: two },
    ["quantity_mismatch! 350"],
  ],
  ["another code", { claim: { traceCodes: [STRANGER] }, packs: two }, ["quantity_mismatch! 700"]],
  ["a ten-thousandth of a pack more", { sales: [sale({ countE4: 10_001n })] }, ["quantity_mismatch! 350"]],
  ["units count as they like", { sales: [sale({ of: "units", countE4: 60_000n })] }, []],
  ["no count stated", { sales: [sale({ countE4: null })] }, []],
];

const PEOPLE: readonly Row[] = [
  ["another person", { claim: { person: { scheme: "psn", value: "two" } } }, ["wrong_patient! 700"]],
  ["names that cannot be compared", { claim: { person: { scheme: "id", value: "two" } } }, []],
  ["sold to nobody named", { sales: [sale({ person: null })] }, []],
  ["may not be opened", { sales: [sale({ person: "closed" })] }, []],
  ["the claim names nobody", { claim: { person: null } }, []],
];

const MANUAL: readonly Row[] = [
  [
    "a receipt that was settled at the counter, whichever came first",
    {
      claim: { channel: "manual" },
      sameInvoice: [otherClaim({ institutionCode: SHOP_CODE, isEarlier: false })],
      packs: packs({ claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    },
    ["manual_repeats_direct! 700"],
  ],
  ["the direct one of the two", { sameInvoice: [otherClaim({ channel: "manual" })] }, []],
  [
    "settled on the ledger",
    {
      claim: { channel: "manual" },
      ledgerClaims: [{ id: "7", state: "paid", payerRegion: 330_500, channel: "direct", totalFen: 1000n }],
    },
    ["manual_repeats_direct! 700"],
  ],
  [
    "settled on the ledger and reversed",
    {
      claim: { channel: "manual" },
      ledgerClaims: [
        { id: "7", state: "reversed", payerRegion: 330_500, channel: "direct", totalFen: 1000n },
      ],
    },
    [],
  ],
];

describe.each([
  ["no_sale", NO_SALE],
  ["duplicate_code", DUPLICATES],
  ["refund_cycle", CYCLES],
  ["amount_mismatch", AMOUNTS],
  ["quantity_mismatch", QUANTITIES],
  ["wrong_patient", PEOPLE],
  ["manual_repeats_direct", MANUAL],
])("%s", (_, rows) => {
  test.each(rows)("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});
