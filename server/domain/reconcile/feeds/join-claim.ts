import { FEN_MAX } from "../../money.ts";
import type { FeedClaim } from "../feed-claim.ts";

/** A claim that is put together of lines, with the names of those that it has. */
export type JoinedClaim = { readonly claim: FeedClaim; readonly parts: readonly string[] };

/** One more line of a receipt. A line that came before, under its name, adds nothing. */
export function joinClaim(standing: JoinedClaim, line: FeedClaim, part: string): JoinedClaim {
  const { claim, parts } = standing;
  if (parts.includes(part)) return standing;
  return {
    claim: {
      ...claim,
      traceCodes: [
        ...claim.traceCodes,
        ...line.traceCodes.filter((code) => !claim.traceCodes.includes(code)),
      ],
      totalFen: sumOf(claim.totalFen, line.totalFen),
      fundFen: claim.fundFen === null || line.fundFen === null ? null : sumOf(claim.fundFen, line.fundFen),
      person: claim.person ?? line.person,
      insuredRegion: claim.insuredRegion ?? line.insuredRegion,
    },
    parts: [...parts, part],
  };
}

/** No fund is asked for more than the ledger can hold: a sum beyond it stays there, and fits no sale. */
function sumOf(one: bigint, other: bigint): bigint {
  const sum = one + other;
  if (sum > FEN_MAX) return FEN_MAX;
  return sum;
}
