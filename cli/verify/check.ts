export const CHECKS = {
  format: "the file has the agreed form, and is written in the one agreed way",
  seal: "nothing was changed since the file was made",
  headers: "block headers hash and follow one another without a gap",
  anchor: "somebody other than the node's operator signed a block that these headers lead to",
  receipts: "each receipt belongs to its block",
  events: "each event is a record of the ledger's contracts in a proven receipt",
  openings: "the words given are what the ledger holds commitments of",
  story: "the claim's story adds up: evidence first, one spend, sums and order",
  "rule sets": "the rule sets are those that the claim names",
  basis: "what was decided upon is what the decision committed to",
  replay: "the project's own rule engine comes to the same award",
} as const;

export type CheckName = keyof typeof CHECKS;

/** `nothing`: there was nothing to look at. `not-looked`: there was, and this run could not look. */
export type Verdict = "pass" | "fail" | "not-looked" | "nothing";

export type CheckResult = {
  readonly check: CheckName;
  readonly verdict: Verdict;
  readonly found: string;
  /** The values that decided it. */
  readonly values: Values;
};

export type Values = { readonly [name: string]: string | number | null };

/** A check that came to its end against the file; thrown within a check and caught at its edge. */
export class Refuted extends Error {
  readonly values: Values;

  constructor(found: string, values: Values = {}) {
    super(found);
    this.name = "Refuted";
    this.values = values;
  }
}

/** What is not as it must be ends the check it belongs to. */
export function refute(found: string, values: Values = {}): never {
  throw new Refuted(found, values);
}

export function passed(check: CheckName, found: string, values: Values = {}): CheckResult {
  return { check, verdict: "pass", found, values };
}

export function notLooked(check: CheckName, found: string, values: Values = {}): CheckResult {
  return { check, verdict: "not-looked", found, values };
}

export function nothing(check: CheckName, found: string): CheckResult {
  return { check, verdict: "nothing", found, values: {} };
}

export function failed(check: CheckName, refuted: Refuted): CheckResult {
  return { check, verdict: "fail", found: refuted.message, values: refuted.values };
}
