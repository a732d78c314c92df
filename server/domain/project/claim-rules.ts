import { type ClaimRulesRow, type ConsortiumRow, RULE_SET_KINDS } from "../claims/claim-rows.ts";
import type { RegionCode } from "../ids.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, wordOf } from "./standing.ts";

export function claimLimitsSet(event: EventOf<"ClaimLimitsSet">, current: Current): readonly Change[] {
  const { region, limits } = event;
  return [{ table: "claim-rules", row: { ...rulesOf(region, current), limits } }];
}

export function ruleSetPublished(event: EventOf<"RuleSetPublished">, current: Current): readonly Change[] {
  const row = rulesOf(event.region, current);
  const ruleSet = {
    hash: event.ruleSet,
    kind: wordOf(RULE_SET_KINDS, event.kind, "kind", event),
    fromSec: event.fromSec,
    origin: originOf(event.place),
  };
  return [{ table: "claim-rules", row: { ...row, ruleSets: [...row.ruleSets, ruleSet] } }];
}

/** A day turned twice is what it was. */
export function businessDaysTurned(
  event: EventOf<"BusinessDaysTurned">,
  current: Current,
): readonly Change[] {
  const row = rulesOf(event.region, current);
  const turned = new Set(row.turnedDays);
  for (const day of event.dayNumbers) if (!turned.delete(day)) turned.add(day);
  const turnedDays = [...turned].sort((left, right) => left - right);
  return [{ table: "claim-rules", row: { ...row, turnedDays } }];
}

export function spenderAppointed(event: EventOf<"SpenderAppointed">, current: Current): readonly Change[] {
  return [{ table: "consortium", row: { ...current.consortium(), spender: event.spender } }];
}

export function nullifierEpochOpened(
  event: EventOf<"NullifierEpochOpened">,
  current: Current,
): readonly Change[] {
  const row = current.consortium();
  if (event.epoch !== row.nullifierEpochCount + 1) return doesNotFit(event, { epoch: event.epoch });
  return [{ table: "consortium", row: { ...row, nullifierEpochCount: event.epoch } }];
}

/** What holds before the consortium has said anything. */
export const NEW_CONSORTIUM: ConsortiumRow = { spender: null, nullifierEpochCount: 0 };

export function newClaimRules(region: RegionCode): ClaimRulesRow {
  return { region, limits: null, ruleSets: [], turnedDays: [] };
}

function rulesOf(region: RegionCode, current: Current): ClaimRulesRow {
  return current.claimRules(region) ?? newClaimRules(region);
}
