import { id, keccak256 } from "ethers";
import type { Address, BatchId, Hex, Hex32 } from "../domain/ids.ts";
import type { RecordIds } from "../domain/record-ids.ts";

/**
 * Ids of contents, as contracts/libraries/ContentHashes.sol and Ids.sol make them. Every field is one word,
 * so the encoding is the words one after the other: an import hashes thousands a second.
 */
export function createRecordIds(on: {
  readonly chainId: number;
  readonly contracts: { readonly drugCustody: Address; readonly drugLedger: Address };
}): RecordIds {
  const custody = domainOf("Caretrail DrugCustody", on.chainId, on.contracts.drugCustody);
  const ledger = domainOf("Caretrail DrugLedger", on.chainId, on.contracts.drugLedger);
  return {
    batch: ({ maker, product, batchNumber }) => {
      const text = Buffer.from(batchNumber, "utf8");
      const padded = text.toString("hex").padEnd(Math.ceil(text.length / 32) * 64, "0");
      const hash = keccak([word(maker), word(product), word(96), word(text.length), padded]);
      const batch: BatchId = `0x${hash.slice(2, 18)}`;
      return batch;
    },
    consignment: ({ sender, receiver, documentKey, shippedAtSec, runs, lineCommitments }) =>
      idIn(custody, [
        CONSIGNMENT,
        word(sender),
        word(receiver),
        bare(documentKey),
        word(shippedAtSec),
        packed(runs),
        packed(lineCommitments),
      ]),
    dispense: ({ institution, documentKey, dispensedAtSec, identification, personCommitment, lines }) =>
      idIn(ledger, [
        DISPENSE,
        word(institution),
        bare(documentKey),
        word(dispensedAtSec),
        word(identification),
        bare(personCommitment),
        packed(lines),
      ]),
    reversal: ({ institution, documentKey, dispense, reversedAtSec, lines }) =>
      idIn(ledger, [
        REVERSAL,
        word(institution),
        bare(documentKey),
        bare(dispense),
        word(reversedAtSec),
        packed(lines),
      ]),
  };
}

const typeHash = (type: string): string => id(type).slice(2);
const CONSIGNMENT = typeHash(
  "Consignment(uint32 sender,uint32 receiver,bytes32 documentKey,uint40 shippedAtSec,uint256[] runs," +
    "bytes32[] lineCommitments)",
);
const DISPENSE = typeHash(
  "Dispense(uint32 institution,bytes32 documentKey,uint40 dispensedAtSec,uint8 identification," +
    "bytes32 personCommitment,uint256[] lines)",
);
const REVERSAL = typeHash(
  "Reversal(uint32 institution,bytes32 documentKey,bytes32 dispense,uint40 reversedAtSec,uint256[] lines)",
);
const DOMAIN = typeHash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

function domainOf(name: string, chainId: number, contract: Address): Hex32 {
  return keccak([DOMAIN, typeHash(name), typeHash("1"), word(chainId), bare(contract).padStart(64, "0")]);
}

function idIn(domain: Hex32, struct: readonly string[]): Hex32 {
  return keccak(["1901", bare(domain), bare(keccak(struct))]);
}

/** Arrays of words hash as their concatenation. */
function packed(words: readonly Hex[]): string {
  return bare(keccak(words.map(bare)));
}

function bare(hex: Hex): string {
  return hex.slice(2);
}

function word(value: number): string {
  return value.toString(16).padStart(64, "0");
}

function keccak(digits: readonly string[]): Hex32 {
  // ethers answers 32 bytes in lower-case hex.
  return keccak256(Buffer.from(digits.join(""), "hex")) as Hex32;
}
