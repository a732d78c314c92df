import { Interface } from "ethers";
import {
  ACCESS_MANAGER_ABI,
  CLAIM_LEDGER_ABI,
  CLAIM_RULES_ABI,
  DRUG_CATALOGUE_ABI,
  DRUG_CUSTODY_ABI,
  DRUG_LEDGER_ABI,
  ENCOUNTER_LEDGER_ABI,
  INSTITUTIONS_ABI,
  NULLIFIERS_ABI,
  RECONCILIATION_LEDGER_ABI,
  REGION_RULES_ABI,
  SPENDERS_ABI,
} from "./generated/abis.ts";

/** The contracts of the ledger by the names of `LedgerCall.contract`, and the authority they ask. */
export const INTERFACES = {
  accessManager: new Interface(ACCESS_MANAGER_ABI),
  institutions: new Interface(INSTITUTIONS_ABI),
  regionRules: new Interface(REGION_RULES_ABI),
  drugCatalogue: new Interface(DRUG_CATALOGUE_ABI),
  drugCustody: new Interface(DRUG_CUSTODY_ABI),
  drugLedger: new Interface(DRUG_LEDGER_ABI),
  spenders: new Interface(SPENDERS_ABI),
  nullifiers: new Interface(NULLIFIERS_ABI),
  encounterLedger: new Interface(ENCOUNTER_LEDGER_ABI),
  claimRules: new Interface(CLAIM_RULES_ABI),
  claimLedger: new Interface(CLAIM_LEDGER_ABI),
  reconciliationLedger: new Interface(RECONCILIATION_LEDGER_ABI),
} as const;

export type ContractName = keyof typeof INTERFACES;

type AnyEntry =
  | (typeof ACCESS_MANAGER_ABI)[number]
  | (typeof INSTITUTIONS_ABI)[number]
  | (typeof REGION_RULES_ABI)[number]
  | (typeof DRUG_CATALOGUE_ABI)[number]
  | (typeof DRUG_CUSTODY_ABI)[number]
  | (typeof DRUG_LEDGER_ABI)[number]
  | (typeof SPENDERS_ABI)[number]
  | (typeof NULLIFIERS_ABI)[number]
  | (typeof ENCOUNTER_LEDGER_ABI)[number]
  | (typeof CLAIM_RULES_ABI)[number]
  | (typeof CLAIM_LEDGER_ABI)[number]
  | (typeof RECONCILIATION_LEDGER_ABI)[number];

/** Every error that a contract of the ledger can revert with. */
export type ErrorName = Extract<AnyEntry, { readonly type: "error" }>["name"];

export type ErrorParameter = {
  readonly name: string;
  readonly type: string;
  readonly internalType: string;
  /** Of a struct. */
  readonly components?: readonly ErrorParameter[];
};

export type ErrorEntry = {
  readonly type: "error";
  readonly name: ErrorName;
  readonly inputs: readonly ErrorParameter[];
};

/** The errors of all contracts; one that stands in several ABIs is here once. */
export const ERROR_ENTRIES: ReadonlyMap<string, ErrorEntry> = new Map(
  [
    ...INSTITUTIONS_ABI,
    ...REGION_RULES_ABI,
    ...DRUG_CATALOGUE_ABI,
    ...DRUG_CUSTODY_ABI,
    ...DRUG_LEDGER_ABI,
    ...SPENDERS_ABI,
    ...NULLIFIERS_ABI,
    ...ENCOUNTER_LEDGER_ABI,
    ...CLAIM_RULES_ABI,
    ...CLAIM_LEDGER_ABI,
    ...RECONCILIATION_LEDGER_ABI,
    ...ACCESS_MANAGER_ABI,
  ].flatMap((entry): [string, ErrorEntry][] => (entry.type === "error" ? [[entry.name, entry]] : [])),
);
