import { refute } from "./check.ts";
import type { DecodedEvent, Value } from "./decode-events.ts";

/** What the ledger holds of a claim, read from its own events. */
export type ClaimStory = {
  readonly id: string;
  readonly submission: DecodedEvent;
  readonly content: Submitted;
  /** Of this claim alone, in the order of the chain, the submission first. */
  readonly steps: readonly DecodedEvent[];
  readonly all: readonly DecodedEvent[];
};

export type Submitted = {
  readonly filer: bigint;
  readonly provider: bigint;
  readonly channel: bigint;
  readonly catalogue: string;
  readonly policy: string;
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  readonly submitter: string;
  readonly evidence: readonly EvidenceNamed[];
};

export type EvidenceNamed = { readonly kind: bigint; readonly id: string; readonly documentKey: string };

/** The words of the contracts' enumerations that checks ask for. */
export const SECONDARY = 3n;
export const DISPENSE = 1n;
export const ENCOUNTER = 2n;

/** The claim's own events among those proven; refuted when its submission is not there exactly once. */
export function readClaim(id: string, all: readonly DecodedEvent[]): ClaimStory {
  const steps = all.filter(({ contract, args }) => contract === "claimLedger" && args["claim"] === id);
  const submissions = steps.filter(({ name }) => name === "ClaimSubmitted");
  const [submission] = submissions;
  if (submission === undefined) return refute("no proven event submits the claim", { claim: id });
  if (submissions.length > 1) return refute("the claim is submitted more than once", { claim: id });
  if (steps[0] !== submission) return refute("something happened to the claim before it was submitted");
  return { id, submission, content: contentOf(submission), steps, all };
}

export function contentOf({ args }: DecodedEvent): Submitted {
  const content = structAt(args, "content");
  return {
    filer: numberAt(content, "filer"),
    provider: numberAt(content, "provider"),
    channel: numberAt(content, "channel"),
    catalogue: wordAt(content, "catalogue"),
    policy: wordAt(content, "policy"),
    totalFen: numberAt(content, "totalFen"),
    requestedFen: numberAt(content, "requestedFen"),
    submitter: wordAt(content, "submitter"),
    evidence: listAt(content, "evidence").map((item) => ({
      kind: numberAt(item, "kind"),
      id: wordAt(item, "id"),
      documentKey: wordAt(item, "documentKey"),
    })),
  };
}

export function numberAt(value: Value, name: string): bigint {
  const member = memberOf(value, name);
  return typeof member === "bigint" ? member : refute("an event lacks a number", { field: name });
}

export function wordAt(value: Value, name: string): string {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : refute("an event lacks a word", { field: name });
}

export function listAt(value: Value, name: string): readonly Value[] {
  const member = memberOf(value, name);
  return isList(member) ? member : refute("an event lacks a list", { field: name });
}

export function structAt(value: Value, name: string): Value {
  return memberOf(value, name) ?? refute("an event lacks a part", { field: name });
}

function memberOf(value: Value, name: string): Value | undefined {
  return typeof value === "object" && !isList(value) ? value[name] : undefined;
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
