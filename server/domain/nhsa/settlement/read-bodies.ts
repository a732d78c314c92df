import { neededText } from "../read-drug-words.ts";
import { type Fields, fault } from "../read-fields.ts";
import type {
  FeeCancellation,
  FeeLine,
  NamedPack,
  PackedFeeLine,
  PharmacySale,
  Reversal,
  SettlementCancellation,
  ShareAmounts,
  VisitSettlement,
} from "./message.ts";
import { REVERSIBLE_KINDS } from "./message.ts";
import { type PlacedFeeLine, pairPacks } from "./pair-packs.ts";
import { neededTime, readDisease, readFeeLine, tellRepeated } from "./read-fee-lines.ts";
import { readInsured, readPsnNo } from "./read-insured.ts";

/** 2101 and 2102: druginfo, the lines of drugdetail, and the packs named on or beside them. */
export function readPharmacySale(
  head: Fields,
  lines: readonly Fields[],
  namedPacks: readonly NamedPack[],
): PharmacySale | null {
  const began = neededTime(head, "begntime");
  const sale = {
    insured: readInsured(head),
    disease: readDisease(head),
    careType: neededText(head, "med_type"),
    beganAtSec: began.atSec,
    beganOn: began.day,
    totalFen: readTotal(head),
    invoiceNumber: head.text("invono"),
  };
  tellRepeated(lines);
  const placed = lines.map((fields) => ({
    fee: readFeeLine(fields),
    path: `${fields.place.path}.cnt`,
    line: fields.place.line,
  }));
  const [first, ...others] = pairedLines(head, placed, namedPacks);
  return first === undefined ? null : { ...sale, lines: [first, ...others] };
}

/** What is wrong with a line or a pack is told there, and not again as a sum or a count. */
function pairedLines(
  head: Fields,
  placed: readonly PlacedFeeLine<FeeLine>[],
  namedPacks: readonly NamedPack[],
): readonly PackedFeeLine[] {
  const { faults } = head.place;
  if (faults.some(({ path }) => /^input\.drug_?(?:detail|trac)/.test(path))) return [];
  const totalFen = head.decimal("medfee_sumamt");
  const sumFen = placed.reduce((sum, { fee }) => sum + fee.lineFen, 0n);
  if (totalFen !== null && sumFen !== totalFen) {
    fault(head.place, "medfee_sumamt", "amount-differs", { rule: "A4" });
  }
  const paired = pairPacks(placed, namedPacks);
  faults.push(...paired.faults);
  return paired.lines;
}

/** 2206 and 2207: `data`, the packs beside it, and the area of the envelope. */
export function readVisitSettlement(
  head: Fields,
  namedPacks: readonly NamedPack[],
  envelopeArea: string | null,
): VisitSettlement {
  const area = head.text("insuplc_admdvs");
  if (area !== null && envelopeArea !== null && area !== envelopeArea) {
    fault(head.place, "insuplc_admdvs", "two-spellings");
  }
  const totalFen = readTotal(head);
  return {
    insured: readInsured(head),
    insuredArea: area ?? envelopeArea,
    visitId: neededText(head, "mdtrt_id"),
    chargeNumber: neededText(head, "chrg_bchno"),
    careType: neededText(head, "med_type"),
    settlementWay: head.text("psn_setlway") ?? "",
    totalFen,
    statedShares: readShares(head, totalFen),
    invoiceNumber: head.text("invono"),
    namedPacks,
  };
}

export function readCancellation(head: Fields): SettlementCancellation {
  return {
    settlementId: neededText(head, "setl_id"),
    visitId: neededText(head, "mdtrt_id"),
    person: readPsnNo(head),
  };
}

export function readFeeCancellation(head: Fields): FeeCancellation {
  const chargeNumber = neededText(head, "chrg_bchno");
  return {
    visitId: neededText(head, "mdtrt_id"),
    person: readPsnNo(head),
    chargeNumber: chargeNumber === EVERY_CHARGE ? null : chargeNumber,
  };
}

export function readReversal(head: Fields): Reversal {
  const kind = neededText(head, "oinfno");
  return {
    person: readPsnNo(head),
    reversedMsgid: neededText(head, "omsgid"),
    reversedKind: REVERSIBLE_KINDS.find((each) => each === kind) ?? "2102",
  };
}

const EVERY_CHARGE = "0000";

function readTotal(head: Fields): bigint {
  head.require("medfee_sumamt");
  return head.decimal("medfee_sumamt") ?? 0n;
}

/** Rule A6 where it can be judged: four shares make up the total, fewer never exceed it. */
function readShares(head: Fields, totalFen: bigint): ShareAmounts | null {
  const [ownExpenseFen, overLimitFen, preSelfPayFen, inScopeFen] = [
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "preselfpay_amt",
    "inscp_scp_amt",
  ].map((name) => head.decimal(name));
  const stated = [ownExpenseFen, overLimitFen, preSelfPayFen, inScopeFen].filter((fen) => fen != null);
  const sumFen = stated.reduce((sum, fen) => sum + fen, 0n);
  const isWhole = stated.length === 4;
  const isBroken = isWhole ? sumFen !== totalFen : sumFen > totalFen;
  if (isBroken && head.decimal("medfee_sumamt") !== null) {
    fault(head.place, "medfee_sumamt", "amount-differs", { rule: "A6" });
  }
  if (ownExpenseFen == null || overLimitFen == null || preSelfPayFen == null || inScopeFen == null)
    return null;
  return { ownExpenseFen, overLimitFen, preSelfPayFen, inScopeFen };
}
