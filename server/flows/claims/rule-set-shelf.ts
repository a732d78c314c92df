import type { Catalogue } from "../../domain/adjudication/catalogue.ts";
import type { Policy } from "../../domain/adjudication/policy.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { ClaimPorts } from "./claim-ports.ts";

/** Rule sets by their hash, read once: a document of some hash never changes. */
export type RuleSetShelf = {
  catalogue(hash: Hex32): Promise<Catalogue>;
  policy(hash: Hex32): Promise<Policy>;
};

type Ports = Pick<ClaimPorts, "claimRecords" | "ruleSets">;

/** Reading one costs more than deciding a claim by it, so what was read stays with the records it is of. */
const shelves = new WeakMap<ClaimPorts["claimRecords"], RuleSetShelf>();

export function createRuleSetShelf(ports: Ports): RuleSetShelf {
  const known = shelves.get(ports.claimRecords);
  if (known !== undefined) return known;
  const textOf = async (hash: Hex32, kind: "catalogue" | "policy"): Promise<string> => {
    const document = await ports.claimRecords.ruleSet(hash);
    if (document === null || document.kind !== kind) return fail("rule-set-unknown", { ruleSet: hash, kind });
    return document.text;
  };
  const shelf: RuleSetShelf = {
    catalogue: keptByHash(async (hash) => ports.ruleSets.catalogue(await textOf(hash, "catalogue"))),
    policy: keptByHash(async (hash) => ports.ruleSets.policy(await textOf(hash, "policy"))),
  };
  shelves.set(ports.claimRecords, shelf);
  return shelf;
}

/** A region has two in force; older ones are read again when they were pushed out. */
const KEPT_MAX = 32;

function keptByHash<Read>(read: (hash: Hex32) => Promise<Read>): (hash: Hex32) => Promise<Read> {
  const kept = new Map<Hex32, Read>();
  return async (hash) => {
    const known = kept.get(hash);
    if (known !== undefined) return known;
    const made = await read(hash);
    const oldest = kept.keys().next();
    if (kept.size >= KEPT_MAX && !oldest.done) kept.delete(oldest.value);
    kept.set(hash, made);
    return made;
  };
}
