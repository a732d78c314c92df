import { describe, expect, test } from "vitest";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import {
  type CaseChange,
  caseOf,
  local,
  otherClaim,
  PACK,
  pack,
  refused,
  SHOP_CODE,
  sale,
  shop,
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const ledgerClaim = (payerRegion: number, state: "paid" | "rejected-final"): CaseChange => ({
  ledgerClaims: [{ id: "7", state, payerRegion, channel: "direct", totalFen: 1000n }],
});
const product = pack(PACK).product;
const declared = (change: Partial<NonNullable<typeof product>>): CaseChange["packs"] => [
  pack(PACK, { isDeclaredOnly: true, product: product === null ? null : { ...product, ...change } }),
];
const back = (text: string, isWhole = true): CaseChange => ({
  sales: [sale({ returns: [{ atSec: local(text), isRefused: false, isWhole }] })],
});
const history = (claimsOfDay: number, packs: number, purchases: number): CaseChange => ({
  history: { claimsOfDay, packsInWindow: [{ product: 3, packs, purchases }] },
});
const dear = (lineFen: bigint): CaseChange => ({
  claim: { totalFen: lineFen },
  sales: [sale({ lineFen })],
});
const highValue = [pack(PACK, { product: product === null ? null : { ...product, isHighValue: true } })];

const ROWS: readonly Row[] = [
  ["the till's number is the product scanned", { sales: [sale({ statedProduct: 3 })] }, []],
  [
    "the till's number is another product",
    { sales: [sale({ statedProduct: 4 })] },
    ["product_mismatch! 700"],
  ],
  [
    "another product that was never received is told once",
    {
      sales: [refused("not-in-custody", { statedProduct: 4 })],
      packs: [pack(PACK, { receivedAtSec: [] })],
    },
    ["never_received! 700"],
  ],
  ["sold by another institution", { sales: [sale({ institution: 8 })] }, ["institution_mismatch! 700"]],
  [
    "nobody has the institution's code, so nobody's receipts are known",
    { institution: null, packs: [pack(PACK, { receivedAtSec: [] })] },
    ["unknown_institution! 700"],
  ],
  ["no agreement yet", { institution: { ...shop, agreementAt: () => "none" } }, ["unknown_institution"]],
  [
    "two direct claims of one settlement: the later",
    { sameInvoice: [otherClaim({ institutionCode: SHOP_CODE })] },
    ["same_invoice_twice! 700"],
  ],
  ["two direct claims: the earlier", { sameInvoice: [otherClaim({ isEarlier: false })] }, []],
  [
    "the same claim a second time",
    { sameInvoice: [otherClaim({ claimId: "C5", row: 4, isEarlier: false })] },
    ["same_invoice_twice"],
  ],
  ["the same claim, its first row", { sameInvoice: [otherClaim({ claimId: "C5", row: 6 })] }, []],
  ["on the ledger by this fund", ledgerClaim(330_500, "paid"), []],
  ["on the ledger by a county of this fund", ledgerClaim(330_502, "paid"), []],
  ["on the ledger by another fund", ledgerClaim(420_100, "paid"), ["claimed_across_regions! 700"]],
  ["on the ledger by another fund, refused", ledgerClaim(420_100, "rejected-final"), []],
  ["old stock of an ordinary product", { packs: declared({}) ?? [] }, []],
  ["old stock of high value", { packs: declared({ isHighValue: true }) ?? [] }, ["declared_only"]],
  [
    "the maker's trace is demanded, and the region only warned",
    { packs: declared({ mustBeMakerTraced: true }) ?? [] },
    ["declared_only"],
  ],
  [
    "the maker's trace is demanded, and the ledger refused",
    { packs: declared({ mustBeMakerTraced: true }) ?? [], sales: [refused("maker-trace-required")] },
    ["declared_only! 700"],
  ],
  [
    "all came back the second before the claim's day",
    { ...back("2026-08-11 23:59:59"), claim: { claimedOn: "2026-08-12" } },
    ["returned_and_claimed! 700"],
  ],
  [
    "all came back on the claim's day",
    { ...back("2026-08-12 00:00:00"), claim: { claimedOn: "2026-08-12" } },
    ["returned_and_claimed"],
  ],
  [
    "the ledger did not take it back",
    {
      sales: [sale({ returns: [{ atSec: local("2026-08-11 10:00:00"), isRefused: true, isWhole: true }] })],
      claim: { claimedOn: "2026-08-12" },
    },
    [],
  ],
  [
    "all came back of what had expired: told once",
    {
      ...back("2026-08-11 10:00:00"),
      claim: { claimedOn: "2026-08-12" },
      packs: [
        pack(PACK, {
          batch: { batchNumber: "L1", expiresAtSec: local("2026-08-09 00:00:00"), recalledAtSec: null },
        }),
      ],
    },
    ["expired! 700"],
  ],
  ["a part came back", { ...back("2026-08-11 10:00:00", false), claim: { claimedOn: "2026-08-12" } }, []],
  ["refused for a reason of its own", { sales: [refused("pack-frozen")] }, ["sale_refused"]],
  [
    "refused, and another person: both are told",
    { sales: [refused("pack-frozen")], claim: { person: { scheme: "psn", value: "two" } } },
    ["wrong_patient! 700", "sale_refused"],
  ],
  ["told after something later", { sales: [refused("import-out-of-order")] }, ["late_message"]],
  [
    "told after the recall, sold before it",
    {
      sales: [refused("batch-not-sellable")],
      packs: [
        pack(PACK, {
          batch: {
            batchNumber: "L1",
            expiresAtSec: local("2028-01-01 00:00:00"),
            recalledAtSec: local("2026-08-10 10:00:01"),
          },
        }),
      ],
    },
    ["late_message"],
  ],
  ["12 packs in the window", history(0, 12, 1), []],
  ["13 packs in the window", history(0, 13, 1), ["over_quantity"]],
  ["6 purchases in the window", history(0, 1, 6), []],
  ["7 purchases in the window", history(0, 1, 7), ["over_frequency"]],
  ["the 4th claim of a day", history(3, 1, 1), []],
  ["the 5th claim of a day", history(4, 1, 1), ["over_frequency"]],
  ["an unknown person", { history: null }, []],
  ["5,000.00 yuan", dear(500_000n), []],
  ["5,000.01 yuan", dear(500_001n), ["large_purchase"]],
  ["5,000.01 yuan for what is of high value", { ...dear(500_001n), packs: highValue }, []],
  [
    "5,000.01 yuan for what was not sold",
    { ...dear(500_001n), sales: [] },
    ["no_sale! 700", "large_purchase"],
  ],
  ["nothing sold, of high value", { ...dear(500_001n), sales: [], packs: highValue }, ["no_sale! 700"]],
];

describe("further rules", () => {
  test.each(ROWS)("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});

describe("a line is one line", () => {
  const gone = { codes: [PACK], lineFen: 1000n } as const;

  test.each<Row>([
    ["an attempt made again", { sales: [refused("not-in-custody", gone), sale(gone)] }, []],
    [
      "an attempt with a slip, made good",
      {
        sales: [refused("trace-code-unknown", { ...gone, codes: ["cn:81234560000000010091"] }), sale(gone)],
      },
      [],
    ],
    [
      "refused twice",
      { sales: [refused("pack-frozen", gone), refused("pack-frozen", gone)] },
      ["sale_refused"],
    ],
  ])("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });

  test("what came back of a receipt before it was settled anew is not missed", () => {
    const other = "cn:81234560000000099988";
    const sales = [
      sale(),
      sale({
        codes: [other],
        lineFen: 500n,
        returns: [{ atSec: local("2026-08-10 11:00:00"), isRefused: false, isWhole: true }],
      }),
    ];
    expect(told(caseOf({ sales, packs: [pack(PACK), pack(other)] }))).toEqual([]);
  });
});

test("a finding names no person", () => {
  const claim = { person: { scheme: "psn", value: "33050099123" }, totalFen: 9_999_999n };
  const findings = judgeClaim(
    caseOf({ claim, sales: [sale({ person: { scheme: "psn", value: "4201009945" } })] }),
  );
  expect(findings.map(({ kind }) => kind)).toEqual(["amount_mismatch", "wrong_patient"]);
  expect(JSON.stringify(findings.map(({ because }) => because))).not.toMatch(/33050099123|4201009945/);
});
