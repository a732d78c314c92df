import { describe, expect, it } from "vitest";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { joinResults, resultOf } from "../../../server/flows/submit/command-result.ts";
import {
  CLAIM_FACTS,
  ENCOUNTER_FACTS,
  encounterOpened,
  PAYMENT,
  submitted,
  wordOf,
} from "../../support/claim-facts.ts";

const [FIRST, SECOND] = [wordOf(1), wordOf(2)];
const resultOfFacts = (...facts: readonly LedgerFact[]) =>
  resultOf(
    facts.map((fact, logIndex) => ({
      ...fact,
      place: { block: 1, logIndex, timeSec: 1, transactionHash: wordOf(1) },
    })),
  );

describe("what a call brought about", () => {
  it("lists claims in the order of the log, and not their invoices", () => {
    const taken = [CLAIM_FACTS.taken(FIRST, wordOf(8)), CLAIM_FACTS.taken(SECOND, wordOf(9))];
    const events = [CLAIM_FACTS.approved(SECOND), CLAIM_FACTS.endorsed(FIRST), ...taken];
    expect(resultOfFacts(...events)).toEqual({ claims: [SECOND, FIRST] });
  });

  it("names a payment beside the claims that it paid", () => {
    const paid = [CLAIM_FACTS.paid(FIRST), CLAIM_FACTS.paid(SECOND)];
    expect(resultOfFacts(PAYMENT, ...paid)).toEqual({ payment: PAYMENT.payment, claims: [FIRST, SECOND] });
  });

  it("names dispenses and claims of one call, each in its own list", () => {
    const sold: LedgerFact = {
      name: "DispenseRecorded",
      dispense: wordOf(7),
      institution: 4,
      documentKey: wordOf(3),
      dispensedAtSec: 1,
      identification: 1,
      personCommitment: wordOf(5),
      operator: `0x${"0f".repeat(20)}`,
      lines: [],
    };
    expect(resultOfFacts(sold, submitted(FIRST))).toEqual({ dispenses: [wordOf(7)], claims: [FIRST] });
  });

  it.each([encounterOpened(FIRST), ENCOUNTER_FACTS.closed(FIRST), ENCOUNTER_FACTS.cancelled(FIRST)])(
    "names the encounter of an $name",
    (fact) => {
      expect(resultOfFacts(fact)).toEqual({ encounter: FIRST });
    },
  );

  it("grows in its lists from call to call, and is in all else as the last call left it", () => {
    const earlier = { claims: [FIRST], payment: wordOf(8) };
    expect(joinResults(earlier, { claims: [SECOND], payment: wordOf(9) })).toEqual({
      claims: [FIRST, SECOND],
      payment: wordOf(9),
    });
    expect(joinResults({}, { claims: [SECOND] })).toEqual({ claims: [SECOND] });
  });
});
