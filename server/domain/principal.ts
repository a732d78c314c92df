import type { InstitutionKind } from "./acts.ts";
import type { InstitutionId, RegionCode } from "./ids.ts";

/** What a principal is: the kind of its institution, or the consortium itself. */
export const ROLES = [
  "maker",
  "wholesaler",
  "pharmacy",
  "hospital",
  "care-agency",
  "bureau",
  "auditor",
  "consortium",
] as const satisfies readonly (InstitutionKind | "consortium")[];
export type Role = (typeof ROLES)[number];

/** Who asks. `institution` is 0 for the consortium; `region` 0 is the whole country. */
export type Principal = {
  readonly name: string;
  readonly institution: InstitutionId;
  readonly role: Role;
  readonly region: RegionCode;
  /** Of a person of a bureau who decides claims with a key of their own. */
  readonly duty?: Duty;
};

export const DUTIES = ["decider", "reviewer"] as const;
export type Duty = (typeof DUTIES)[number];
