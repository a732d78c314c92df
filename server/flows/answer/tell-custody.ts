import type { CustodyStep } from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { holdsPack } from "../../domain/pack-runs.ts";
import type { CustodyTransfer, DisputeStep, SignedStep } from "../../domain/pack-story.ts";
import type { StoryScope } from "../../domain/visibility.ts";
import { type Naming, proofOf } from "./naming.ts";
import { type Shipment, shipmentsOf } from "./pack-facts.ts";
import type { MarkReader } from "./record-marks.ts";

type About = {
  readonly view: LedgerView;
  readonly naming: Naming;
  readonly marksOf: MarkReader;
  readonly scope: StoryScope;
  readonly pack: PackRef;
};

/** Every shipment that the reader may see, with what answered it: two signatures for one change of hands. */
export async function tellCustody(about: About, steps: readonly CustodyStep[]): Promise<CustodyTransfer[]> {
  const transfers: CustodyTransfer[] = [];
  for (const [place, step] of shipmentsOf(steps).entries()) {
    if (!about.scope.maySeeTransfer(place)) continue;
    transfers.push(await tellTransfer(about, step, steps));
  }
  return transfers;
}

async function tellTransfer(
  about: About,
  step: Shipment,
  steps: readonly CustodyStep[],
): Promise<CustodyTransfer> {
  const { naming } = about;
  const answers = steps.filter(
    ({ consignment, kind }) => consignment === step.consignment && kind !== "shipped",
  );
  const answer = async (kind: CustodyStep["kind"]): Promise<SignedStep | null> => {
    const found = answers.find((each) => each.kind === kind);
    return found === undefined ? null : signed(about, found);
  };
  return {
    consignment: step.consignment,
    sender: await naming.name(step.by),
    receiver: await naming.name(step.other),
    shipped: await signed(about, step),
    received: await answer("received"),
    withdrawn: await answer("withdrawn"),
    disputes: answers.some(({ kind }) => kind === "disputed") ? await disputesOf(about, step) : [],
  };
}

/** What was said of this pack in the disputes of its consignment. */
async function disputesOf(about: About, { consignment: id }: Shipment): Promise<DisputeStep[]> {
  const row = await about.view.consignment(id);
  if (row === null) throw new Error(`custody names the consignment ${id}, which the index does not have`);
  const words: DisputeStep[] = [];
  for (const word of row.disputes) {
    if (!word.runs.some((run) => holdsPack(run, about.pack))) continue;
    const { kind, outcome } = word;
    words.push({ kind, outcome, by: await about.naming.name(word.by), ...(await signed(about, word)) });
  }
  return words;
}

async function signed(
  { marksOf }: About,
  step: Pick<CustodyStep, "by" | "occurredAtSec" | "operator" | "origin">,
): Promise<SignedStep> {
  const { occurredAtSec, operator, origin } = step;
  return { occurredAtSec, operator, ...(await marksOf(step)), proof: proofOf(origin) };
}
