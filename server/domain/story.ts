import type {
  CustodyTransfer,
  PackDispense,
  PackRefusal,
  PackStory,
  Sentence,
  StoryLine,
  StoryStep,
} from "./answers.ts";
import { FAILURES, type FailureCode } from "./failure-catalogue.ts";

type Told = { readonly line: StoryLine; readonly recordedAtSec: number };

/**
 * A pack's story in short sentences, in the order in which the ledger (or, for a refusal, this server)
 * learned it.
 */
export function tellStory(story: Omit<PackStory, "lines" | "asOf">): StoryLine[] {
  const told = [
    tellMaking(story),
    ...story.contestedBy.map((rival) => tellRival(rival, story)),
    ...story.custody.flatMap(tellTransfer),
    ...story.dispenses.map((dispense) => tellDispense(dispense, story)),
    ...story.refusals.map(tellRefusal),
  ];
  return told.sort((a, b) => a.recordedAtSec - b.recordedAtSec).map(({ line }) => line);
}

function tellMaking({ batch, product }: Omit<PackStory, "lines" | "asOf">): Told {
  const { block, recordedAtSec } = batch.sealed ?? batch.opened;
  const { maker, batchNumber, lastDay } = batch;
  return told(
    "made",
    recordedAtSec,
    { atSec: batch.madeAtSec, block },
    {
      chinese: `${maker.name}生产${product.name}，批号 ${batchNumber}，有效期至 ${lastDay}`,
      english: `${maker.name} made it: ${product.name}, batch ${batchNumber}, good through ${lastDay}`,
    },
  );
}

function tellRival(
  { maker }: PackStory["contestedBy"][number],
  { batch }: Omit<PackStory, "lines" | "asOf">,
): Told {
  const { recordedAtSec } = batch.sealed ?? batch.opened;
  return told(
    "contested",
    recordedAtSec,
    { atSec: recordedAtSec, block: null },
    {
      chinese: `${maker.name}的另一份清单也声称此追溯码，以先登记者为准`,
      english: `another manifest, of ${maker.name}, claims the same code: the first stands`,
    },
  );
}

function tellTransfer({ sender, receiver, shipped, received }: CustodyTransfer): Told[] {
  const sent = told("shipped", shipped.proof.recordedAtSec, placeOf(shipped), {
    chinese: `${sender.name}发货给${receiver.name}`,
    english: `${sender.name} shipped it to ${receiver.name}`,
  });
  if (received === null) return [sent];
  const taken = told("received", received.proof.recordedAtSec, placeOf(received), {
    chinese: `${receiver.name}收货，来自${sender.name}`,
    english: `${receiver.name} received it from ${sender.name}`,
  });
  return [sent, taken];
}

function tellDispense(
  { institution, units, dispensedAtSec, isLate, proof }: PackDispense,
  { product }: Omit<PackStory, "lines" | "asOf">,
): Told {
  const amount = units === 0 ? "整盒" : `${units} ${product.unit}（拆零）`;
  const quantity = units === 0 ? "the pack" : `${units} ${product.unit} of it`;
  const place = { atSec: dispensedAtSec, block: proof.block };
  return told("dispensed", proof.recordedAtSec, place, {
    chinese: `${institution.name}发药，${amount}${isLate ? "（迟报）" : ""}`,
    english: `${institution.name} dispensed ${quantity}${isLate ? " (recorded late)" : ""}`,
  });
}

function tellRefusal({ institution, operation, code, atSec }: PackRefusal): Told {
  const verb = VERBS[operation] ?? { chinese: "操作", english: "a request" };
  return told(
    "refused",
    atSec,
    { atSec, block: null },
    {
      chinese: `${institution.name}${verb.chinese}被拒：${REASONS[code] ?? code}`,
      english: `${institution.name}: ${verb.english} refused. ${FAILURES[code].title}`,
    },
  );
}

const VERBS: Readonly<Record<string, Sentence>> = {
  "record-dispenses": { chinese: "发药", english: "a dispense" },
  "ship-consignment": { chinese: "发货", english: "a shipment" },
  "receive-consignment": { chinese: "收货", english: "a receipt" },
};

/** Why packs are refused, in the words of a Chinese till; a code that is not here stands for itself. */
const REASONS: Readonly<Partial<Record<FailureCode, string>>> = {
  "pack-already-dispensed": "该包装已发药",
  "not-in-custody": "该包装不在其库存",
  "batch-expired": "批次已过有效期",
  "batch-not-sellable": "该批次现不可发药",
  "pack-contested": "追溯码被两份清单声称",
  "split-not-allowed": "该药品不可拆零",
  "units-exceed-pack": "余量不足",
  "trace-code-repeated": "同一追溯码重复",
  "run-not-of-consignment": "不属于该随货同行单",
  "document-already-recorded": "单号已使用",
};

function placeOf({ occurredAtSec, proof }: CustodyTransfer["shipped"]): { atSec: number; block: number } {
  return { atSec: occurredAtSec, block: proof.block };
}

function told(
  step: StoryStep,
  recordedAtSec: number,
  place: { readonly atSec: number; readonly block: number | null },
  words: Sentence,
): Told {
  return { recordedAtSec, line: { step, ...place, ...words } };
}
