/**
 * Every status change of the ledger; mirrors contracts/libraries/Lifecycles.sol, and a test compares the two.
 */

export const AGREEMENT_STATUSES = ["none", "active", "suspended", "terminated"] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

export const PRODUCT_STATUSES = ["none", "admitted", "withdrawn"] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

export const BATCH_STATUSES = ["none", "open", "sealed", "recalled"] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

export const PARCEL_STATES = ["none", "held", "in-transit", "disputed", "lost"] as const;
export type ParcelState = (typeof PARCEL_STATES)[number];

export const CONSIGNMENT_STATES = ["none", "shipped", "partly-received", "received", "closed"] as const;
export type ConsignmentState = (typeof CONSIGNMENT_STATES)[number];

export const DISPENSE_STATES = ["none", "recorded", "partly-reversed", "reversed"] as const;
export type DispenseState = (typeof DISPENSE_STATES)[number];

export const ENCOUNTER_STATES = ["none", "open", "closed", "cancelled"] as const;
export type EncounterState = (typeof ENCOUNTER_STATES)[number];

export const CLAIM_STATES = [
  "none",
  "submitted",
  "approved",
  "rejected",
  "appealed",
  "rejected-final",
  "provisional",
  "awaiting-funds",
  "posted",
  "settled",
  "paid",
  "reversed",
  "clawed-back",
  "disputed",
  "upheld",
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

type Table<S extends string> = Readonly<Record<S, readonly S[]>>;

/** For each subject of `Lifecycles.sol`: from which status one may go to which. */
export const LIFECYCLES: {
  readonly agreement: Table<AgreementStatus>;
  readonly product: Table<ProductStatus>;
  readonly batch: Table<BatchStatus>;
  readonly parcel: Table<ParcelState>;
  readonly consignment: Table<ConsignmentState>;
  readonly dispense: Table<DispenseState>;
  readonly encounter: Table<EncounterState>;
  readonly claim: Table<ClaimState>;
} = {
  agreement: {
    none: ["active"],
    active: ["suspended", "terminated"],
    suspended: ["active", "terminated"],
    terminated: ["active"],
  },
  product: { none: ["admitted"], admitted: ["withdrawn"], withdrawn: [] },
  batch: { none: ["open"], open: ["sealed"], sealed: ["recalled"], recalled: [] },
  parcel: {
    none: ["held"],
    held: ["in-transit"],
    "in-transit": ["held", "disputed"],
    disputed: ["held", "lost"],
    lost: [],
  },
  consignment: {
    none: ["shipped"],
    shipped: ["partly-received", "received", "closed"],
    "partly-received": ["partly-received", "received", "closed"],
    received: [],
    closed: [],
  },
  dispense: {
    none: ["recorded"],
    recorded: ["partly-reversed", "reversed"],
    "partly-reversed": ["partly-reversed", "reversed"],
    reversed: [],
  },
  encounter: {
    none: ["open"],
    open: ["closed", "cancelled"],
    closed: ["cancelled"],
    cancelled: [],
  },
  claim: {
    none: ["submitted"],
    submitted: ["approved", "rejected", "provisional", "reversed"],
    approved: ["awaiting-funds", "posted", "paid", "reversed"],
    rejected: ["appealed", "reversed"],
    appealed: ["approved", "rejected-final", "reversed"],
    "rejected-final": [],
    provisional: ["approved", "reversed", "clawed-back"],
    "awaiting-funds": ["posted", "reversed"],
    posted: ["settled", "reversed"],
    settled: ["clawed-back", "disputed"],
    paid: ["clawed-back", "disputed"],
    reversed: [],
    "clawed-back": [],
    disputed: ["clawed-back", "upheld"],
    upheld: ["clawed-back"],
  },
};
