import { AbiCoder, keccak256, TypedDataEncoder } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecordIds } from "../../server/chain/record-ids.ts";
import type { Hex, Hex32 } from "../../server/domain/ids.ts";

const CHAIN_ID = 88_001;
const CUSTODY: Hex = `0x${"c1".repeat(20)}`;
const LEDGER: Hex = `0x${"d2".repeat(20)}`;
const ids = createRecordIds({ chainId: CHAIN_ID, contracts: { drugCustody: CUSTODY, drugLedger: LEDGER } });
const domain = (name: string, verifyingContract: Hex) => ({
  name,
  version: "1",
  chainId: CHAIN_ID,
  verifyingContract,
});
const field = (type: string, name: string) => ({ type, name });

const uint32 = fc.nat(0xffff_ffff);
const seconds = fc.nat(2 ** 31 - 1);
const word = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes): Hex32 => `0x${Buffer.from(bytes).toString("hex")}`);
const words = fc.array(word, { maxLength: 5 });
const assertAlways = <T>(of: fc.Arbitrary<T>, check: (content: T) => void): void =>
  fc.assert(fc.property(of, check), { seed: 20_261_122, numRuns: 100 });

describe("the id of what is planned is the one its EIP-712 hash will give it", () => {
  it("a consignment's", () => {
    const content = fc.record({
      sender: uint32,
      receiver: uint32,
      documentKey: word,
      shippedAtSec: seconds,
      runs: words,
      lineCommitments: words,
    });
    const types = [
      field("uint32", "sender"),
      field("uint32", "receiver"),
      field("bytes32", "documentKey"),
      field("uint40", "shippedAtSec"),
      field("uint256[]", "runs"),
      field("bytes32[]", "lineCommitments"),
    ];
    assertAlways(content, (each) => {
      const wanted = TypedDataEncoder.hash(
        domain("Caretrail DrugCustody", CUSTODY),
        { Consignment: types },
        each,
      );
      expect(ids.consignment(each)).toBe(wanted);
    });
  });

  it("a dispense's and a reversal's", () => {
    const dispense = fc.record({
      institution: uint32,
      documentKey: word,
      dispensedAtSec: seconds,
      identification: fc.nat(2),
      personCommitment: word,
      lines: words,
    });
    const reversal = fc.record({
      institution: uint32,
      documentKey: word,
      dispense: word,
      reversedAtSec: seconds,
      lines: words,
    });
    const inLedger = domain("Caretrail DrugLedger", LEDGER);
    const ofDispense = [
      field("uint32", "institution"),
      field("bytes32", "documentKey"),
      field("uint40", "dispensedAtSec"),
      field("uint8", "identification"),
      field("bytes32", "personCommitment"),
      field("uint256[]", "lines"),
    ];
    const ofReversal = [
      field("uint32", "institution"),
      field("bytes32", "documentKey"),
      field("bytes32", "dispense"),
      field("uint40", "reversedAtSec"),
      field("uint256[]", "lines"),
    ];
    assertAlways(dispense, (each) => {
      expect(ids.dispense(each)).toBe(TypedDataEncoder.hash(inLedger, { Dispense: ofDispense }, each));
    });
    assertAlways(reversal, (each) => {
      expect(ids.reversal(each)).toBe(TypedDataEncoder.hash(inLedger, { Reversal: ofReversal }, each));
    });
  });

  it("a batch's, whatever its number", () => {
    const batch = fc.record({
      maker: uint32,
      product: uint32,
      batchNumber: fc.string({ minLength: 1, maxLength: 70 }),
    });
    assertAlways(batch, (each) => {
      const { maker, product, batchNumber } = each;
      const encoded = AbiCoder.defaultAbiCoder().encode(
        ["uint32", "uint32", "string"],
        [maker, product, batchNumber],
      );
      expect(ids.batch(each)).toBe(keccak256(encoded).slice(0, 18));
    });
  });
});
