import type { Command } from "../domain/command.ts";
import { isFailure } from "../domain/failure.ts";
import type { Hex32, InstitutionId, ProductId } from "../domain/ids.ts";
import type { Principal } from "../domain/principal.ts";
import { takeBatch } from "../flows/take/take-batch.ts";
import { takeDispense } from "../flows/take/take-dispense.ts";
import { takeManifest } from "../flows/take/take-manifest.ts";
import { takePlain } from "../flows/take/take-plain.ts";
import { takeReceipt } from "../flows/take/take-receipt.ts";
import { takeShipment } from "../flows/take/take-shipment.ts";
import { type AdmittingHands, admitInstitution } from "./admit-institution.ts";
import { awaitDecisions } from "./await-decisions.ts";
import type { DemoInstitution } from "./cast.ts";
import { claimReceipt, closeTheMonth, decidersOf, openForClaims, payApproved } from "./claims.ts";
import type { DemoPlan, DemoSlot, DemoStep } from "./demo-plan.ts";
import { type DemoPorts, dayOf, type Member } from "./demo-ports.ts";
import { byLane, each } from "./lanes.ts";
import { firstClaimed, planDemo } from "./plan.ts";

const SETTLE_MS = 60_000;
const TEN_YEARS_SEC = 10 * 365 * 86_400;
/** The bureaus pay every so many days. */
const PAYMENT_DAYS = 5;

export type LoadedDemo = { readonly members: readonly Member[]; readonly storyCode: string };

/**
 * Builds the demo consortium through the flows that everybody uses. Every step has a name of its own, so that
 * a load that was cut off goes on where it stopped.
 */
export async function loadDemo(ports: DemoPorts): Promise<LoadedDemo> {
  const plan = planDemo();
  const load = new DemoLoad(ports, plan);
  await load.admitInstitutions();
  await load.admitProducts();
  await load.publishRules();
  for (const slot of plan.slots) await load.playSlot(slot);
  await load.decideAndPay();
  return { members: load.readers(), storyCode: plan.storyCode };
}

/** The steps that one load counts for its progress. */
export function demoStepCount(plan: DemoPlan): number {
  const steps = plan.slots.reduce((sum, slot) => sum + slot.steps.length, 0);
  return plan.institutions.length + plan.products.length + steps;
}

class DemoLoad {
  readonly #ports: DemoPorts;
  readonly #plan: DemoPlan;
  readonly #members = new Map<string, Member>();
  readonly #products = new Map<string, ProductId>();
  readonly #consignments = new Map<string, Hex32>();

  readonly #hands: AdmittingHands;

  constructor(ports: DemoPorts, plan: DemoPlan) {
    this.#ports = ports;
    this.#plan = plan;
    this.#hands = {
      ports,
      settle: (accepted) => this.#settle(accepted),
      remember: (one, institution) => this.#remember(one, institution),
      bureauOfRegion: (region) => this.#bureauOfRegion(region),
      validUntilSec: ports.genesisSec + TEN_YEARS_SEC,
    };
  }

  members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Everybody who is given a key to the API: members, and the persons of bureaus who decide. */
  readers(): readonly Member[] {
    return this.members().flatMap((member) =>
      member.principal.role === "bureau" ? [member, ...decidersOf(member)] : [member],
    );
  }

  async admitInstitutions(): Promise<void> {
    await this.#ports.setTime(this.#ports.genesisSec + 8 * 3600);
    const bureaus = this.#plan.institutions.filter((one) => one.kind === "bureau");
    await each(bureaus, (one) => admitInstitution(this.#hands, one));
    const others = this.#plan.institutions.filter((one) => one.kind !== "bureau");
    await byLane(
      others,
      (one) => String(one.region),
      (one) => admitInstitution(this.#hands, one),
    );
  }

  async admitProducts(): Promise<void> {
    await byLane(
      this.#plan.products,
      (row) => row.maker,
      async ({ maker, product }) => {
        const owner = this.#member(maker);
        const { name, unit, unitsPerPack, flags, codes } = product;
        const request = {
          kind: "admit-product",
          maker: owner.principal.institution,
          unitsPerPack,
          flags,
          name,
          unit,
          codes,
        } as const;
        await this.#settle(
          takePlain(this.#ports.take, {
            principal: this.#bureauOf(owner),
            request,
            idempotencyKey: `demo:product:${product.tracePrefix}`,
          }),
        );
        const row = await this.#ports.take.reader.view((view) =>
          view.productByCode({ scheme: "trace-prefix", value: product.tracePrefix }),
        );
        if (row === null) throw new Error(`the demo's product ${product.tracePrefix} did not arrive`);
        this.#products.set(product.tracePrefix, row.id);
        this.#ports.progress();
      },
    );
  }

  async playSlot(slot: DemoSlot): Promise<void> {
    const atSec = this.#ports.genesisSec + slot.day * 86_400 + slot.secondOfDay;
    await this.#ports.setTime(atSec);
    await byLane(slot.steps, actorOf, async (step, place) => {
      await this.#play(step, atSec - 60 - (place % 40) * 60);
      this.#ports.progress();
    });
    await each(this.#bureaus(), (bureau) => awaitDecisions(this.#ports, bureau));
    if (slot.day % PAYMENT_DAYS !== 0) return;
    const run = `${slot.day}x${slot.secondOfDay}`;
    await each(this.#bureaus(), (bureau) => payApproved(this.#ports, bureau, this.#hands.settle, run));
  }

  /** Keys of persons and adjudicators, rule sets, levels of hospitals. */
  publishRules(): Promise<void> {
    return each(this.#bureaus(), (bureau) => openForClaims(this.#hands, bureau, this.members()));
  }

  /** The last day: invoices filed once more, decisions by hand, the last payments. */
  decideAndPay(): Promise<void> {
    const regionOf = (code: string): number => this.#member(code).principal.region;
    return each(this.#bureaus(), (bureau) =>
      closeTheMonth(this.#hands, bureau, firstClaimed(this.#plan, regionOf, bureau)),
    );
  }

  #bureaus(): readonly Member[] {
    return this.members().filter(({ principal }) => principal.role === "bureau");
  }

  async #play(step: DemoStep, statedSec: number): Promise<void> {
    if (step.kind === "batch") return this.#makeBatch(step);
    if (step.kind === "ship") return this.#ship(step, statedSec);
    if (step.kind === "receive") return this.#receive(step, statedSec);
    return this.#dispense(step, statedSec);
  }

  async #makeBatch(step: Extract<DemoStep, { kind: "batch" }>): Promise<void> {
    const { principal } = this.#member(step.maker);
    const day = (offset: number): string => dayOf(this.#ports, offset);
    const product = this.#products.get(step.product.tracePrefix) ?? 0;
    const request = {
      product,
      batchNumber: step.batchNumber,
      packCount: step.codes.length,
      madeOn: day(step.madeOn),
      expiresOn: day(step.expiresOn),
      priceFen: String((step.product.priceFen * 7n) / 10n),
    };
    const opened = await this.#settle(
      takeBatch(this.#ports.take, { principal, request, idempotencyKey: null }),
    );
    const batch = this.#batchOf(opened);
    const upload = { batch, labelsHash: null, codes: streamOf(step.codes) };
    await this.#settle(takeManifest(this.#ports.take, { principal, request: upload, idempotencyKey: null }));
    const seal = {
      principal,
      request: { kind: "seal-batch", batch } as const,
      idempotencyKey: `demo:seal:${batch}`,
    };
    await this.#settle(takePlain(this.#ports.take, seal));
  }

  async #ship(step: Extract<DemoStep, { kind: "ship" }>, shippedAtSec: number): Promise<void> {
    const receiver = this.#member(step.to).principal.institution;
    const lines = [{ codes: step.codes, unitPriceFen: null, invoiceNumber: null }];
    const request = { documentNumber: step.document, receiver, shippedAtSec, lines };
    const asked = { principal: this.#member(step.from).principal, request, idempotencyKey: null };
    const shipped = await this.#settle(takeShipment(this.#ports.take, asked));
    this.#consignments.set(step.document, wordOf(shipped, "consignment"));
  }

  async #receive(step: Extract<DemoStep, { kind: "receive" }>, receivedAtSec: number): Promise<void> {
    const consignment = this.#consignments.get(step.document);
    if (consignment === undefined) throw new Error(`the demo shipped no ${step.document}`);
    const request = { consignment, receivedAtSec, codes: step.codes };
    const asked = { principal: this.#member(step.by).principal, request, idempotencyKey: null };
    await this.#settle(takeReceipt(this.#ports.take, asked));
  }

  async #dispense(step: Extract<DemoStep, { kind: "dispense" }>, dispensedAtSec: number): Promise<void> {
    const { person } = step;
    const request = {
      documentNumber: step.document,
      till: "1",
      dispensedAtSec,
      person: person === null ? null : { scheme: "psn-no", value: person },
      // What a fund is to pay for is known by the e-voucher: high-value drugs need its token.
      identification: person === null ? "none" : step.claim === null ? "card" : "e-voucher",
      prescription: null,
      lines: step.lines.map(({ code, units, priceFen }) => ({ code, units, priceFen: String(priceFen) })),
    } as const;
    const provider = this.#member(step.by).principal;
    const asked = { principal: provider, request, idempotencyKey: null };
    if (step.refused === null && step.claim !== null) {
      const bureau = this.#bureauOfRegion(provider.region);
      await this.#settle(claimReceipt(this.#ports, { step, bureau, provider, dispense: request }));
      return;
    }
    if (step.refused === null) {
      await this.#settle(takeDispense(this.#ports.take, asked));
      return;
    }
    const outcome = await takeDispense(this.#ports.take, asked).then(() => "recorded", codeOf);
    if (outcome !== step.refused)
      throw new Error(`the demo expected ${step.refused} for ${step.document}, met ${outcome}`);
  }

  #remember(one: DemoInstitution, institution: InstitutionId): Principal {
    if (one.kind === "none") throw new Error("an institution of no kind");
    const principal = { name: one.name, institution, role: one.kind, region: one.region };
    this.#members.set(one.code, { code: one.code, principal });
    return principal;
  }

  #member(code: string): Member {
    const member = this.#members.get(code);
    if (member === undefined) throw new Error(`the demo knows no ${code}`);
    return member;
  }

  #bureauOf(member: Member): Principal {
    return this.#bureauOfRegion(member.principal.region);
  }

  #bureauOfRegion(region: number): Principal {
    const bureau = this.members().find(
      ({ principal }) => principal.role === "bureau" && principal.region === region,
    );
    if (bureau === undefined) throw new Error(`the demo has no bureau for ${region}`);
    return bureau.principal;
  }

  #batchOf(command: Command): Hex32 {
    return wordOf(command, "batch");
  }

  /** Waits until the command is mined and the index has seen it. */
  async #settle(accepted: Promise<Command>): Promise<Command> {
    const { id } = await accepted;
    const command = await this.#ports.take.submitter.settled(id, SETTLE_MS);
    if (command.mined === null)
      throw new Error(
        `the demo's ${command.body.kind} ended ${command.state} ${command.refusal?.code ?? ""}`,
      );
    await this.#ports.take.reader.reached(command.mined.block, SETTLE_MS);
    return command;
  }
}

function actorOf(step: DemoStep): string {
  if (step.kind === "batch") return step.maker;
  return step.kind === "ship" ? step.from : step.by;
}

function codeOf(error: unknown): string {
  if (isFailure(error)) return error.code;
  throw error;
}

function wordOf(command: Command, name: string): Hex32 {
  const word = command.mined?.result[name];
  if (typeof word !== "string" || !word.startsWith("0x"))
    throw new Error(`a ${command.body.kind} without its ${name}`);
  return `0x${word.slice(2)}`;
}

async function* streamOf(codes: readonly string[]): AsyncIterable<string> {
  yield* codes;
}
