import { type Artifact, layoutOf, type StorageLayout, type StorageMember } from "../sources/artifacts.ts";
import { GENERATED_MARK } from "./generated-mark.ts";
import { aboutDeclared } from "./natspec.ts";

/** docs/storage-layout.md: where the compiler puts what, so that a change of it is seen in review. */
export function renderStorage(artifacts: readonly Artifact[]): string {
  const contracts = artifacts
    .filter((artifact) => /^contracts\/\w+\.sol$/.test(artifact.sourceName))
    .map((artifact) => ({ name: artifact.contractName, layout: layoutOf(artifact) }));
  const structs = new Map(contracts.flatMap(({ layout }) => structsOf(layout)));
  return [
    GENERATED_MARK,
    "# Storage layout",
    "",
    "What each contract keeps, as the compiler laid it out. Fields that are read together share a slot.",
    "",
    ...contracts.flatMap(({ name, layout }) => [`## ${name}`, "", ...tableOf(layout.storage, layout), ""]),
    "# Stored structs",
    "",
    ...[...structs].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines),
  ].join("\n");
}

function structsOf(layout: StorageLayout): (readonly [string, string[]])[] {
  return Object.values(layout.types ?? {}).flatMap((type) => {
    const name = /^struct (?:\w+\.)?(\w+)$/.exec(type.label)?.[1];
    if (name === undefined || type.members === undefined) return [];
    const about = aboutDeclared("struct", name);
    const lines = [
      `## ${name}`,
      "",
      ...(about === "" ? [] : [about, ""]),
      ...tableOf(type.members, layout),
      "",
    ];
    return [[name, lines] as const];
  });
}

function tableOf(members: readonly StorageMember[], layout: StorageLayout): string[] {
  const rows = members.map((member) => {
    const type = layout.types?.[member.type];
    const label = (type?.label ?? member.type).replace(/\b(struct|enum|contract) /g, "");
    const cells = [member.slot, member.offset, type?.numberOfBytes, `\`${member.label}\``, `\`${label}\``];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| slot | from byte | bytes | name | type |", "|---|---|---|---|---|", ...rows];
}
