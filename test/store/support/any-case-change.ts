import type { CaseChange } from "../../../server/domain/cases/case-records.ts";
import { anyCase, anyStep } from "../../domain/cases/support/any-case.ts";
import { anyFinding } from "./any-reconciliation.ts";

/** The opening of a case about findings of one reconciliation. */
export function anyCaseChange(of: {
  readonly ordinal: number;
  readonly findings: readonly number[];
  readonly openedAtMs?: number;
  readonly isNotified?: boolean;
}): CaseChange {
  const { head, standing } = anyCase({ isNotified: of.isNotified ?? false });
  const { ordinal, openedAtMs = 1_000 } = of;
  return {
    auditCase: { head: { ...head, ordinal, openedAtMs, fundRegion: 420_100 }, standing },
    step: { ...anyStep("open"), attachmentCount: 2, claims: [`0x${"c1".repeat(32)}`], fen: 5n },
    findings: of.findings.map((each) => ({ ...anyFinding(), ordinal: each })),
    request: { institution: 7, key: "first", fingerprint: `0x${"f1".repeat(32)}` },
  };
}
