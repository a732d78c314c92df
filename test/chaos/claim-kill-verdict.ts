import { isDeepStrictEqual } from "node:util";
import { parseConfig } from "../../server/config.ts";
import type { AccumulatorKey, Accumulators } from "../../server/domain/adjudication/accumulators.ts";
import { addUse, noUse, yearOf } from "../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../server/domain/adjudication/adjudicate.ts";
import type { Hex32 } from "../../server/domain/ids.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import { inputOf, openBasis } from "../../server/flows/claims/decision-basis.ts";
import { readPersonYear } from "../../server/flows/claims/person-year.ts";
import { createRuleSetShelf } from "../../server/flows/claims/rule-set-shelf.ts";
import { ruleSetReader } from "../../server/http/read-rule-set.ts";
import { type Data, openData } from "../../server/wire-data.ts";
import type { TestLedger } from "../chain/support/test-ledger.ts";
import type { ClaimLoad } from "./claim-kill-load.ts";
import { Effects } from "./claim-race-effects.ts";
import { REGION } from "./claim-site.ts";

type Verdict = { readonly standing: number; readonly awards: number; readonly violations: string[] };

/** Holds what tills were told against the ledger, and what persons used up against a replay of its awards. */
export async function claimViolations(of: {
  readonly ledger: TestLedger;
  readonly load: ClaimLoad;
  readonly keys: ReadonlySet<string>;
}): Promise<Verdict> {
  const { ledger, load } = of;
  const effects = await Effects.of(ledger);
  const violations = [...effects.violations(), ...halves(effects.events)];
  const data = await openData(parseConfig({ CARETRAIL_DATA: ledger.directory }));
  violations.push(...(await lostOf(data, load, effects.events)));
  violations.push(...(await gapsOf(data, ledger)));
  const years = await yearsOf(data, load, effects.events);
  await data.close();
  const standing = effects.events.filter(({ name }) => name === "ClaimSubmitted").length;
  return { standing, awards: years.awards, violations: [...violations, ...years.violations] };
}

/** A dispense without its claim, or a claim without its dispense; both in one transaction. */
function halves(events: readonly LedgerEvent[]): readonly string[] {
  const dispensed = new Map<string, string>();
  const claimed = new Map<string, string>();
  for (const event of events) {
    const { transactionHash } = event.place;
    if (event.name === "DispenseRecorded") dispensed.set(event.dispense, transactionHash);
    if (event.name !== "ClaimSubmitted") continue;
    for (const { id } of event.content.evidence) claimed.set(id, transactionHash);
  }
  return [...new Set([...dispensed.keys(), ...claimed.keys()])].flatMap((id) => {
    const [of, by] = [dispensed.get(id), claimed.get(id)];
    if (of === undefined || by === undefined) return [`half: ${id}`];
    return of === by ? [] : [`in two transactions: ${id}`];
  });
}

async function lostOf(
  data: Data,
  load: ClaimLoad,
  events: readonly LedgerEvent[],
): Promise<readonly string[]> {
  const standing = new Set(events.flatMap((event) => (event.name === "ClaimSubmitted" ? [event.claim] : [])));
  const violations: string[] = [];
  for (const [number, { command }] of load.acknowledged) {
    const kept = await data.intents.command(command);
    const claim = claimIn(kept?.mined?.result["claims"]);
    if (claim === null || !standing.has(claim)) violations.push(`lost: ${number}`);
  }
  if (standing.size > load.soldCount) violations.push("more claims than receipts");
  const decided = events.filter(({ name }) => name === "ClaimApproved" || name === "ClaimRejected").length;
  if (decided !== standing.size) violations.push(`decided: ${decided} of ${standing.size}`);
  return violations;
}

function claimIn(claims: unknown): Hex32 | null {
  const first: unknown = Array.isArray(claims) ? claims[0] : null;
  return typeof first === "string" && first.startsWith("0x") ? `0x${first.slice(2)}` : null;
}

/** Of every key that this server signs with: all mined, none left out. */
async function gapsOf(data: Data, { ledger }: TestLedger): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const { key, nextNonce } of await data.intents.lanes()) {
    const left = await data.intents.unconfirmed(key);
    if (left.length > 0) violations.push(`unconfirmed: ${left.length} of ${key}`);
    const mined = await ledger.minedNonce(key);
    if (mined !== nextNonce) violations.push(`nonce gap of ${key}: ${nextNonce} given, ${mined} mined`);
  }
  return violations;
}

/**
 * Plays the ledger's awards again, person by person in the order of the chain: each decision must have
 * started from what those before it used up, and the person's year must be what they come to.
 */
async function yearsOf(
  data: Data,
  load: ClaimLoad,
  events: readonly LedgerEvent[],
): Promise<{ readonly awards: number; readonly violations: readonly string[] }> {
  const ports = { ...data, openings: data.intents, ruleSets: ruleSetReader };
  const shelf = createRuleSetShelf(ports);
  const violations: string[] = [];
  let awards = 0;
  const personOf = await personsOf(data, load, events);
  const approved = events.filter((event) => event.name === "ClaimApproved");
  const byPerson = Map.groupBy(approved, ({ claim }) => personOf.get(claim) ?? "nobody's");
  await data.index.reader.view(async (view) => {
    for (const [person, own] of byPerson) {
      if (person === "nobody's") {
        violations.push(`claims of nobody: ${own.length}`);
        continue;
      }
      let accumulators: Accumulators | null = null;
      let key: AccumulatorKey | null = null;
      for (const { claim, approvedFen, award } of own) {
        awards += 1;
        const row = await view.claim(claim);
        if (row === null) throw new Error("an approved claim that the index lacks");
        const opened = await openBasis(ports, award.basis);
        const { insuranceType, occurredOn } = opened.inputs.claim;
        key ??= { insuranceType, year: yearOf(occurredOn) };
        accumulators ??= noUse(key);
        if (!isDeepStrictEqual(opened.accumulators, accumulators)) {
          violations.push(`${claim} was decided from other accumulators`);
        }
        const input = await inputOf(shelf, row.content, opened);
        const outcome = adjudicate({ ...input, accumulators });
        if (outcome.result !== "awarded" || outcome.approvedFen !== approvedFen) {
          violations.push(`${claim} comes to another award`);
          continue;
        }
        accumulators = addUse(accumulators, outcome.use);
      }
      if (key === null) continue;
      const year = await readPersonYear(ports, shelf, view, { region: REGION, person, key, without: null });
      if (!isDeepStrictEqual(year.accumulators, accumulators)) violations.push(`another year of ${person}`);
    }
  });
  return { awards, violations };
}

/** Whose each claim is: as the test knows it, by the receipt that its till sent. */
async function personsOf(
  data: Data,
  load: ClaimLoad,
  events: readonly LedgerEvent[],
): Promise<ReadonlyMap<Hex32, Hex32>> {
  const found = new Map<Hex32, Hex32>();
  const numbers = new Map<string, Hex32>();
  for (const { person } of load.receipts) {
    if (!numbers.has(person.value)) numbers.set(person.value, await data.vault.personNumber(person));
  }
  const byDocument = new Map<string, Hex32>();
  for (const { number, person, institution, atSec } of load.receipts) {
    const businessDay = dayOf(atSec);
    const name = { kind: "claim", number: `JS-${number}`, businessDay, till: "" } as const;
    const own = numbers.get(person.value);
    if (own !== undefined) byDocument.set(data.vault.documentKey(institution, name), own);
  }
  for (const event of events) {
    if (event.name !== "ClaimSubmitted") continue;
    const person = byDocument.get(event.content.documentKey);
    if (person !== undefined) found.set(event.claim, person);
  }
  return found;
}

/** The region's day: eight hours ahead of UTC. */
function dayOf(atSec: number): string {
  return new Date((atSec + 8 * 3_600) * 1_000).toISOString().slice(0, 10);
}
