import { dayEndSec } from "../../business-day.ts";
import { tellPacks } from "../because.ts";
import type { OtherClaim } from "../claim-facts.ts";
import { fenOfCodes } from "../disallowed-share.ts";
import type { Found, ReconcileRule, Verdict } from "../finding.ts";
import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import { isRecorded } from "../sold-lines.ts";

type Doubled = { readonly code: JudgedCode; readonly verdict: Verdict; readonly first: OtherClaim };

/**
 * 重复追溯码: a code that an earlier claim has named. NHSA notice on trace codes (医保发〔2025〕7号), one sale a code;
 * cases: one code settled eight times, one box settled in Zhangjiakou and again in Ulanqab. Of two who claim
 * a pack, the one whose sale the ledger took is not accused: the other could not have had it.
 */
export const duplicateCode: ReconcileRule = {
  kind: "duplicate_code",
  stage: "before",
  silentWhen: ["claimed-once"],
  source: "医保发〔2025〕7号 一码一售; one code settled 8 times",
  judge: (read) => {
    const doubled = read.codes.flatMap((code) => judgeCode(read, code));
    const violations = doubled.filter(({ verdict }) => verdict === "violation");
    if (violations.length > 0) return [tell(read, violations)];
    return doubled.length > 0 ? [tell(read, doubled)] : [];
  },
};

function judgeCode(read: ReadClaim, code: JudgedCode): readonly Doubled[] {
  if (!code.isClaimed) return [];
  const { claim } = read;
  const ofInvoice = new Set(read.sameInvoice.map(({ claimId }) => claimId));
  const earlier = code.pack.claims.filter(
    ({ isEarlier, claimId }) => isEarlier && claimId !== claim.claimId && !ofInvoice.has(claimId),
  );
  // What is no trace code by its form names no pack: a shop may write the same word for all of them.
  const isSound = isProvedSale(code) || code.pack.identity === "unreadable";
  const [foreign] = earlier.filter(({ institutionCode }) => institutionCode !== claim.institutionCode);
  if (foreign !== undefined) return [{ code, first: foreign, verdict: isSound ? "suspect" : "violation" }];
  const [own] = earlier;
  if (own === undefined || isOpened(read, code) || isCycled(read, code)) return [];
  if (returnsBefore(read, code) >= earlier.length) return [];
  return [{ code, first: own, verdict: isSound ? "suspect" : "violation" }];
}

/** The ledger took this sale, so the pack was there and nobody else's. */
function isProvedSale({ sold, pack }: JudgedCode): boolean {
  return sold.some(
    (line) => isRecorded(line) && pack.receivedAtSec.some((receivedAtSec) => receivedAtSec <= line.soldAtSec),
  );
}

/** Units of one pack go to several people, each with a claim of its own. */
function isOpened({ institution }: ReadClaim, { sold, pack }: JudgedCode): boolean {
  return (
    sold.some(({ of }) => of === "units") ||
    pack.otherSales.some((other) => other.of === "units" && other.institution === institution?.id)
  );
}

/** Sold and taken back again and again is a finding of its own. */
function isCycled({ thresholds }: ReadClaim, { pack }: JudgedCode): boolean {
  return new Set(pack.returnsAtSec).size > thresholds.returnsOfCodeMax;
}

/** Returns that let the pack be sold again: each once, however often it was told. */
function returnsBefore({ claim, zone }: ReadClaim, { sold, pack }: JudgedCode): number {
  const soldAtSec = sold.map((line) => line.soldAtSec);
  const untilSec = soldAtSec.length > 0 ? Math.max(...soldAtSec) : (dayEndSec(claim.claimedOn, zone) ?? 0);
  return new Set(pack.returnsAtSec.filter((atSec) => atSec <= untilSec)).size;
}

function tell(read: ReadClaim, doubled: readonly Doubled[]): Found {
  const codes = doubled.map(({ code }) => code);
  const [first] = doubled.map((each) => each.first);
  const verdict = doubled[0]?.verdict ?? "suspect";
  const because = {
    ...tellPacks(codes),
    earlierClaim: first?.claimId ?? null,
    earlierInstitution: first?.institutionCode ?? null,
    earlierOn: first?.claimedOn ?? null,
  };
  const disallowedFen = verdict === "violation" ? fenOfCodes(read, codes) : 0n;
  return { verdict, disallowedFen, because };
}
