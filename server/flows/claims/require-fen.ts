import { fail } from "../../domain/failure.ts";
import { fenOf } from "../../domain/money.ts";

/** Whole fen as they came, or the refusal that names where they stand. */
export function requireFen(text: string, path: string): bigint {
  return fenOf(text) ?? fail("malformed-request", { issues: [{ path, problem: "not whole fen" }] });
}
