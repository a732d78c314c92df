import type { RegionCode } from "./ids.ts";

/** A feed may name the county where the fund is the city's: of two codes one lies within the other. */
export function isSameFund(one: RegionCode, other: RegionCode): boolean {
  const [a, b] = [levelsOf(one), levelsOf(other)];
  return a.startsWith(b) || b.startsWith(a);
}

/** The region itself, then those it lies in: 330522, 330500, 330000. */
export function fundsOf(region: RegionCode): readonly RegionCode[] {
  const digits = String(region).padStart(6, "0");
  const levels = [digits, `${digits.slice(0, 4)}00`, `${digits.slice(0, 2)}0000`];
  return [...new Set(levels)].map(Number);
}

/** GB/T 2260: province, city, county by two digits each; what is not divided further ends in 00. */
function levelsOf(region: RegionCode): string {
  return String(region)
    .padStart(6, "0")
    .replace(/(?:00)+$/, "");
}
