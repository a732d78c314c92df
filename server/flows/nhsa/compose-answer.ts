import type { Zone } from "../../domain/business-day.ts";
import { type Facts, Failure } from "../../domain/failure.ts";
import { FAILURES, type FailureCode } from "../../domain/failure-catalogue.ts";
import type { Retry } from "../../domain/failure-entry.ts";
import type { NhsaFault, NhsaInfno } from "../../domain/nhsa/message.ts";
import { platformTime } from "../../domain/nhsa/message-times.ts";
import { failureText, faultsText, isOfResult } from "../../domain/nhsa/message-words.ts";
import type { SettlementKind } from "../../domain/nhsa/settlement/message.ts";

/**
 * An answer as the platform gives one, with two levels of success: infcode 0 = the message was taken up,
 * retRslt 1 = its content was. `caretrail` is ours: the code, its advice on retrying, and its facts.
 */
export type NhsaAnswer = {
  readonly infcode: "0" | "-1";
  readonly inf_refmsgid: string;
  readonly refmsg_time: string;
  readonly respond_time: string;
  readonly err_msg: string;
  readonly warn_msg: string | null;
  readonly cainfo: null;
  readonly signtype: null;
  readonly output: {
    readonly result: { readonly retRslt: "0" | "1"; readonly msgRslt: string };
    /** Of an A form: one answer a line. */
    readonly lines?: readonly NhsaLineAnswer[] | undefined;
  } | null;
  readonly caretrail: ToldFailure | null;
};

export type NhsaLineAnswer = {
  readonly line: number;
  readonly retRslt: "0" | "1";
  readonly msgRslt: string;
  readonly caretrail: ToldFailure | null;
};

export type ToldFailure = { readonly code: FailureCode; readonly retry: Retry; readonly facts: Facts };

/** What became of one line; counted from 1. */
export type LineOutcome = {
  readonly line: number;
  readonly warnings: readonly string[];
  readonly failure: Failure | null;
};

export type AnswerHead = {
  readonly zone: Zone;
  readonly receivedAtMs: number;
  readonly nowMs: () => number;
  readonly infno: NhsaInfno | SettlementKind;
  /** Null when the message names none that could be read. */
  readonly msgid: string | null;
};

/** The refusal that all faults of a form make together. */
export function faultsFailure(faults: readonly NhsaFault[]): Failure {
  const issues = faults.map(({ path, kind, facts }) => ({ ...facts, path, problem: kind }));
  return new Failure("malformed-request", { issues });
}

/** A message of the wrong form; where only codes and counts are wrong, the platform says so in its result. */
export function answerFaults(head: AnswerHead, faults: readonly NhsaFault[], failure: Failure): NhsaAnswer {
  const text = `${faultsText(faults, head.infno)} [${failure.code}]`;
  const caretrail = toldOf(failure);
  if (!faults.every(isOfResult)) return frame(head, { infcode: "-1", err_msg: text, caretrail });
  return frame(head, { output: { result: { retRslt: "0", msgRslt: text } }, caretrail });
}

/** A message that was refused as a whole. */
export function answerRefusal(head: AnswerHead, failure: Failure): NhsaAnswer {
  const text = failureText(failure.code, failure.facts);
  return frame(head, { infcode: "-1", err_msg: text, caretrail: toldOf(failure) });
}

/**
 * All lines of a message. One that could not be judged now makes the whole answer of the first level: the
 * same message sent again has no second effect, and then says what became of each.
 */
export function answerLines(
  head: AnswerHead & { readonly isBatch: boolean },
  outcomes: readonly LineOutcome[],
): NhsaAnswer {
  const failed = outcomes.flatMap(({ line, failure }) => (failure === null ? [] : [{ line, failure }]));
  const warnings = outcomes.flatMap((outcome) =>
    outcome.warnings.map((text) => numbered(head, outcome.line, text)),
  );
  const warn = { warn_msg: warnings.length === 0 ? null : warnings.join("; ") };
  const unsettled = failed.find(({ failure }) => isOfServer(failure));
  if (unsettled !== undefined) {
    const told = toldOf(unsettled.failure);
    const lines = failed.map(({ line, failure: { code } }) => ({ line, code }));
    const caretrail = head.isBatch ? { ...told, facts: { ...told.facts, lines } } : told;
    const { code, facts } = unsettled.failure;
    return frame(head, { infcode: "-1", err_msg: failureText(code, facts), caretrail, ...warn });
  }
  const [first] = failed;
  const text = failed.map(({ line, failure: { code, facts } }) =>
    numbered(head, line, failureText(code, facts)),
  );
  const result = {
    retRslt: rsltOf(first?.failure ?? null),
    msgRslt: first === undefined ? ACCEPTED : text.join("; "),
  };
  const output = head.isBatch ? { result, lines: outcomes.map(lineAnswer) } : { result };
  return frame(head, { output, caretrail: first === undefined ? null : toldOf(first.failure), ...warn });
}

const ACCEPTED = "受理成功";

function lineAnswer({ line, failure }: LineOutcome): NhsaLineAnswer {
  if (failure === null) return { line, retRslt: "1", msgRslt: ACCEPTED, caretrail: null };
  return {
    line,
    retRslt: "0",
    msgRslt: failureText(failure.code, failure.facts),
    caretrail: toldOf(failure),
  };
}

function rsltOf(failure: Failure | null): "0" | "1" {
  return failure === null ? "1" : "0";
}

function numbered({ isBatch }: { readonly isBatch: boolean }, line: number, text: string): string {
  return isBatch ? `第${line}行 ${text}` : text;
}

/** Whether the same message may succeed just as it is: then this server could not, not the line. */
function isOfServer({ code }: Failure): boolean {
  return FAILURES[code].retry === "same-request";
}

export function toldOf({ code, facts }: Failure): ToldFailure {
  return { code, retry: FAILURES[code].retry, facts };
}

/** The envelope of an answer; what is not told is as of a message that was done. */
export function frame(
  head: AnswerHead,
  told: Partial<NhsaAnswer> & Pick<NhsaAnswer, "caretrail">,
): NhsaAnswer {
  const timeOf = (ms: number): string => platformTime(Math.floor(ms / 1000), head.zone);
  return {
    infcode: "0",
    inf_refmsgid: head.msgid ?? "",
    refmsg_time: timeOf(head.receivedAtMs),
    respond_time: timeOf(head.nowMs()),
    err_msg: "",
    warn_msg: null,
    cainfo: null,
    signtype: null,
    output: null,
    ...told,
  };
}
