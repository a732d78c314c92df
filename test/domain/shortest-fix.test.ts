import { describe, expect, test } from "vitest";
import { wordsOfFault } from "../../server/domain/scan-words.ts";
import {
  failuresWithFix,
  SCAN_PURPOSES,
  type ScanPurpose,
  shortestFix,
} from "../../server/domain/shortest-fix.ts";
import { TRACE_CODE_FAULTS } from "../../server/domain/trace-code-form.ts";

describe("the shortest fix", () => {
  test.each(SCAN_PURPOSES)("for %s is told in both languages for every failure it may meet", (purpose) => {
    for (const failure of failuresWithFix(purpose)) {
      // The names come from the tables, which are typed by the catalogue.
      const { chinese, english } = shortestFix(failure as "not-found", purpose, {});
      expect(chinese).toMatch(/[\u4e00-\u9fff]/);
      expect(english).toMatch(/[a-z]/);
    }
  });

  test("depends on the facts where they allow a shorter way", () => {
    const plain = shortestFix("not-in-custody", "dispense", { isInTransitToYou: false });
    const coming = shortestFix("not-in-custody", "dispense", { isInTransitToYou: true });
    expect(coming).not.toEqual(plain);
    expect(shortestFix("trace-code-malformed", "dispense", { fault: "case-label" })).toEqual(
      wordsOfFault("case-label"),
    );
  });

  test("of a failure that no table knows is the cure of the catalogue", () => {
    expect(shortestFix("ledger-paused", "dispense", {}).english).toContain("Wait");
  });

  test("every damage of a scan has its sentence", () => {
    for (const fault of TRACE_CODE_FAULTS) expect(wordsOfFault(fault).chinese).toMatch(/[\u4e00-\u9fff]/);
  });

  test("every failure that a purpose may meet has words of its own", () => {
    const told: Record<ScanPurpose, readonly string[]> = {
      dispense: [
        "pack-already-dispensed",
        "pack-frozen",
        "not-in-custody",
        "batch-not-sellable",
        "batch-in-quarantine",
        "batch-expired",
        "maker-trace-required",
        "split-not-allowed",
        "units-exceed-pack",
        "declared-key-spent",
        "pack-contested",
        "trace-code-unknown",
      ],
      receive: ["run-not-of-consignment", "not-found", "parcel-not-in-state", "batch-only-goes-back"],
      return: [
        "return-line-wrong",
        "not-found",
        "return-exceeds-line",
        "return-too-late",
        "dispense-not-in-state",
        "not-in-custody",
        "batch-not-sellable",
        "batch-in-quarantine",
        "batch-expired",
        "pack-frozen",
      ],
    };
    for (const purpose of SCAN_PURPOSES) {
      expect(told[purpose].filter((failure) => !failuresWithFix(purpose).has(failure))).toEqual([]);
    }
  });
});
