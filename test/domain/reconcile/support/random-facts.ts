import type { ClaimFacts, PackFact } from "../../../../server/domain/reconcile/claim-facts.ts";
import type { SaleFact } from "../../../../server/domain/reconcile/sale-fact.ts";
import { THRESHOLDS_DEFAULT } from "../../../../server/domain/reconcile/thresholds.ts";
import {
  caseOf,
  local,
  NEIGHBOUR,
  noPack,
  otherClaim,
  PACK,
  pack,
  refused,
  SOLD_AT,
  STRANGER,
  sale,
  shop,
} from "./claim-cases.ts";

export type Dice = (below: number) => number;

/** The same throws for the same seed. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  return (below) => {
    state += 0x6d2b_79f5;
    state |= 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word ^= word + Math.imul(word ^ (word >>> 7), 61 | word);
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function oneOf<T>(dice: Dice, values: readonly T[]): T {
  const value = values[dice(values.length)];
  if (value === undefined) throw new Error("nothing to choose from");
  return value;
}

type Change = (facts: ClaimFacts, dice: Dice) => ClaimFacts;

const changeSale = (of: (sale: SaleFact, dice: Dice) => Partial<SaleFact>): Change => {
  return (facts, dice) => {
    const at = dice(Math.max(1, facts.sales.length));
    return {
      ...facts,
      sales: facts.sales.map((each, nth) => (nth === at ? { ...each, ...of(each, dice) } : each)),
    };
  };
};

const changePack = (of: (dice: Dice) => Partial<PackFact>): Change => {
  return (facts, dice) => {
    const at = dice(Math.max(1, facts.packs.length));
    return {
      ...facts,
      packs: facts.packs.map((each, nth) => (nth === at ? { ...each, ...of(dice) } : each)),
    };
  };
};

const changeClaim = (of: (dice: Dice) => Partial<ClaimFacts["claim"]>): Change => {
  return (facts, dice) => ({ ...facts, claim: { ...facts.claim, ...of(dice) } });
};

const CODES = [PACK, NEIGHBOUR, STRANGER];
const TIMES = ["2026-08-10 10:00:00", "2026-08-10 01:00:00", "2026-08-09 23:30:00", "2026-07-01 12:00:00"];
const soldAt = (dice: Dice): Pick<SaleFact, "soldAtSec" | "soldOn"> => {
  const { soldAtSec, soldOn } = sale({ soldAtSec: local(oneOf(dice, TIMES)) });
  return { soldAtSec, soldOn };
};

/** Everything that any rule looks at, turned one by one. */
const CHANGES: readonly Change[] = [
  (facts) => ({ ...facts, sales: [] }),
  (facts, dice) => ({ ...facts, sales: [...facts.sales, sale({ codes: [oneOf(dice, CODES)] })] }),
  (facts, dice) => ({
    ...facts,
    sales: [...facts.sales, refused(oneOf(dice, ["not-in-custody", "import-out-of-order"]))],
  }),
  (facts) => ({
    ...facts,
    sales: [refused("pack-already-dispensed")],
    packs: [
      pack(PACK, {
        otherSales: [{ institution: 7, soldAtSec: SOLD_AT - 3_600, of: "packs", isReturned: false }],
      }),
    ],
  }),
  changeSale(() => ({ institution: 9 })),
  changeSale((_, dice) => soldAt(dice)),
  changeSale((each, dice) => ({
    toldAtSec: each.soldAtSec + oneOf(dice, [2, 28_800, -28_800, 90_000, 601]),
  })),
  changeSale(() => ({ lateSec: 7_200 })),
  changeSale((_, dice) => ({ codes: oneOf(dice, [[], [NEIGHBOUR], [PACK, STRANGER], [PACK, PACK]]) })),
  changeSale(() => ({ of: "units" })),
  changeSale((_, dice) => ({ statedProduct: oneOf(dice, [3, 4]) })),
  changeSale((_, dice) => ({ countE4: oneOf(dice, [null, 20_000n, 240_000n, 5_000n]) })),
  changeSale((_, dice) => ({ lineFen: oneOf(dice, [null, 0n, 24_000n, 600_000n, 42n]) })),
  changeSale((_, dice) => ({ person: oneOf(dice, [null, "closed", { scheme: "psn", value: "two" }]) })),
  changeSale((each, dice) => ({
    returns: [{ atSec: each.soldAtSec + 60, isRefused: dice(2) === 0, isWhole: dice(2) === 0 }],
  })),
  changePack(() => ({ identity: "contested" })),
  (facts) => ({ ...facts, packs: [noPack(PACK, { nearHeld: [NEIGHBOUR] })] }),
  changePack(() => ({ product: null })),
  changePack(() => ({ batch: null })),
  changePack((dice) => ({
    batch: {
      batchNumber: "L2",
      expiresAtSec: local(oneOf(dice, ["2026-08-10 00:00:00", "2027-01-01 00:00:00"])),
      recalledAtSec: oneOf(dice, [null, local("2026-08-10 09:00:00"), local("2026-08-10 11:00:00")]),
    },
  })),
  changePack((dice) => ({ receivedAtSec: oneOf(dice, [[], [SOLD_AT + 1], [SOLD_AT]]) })),
  changePack(() => ({ isDeclaredOnly: true })),
  changePack((dice) => ({
    product: {
      id: 3,
      name: "布洛芬片 0.2g",
      unitsPerPack: 24,
      isHighValue: dice(2) === 0,
      mustBeMakerTraced: dice(2) === 0,
      isPrescriptionOnly: dice(2) === 0,
    },
  })),
  changePack((dice) => ({ returnsAtSec: [1, 2, 3, 4, 5].slice(0, 1 + dice(5)) })),
  changePack((dice) => ({
    otherSales: [
      {
        institution: 7 + dice(2),
        soldAtSec: SOLD_AT - 60 + dice(120),
        of: "packs",
        isReturned: dice(2) === 0,
      },
    ],
  })),
  changePack((dice) => ({ claims: [otherClaim({ isEarlier: dice(2) === 0 })] })),
  changePack((dice) => ({ purchase: oneOf(dice, ["hidden", { fen: 500n, of: "purchase" }] as const) })),
  changePack(() => ({ nearHeld: [NEIGHBOUR] })),
  changeClaim((dice) => ({ channel: oneOf(dice, ["direct", "manual"]) })),
  changeClaim((dice) => ({ person: oneOf(dice, [null, { scheme: "psn", value: "two" }]) })),
  changeClaim((dice) => ({ insuredRegion: oneOf(dice, [null, 420_100]) })),
  changeClaim((dice) => ({ claimedOn: oneOf(dice, ["2026-08-09", "2026-08-11", "2026-06-30"]) })),
  changeClaim((dice) => ({ traceCodes: oneOf(dice, [[], [STRANGER], [PACK, NEIGHBOUR], [PACK, PACK]]) })),
  changeClaim((dice) => ({ totalFen: oneOf(dice, [0n, 1_001n, 600_000n, 42n, 10_000n]) })),
  changeClaim(() => ({ settlementId: null, receiptNumber: null })),
  (facts) => ({ ...facts, institution: null }),
  (facts, dice) => {
    const status = oneOf(dice, ["none", "suspended", "terminated", "active"] as const);
    const kind = oneOf(dice, ["pharmacy", "hospital"] as const);
    return { ...facts, institution: { ...shop, kind, agreementAt: () => status } };
  },
  (facts, dice) => ({
    ...facts,
    sameInvoice: [otherClaim({ isEarlier: dice(2) === 0, channel: oneOf(dice, ["direct", "manual"]) })],
  }),
  (facts, dice) => ({
    ...facts,
    ledgerClaims: [
      {
        id: "0x1",
        state: "approved",
        payerRegion: oneOf(dice, [330_500, 420_100]),
        channel: oneOf(dice, ["direct", "manual"]),
        totalFen: 1000n,
      },
    ],
  }),
  (facts, dice) => ({
    ...facts,
    history: oneOf(dice, [
      null,
      { claimsOfDay: dice(7), packsInWindow: [{ product: 3, packs: dice(20), purchases: dice(9) }] },
    ]),
  }),
  (facts, dice) => ({
    ...facts,
    visits: Array.from({ length: dice(20) }, () => ({
      kind: oneOf(dice, ["inpatient", "outpatient"] as const),
      openedAtSec: SOLD_AT - 86_400,
      endedAtSec: null,
    })),
  }),
  (facts, dice) => ({
    ...facts,
    receiptsInHour: dice(100),
    site: {
      counterCount: 1,
      pharmacistCount: dice(2),
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAtMin: 480, closesAtMin: 1_320 })),
    },
  }),
  (facts, dice) => ({
    ...facts,
    thresholds: {
      ...THRESHOLDS_DEFAULT,
      purchaseFenMax: oneOf(dice, [0n, 999n, 500_000n]),
      returnsOfCodeMax: dice(4),
      marginBpsMax: dice(4) === 0 ? null : dice(2_000),
      procurementMarginBpsMax: dice(2) === 0 ? null : dice(20_000),
      toldWithinHours: dice(24),
      visitDemand: oneOf(dice, ["never", "prescription-only", "always"]),
      admissionsPerYearMax: dice(7),
      receiptsPerCounterHourMax: dice(60),
      claimsOfPersonPerDayMax: dice(5),
    },
  }),
  (facts, dice) => ({ ...facts, unseen: [oneOf(dice, ["person", "pack-keys", "sale-words"] as const)] }),
];

/** Facts that mostly hold together, with a few of them turned. */
export function randomFacts(dice: Dice): ClaimFacts {
  let facts: ClaimFacts = caseOf();
  if (dice(3) === 0) {
    facts = caseOf({
      sales: [
        sale(),
        sale({ codes: [STRANGER], standing: { is: "recorded", dispense: `0x${"22".repeat(32)}`, block: 9 } }),
      ],
      packs: [pack(PACK), pack(STRANGER)],
      claim: { traceCodes: [PACK, STRANGER], totalFen: 2000n },
    });
  }
  for (let count = dice(4); count > 0; count -= 1) facts = oneOf(dice, CHANGES)(facts, dice);
  return facts;
}
