import type { InstitutionKind } from "../acts.ts";
import type { RegionCode } from "../ids.ts";
import { readLine } from "./fields.ts";

/** One row of a list of institutions. */
export type ListedInstitution = {
  readonly code: string;
  readonly kind: Exclude<InstitutionKind, "none" | "bureau" | "auditor">;
  readonly name: string;
  /** The county where it stands. */
  readonly district: number;
  /** 统筹区: the region whose fund pays it, and its bureau's name. */
  readonly region: RegionCode;
  readonly regionName: string;
  /** Days, both included, on which the fund pays nothing. */
  readonly suspension: { readonly fromDay: string; readonly toDay: string } | null;
};

export function parseInstitution(text: string): ListedInstitution {
  return readLine(text, (fields) => {
    const letter = fields.text("kind", 1);
    const kind = KINDS[letter];
    if (letter !== "" && kind === undefined) fields.tell("kind", "none of M, W, P, H, C");
    const code = fields.text("code", 32);
    if (!/^[\x21-\x7e]*$/.test(code)) fields.tell("code", "not printable ASCII");
    const fromDay = fields.optionalDay("suspended_from");
    const toDay = fields.optionalDay("suspended_to");
    if ((fromDay === null) !== (toDay === null)) fields.tell("suspended_to", "a suspension has two days");
    if (fromDay !== null && toDay !== null && toDay < fromDay)
      fields.tell("suspended_to", "before its beginning");
    return {
      code,
      kind: kind ?? "pharmacy",
      name: fields.text("name", 120),
      district: fields.whole("region", REGION_RANGE),
      region: fields.whole("insurance_region", REGION_RANGE),
      regionName: fields.text("insurance_region_name", 60),
      suspension: fromDay !== null && toDay !== null ? { fromDay, toDay } : null,
    };
  });
}

const REGION_RANGE = { min: 110_000, max: 999_999 };

const KINDS: Readonly<Record<string, ListedInstitution["kind"]>> = {
  M: "maker",
  W: "wholesaler",
  P: "pharmacy",
  H: "hospital",
  C: "care-agency",
};
