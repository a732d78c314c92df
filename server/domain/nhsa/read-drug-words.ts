import { lineFenOfScaled } from "../money.ts";
import type { DrugWords, NhsaKind, NhsaPerson, PricedCount, Quantity } from "./message.ts";
import type { NhsaProfile } from "./profiles.ts";
import { type Fields, fault } from "./read-fields.ts";
import { readTraceCodes } from "./read-trace-codes.ts";

/** What every line says of the drug and its packs. */
export function readDrugWords(fields: Fields, kind: NhsaKind, profile: NhsaProfile): DrugWords {
  const faultCount = fields.place.faults.length;
  const traceCodes = readTraceCodes(fields, profile);
  const isFaulty = fields.place.faults.length > faultCount;
  if (traceCodes.length === 0 && !isFaulty && profile.codesRequired.includes(kind)) {
    fault(fields.place, profile.traceNodes[0], "missing");
  }
  const madeOn = fields.day("manu_date");
  const expiresOn = fields.day("expy_end");
  if (madeOn !== null && expiresOn !== null && expiresOn < madeOn) {
    fault(fields.place, "expy_end", "expires-before-made");
  }
  return {
    nhsaCode: fields.text("med_list_codg"),
    sku: neededText(fields, "fixmedins_hilist_id"),
    stockNumber: neededText(fields, "fixmedins_bchno"),
    batchNumber: fields.text("manu_lotnum"),
    madeOn,
    expiresOn,
    traceCodes,
  };
}

/** A field that the ledger cannot do without, whatever the profile says; "" stands beside a told fault. */
export function neededText(fields: Fields, name: string): string {
  fields.require(name);
  return fields.text(name) ?? "";
}

/** Price × count to the fen. */
export function readPricedCount(
  fields: Fields,
  names: { readonly price: string; readonly count: string },
): PricedCount {
  fields.require(names.price);
  fields.require(names.count);
  const priceMicros = fields.decimal(names.price);
  const countE4 = fields.decimal(names.count);
  if (priceMicros === null || countE4 === null) return { priceMicros: 0n, countE4: 0n, lineFen: 0n };
  const lineFen = lineFenOfScaled({ priceMicros, countE4 });
  if (lineFen === null) fault(fields.place, names.price, "amount-too-large");
  return { priceMicros, countE4, lineFen: lineFen ?? 0n };
}

/**
 * A whole number of packs or units. Rule A7: a line with trdn_flag 0 names as many packs as it counts; with 1
 * it counts units of the one pack it names. A line that names none at all is for the flow to judge.
 */
export function readQuantity(
  fields: Fields,
  countName: string,
  { traceCodes }: Pick<DrugWords, "traceCodes">,
): Quantity {
  fields.require("trdn_flag");
  const isUnits = fields.text("trdn_flag") === "1";
  const count = readWhole(fields, countName);
  if (count === null) return { of: "packs", packCount: 0 };
  if (isUnits && count > UNITS_MAX) fault(fields.place, countName, "out-of-range", { max: UNITS_MAX });
  const wantedCount = isUnits ? 1 : count;
  const isTold = fields.place.faults.some(({ path }) => path.startsWith(`${fields.place.path}.drug`));
  if (traceCodes.length > 0 && traceCodes.length !== wantedCount && !isTold) {
    fault(fields.place, countName, "count-differs", { codeCount: traceCodes.length, wantedCount });
  }
  return isUnits ? { of: "units", unitCount: count } : { of: "packs", packCount: count };
}

/** A count with four places that must be whole; null when it is not, or not there. */
export function readWhole(fields: Fields, name: string): number | null {
  const countE4 = fields.decimal(name);
  if (countE4 === null) return null;
  if (countE4 % COUNT_SCALE === 0n) return Number(countE4 / COUNT_SCALE);
  fault(fields.place, name, "not-whole");
  return null;
}

/** The strongest name that the line gives the person: the number of the insured, then the certificate. */
export function readPerson(fields: Fields): NhsaPerson | null {
  const insured = fields.text("psn_no");
  if (insured !== null) return { scheme: "psn-no", value: insured };
  const certificate = fields.text("certno");
  if (certificate === null) return null;
  const isResident = fields.text("psn_cert_type") === RESIDENT_ID;
  return { scheme: isResident ? "resident-id" : "certificate", value: certificate };
}

const COUNT_SCALE = 10_000n;
/** What the ledger can hold of one pack. */
const UNITS_MAX = 65_535;
const RESIDENT_ID = "01";
