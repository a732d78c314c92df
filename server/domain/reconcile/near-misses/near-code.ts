/**
 * Whether one code may be the other written wrongly: one digit changed, lost or added, or two neighbours
 * swapped.
 */
export function isNearCode(one: string, other: string): boolean {
  const [shorter, longer] = [bare(one), bare(other)].sort((a, b) => a.length - b.length);
  if (shorter === undefined || longer === undefined || shorter === longer) return false;
  if (longer.length - shorter.length > 1) return false;
  const from = firstDifference(shorter, longer);
  if (shorter.length < longer.length) return shorter.slice(from) === longer.slice(from + 1);
  if (shorter.slice(from + 1) === longer.slice(from + 1)) return true;
  const isSwapped = shorter[from] === longer[from + 1] && shorter[from + 1] === longer[from];
  return isSwapped && shorter.slice(from + 2) === longer.slice(from + 2);
}

/** What cannot be read stands as it was written, without the scheme of what can. */
function bare(code: string): string {
  return code.startsWith("cn:") ? code.slice("cn:".length) : code;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

export type CodePair = { readonly claimed: string; readonly sold: string };

export type PairedCodes = {
  readonly pairs: readonly CodePair[];
  /** Claimed and not sold, sold and not claimed, when what is near was taken out: one for one. */
  readonly claimedOnly: readonly string[];
  readonly soldOnly: readonly string[];
};

/**
 * Holds the codes of a claim against those of its sales. A code more than was sold has no partner, however
 * near it stands to one that was: packs of one case have neighbouring codes.
 */
export function pairCodes(claimed: readonly string[], sold: readonly string[]): PairedCodes {
  const [isClaimed, isSold] = [new Set(claimed), new Set(sold)];
  const claimedOnly = [...isClaimed].filter((code) => !isSold.has(code)).sort();
  const soldOnly = [...isSold].filter((code) => !isClaimed.has(code)).sort();
  const pairs: CodePair[] = [];
  for (const code of claimedOnly) {
    const partner = soldOnly.find(
      (other) => isNearCode(code, other) && !pairs.some((pair) => pair.sold === other),
    );
    if (partner !== undefined) pairs.push({ claimed: code, sold: partner });
  }
  return {
    pairs,
    claimedOnly: claimedOnly.filter((code) => !pairs.some((pair) => pair.claimed === code)),
    soldOnly: soldOnly.filter((code) => !pairs.some((pair) => pair.sold === code)),
  };
}
