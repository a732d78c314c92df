import { lineFenOfScaled } from "../../money.ts";
import type { PricedCount } from "../message.ts";
import type { ShareAmounts } from "./message.ts";

/** All amounts of one settlement, each as it was told by itself and none worked out from the others. */
export type SettledAmounts = {
  readonly totalFen: bigint;
  readonly fundFen: bigint;
  readonly personFen: bigint;
  readonly hospitalFen: bigint;
  readonly accountFen: bigint;
  readonly familyAccountFen: bigint;
  readonly cashFen: bigint;
  /** fund_payamt of setldetail. */
  readonly fundPartsFen: readonly bigint[];
  /** The members of setlinfo that end in _pay and are a fund's. */
  readonly fundWordsFen: readonly bigint[];
  readonly shares: ShareAmounts;
  /** Null where an answer tells no lines. */
  readonly lines: readonly LineAmounts[] | null;
};

export type LineAmounts = PricedCount & ShareAmounts & { readonly feeNumber: string };

/** `feeNumber` names the line, null the whole. `negative` is no identity: no amount may be below zero. */
export type BrokenIdentity = {
  readonly rule: "A1" | "A2" | "A3" | "A4" | "A5" | "A6" | "negative";
  readonly feeNumber: string | null;
  readonly statedFen: bigint;
  readonly sumFen: bigint;
};

/** The accounting identities A1 to A6 of a settlement, exact in fen; those that do not hold. */
export function brokenIdentities(amounts: SettledAmounts): readonly BrokenIdentity[] {
  const { totalFen, fundFen, personFen, hospitalFen, accountFen, familyAccountFen, cashFen } = amounts;
  const { fundPartsFen, fundWordsFen, shares, lines } = amounts;
  const whole = [
    compare("A1", totalFen, [fundFen, personFen, hospitalFen]),
    compare("A2", personFen, [accountFen, cashFen, familyAccountFen]),
    compare("A3", fundFen, fundPartsFen),
    ...(lines === null ? [] : [compare("A4", totalFen, lineAmountsOf(lines))]),
    compare("A5", fundFen, fundWordsFen),
    compare("A6", totalFen, sharesOf(shares)),
    ...(lines === null ? [] : sharesBroken(shares, lines)),
  ];
  const negatives = [
    totalFen,
    fundFen,
    personFen,
    hospitalFen,
    accountFen,
    familyAccountFen,
    cashFen,
    ...fundPartsFen,
    ...fundWordsFen,
    ...sharesOf(shares),
  ].flatMap((fen) => negative(fen, null));
  return [...whole.flat(), ...negatives, ...(lines ?? []).flatMap(brokenLine)];
}

/** A4 and A6 of one line: price × count, and the four shares. */
export function brokenLine(line: LineAmounts): readonly BrokenIdentity[] {
  const { feeNumber, lineFen } = line;
  const pricedFen = lineFenOfScaled(line);
  return [
    ...compare("A4", lineFen, pricedFen === null ? [] : [pricedFen], feeNumber),
    ...compare("A6", lineFen, sharesOf(line), feeNumber),
    ...[lineFen, ...sharesOf(line)].flatMap((fen) => negative(fen, feeNumber)),
  ];
}

/** The broken ones in one line for the log: rules, line numbers of the message and amounts, nobody's name. */
export function identitiesText(broken: readonly BrokenIdentity[]): string {
  return broken
    .map(({ rule, feeNumber, statedFen, sumFen }) => {
      const where = feeNumber === null ? "" : ` of line ${feeNumber}`;
      return `${rule}${where}: ${statedFen} stated, ${sumFen} summed`;
    })
    .join("; ");
}

function lineAmountsOf(lines: readonly LineAmounts[]): readonly bigint[] {
  return lines.map(({ lineFen }) => lineFen);
}

function sharesOf(shares: ShareAmounts): readonly bigint[] {
  return [shares.ownExpenseFen, shares.overLimitFen, shares.preSelfPayFen, shares.inScopeFen];
}

/** Where lines are told, each share of the whole is theirs together. */
function sharesBroken(shares: ShareAmounts, lines: readonly LineAmounts[]): BrokenIdentity[][] {
  const names = ["ownExpenseFen", "overLimitFen", "preSelfPayFen", "inScopeFen"] as const;
  return names.map((name) =>
    compare(
      "A6",
      shares[name],
      lines.map((line) => line[name]),
    ),
  );
}

function compare(
  rule: BrokenIdentity["rule"],
  statedFen: bigint,
  parts: readonly bigint[],
  feeNumber: string | null = null,
): BrokenIdentity[] {
  const sumFen = parts.reduce((sum, fen) => sum + fen, 0n);
  return sumFen === statedFen ? [] : [{ rule, feeNumber, statedFen, sumFen }];
}

function negative(fen: bigint, feeNumber: string | null): BrokenIdentity[] {
  return fen >= 0n ? [] : [{ rule: "negative", feeNumber, statedFen: fen, sumFen: 0n }];
}
