import type { RegionCode } from "../ids.ts";
import { ENFORCEMENT_MODES, PRODUCT_CLASSES, type RegionRulesRow } from "../read-model.ts";
import type { Change, Current } from "./current.ts";
import { type EventOf, originOf, wordOf } from "./standing.ts";

export function regionLimitsSet(event: EventOf<"RegionLimitsSet">, current: Current): readonly Change[] {
  const { lateAfterSec, returnWindowSec, disputeLimitSec, reversalsMax } = event;
  const limits = { lateAfterSec, returnWindowSec, disputeLimitSec, reversalsMax };
  return [{ table: "region-rules", row: { ...rulesOf(event.region, current), limits } }];
}

export function enforcementModeSet(
  event: EventOf<"EnforcementModeSet">,
  current: Current,
): readonly Change[] {
  const row = rulesOf(event.region, current);
  const mode = {
    productClass: wordOf(PRODUCT_CLASSES, event.productClass, "productClass", event),
    mode: wordOf(ENFORCEMENT_MODES, event.mode, "mode", event),
    fromSec: event.fromSec,
    origin: originOf(event.place),
  };
  return [{ table: "region-rules", row: { ...row, modes: [...row.modes, mode] } }];
}

function rulesOf(region: RegionCode, current: Current): RegionRulesRow {
  return current.regionRules(region) ?? { region, limits: null, modes: [] };
}
