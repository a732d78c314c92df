import type {
  CustodyTransfer,
  PackDispense,
  PackRefusal,
  PackStory,
  SignedStep,
} from "../../domain/answers.ts";
import { businessDayOf } from "../../domain/business-day.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import { totalFenOf } from "../../domain/money.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow, CustodyStep, DispenseRow, LedgerView, PackRow } from "../../domain/read-model.ts";
import { tellStory } from "../../domain/story.ts";
import { parseTraceCode, writtenTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import { maySee, oversees, type Party, seesEverything } from "../../domain/visibility.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, proofOf } from "./naming.ts";

/** The whole story of one pack, by any form of its code, as far as the principal may see it. */
export async function answerPack(ports: AnswerPorts, principal: Principal, code: string): Promise<PackStory> {
  const reading = parseTraceCode(code);
  if (!reading.ok) {
    const { failure, facts } = traceCodeFailure(reading);
    return fail(failure, facts);
  }
  const written = writtenTraceCode(reading.canonical);
  return ports.reader.view(async (view) => {
    const [[first, ...rivals] = []] = await findPacks([reading.canonical], { view, vault: ports.vault });
    if (first === undefined) return failAbsent(ports, view, { principal, code: written });
    const naming = createNaming(view);
    const facts = await gather(view, first);
    const parties = await partiesOf(facts, naming);
    if (!maySee(principal, parties)) return failAbsent(ports, view, { principal, code: written });
    return compose(ports, { view, naming, principal, code: written, pack: first, rivals, facts });
  });
}

type PackFacts = {
  readonly batch: BatchRow;
  readonly row: PackRow;
  readonly custody: readonly CustodyStep[];
  readonly dispenses: readonly DispenseRow[];
};

type Telling = {
  readonly view: LedgerView;
  readonly naming: Naming;
  readonly principal: Principal;
  readonly code: string;
  readonly pack: PackRef;
  readonly rivals: readonly PackRef[];
  readonly facts: PackFacts;
};

async function gather(view: LedgerView, pack: PackRef): Promise<PackFacts> {
  const batch = await view.batch(pack.batch);
  if (batch === null) throw new Error(`a manifest without its batch ${pack.batch}`);
  const row = await view.pack(pack);
  const dispenses: DispenseRow[] = [];
  for (const id of row.dispenses) {
    const dispense = await view.dispense(id);
    if (dispense === null) throw new Error(`a pack names the dispense ${id}, which the index does not have`);
    dispenses.push(dispense);
  }
  return { batch, row, custody: await view.custodyOf(pack), dispenses };
}

async function partiesOf({ batch, custody, dispenses }: PackFacts, naming: Naming): Promise<Party[]> {
  const ids = [
    batch.maker,
    ...custody.flatMap(({ by, other }) => [by, other]),
    ...dispenses.map(({ institution }) => institution),
  ];
  return Promise.all([...new Set(ids)].filter((id) => id !== 0).map((id) => naming.institution(id)));
}

/** What may not be seen and what is not there are told alike, except to whom nothing is hidden. */
async function failAbsent(
  { vault }: AnswerPorts,
  view: LedgerView,
  { principal, code }: { principal: Principal; code: string },
): Promise<never> {
  const epochs = await missingEpochs({ view, vault });
  if (epochs.length > 0) fail("could-not-look", { missing: epochs.map((epoch) => `key epoch ${epoch}`) });
  return fail(seesEverything(principal) ? "trace-code-unknown" : "not-found", { pack: code });
}

async function compose(ports: AnswerPorts, telling: Telling): Promise<PackStory> {
  const { view, naming, code, pack, rivals, facts } = telling;
  const { batch, row } = facts;
  const product = await naming.product(batch.product);
  const parcel = await view.parcelAt(pack);
  const { id, name, unit, codes, flags, status, unitsPerPack } = product;
  const story: Omit<PackStory, "lines" | "asOf"> = {
    code,
    pack,
    product: { id, name, unit, codes, flags, status },
    batch: {
      id: batch.id,
      batchNumber: batch.batchNumber,
      maker: await naming.name(batch.maker),
      status: batch.status,
      madeAtSec: batch.madeAtSec,
      expiresAtSec: batch.expiresAtSec,
      lastDay: businessDayOf(batch.expiresAtSec - 1, ports.zone),
      packCount: batch.packCount,
      opened: proofOf(batch.opened),
      sealed: batch.sealed === null ? null : proofOf(batch.sealed),
    },
    provenance: "maker",
    contestedBy: await Promise.all(
      rivals.map(async (rival) => ({
        ...rival,
        maker: await naming.name((await naming.batch(rival.batch)).maker),
      })),
    ),
    custody: await transfersOf(facts.custody, naming),
    holder: parcel === null ? null : { institution: await naming.name(parcel.holder), state: parcel.state },
    dispenses: await Promise.all(facts.dispenses.map((dispense) => tellDispense(ports, telling, dispense))),
    unitsPerPack,
    unitsLeft: row.isGone && row.unitsTaken === 0 ? 0 : unitsPerPack - row.unitsTaken,
    isGone: row.isGone,
    refusals: await refusalsOf(ports, telling),
  };
  return { ...story, lines: tellStory(story), asOf: view.asOf };
}

/** Every shipment with the receipt that answered it: two signatures for one change of hands. */
async function transfersOf(steps: readonly CustodyStep[], naming: Naming): Promise<CustodyTransfer[]> {
  const transfers: CustodyTransfer[] = [];
  for (const [at, step] of steps.entries()) {
    if (step.kind !== "shipped" || step.consignment === null) continue;
    const answer = steps
      .slice(at + 1)
      .find(({ kind, consignment }) => kind === "received" && consignment === step.consignment);
    transfers.push({
      consignment: step.consignment,
      sender: await naming.name(step.by),
      receiver: await naming.name(step.other),
      shipped: signedStep(step),
      received: answer === undefined ? null : signedStep(answer),
    });
  }
  return transfers;
}

function signedStep({ occurredAtSec, operator, origin }: CustodyStep): SignedStep {
  return { occurredAtSec, operator, proof: proofOf(origin) };
}

/** What was paid is for the dispenser and who watches over it; who the person is, for nobody here. */
async function tellDispense(
  { lateAfterSec }: AnswerPorts,
  { naming, principal, pack }: Telling,
  dispense: DispenseRow,
): Promise<PackDispense> {
  const dispenser = await naming.institution(dispense.institution);
  const lines = dispense.lines.filter(({ batch, index }) => batch === pack.batch && index === pack.index);
  if (lines.length === 0) throw new Error(`the dispense ${dispense.id} does not name the pack that names it`);
  return {
    id: dispense.id,
    institution: await naming.name(dispenser.id),
    dispensedAtSec: dispense.dispensedAtSec,
    isLate: dispense.origin.recordedAtSec - dispense.dispensedAtSec > lateAfterSec,
    identification: dispense.identification,
    units: lines.reduce((units, line) => units + line.units, 0),
    priceFen: maySee(principal, [dispenser]) ? totalFenOf(lines) : null,
    operator: dispense.operator,
    proof: proofOf(dispense.origin),
  };
}

/** Refused attempts of one's own; of others only for who watches over them. */
async function refusalsOf(
  { commands }: AnswerPorts,
  { naming, principal, pack }: Telling,
): Promise<PackRefusal[]> {
  const refusals: PackRefusal[] = [];
  for (const { id, institution, operation, code, atMs } of await commands.refusedAttemptsOf(pack)) {
    const attempter = await naming.institution(institution);
    if (institution !== principal.institution && !oversees(principal, [attempter])) continue;
    const name = await naming.name(institution);
    refusals.push({ id, institution: name, operation, code, atSec: Math.floor(atMs / 1000) });
  }
  return refusals;
}
