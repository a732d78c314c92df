import type { Sentence } from "../answers.ts";
import { decimalText } from "../decimal-text.ts";
import type { PackClaim, StoryLine, StoryStep } from "../pack-story.ts";
import type { ClaimStep } from "./claim-rows.ts";
import { STEP_WORDS } from "./step-words.ts";

const STEP_OF: Readonly<Record<ClaimStep["kind"], StoryStep>> = {
  endorsed: "claim-endorsed",
  approved: "claim-approved",
  rejected: "claim-rejected",
  appealed: "claim-appealed",
  advanced: "claim-advanced",
  paid: "claim-paid",
  reversed: "claim-reversed",
  "clawed-back": "claim-clawed-back",
  disputed: "claim-disputed",
  upheld: "claim-upheld",
};

/** What a fund was asked to pay, and what became of it, in the order of the ledger. */
export function storyOfClaim(claim: PackClaim): StoryLine[] {
  const { filer, payerRegion, totalFen, claimedAtSec, proof, steps } = claim;
  const asked = {
    chinese: `${filer.name}向 ${payerRegion} 医保基金申报结算 ${yuan(totalFen)} 元`,
    english: `${filer.name} claimed ${yuan(totalFen)} yuan from the fund of region ${payerRegion}`,
  };
  return [
    line("claimed", { ...proof, atSec: claimedAtSec }, asked),
    ...steps.map(({ kind, by, fen, proof: at }) => {
      const { chinese, english } = STEP_WORDS[kind];
      const money = fen === null ? ["", ""] : [` ${yuan(fen)} 元`, `: ${yuan(fen)} yuan`];
      return line(
        STEP_OF[kind],
        { ...at, atSec: at.recordedAtSec },
        {
          chinese: `${by.name}：${chinese}${money[0]}`,
          english: `${by.name}: ${english}${money[1]}`,
        },
      );
    }),
  ];
}

function line(
  step: StoryStep,
  { block, recordedAtSec, atSec }: { block: number; recordedAtSec: number; atSec: number },
  words: Sentence,
): StoryLine {
  return { step, atSec, recordedAtSec, block, isLate: false, isImported: false, ...words };
}

/** Fen are written as yuan with two places. */
function yuan(fen: bigint): string {
  return decimalText(fen, 2);
}
