import type { RegionCode } from "../ids.ts";

/** Which case: the n-th of a region in a year, counted from 1 without gaps. */
export type CaseId = { readonly region: RegionCode; readonly year: number; readonly ordinal: number };

const FORM = /^AJ-([0-9]{6})-([0-9]{4})-([0-9]{6,9})$/;

/** As it stands on paper, `AJ-330100-2026-000001`. */
export function caseNumber({ region, year, ordinal }: CaseId): string {
  return `AJ-${padded(region, 6)}-${padded(year, 4)}-${padded(ordinal, 6)}`;
}

/** Null for a text that is no case number. */
export function caseIdOf(number: string): CaseId | null {
  const match = FORM.exec(number);
  if (match === null) return null;
  const id = { region: Number(match[1]), year: Number(match[2]), ordinal: Number(match[3]) };
  return id.ordinal > 0 && caseNumber(id) === number ? id : null;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
