import { Transaction, Wallet } from "ethers";
import { describe, expect, it } from "vitest";
import { readPlainTransaction } from "../../server/node/plain-transaction.ts";

const WALLET = new Wallet(`0x${"11".repeat(32)}`);
const PLAIN = {
  type: 2,
  chainId: 88_001,
  nonce: 0,
  maxFeePerGas: 0,
  maxPriorityFeePerGas: 0,
  gasLimit: 1_000_000,
  to: `0x${"22".repeat(20)}`,
  data: "0x",
};

async function signed(given: object): Promise<Transaction> {
  return Transaction.from(await WALLET.signTransaction({ ...PLAIN, ...given }));
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");
const wordOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex").padStart(64, "0")}`;

/** Lengths on both sides of where RLP writes them otherwise, in content and in the whole. */
const DATA_BYTES = [0, 1, 2, 20, 55, 56, 200, 255, 256, 5_000, 70_000];

describe("a plain transaction", () => {
  it.each(DATA_BYTES)("is read as ethers reads it, with %i bytes of data", async (count) => {
    for (const [nonce, fill] of [
      [0, "00"],
      [1, "7f"],
      [127, "80"],
      [128, "ff"],
      [70_000, "01"],
    ] as const) {
      const transaction = await signed({ nonce, data: `0x${fill.repeat(count)}` });
      const read = readPlainTransaction(bytesOf(transaction.serialized));
      const { signature } = transaction;
      // Of 128 signatures one is left to ethers.
      if (read === null) {
        expect(Number.parseInt(signature?.s.slice(2, 4) ?? "", 16)).toBe(0x7f);
        continue;
      }
      expect([read.chainId, read.nonce, read.gasLimit]).toStrictEqual([88_001, nonce, 1_000_000]);
      expect(wordOf(read.unsignedHash)).toBe(transaction.unsignedHash);
      expect([read.yParity, wordOf(read.r), wordOf(read.s)]).toStrictEqual([
        signature?.yParity,
        signature?.r,
        signature?.s,
      ]);
    }
  });

  it.each([
    ["another type", { type: 1, gasPrice: 0, maxFeePerGas: null, maxPriorityFeePerGas: null }],
    ["a fee", { maxFeePerGas: 1 }],
    ["an access list", { accessList: [{ address: PLAIN.to, storageKeys: [] }] }],
  ])("is not one of %s", async (_, given) => {
    const transaction = await signed(given);
    expect(readPlainTransaction(bytesOf(transaction.serialized))).toBeNull();
  });

  it("is not one without a signature", () => {
    expect(readPlainTransaction(bytesOf(Transaction.from(PLAIN).unsignedSerialized))).toBeNull();
  });

  it("is none when a byte is missing, added or, in a head, another", async () => {
    const whole = bytesOf((await signed({ data: `0x${"33".repeat(60)}` })).serialized);
    for (let length = 0; length < whole.length; length += 1)
      expect(readPlainTransaction(whole.subarray(0, length))).toBeNull();
    expect(readPlainTransaction(Buffer.concat([whole, Buffer.from([0])]))).toBeNull();
    for (const at of [0, 1, 2]) {
      const other = Buffer.from(whole);
      other.writeUInt8((other.readUInt8(at) + 1) % 256, at);
      expect(readPlainTransaction(other)).toBeNull();
    }
  });

  /** The same nonce written longer: another hash for the same content. */
  it.each([
    ["a leading zero", "820007"],
    ["a head where none is needed", "8107"],
    ["a length of its own where none is needed", "b80107"],
  ])("is none that writes a number with %s", async (_, nonce) => {
    const whole = bytesOf((await signed({ nonce: 7, data: `0x${"33".repeat(60)}` })).serialized);
    const at = whole.indexOf(Buffer.from("8301 57c1 07".replaceAll(" ", ""), "hex")) + 4;
    const content = Buffer.concat([whole.subarray(3, at), Buffer.from(nonce, "hex"), whole.subarray(at + 1)]);
    const longer = Buffer.concat([Buffer.from([2, 0xf8, content.length]), content]);
    expect(readPlainTransaction(longer)).toBeNull();
    expect(() => Transaction.from(`0x${longer.toString("hex")}`).serialized).toBeDefined();
  });
});
