import { createHash } from "node:crypto";
import { type CheckResult, nothing, passed, refute } from "./check.ts";
import type { DecodedEvent, Value } from "./decode-events.ts";
import type { ReadBundle, ReadOpening } from "./read-bundle.ts";

/** Each opening makes the commitment it names, a proven event holds it, and all name one person. */
export function checkOpenings(bundle: ReadBundle, events: readonly DecodedEvent[]): CheckResult {
  const { openings } = bundle;
  if (openings.length === 0) return nothing("openings", "this reader was given no words behind commitments");
  const persons = new Set<string>();
  const opened = new Set<string>();
  for (const opening of openings) {
    const { kind, commitment, words } = opening;
    const made = commitmentOf(opening);
    if (made !== commitment) refute("the words do not make the commitment", { kind, commitment, made });
    if (opened.has(commitment)) refute("a commitment is opened twice", { commitment });
    opened.add(commitment);
    const field = kind === "person" ? "personCommitment" : "lineCommitments";
    if (!events.some(({ args }) => holds(args, field, commitment))) {
      refute("no proven event holds the commitment", { kind, commitment });
    }
    if (kind === "person") persons.add(JSON.stringify(words));
  }
  if (persons.size > 1) refute("the commitments are of more than one person", { count: persons.size });
  return passed("openings", `${openings.length} commitments of the ledger reopened`, {
    count: openings.length,
  });
}

/** SHA-256 over the purpose and the parts, each behind its length in 4 bytes. */
export function framedHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  }
  return `0x${hash.digest("hex")}`;
}

function commitmentOf({ kind, words, salt }: ReadOpening): string {
  if (kind === "person") {
    if (words.length !== 2) return refute("a person is a scheme and a value", { count: words.length });
    return framedHash(["caretrail/person-commitment/v1", ...words, salt]);
  }
  if (words.length !== 1) return refute("a line is one text", { count: words.length });
  return framedHash(["caretrail/line/v1", Buffer.from(salt.slice(2), "hex"), ...words]);
}

/** Whether a field of this name, at any depth, is the commitment or lists it. */
function holds(value: Value, field: string, commitment: string): boolean {
  if (isList(value)) return value.some((item) => holds(item, field, commitment));
  if (typeof value !== "object") return false;
  return Object.entries(value).some(
    ([name, member]) =>
      (name === field && (member === commitment || (isList(member) && member.includes(commitment)))) ||
      holds(member, field, commitment),
  );
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
