import { AbiCoder, Interface, JsonRpcProvider } from "ethers";
import { describe, expect, it } from "vitest";
import { ERROR_ENTRIES, type ErrorEntry, type ErrorParameter, INTERFACES } from "../../server/chain/abi.ts";
import { encodeCall } from "../../server/chain/encode.ts";
import {
  failureOfRevert,
  failureOfRevertData,
  revertDataOf,
  UnexpectedRevert,
} from "../../server/chain/reverts.ts";
import { RpcError } from "../../server/chain/rpc.ts";
import { Failure } from "../../server/domain/failure.ts";
import { FAILURES } from "../../server/domain/failure-catalogue.ts";
import type { Hex } from "../../server/domain/ids.ts";
import { ledgerCall } from "../../server/domain/ledger-call.ts";
import { startLedger } from "./support/test-ledger.ts";

const entries = [...ERROR_ENTRIES.values()];

/** An argument of each type that no enum and no width refuses. */
function argumentOf({ type, components }: Pick<ErrorParameter, "type" | "components">): unknown {
  if (components !== undefined) return components.map(argumentOf);
  if (type === "string") return "text";
  if (type === "bool") return true;
  if (type === "address") return `0x${"a1".repeat(20)}`;
  if (type.startsWith("bytes")) return `0x${"b2".repeat(Number(type.slice("bytes".length)))}`;
  return 1n;
}

function dataOf(name: string, args: readonly unknown[]): Hex {
  const home = Object.values(INTERFACES).find((candidate) => candidate.getError(name) !== null);
  // ethers encodes to hex.
  return (home ?? new Interface([])).encodeErrorResult(name, args) as Hex;
}

const sampleOf = (entry: ErrorEntry): Hex => dataOf(entry.name, entry.inputs.map(argumentOf));

describe("every error of every ABI", () => {
  it("is looked at", () => {
    const names = Object.values(INTERFACES).flatMap((contract) => {
      const found: string[] = [];
      contract.forEachError((fragment) => found.push(fragment.name));
      return found;
    });
    expect(new Set(names)).toStrictEqual(new Set(entries.map(({ name }) => name)));
    expect(entries.length).toBeGreaterThan(90);
  });

  it.each(entries.map((entry) => [entry.name, entry] as const))(
    "%s becomes a failure with facts",
    (_, entry) => {
      const failure = failureOfRevertData(sampleOf(entry));
      if (!(failure instanceof Failure)) throw failure;
      expect(FAILURES).toHaveProperty(failure.code);
      expect(failure.code).not.toBe("internal");
      for (const { name } of entry.inputs) {
        const fact = name.endsWith("Sec") ? `${name.slice(0, -3).replace(/At$/, "")}At` : name;
        expect(failure.facts).toHaveProperty(fact);
      }
      expect(JSON.parse(JSON.stringify(failure.facts))).toStrictEqual(failure.facts);
    },
  );
});

describe("the facts of a revert", () => {
  const table: readonly (readonly [string, readonly unknown[], string, object])[] = [
    [
      "BatchExpired",
      [0xabn, 1_767_225_600, 1_767_225_601],
      "batch-expired",
      {
        batch: "0x00000000000000ab",
        expiresAt: "2026-01-01T00:00:00Z",
        dispensedAt: "2026-01-01T00:00:01Z",
      },
    ],
    [
      "AgreementTimesWrong",
      [7, 0, 1_767_225_600],
      "agreement-times-wrong",
      {
        institution: 7,
        fromAt: null,
        untilAt: "2026-01-01T00:00:00Z",
      },
    ],
    [
      "NotInCustody",
      [(0xabn << 32n) | 5n, 3, 4],
      "not-in-custody",
      {
        parcel: { batch: "0x00000000000000ab", from: 5 },
        holder: 3,
        caller: 4,
      },
    ],
    [
      "AgreementNotInStatus",
      [7, 2, 1],
      "agreement-not-in-status",
      {
        institution: 7,
        actual: "suspended",
        wanted: "active",
      },
    ],
    [
      "ActsNotForKind",
      [3, 8, 112],
      "acts-not-for-kind",
      {
        kind: "pharmacy",
        acts: ["make-batches"],
        allowed: ["ship", "receive", "dispense"],
      },
    ],
    [
      "BatchInQuarantine",
      [0xabn, 330_500, 1_767_225_600],
      "batch-in-quarantine",
      { batch: "0x00000000000000ab", region: 330_500, sinceAt: "2026-01-01T00:00:00Z" },
    ],
    [
      "ReceiptAlreadyAnswered",
      [`0x${"dd".repeat(32)}`, 2],
      "receipt-already-answered",
      { dispense: `0x${"dd".repeat(32)}`, answer: "denied" },
    ],
    [
      "ReturnExceedsLine",
      [`0x${"dd".repeat(32)}`, 3, 1, 2],
      "return-exceeds-line",
      { lineIndex: 3, standing: 1, asked: 2 },
    ],
    [
      "DeclaredKeySpentAlready",
      [`0x${"EE".repeat(16)}`, 0xabn, 9],
      "declared-key-spent",
      { packKey: `0x${"ee".repeat(16)}`, batch: "0x00000000000000ab", index: 9 },
    ],
    [
      "ActNotGranted",
      [`0x${"AB".repeat(20)}`, 1, 6],
      "act-not-granted",
      {
        key: `0x${"ab".repeat(20)}`,
        institution: 1,
        act: "dispense",
      },
    ],
    [
      "LineMalformed",
      [(0xabn << 112n) | (9n << 80n) | 1280n],
      "ledger-call-malformed",
      {
        error: "LineMalformed",
        line: { batch: "0x00000000000000ab", index: 9, units: 0, priceFen: "1280" },
      },
    ],
    ["PackNotSellable", [0xabn, 9], "pack-already-dispensed", { batch: "0x00000000000000ab", index: 9 }],
    ["ProductCodeMalformed", [2, "x"], "product-code-malformed", { scheme: "trace-prefix", value: "x" }],
  ];

  it.each(table)("%s: words, hex and instants", (name, args, code, facts) => {
    expect(failureOfRevertData(dataOf(name, args))).toMatchObject({ code, facts });
  });
});

describe("the shapes of a revert", () => {
  const data = dataOf("BatchUnknown", [0xabn]);
  const shapes: readonly (readonly [string, unknown])[] = [
    ["raw JSON-RPC", new RpcError(3, "execution reverted", data)],
    ["raw JSON-RPC with the bytes inside data", new RpcError(-32603, "reverted", { message: "x", data })],
    ["ethers on a simulated network", Object.assign(new Error("x"), { code: 3, data })],
    [
      "ethers staticCall",
      Object.assign(new Error("x"), { code: "CALL_EXCEPTION", data, revert: { name: "X" } }),
    ],
    ["ethers estimateGas", Object.assign(new Error("x"), { code: "CALL_EXCEPTION", data, revert: null })],
    [
      "ethers with the node's error inside",
      Object.assign(new Error("x"), { info: { error: { code: 3, data } } }),
    ],
  ];

  it.each(shapes)("%s", (_, error) => {
    expect(failureOfRevert(error)).toMatchObject({
      code: "batch-unknown",
      facts: { batch: "0x00000000000000ab" },
    });
  });

  it("are those that ethers and the node really give", async () => {
    const { url, identity, keys } = await startLedger();
    const call = ledgerCall("institutions", "revokeOperator", 7, keys.consortiumKey);
    const to = identity.contracts["institutions"] ?? "";
    const request = { from: keys.consortiumKey, to, data: encodeCall(call).data };
    const provider = new JsonRpcProvider(url, 88_001, { staticNetwork: true });
    for (const attempt of [() => provider.call(request), () => provider.estimateGas(request)]) {
      const error = await attempt().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(failureOfRevert(error)).toMatchObject({
        code: "institution-unknown",
        facts: { institution: 7 },
      });
    }
    provider.destroy();
  });
});

describe("what is no error of ours", () => {
  const panic: Hex = `0x4e487b71${"0".repeat(62)}11`;
  const text = `0x08c379a0${AbiCoder.defaultAbiCoder().encode(["string"], ["no"]).slice(2)}` as Hex;

  it.each([
    ["a panic", panic],
    ["a require with a text", text],
    ["an unknown selector", "0xdeadbeef" as Hex],
    ["no bytes at all", "0x" as Hex],
  ])("%s is a bug and is not swallowed", (_, data) => {
    const answer = failureOfRevert(new RpcError(3, "execution reverted", data));
    expect(answer).toBeInstanceOf(UnexpectedRevert);
    expect(answer).toMatchObject({ data });
  });

  it("an error that is no revert is given back as it came", () => {
    const error = new RpcError(-32_000, "no", { code: "node-error" });
    expect(failureOfRevert(error)).toBe(error);
    expect(revertDataOf(null)).toBeNull();
  });
});
