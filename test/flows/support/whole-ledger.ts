import { ACTS_OF_KIND, type InstitutionKind } from "../../../server/domain/acts.ts";
import type { Command } from "../../../server/domain/command.ts";
import type { Facts } from "../../../server/domain/failure.ts";
import { isFailure } from "../../../server/domain/failure.ts";
import type { BatchId, Hex32, ProductId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { ProductCode, ProductFlag } from "../../../server/domain/read-model.ts";
import type { PlainRequest } from "../../../server/domain/requests.ts";
import { type Answers, createAnswers } from "../../../server/flows/answer/create-answers.ts";
import { takeBatch } from "../../../server/flows/take/take-batch.ts";
import { takeManifest } from "../../../server/flows/take/take-manifest.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import type { TakePorts } from "../../../server/flows/take/take-ports.ts";
import { takeReceipt } from "../../../server/flows/take/take-receipt.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { type AtEnd, FAR_SEC, startLedger, type TestLedger } from "../../chain/support/test-ledger.ts";
import { START_SEC } from "../../node/support/test-node.ts";
import { claimPortsOf } from "./claim-ports.ts";
import { type OpenedServer, openServer } from "./open-server.ts";

const WAIT_MS = 20_000;
const CONSORTIUM: Principal = { name: "consortium", institution: 0, role: "consortium", region: 0 };
export const HUZHOU = 330_500;
export const WUHAN = 420_100;

/** All that a server has but HTTP: real node, contracts, index, outbox and vault. */
export type WholeLedger = Omit<OpenedServer, "answer"> & {
  readonly answers: Answers;
  readonly chain: TestLedger;
  /** Waits until the command has ended and the index shows it. */
  settle(taken: Promise<Command>): Promise<Command>;
  member(kind: InstitutionKind, region: number, code: string): Promise<Principal>;
  product(maker: Principal, given: ProductGiven): Promise<ProductId>;
  /** A sealed batch of packs 0 to count - 1 with the codes of `codeAt`. */
  batch(maker: Principal, given: BatchGiven): Promise<BatchId>;
  /** Ships the packs and lets the receiver take all of them over. */
  hand(from: Principal, to: Principal, codes: readonly string[]): Promise<Hex32>;
  /** A stated time that is never in the ledger's future. */
  nowSec(): number;
};

export type ProductGiven = {
  readonly prefix: string;
  readonly gtin?: string;
  readonly nhsa?: string;
  readonly flags?: readonly ProductFlag[];
};

export type BatchGiven = {
  readonly product: ProductId;
  readonly number: string;
  readonly codes: readonly string[];
  readonly expiresOn?: string;
};

export async function startWholeLedger(atEnd: AtEnd): Promise<WholeLedger> {
  const chain = await startLedger(atEnd);
  const opened = await openServer(chain, atEnd);
  const { take, answer, store, ...others } = opened;
  const settle = (taken: Promise<Command>): Promise<Command> => settled(take, taken);
  const acts: Acting = { chain, take, settle };
  let documentCount = 0;
  return {
    ...others,
    take,
    answers: createAnswers(answer, chain.clock, claimPortsOf(take, store)),
    store,
    chain,
    settle,
    nowSec: () => nowSec(acts),
    member: (kind, region, code) => addMember(acts, { kind, region, code }),
    product: (maker, given) => addProduct(acts, maker, given),
    batch: (maker, given) => addBatch(acts, maker, given),
    hand: (from, to, codes) => handOver(acts, { from, to, codes, documentNumber: `HAND-${++documentCount}` }),
  };
}

type Acting = Pick<WholeLedger, "chain" | "take" | "settle">;

async function settled(take: TakePorts, taken: Promise<Command>): Promise<Command> {
  const { id } = await taken;
  const command = await take.submitter.settled(id, WAIT_MS);
  if (command.refusal !== null) throw new Error(`refused in the block: ${command.refusal.code}`);
  if (command.mined === null || !(await take.reader.reached(command.mined.block, WAIT_MS))) {
    throw new Error(`a command that was not mined in time: ${command.state}`);
  }
  return command;
}

function plain({ take, settle }: Acting, principal: Principal, request: PlainRequest): Promise<Command> {
  return settle(takePlain(take, { principal, request, idempotencyKey: null }));
}

function nowSec({ chain }: Acting): number {
  return Math.floor(chain.clock.nowMs() / 1000);
}

async function bureauOf({ take }: Acting, region: number): Promise<Principal> {
  const row = await take.reader.view((view) => view.bureauOf(region));
  if (row === null) throw new Error(`no bureau of ${region}`);
  return { name: "bureau", institution: row.id, role: "bureau", region };
}

async function addMember(
  acting: Acting,
  { kind, region, code }: { kind: InstitutionKind; region: number; code: string },
): Promise<Principal> {
  if (kind === "none") throw new Error("nobody is of no kind");
  const { keyring } = acting.chain;
  const adminKey = await keyring.makeKey({ institutionCode: code, role: "admin" });
  const draft = { institutionKind: kind, district: region, code, name: `机构${code}`, adminKey };
  if (kind === "bureau") await plain(acting, CONSORTIUM, { kind: "admit-bureau", region, ...draft });
  else if (kind === "auditor") await plain(acting, CONSORTIUM, { kind: "admit-auditor", region, ...draft });
  else await plain(acting, await bureauOf(acting, region), { kind: "register-institution", ...draft });
  const row = await acting.take.reader.view((view) => view.institutionByCode(code));
  if (row === null) throw new Error(`${code} did not arrive`);
  const principal: Principal = { name: `${kind}-${code}`, institution: row.id, role: kind, region };
  await keyring.bind(code, row.id);
  const acts = ACTS_OF_KIND[kind];
  if (acts.length === 0) return principal;
  const key = await keyring.makeKey({ institutionCode: code, role: "operator" });
  await keyring.bind(code, row.id);
  const operator = { institution: row.id, key, acts, validUntilSec: FAR_SEC };
  await plain(acting, principal, { kind: "add-operator", ...operator });
  return principal;
}

async function addProduct(
  acting: Acting,
  maker: Principal,
  { prefix, gtin, nhsa, flags = [] }: ProductGiven,
): Promise<ProductId> {
  const codes: ProductCode[] = [{ scheme: "trace-prefix", value: prefix }];
  if (gtin !== undefined) codes.push({ scheme: "gtin", value: gtin });
  if (nhsa !== undefined) codes.push({ scheme: "nhsa", value: nhsa });
  const { mined } = await plain(acting, await bureauOf(acting, maker.region), {
    kind: "admit-product",
    maker: maker.institution,
    name: `药品${prefix}`,
    unit: "片",
    unitsPerPack: 24,
    flags,
    codes,
  });
  return Number(mined?.result["product"]);
}

async function addBatch(
  acting: Acting,
  principal: Principal,
  { product, number, codes, expiresOn = "2028-10-31" }: BatchGiven,
): Promise<BatchId> {
  const { take, settle } = acting;
  const words = { batchNumber: number, packCount: codes.length, madeOn: "2025-12-01", expiresOn };
  const request = { product, priceFen: "900", ...words };
  const { mined } = await settle(takeBatch(take, { principal, request, idempotencyKey: null }));
  // The result of an opened batch names it by its 16 digits.
  const batch = mined?.result["batch"] as BatchId;
  const manifest = { batch, labelsHash: null, codes: streamOf(codes) };
  await settle(takeManifest(take, { principal, request: manifest, idempotencyKey: null }));
  await plain(acting, principal, { kind: "seal-batch", batch });
  return batch;
}

async function handOver(
  acting: Acting,
  hands: { from: Principal; to: Principal; codes: readonly string[]; documentNumber: string },
): Promise<Hex32> {
  const { take, settle } = acting;
  const { from, to, codes, documentNumber } = hands;
  const note = {
    documentNumber,
    receiver: to.institution,
    shippedAtSec: nowSec(acting),
    lines: [{ codes, unitPriceFen: "1000", invoiceNumber: "INV-1" }],
  };
  const shipped = await settle(takeShipment(take, { principal: from, request: note, idempotencyKey: null }));
  // The result of a shipment names its consignment by its id.
  const consignment = shipped.mined?.result["consignment"] as Hex32;
  const receipt = { consignment, receivedAtSec: nowSec(acting), codes: "all" } as const;
  await settle(takeReceipt(take, { principal: to, request: receipt, idempotencyKey: null }));
  return consignment;
}

/** The first dispense that a command recorded. */
export function dispenseOf({ mined }: Command): Hex32 {
  const ids = mined?.result["dispenses"];
  const first = Array.isArray(ids) ? ids[0] : undefined;
  if (first === undefined) throw new Error("the command recorded no dispense");
  return first;
}

/** 20-digit codes of one prefix. */
export function codesOf(prefix: string, count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, nth) => `${prefix}${String(first + nth).padStart(13, "0")}`);
}

export async function* streamOf(codes: readonly string[]): AsyncGenerator<string> {
  yield* codes;
}

/** Code and facts of a refusal; anything else that happens is a fault of the test. */
export async function refusalOf(taken: Promise<unknown>): Promise<{ code: string; facts: Facts }> {
  const error = await taken.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isFailure(error)) throw error ?? new Error("it was not refused");
  return { code: error.code, facts: error.facts };
}

export const DAY_SEC = 86_400;
export const FIRST_SEC = START_SEC;
