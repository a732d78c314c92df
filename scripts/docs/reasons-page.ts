import { REJECTION_REASONS, type ReasonSource } from "../../server/domain/adjudication/rejection-reasons.ts";
import { GENERATED_MARK } from "./generated-mark.ts";

const SOURCES: Readonly<Record<ReasonSource, string>> = {
  rules: "The rules find it",
  evidence: "The evidence speaks against it",
  person: "A person states it",
};

/** docs/rejection-reasons.md: what each number in a refusal on the ledger means. */
export function renderReasons(): string {
  return [
    GENERATED_MARK,
    "# Reasons for refusing a claim",
    "",
    "A refusal on the ledger names its reason by number. A number keeps its meaning for good, and one that",
    "is no longer given keeps its row. How a claim is decided: [claims.md](claims.md).",
    "",
    ...Object.entries(SOURCES).flatMap(([source, title]) => [
      `## ${title}`,
      "",
      "| number | code | Chinese | English |",
      "|---|---|---|---|",
      ...Object.entries(REJECTION_REASONS)
        .filter(([, reason]) => reason.source === source)
        .map(
          ([code, { number, chinese, english }]) => `| ${number} | \`${code}\` | ${chinese} | ${english} |`,
        ),
      "",
    ]),
  ].join("\n");
}
