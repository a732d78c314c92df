import type { LedgerEvent, LedgerFact } from "../../server/domain/ledger-event.ts";
import { tellAnchoring } from "./anchor-facts.ts";
import { tellClaims } from "./claim-story.ts";
import { BUREAU, DECLARED, hex, MADE, operatorOf } from "./history-cast.ts";
import { seededRandom, tellStory } from "./ledger-story.ts";
import { RandomHistory } from "./random-history.ts";

/**
 * The story of ledger-story.ts, after it a random history with everything that may befall packs, and claims:
 * in blocks, one call each, with the history's own packs to hold an index against.
 */
export function tellWholeStory(seed: number, callCount: number): WholeStory {
  const blocks = tellStory({ seed, batchCount: 2, packsPerBatch: 40, dispenseCount: 9 });
  const random = seededRandom(seed);
  const history = new RandomHistory((below) => Math.floor(random() * below));
  const calls = [history.begin(), ...Array.from({ length: callCount }, () => history.next())];
  for (const facts of [
    ...calls,
    rules(),
    ...holdings(),
    answers(history),
    ...tellClaims(),
    ...tellAnchoring(),
  ]) {
    const block = blocks.length;
    blocks.push(facts.map((fact, logIndex) => placed(fact, block, logIndex)));
  }
  return { blocks, history };
}

export type WholeStory = { readonly blocks: readonly LedgerEvent[][]; readonly history: RandomHistory };

export const REGION = 330_500;
export const LIMITS = { lateAfterSec: 60, returnWindowSec: 100, disputeLimitSec: 200, reversalsMax: 2 };

function placed(fact: LedgerFact, block: number, logIndex: number): LedgerEvent {
  return {
    ...fact,
    place: { block, logIndex, timeSec: 1_790_000_000 + block, transactionHash: hex(block, 32) },
  };
}

function rules(): LedgerFact[] {
  const operator = operatorOf(BUREAU);
  const mode = { region: REGION, bureau: BUREAU, productClass: 1, operator } as const;
  return [
    { name: "RegionLimitsSet", region: REGION, bureau: BUREAU, ...LIMITS, operator },
    { name: "EnforcementModeSet", ...mode, mode: 2, fromSec: 5 },
    { name: "EnforcementModeSet", ...mode, mode: 1, fromSec: 9 },
  ];
}

/** The maker's batch is held, let go, and held again by one region; the declared one is recalled. */
function holdings(): LedgerFact[][] {
  const operator = operatorOf(BUREAU);
  const hold: LedgerFact = {
    name: "BatchQuarantined",
    batch: MADE,
    region: REGION,
    bureau: BUREAU,
    reasonHash: hex(1, 32),
    operator,
  };
  return [
    [
      { name: "LabelsAttached", batch: MADE, labelsHash: hex(0xab, 32), operator },
      {
        name: "BatchRecalled",
        batch: DECLARED,
        recalledBy: 3,
        recalledAtSec: 77,
        reasonHash: hex(0, 32),
        operator,
      },
    ],
    [hold, { ...hold, region: 330_100, bureau: 2 }],
    [{ name: "BatchReleased", batch: MADE, region: REGION, bureau: BUREAU, operator }],
    [{ ...hold, reasonHash: hex(2, 32) }],
    [{ name: "BatchReleased", batch: MADE, region: 330_100, bureau: 2, operator }],
  ];
}

function answers({ dispenses }: RandomHistory): LedgerFact[] {
  return dispenses.slice(0, 3).map(({ id, site }) => ({
    name: "ReceiptAnswered",
    dispense: id,
    institution: site,
    bureau: BUREAU,
    answer: 2,
  }));
}
