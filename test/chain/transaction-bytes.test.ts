import { Signature, Transaction } from "ethers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { transactionBytes } from "../../server/chain/transaction-bytes.ts";

const hex = (min: number, max: number) =>
  fc
    .uint8Array({ minLength: min, maxLength: max })
    .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}` as const);
/** Below half of the curve's order, and above 0: what a canonical signature holds. */
const scalar = fc
  .bigInt({ min: 1n, max: 2n ** 254n })
  .map((value) => `0x${value.toString(16).padStart(64, "0")}` as const);

it("writes the very bytes that ethers writes, unsigned and signed", () => {
  const content = fc.record({
    chainId: fc.integer({ min: 1, max: 2 ** 31 }),
    nonce: fc.oneof(fc.nat(300), fc.nat(2 ** 40)),
    to: fc.option(hex(20, 20)),
    data: fc.oneof(hex(0, 2), hex(54, 58), hex(250, 260), hex(65_530, 65_600)),
    gasLimit: fc.integer({ min: 0, max: 16_777_216 }),
  });
  const signature = fc.record({ yParity: fc.constantFrom(0 as const, 1 as const), r: scalar, s: scalar });
  fc.assert(
    fc.property(content, signature, (given, signed) => {
      const fees = { type: 2, value: 0, maxFeePerGas: 0, maxPriorityFeePerGas: 0 };
      const wanted = Transaction.from({ ...given, ...fees });
      expect(`0x${transactionBytes(given, null).toString("hex")}`).toBe(wanted.unsignedSerialized);
      wanted.signature = Signature.from(signed);
      expect(`0x${transactionBytes(given, signed).toString("hex")}`).toBe(wanted.serialized);
    }),
    { seed: 20_261_122, numRuns: 60 },
  );
});
