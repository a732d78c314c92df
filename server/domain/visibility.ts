import type { InstitutionId, RegionCode } from "./ids.ts";
import type { Principal } from "./principal.ts";

/** An institution that has to do with a fact, and the region it stands in. */
export type Party = { readonly id: InstitutionId; readonly region: RegionCode };

/**
 * A fact exists for the institutions it concerns, for the bureau of a region where one of them stands, and
 * for auditors of that region or of the whole country. For everybody else it does not exist.
 */
export function maySee(principal: Principal, parties: readonly Party[]): boolean {
  return isAmong(principal, parties) || oversees(principal, parties);
}

/** Whether the principal watches over one of these institutions: more than a trading partner may see. */
export function oversees(principal: Principal, parties: readonly Party[]): boolean {
  if (seesEverything(principal)) return true;
  const isWatcher = principal.role === "bureau" || principal.role === "auditor";
  return isWatcher && parties.some(({ region }) => region === principal.region);
}

/** An auditor of the whole country, region 0. */
export function seesEverything(principal: Principal): boolean {
  return principal.role === "auditor" && principal.region === 0;
}

function isAmong({ institution }: Principal, parties: readonly Party[]): boolean {
  // 0 is nobody: the consortium's own principals hold no goods and treat no one.
  return institution !== 0 && parties.some(({ id }) => id === institution);
}

/**
 * The hands a pack went through, in the order of the ledger; the batch's maker first, whoever has it last.
 */
export type StoryParties = {
  readonly maker: Party;
  readonly transfers: readonly { readonly sender: Party; readonly receiver: Party }[];
  /** In whose hands it is; while on its way, both sides. */
  readonly present: readonly Party[];
  /** Who dispensed it or took it out of the trade. */
  readonly recorders: readonly Party[];
};

/** Which facts of one pack's story a principal may see. */
export type StoryScope = {
  readonly maySeeAny: boolean;
  maySeeTransfer(place: number): boolean;
  /** Whose hands it is in now, and whether it is whole. */
  readonly maySeePresent: boolean;
  /** A dispense, what came back of it, a decommission. */
  maySeeRecordOf(recorder: Party): boolean;
  /** What was paid, and what the person answered. */
  maySeeMoneyOf(recorder: Party): boolean;
  maySeeQuarantineIn(region: RegionCode): boolean;
  maySeeRefusalOf(attempter: Party): boolean;
};

/**
 * Who watches over one of the parties sees where a pack went from its maker to the end. A trading partner
 * sees how it came to its own hands, because that is the provenance of what it held; what others did with it
 * after that is theirs.
 */
export function storyScope(principal: Principal, story: StoryParties): StoryScope {
  const { maker, transfers, present, recorders } = story;
  const hands = transfers.flatMap(({ sender, receiver }) => [sender, receiver]);
  const isWatcher = oversees(principal, [maker, ...hands, ...recorders]);
  const isOwn = (party: Party): boolean => isAmong(principal, [party]);
  const lastArrival = transfers.findLastIndex(({ receiver }) => isOwn(receiver));
  const maySeeTransfer = (place: number): boolean => {
    const transfer = transfers[place];
    if (transfer === undefined) return false;
    return isWatcher || place <= lastArrival || isOwn(transfer.sender);
  };
  return {
    maySeeAny: isWatcher || isAmong(principal, [maker, ...hands, ...recorders]),
    maySeeTransfer,
    maySeePresent: isWatcher || isAmong(principal, [...present, ...recorders]),
    maySeeRecordOf: (recorder) => isWatcher || isOwn(recorder),
    maySeeMoneyOf: (recorder) => maySee(principal, [recorder]),
    maySeeQuarantineIn: (region) => isWatcher || isOwn(maker) || principal.region === region,
    maySeeRefusalOf: (attempter) => maySee(principal, [attempter]),
  };
}
