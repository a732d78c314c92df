import type { StorageLayout, StorageMember, StorageType } from "../../../scripts/sources/artifacts.ts";
import { blank, docAbove, lineAt } from "../../../scripts/sources/solidity-text.ts";
import type { Complaint, Source } from "../../../scripts/sources/source.ts";

/** S13: the comments about slots in a contract's own variables say what the compiler did. */
export function checkVariables(source: Source, layout: StorageLayout): Complaint[] {
  const blanked = blank(source.text);
  return layout.storage.flatMap((variable) => {
    const declared = new RegExp(`\\b${variable.label}\\b[^;(){}]*;`).exec(blanked);
    // Variables of OpenZeppelin's parents stand in their files; ours count on from them.
    if (declared === null) return [];
    const told = slotAbove(source.text, declared.index);
    if (told === variable.slot) return [];
    const what = `${variable.label} is in slot ${variable.slot}, the comment says ${told ?? "nothing"}`;
    return [{ path: source.path, line: lineAt(source.text, declared.index), rule: "S13", what }];
  });
}

/**
 * S13: every member of a stored struct tells its bytes, and every slot its sum, as the compiler laid them
 * out.
 */
export function checkStructs(sources: readonly Source[], layout: StorageLayout): Complaint[] {
  return Object.values(layout.types ?? {}).flatMap((type) => {
    const name = /^struct (?:\w+\.)?(\w+)$/.exec(type.label)?.[1];
    if (name === undefined || type.members === undefined) return [];
    const home = sources.find((source) => new RegExp(`\\bstruct ${name}\\b`).test(blank(source.text)));
    return home === undefined
      ? []
      : checkStruct({ home, name, members: type.members, types: layout.types ?? {} });
  });
}

function checkStruct(asked: {
  home: Source;
  name: string;
  members: readonly StorageMember[];
  types: Readonly<Record<string, StorageType>>;
}): Complaint[] {
  const { home, name, members, types } = asked;
  const start = new RegExp(`\\bstruct ${name}\\b`).exec(blank(home.text))?.index ?? 0;
  const lines = home.text.slice(start, home.text.indexOf("}", start)).split("\n");
  const first = lineAt(home.text, start);
  const complaints: Complaint[] = [];
  const complain = (index: number, what: string): void => {
    complaints.push({ path: home.path, line: first + index, rule: "S13", what: `${name}: ${what}` });
  };
  const bytesOf = (member: StorageMember): number => Number(types[member.type]?.numberOfBytes ?? Number.NaN);
  const told = new Map<string, string>();
  let slot: string | undefined;
  for (const [index, line] of lines.entries()) {
    const heading = /^\s*\/\/ slot (\d+): (.*)$/.exec(line);
    if (heading !== null) {
      slot = heading[1];
      told.set(slot ?? "", heading[2] ?? "");
      continue;
    }
    const member = members.find((it) => new RegExp(`\\s${it.label};`).test(line));
    if (member === undefined) continue;
    if (member.slot !== slot)
      complain(index, `${member.label} is in slot ${member.slot}, told is ${slot ?? "none"}`);
    const bytes = bytesOf(member);
    const wanted = `// ${bytes} byte${bytes === 1 ? "" : "s"}`;
    if (!line.includes(wanted)) complain(index, `${member.label} does not say \`${wanted}\``);
  }
  for (const it of new Set(members.map((member) => member.slot))) {
    const used = members
      .filter((member) => member.slot === it)
      .reduce((sum, member) => sum + bytesOf(member), 0);
    const wanted = `${used} bytes used, ${32 - used} spare`;
    if (!(told.get(it) ?? "").startsWith(wanted))
      complain(0, `slot ${it} does not say \`// slot ${it}: ${wanted}\``);
  }
  return complaints;
}

/** The slot told by the comment right above a variable, or above the neighbours that share its slot. */
function slotAbove(text: string, position: number): string | undefined {
  const before = text.slice(0, position).split("\n").slice(0, -1);
  for (let end = before.length; end > 0; end -= 1) {
    const line = before[end - 1] ?? "";
    const told = /^\s*\/\/ slot (\d+)\b/.exec(line)?.[1];
    if (told !== undefined) return told;
    if (line.trim() === "" || (docAbove(text, position) === "" && !line.includes(";"))) return undefined;
  }
  return undefined;
}
