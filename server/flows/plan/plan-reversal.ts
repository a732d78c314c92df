import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { DispenseContent, ReversalContent } from "../../domain/dispense-content.ts";
import { type DispenseRow, RECEIPT_ANSWERS } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex, Hex32, InstitutionId } from "../../domain/ids.ts";
import {
  lineIndexOf,
  type ReturnLine,
  type StandingLine,
  standingLines,
  takenBack,
} from "../../domain/judge-return-line.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { wordOfLine } from "../../domain/pack-words.ts";
import type { Signing } from "../../domain/ports.ts";
import { declaredKeysOf } from "./declared-keys.ts";
import { dispenseContent } from "./dispense-content.ts";
import { parcelFromOf } from "./plan-dispenses.ts";

type Reverse = Extract<CommandBody, { kind: "reverse-dispense" }>;
type Answer = Extract<CommandBody, { kind: "answer-receipt" }>;

/** The ledger keeps only a dispense's id: its content is passed again, as the index saw it recorded. */
export async function planReversal(
  body: Reverse,
  { institution, key }: Signing,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const { dispense, reversal, lineIndexes, parcelFroms, declaredKeys } = await reversalArguments(
    body,
    institution,
    view,
  );
  return [
    ledgerCall(
      "drugLedger",
      "reverseDispense",
      key,
      dispense,
      reversal,
      lineIndexes,
      parcelFroms,
      declaredKeys,
    ),
  ];
}

/** What the ledger is told of a return: what it takes back, and where each pack and declared key stands. */
export async function reversalArguments(
  body: Omit<Reverse, "kind">,
  institution: InstitutionId,
  view: LedgerView,
): Promise<ReversalArguments> {
  const row = await requireDispense(body.dispense, view);
  const lines = body.lines.map((line) => ({ ...line, priceFen: BigInt(line.priceFen) }));
  const content: ReversalContent = {
    institution,
    documentKey: body.documentKey,
    dispense: body.dispense,
    reversedAtSec: body.reversedAtSec,
    lines: lines.map(wordOfLine),
  };
  const lineIndexes = placesOf(lines, standingLines(row, await view.aftermathOf(row.id)));
  const parcelFroms: number[] = [];
  for (const line of lines) parcelFroms.push(await parcelFromOf(line, view));
  // Units that come back leave the pack open, and its code spent.
  const whole = lines.filter(({ units }) => units === 0);
  const declaredKeys = await declaredKeysOf(whole, view);
  const dispense = dispenseContent(row, row.institution);
  return { dispense, reversal: content, lineIndexes, parcelFroms, declaredKeys };
}

export type ReversalArguments = {
  readonly dispense: DispenseContent;
  readonly reversal: ReversalContent;
  readonly lineIndexes: readonly number[];
  readonly parcelFroms: readonly number[];
  readonly declaredKeys: Hex;
};

/** The bureau writes down what the person said. */
export async function planReceiptAnswer(body: Answer, view: LedgerView): Promise<readonly LedgerCall[]> {
  const row = await requireDispense(body.dispense, view);
  const content = dispenseContent(row, row.institution);
  return [ledgerCall("drugLedger", "answerReceipt", content, RECEIPT_ANSWERS.indexOf(body.answer))];
}

async function requireDispense(id: Hex32, view: LedgerView): Promise<DispenseRow> {
  return (await view.dispense(id)) ?? fail("dispense-unknown", { dispense: id });
}

/** Line by line, because two lines of a return may be of the same pack. */
function placesOf(asked: readonly ReturnLine[], standing: readonly StandingLine[]): number[] {
  const left = [...standing];
  return asked.map((line) => {
    const at = lineIndexOf(left, line);
    const found = at === null ? undefined : left[at];
    if (at === null || found === undefined) {
      return fail("return-exceeds-line", { batch: line.batch, index: line.index });
    }
    left[at] = takenBack(found, line);
    return at;
  });
}
