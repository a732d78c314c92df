import type { TypedContractMethod } from "../../types/ethers-contracts/common.ts";
import type { IClaimLedger } from "../../types/ethers-contracts/contracts/interfaces/IClaimLedger.ts";
import type { IClaimRules } from "../../types/ethers-contracts/contracts/interfaces/IClaimRules.ts";
import type { IDrugCatalogue } from "../../types/ethers-contracts/contracts/interfaces/IDrugCatalogue.ts";
import type { IDrugCustody } from "../../types/ethers-contracts/contracts/interfaces/IDrugCustody.ts";
import type { IDrugLedger } from "../../types/ethers-contracts/contracts/interfaces/IDrugLedger.ts";
import type { IEncounterLedger } from "../../types/ethers-contracts/contracts/interfaces/IEncounterLedger.ts";
import type { IInstitutions } from "../../types/ethers-contracts/contracts/interfaces/IInstitutions.ts";
import type { INullifiers } from "../../types/ethers-contracts/contracts/interfaces/INullifiers.ts";
import type { IRegionRules } from "../../types/ethers-contracts/contracts/interfaces/IRegionRules.ts";
import type { ISpenders } from "../../types/ethers-contracts/contracts/interfaces/ISpenders.ts";
import type { ReconciliationLedger } from "../../types/ethers-contracts/contracts/ReconciliationLedger.ts";
import type { LedgerCall } from "../domain/command.ts";
import type { Hex } from "../domain/ids.ts";
import type { LedgerCalls } from "../domain/ledger-call.ts";
import { INTERFACES } from "./abi.ts";

/** Calldata of a call, and the gas it may use. A method that is not in the table is never signed. */
export function encodeCall(call: LedgerCall): EncodedCall {
  const known = encodedCalls.get(call);
  if (known !== undefined) return known;
  const made = encodeAnew(call);
  encodedCalls.set(call, made);
  return made;
}

/** A call is simulated and then signed just as it is; ethers' encoding is the dearest part of both. */
const encodedCalls = new WeakMap<LedgerCall, EncodedCall>();

function encodeAnew(call: LedgerCall): EncodedCall {
  const gas = gasOf(call);
  // ethers checks names and arguments at run time and answers lower-case hex.
  const data = INTERFACES[call.contract].encodeFunctionData(call.method, call.args) as Hex;
  const gasLimit = gas.base + gas.perByte * (data.length / 2 - 1);
  return { data, gasLimit: Math.min(gasLimit, TRANSACTION_GAS_MAX) };
}

export type EncodedCall = { readonly data: Hex; readonly gasLimit: number };

/** EIP-7825: a later fork refuses a transaction that asks for more. */
export const TRANSACTION_GAS_MAX = 16_777_216;

/**
 * What a call may use: blocks are filled by what transactions ask for, so that no call asks for a whole
 * block.
 */
type Gas = { readonly base: number; readonly perByte: number };

type Contracts = {
  readonly institutions: IInstitutions;
  readonly regionRules: IRegionRules;
  readonly drugCatalogue: IDrugCatalogue;
  readonly drugCustody: IDrugCustody;
  readonly drugLedger: IDrugLedger;
  readonly spenders: ISpenders;
  readonly nullifiers: INullifiers;
  readonly encounterLedger: IEncounterLedger;
  readonly claimRules: IClaimRules;
  readonly claimLedger: IClaimLedger;
  readonly reconciliationLedger: ReconciliationLedger;
};

type ArgumentsOf<Method> =
  Method extends TypedContractMethod<infer A, infer _Result, infer _Mutability> ? A : never;

type DeepReadonly<T> = T extends readonly unknown[] | { readonly [name: string]: unknown }
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;

/** `Gas` where the domain's arguments fit TypeChain's, else `never`: then the row below does not compile. */
type GasTable = {
  readonly [C in keyof LedgerCalls]: {
    readonly [M in keyof LedgerCalls[C]]: M extends keyof Contracts[C]
      ? LedgerCalls[C][M] extends DeepReadonly<ArgumentsOf<Contracts[C][M]>>
        ? Gas
        : never
      : never;
  };
};

/** Two or three slots. */
const SMALL: Gas = { base: 250_000, perByte: 0 };
/** A new slot for each 32 bytes of text, and for each code. */
const RECORD: Gas = { base: 200_000, perByte: 300 };
/** Calldata, a hash and a log: no storage for a key. */
const MANIFEST: Gas = { base: 150_000, perByte: 40 };
/** A run is 96 bytes and may write two slots. */
const MOVE: Gas = { base: 150_000, perByte: 650 };
/** A parcel taken in is 32 bytes: its slot is read and cleared. */
const JOIN: Gas = { base: 150_000, perByte: 650 };
/** A line is 64 bytes; the dearest writes a slot for its word of bits and one for the units taken. */
const DISPENSE: Gas = { base: 100_000, perByte: 620 };
/**
 * The dispense comes along whole; a line back writes what came back, the pack's counts, its bit and its key.
 */
const REVERSAL: Gas = { base: 200_000, perByte: 650 };
/** A run sets whole words of bits: 256 packs a slot, 65,536 packs in all. */
const DECOMMISSION: Gas = { base: 6_500_000, perByte: 650 };

/** A claim is 600 bytes and its evidence 400; it writes a slot or two and marks each piece of evidence. */
const CLAIM: Gas = { base: 250_000, perByte: 250 };
/** Two slots, the invoice's word, and 700 bytes of content. */
const DECISION: Gas = { base: 250_000, perByte: 150 };
/** What either of the two may use. */
const DISPENSE_AND_CLAIM: Gas = { base: 350_000, perByte: 620 };
const REVERSE_BOTH: Gas = { base: 450_000, perByte: 650 };
/** A day turned writes a bit of a word of 256. */
const DAYS: Gas = { base: 150_000, perByte: 800 };

const GAS: GasTable = {
  institutions: {
    admitBureau: RECORD,
    admitAuditor: RECORD,
    replaceMemberAdminKey: SMALL,
    registerInstitution: RECORD,
    replaceAdminKey: SMALL,
    addOperator: SMALL,
    revokeOperator: SMALL,
    signAgreement: SMALL,
    suspendAgreement: SMALL,
    reinstateAgreement: SMALL,
    terminateAgreement: SMALL,
    pause: SMALL,
    unpause: SMALL,
  },
  drugCatalogue: {
    admitProduct: RECORD,
    withdrawProduct: SMALL,
    openBatch: RECORD,
    appendManifest: MANIFEST,
    sealBatch: SMALL,
    declareBatch: RECORD,
    attachLabels: SMALL,
    recallBatch: SMALL,
    quarantineBatch: SMALL,
    releaseBatch: SMALL,
  },
  regionRules: {
    setLimits: SMALL,
    setMode: SMALL,
  },
  drugCustody: {
    splitParcel: SMALL,
    shipConsignment: MOVE,
    receiveConsignment: MOVE,
    joinParcels: JOIN,
    withdrawConsignment: MOVE,
    disputeConsignment: MOVE,
    answerDispute: MOVE,
    resolveDispute: MOVE,
  },
  drugLedger: {
    recordDispenses: DISPENSE,
    reverseDispense: REVERSAL,
    decommissionPacks: DECOMMISSION,
    answerReceipt: DISPENSE,
  },
  spenders: { appointSpender: SMALL },
  nullifiers: { openEpoch: SMALL },
  encounterLedger: {
    openEncounter: SMALL,
    closeEncounter: SMALL,
    correctEncounter: SMALL,
    cancelEncounter: SMALL,
  },
  claimRules: { setClaimLimits: SMALL, publishRuleSet: SMALL, turnBusinessDays: DAYS },
  claimLedger: {
    submitClaims: CLAIM,
    dispenseAndClaim: DISPENSE_AND_CLAIM,
    approveClaims: DECISION,
    rejectClaims: DECISION,
    appealClaim: SMALL,
    advanceClaims: CLAIM,
    payClaims: CLAIM,
    reverseClaims: CLAIM,
    reverseClaimAndDispense: REVERSE_BOTH,
    refundClaims: CLAIM,
    disputeClaim: SMALL,
    resolveDispute: CLAIM,
  },
  reconciliationLedger: { anchor: SMALL },
};

function gasOf(call: LedgerCall): Gas {
  const methods: Readonly<Record<string, Gas>> = GAS[call.contract];
  const gas = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
  if (gas === undefined) throw new TypeError(`${call.contract}.${call.method} is no call of this server`);
  return gas;
}
