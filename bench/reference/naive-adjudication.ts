import type { FundUse, GroupUse } from "../../server/domain/adjudication/accumulators.ts";

/** A rule set as it is written, and a claim; only what the reference reads of them. */
export type WrittenCatalogue = {
  readonly items: readonly {
    readonly code: string;
    readonly class: string;
    readonly preSelfPayBps?: number;
    readonly ceilingYuan?: string | null;
    readonly ceilingYuanByLevel?: Readonly<Record<string, string>>;
    readonly restriction?: string | null;
    readonly special?: boolean;
  }[];
  readonly exclusions: readonly WrittenExclusion[];
};
type WrittenExclusion = { readonly codes: readonly string[]; readonly careTypes?: readonly string[] };
type WrittenBand = { readonly uptoFen: string | null; readonly bps: number };
type WrittenLevel = { readonly deductibleFen: string; readonly bands: readonly WrittenBand[] };
type WrittenFund = { readonly fundPayType: string; readonly capFen: string | null };
type WrittenInsurance = {
  readonly insuranceType: string;
  readonly preSelfPay: string;
  readonly pool: WrittenFund;
  readonly further: readonly (WrittenFund & {
    readonly over: string;
    readonly thresholdFen: string;
    readonly bands: readonly WrittenBand[];
  })[];
  readonly account: {
    readonly own: string;
    readonly family: string;
    readonly careTypes: readonly string[];
    readonly covers: readonly string[];
  } | null;
  readonly special: { readonly bps: number; readonly deductible: string } | null;
  readonly groups: readonly {
    readonly id: string;
    readonly careTypes: readonly string[];
    readonly deductiblePer: string;
    readonly laterAdmissionBps: number;
    readonly bandsOver: string;
    readonly capFen: string | null;
    readonly levels: Readonly<Record<string, WrittenLevel>>;
  }[];
};
export type WrittenPolicy = {
  readonly rounding: string;
  readonly overCeiling: Readonly<Record<string, string>>;
  readonly filing: Readonly<Record<string, number | null>>;
  readonly exclusions: readonly WrittenExclusion[];
  readonly insurances: readonly WrittenInsurance[];
};
export type WrittenClaim = {
  readonly catalogue: WrittenCatalogue;
  readonly policy: WrittenPolicy;
  readonly claim: {
    readonly insuranceType: string;
    readonly careType: string;
    readonly institutionLevel: string;
    readonly providerKind: string;
    readonly channel: string;
    readonly useAccount: string;
    readonly requestedFen: bigint | null;
    readonly lines: readonly {
      readonly itemCode: string | null;
      readonly quantityE4: bigint;
      readonly amountFen: bigint;
      readonly hospitalMark: string;
    }[];
  };
  /** Whether an approval fits, by line. */
  readonly isApproved: readonly boolean[];
  readonly used: {
    readonly groups: Readonly<Record<string, GroupUse>>;
    readonly funds: Readonly<Record<string, FundUse>>;
  };
  readonly accountBalanceFen: bigint | null;
  readonly familyBalanceFen: bigint | null;
  readonly filing: string;
};
export type NaiveAward = {
  readonly deductibleFen: bigint;
  readonly funds: Readonly<Record<string, bigint>>;
  readonly hospitalFen: bigint;
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
};

/**
 * The same rules as one would write them down: the documents as they are, searched for each line; amounts as
 * fractions; what a limit covers found by halving.
 */
export function adjudicateNaively(given: WrittenClaim): NaiveAward {
  const { policy, claim, used } = given;
  const insurance = found(policy.insurances.find((it) => it.insuranceType === claim.insuranceType));
  const group = found(insurance.groups.find((it) => it.careTypes.includes(claim.careType)));
  const level = found(group.levels[claim.institutionLevel]);
  const before = used.groups[group.id];
  const factor = BigInt(policy.filing[given.filing] ?? 0);
  const cuts = claim.lines.map((_, nth) => cut(given, insurance, nth));
  const total = (name: "own" | "over" | "first" | "scope"): bigint =>
    cuts.reduce((sum, it) => sum + it[name], 0n);
  const special = cuts.filter((it) => it.isSpecial).reduce((sum, it) => sum + it.scope, 0n);
  const ordinary = total("scope") - special;

  const isLater = group.deductiblePer === "admission" && (before?.admissionCount ?? 0) > 0;
  const limit = isLater
    ? rounded(
        BigInt(level.deductibleFen) * BigInt(group.laterAdmissionBps),
        10_000n,
        "person",
        policy.rounding,
      )
    : BigInt(level.deductibleFen);
  const alreadyUsed = group.deductiblePer === "year" ? (before?.deductibleUsedFen ?? 0n) : 0n;
  const due = max(0n, limit - alreadyUsed);
  const ofOrdinary = min(due, ordinary);
  const ofSpecial = insurance.special?.deductible === "applies" ? min(due - ofOrdinary, special) : 0n;

  const at = group.bandsOver === "year" ? (before?.ratedFen ?? 0n) : 0n;
  const parts = [
    ...inBands(at, ordinary - ofOrdinary, level.bands),
    { fen: special - ofSpecial, bps: BigInt(insurance.special?.bps ?? 0) },
  ].map(({ fen, bps }) => ({ fen, ratio: bps * factor }));
  const poolLeft = left(insurance.pool.capFen, used.funds[insurance.pool.fundPayType]?.paidFen);
  const groupLeft = left(group.capFen, before?.poolPaidFen);
  const isGroup = groupLeft !== null && (poolLeft === null || groupLeft <= poolLeft);
  const pool = pay(parts, isGroup ? groupLeft : poolLeft, policy.rounding);

  const overflow = isGroup ? 0n : pool.overflow;
  const ofFurther = payFurther(given, insurance, { overflow, rest: total("scope") - pool.paid });
  const funds = { [insurance.pool.fundPayType]: pool.paid, ...ofFurther };
  const asked = trimmed(funds, claim.requestedFen);
  const approved = Object.values(asked).reduce((sum, fen) => sum + fen, 0n);
  const hospitalFen = policy.overCeiling[claim.providerKind] === "provider" ? total("over") : 0n;
  const shares: Record<string, bigint> = {
    "in-scope": total("scope") - approved,
    "pre-self-pay": total("first"),
    "over-ceiling": total("over") - hospitalFen,
    "own-pay": total("own"),
  };
  const accounts = fromAccounts(given, insurance, shares);
  const medfee = claim.lines.reduce((sum, it) => sum + it.amountFen, 0n);
  return {
    deductibleFen: ofOrdinary + ofSpecial,
    funds: Object.fromEntries(Object.entries(asked).filter(([, fen]) => fen > 0n)),
    hospitalFen,
    accountFen: accounts.own,
    familyAccountFen: accounts.family,
    cashFen: medfee - approved - hospitalFen - accounts.own - accounts.family,
  };
}

function payFurther(
  { policy, used, filing }: WrittenClaim,
  { further }: WrittenInsurance,
  after: { readonly overflow: bigint; readonly rest: bigint },
): Record<string, bigint> {
  let { rest } = after;
  return Object.fromEntries(
    further.map((fund) => {
      const base = fund.over === "pool-cap" ? min(rest, after.overflow) : rest;
      const seen = used.funds[fund.fundPayType]?.baseFen ?? 0n;
      const from = max(seen, min(seen + base, BigInt(fund.thresholdFen)));
      const parts = inBands(from, seen + base - from, fund.bands).map(({ fen, bps }) => ({
        fen,
        ratio: bps * BigInt(policy.filing[filing] ?? 0),
      }));
      const { paid } = pay(parts, left(fund.capFen, used.funds[fund.fundPayType]?.paidFen), policy.rounding);
      rest -= paid;
      return [fund.fundPayType, paid];
    }),
  );
}

type Cut = { own: bigint; over: bigint; first: bigint; scope: bigint; isSpecial: boolean };

function cut(given: WrittenClaim, insurance: WrittenInsurance, nth: number): Cut {
  const { catalogue, policy, claim } = given;
  const line = found(claim.lines[nth]);
  const ownPay = { own: line.amountFen, over: 0n, first: 0n, scope: 0n, isSpecial: false };
  const item = catalogue.items.find((it) => it.code === line.itemCode);
  if (item === undefined || item.class === "C") return ownPay;
  const isExcluded = [...catalogue.exclusions, ...policy.exclusions].some(
    ({ codes, careTypes = [] }) =>
      codes.includes(item.code) && (careTypes.length === 0 || careTypes.includes(claim.careType)),
  );
  const isRestricted = (item.restriction ?? null) !== null;
  if (isExcluded || line.hospitalMark === "outside") return ownPay;
  if (isRestricted && line.hospitalMark !== "within") return ownPay;
  const isSpecial = item.special ?? false;
  if (isSpecial && (insurance.special === null || given.isApproved[nth] !== true)) return ownPay;
  const yuan = item.ceilingYuanByLevel?.[claim.institutionLevel] ?? item.ceilingYuan ?? null;
  let over = 0n;
  if (yuan !== null) {
    const [whole = "0", fraction = ""] = yuan.split(".");
    const micros = BigInt(whole + fraction.padEnd(6, "0"));
    over = max(0n, line.amountFen - rounded(micros * line.quantityE4, 10n ** 8n, "fund", policy.rounding));
  }
  const bps = insurance.preSelfPay === "waived" ? 0 : (item.preSelfPayBps ?? 0);
  const first = rounded((line.amountFen - over) * BigInt(bps), 10_000n, "person", policy.rounding);
  return { own: 0n, over, first, scope: line.amountFen - over - first, isSpecial };
}

type Part = { readonly fen: bigint; readonly ratio: bigint };

/** The most of the parts that the limit covers is found by halving; the rest that has a ratio overflows. */
function pay(
  parts: readonly Part[],
  limit: bigint | null,
  rounding: string,
): { readonly paid: bigint; readonly overflow: bigint } {
  const paidParts = parts.filter(({ ratio }) => ratio > 0n);
  const all = paidParts.reduce((sum, { fen }) => sum + fen, 0n);
  const exact = exactOf(paidParts, all);
  if (limit === null || exact <= limit * 10n ** 8n) {
    return { paid: rounded(exact, 10n ** 8n, "fund", rounding), overflow: 0n };
  }
  let [low, high] = [0n, all];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (exactOf(paidParts, middle) <= limit * 10n ** 8n) low = middle;
    else high = middle - 1n;
  }
  return { paid: limit, overflow: all - low };
}

function exactOf(parts: readonly Part[], upto: bigint): bigint {
  let open = upto;
  return parts.reduce((sum, { fen, ratio }) => {
    const taken = min(fen, open);
    open -= taken;
    return sum + taken * ratio;
  }, 0n);
}

/** Each band's share of [from, from + fen). */
function inBands(from: bigint, fen: bigint, bands: readonly WrittenBand[]): { fen: bigint; bps: bigint }[] {
  return bands.map(({ uptoFen, bps }, nth) => {
    const start = BigInt(bands[nth - 1]?.uptoFen ?? 0);
    const end = uptoFen === null ? from + fen : BigInt(uptoFen);
    return { fen: max(0n, min(end, from + fen) - max(start, from)), bps: BigInt(bps) };
  });
}

function trimmed(funds: Readonly<Record<string, bigint>>, requested: bigint | null): Record<string, bigint> {
  let open = requested;
  return Object.fromEntries(
    Object.entries(funds).map(([name, fen]) => {
      const taken = open === null ? fen : min(fen, open);
      if (open !== null) open -= taken;
      return [name, taken];
    }),
  );
}

function fromAccounts(
  { claim, accountBalanceFen, familyBalanceFen }: WrittenClaim,
  { account }: WrittenInsurance,
  shares: Readonly<Record<string, bigint>>,
): { readonly own: bigint; readonly family: bigint } {
  const isOpen = account?.careTypes.includes(claim.careType) && claim.channel === "direct";
  if (!account || !isOpen || claim.useAccount === "none") return { own: 0n, family: 0n };
  const payable = account.covers.reduce((sum, name) => sum + (shares[name] ?? 0n), 0n);
  const own = account.own === "allowed" ? min(payable, accountBalanceFen ?? 0n) : 0n;
  const mayHelp = account.family === "allowed" && claim.useAccount === "family";
  return { own, family: mayHelp ? min(payable - own, familyBalanceFen ?? 0n) : 0n };
}

function rounded(numerator: bigint, denominator: bigint, paidBy: string, rounding: string): bigint {
  const whole = numerator / denominator;
  const rest = numerator - whole * denominator;
  const isForPayer = rounding.endsWith(paidBy);
  if (rest === 0n) return whole;
  if (rounding.startsWith("nearest-") && rest * 2n !== denominator) {
    return rest * 2n > denominator ? whole + 1n : whole;
  }
  return isForPayer ? whole : whole + 1n;
}

function left(cap: string | null, used: bigint | undefined): bigint | null {
  return cap === null ? null : max(0n, BigInt(cap) - (used ?? 0n));
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the reference was given a claim it does not know");
  return value;
}
