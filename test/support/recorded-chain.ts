import { hash } from "node:crypto";
import { Interface } from "ethers";
import {
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
} from "../../server/chain/generated/abis.ts";
import type { Address, Hex32 } from "../../server/domain/ids.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import { CONTRACTS } from "./contracts.ts";

export const INTERFACES = {
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
};

/** A log as a node writes it. */
export type RecordedLog = {
  readonly address: Address;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly transactionHash: Hex32;
  readonly transactionIndex: string;
  readonly blockHash: Hex32;
  readonly logIndex: string;
  readonly removed: boolean;
};

export type RecordedBlock = {
  readonly number: number;
  readonly hash: Hex32;
  readonly parentHash: Hex32;
  readonly timeSec: number;
  readonly logs: readonly RecordedLog[];
};

/** The same history as a chain of blocks whose hashes depend on all that is in them and before them. */
export function recordChain(story: readonly (readonly LedgerEvent[])[], seed = "chain"): RecordedBlock[] {
  const blocks: RecordedBlock[] = [];
  let parentHash: Hex32 = `0x${"0".repeat(64)}`;
  for (const [number, events] of story.entries()) {
    const contents = events.map(encodeEvent);
    const content = JSON.stringify([seed, number, parentHash, contents]);
    const blockHash: Hex32 = `0x${hash("sha256", content, "hex")}`;
    const logs = events.map((event, logIndex): RecordedLog => {
      const content = contents[logIndex];
      if (content === undefined) throw new Error("an event without content");
      return {
        ...content,
        blockNumber: quantity(number),
        transactionHash: event.place.transactionHash,
        transactionIndex: quantity(Math.floor(logIndex / 5)),
        blockHash,
        logIndex: quantity(logIndex),
        removed: false,
      };
    });
    const timeSec = events[0]?.place.timeSec ?? 1_790_000_000 + number;
    blocks.push({ number, hash: blockHash, parentHash, timeSec, logs });
    parentHash = blockHash;
  }
  return blocks;
}

/** Address, topics and data of an event as ethers encodes them from the contracts' ABIs. */
export function encodeEvent(event: LedgerEvent): { address: Address; topics: string[]; data: string } {
  for (const [name, abi] of Object.entries(INTERFACES)) {
    const fragment = abi.getEvent(event.name);
    if (fragment === null) continue;
    const fields: Record<string, unknown> = { ...event, ...abiWords(event) };
    const values = fragment.inputs.map((input) => fields[input.name]);
    const { topics, data } = abi.encodeEventLog(fragment, values);
    // The names are those of CONTRACTS: both tables have one entry for each contract.
    return { address: CONTRACTS[name as keyof typeof CONTRACTS], topics, data };
  }
  throw new Error(`no contract has the event ${event.name}`);
}

/** What the ABI calls by another word than LedgerEvent does. */
function abiWords(event: LedgerEvent): Record<string, unknown> {
  if (event.name === "InstitutionRegistered") return { name: event.institutionName };
  if (event.name === "ProductAdmitted") return { name: event.productName };
  if (event.name === "ParcelSplit" || event.name === "ParcelsJoined") {
    return { parcel: `${event.batch}${event.from.toString(16).padStart(8, "0")}` };
  }
  return {};
}

export function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}
