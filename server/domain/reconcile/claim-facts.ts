import type { InstitutionKind } from "../acts.ts";
import type { Zone } from "../business-day.ts";
import type { InstitutionId, ProductId, RegionCode } from "../ids.ts";
import type { AgreementStatus, ClaimState } from "../lifecycles.ts";
import type { FeedChannel, FeedClaim } from "./feed-claim.ts";
import type { SaleFact } from "./sale-fact.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { Thresholds } from "./thresholds.ts";

/**
 * Everything a rule may look at about one claim: the claim, and what the ledger of one block knows of it.
 * What could not be looked at stands in `unseen`; a rule that needs it finds nothing and says nothing.
 */
export type ClaimFacts = {
  readonly claim: FeedClaim;
  readonly zone: Zone;
  /** Of the day on which the claim was made. */
  readonly thresholds: Thresholds;
  readonly institution: InstitutionFact | null;
  /**
   * The lines that belong to the claim: of a direct one by its settlement, else by institution and receipt.
   * In the order of the ledger.
   */
  readonly sales: readonly SaleFact[];
  /** One for each code of the claim and of its sales, each once. */
  readonly packs: readonly PackFact[];
  /** Other claims of the feed for the same settlement or the same receipt of the institution. */
  readonly sameInvoice: readonly OtherClaim[];
  /**
   * What the ledger itself holds of claims that spend this evidence; empty when it was claimed elsewhere
   * only.
   */
  readonly ledgerClaims: readonly LedgerClaimFact[];
  /** What the same person claimed before in the feed; null where the person is unknown. */
  readonly history: PersonHistory | null;
  /** Visits and stays of the claim's person on the ledger, in their order; empty where nobody is named. */
  readonly visits: readonly VisitFact[];
  /** What the bureau stated of the site where it was sold, for that day; null where it stated nothing. */
  readonly site: SiteFacts | null;
  /** Receipts that were recorded there in the same hour of the clock; null where nothing was stated. */
  readonly receiptsInHour: number | null;
  readonly unseen: readonly Unseen[];
};

export const UNSEEN = ["person", "pack-keys", "sale-words", "visits", "purchase-prices"] as const;

export type Unseen = (typeof UNSEEN)[number];

export type InstitutionFact = {
  readonly id: InstitutionId;
  readonly code: string;
  readonly kind: InstitutionKind;
  readonly region: RegionCode;
  /** The agreement's status at the end of a day, and at an instant. */
  readonly agreementAt: (atSec: number) => AgreementStatus;
  /** Most of its messages are written when they tell of; false of one that sends a day's sales together. */
  readonly tellsAtOnce: boolean;
};

export type PackFact = {
  /** As in the claim or the sale. */
  readonly code: string;
  /**
   * `known`: one pack of the ledger. `unknown`: no manifest has it. `unreadable`: no trace code by its form.
   * `contested`: more than one manifest has it.
   */
  readonly identity: "known" | "unknown" | "unreadable" | "contested";
  /** Null unless known. */
  readonly product: ProductFact | null;
  readonly batch: BatchFact | null;
  /**
   * When whoever sold it took it into their custody: received, made or declared; ascending. Of what was not
   * sold, the institution of the claim.
   */
  readonly receivedAtSec: readonly number[];
  /** Its first custody there was a declaration of stock older than the ledger. */
  readonly isDeclaredOnly: boolean;
  /** Returns of this code there, refused ones included, ascending. */
  readonly returnsAtSec: readonly number[];
  /** Dispenses of the pack that stand on the ledger and are none of the claim's own sales, ascending. */
  readonly otherSales: readonly OtherSale[];
  /** Other claims of the feed that name the code, in the order of day and id. */
  readonly claims: readonly OtherClaim[];
  /** What it cost whoever sold it. */
  readonly purchase: PurchaseFact;
  /** Codes one digit away (or otherwise near) that were held there at the time of the sale. */
  readonly nearHeld: readonly string[];
};

/** The price of a whole pack. `hidden`: the ledger has a commitment to one that this server can not open. */
export type PurchaseFact =
  | { readonly fen: bigint; readonly of: "purchase" | "procurement" }
  | "unstated"
  | "hidden";

/** `endedAtSec`: of a stay, its discharge; null where it was not closed yet. */
export type VisitFact = {
  readonly kind: "outpatient" | "inpatient";
  readonly openedAtSec: number;
  readonly endedAtSec: number | null;
};

export type ProductFact = {
  readonly id: ProductId;
  readonly name: string;
  readonly unitsPerPack: number;
  readonly isHighValue: boolean;
  readonly mustBeMakerTraced: boolean;
  readonly isPrescriptionOnly: boolean;
};

export type BatchFact = {
  readonly batchNumber: string;
  /** The first instant at which it may not be sold any more. */
  readonly expiresAtSec: number;
  readonly recalledAtSec: number | null;
};

/** A dispense of the pack, recorded, by whomever. `isReturned`: a recorded return took the pack back. */
export type OtherSale = {
  readonly institution: InstitutionId;
  readonly soldAtSec: number;
  readonly of: "packs" | "units";
  readonly isReturned: boolean;
};

/** Another claim of the same feed; `isEarlier` by day, then by id. */
export type OtherClaim = {
  readonly claimId: string;
  readonly row: number;
  readonly institutionCode: string;
  readonly channel: FeedChannel;
  readonly claimedOn: string;
  readonly isEarlier: boolean;
};

export type LedgerClaimFact = {
  readonly id: string;
  readonly state: ClaimState;
  readonly payerRegion: RegionCode;
  readonly channel: "direct" | "manual" | "secondary" | "none";
  readonly totalFen: bigint;
};

/** Of the claims of one person that stand before this one in the feed; packs by product. */
export type PersonHistory = {
  /** Claims dated on the same day as this one; this one is not counted. */
  readonly claimsOfDay: number;
  /** Packs of each product of this claim bought in the window before it, this claim included. */
  readonly packsInWindow: readonly {
    readonly product: ProductId;
    readonly packs: number;
    readonly purchases: number;
  }[];
};
