import { ACTS_OF_KIND, type Act } from "../domain/acts.ts";
import type { InsuredRow } from "../domain/claims/claim-records.ts";
import type { ClaimTerms } from "../domain/claims/claim-requests.ts";
import type { Command, SignerRole } from "../domain/command.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { Duty, Principal } from "../domain/principal.ts";
import { reasonAgainst } from "../flows/claims/prepare-decision.ts";
import { takeClaim } from "../flows/claims/take-claim.ts";
import { takeDecision, weighForDecision } from "../flows/claims/take-decision.ts";
import { takeDispenseAndClaim } from "../flows/claims/take-dispense-and-claim.ts";
import { takePayment } from "../flows/claims/take-payment.ts";
import { keepInsured } from "../flows/keep/keep-insured.ts";
import { keepSite } from "../flows/keep/keep-site.ts";
import { takePlain } from "../flows/take/take-plain.ts";
import { takeRuleSet } from "../flows/take/take-rule-set.ts";
import { DEMO_DAYS, type DemoStep } from "./demo-plan.ts";
import { type DemoPorts, dayOf, type Member } from "./demo-ports.ts";

type Settle = (accepted: Promise<Command>) => Promise<Command>;

/** What a bureau's clerks may do with their key: everything but decide, so that nobody can do it all. */
export const CLERK_ACTS: readonly Act[] = ACTS_OF_KIND.bureau.filter(
  (act) => act !== "decide" && act !== "decide-automatically",
);

/** The keys beside it: two deciders' and the adjudicator's. */
const FURTHER_KEYS: readonly { readonly role: SignerRole; readonly acts: readonly Act[] }[] = [
  { role: "decider", acts: ["decide"] },
  { role: "reviewer", acts: ["decide"] },
  { role: "adjudicator", acts: ["decide-automatically"] },
];

/** Two persons of a bureau who decide claims, each with a key of their own. */
export function decidersOf({ code, principal }: Member): readonly Member[] {
  const duties: readonly { readonly duty: Duty; readonly word: string }[] = [
    { duty: "decider", word: "审核" },
    { duty: "reviewer", word: "复核" },
  ];
  return duties.map(({ duty, word }) => ({
    code,
    principal: { ...principal, name: `${principal.name}（${word}）`, duty },
  }));
}

/** A bureau publishes its rule sets and says at which level its hospitals stand. */
async function setUpClaims(
  ports: DemoPorts,
  bureau: Member,
  of: { readonly hospitals: readonly Member[]; readonly settle: Settle },
): Promise<void> {
  const { principal } = bureau;
  for (const request of ports.ruleSets.filter(({ region }) => region === principal.region)) {
    const { command } = await takeRuleSet(ports.claims, { principal, request, idempotencyKey: null });
    if (command !== null) await of.settle(Promise.resolve(command));
  }
  for (const [nth, hospital] of of.hospitals.entries()) {
    const level = (["3", "2", "1"] as const)[nth % 3] ?? "1";
    await keepSite(ports.claims, {
      principal,
      institution: hospital.principal.institution,
      site: { level },
    });
  }
}

type Dispense = Extract<DemoStep, { kind: "dispense" }>;

/** A receipt with its claim, both or neither; the adjudicator decides it while the demo goes on. */
export async function claimReceipt(
  ports: DemoPorts,
  of: {
    readonly step: Dispense;
    readonly bureau: Principal;
    readonly provider: Principal;
    readonly dispense: Parameters<typeof takeDispenseAndClaim>[1]["request"]["dispense"];
  },
): Promise<Command> {
  const { step, bureau, provider, dispense } = of;
  const { person } = dispense;
  if (person === null || step.claim === null) throw new Error("a claim for nobody");
  await keepInsured(ports.claims, { principal: bureau, person, row: insuredRow(ports, step.claim) });
  const claim = {
    documentNumber: `JS-${step.document}`,
    payerRegion: bureau.region,
    requestedFen: null,
    terms: termsOf(step, provider.role === "pharmacy" ? "41" : "11"),
  };
  return takeDispenseAndClaim(ports.claims, {
    principal: provider,
    request: { dispense, claim },
    idempotencyKey: null,
  });
}

function termsOf({ document, claim }: Dispense, careType: "11" | "41"): ClaimTerms {
  const insuranceType = claim?.insuranceType ?? "310";
  return {
    invoiceNumber: `FP${document.replaceAll("-", "")}`,
    insuranceType,
    careType,
    useAccount: insuranceType === "310" ? "own" : "none",
    diagnosisCode: null,
    doctorCode: null,
  };
}

/** Insured since the year before, with something on the account; one in some is suspended. */
function insuredRow(ports: DemoPorts, claim: NonNullable<Dispense["claim"]>): InsuredRow {
  const { insuranceType, isSuspended } = claim;
  const from = dayOf(ports, -400);
  return {
    insurances: [
      {
        insuranceType,
        records: [
          { kind: "enrolled", from, until: null, waitingUntil: null },
          { kind: "paid", from, until: dayOf(ports, 400) },
          ...(isSuspended ? [{ kind: "suspended", from: dayOf(ports, -10), until: null } as const] : []),
        ],
        accountCreditFen: insuranceType === "310" ? 300_000n : null,
        familyCreditFen: null,
      },
    ],
  };
}

/** The bureau pays what is approved of care in its own region, one transfer for up to fifty claims. */
export async function payApproved(
  ports: DemoPorts,
  bureau: Member,
  settle: Settle,
  run: string,
): Promise<void> {
  const { principal } = bureau;
  const approved = await ports.claims.reader.view(async (view) => {
    const { rows } = await view.claimQueue(principal.region, "approved", {
      limit: CLAIMS_PER_TRANSFER,
      after: null,
    });
    const own: Hex32[] = [];
    for (const { id, content } of rows) {
      const provider = await view.institution(content.provider);
      if (provider?.region === principal.region) own.push(id);
    }
    return own;
  });
  if (approved.length === 0) return;
  const request = { claims: approved, bankReference: `YB${principal.region}${run}` };
  await settle(takePayment(ports.claims, { principal, request, idempotencyKey: null }));
}

const CLAIMS_PER_TRANSFER = 50;

/** Persons decide what no rule alone may: all but a few, which stay in the queue to be looked at. */
async function decideByHand(ports: DemoPorts, bureau: Member, settle: Settle): Promise<void> {
  const [decider, reviewer] = decidersOf(bureau);
  if (decider === undefined || reviewer === undefined) throw new Error("a bureau without its deciders");
  const { region } = bureau.principal;
  const page = { limit: CLAIMS_LOOKED_AT, after: null };
  const waiting = await ports.claims.reader.view((view) => view.claimQueue(region, "submitted", page));
  for (const { id: claim } of waiting.rows.slice(CLAIMS_LEFT)) {
    for (const { principal } of [decider, reviewer]) {
      const row = await ports.claims.reader.view((view) => view.claim(claim));
      if (row?.state !== "submitted") continue;
      const weighed = await weighForDecision(ports.claims, principal, claim);
      const request =
        reasonAgainst(weighed) === null
          ? ({ verdict: "approve", claim, award: null } as const)
          : ({ verdict: "reject", claim, reason: null, note: null } as const);
      await settle(takeDecision(ports.claims, { principal, request, idempotencyKey: null }));
    }
  }
}

const CLAIMS_LOOKED_AT = 200;
const CLAIMS_LEFT = 4;

/** The commonest fraud: what was settled on the spot is filed once more at home, with the paper invoice. */
async function fileOnPaper(
  ports: DemoPorts,
  bureau: Member,
  of: { readonly step: Dispense; readonly filedAtSec: number; readonly settle: Settle },
): Promise<void> {
  const { step, filedAtSec, settle } = of;
  const { person, claim, document, by } = step;
  if (person === null || claim === null) throw new Error("nothing was claimed for that receipt");
  const totalFen = step.lines.reduce((sum, { priceFen }) => sum + priceFen, 0n);
  const request = {
    documentNumber: `SG-${document}`,
    till: "",
    channel: "manual",
    payerRegion: bureau.principal.region,
    provider: null,
    outsideProviderCode: by,
    claimedAtSec: filedAtSec,
    person: { scheme: "psn-no", value: person },
    terms: { ...termsOf(step, "41"), useAccount: "none" },
    dispenses: [],
    encounters: [],
    uncodedLines: [
      {
        exemption: "outside-consortium",
        itemCode: null,
        name: "门诊发票",
        quantityE4: "10000",
        fen: totalFen.toString(),
      },
    ],
    primary: null,
    requestedFen: null,
  } as const;
  const { principal } = bureau;
  await settle(takeClaim(ports.claims, { principal, request, idempotencyKey: null }));
}

/** Adds the keys of a bureau's persons and of its adjudicator. */
async function addBureauKeys(
  ports: DemoPorts,
  bureau: Member,
  of: { readonly validUntilSec: number; readonly settle: Settle },
): Promise<void> {
  const { code, principal } = bureau;
  const { institution } = principal;
  for (const { role, acts } of FURTHER_KEYS) {
    const key = await ports.keyring.keep(code, role);
    await ports.keyring.bind(code, institution);
    const request = {
      kind: "add-operator",
      institution,
      key,
      acts,
      validUntilSec: of.validUntilSec,
    } as const;
    const idempotencyKey = `demo:${role}:${code}`;
    await of.settle(takePlain(ports.take, { principal, request, idempotencyKey }));
  }
}

/** A bureau opens for claims: keys, rule sets, levels of its hospitals. */
export async function openForClaims(
  { ports, settle, validUntilSec }: Hands,
  bureau: Member,
  members: readonly Member[],
): Promise<void> {
  await addBureauKeys(ports, bureau, { validUntilSec, settle });
  const { region } = bureau.principal;
  const hospitals = members.filter(
    ({ principal }) => principal.role === "hospital" && principal.region === region,
  );
  await setUpClaims(ports, bureau, { hospitals, settle });
}

/** An invoice filed once more, what persons decide, and the last payments. */
export async function closeTheMonth(
  { ports, settle }: Hands,
  bureau: Member,
  twice: Dispense,
): Promise<void> {
  const filedAtSec = ports.genesisSec + (DEMO_DAYS - 1) * 86_400 + FILED_AT_SEC;
  await fileOnPaper(ports, bureau, { step: twice, filedAtSec, settle });
  await decideByHand(ports, bureau, settle);
  await payApproved(ports, bureau, settle, `${DEMO_DAYS}x0`);
}

/** In the evening of the last day, before the last slot's block. */
const FILED_AT_SEC = 19 * 3600;

type Hands = {
  readonly ports: DemoPorts;
  readonly settle: Settle;
  readonly validUntilSec: number;
};
