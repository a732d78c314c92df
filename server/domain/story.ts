import type { InstitutionName, Sentence } from "./answers.ts";
import { storyOfClaim } from "./claims/story-of-claim.ts";
import { FAILURES, type FailureCode } from "./failure-catalogue.ts";
import type {
  CustodyTransfer,
  PackDispense,
  PackRefusal,
  PackStory,
  RivalPack,
  StoryLine,
  StoryStep,
} from "./pack-story.ts";
import {
  ANSWER_WORDS,
  DECOMMISSION_WORDS,
  OPERATION_WORDS,
  OUTCOME_WORDS,
  REFUSAL_WORDS,
} from "./story-words.ts";

type Story = Omit<PackStory, "lines" | "asOf">;

/**
 * A pack's story in short sentences, in the order in which the ledger (or, for a refusal, this server)
 * learned it.
 */
export function tellStory(story: Story): StoryLine[] {
  const told = [
    tellMaking(story),
    ...story.contestedBy.map((rival) => tellRival(rival, story)),
    ...story.custody.flatMap(tellTransfer),
    ...story.dispenses.flatMap((dispense) => tellDispense(dispense, story)),
    ...tellDecommission(story),
    ...tellHoldingBack(story),
    ...story.refusals.map(tellRefusal),
  ];
  // Events of one block share its time; each list above is in the order of the ledger, and sorting keeps it.
  return told.sort((a, b) => a.recordedAtSec - b.recordedAtSec);
}

function tellMaking({ batch, product, provenance }: Story): StoryLine {
  const { block, recordedAtSec } = batch.sealed ?? batch.opened;
  const { maker, batchNumber, lastDay } = batch;
  const when = { atSec: batch.madeAtSec, recordedAtSec, block, isLate: false, isImported: false };
  if (provenance === "declared") {
    return told(
      "declared",
      { ...when, atSec: recordedAtSec },
      {
        chinese: `${maker.name}申报库存${product.name}，批号 ${batchNumber}，有效期至 ${lastDay}；无生产企业追溯`,
        english:
          `${maker.name} declared it as stock older than the ledger: ` +
          `${product.name}, batch ${batchNumber}, ` +
          `good through ${lastDay}; its maker's trace is missing`,
      },
    );
  }
  return told("made", when, {
    chinese: `${maker.name}生产${product.name}，批号 ${batchNumber}，有效期至 ${lastDay}`,
    english: `${maker.name} made it: ${product.name}, batch ${batchNumber}, good through ${lastDay}`,
  });
}

function tellRival({ maker, provenance }: RivalPack, { batch }: Story): StoryLine {
  const { recordedAtSec } = batch.sealed ?? batch.opened;
  const when = { atSec: recordedAtSec, recordedAtSec, block: null, isLate: false, isImported: false };
  if (provenance === "declared") {
    return told("contested", when, {
      chinese: `${maker.name}申报的库存也用此追溯码，以先登记者为准`,
      english: `stock that ${maker.name} declared claims the same code: the first stands`,
    });
  }
  return told("contested", when, {
    chinese: `${maker.name}的另一份清单也声称此追溯码，以先登记者为准`,
    english: `another manifest, of ${maker.name}, claims the same code: the first stands`,
  });
}

function tellTransfer({
  sender,
  receiver,
  shipped,
  received,
  withdrawn,
  disputes,
}: CustodyTransfer): StoryLine[] {
  const lines = [
    told("shipped", stepOf(shipped), {
      chinese: `${sender.name}发货给${receiver.name}`,
      english: `${sender.name} shipped it to ${receiver.name}`,
    }),
  ];
  if (received !== null) {
    lines.push(
      told("received", stepOf(received), {
        chinese: `${receiver.name}收货，来自${sender.name}`,
        english: `${receiver.name} received it from ${sender.name}`,
      }),
    );
  }
  if (withdrawn !== null) {
    lines.push(
      told("withdrawn", stepOf(withdrawn), {
        chinese: `${sender.name}在收货前撤回，仍由其保管`,
        english: `${sender.name} took it back before it was received`,
      }),
    );
  }
  return [...lines, ...disputes.map(tellDispute)];
}

function tellDispute(word: CustodyTransfer["disputes"][number]): StoryLine {
  const { kind, by, outcome } = word;
  const said = OUTCOME_WORDS[outcome ?? "none"];
  if (kind === "opened") {
    return told("disputed", stepOf(word), {
      chinese: `${by.name}对在途的这盒药提出争议`,
      english: `${by.name} disputed it on its way`,
    });
  }
  if (kind === "answered") {
    return told("dispute-answered", stepOf(word), {
      chinese: `${by.name}对争议答复：${said.chinese}`,
      english: `${by.name} answered the dispute: ${said.english}`,
    });
  }
  const verb = by.kind === "bureau" ? ["裁定", "decided"] : ["同意", "agreed"];
  return told(outcome === "lost" ? "dispute-lost" : "dispute-returned", stepOf(word), {
    chinese: `争议了结，${by.name}${verb[0]}：${said.chinese}`,
    english: `the dispute ended, ${by.name} ${verb[1]}: ${said.english}`,
  });
}

function tellDispense(dispense: PackDispense, { product }: Story): StoryLine[] {
  const { institution, units, dispensedAtSec, isLate, isImported, proof } = dispense;
  const { reversals, answer, claims } = dispense;
  const { recordedAtSec, block } = proof;
  const amount = units === 0 ? "整盒" : `${units} ${product.unit}（拆零）`;
  const quantity = units === 0 ? "the pack" : `${units} ${product.unit} of it`;
  const lines = [
    told(
      "dispensed",
      { atSec: dispensedAtSec, recordedAtSec, block, isLate, isImported },
      {
        chinese: `${institution.name}发药，${amount}`,
        english: `${institution.name} dispensed ${quantity}`,
      },
    ),
  ];
  for (const reversal of reversals) lines.push(...tellReversal(institution, reversal, product.unit));
  if (answer !== null && answer.answer !== "none") {
    const when = { atSec: answer.proof.recordedAtSec, isLate: false, isImported: false };
    const place = { ...when, recordedAtSec: answer.proof.recordedAtSec, block: answer.proof.block };
    const step = answer.answer === "denied" ? "receipt-denied" : "receipt-confirmed";
    lines.push(told(step, place, ANSWER_WORDS[answer.answer]));
  }
  return [...lines, ...claims.flatMap(storyOfClaim)];
}

function tellReversal(
  institution: InstitutionName,
  reversal: PackDispense["reversals"][number],
  unit: string,
): StoryLine[] {
  const { units, reversedAtSec, isLate, isImported, proof, hasFrozen } = reversal;
  const { recordedAtSec, block } = proof;
  const place = { atSec: reversedAtSec, recordedAtSec, block, isLate, isImported };
  const back = told("reversed", place, {
    chinese: `${institution.name}退药，退回${units === 0 ? "整盒" : ` ${units} ${unit}`}`,
    english: `${institution.name} took back ${units === 0 ? "the pack" : `${units} ${unit} of it`}`,
  });
  if (!hasFrozen) return [back];
  const frozen = told("frozen", place, {
    chinese: "退回次数已满：冻结，不可再售",
    english: "it came back as often as the region allows: frozen, never to be sold again",
  });
  return [back, frozen];
}

function tellDecommission({ decommission, product }: Story): StoryLine[] {
  if (decommission === null) return [];
  const { institution, reason, units, occurredAtSec: atSec, isLate, isImported, proof } = decommission;
  const { recordedAtSec, block } = proof;
  const why = DECOMMISSION_WORDS[reason];
  const what =
    units === 0
      ? { chinese: "", english: "it" }
      : { chinese: `余下 ${units} ${product.unit}，`, english: `the ${units} ${product.unit} left of it` };
  return [
    told(
      "decommissioned",
      { atSec, recordedAtSec, block, isLate, isImported },
      {
        chinese: `${institution.name}报损出库：${what.chinese}${why.chinese}`,
        english: `${institution.name} took ${what.english} out of the trade: ${why.english}`,
      },
    ),
  ];
}

function tellHoldingBack({ batch }: Story): StoryLine[] {
  const lines: StoryLine[] = [];
  for (const { region, bureau, held, released } of batch.quarantines) {
    lines.push(
      told("quarantined", proven(held), {
        chinese: `${bureau.name}在 ${region} 地区暂停此批次`,
        english: `${bureau.name} put the batch into quarantine in region ${region}`,
      }),
    );
    if (released !== null) {
      lines.push(
        told("released", proven(released), {
          chinese: `${bureau.name}解除 ${region} 地区的暂停`,
          english: `${bureau.name} released the batch in region ${region}`,
        }),
      );
    }
  }
  if (batch.recalled !== null) {
    const { by, recalledAtSec, proof } = batch.recalled;
    lines.push(
      told(
        "recalled",
        { ...proven(proof), atSec: recalledAtSec },
        {
          chinese: `${by.name}召回此批次：只可退回或销毁`,
          english: `${by.name} recalled the batch: it only goes back or is destroyed`,
        },
      ),
    );
  }
  return lines;
}

function tellRefusal({ institution, operation, code, atSec }: PackRefusal): StoryLine {
  const verb = OPERATION_WORDS[operation] ?? { chinese: "操作", english: "a request" };
  const when = { atSec, recordedAtSec: atSec, block: null, isLate: false, isImported: false };
  return told("refused", when, {
    chinese: `${institution.name}${verb.chinese}被拒：${reasonOf(code)}`,
    english: `${institution.name}: ${verb.english} refused. ${FAILURES[code].title}`,
  });
}

/** A code without Chinese words of its own stands for itself. */
function reasonOf(code: FailureCode): string {
  return REFUSAL_WORDS[code] ?? code;
}

type Place = Omit<StoryLine, "step" | keyof Sentence>;

function stepOf({ occurredAtSec, isLate, isImported, proof }: CustodyTransfer["shipped"]): Place {
  const { recordedAtSec, block } = proof;
  return { atSec: occurredAtSec, recordedAtSec, block, isLate, isImported };
}

function proven({ recordedAtSec, block }: { recordedAtSec: number; block: number }): Place {
  return { atSec: recordedAtSec, recordedAtSec, block, isLate: false, isImported: false };
}

/** A record that came by itself later than allowed, and one that its bureau brought in, never look live. */
function told(step: StoryStep, place: Place, words: Sentence): StoryLine {
  const { isLate, isImported } = place;
  const marks = isImported
    ? ["（补录）", " (imported)"]
    : isLate
      ? ["（迟报）", " (recorded late)"]
      : ["", ""];
  const chinese = `${words.chinese}${marks[0]}`;
  return { step, ...place, chinese, english: `${words.english}${marks[1]}` };
}
