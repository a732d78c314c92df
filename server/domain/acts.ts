/** Kinds of institution, in the order of `InstitutionKind` in contracts/interfaces/IInstitutions.sol. */
export const INSTITUTION_KINDS = [
  "none",
  "maker",
  "wholesaler",
  "pharmacy",
  "hospital",
  "care-agency",
  "bureau",
  "auditor",
] as const;
export type InstitutionKind = (typeof INSTITUTION_KINDS)[number];

/**
 * What an operator key may do, in the order of `Act` in contracts/libraries/Acts.sol: the index is the bit.
 */
export const ACTS = [
  "register-institutions",
  "sign-agreements",
  "admit-products",
  "make-batches",
  "ship",
  "receive",
  "dispense",
  "correct",
  "decommission",
  "declare",
  "recall",
  "supervise",
  "import",
  "record-encounters",
  "claim",
  "file-manual-claims",
  "decide",
  "decide-automatically",
  "pay",
  "reconcile",
] as const;
export type Act = (typeof ACTS)[number];

/** The acts that operators of a kind may hold; mirrors `Acts.allowedFor`. */
export const ACTS_OF_KIND: Record<InstitutionKind, readonly Act[]> = {
  none: [],
  maker: ["make-batches", "ship", "receive", "correct", "decommission", "declare", "recall"],
  wholesaler: ["ship", "receive", "correct", "decommission", "declare"],
  pharmacy: ["ship", "receive", "dispense", "correct", "decommission", "declare", "claim"],
  hospital: [
    "ship",
    "receive",
    "dispense",
    "correct",
    "decommission",
    "declare",
    "record-encounters",
    "claim",
  ],
  "care-agency": [],
  bureau: [
    "register-institutions",
    "sign-agreements",
    "admit-products",
    "correct",
    "recall",
    "supervise",
    "import",
    "file-manual-claims",
    "decide",
    "decide-automatically",
    "pay",
    "reconcile",
  ],
  auditor: ["reconcile"],
};

/** The bits of a set of acts, as `ActSet` on the chain. */
export function actBits(acts: readonly Act[]): number {
  let bits = 0;
  for (const act of acts) bits |= 1 << ACTS.indexOf(act);
  return bits;
}

/** The acts of a set of bits, in the order of the chain. */
export function actsOfBits(bits: number): Act[] {
  return ACTS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
