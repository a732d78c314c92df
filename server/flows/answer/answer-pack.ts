import { businessDayOf } from "../../domain/business-day.ts";
import type { PackRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { holderAfter } from "../../domain/pack-holder.ts";
import type { PackBatch, PackRefusal, PackStory, RivalPack } from "../../domain/pack-story.ts";
import type { Principal } from "../../domain/principal.ts";
import { tellStory } from "../../domain/story.ts";
import { parseTraceCode, writtenTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import { type StoryScope, seesEverything, storyScope } from "../../domain/visibility.ts";
import { findPacks, missingEpochs } from "../find-packs.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, proofOf } from "./naming.ts";
import { gatherPack, type PackFacts, partiesOfPack } from "./pack-facts.ts";
import { createMarkReader, type MarkReader } from "./record-marks.ts";
import { tellCustody } from "./tell-custody.ts";
import { tellDecommission, tellDispenses } from "./tell-pack-records.ts";

/** The whole story of one pack, by any form of its code, as far as the principal may see it. */
export async function answerPack(ports: AnswerPorts, principal: Principal, code: string): Promise<PackStory> {
  const reading = parseTraceCode(code);
  if (!reading.ok) {
    const { failure, facts } = traceCodeFailure(reading);
    return fail(failure, facts);
  }
  const written = writtenTraceCode(reading.canonical);
  return ports.reader.view(async (view) => {
    const [[pack, ...rivals] = []] = await findPacks([reading.canonical], { view, vault: ports.vault });
    if (pack === undefined) return failAbsent(ports, view, { principal, code: written });
    const naming = createNaming(view);
    const facts = await gatherPack(view, pack, naming);
    const scope = storyScope(principal, await partiesOfPack(facts, naming));
    if (!scope.maySeeAny) return failAbsent(ports, view, { principal, code: written });
    const marksOf = createMarkReader(view, naming);
    return compose(ports, { view, naming, marksOf, scope, code: written, pack, rivals, facts });
  });
}

type Telling = {
  readonly view: LedgerView;
  readonly naming: Naming;
  readonly marksOf: MarkReader;
  readonly scope: StoryScope;
  readonly code: string;
  readonly pack: PackRef;
  readonly rivals: readonly PackRef[];
  readonly facts: PackFacts;
};

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
  const { view, naming, scope, code, pack, facts } = telling;
  const { batch, row, custody } = facts;
  const product = await naming.product(batch.product);
  const { id, name, unit, codes, flags, status, unitsPerPack } = product;
  const story: Omit<PackStory, "lines" | "asOf"> = {
    code,
    pack,
    product: { id, name, unit, codes, flags, status },
    batch: await tellBatch(ports, telling),
    provenance: batch.provenance,
    contestedBy: await tellRivals(telling),
    custody: await tellCustody(telling, custody),
    dispenses: await tellDispenses(telling),
    decommission: await tellDecommission(telling),
    unitsPerPack,
    ...presentOf(row, unitsPerPack, scope),
    holder: scope.maySeePresent ? await holderOf(telling) : null,
    refusals: await refusalsOf(ports, telling),
  };
  return { ...story, lines: tellStory(story), asOf: view.asOf };
}

type Present = Pick<PackStory, "unitsLeft" | "isGone" | "isOpened" | "isFrozen" | "reversalCount">;

function presentOf(row: PackRow, unitsPerPack: number, { maySeePresent }: StoryScope): Present {
  if (!maySeePresent) {
    return { unitsLeft: null, isGone: null, isOpened: null, isFrozen: null, reversalCount: null };
  }
  const { isGone, isOpened, isFrozen, reversalCount, unitsTaken, decommission } = row;
  // A pack that was sold whole, froze or was written off has no units to hand out.
  const isClosed = isFrozen || decommission !== null || (isGone && !isOpened);
  const unitsLeft = isClosed ? 0 : unitsPerPack - unitsTaken;
  return { unitsLeft, isGone, isOpened, isFrozen, reversalCount };
}

async function holderOf({ naming, facts }: Telling): Promise<PackStory["holder"]> {
  const now = holderAfter(facts.custody);
  return now === null ? null : { institution: await naming.name(now.holder), state: now.state };
}

async function tellBatch({ zone }: AnswerPorts, telling: Telling): Promise<PackBatch> {
  const { naming, scope } = telling;
  const { batch } = telling.facts;
  const { recalled, opened } = batch;
  const quarantines = batch.quarantines.filter(({ region }) => scope.maySeeQuarantineIn(region));
  return {
    id: batch.id,
    batchNumber: batch.batchNumber,
    maker: await naming.name(batch.maker),
    status: batch.status,
    madeAtSec: batch.madeAtSec,
    expiresAtSec: batch.expiresAtSec,
    lastDay: businessDayOf(batch.expiresAtSec - 1, zone),
    packCount: batch.packCount,
    opened: proofOf(opened),
    sealed: batch.sealed === null ? null : proofOf(batch.sealed),
    recalled:
      recalled === null
        ? null
        : {
            by: await naming.name(recalled.by),
            recalledAtSec: recalled.recalledAtSec,
            proof: proofOf(recalled.origin),
          },
    quarantines: await Promise.all(
      quarantines.map(async ({ region, bureau, held, released }) => ({
        region,
        bureau: await naming.name(bureau),
        held: proofOf(held),
        released: released === null ? null : proofOf(released),
      })),
    ),
  };
}

function tellRivals({ rivals, naming }: Telling): Promise<RivalPack[]> {
  return Promise.all(
    rivals.map(async (rival) => {
      const { maker, provenance } = await naming.batch(rival.batch);
      return { ...rival, maker: await naming.name(maker), provenance };
    }),
  );
}

/** Refused attempts of one's own; of others only for who watches over them. */
async function refusalsOf(
  { commands }: AnswerPorts,
  { naming, scope, pack }: Telling,
): Promise<PackRefusal[]> {
  const refusals: PackRefusal[] = [];
  for (const { id, institution, operation, code, atMs } of await commands.refusedAttemptsOf(pack)) {
    if (!scope.maySeeRefusalOf(await naming.institution(institution))) continue;
    const name = await naming.name(institution);
    refusals.push({ id, institution: name, operation, code, atSec: Math.floor(atMs / 1000) });
  }
  return refusals;
}
