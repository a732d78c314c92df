import { LIFECYCLES } from "../../server/domain/lifecycles.ts";
import { GENERATED_MARK } from "./generated-mark.ts";

/** docs/lifecycles.md, from the table of the domain; a test compares that with the table of the contracts. */
export function renderLifecycles(): string {
  const subjects = Object.entries(LIFECYCLES).map(([subject, rows]) => {
    const lines = Object.entries(rows).map(([from, to]) => `| ${from} | ${to.join(", ") || "– (final)"} |`);
    return [`## ${subject}`, "", "| from | to |", "|---|---|", ...lines, ""].join("\n");
  });
  return [
    GENERATED_MARK,
    "# Lifecycles",
    "",
    "Every change of status that the ledger allows. The contracts hold the same tables as bits in",
    "`contracts/libraries/Lifecycles.sol`, the server in `server/domain/lifecycles.ts`; anything else is",
    "refused.",
    "",
    ...subjects,
  ].join("\n");
}
