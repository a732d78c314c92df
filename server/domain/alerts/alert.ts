import type { Facts } from "../failure.ts";
import type { BlockRef, InstitutionId } from "../ids.ts";

/** What somebody must look at. Told anew each time from what is stored: an alert is nowhere kept. */
export const ALERT_KINDS = [
  "index-differs",
  "command-stuck",
  "reconciliation-violations",
  "reconciliation-incomplete",
  "hearing-overdue",
  "claw-back-overdue",
  "statement-due",
  "repayment-due",
  "dispute-near-limit",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SEVERITIES = ["critical", "warning"] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Critical: what this server says may be wrong, or does not get through. */
export const SEVERITY_OF_ALERT: Readonly<Record<AlertKind, AlertSeverity>> = {
  "index-differs": "critical",
  "command-stuck": "critical",
  "reconciliation-violations": "warning",
  "reconciliation-incomplete": "warning",
  "hearing-overdue": "warning",
  "claw-back-overdue": "warning",
  "statement-due": "warning",
  "repayment-due": "warning",
  "dispute-near-limit": "warning",
};

export const ALERT_WORDS: Readonly<
  Record<AlertKind, { readonly chinese: string; readonly english: string }>
> = {
  "index-differs": { chinese: "索引与链不符", english: "this server's index says other than the chain" },
  "command-stuck": { chinese: "命令滞留", english: "a command does not get through" },
  "reconciliation-violations": { chinese: "对账发现违规", english: "a reconciliation found violations" },
  "reconciliation-incomplete": { chinese: "对账未能全部核查", english: "a reconciliation could not look" },
  "hearing-overdue": { chinese: "陈述申辩逾期", english: "an institution did not answer in time" },
  "claw-back-overdue": { chinese: "追回逾期", english: "money did not come back in time" },
  "statement-due": { chinese: "待陈述申辩", english: "a case waits for your statement" },
  "repayment-due": { chinese: "待退回", english: "money is to be paid back" },
  "dispute-near-limit": { chinese: "争议将到期", english: "a dispute must be resolved soon" },
};

/** What is told before it has an id: `subject` and kind name one thing. */
export type FoundAlert = {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly sinceMs: number;
  /** The block whose ledger shows it, where it is the ledger that does. */
  readonly asOf: BlockRef | null;
  readonly facts: Facts;
  /** Path of what it is about. */
  readonly link: string;
};

export type Alert = Omit<FoundAlert, "subject"> & {
  readonly id: string;
  readonly acknowledged: Acknowledgement | null;
};

/** Who of an institution has looked, and when; it stays when what it was about has passed. */
export type Acknowledgement = { readonly principal: string; readonly atMs: number };

export type AlertRecords = {
  /** On the disk when it resolves. */
  putAcknowledgement(institution: InstitutionId, alert: string, row: Acknowledgement): Promise<void>;
  acknowledgement(institution: InstitutionId, alert: string): Promise<Acknowledgement | null>;
};

/** The worst first, of these the latest; the text orders alerts as they are told. */
export function placeOfAlert({ kind, sinceMs, id }: Pick<Alert, "kind" | "sinceMs" | "id">): string {
  const rank = ALERT_SEVERITIES.indexOf(SEVERITY_OF_ALERT[kind]);
  const age = String(Number.MAX_SAFE_INTEGER - sinceMs).padStart(16, "0");
  return `${rank}.${age}.${id}`;
}
