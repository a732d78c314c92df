import { FAILURES, type FailureCode } from "./failure-catalogue.ts";

/**
 * Values that decided a refusal; JSON, never personal data. Instants are RFC 3339 in `…At`, money decimal in
 * `…Fen`.
 */
export type Facts = { readonly [name: string]: Fact };
export type Fact = string | number | boolean | null | readonly Fact[] | Facts;

/** An expected refusal. Anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly facts: Facts;

  constructor(code: FailureCode, facts: Facts) {
    super(FAILURES[code].title);
    this.name = "Failure";
    this.code = code;
    this.facts = facts;
  }
}

/** Refuses with a code of the catalogue and the facts that decided it. */
export function fail(code: FailureCode, facts: Facts = {}): never {
  throw new Failure(code, facts);
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Failure;
}
