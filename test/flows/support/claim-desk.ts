import type { ClaimAnswer } from "../../../server/domain/claims/claim-answers.ts";
import type {
  ClaimRequest,
  ClaimStepRequest,
  ClaimTerms,
  DecisionRequest,
  StatedAward,
} from "../../../server/domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../../server/domain/claims/claim-rows.ts";
import type { Command } from "../../../server/domain/command.ts";
import { isFailure } from "../../../server/domain/failure.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Log, PersonName } from "../../../server/domain/ports.ts";
import type { Duty, Principal } from "../../../server/domain/principal.ts";
import type { DispenseRequest } from "../../../server/domain/requests.ts";
import { adjudicateQueue } from "../../../server/flows/claims/adjudicator.ts";
import { createLeftClaims } from "../../../server/flows/claims/left-claims.ts";
import { takeClaim } from "../../../server/flows/claims/take-claim.ts";
import { takeClaimStep } from "../../../server/flows/claims/take-claim-step.ts";
import { takeDecision } from "../../../server/flows/claims/take-decision.ts";
import { takeDispenseAndClaim } from "../../../server/flows/claims/take-dispense-and-claim.ts";
import { takePayment } from "../../../server/flows/claims/take-payment.ts";
import { keepInsured } from "../../../server/flows/keep/keep-insured.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import type { AtEnd } from "../../chain/support/test-ledger.ts";
import { type ClaimTown, foundClaimTown, INSURED, NHSA_CODE, PACK_FEN } from "./claim-town.ts";
import { dispenseOf, HUZHOU } from "./whole-ledger.ts";

export type ClaimDesk = Omit<ClaimTown, "packs"> & Persons & Till & Office;

type Persons = {
  readonly decider: Principal;
  readonly reviewer: Principal;
  readonly wuhanDecider: Principal;
};

/** What the pharmacy does, and who files claims. */
type Till = {
  /** Somebody new, insured as a resident (390), an employee (310) and a retired cadre (340). */
  person(): Promise<PersonName>;
  /** The next packs that the pharmacy holds. */
  codes(count: number): readonly string[];
  receipt(person: PersonName | null, packCount?: number): DispenseRequest;
  sell(person: PersonName | null, packCount?: number): Promise<Hex32>;
  request(person: PersonName, given?: Partial<ClaimRequest>): ClaimRequest;
  /** Submits a direct claim of the pharmacy for these dispenses. */
  submit(person: PersonName, dispenses: readonly Hex32[], given?: Partial<ClaimRequest>): Promise<Hex32>;
  /** A receipt with its claim, in one call. */
  sellAndClaim(person: PersonName, packCount?: number, given?: GivenWithReceipt): Promise<Hex32>;
  file(by: Principal, request: ClaimRequest): Promise<Hex32>;
  /** A manual claim of the bureau for an invoice of this sum. */
  fileOnPaper(person: PersonName, given: { invoiceNumber: string; fen: bigint; by?: string }): Promise<Hex32>;
};

/** What is done about a claim that is there. */
type Office = {
  approve(claim: Hex32, by?: Principal, award?: StatedAward | null): Promise<Command>;
  reject(claim: Hex32, by?: Principal, reason?: number | null): Promise<Command>;
  step(by: Principal, request: ClaimStepRequest): Promise<Command>;
  pay(...claims: readonly Hex32[]): Promise<Command>;
  /** What the rules alone decide of what waits; returns how many. */
  adjudicate(log?: Log): Promise<number>;
  row(claim: Hex32): Promise<ClaimRow>;
  told(claim: Hex32, by?: Principal): Promise<ClaimAnswer>;
};

export type GivenWithReceipt = {
  readonly terms?: Partial<ClaimTerms>;
  readonly requestedFen?: string | null;
};

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Parties, and what they do about claims as their servers would. */
export async function openClaimDesk(
  atEnd: AtEnd,
  given: { readonly packCount?: number } = {},
): Promise<ClaimDesk> {
  const { packs, ...town } = await foundClaimTown(atEnd, given.packCount ?? 60);
  const numbering = createNumbering();
  const persons = {
    decider: withDuty(town.bureau, "decider"),
    reviewer: withDuty(town.bureau, "reviewer"),
    wuhanDecider: withDuty(town.wuhan, "decider"),
  };
  return {
    ...town,
    ...persons,
    ...tillOf({ ...town, packs }, numbering),
    ...officeOf(town, persons, numbering),
  };
}

type Numbering = (word: string) => string;

function createNumbering(): Numbering {
  let nth = 0;
  return (word) => {
    nth += 1;
    return `${word}-${nth}`;
  };
}

function tillOf({ whole, ports, bureau, pharmacy, packs }: ClaimTown, next: Numbering): Till {
  let soldCount = 0;
  const settleClaim = async (taken: Promise<Command>): Promise<Hex32> => claimOf(await whole.settle(taken));
  const till: Till = {
    async person() {
      const person = { scheme: "psn-no", value: next("33052200000000") };
      await keepInsured(ports, { principal: bureau, person, row: INSURED });
      return person;
    },
    codes(count) {
      soldCount += count;
      if (soldCount > packs.length) throw new Error("all packs are sold");
      return packs.slice(soldCount - count, soldCount);
    },
    receipt: (person, packCount = 2) => ({
      documentNumber: next("RX"),
      till: "",
      dispensedAtSec: whole.nowSec(),
      person,
      identification: person === null ? "none" : "card",
      prescription: null,
      lines: till.codes(packCount).map((code) => ({ code, units: null, priceFen: PACK_FEN.toString() })),
    }),
    async sell(person, packCount) {
      const request = till.receipt(person, packCount);
      return dispenseOf(await whole.settle(takeDispense(whole.take, asked(pharmacy, request))));
    },
    request: (person, change = {}) => requestFor({ person, atSec: whole.nowSec(), next, change }),
    submit: (person, dispenses, change = {}) =>
      till.file(pharmacy, till.request(person, { dispenses, ...change })),
    sellAndClaim: (person, packCount, change = {}) => {
      const claim = {
        documentNumber: next("JS"),
        payerRegion: HUZHOU,
        terms: { ...termsOf(next("FP")), ...change.terms },
        requestedFen: change.requestedFen ?? null,
      };
      const request = { dispense: till.receipt(person, packCount), claim };
      return settleClaim(takeDispenseAndClaim(ports, asked(pharmacy, request)));
    },
    file: (by, request) => settleClaim(takeClaim(ports, asked(by, request))),
    fileOnPaper: (person, { invoiceNumber, fen, by }) =>
      till.file(bureau, {
        ...till.request(person, { channel: "manual", outsideProviderCode: by ?? "P33050300201" }),
        terms: termsOf(invoiceNumber),
        uncodedLines: [{ ...PAPER_LINE, fen: fen.toString() }],
      }),
  };
  return till;
}

function requestFor(of: {
  readonly person: PersonName;
  readonly atSec: number;
  readonly next: Numbering;
  readonly change: Partial<ClaimRequest>;
}): ClaimRequest {
  const { person, atSec, next, change } = of;
  return {
    documentNumber: next("JS"),
    till: "",
    channel: "direct",
    payerRegion: HUZHOU,
    provider: null,
    outsideProviderCode: null,
    claimedAtSec: atSec,
    person,
    terms: termsOf(next("FP")),
    dispenses: [],
    encounters: [],
    uncodedLines: [],
    primary: null,
    requestedFen: null,
    ...change,
  };
}

function officeOf(
  { whole, ports, bureau }: Omit<ClaimTown, "packs">,
  { decider }: Persons,
  next: Numbering,
): Office {
  return {
    approve: (claim, by = decider, award = null) =>
      whole.settle(takeDecision(ports, asked<DecisionRequest>(by, { verdict: "approve", claim, award }))),
    reject: (claim, by = decider, reason = null) =>
      whole.settle(
        takeDecision(ports, asked<DecisionRequest>(by, { verdict: "reject", claim, reason, note: null })),
      ),
    step: (by, request) => whole.settle(takeClaimStep(ports, asked(by, request))),
    pay: (...claims) =>
      whole.settle(takePayment(ports, asked(bureau, { claims, bankReference: next("E2E") }))),
    adjudicate: (log = SILENT) =>
      adjudicateQueue(
        {
          ports,
          left: createLeftClaims(log),
          limits: { decisionsPerCallMax: 50, queuePageMax: 200 },
          newId: () => next("round"),
        },
        { bureau: bureau.institution, region: HUZHOU },
      ),
    async row(claim) {
      const row = await whole.take.reader.view((view) => view.claim(claim));
      if (row === null) throw new Error(`no claim ${claim}`);
      return row;
    },
    told: (claim, by = bureau) => whole.answers.claim(by, claim),
  };
}

const PAPER_LINE = {
  exemption: "outside-consortium",
  itemCode: NHSA_CODE,
  name: "门诊发票",
  quantityE4: "1000000",
} as const;

/** Enough packs of the item that its ceiling is never reached. */
function termsOf(invoiceNumber: string): ClaimTerms {
  return {
    invoiceNumber,
    insuranceType: "390",
    careType: "41",
    useAccount: "none",
    diagnosisCode: null,
    doctorCode: null,
  };
}

export function asked<Request>(
  principal: Principal,
  request: Request,
): { readonly principal: Principal; readonly request: Request; readonly idempotencyKey: null } {
  return { principal, request, idempotencyKey: null };
}

/** The claim that a command submitted. */
export function claimOf({ mined }: Command): Hex32 {
  const ids = mined?.result["claims"];
  const first = Array.isArray(ids) ? ids[0] : undefined;
  if (first === undefined) throw new Error("the command submitted no claim");
  return first;
}

/** "mined", or the code of what refused it, before it was sent or in its block. */
export async function endOf(desk: ClaimDesk, taken: Promise<Command>): Promise<string> {
  try {
    const { id } = await taken;
    const { mined, refusal } = await desk.ports.submitter.settled(id, 20_000);
    if (mined !== null) await desk.ports.reader.reached(mined.block, 20_000);
    return refusal?.code ?? "mined";
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.code;
  }
}

function withDuty(bureau: Principal, duty: Duty): Principal {
  return { ...bureau, name: `${bureau.name}-${duty}`, duty };
}
