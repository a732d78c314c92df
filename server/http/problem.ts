import type { Facts } from "../domain/failure.ts";
import { type Failure, isFailure } from "../domain/failure.ts";
import { FAILURES, type FailureCode } from "../domain/failure-catalogue.ts";
import type { Retry } from "../domain/failure-entry.ts";
import { STATUS_OF_FAILURE } from "./status-of-failure.ts";

/** RFC 9457: the members of the standard, ours, and the failure's facts beside them. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: FailureCode;
  readonly retry: Retry;
  readonly requestId: string;
  readonly [fact: string]: unknown;
};

export const PROBLEM_CONTENT_TYPE = "application/problem+json; charset=utf-8";

/** Members that a fact may not overwrite; such a fact stands in `facts`. */
const OWN_MEMBERS = new Set([
  "type",
  "title",
  "status",
  "detail",
  "instance",
  "code",
  "retry",
  "requestId",
  "facts",
]);

/** Waits of these answers when the failure itself names none, in seconds. */
const RETRY_AFTER_SEC_DEFAULT = 5;

/** What a client is told about a failure. */
export function problemOf(failure: Failure, context: { publicUrl: string; requestId: string }): Problem {
  const { title, retry, cause, cure } = FAILURES[failure.code];
  const [beside, inside] = divideFacts(failure.facts);
  return {
    type: `${context.publicUrl}/docs/errors#${failure.code}`,
    title,
    status: STATUS_OF_FAILURE[failure.code],
    detail: `${cause} ${cure}`,
    instance: `urn:caretrail:request:${context.requestId}`,
    code: failure.code,
    retry,
    requestId: context.requestId,
    ...beside,
    ...(Object.keys(inside).length === 0 ? {} : { facts: inside }),
  };
}

/** What a client is told about a bug: that there was one, and the id under which it was logged. */
export function internalProblem(context: { publicUrl: string; requestId: string }): Problem {
  const { title, retry, cure } = FAILURES.internal;
  return {
    type: `${context.publicUrl}/docs/errors#internal`,
    title,
    status: STATUS_OF_FAILURE.internal,
    detail: cure,
    instance: `urn:caretrail:request:${context.requestId}`,
    code: "internal",
    retry,
    requestId: context.requestId,
  };
}

/** Header fields that belong to a status: RFC 9110 asks for them. */
export function problemHeaders(error: unknown, problem: Problem): Readonly<Record<string, string>> {
  const facts = isFailure(error) ? error.facts : {};
  switch (problem.status) {
    case 401:
      return { "WWW-Authenticate": 'Bearer realm="caretrail"' };
    case 405:
      return { Allow: Array.isArray(facts["allow"]) ? facts["allow"].join(", ") : "" };
    case 429:
    case 503:
      return { "Retry-After": String(facts["retryAfterSec"] ?? RETRY_AFTER_SEC_DEFAULT) };
    default:
      return {};
  }
}

function divideFacts(facts: Facts): [Facts, Facts] {
  const entries = Object.entries(facts);
  return [
    Object.fromEntries(entries.filter(([name]) => !OWN_MEMBERS.has(name))),
    Object.fromEntries(entries.filter(([name]) => OWN_MEMBERS.has(name))),
  ];
}
