/** What the plain model of the drug ledger is made of, and the checks that look at one parcel alone. */

export const DAY_SEC = 86_400;
export const CLOCK_SKEW_SEC = 120;
export const RETURN_WINDOW_SEC = 10 * DAY_SEC;
export const DISPUTE_LIMIT_SEC = 7 * DAY_SEC;
export const REVERSALS_MAX = 3;

export type Kind = "maker" | "wholesaler" | "pharmacy" | "hospital";
export type Trader = { readonly id: number; readonly kind: Kind; readonly region: number };
export type Outcome = "returned" | "lost";
export type Run = { readonly from: number; readonly to: number };
export type Line = { readonly index: number; readonly units: number };

export type ParcelModel = {
  from: number;
  to: number;
  holder: number;
  counterparty: number;
  state: "held" | "in-transit" | "disputed" | "lost";
  consignment: number | null;
  disputedAtSec: number;
  bySender: Outcome | null;
  byReceiver: Outcome | null;
};

export type PackModel = {
  isGone: boolean;
  isOpened: boolean;
  isFrozen: boolean;
  unitsTaken: number;
  reversalCount: number;
};

export type ConsignmentModel = {
  readonly sender: number;
  readonly receiver: number;
  state: "shipped" | "partly-received" | "received" | "closed";
  outstandingCount: number;
  isShort: boolean;
};

export type DispenseModel = {
  readonly institution: number;
  readonly dispensedAtSec: number;
  readonly lines: readonly Line[];
  readonly returned: number[];
  state: "recorded" | "partly-reversed" | "reversed";
};

export type BatchTermsModel = {
  readonly packCount: number;
  readonly unitsPerPack: number;
  readonly isSplitAllowed: boolean;
  readonly expiresAtSec: number;
};

export type Moment = { readonly nowSec: number; readonly statedSec: number };

export type PieceOnItsWay = {
  readonly consignment: number;
  readonly parcelFrom: number;
  readonly run: Run;
} & Moment;

export function held(run: Run, holder: number): ParcelModel {
  return { ...run, holder, counterparty: 0, state: "held", consignment: null, ...UNDISPUTED };
}

const UNDISPUTED = { disputedAtSec: 0, bySender: null, byReceiver: null } as const;

export function giveTo(parcel: ParcelModel, holder: number): void {
  Object.assign(parcel, held(parcel, holder));
}

export function isFuture({ nowSec, statedSec }: Moment): boolean {
  return statedSec > nowSec + CLOCK_SKEW_SEC;
}

export function isDone({ state }: ConsignmentModel): boolean {
  return state === "received" || state === "closed";
}

export function outside(parcel: ParcelModel | undefined, run: Run): string | null {
  if (parcel === undefined) return "ParcelUnknown";
  return run.from < parcel.from || run.to > parcel.to ? "RunOutsideParcel" : null;
}

export function outsidePack(parcel: ParcelModel | undefined, index: number): string | null {
  if (parcel === undefined) return "ParcelUnknown";
  return index < parcel.from || index >= parcel.to ? "PackOutsideParcel" : null;
}

export function onItsWay(parcel: ParcelModel | undefined, consignment: number): string | null {
  if (parcel === undefined) return "ParcelUnknown";
  if (parcel.state !== "in-transit") return "ParcelNotInState";
  return parcel.consignment === consignment ? null : "RunNotOfConsignment";
}

export function contested(parcel: ParcelModel | undefined, consignment: number, run: Run): string | null {
  if (parcel === undefined) return "ParcelUnknown";
  if (parcel.state !== "disputed") return "ParcelNotInState";
  if (parcel.consignment !== consignment) return "RunNotOfConsignment";
  return parcel.to === run.to ? null : "RunOutsideParcel";
}

/** Hands a pack, or units of it, to a person. */
export function handOver(terms: BatchTermsModel, pack: PackModel, line: Line): string | null {
  if (line.units !== 0 && !terms.isSplitAllowed) return "SplitNotAllowed";
  if (pack.isFrozen) return "PackIsFrozen";
  if (line.units === 0) {
    if (pack.isGone) return "PackNotSellable";
    pack.isGone = true;
    return null;
  }
  if (pack.isGone && !pack.isOpened) return "PackNotSellable";
  if (pack.unitsTaken + line.units > terms.unitsPerPack) return "UnitsExceedPack";
  Object.assign(pack, { isGone: true, isOpened: true, unitsTaken: pack.unitsTaken + line.units });
  return null;
}

/** Takes a run off what is still on its way. */
export function arrive(consignment: ConsignmentModel, run: Run, how: "received" | "short"): void {
  consignment.outstandingCount -= run.to - run.from;
  consignment.isShort ||= how === "short";
  if (consignment.outstandingCount === 0) consignment.state = consignment.isShort ? "closed" : "received";
  else consignment.state = how === "received" ? "partly-received" : consignment.state;
}

/** What a history names is always there: if not, the history is wrong and not the ledger. */
export function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the model knows no ${what}`);
  return found;
}
