import { expect, it } from "vitest";
import type { Anchoring } from "../../../server/domain/reconcile/reconciliation-store.ts";
import { NO_SUMMARY } from "../../../server/domain/reconcile/summary.ts";
import {
  feedCodec,
  feedFaultCodec,
  institutionTallyCodec,
  keptFindingCodec,
  reconciliationCodec,
} from "../../../server/store/codecs/finding-rows.ts";
import { anyFeed, anyFinding, anyReconciliation, anyTally } from "../support/any-reconciliation.ts";

const damaged = expect.objectContaining({ code: "could-not-look" });
const ended = anyReconciliation({
  stage: "failed",
  failure: { code: "chain-replaced", facts: { block: 3 } },
  asOf: { block: 9, blockHash: `0x${"77".repeat(32)}` },
  begunAt: { block: 9, blockHash: `0x${"77".repeat(32)}` },
  endedAtMs: 5,
  payerRegion: null,
  summary: {
    ...NO_SUMMARY,
    askedFen: 2n ** 80n,
    couldNotLook: { person: 2 },
    kinds: [{ kind: "no_sale", verdict: "violation", count: 1, disallowedFen: 925n }],
  },
});

it("rows of findings come back as they were", () => {
  const digests = {
    findings: `0x${"d1".repeat(32)}`,
    keyEpoch: 1,
    rules: `0x${"d2".repeat(32)}`,
    attempts: `0x${"d3".repeat(32)}`,
    attemptCount: 2,
  } as const;
  const anchorings: readonly Anchoring[] = [
    { kind: "due" },
    { kind: "sent", command: "c" },
    { kind: "unable", code: "operator-unknown", facts: { key: null } },
    { kind: "refused", code: "act-not-granted", facts: { act: "reconcile" } },
  ];
  const anchored = anchorings.map((anchoring) => anyReconciliation({ digests, anchoring, begunAtMs: 3 }));
  for (const row of [anyReconciliation(), ended, ...anchored])
    expect(reconciliationCodec.decode(reconciliationCodec.encode(row))).toEqual(row);
  for (const row of [anyFinding(), anyFinding({ claim: null })])
    expect(keptFindingCodec.decode(keptFindingCodec.encode(row))).toEqual(row);
  expect(feedCodec.decode(feedCodec.encode(anyFeed()))).toEqual(anyFeed());
  expect(institutionTallyCodec.decode(institutionTallyCodec.encode(anyTally))).toEqual(anyTally);
  const fault = { row: 1, path: "", problem: "too-long" };
  expect(feedFaultCodec.decode(feedFaultCodec.encode(fault))).toEqual(fault);
});

it.each([
  ["no JSON", "x"],
  ["another version", JSON.stringify([2, {}])],
  ["a field too few", JSON.stringify([1, { claimId: "C" }])],
  ["an unknown kind", keptFindingCodec.encode(anyFinding()).toString().replace("no_sale", "no_such")],
  ["fen as a number", keptFindingCodec.encode(anyFinding()).toString().replace('"925"', "925")],
])("a damaged finding is told as such: %s", (_, text) => {
  expect(() => keptFindingCodec.decode(Buffer.from(text))).toThrow(damaged);
});
