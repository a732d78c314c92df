import { describe, expect, it } from "vitest";
import { failureOfRefusal, isAlreadyTaken, isOutOfGas } from "../../server/chain/node-refusals.ts";
import { RpcError } from "../../server/chain/rpc.ts";
import { isFailure } from "../../server/domain/failure.ts";
import { RPC_FAILURES } from "../../server/node/node-failure.ts";

const refusal = (code: string): RpcError => new RpcError(-32_003, "no", { code });

describe("the node's own refusals", () => {
  it.each([
    ["sender-not-permitted", "sender-not-permitted"],
    ["rate-limited", "rate-limited"],
    ["clock-behind", "clock-behind"],
    ["replaying", "not-ready"],
    ["stopping", "not-ready"],
    ["pending-full", "too-busy"],
    ["not-mined-in-time", "too-busy"],
    ["nonce-taken", "too-busy"],
    ["gas-limit-too-high", "ledger-call-malformed"],
    ["wrong-chain-id", "ledger-call-malformed"],
  ])("%s is %s", (code, meaning) => {
    expect(failureOfRefusal(refusal(code))).toMatchObject({ code: meaning });
  });

  it("are each a failure, or a bug, or success of a send", () => {
    const bugs = new Set([
      "parse-error",
      "invalid-request",
      "batch-too-large",
      "method-not-allowed",
      "invalid-params",
      "response-too-large",
      "node-error",
      "internal",
      "execution-failed",
    ]);
    for (const code of Object.keys(RPC_FAILURES)) {
      const isMeant = isFailure(failureOfRefusal(refusal(code))) || isAlreadyTaken(refusal(code));
      expect([code, isMeant]).toStrictEqual([code, !bugs.has(code)]);
    }
  });

  it.each([
    ["the embedded node", refusal("nonce-too-low")],
    ["Besu", new RpcError(-32_000, "Known transaction", undefined)],
    ["Besu", new RpcError(-32_001, "Nonce too low", undefined)],
    ["geth", new RpcError(-32_000, "already known", undefined)],
  ])("%s has the transaction already", (_, error) => {
    expect(isAlreadyTaken(error)).toBe(true);
  });

  it("tell when a simulation ran out of gas", () => {
    expect(isOutOfGas(new RpcError(-32_000, "x", { code: "execution-failed", reason: "out of gas" }))).toBe(
      true,
    );
    expect(isOutOfGas(refusal("node-error"))).toBe(false);
  });
});
