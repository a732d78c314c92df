import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createFindingsDigest,
  type DigestedFinding,
  type DigestedReading,
  type TextHash,
} from "../../../server/domain/reconcile/findings-digest.ts";

const READING: DigestedReading = {
  sha256: "ab".repeat(32),
  format: "claims-csv",
  institutionCode: null,
  feedSalt: `0x${"5a".repeat(32)}`,
  asOf: { block: 7, blockHash: `0x${"b7".repeat(32)}` },
  scopeRegion: 330_500,
};
const FINDING: DigestedFinding = {
  claimId: "C1",
  row: 1,
  kind: "no_sale",
  verdict: "violation",
  disallowedFen: "925",
  because: { receiptNumber: "R-1", codes: ["1", "2"], seen: { sales: 0, attempts: null } },
};
const OTHER: DigestedFinding = { ...FINDING, claimId: "C2", row: 2, because: {} };

function textHash(): TextHash {
  const hash = createHash("sha256");
  return { update: (text) => void hash.update(text), end: () => hash.digest("hex") };
}

function digestOf(findings: readonly DigestedFinding[], reading: Partial<DigestedReading> = {}): string {
  const digest = createFindingsDigest(textHash(), { ...READING, ...reading });
  for (const finding of findings) digest.add(finding);
  return digest.end();
}

describe("the digest of findings", () => {
  it("is what the documents say, byte by byte", () => {
    const text = [
      "caretrail/findings/v1",
      `{"asOf":{"block":7,"blockHash":"0x${"b7".repeat(32)}"},"feedSalt":"0x${"5a".repeat(32)}",` +
        `"format":"claims-csv","institutionCode":null,"scopeRegion":330500,"sha256":"${"ab".repeat(32)}"}`,
      '{"because":{"codes":["1","2"],"receiptNumber":"R-1","seen":{"attempts":null,"sales":0}},' +
        '"claimId":"C1","disallowedFen":"925","kind":"no_sale","row":1,"verdict":"violation"}',
      "",
    ].join("\n");
    expect(digestOf([FINDING])).toBe(`0x${createHash("sha256").update(text).digest("hex")}`);
  });

  it("does not depend on the order in which values stand", () => {
    const { because, verdict, claimId, ...rest } = FINDING;
    const { seen, receiptNumber, codes } = because;
    const turned = { verdict, because: { seen, codes, receiptNumber }, ...rest, claimId };
    expect(digestOf([turned as DigestedFinding])).toBe(digestOf([FINDING]));
  });

  it("depends on the order of findings, and on the order of a list in one", () => {
    expect(digestOf([OTHER, FINDING])).not.toBe(digestOf([FINDING, OTHER]));
    const codes = ["2", "1"];
    expect(digestOf([{ ...FINDING, because: { ...FINDING.because, codes } }])).not.toBe(digestOf([FINDING]));
  });

  it.each<[string, Partial<DigestedFinding>]>([
    ["its claim", { claimId: "C9" }],
    ["its row", { row: 9 }],
    ["its kind", { kind: "expired" }],
    ["its verdict", { verdict: "suspect" }],
    ["its amount", { disallowedFen: "924" }],
    ["what decided it", { because: { receiptNumber: "R-2" } }],
  ])("sees a finding changed in %s", (_, change) => {
    expect(digestOf([{ ...FINDING, ...change }])).not.toBe(digestOf([FINDING]));
  });

  it.each<[string, Partial<DigestedReading>]>([
    ["feed", { sha256: "cd".repeat(32) }],
    ["format", { format: "claims-ndjson" }],
    ["institution", { institutionCode: "P33050000001" }],
    ["salt", { feedSalt: `0x${"5b".repeat(32)}` }],
    ["block", { asOf: { ...READING.asOf, block: 8 } }],
    ["chain", { asOf: { ...READING.asOf, blockHash: `0x${"b8".repeat(32)}` } }],
    ["scope", { scopeRegion: 0 }],
  ])("is another one of another %s, even of nothing found", (_, change) => {
    expect(digestOf([], change)).not.toBe(digestOf([]));
  });

  it("sees a finding left out, put twice, or cut in two", () => {
    const digests = [[], [FINDING], [FINDING, FINDING], [FINDING, OTHER]].map((list) => digestOf(list));
    expect(new Set(digests).size).toBe(4);
    const broken = { ...FINDING, claimId: 'C1\n{"claimId":"C2"}' };
    expect(new Set([digestOf([broken]), ...digests]).size).toBe(5);
  });
});
