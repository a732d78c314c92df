import { businessDayOf, dayEndSec, dayStartSec } from "../../domain/business-day.ts";
import type { ConsignmentRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId, Hex16, Hex32, InstitutionId, PackRef, PackRun } from "../../domain/ids.ts";
import type { ShipmentEvent } from "../../domain/import/parse-shipment.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { runsOfPacks, withoutRuns } from "../../domain/pack-runs.ts";
import type { BatchRow, InstitutionRow } from "../../domain/read-model.ts";
import { KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";
import { parseTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import { sealDocument } from "../document-codec.ts";
import { type NamedLine, resolveCodes } from "../take/resolve-codes.ts";
import { type Decision, idOfName, type Judging, recordOf, requireInstitution, STANDING } from "./decide.ts";

const NO_HASH: Hex32 = `0x${"0".repeat(64)}`;
type Event<Name extends ShipmentEvent["event"]> = Extract<ShipmentEvent, { event: Name }>;

export function decideShipment(on: Judging, event: ShipmentEvent): Promise<Decision> {
  switch (event.event) {
    case "batch":
      return decideBatch(on, event);
    case "ship":
      return decideShip(on, event);
    case "receive":
      return decideReceive(on, event);
    case "recall":
      return decideRecall(on, event);
  }
}

async function decideBatch(on: Judging, event: Event<"batch">): Promise<Decision> {
  const { vault, uploads, zone } = on.ports.take;
  const maker = await requireInstitution(on, event.makerCode);
  const product = await on.view.productByCode({ scheme: "trace-prefix", value: event.tracePrefix });
  if (product === null) return fail("product-unknown", { tracePrefix: event.tracePrefix });
  if (product.maker !== maker.id) {
    fail("product-of-other-maker", { product: product.id, maker: product.maker, caller: maker.id });
  }
  const standing = await batchNumbered(on, maker.id, event.batchNumber, product.id);
  if (standing !== null) return requireSameBatch(standing, event.codes.length);
  const keyEpoch = vault.currentEpoch();
  const keys = packKeysOf(event, (canonical) => vault.packKey(canonical, keyEpoch));
  const madeAtSec = dayStartSec(event.madeOn, zone);
  const expiresAtSec = dayEndSec(event.expiresOn, zone);
  if (madeAtSec === null || expiresAtSec === null || madeAtSec >= expiresAtSec) {
    return fail("batch-times-wrong", { madeOn: event.madeOn, expiresOn: event.expiresOn });
  }
  const upload = await uploads.begin();
  for (let from = 0; from < keys.length; from += KEYS_PER_CHUNK_MAX) {
    await uploads.append(upload, keys.slice(from, from + KEYS_PER_CHUNK_MAX));
  }
  const of = { maker: maker.id, product: product.id, batchNumber: event.batchNumber };
  const batch = on.ports.ids.batch(of);
  const packCount = keys.length;
  const steps = [
    recordOf(maker.id, {
      kind: "open-batch",
      product: product.id,
      batchNumber: event.batchNumber,
      packCount,
      madeAtSec,
      expiresAtSec,
      keyEpoch,
      priceCommitment: NO_HASH,
    }),
    recordOf(maker.id, { kind: "append-manifest", batch, upload, keyCount: packCount, labelsHash: NO_HASH }),
    recordOf(maker.id, { kind: "seal-batch", batch }),
  ];
  return { is: "steps", steps, name: null };
}

async function batchNumbered(
  on: Judging,
  maker: InstitutionId,
  batchNumber: string,
  product: number | null,
): Promise<BatchRow | null> {
  let after: string | null = null;
  do {
    const page = await on.view.batchesOf(maker, { limit: BATCHES_PER_PAGE, after });
    const found = page.rows.find(
      (row) => row.batchNumber === batchNumber && (product === null || row.product === product),
    );
    if (found !== undefined) return found;
    after = page.next;
  } while (after !== null);
  return null;
}

const BATCHES_PER_PAGE = 200;

function requireSameBatch(row: BatchRow, packCount: number): Decision {
  if (row.packCount === packCount && row.status !== "open") return STANDING;
  return fail("batch-already-opened", { batch: row.id, packCount: row.packCount, status: row.status });
}

function packKeysOf({ codes, tracePrefix }: Event<"batch">, keyOf: (canonical: string) => Hex16): Hex16[] {
  const faults: LineFault[] = [];
  const keys: Hex16[] = [];
  const seen = new Set<Hex16>();
  for (const [at, text] of codes.entries()) {
    const line = at + 1;
    const reading = parseTraceCode(text);
    if (!reading.ok) faults.push({ line, code: null, ...traceCodeFailure(reading) });
    else if (reading.tracePrefix !== tracePrefix) {
      faults.push({ line, code: text, failure: "trace-code-foreign", facts: { pack: text, tracePrefix } });
    } else {
      const key = keyOf(reading.canonical);
      if (seen.has(key))
        faults.push({ line, code: text, failure: "trace-code-repeated", facts: { pack: text } });
      seen.add(key);
      keys.push(key);
    }
    if (faults.length === FAULTS_TOLD_MAX) break;
  }
  requireNoFaults(faults);
  return keys;
}

const FAULTS_TOLD_MAX = 20;

async function decideShip(on: Judging, event: Event<"ship">): Promise<Decision> {
  const { vault, zone } = on.ports.take;
  const sender = await requireInstitution(on, event.fromCode);
  const receiver = await requireInstitution(on, event.toCode);
  const documentKey = vault.documentKey(sender.id, {
    kind: "consignment",
    number: event.documentNumber,
    businessDay: businessDayOf(event.atSec, zone),
    till: "",
  });
  if ((await idOfName(on, shipmentName(event.shipmentName))) !== null) return STANDING;
  const runs: PackRun[] = [];
  for (const { codes } of event.lines) runs.push(...runsOfPacks(await heldPacks(on, sender, codes)));
  const body = {
    kind: "ship-consignment",
    receiver: receiver.id,
    documentKey,
    shippedAtSec: event.atSec,
    runs,
    lineCommitments: runs.map(() => NO_HASH),
  } as const;
  const lines = event.lines.map(() => ({ unitPriceFen: null, invoiceNumber: null }));
  const opening = sealDocument(vault, {
    documentKey,
    person: null,
    words: { number: event.documentNumber, lines },
  });
  return { is: "steps", steps: [recordOf(sender.id, body, opening)], name: shipmentName(event.shipmentName) };
}

/** The packs of codes that the institution holds and that are not gone; every other code is told. */
async function heldPacks(on: Judging, holder: InstitutionRow, texts: readonly string[]): Promise<PackRef[]> {
  const codes = texts.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named, faults: unread } = await resolveCodes(codes, { view: on.view, vault: on.ports.take.vault });
  const faults: LineFault[] = [...unread];
  const held: PackRef[] = [];
  for (const { line, code, packs } of named) {
    const pack = await firstHeld(on, holder.id, packs);
    on.about.packs.push(pack ?? packs[0]);
    if (pack === null) faults.push({ line, code, failure: "not-in-custody", facts: { pack: code } });
    else if ((await on.view.pack(pack)).isGone) {
      faults.push({ line, code, failure: "pack-already-dispensed", facts: { pack: code } });
    } else held.push(pack);
  }
  requireNoFaults(faults.slice(0, FAULTS_TOLD_MAX));
  return held;
}

async function firstHeld(
  on: Judging,
  holder: InstitutionId,
  packs: NamedLine["packs"],
): Promise<PackRef | null> {
  for (const pack of packs) {
    const parcel = await on.view.parcelAt(pack);
    if (parcel?.state === "held" && parcel.holder === holder) return pack;
  }
  return null;
}

/** What a shipment is called in the feed; the ledger knows its consignment. */
function shipmentName(name: string): string {
  return `shipment ${name}`;
}

async function decideReceive(on: Judging, event: Event<"receive">): Promise<Decision> {
  const receiver = await requireInstitution(on, event.byCode);
  const id = await idOfName(on, shipmentName(event.shipmentName));
  const row = id === null ? null : await on.view.consignment(id);
  if (id === null || row === null) return fail("consignment-unknown", { shipment: event.shipmentName });
  if (row.receiver !== receiver.id)
    fail("consignment-for-other", { consignment: id, receiver: row.receiver });
  if (row.state === "received" || row.receipts.some(({ receivedAtSec }) => receivedAtSec === event.atSec)) {
    return STANDING;
  }
  const accepted = await acceptedRuns(on, row, event.missing);
  if (accepted.length === 0) fail("consignment-not-in-state", { consignment: id, actual: row.state });
  const body = {
    kind: "receive-consignment",
    consignment: id,
    receivedAtSec: event.atSec,
    accepted,
  } as const;
  return { is: "steps", steps: [recordOf(receiver.id, body)], name: null };
}

/** All that is still on its way, without what was missing when the parcel was opened. */
async function acceptedRuns(
  on: Judging,
  row: ConsignmentRow,
  missing: readonly string[],
): Promise<PackRun[]> {
  const codes = missing.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view: on.view, vault: on.ports.take.vault });
  requireNoFaults(faults);
  const gone = named.flatMap(({ packs }) => runsOfPacks(packs));
  const taken = row.receipts.flatMap(({ accepted }) => accepted);
  return withoutRuns(withoutRuns(row.runs, taken), gone);
}

async function decideRecall(on: Judging, event: Event<"recall">): Promise<Decision> {
  const { vault } = on.ports.take;
  const maker = await requireInstitution(on, event.makerCode);
  const row = await batchNumbered(on, maker.id, event.batchNumber, null);
  if (row === null) return fail("batch-unknown", { batchNumber: event.batchNumber, maker: maker.id });
  const batch: BatchId = row.id;
  if (row.recalled?.recalledAtSec === event.atSec) return STANDING;
  const till = String(row.product);
  const about = vault.documentKey(maker.id, {
    kind: "batch",
    number: row.batchNumber,
    businessDay: "",
    till,
  });
  const reasonHash = vault.commitLine(maker.id, about, 0, event.reason);
  const body = { kind: "recall-batch", batch, recalledAtSec: event.atSec, reasonHash } as const;
  const opening = sealDocument(vault, {
    documentKey: reasonHash,
    person: null,
    words: { reason: event.reason },
  });
  return { is: "steps", steps: [recordOf(maker.id, body, opening)], name: null };
}
