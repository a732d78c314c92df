import { dayStartSec } from "../../domain/business-day.ts";
import { fail } from "../../domain/failure.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Thresholds, ThresholdsRow } from "../../domain/reconcile/thresholds.ts";
import type { TakePorts } from "../take/take-ports.ts";
import type { KeepPorts } from "./keep-ports.ts";

/**
 * A bureau sets, from a day on, what its fund lets pass unasked. The same day again takes the place of what
 * it set before; other days stay, so that what was judged can be judged again.
 */
export async function keepThresholds(
  ports: KeepPorts & Pick<TakePorts, "clock">,
  asked: { readonly principal: Principal; readonly fromDay: string; readonly values: Thresholds },
): Promise<void> {
  const { principal, fromDay, values } = asked;
  requireDay(fromDay);
  const row = { fromDay, values, setBy: principal.institution, setAtMs: ports.clock.nowMs() };
  await ports.claimRecords.putThresholds(principal.region, row);
}

/** In the order of their days; none where the region's bureau set nothing here. */
export function thresholdsOf(ports: KeepPorts, region: RegionCode): Promise<readonly ThresholdsRow[]> {
  return ports.claimRecords.thresholds(region);
}

export function requireDay(day: string): void {
  if (dayStartSec(day, { offsetMin: 0 }) !== null) return;
  fail("malformed-request", { issues: [{ path: "body.fromDay", problem: "no day of the calendar" }] });
}
