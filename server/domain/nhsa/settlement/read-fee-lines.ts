import { neededText, readPricedCount } from "../read-drug-words.ts";
import { type Fields, fault } from "../read-fields.ts";
import type { DiseaseWords, FeeLine, FeeUpload, UploadedFeeLine } from "./message.ts";
import { readPsnNo } from "./read-insured.ts";

/** A line of drugdetail or feedetail. What is returned beside a told fault is never used. */
export function readFeeLine(fields: Fields): FeeLine {
  const time = neededTime(fields, "fee_ocur_time");
  const prescription = fields.text("rxno");
  const prescriber = fields.text("bilg_dr_name") ?? fields.text("bilg_dr_codg") ?? "";
  return {
    ...readAmount(fields),
    feeNumber: neededText(fields, "feedetl_sn"),
    occurredAtSec: time.atSec,
    occurredOn: time.day,
    nhsaCode: fields.text("med_list_codg"),
    sku: neededText(fields, "medins_list_codg"),
    prescription: prescription === null ? null : { number: prescription, prescriber },
    isPrescriptionFromElsewhere: fields.text("rx_circ_flag") === "1",
  };
}

/** All lines of a 2204: of one visit and person, each number once, each charge number with one disease. */
export function readFeeUpload(all: readonly Fields[]): FeeUpload | null {
  tellRepeated(all);
  for (const name of ["mdtrt_id", "psn_no"]) tellDiffering(all, name, () => "");
  tellDiffering(all, "dise_codg", (fields) => fields.text("chrg_bchno") ?? "");
  const [first] = all;
  const [line, ...others] = all.map(readUploadedLine);
  if (first === undefined || line === undefined) return null;
  return { visitId: neededText(first, "mdtrt_id"), person: readPsnNo(first), lines: [line, ...others] };
}

/** A number names one line of the visit. */
export function tellRepeated(all: readonly Fields[]): void {
  const seen = new Set<string>();
  for (const fields of all) {
    const number = fields.text("feedetl_sn");
    if (number === null) continue;
    if (seen.has(number)) fault(fields.place, "feedetl_sn", "repeated-number");
    seen.add(number);
  }
}

export function readDisease(fields: Fields): DiseaseWords | null {
  const code = fields.text("dise_codg");
  return code === null ? null : { code, name: fields.text("dise_name") };
}

export function neededTime(fields: Fields, name: string): { readonly atSec: number; readonly day: string } {
  fields.require(name);
  return fields.time(name) ?? { atSec: 0, day: "" };
}

function readUploadedLine(fields: Fields): UploadedFeeLine {
  const mark = fields.text("hosp_appr_flag");
  return {
    ...readFeeLine(fields),
    chargeNumber: neededText(fields, "chrg_bchno"),
    disease: readDisease(fields),
    department: fields.text("bilg_dept_codg"),
    doctor: fields.text("bilg_dr_codg"),
    hospitalMark: mark === "1" ? "within" : mark === "2" ? "outside" : "unmarked",
  };
}

/** Rule A4 of a line: what it says it costs is its price × count, rounded half up to the fen. */
function readAmount(fields: Fields): Pick<FeeLine, "priceMicros" | "countE4" | "lineFen"> {
  const faultCount = fields.place.faults.length;
  fields.require("det_item_fee_sumamt");
  const priced = readPricedCount(fields, { price: "pric", count: "cnt" });
  const statedFen = fields.decimal("det_item_fee_sumamt");
  const isKnown = fields.decimal("pric") !== null && fields.decimal("cnt") !== null;
  const isTold = fields.place.faults.length > faultCount;
  if (isKnown && !isTold && statedFen !== null && statedFen !== priced.lineFen) {
    fault(fields.place, "det_item_fee_sumamt", "amount-differs", { rule: "A4" });
  }
  return priced;
}

/** Lines of one group say the same, as far as they say anything; the first to differ is told. */
function tellDiffering(all: readonly Fields[], name: string, groupOf: (fields: Fields) => string): void {
  const said = new Map<string, string>();
  for (const fields of all) {
    const text = fields.text(name);
    if (text === null) continue;
    const group = groupOf(fields);
    const first = said.get(group);
    if (first === undefined) said.set(group, text);
    else if (first !== text) fault(fields.place, name, "lines-disagree");
  }
}
