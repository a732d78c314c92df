import type { InstitutionId, ProductId } from "../ids.ts";
import type { Finding } from "./finding.ts";

/** Whole packs of one product at one institution, over the ledger up to its block. */
export type ProductBalance = {
  readonly institution: InstitutionId;
  readonly institutionCode: string;
  readonly product: ProductId;
  readonly productName: string;
  /** Received, made or declared, without what was shipped on. */
  readonly cameIn: number;
  /** Recorded sales, without what came back; units of opened packs make packs, rounded up. */
  readonly recordedOut: number;
  /** Claimed, and borne out by no recorded sale. */
  readonly claimedBeyond: number;
};

/**
 * 销大于进: more was sold and claimed than came in by delivery notes and stock takes. 国令第735号 art. 38; case:
 * 11,820 units claimed by a pharmacist who had bought 100. One claim alone may be right while all of them
 * together can not, so it is told of the institution and looked at.
 */
export function judgeBalance(balance: ProductBalance): readonly Finding[] {
  const { institution, institutionCode, product, productName, cameIn, recordedOut, claimedBeyond } = balance;
  if (recordedOut + claimedBeyond <= cameIn) return [];
  return [
    {
      claimId: "",
      row: 0,
      kind: "invoiced_below_sold",
      verdict: "suspect",
      disallowedFen: 0n,
      because: { institution, institutionCode, product, productName, cameIn, recordedOut, claimedBeyond },
    },
  ];
}
