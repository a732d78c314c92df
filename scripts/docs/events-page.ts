import type { AbiEntry, AbiParameter, Artifact } from "../sources/artifacts.ts";
import { GENERATED_MARK } from "./generated-mark.ts";
import { aboutDeclared } from "./natspec.ts";

/** docs/events.md: what a reader of the log meets, contract by contract. */
export function renderEvents(artifacts: readonly Artifact[]): string {
  const contracts = artifacts.filter((artifact) => /^contracts\/\w+\.sol$/.test(artifact.sourceName));
  return [
    GENERATED_MARK,
    "# Events",
    "",
    "Everything the contracts write into the log. Together the events rebuild every read model. An event,",
    "once deployed, never changes its form; a new need is a new name. Types are those of the ABI; user types",
    "stand in brackets.",
    "",
    ...contracts.flatMap(renderContract),
  ].join("\n");
}

function renderContract(artifact: Artifact): string[] {
  const events = artifact.abi.filter((entry) => entry.type === "event");
  if (events.length === 0) return [];
  return [`## ${artifact.contractName}`, "", ...events.flatMap(renderEvent)];
}

function renderEvent(event: AbiEntry): string[] {
  const name = event.name ?? "";
  const about = aboutDeclared("event", name);
  const rows = (event.inputs ?? []).map(
    (input) => `| \`${input.name}\` | ${typeName(input)} | ${input.indexed === true ? "yes" : ""} |`,
  );
  return [
    `### ${name}`,
    "",
    ...(about === "" ? [] : [about, ""]),
    "| value | type | indexed |",
    "|---|---|---|",
    ...rows,
    "",
  ];
}

export function typeName(input: AbiParameter): string {
  const own = (input.internalType ?? input.type)
    .replace(/^(struct|enum|contract) /, "")
    .replace(/^\w+\./, "");
  return own === input.type ? own : `${input.type} (${own})`;
}
