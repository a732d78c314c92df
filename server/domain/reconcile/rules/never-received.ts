import { dayEndSec } from "../../business-day.ts";
import { tellPacks } from "../because.ts";
import { fenOfCodes } from "../disallowed-share.ts";
import type { Found, ReconcileRule } from "../finding.ts";
import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import { judgeTimedCodes } from "../timed-codes.ts";

/**
 * 无进货记录: the institution had no receipt of the pack before it sold it or, of what was not sold, by the end of
 * the day of the claim. Drug Administration Law (药品管理法) art. 55 and 56: goods are bought from those licensed,
 * with a record 进销存. Cases: a wholesaler's forged delivery notes; 1,124 boxes of re-flow stock 回流药.
 */
export const neverReceived: ReconcileRule = {
  kind: "never_received",
  stage: "before",
  silentWhen: ["codes-agree", "received-before"],
  source: "药品管理法 art. 55, 56 进货查验; forged delivery notes, re-flow stock",
  judge: (read) => {
    if (read.institution === null || read.unseen.includes("pack-keys")) return [];
    const found = judgeCodes(read, isPlain);
    if (found.some(({ kind }) => kind === undefined)) return found;
    return [...found, ...judgeCodes(read, (code) => !isPlain(code)).map(asSuspect)];
  },
};

function judgeCodes(read: ReadClaim, concerns: (code: JudgedCode) => boolean): readonly Found[] {
  const sold = judgeTimedCodes(read, {
    isFine: (code, atSec) => !concerns(code) || wasReceivedBy(code, atSec),
    because: ({ pack }) => ({ identity: pack.identity }),
  });
  if (sold.some(({ kind }) => kind === undefined)) return sold;
  const unsold = read.codes.filter(
    (code) => concerns(code) && code.sold.length === 0 && !wasReceivedBy(code, unsoldUntilSec(read)),
  );
  const [first] = unsold;
  if (first === undefined) return sold;
  const because = {
    ...tellPacks(unsold),
    claimedOn: read.claim.claimedOn,
    identity: first.pack.identity,
  };
  return [...sold, { verdict: "violation", disallowedFen: fenOfCodes(read, unsold), because }];
}

/**
 * Two manifests have the code, or its form cannot be read: who had the pack is open, so nobody is accused.
 */
function isPlain({ pack }: JudgedCode): boolean {
  return pack.identity === "known" || pack.identity === "unknown";
}

function asSuspect(found: Found): Found {
  return { ...found, verdict: "suspect", disallowedFen: 0n };
}

function wasReceivedBy({ pack }: JudgedCode, atSec: number): boolean {
  return pack.receivedAtSec.some((receivedAtSec) => receivedAtSec <= atSec);
}

/** The last second of the claim's day, or the receipt's time where that is later. */
function unsoldUntilSec({ claim, zone, lines }: ReadClaim): number {
  const dayEnd = dayEndSec(claim.claimedOn, zone);
  return Math.max(dayEnd === null ? 0 : dayEnd - 1, ...lines.map(({ soldAtSec }) => soldAtSec));
}
