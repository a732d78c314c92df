import { readFileSync } from "node:fs";
import { Interface, type InterfaceAbi, id, keccak256, toUtf8Bytes } from "ethers";
import { type BundleOpening, basisText } from "../../../../server/domain/bundle.ts";
import { canonicalJson, type Json } from "../../../../server/domain/canonical-json.ts";
import type { Hex32 } from "../../../../server/domain/ids.ts";
import { commitment } from "../../../../server/vault/keyed-words.ts";
import { ARTIFACTS } from "../../../chain/support/test-ledger.ts";
import type { LogOf } from "./log-writers.ts";

const FACES = {
  drugLedger: "IDrugLedger",
  encounterLedger: "IEncounterLedger",
  claimLedger: "IClaimLedger",
  nullifiers: "INullifiers",
} as const;
export type ContractName = keyof typeof FACES;

/** The ABIs of the contracts as the compiler made them. */
export const ABIS: Readonly<Record<ContractName, InterfaceAbi>> = {
  drugLedger: abiOf("IDrugLedger"),
  encounterLedger: abiOf("IEncounterLedger"),
  claimLedger: abiOf("IClaimLedger"),
  nullifiers: abiOf("INullifiers"),
};

function abiOf(name: string): InterfaceAbi {
  const file = new URL(`contracts/interfaces/${name}.sol/${name}.json`, ARTIFACTS);
  // The compiler's artifact has the ABI there.
  return (JSON.parse(readFileSync(file, "utf8")) as { abi: InterfaceAbi }).abi;
}

const INTERFACES = {
  drugLedger: new Interface(ABIS.drugLedger),
  encounterLedger: new Interface(ABIS.encounterLedger),
  claimLedger: new Interface(ABIS.claimLedger),
  nullifiers: new Interface(ABIS.nullifiers),
};

/** 32 bytes that a word stands for. */
export const word = (text: string): Hex32 => id(text) as Hex32;
const key = (digit: string) => `0x${digit.repeat(40)}`;

export const CLAIM = word("claim");
export const RULE_SETS: { readonly catalogue: Json; readonly policy: Json } = {
  catalogue: { kind: "catalogue", items: [{ code: "XA01", class: "B", ceilingFen: "12800" }] },
  policy: { kind: "policy", region: 330_500, deductibleFen: "0", ratioBps: 8_000 },
};
// ethers answers hex of 32 bytes.
const ruleSetHash = (document: Json): Hex32 => keccak256(toUtf8Bytes(canonicalJson(document))) as Hex32;
const SALT = word("salt");
const PERSON = ["resident-id", "11010519491231002X"] as const;
const personOpening = (document: string): BundleOpening => ({
  kind: "person",
  words: PERSON,
  salt: word(document),
  commitment: commitment("personCommitment", ...PERSON, word(document)),
});
export const OPENINGS = [personOpening("of the claim"), personOpening("of the dispense")];
const INPUTS: Json = { occurredOn: "2026-03-02", lines: [{ itemCode: "XA01", amountFen: "10000" }] };
const ACCUMULATORS: Json = { deductibleUsedFen: "0", poolPaidFen: "200" };
const BASIS = commitment(
  "claimBasis",
  basisText({
    catalogue: ruleSetHash(RULE_SETS.catalogue),
    policy: ruleSetHash(RULE_SETS.policy),
    inputs: INPUTS,
    accumulators: ACCUMULATORS,
  }),
  SALT,
);
export const ADJUDICATION = { inputs: INPUTS, accumulators: ACCUMULATORS, salt: SALT, basis: BASIS };

/** Amounts and keys of a claim as it is told; a test changes what should not hold. */
export type Facts = {
  readonly totalFen: bigint;
  readonly requestedFen: bigint;
  readonly approvedFen: bigint;
  readonly poolFen: bigint;
  readonly cashFen: bigint;
  readonly paidFen: bigint;
  readonly decider: string;
  readonly basis: Hex32;
  /** What the claim is said to have gone through, in order; names of `log` below. */
  readonly story: readonly (readonly Step[])[];
};

export type Step =
  | "DispenseRecorded"
  | "OtherDispenseRecorded"
  | "EncounterOpened"
  | "EncounterClosed"
  | "ClaimSubmitted"
  | "OtherClaimSubmitted"
  | "NullifierTaken"
  | "ClaimApproved"
  | "ClaimRejected"
  | "PaymentRecorded"
  | "ClaimPaid";

export const TRUE_FACTS: Facts = {
  totalFen: 10_000n,
  requestedFen: 8_000n,
  approvedFen: 7_500n,
  poolFen: 7_000n,
  cashFen: 2_000n,
  paidFen: 7_500n,
  decider: key("d"),
  basis: BASIS,
  story: [
    ["DispenseRecorded", "OtherDispenseRecorded"],
    ["EncounterOpened"],
    ["EncounterClosed"],
    ["ClaimSubmitted"],
    ["NullifierTaken", "ClaimApproved"],
    ["PaymentRecorded", "ClaimPaid"],
  ],
};

const fundPart = (type: bigint, fen: bigint): bigint => (type << 64n) | fen;

function contentOf(facts: Facts, documentKey: string) {
  return {
    filer: 3,
    documentKey,
    provider: 3,
    payerRegion: 330_500,
    channel: 1,
    claimedAtSec: 1_767_225_700,
    personCommitment: personOpening("of the claim").commitment,
    catalogue: ruleSetHash(RULE_SETS.catalogue),
    policy: ruleSetHash(RULE_SETS.policy),
    totalFen: facts.totalFen,
    requestedFen: facts.requestedFen,
    primaryFiler: 0,
    primaryKey: `0x${"0".repeat(64)}`,
    submitter: key("5"),
    evidence: [
      { kind: 1, id: word("dispense"), documentKey: word("receipt") },
      { kind: 2, id: word("encounter"), documentKey: word("visit") },
    ],
    uncodedLines: [],
  };
}

/** The log of a step, encoded by the contract's own ABI. */
export function logOf(step: Step, facts: Facts): LogOf<ContractName> {
  const [contract, name, ...values] = STEPS[step](facts);
  return { contract, ...INTERFACES[contract].encodeEventLog(name, values) };
}

type Told = readonly [contract: ContractName, event: string, ...values: unknown[]];

function dispense(name: string, document: string): Told {
  const person = personOpening("of the dispense").commitment;
  const values = [word(name), 3, word(document), 1_767_225_650, 1, person, key("5"), [1n]];
  return ["drugLedger", "DispenseRecorded", ...values];
}

function submission(claim: Hex32, document: string, facts: Facts): Told {
  const content = contentOf(facts, word(document));
  return ["claimLedger", "ClaimSubmitted", claim, 3, 330_500, 1_767_230_000, true, content];
}

function awardOf({ approvedFen, poolFen, cashFen, basis }: Facts) {
  return {
    fundParts: [fundPart(310_101n, poolFen), fundPart(330_101n, approvedFen - poolFen)],
    accountFen: 400n,
    familyAccountFen: 100n,
    cashFen,
    hospitalFen: 0n,
    basis,
  };
}

const VISIT = word("encounter");
const NO_GROUP = `0x${"00".repeat(16)}`;
const OPENED = [VISIT, 3, word("visit"), 1, 1_767_225_600, 1, word("p"), word("0"), key("5")];
const CLOSED = [VISIT, 3, 1_767_225_660, word("root"), 2, 3_000n, 3_000n, NO_GROUP, key("5")];

const STEPS: Readonly<Record<Step, (facts: Facts) => Told>> = {
  DispenseRecorded: () => dispense("dispense", "receipt"),
  OtherDispenseRecorded: () => dispense("other dispense", "other receipt"),
  EncounterOpened: () => ["encounterLedger", "EncounterOpened", ...OPENED],
  EncounterClosed: () => ["encounterLedger", "EncounterClosed", ...CLOSED],
  ClaimSubmitted: (facts) => submission(CLAIM, "settlement", facts),
  OtherClaimSubmitted: (facts) => submission(word("other claim"), "other", facts),
  NullifierTaken: () => ["nullifiers", "NullifierTaken", word("invoice"), CLAIM, 1],
  ClaimApproved: (facts) => {
    const { approvedFen, decider } = facts;
    return ["claimLedger", "ClaimApproved", CLAIM, 1, approvedFen, decider, awardOf(facts)];
  },
  ClaimRejected: ({ basis, decider }) => {
    return ["claimLedger", "ClaimRejected", CLAIM, 1, 3, 7, basis, 1_767_300_000, decider];
  },
  PaymentRecorded: ({ paidFen, decider }) => {
    return ["claimLedger", "PaymentRecorded", word("payment"), 1, "E2E-1", paidFen, 1, decider];
  },
  ClaimPaid: ({ paidFen }) => ["claimLedger", "ClaimPaid", CLAIM, word("payment"), paidFen],
};
