import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import { writtenTraceCode } from "./trace-code.ts";
import type { TraceCodeDamage } from "./trace-code-form.ts";

/**
 * The failure that a damaged scan means. The scan itself is not told: people also scan cards that name a
 * person.
 */
export function traceCodeFailure(damage: TraceCodeDamage): { failure: FailureCode; facts: Facts } {
  const failure = damage.faults.includes("product-barcode")
    ? "product-barcode-scanned"
    : "trace-code-malformed";
  const near = damage.near === null ? null : writtenTraceCode(damage.near);
  return { failure, facts: { fault: damage.faults[0], faults: damage.faults, near } };
}
