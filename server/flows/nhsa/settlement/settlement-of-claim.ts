import { adjudicate } from "../../../domain/adjudication/adjudicate.ts";
import type { Awarded } from "../../../domain/adjudication/outcome.ts";
import type { Award, ClaimRow } from "../../../domain/claims/claim-rows.ts";
import { fail } from "../../../domain/failure.ts";
import { mergeLines } from "../../../domain/nhsa/settlement/merge-lines.ts";
import type { InsuredPerson, PackedFeeLine, SettlingKind } from "../../../domain/nhsa/settlement/message.ts";
import type { SettledPerson, Settlement } from "../../../domain/nhsa/settlement/settlement.ts";
import {
  type SettlementWords,
  settlementOfAward,
} from "../../../domain/nhsa/settlement/settlement-of-award.ts";
import { inputOf, openBasis } from "../../claims/decision-basis.ts";
import { createRuleSetShelf } from "../../claims/rule-set-shelf.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** What is told of a settlement beside the award. */
export type Telling = {
  readonly kind: SettlingKind;
  readonly settlementId: string | null;
  readonly visitId: string;
  readonly msgid: string;
  readonly insured: InsuredPerson;
  readonly careType: string;
  readonly payerRegion: number;
  readonly settledAtSec: number;
  readonly balanceFen: bigint | null;
  readonly fees: readonly PackedFeeLine[];
  /** The fee of each line that was adjudicated. */
  readonly feeOf: readonly number[];
};

/** The award of a claim again, as its decision was pinned, and what was on the account before. */
export async function awardOfClaim(
  ports: SettlementPorts,
  { id, content, steps }: ClaimRow,
): Promise<{ readonly award: Awarded; readonly balanceFen: bigint | null; readonly decidedAtSec: number }> {
  const approved = steps.findLast((step) => step.kind === "approved");
  if (approved === undefined) throw new Error(`an awarded claim without its award ${id}`);
  const opened = await openBasis(ports.claims, approved.award.basis);
  const award = adjudicate(await inputOf(createRuleSetShelf(ports.claims), content, opened));
  const isSame = award.result === "awarded" && award.approvedFen === approved.approvedFen;
  if (!isSame) return fail("could-not-look", { missing: "award that the rules give again", claim: id });
  const { accountBalanceFen } = opened.inputs;
  return {
    award,
    balanceFen: balanceAfter(accountBalanceFen, approved.award),
    decidedAtSec: approved.origin.recordedAtSec,
  };
}

export function balanceAfter(
  balanceFen: bigint | null,
  { accountFen }: Pick<Award, "accountFen">,
): bigint | null {
  return balanceFen === null ? null : balanceFen - accountFen;
}

export function tellSettlement(award: Awarded, telling: Telling): Settlement {
  const { fees, feeOf, insured, msgid, payerRegion, kind, careType } = telling;
  const lines = mergeLines(award.lines, feeOf, fees.length);
  const words: SettlementWords = {
    kind,
    settlementId: telling.settlementId,
    visitId: telling.visitId,
    requestMsgid: msgid,
    person: personOf(insured),
    careType,
    shownType: insured.shown.certificateType,
    settledAtSec: telling.settledAtSec,
    clearing: { office: String(payerRegion), way: "", type: careType },
    poolBps: poolBpsOf(award),
    balanceFen: telling.balanceFen,
  };
  const numbered = fees.map((fee, at) => ({ lineNumber: at + 1, fee }));
  return settlementOfAward({ ...award, lines }, numbered, words);
}

/** The ratio of the one band that applied; null where several did. */
function poolBpsOf({ explanation }: Awarded): bigint | null {
  const bands = explanation.filter(({ step }) => step === "band");
  const bps = bands.length === 1 ? bands[0]?.values["bps"] : undefined;
  return typeof bps === "bigint" ? bps : null;
}

/** No register of persons is kept here: beside the number only what the message itself showed is known. */
function personOf({ person, shown, insuranceType }: InsuredPerson): SettledPerson {
  const isResidentId = shown.certificateType === RESIDENT_ID;
  return {
    psnNo: person.value,
    name: null,
    certificateType: isResidentId ? RESIDENT_ID_FORM : null,
    certificate: isResidentId ? shown.certificate : null,
    sex: null,
    nation: null,
    bornOn: null,
    insuranceType,
    personType: null,
    civilServant: "unknown",
  };
}

/** mdtrt_cert_type 02 is the resident's identity card, which psn_cert_type calls 01. */
const RESIDENT_ID = "02";
const RESIDENT_ID_FORM = "01";
