import { parseConfig } from "../../server/config.ts";
import { type RunningServer, startServer } from "../../server/main.ts";
import { type AtEnd, startLedger, type TestLedger } from "../chain/support/test-ledger.ts";
import { askAgainLate, askAtOnce, type Racer, settleRace } from "./claim-race-asks.ts";
import { Effects } from "./claim-race-effects.ts";
import { instantText, receipt, receiptWithClaim } from "./claim-receipts.ts";
import { type ClaimSite, type Desk, foundClaimSite, REGION } from "./claim-site.ts";
import { randomFrom } from "./random.ts";

export type RaceReport = {
  races: number;
  requests: number;
  /** Requests that were taken, by what was raced for. */
  readonly effects: Record<Kind, number>;
  /** How those that were not taken were answered. */
  readonly refusals: Record<string, number>;
  readonly violations: string[];
};

const KINDS = ["dispense-and-claim", "dispense", "claim", "decision", "payment"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * For each document several requests at once: the same body again, now and then another one, with and without
 * an Idempotency-Key. Whatever comes of them, the ledger holds one effect, and who asked alike was answered
 * alike.
 */
export async function raceClaims(options: {
  readonly races: number;
  readonly seed: number;
  readonly atEnd: AtEnd;
}): Promise<RaceReport> {
  const { races, seed, atEnd } = options;
  const test = await startLedger(atEnd);
  const server = await openServer(test, atEnd);
  const site = await foundClaimSite(server, {
    pharmacyCount: PHARMACIES,
    packsPerPharmacy: Math.ceil(races / RACES_PER_RECEIPT / PHARMACIES) + RECEIPTS_AT_ONCE,
    personCount: Math.min(races, PERSONS_MAX),
    nowSec: nowSec(test),
    capFen: null,
    // Nothing is decided by rule: decisions are what is raced for.
    automaticFenMax: "1",
  });
  const report: RaceReport = {
    races: 0,
    requests: 0,
    effects: { "dispense-and-claim": 0, dispense: 0, claim: 0, decision: 0, payment: 0 },
    refusals: {},
    violations: [],
  };
  const field: Field = { test, server, site, random: randomFrom(seed), report, soldCount: 0 };
  while (report.races < races) await playWave(field);
  const effects = await Effects.of(test);
  report.violations.push(...effects.violations());
  return report;
}

const PHARMACIES = 4;
const PERSONS_MAX = 3_000;
const RECEIPTS_AT_ONCE = 24;
/** A receipt gives three races, or four where its claim comes after it. */
const RACES_PER_RECEIPT = 3;

type Field = {
  readonly test: TestLedger;
  readonly server: RunningServer;
  readonly site: ClaimSite;
  readonly random: () => number;
  readonly report: RaceReport;
  soldCount: number;
};

async function openServer(test: TestLedger, atEnd: AtEnd): Promise<RunningServer> {
  const config = parseConfig({
    CARETRAIL_DATA: test.directory,
    CARETRAIL_RPC_URL: test.url,
    CARETRAIL_RECEIPT_POLL_MS: "10",
    CARETRAIL_HEAD_POLL_MS: "20",
    CARETRAIL_INSTITUTION_PER_SEC_MAX: "100000",
    CARETRAIL_INSTITUTION_BURST_MAX: "1000000",
    PORT: "0",
  });
  const beginning = { pastTimes: "none", genesisTimeSec: nowSec(test) } as const;
  const server = await startServer(config, beginning, () => undefined);
  atEnd(() => server.stop());
  await server.opened;
  return server;
}

function nowSec({ clock }: Pick<TestLedger, "clock">): number {
  return Math.floor(clock.nowMs() / 1_000);
}

/** Receipts side by side, each with the races that come of it. */
async function playWave(field: Field): Promise<void> {
  await Promise.all(Array.from({ length: RECEIPTS_AT_ONCE }, () => playReceipt(field)));
}

async function playReceipt(field: Field): Promise<void> {
  const { site, random, soldCount: nth } = field;
  field.soldCount += 1;
  const shop = site.pharmacies[nth % PHARMACIES];
  const pack = shop?.packs[Math.floor(nth / PHARMACIES)];
  const person = site.persons[nth % site.persons.length];
  if (shop === undefined || pack === undefined || person === undefined) throw new Error("too few packs");
  const stated = { number: `RX-${nth}`, person, pack, atSec: nowSec(field.test) };
  const play = random() < 0.5 ? sellWithClaim : sellThenClaim;
  const [claim] = idsOf(await play(field, shop, stated), "claims");
  if (claim !== undefined) await decideAndPay(field, claim, stated.number);
}

type Stated = Parameters<typeof receipt>[0];

function sellWithClaim(field: Field, by: Desk, stated: Stated): Promise<Result | null> {
  const body = receiptWithClaim(stated);
  const other = receiptWithClaim({ ...stated, invoiceNumber: `FP-${stated.number}-other` });
  return race(field, "dispense-and-claim", { by, path: "/v1/dispenses", body, other });
}

async function sellThenClaim(field: Field, by: Desk, stated: Stated): Promise<Result | null> {
  const { number } = stated;
  const [body, other] = [receipt(stated), receipt({ ...stated, fen: "1180" })];
  const sold = await race(field, "dispense", { by, path: "/v1/dispenses", body, other });
  const claim = claimBody(stated, idsOf(sold, "dispenses"));
  // Another document for the same care: evidence is spent once, whatever the paper is called.
  const twice = { ...claim, documentNumber: `JS-${number}-twice`, invoiceNumber: `FP-${number}-twice` };
  const changed = { ...claim, invoiceNumber: `FP-${number}-other` };
  const contender = field.random() < 0.5 ? twice : changed;
  return race(field, "claim", { by, path: "/v1/claims", body: claim, other: contender });
}

async function decideAndPay(field: Field, claim: string, number: string): Promise<void> {
  const { site, random } = field;
  const by = random() < 0.5 ? site.decider : site.reviewer;
  const decided = await race(field, "decision", {
    by,
    path: `/v1/claims/${claim}/decision`,
    body: { verdict: "approve" },
    other: { verdict: "reject", reason: 1 },
  });
  if (decided === null) return;
  const path = "/v1/claims/payments";
  const body = { claims: [claim], bankReference: `YB${number}` };
  const other = { claims: [claim], bankReference: `YB${number}B` };
  await race(field, "payment", { by: site.clerk, path, body, other });
}

function claimBody(
  { number, person, atSec }: Stated,
  dispenses: readonly string[],
): { readonly [name: string]: unknown } {
  return {
    documentNumber: `JS-${number}`,
    payerRegion: REGION,
    claimedAt: instantText(atSec),
    person,
    invoiceNumber: `FP-${number}`,
    insuranceType: "390",
    careType: "41",
    dispenses,
  };
}

type Raced = { readonly by: Desk; readonly path: string; readonly body: object; readonly other: object };
type Result = { readonly [name: string]: unknown };

/**
 * Asks in a drawn form, looks at the answers, and gives what the one command that took effect brought about.
 */
async function race(field: Field, kind: Kind, raced: Raced): Promise<Result | null> {
  const { server, report, random } = field;
  report.races += 1;
  const racers = drawRacers(random, `${kind}-${report.races}`);
  report.requests += racers.length;
  const answers = await askAtOnce(server.url, raced, racers);
  const { winner, command, violations, refusals } = await settleRace(server, {
    raced,
    racers,
    answers,
    kind,
  });
  // A command that ended without effect may be asked for anew: only what took effect has an answer for ever.
  const late =
    command !== null && answers[0]?.command === command
      ? await askAgainLate(server.url, raced, { racers, answers })
      : [];
  for (const code of refusals) report.refusals[code] = (report.refusals[code] ?? 0) + 1;
  report.violations.push(
    ...[...violations, ...late].map((what) => `${kind} ${raced.path} ${JSON.stringify(racers)}: ${what}`),
  );
  if (winner !== null) report.effects[kind] += 1;
  return winner;
}

/**
 * Two to six requests: most alike, and the first of them always, so that there is something to be alike to.
 */
function drawRacers(random: () => number, key: string): readonly Racer[] {
  const count = 2 + Math.floor(random() * 5);
  const form = random();
  return Array.from({ length: count }, (_, nth) => ({
    key: form < 0.4 ? null : form < 0.8 ? key : random() < 0.5 ? key : null,
    body: nth === 0 || random() < 0.8 ? "same" : "other",
  }));
}

function idsOf(result: Result | null, name: string): readonly string[] {
  const ids = result?.[name];
  return Array.isArray(ids) ? ids.map(String) : [];
}
