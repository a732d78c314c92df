import { describe, expect, test } from "vitest";
import { PROPERTIES } from "../../formal/properties.ts";
import { z3Version } from "../../formal/prove.ts";
import { examine, withSlip } from "../../formal/run.ts";
import { claimChanges, modelSources, stoppedActs } from "../../formal/shipped.ts";
import { listFiles, readSource } from "../../scripts/sources/repository.ts";

const MODELS = listFiles(["formal/models"], [".sol"]);
const ONE_PROOF_MS_MAX = 400_000;

const bare = (text: string): string => text.replace(/\s+/g, "");

/** Lines `/// mirrors FILE: CODE` of which the file no longer has the code. */
function lostMirrors(model: string, read: (file: string) => string): string[] {
  const quotes = [...model.matchAll(/\/\/\/ mirrors (\S+\.sol): (.+)$/gm)];
  return quotes.flatMap(([, file = "", code = ""]) =>
    bare(read(file)).includes(bare(code)) ? [] : [`${file}: ${code}`],
  );
}

describe("the models of the proofs", () => {
  test.each(MODELS)("%s mirrors lines that the contracts still have", (file) => {
    expect(readSource(file).text).toContain("/// mirrors contracts/");
    expect(lostMirrors(readSource(file).text, (of) => readSource(of).text)).toEqual([]);
  });

  test("a line that was changed is seen", () => {
    expect(lostMirrors("/// mirrors contracts/A.sol: if (a) b;", () => "if (a || c) b;")).toHaveLength(1);
  });

  test("each is asked for, and each property has a slip that fits it", () => {
    expect(PROPERTIES.map(({ model }) => `formal/models/${model}.sol`).sort()).toEqual(MODELS);
    for (const { model, slips } of PROPERTIES) {
      expect(slips.length).toBeGreaterThan(0);
      for (const slip of slips) expect(withSlip(modelSources(model), slip)).not.toEqual(modelSources(model));
    }
  });

  test("states and pauses are those of the contracts", () => {
    const changes = claimChanges(readSource("contracts/libraries/Lifecycles.sol").text);
    expect(changes.filter(({ from }) => from === 0)).toEqual([{ from: 0, to: 1 }]);
    const acts = stoppedActs(readSource("contracts/libraries/Acts.sol").text);
    expect(acts).toEqual(expect.arrayContaining(["Claim", "FileManualClaims", "Decide", "Pay"]));
  });

  test.skipIf(z3Version() === undefined)(
    "z3 proves that an invoice is held once, and refutes a slip",
    { timeout: ONE_PROOF_MS_MAX },
    () => {
      const invoice = PROPERTIES.filter(({ name }) => name === "invoice-held-once");
      const lines = invoice.flatMap(examine);
      expect(lines.map(({ result }) => result)).toEqual(["proved", "refuted as it must be"]);
      const calls = [...(lines[1]?.detail ?? "").matchAll(/^(\w+): /gm)].map((match) => match[1]);
      expect(calls).toEqual(["approve", "openEpoch", "approve"]);
    },
  );
});
