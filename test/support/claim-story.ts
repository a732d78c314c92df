import type { LedgerFact } from "../../server/domain/ledger-event.ts";
import {
  BUREAU,
  CLAIM_FACTS,
  ENCOUNTER_FACTS,
  encounterOpened,
  OPERATOR,
  PAYER_REGION,
  PAYMENT,
  submitted,
  wordOf,
} from "./claim-facts.ts";

/** Claims and encounters that come to each of their ends, and one of each that is still open. */
export function tellClaims(): LedgerFact[][] {
  const visits = [
    encounterOpened(wordOf(0x31)),
    encounterOpened(wordOf(0x32)),
    encounterOpened(wordOf(0x33)),
  ];
  return [
    rules(),
    visits,
    [ENCOUNTER_FACTS.closed(wordOf(0x31)), ENCOUNTER_FACTS.cancelled(wordOf(0x32))],
    [ENCOUNTER_FACTS.corrected(wordOf(0x31), 4_500n)],
    [PAID, REJECTED, REVERSED, OPEN].flatMap((claim) => [
      submitted(claim, { deadlineSec: 1_790_000_600 + Number(BigInt(claim)) }),
      CLAIM_FACTS.taken(claim, wordOf(0x100 + Number(BigInt(claim)))),
    ]),
    [CLAIM_FACTS.endorsed(PAID), CLAIM_FACTS.approved(PAID), CLAIM_FACTS.rejected(REJECTED)],
    [
      CLAIM_FACTS.reversed(REVERSED),
      CLAIM_FACTS.released(REVERSED, wordOf(0x100 + Number(BigInt(REVERSED)))),
    ],
    [CLAIM_FACTS.appealed(REJECTED), PAYMENT, CLAIM_FACTS.paid(PAID)],
    [CLAIM_FACTS.disputed(PAID), CLAIM_FACTS.rejectedFinal(REJECTED)],
    [CLAIM_FACTS.clawedBack(PAID, "disputed")],
  ];
}

const PAID = wordOf(0x41);
const REJECTED = wordOf(0x42);
const REVERSED = wordOf(0x43);
const OPEN = wordOf(0x44);

function rules(): LedgerFact[] {
  const by = { region: PAYER_REGION, bureau: BUREAU, operator: OPERATOR } as const;
  return [
    { name: "SpenderAppointed", spender: OPERATOR, previous: `0x${"0".repeat(40)}` },
    { name: "NullifierEpochOpened", epoch: 1 },
    { name: "RuleSetPublished", ruleSet: wordOf(0xca), kind: 1, fromSec: 1_788_000_000, ...by },
    { name: "BusinessDaysTurned", dayNumbers: [20_700], ...by },
  ];
}
