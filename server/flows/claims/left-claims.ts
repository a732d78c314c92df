import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Failure } from "../../domain/failure.ts";
import type { Hex32, RegionCode } from "../../domain/ids.ts";
import type { Log } from "../../domain/ports.ts";

/** Claims that could not be looked at and wait for persons: each told once, until something else is wrong. */
export type LeftClaims = {
  leave(of: { readonly region: RegionCode; readonly claim: Hex32 }, why: Failure): void;
  /** The claim could be looked at. */
  forget(claim: Hex32): void;
  /** What a region's queue no longer has is forgotten. */
  keepOnly(region: RegionCode, queued: ReadonlySet<Hex32>): void;
};

export function createLeftClaims(log: Log): LeftClaims {
  const told = new Map<Hex32, { readonly region: RegionCode; readonly why: string }>();
  return {
    leave({ region, claim }, { code, facts }) {
      const why = `${code} ${canonicalJson(facts)}`;
      if (told.get(claim)?.why === why) return;
      told.set(claim, { region, why });
      log.warn({ claim, code, facts }, "claim left to persons");
    },
    forget(claim) {
      told.delete(claim);
    },
    keepOnly(region, queued) {
      for (const [claim, { region: of }] of told) if (of === region && !queued.has(claim)) told.delete(claim);
    },
  };
}
