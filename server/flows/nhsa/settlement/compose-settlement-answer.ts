import type { Zone } from "../../../domain/business-day.ts";
import type { Failure } from "../../../domain/failure.ts";
import type { NhsaFault } from "../../../domain/nhsa/message.ts";
import { failureText, faultsText } from "../../../domain/nhsa/message-words.ts";
import { composeFeeResult } from "../../../domain/nhsa/settlement/compose-cut.ts";
import {
  composePharmacyCancellation,
  composeSettlement,
  composeVisitCancellation,
} from "../../../domain/nhsa/settlement/compose-settlement.ts";
import type { SettlementKind } from "../../../domain/nhsa/settlement/message.ts";
import type {
  CancelledOutput,
  FeeResultOutput,
  SettlementOutput,
} from "../../../domain/nhsa/settlement/output.ts";
import { type AnswerHead, frame, type NhsaAnswer, toldOf } from "../compose-answer.ts";
import type { Done } from "./settled.ts";

/** As a stock message's answer; `output` is that of the message's kind. */
export type SettlementAnswer = Omit<NhsaAnswer, "output"> & {
  readonly output: SettlementOutput | CancelledOutput | FeeResultOutput | null;
};

type Head = AnswerHead & { readonly infno: SettlementKind };

export function answerDone(head: Head, done: Done): SettlementAnswer {
  return { ...frame(head, { caretrail: null }), output: outputOf(done, head) };
}

/** Of a refusal, and of what is not known yet: `caretrail.code` tells them apart. */
export function answerFailure(head: Head, failure: Failure): SettlementAnswer {
  const err_msg = failureText(failure.code, failure.facts);
  return { ...frame(head, { infcode: "-1", err_msg, caretrail: toldOf(failure) }), output: null };
}

/** No settlement is half taken up: whatever is wrong with it is of the first level. */
export function answerForm(head: Head, faults: readonly NhsaFault[], failure: Failure): SettlementAnswer {
  const err_msg = `${faultsText(faults, head.infno)} [${failure.code}]`;
  return { ...frame(head, { infcode: "-1", err_msg, caretrail: toldOf(failure) }), output: null };
}

function outputOf(
  done: Done,
  { zone, infno }: { zone: Zone; infno: SettlementKind },
): SettlementAnswer["output"] {
  switch (done.is) {
    case "settled":
      return composeSettlement(done.settlement, zone);
    case "cancelled":
      return infno === "2103"
        ? composePharmacyCancellation(done.settlement, zone)
        : composeVisitCancellation(done.settlement, zone);
    case "fees":
      return composeFeeResult(done.lines);
    case "nothing":
      return null;
  }
}
