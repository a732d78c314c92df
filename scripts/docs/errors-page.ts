import { FAILURES } from "../../server/domain/failure-catalogue.ts";
import type { Artifact } from "../sources/artifacts.ts";
import { typeName } from "./events-page.ts";
import { GENERATED_MARK } from "./generated-mark.ts";
import { aboutDeclared } from "./natspec.ts";

const RETRY = {
  never: "Sending it again cannot help.",
  "after-change": "Send it again after a change.",
  "same-request": "The same request may be sent again as it is.",
};

/** docs/errors.md: every refusal of the API by its code, then the errors of the contracts behind them. */
export function renderErrors(artifacts: readonly Artifact[]): string {
  return [
    GENERATED_MARK,
    "# Errors",
    "",
    "Every way in which a request can be refused. The `type` of a problem answer points here; a program",
    "looks at `code` and `retry` only.",
    "",
    ...Object.entries(FAILURES).flatMap(([code, failure]) => [
      `## ${code}`,
      "",
      `**${failure.title}.** ${failure.cause}`,
      "",
      `- retry: \`${failure.retry}\`. ${RETRY[failure.retry]}`,
      `- cure: ${failure.cure}`,
      "",
    ]),
    "# Errors of the contracts",
    "",
    "What a call of a contract may answer instead of a result. The server tells each as one of the codes",
    "above.",
    "",
    ...artifacts
      .filter((artifact) => /^contracts\/\w+\.sol$/.test(artifact.sourceName))
      .flatMap(renderContract),
  ].join("\n");
}

function renderContract(artifact: Artifact): string[] {
  const errors = artifact.abi.filter((entry) => entry.type === "error");
  if (errors.length === 0) return [];
  const rows = errors.map((error) => {
    const values = (error.inputs ?? []).map((input) => `\`${input.name}\` ${typeName(input)}`).join(", ");
    const about = aboutDeclared("error", error.name ?? "");
    return `| \`${error.name ?? ""}\` | ${values} | ${about} |`;
  });
  return [`### ${artifact.contractName}`, "", "| error | values | |", "|---|---|---|", ...rows, ""];
}
