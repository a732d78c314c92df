import { describe, expect, test } from "vitest";
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
  shop,
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const SLIP = "cn:81234560000000910011";
const sold = (count: bigint, lineFen: bigint): CaseChange => ({
  sales: [refused("request-size-wrong", { countE4: count, lineFen })],
});
const soldBefore = {
  institution: SHOP,
  soldAtSec: local("2026-08-05 10:00:00"),
  of: "packs",
  isReturned: false,
} as const;
const batch = { batchNumber: "L1", expiresAtSec: local("2028-01-01 00:00:00"), recalledAtSec: null };

/** A pack that was never here, one of the shelf near it, and what else is known of it. */
const elsewhere = (change: Parameters<typeof pack>[1]): CaseChange => ({
  claim: { traceCodes: [SLIP] },
  sales: [refused("not-in-custody", { codes: [SLIP] })],
  packs: [pack(SLIP, { receivedAtSec: [], nearHeld: [PACK], ...change })],
});
const soldByOthers = { ...soldBefore, institution: 8, soldAtSec: local("2026-08-12 10:00:00") };

const CODES: readonly Row[] = [
  [
    "a digit wrong in the claim",
    { claim: { traceCodes: [SLIP] }, packs: [pack(PACK), noPack(SLIP)] },
    ["near_code"],
  ],
  [
    "a digit wrong in the claim that hits a pack claimed elsewhere",
    {
      claim: { traceCodes: [NEIGHBOUR] },
      packs: [pack(PACK), pack(NEIGHBOUR, { receivedAtSec: [], claims: [otherClaim()] })],
    },
    ["near_code"],
  ],
  [
    "a digit wrong in the claim that hits another pack of the shelf",
    {
      claim: { traceCodes: [NEIGHBOUR] },
      packs: [pack(PACK), pack(NEIGHBOUR, { claims: [otherClaim({ institutionCode: SHOP_CODE })] })],
    },
    ["near_code"],
  ],
  [
    "what was meant, another claimed: the claim does not name it",
    {
      claim: { traceCodes: [NEIGHBOUR] },
      sales: [refused("pack-already-dispensed")],
      packs: [pack(PACK, { claims: [otherClaim()] }), pack(NEIGHBOUR)],
    },
    ["near_code"],
  ],
  [
    "a digit wrong in the message",
    {
      sales: [refused("not-in-custody", { codes: [NEIGHBOUR] })],
      packs: [pack(PACK), pack(NEIGHBOUR, { receivedAtSec: [] })],
    },
    ["near_code"],
  ],
  [
    "two neighbours swapped",
    {
      claim: { traceCodes: ["cn:81234560000000100011"] },
      packs: [pack(PACK), noPack("cn:81234560000000100011")],
    },
    ["near_code"],
  ],
  [
    "a digit wrong in both, near a pack of the shelf",
    {
      claim: { traceCodes: [SLIP] },
      sales: [refused("trace-code-unknown", { codes: [SLIP] })],
      packs: [noPack(SLIP, { nearHeld: [PACK] })],
    },
    ["near_code"],
  ],
  [
    "a digit wrong in both that hits a pack which others sold later",
    elsewhere({ otherSales: [soldByOthers] }),
    ["near_code"],
  ],
  [
    "others sold it before",
    elsewhere({ otherSales: [{ ...soldBefore, institution: 8 }] }),
    ["never_received! 700"],
  ],
  [
    "sold here again later",
    elsewhere({ otherSales: [{ ...soldByOthers, institution: SHOP }] }),
    ["never_received! 700"],
  ],
  [
    "others sold it later, and it came here too late",
    elsewhere({ otherSales: [soldByOthers], receivedAtSec: [local("2026-08-11 10:00:00")] }),
    ["never_received! 700"],
  ],
  [
    "on another's shelf, though a neighbour is on this one",
    {
      sales: [refused("not-in-custody")],
      packs: [pack(PACK, { receivedAtSec: [], nearHeld: [NEIGHBOUR] })],
    },
    ["never_received! 700"],
  ],
  [
    "no line found, and the code is a slip",
    { claim: { traceCodes: [SLIP] }, sales: [], packs: [noPack(SLIP, { nearHeld: [PACK] })] },
    ["near_code"],
  ],
  [
    "a slip and a code more",
    {
      claim: { traceCodes: [SLIP, STRANGER] },
      packs: [pack(PACK), noPack(SLIP), pack(STRANGER)],
    },
    ["quantity_mismatch! 350", "near_code"],
  ],
];

const night = (text: string, claimedOn = "2026-08-10"): CaseChange => ({
  claim: { claimedOn },
  sales: [sale({ soldAtSec: local(text) })],
});
const received = [local("2026-08-10 07:10:00")];

const TIMES: readonly Row[] = [
  [
    "02:00 by UTC was 10:00, after the goods came",
    { ...night("2026-08-10 02:00:00"), packs: [pack(PACK, { receivedAtSec: received })] },
    ["time_zone"],
  ],
  [
    "06:59 is doubted, 07:00 is not",
    { ...night("2026-08-10 07:00:00"), packs: [pack(PACK, { receivedAtSec: received })] },
    ["never_received! 700"],
  ],
  [
    "no shift brings the goods there",
    {
      ...night("2026-08-10 02:00:00"),
      packs: [pack(PACK, { receivedAtSec: [local("2026-08-10 10:00:01")] })],
    },
    ["never_received! 700"],
  ],
  ["+8 twice: sold at 20:00, stated 04:00", night("2026-08-11 04:00:00"), ["time_zone"]],
  ["claimed two days before the night", night("2026-08-12 04:00:00"), ["claim_before_sale! 700"]],
  ["the claim is dated by UTC", night("2026-08-11 07:59:59"), ["time_zone"]],
  ["the claim cannot be dated by UTC", night("2026-08-11 08:00:00"), ["claim_before_sale! 700"]],
  [
    "+8 twice over the last day of a batch",
    {
      ...night("2026-08-11 04:00:00", "2026-08-11"),
      packs: [pack(PACK, { batch: { ...batch, expiresAtSec: local("2026-08-11 00:00:00") } })],
    },
    ["time_zone"],
  ],
  [
    "+8 twice over a recall",
    {
      ...night("2026-08-11 04:00:00", "2026-08-11"),
      packs: [pack(PACK, { batch: { ...batch, recalledAtSec: local("2026-08-10 20:00:01") } })],
    },
    ["time_zone"],
  ],
  [
    "+8 twice into a suspension",
    {
      ...night("2026-08-11 04:00:00", "2026-08-11"),
      institution: {
        ...shop,
        agreementAt: (atSec) => (atSec >= local("2026-08-11 00:00:00") ? "suspended" : "active"),
      },
    },
    ["time_zone"],
  ],
  [
    "its own message is eight hours off, and nothing else is wrong",
    { sales: [sale({ toldAtSec: local("2026-08-10 18:00:05") })] },
    ["time_zone"],
  ],
  ["told a quarter of an hour later", { sales: [sale({ toldAtSec: local("2026-08-10 10:15:00") })] }, []],
  [
    "its own message says that it was sold before the recall",
    {
      sales: [sale({ soldAtSec: local("2026-08-10 16:00:00"), toldAtSec: local("2026-08-10 08:00:02") })],
      packs: [pack(PACK, { batch: { ...batch, recalledAtSec: local("2026-08-10 10:00:00") } })],
    },
    ["time_zone"],
  ],
];

const UNITS: readonly Row[] = [
  ["24 tablets counted, the box paid", sold(240_000n, 1000n), ["units_for_packs"]],
  ["24 tablets at a price rounded to the fen", sold(240_000n, 1008n), ["units_for_packs"]],
  [
    "24 tablets at a price rounding cannot explain",
    sold(240_000n, 1013n),
    ["amount_mismatch! 0", "quantity_mismatch! 671"],
  ],
  ["24 at the price of a box", sold(240_000n, 24_000n), ["units_for_packs"]],
  ["23 tablets are no box", sold(230_000n, 1000n), ["quantity_mismatch! 670"]],
  [
    "6 tablets at the price of a box, claimed right",
    { claim: { totalFen: 250n }, sales: [sale({ of: "units", countE4: 60_000n, lineFen: 6000n })] },
    ["units_for_packs"],
  ],
  [
    "two in a pack of two: as likely two boxes",
    {
      ...sold(20_000n, 1000n),
      packs: [
        pack(PACK, {
          product: {
            id: 3,
            name: "",
            unitsPerPack: 2,
            isHighValue: false,
            mustBeMakerTraced: false,
            isPrescriptionOnly: false,
          },
        }),
      ],
    },
    ["quantity_mismatch! 350"],
  ],
];

const again = (change: Parameters<typeof pack>[1]): CaseChange => ({
  sales: [refused("pack-already-dispensed")],
  packs: [pack(PACK, { otherSales: [soldBefore], ...change })],
});

const RETURNS: readonly Row[] = [
  ["sold here before, no claim for it", again({}), ["return_not_recorded"]],
  [
    "sold here before, and this receipt filed again on paper",
    {
      ...again({ claims: [otherClaim({ claimId: "C9", institutionCode: SHOP_CODE, isEarlier: false })] }),
      sameInvoice: [
        otherClaim({ claimId: "C9", institutionCode: SHOP_CODE, channel: "manual", isEarlier: false }),
      ],
    },
    ["return_not_recorded"],
  ],
  [
    "sold here before, and claimed",
    again({ claims: [otherClaim({ institutionCode: SHOP_CODE })] }),
    ["duplicate_code! 700"],
  ],
  ["sold by another before", again({ otherSales: [{ ...soldBefore, institution: 8 }] }), ["sale_refused"]],
  [
    "sold here only later",
    again({ otherSales: [{ ...soldBefore, soldAtSec: local("2026-08-11 10:00:00") }] }),
    ["sale_refused"],
  ],
  ["that sale came back", again({ otherSales: [{ ...soldBefore, isReturned: true }] }), ["sale_refused"]],
  ["a return was tried between", again({ returnsAtSec: [local("2026-08-07 10:00:00")] }), ["sale_refused"]],
];

describe.each([
  ["near_code", CODES],
  ["time_zone", TIMES],
  ["units_for_packs", UNITS],
  ["return_not_recorded", RETURNS],
])("%s", (_, rows) => {
  test.each(rows)("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});
