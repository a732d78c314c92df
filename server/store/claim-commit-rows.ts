import type {
  ClaimRow,
  ClaimRulesRow,
  ConsortiumRow,
  EncounterRow,
  PaymentRow,
} from "../domain/claims/claim-rows.ts";
import type { Hex32, RegionCode } from "../domain/ids.ts";
import type { ClaimChange, Current } from "../domain/project/current.ts";

type Beneath = Pick<Current, "claim" | "payment" | "encounter" | "claimRules" | "consortium">;

/** The part of a commit about claims and encounters, read and written as CommitRows does. */
export class ClaimCommitRows implements Beneath {
  readonly claims = new Map<Hex32, ClaimRow>();
  readonly payments = new Map<Hex32, PaymentRow>();
  readonly encounters = new Map<Hex32, EncounterRow>();
  readonly claimRuleRows = new Map<RegionCode, ClaimRulesRow>();
  /** Null for an invoice that may be paid again. */
  readonly nullifiers = new Map<Hex32, Hex32 | null>();
  /** As each stood before this commit, so that it leaves its place in the queue; null for a new one. */
  readonly claimsBefore = new Map<Hex32, ClaimRow | null>();
  consortiumRow: ConsortiumRow | null = null;
  readonly #beneath: Beneath;

  constructor(beneath: Beneath) {
    this.#beneath = beneath;
  }

  apply(change: ClaimChange): void {
    switch (change.table) {
      case "claim":
        if (!this.claimsBefore.has(change.row.id)) this.claimsBefore.set(change.row.id, change.before);
        this.claims.set(change.row.id, change.row);
        return;
      case "nullifier":
        this.nullifiers.set(change.nullifier, change.claim);
        return;
      case "payment":
        this.payments.set(change.row.id, change.row);
        return;
      case "encounter":
        this.encounters.set(change.row.id, change.row);
        return;
      case "claim-rules":
        this.claimRuleRows.set(change.row.region, change.row);
        return;
      case "consortium":
        this.consortiumRow = change.row;
        return;
      default:
        change satisfies never;
    }
  }

  claim(id: Hex32): ClaimRow | null {
    return this.claims.get(id) ?? this.#beneath.claim(id);
  }

  payment(id: Hex32): PaymentRow | null {
    return this.payments.get(id) ?? this.#beneath.payment(id);
  }

  encounter(id: Hex32): EncounterRow | null {
    return this.encounters.get(id) ?? this.#beneath.encounter(id);
  }

  claimRules(region: RegionCode): ClaimRulesRow | null {
    return this.claimRuleRows.get(region) ?? this.#beneath.claimRules(region);
  }

  consortium(): ConsortiumRow {
    return this.consortiumRow ?? this.#beneath.consortium();
  }
}
