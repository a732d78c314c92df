import type { Approval } from "../adjudication/adjudication-input.ts";
import type { CoverageRecord } from "../adjudication/coverage.ts";
import type { InsuranceType, PlaceLevel } from "../adjudication/rule-words.ts";
import type { Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { ReconcileRecords } from "../reconcile/reconcile-records.ts";
import type { RuleSetKind } from "./claim-rows.ts";

/**
 * What a bureau keeps beside the chain to decide claims. Persons stand here under the number of their data
 * key: once that is erased, nothing leads from a person to a row. Every write is on the disk when it
 * resolves.
 */
export type ClaimRecords = ReconcileRecords & {
  /** `text` is canonical JSON; `hash` is keccak256 of it, which the ledger pins. */
  putRuleSet(document: RuleSetDocument): Promise<void>;
  ruleSet(hash: Hex32): Promise<RuleSetDocument | null>;

  /** Puts all that a region's bureau knows of a person's insurance in the place of what it knew. */
  putInsured(region: RegionCode, person: Hex32, row: InsuredRow): Promise<void>;
  insured(region: RegionCode, person: Hex32): Promise<InsuredRow | null>;

  putApproval(region: RegionCode, person: Hex32, approval: Approval): Promise<void>;
  approvals(region: RegionCode, person: Hex32): Promise<readonly Approval[]>;

  putSite(institution: InstitutionId, site: SiteRow): Promise<void>;
  site(institution: InstitutionId): Promise<SiteRow | null>;

  /** Kept before the claim is accepted: an entry whose claim never came to the ledger names nothing. */
  putPersonClaim(region: RegionCode, person: Hex32, claim: PersonClaim): Promise<void>;
  personClaims(region: RegionCode, person: Hex32): Promise<readonly PersonClaim[]>;
};

export type RuleSetDocument = {
  readonly hash: Hex32;
  readonly kind: Exclude<RuleSetKind, "none">;
  readonly region: RegionCode;
  readonly text: string;
};

/** What is known of a person's insurance with one region's fund. */
export type InsuredRow = {
  readonly insurances: readonly {
    readonly insuranceType: InsuranceType;
    readonly records: readonly CoverageRecord[];
    /** Paid into the personal account so far; what claims took from it is counted from the claims. */
    readonly accountCreditFen: bigint | null;
    /** The same of family members' accounts that stand open to the person. */
    readonly familyCreditFen: bigint | null;
  }[];
};

/** Facts about a place of care that the rules ask for, as its bureau states them. */
export type SiteRow = { readonly level: PlaceLevel };

/** A claim by its filer and document. */
export type PersonClaim = { readonly filer: InstitutionId; readonly documentKey: Hex32 };
