import type { NumberedFinding } from "../../domain/reconcile/reconciliation-store.ts";
import { wireOf } from "../wire.ts";

/** What decided a finding is told as the rule said it. */
export function findingOnTheWire({ because, ...row }: NumberedFinding): object {
  return { ...wireOf(row), because };
}
