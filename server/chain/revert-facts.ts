import { ACTS, actsOfBits, INSTITUTION_KINDS } from "../domain/acts.ts";
import {
  CLAIM_CHANNELS,
  DISPUTE_VERDICTS,
  ENCOUNTER_KINDS,
  EVIDENCE_KINDS,
  EXEMPTIONS,
  RULE_SET_KINDS,
} from "../domain/claims/claim-rows.ts";
import {
  DECOMMISSION_REASONS,
  DISPUTE_OUTCOMES,
  IDENTIFICATIONS,
  RECEIPT_ANSWERS,
} from "../domain/drug-rows.ts";
import type { Fact, Facts } from "../domain/failure.ts";
import {
  AGREEMENT_STATUSES,
  BATCH_STATUSES,
  CLAIM_STATES,
  CONSIGNMENT_STATES,
  DISPENSE_STATES,
  ENCOUNTER_STATES,
  PARCEL_STATES,
  PRODUCT_STATUSES,
} from "../domain/lifecycles.ts";
import { lineOfWord, runOfWord } from "../domain/pack-words.ts";
import { CODE_SCHEMES, ENFORCEMENT_MODES, PRODUCT_CLASSES, PROVENANCES } from "../domain/read-model.ts";
import type { ErrorEntry, ErrorParameter } from "./abi.ts";

/**
 * The arguments of a revert as the facts of a failure: instants as RFC 3339 in `…At`, ids as numbers or hex,
 * the numbers of enums as the domain's words. The type a parameter has in Solidity says which.
 */
export function factsOfRevert(entry: Pick<ErrorEntry, "inputs">, args: readonly unknown[]): Facts {
  const facts: Record<string, Fact> = {};
  for (const [at, parameter] of entry.inputs.entries()) {
    Object.assign(facts, factOf(parameter, args[at]));
  }
  return facts;
}

function factOf(parameter: ErrorParameter, value: unknown): Record<string, Fact> {
  const { name, type, internalType, components } = parameter;
  if (components !== undefined && Array.isArray(value)) {
    return { [name]: factsOfRevert({ inputs: components }, value) };
  }
  if (typeof value === "boolean") return { [name]: value };
  if (typeof value === "string") return { [name]: type === "string" ? value : value.toLowerCase() };
  if (typeof value !== "bigint") throw new TypeError(`no fact for a parameter of type ${type}`);
  // A duration is no instant, and is shorter than one.
  if (name.endsWith("Sec") && type === "uint40") return { [instantName(name)]: instantOf(value) };
  const words = ENUM_WORDS[internalType];
  if (words !== undefined) return { [name]: words[Number(value)] ?? Number(value) };
  const compose = COMPOSED[internalType];
  if (compose !== undefined) return compose(value, name);
  return { [name]: value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString() };
}

function instantName(name: string): string {
  return `${name.slice(0, -"Sec".length).replace(/At$/, "")}At`;
}

/** 0 means that no time is set. */
function instantOf(atSec: bigint): string | null {
  return atSec === 0n ? null : `${new Date(Number(atSec) * 1_000).toISOString().slice(0, -5)}Z`;
}

const ENUM_WORDS: Readonly<Record<string, readonly string[]>> = {
  "enum Act": ACTS,
  "enum InstitutionKind": INSTITUTION_KINDS,
  "enum AgreementStatus": AGREEMENT_STATUSES,
  "enum ProductStatus": PRODUCT_STATUSES,
  "enum BatchStatus": BATCH_STATUSES,
  "enum ParcelState": PARCEL_STATES,
  "enum ConsignmentState": CONSIGNMENT_STATES,
  "enum DispenseState": DISPENSE_STATES,
  "enum Identification": IDENTIFICATIONS,
  "enum CodeScheme": ["none", ...CODE_SCHEMES],
  "enum BatchOrigin": PROVENANCES,
  "enum DisputeOutcome": DISPUTE_OUTCOMES,
  "enum ReceiptAnswer": RECEIPT_ANSWERS,
  "enum DecommissionReason": DECOMMISSION_REASONS,
  "enum ProductClass": PRODUCT_CLASSES,
  "enum EnforcementMode": ENFORCEMENT_MODES,
  "enum ClaimState": CLAIM_STATES,
  "enum ClaimChannel": CLAIM_CHANNELS,
  "enum EvidenceKind": EVIDENCE_KINDS,
  "enum Exemption": EXEMPTIONS,
  "enum EncounterState": ENCOUNTER_STATES,
  "enum EncounterKind": ENCOUNTER_KINDS,
  "enum RuleSetKind": RULE_SET_KINDS,
  "enum DisputeVerdict": DISPUTE_VERDICTS,
};

type Compose = (value: bigint, name: string) => Record<string, Fact>;

const COMPOSED: Readonly<Record<string, Compose>> = {
  ActSet: (value, name) => ({ [name]: actsOfBits(Number(value)) }),
  BatchId: (value, name) => ({ [name]: hexOf(value, 16) }),
  // A parcel is named by its first pack.
  ParcelId: (value, name) => ({
    [name]: { batch: hexOf(value >> 32n, 16), from: Number(value & 0xffff_ffffn) },
  }),
  PackRun: (value, name) => ({ [name]: { ...runOfWord(hexOf(value, 64)) } }),
  PackLine: (value, name) => {
    const line = lineOfWord(hexOf(value, 64));
    return { [name]: { ...line, priceFen: line.priceFen.toString() } };
  },
};

function hexOf(value: bigint, digits: number): `0x${string}` {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}
