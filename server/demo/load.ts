import { ACTS_OF_KIND } from "../domain/acts.ts";
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
import type { DemoInstitution } from "./cast.ts";
import { type DemoPorts, dayOf, type Member } from "./demo-ports.ts";
import { byLane, each } from "./lanes.ts";
import { type DemoPlan, type DemoSlot, type DemoStep, planDemo } from "./plan.ts";

const SETTLE_MS = 60_000;
const TEN_YEARS_SEC = 10 * 365 * 86_400;
const CONSORTIUM: Principal = { name: "consortium", institution: 0, role: "consortium", region: 0 };

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
  for (const slot of plan.slots) await load.playSlot(slot);
  return { members: load.members(), storyCode: plan.storyCode };
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

  constructor(ports: DemoPorts, plan: DemoPlan) {
    this.#ports = ports;
    this.#plan = plan;
  }

  members(): readonly Member[] {
    return [...this.#members.values()];
  }

  async admitInstitutions(): Promise<void> {
    await this.#ports.setTime(this.#ports.genesisSec + 8 * 3600);
    const bureaus = this.#plan.institutions.filter((one) => one.kind === "bureau");
    await each(bureaus, (one) => this.#admit(one));
    const others = this.#plan.institutions.filter((one) => one.kind !== "bureau");
    await byLane(
      others,
      (one) => String(one.region),
      (one) => this.#admit(one),
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
      identification: person === null ? "none" : "card",
      prescription: null,
      lines: step.lines.map(({ code, units, priceFen }) => ({ code, units, priceFen: String(priceFen) })),
    } as const;
    const asked = { principal: this.#member(step.by).principal, request, idempotencyKey: null };
    if (step.refused === null) {
      await this.#settle(takeDispense(this.#ports.take, asked));
      return;
    }
    const outcome = await takeDispense(this.#ports.take, asked).then(() => "recorded", codeOf);
    if (outcome !== step.refused)
      throw new Error(`the demo expected ${step.refused} for ${step.document}, met ${outcome}`);
  }

  /**
   * A bureau or auditor by the consortium, all others by their bureau; then an operator key and an agreement.
   */
  async #admit(one: DemoInstitution): Promise<void> {
    const { keyring, take } = this.#ports;
    const adminKey = await keyring.keep(one.code, "admin");
    const draft = {
      institutionKind: one.kind,
      district: one.district,
      code: one.code,
      name: one.name,
      adminKey,
    };
    const door = { bureau: "admit-bureau", auditor: "admit-auditor" } as const;
    const request =
      one.kind === "bureau" || one.kind === "auditor"
        ? ({ kind: door[one.kind], region: one.region, ...draft } as const)
        : ({ kind: "register-institution", ...draft } as const);
    const principal = request.kind === "register-institution" ? this.#bureauOfRegion(one.region) : CONSORTIUM;
    await this.#settle(
      takePlain(take, { principal, request, idempotencyKey: `demo:institution:${one.code}` }),
    );
    const row = await take.reader.view((view) => view.institutionByCode(one.code));
    if (row === null) throw new Error(`the demo's institution ${one.code} did not arrive`);
    await keyring.bind(one.code, row.id);
    if (one.kind === "auditor" || one.kind === "care-agency") this.#remember(one, row.id);
    else await this.#empower(one, row.id);
    this.#ports.progress();
  }

  async #empower(one: DemoInstitution, institution: InstitutionId): Promise<void> {
    const { keyring, take, genesisSec } = this.#ports;
    const key = await keyring.keep(one.code, "operator");
    await keyring.bind(one.code, institution);
    const principal = this.#remember(one, institution);
    const validUntilSec = genesisSec + TEN_YEARS_SEC;
    const add = {
      kind: "add-operator",
      institution,
      key,
      acts: ACTS_OF_KIND[one.kind],
      validUntilSec,
    } as const;
    await this.#settle(
      takePlain(take, { principal, request: add, idempotencyKey: `demo:operator:${one.code}` }),
    );
    if (one.kind !== "hospital" && one.kind !== "pharmacy") return;
    const sign = { kind: "sign-agreement", institution, fromSec: genesisSec, validUntilSec } as const;
    const bureau = this.#bureauOfRegion(one.region);
    await this.#settle(
      takePlain(take, { principal: bureau, request: sign, idempotencyKey: `demo:agreement:${one.code}` }),
    );
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
