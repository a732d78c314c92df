import { canonicalJson, type Json } from "../canonical-json.ts";
import type { BlockRef, Hex32, RegionCode } from "../ids.ts";
import type { Finding } from "./finding.ts";

/** SHA-256 of texts one after the other, as whoever calls has it. */
export type TextHash = {
  update(text: string): void;
  /** 64 hex digits. */
  end(): string;
};

/** What findings are of: two digests are compared only where all of it is the same. */
export type DigestedReading = {
  /** Of the feed's bytes. */
  readonly sha256: string;
  readonly format: string;
  readonly institutionCode: string | null;
  /** Known to members alone, so that nobody else can try findings until one fits. */
  readonly feedSalt: Hex32;
  readonly asOf: BlockRef;
  /** 0: every fund's claims. */
  readonly scopeRegion: RegionCode;
};

/** A finding as a digest takes it; amounts as they are written. */
export type DigestedFinding = Omit<Finding, "disallowedFen" | "kind" | "verdict"> & {
  readonly kind: string;
  readonly verdict: string;
  readonly disallowedFen: string;
};

export type FindingsDigest = {
  /** In the order in which they were found. */
  add(finding: DigestedFinding): void;
  end(): Hex32;
};

/**
 * One digest over a reading and everything found in it, finding by finding, for there may be a million. Each
 * goes in as one line of canonical JSON: a text in it has no bare line break, so that no two lists make the
 * same lines. Whoever has findings.json and summary.json makes it again.
 */
export function createFindingsDigest(hash: TextHash, reading: DigestedReading): FindingsDigest {
  const { sha256, format, institutionCode, feedSalt, asOf, scopeRegion } = reading;
  const { block, blockHash } = asOf;
  const head = { sha256, format, institutionCode, feedSalt, asOf: { block, blockHash }, scopeRegion };
  hash.update(`${FORM}\n${canonicalJson(head)}\n`);
  return {
    add: ({ claimId, row, kind, verdict, disallowedFen, because }) => {
      // Facts are plain JSON, which is all that canonicalJson asks for.
      const line = { claimId, row, kind, verdict, disallowedFen, because: because as Json };
      hash.update(`${canonicalJson(line)}\n`);
    },
    end: () => `0x${hash.end()}`,
  };
}

const FORM = "caretrail/findings/v1";
