import path from "node:path";
import { blank, docAbove, functionsOf, lineAt } from "../../../scripts/sources/solidity-text.ts";
import type { Complaint, Source } from "../../../scripts/sources/source.ts";

const FILE_LINES_MAX = 400;
const PARENTS_MAX = 2;
const PRAGMA = "pragma solidity 0.8.37;";

/** A word that has no place in our contracts, wherever it stands. */
const FORBIDDEN = [
  { rule: "S2", word: /\bvirtual\b/g, what: "nothing of ours is virtual" },
  { rule: "S2", word: /\babstract\s+contract\b/g, what: "no abstract contracts of ours" },
  { rule: "S8", word: /\brequire\s*\([^;]*,\s*"/g, what: "a revert string: use a custom error" },
  { rule: "S8", word: /\brevert\s*\(/g, what: "a nameless revert: use a custom error" },
  { rule: "S14", word: /\btx\s*\.\s*origin\b/g, what: "the author is msg.sender" },
];

/** S2, S8, S14, S19, S20 and N5 over one file below contracts/. */
export function checkSolidity(source: Source): Complaint[] {
  const blanked = blank(source.text);
  const complain = (rule: string, at: number, what: string): Complaint => ({
    path: source.path,
    line: lineAt(source.text, at),
    rule,
    what,
  });
  const forbidden = FORBIDDEN.flatMap(({ rule, word, what }) =>
    [...blanked.matchAll(word)].map((match) => complain(rule, match.index, what)),
  );
  const unargued = [...blanked.matchAll(/\b(assembly|unchecked)\b/g)]
    .filter((match) => docAbove(source.text, match.index).split(/\s+/).length < 4)
    .map((match) => complain("S19", match.index, `${match[1]} without an argument above it`));
  return [
    ...forbidden,
    ...unargued,
    ...checkFile(source),
    ...checkParents(source),
    ...checkImports(source),
    ...checkNatSpec(source),
  ];
}

function checkFile(source: Source): Complaint[] {
  const complain = (rule: string, what: string): Complaint => ({ path: source.path, line: 1, rule, what });
  const complaints: Complaint[] = [];
  const lines = source.text.replace(/\n$/, "").split("\n").length;
  if (lines > FILE_LINES_MAX)
    complaints.push(complain("S20", `${lines} lines, ${FILE_LINES_MAX} are the limit`));
  if (!blank(source.text).includes(PRAGMA))
    complaints.push(complain("S20", `the pragma is exactly \`${PRAGMA}\``));
  const name = path.posix.basename(source.path, ".sol");
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    complaints.push(complain("N5", "a Solidity file is named in PascalCase"));
  const declared = [...blank(source.text).matchAll(/^(?:contract|interface|library)\s+(\w+)/gm)].map(
    (it) => it[1],
  );
  if (declared.length > 1)
    complaints.push(complain("N5", `one contract a file, here ${declared.join(", ")}`));
  if (declared.length === 1 && declared[0] !== name) {
    complaints.push(complain("N5", `the file is not named as its contract ${declared[0]}`));
  }
  return complaints;
}

/** S2: a contract inherits its own interface and at most two parents from OpenZeppelin. */
function checkParents(source: Source): Complaint[] {
  const blanked = blank(source.text);
  const imported = importedFrom(source.text);
  return [...blanked.matchAll(/^contract\s+(\w+)([^{]*)\{/gm)].flatMap((match) => {
    const complain = (what: string): Complaint => ({
      path: source.path,
      line: lineAt(source.text, match.index),
      rule: "S2",
      what,
    });
    const [name = "", heritage = ""] = match.slice(1);
    const parents = heritage
      .replace(/^\s*is\b/, "")
      .replace(/\([^)]*\)/g, "")
      .split(",")
      .map((parent) => parent.trim())
      .filter((parent) => parent !== "");
    const others = parents.filter((parent) => parent !== `I${name}`);
    const foreign = others.filter((parent) => !(imported.get(parent) ?? "").startsWith("@openzeppelin/"));
    return [
      ...(parents.includes(`I${name}`) ? [] : [complain(`${name} does not inherit its interface I${name}`)]),
      ...foreign.map((parent) => complain(`${parent} is neither I${name} nor OpenZeppelin's`)),
      ...(others.length > PARENTS_MAX ? [complain(`${others.length} parents beside the interface`)] : []),
    ];
  });
}

/** S20: named imports in three groups, OpenZeppelin, interfaces, libraries, each sorted by path. */
function checkImports(source: Source): Complaint[] {
  const text = blank(source.text, "keep");
  const complaints: Complaint[] = [];
  let last: readonly [number, string] = [0, ""];
  for (const match of text.matchAll(/\bimport\b\s*(?:(\{[^}]*\})\s*from\s*)?([^;]*);/g)) {
    const complain = (what: string): void => {
      complaints.push({ path: source.path, line: lineAt(source.text, match.index), rule: "S20", what });
    };
    const file = (match[2] ?? "").replace(/["']/g, "").trim();
    if (match[1] === undefined) complain("import by name: { … }");
    else if (!isSorted(namesOf(match[1]))) complain("the imported names are not sorted");
    const here = [groupOf(file, source.path), file] as const;
    if (here[0] < last[0] || (here[0] === last[0] && here[1] < last[1])) {
      complain("imports stand in the order OpenZeppelin, interfaces, libraries, each sorted by path");
    }
    last = here;
  }
  return complaints;
}

/** S4: the interface tells what a function is for; the body points there. */
function checkNatSpec(source: Source): Complaint[] {
  if (!/^contract\s/m.test(blank(source.text))) return [];
  return functionsOf(source.text)
    .filter(({ attributes, doc }) => /\b(external|public)\b/.test(attributes) && !doc.includes("@inheritdoc"))
    .map(({ name, line }) => ({
      path: source.path,
      line,
      rule: "S4",
      what: `${name} is callable from outside and has no @inheritdoc`,
    }));
}

function groupOf(file: string, from: string): number {
  if (file.startsWith("@openzeppelin/")) return 1;
  const target = file.startsWith(".") ? path.posix.join(path.posix.dirname(from), file) : file;
  return target.includes("interfaces/") ? 2 : 3;
}

function importedFrom(text: string): Map<string, string> {
  const imports = blank(text, "keep").matchAll(/\bimport\s*(\{[^}]*\})\s*from\s*["']([^"']+)["']/g);
  return new Map(
    [...imports].flatMap((match) => namesOf(match[1] ?? "").map((name) => [name, match[2] ?? ""])),
  );
}

function namesOf(braces: string): string[] {
  return braces
    .replace(/[{}]/g, "")
    .split(",")
    .map((name) => (name.trim().split(/\s+as\s+/)[1] ?? name).trim())
    .filter((name) => name !== "");
}

/** By the letters, capitals before small ones or beside them: formatters differ, readers do not care. */
function isSorted(names: readonly string[]): boolean {
  const inOrder = (list: readonly string[]): boolean =>
    list.every((name, index) => index === 0 || (list[index - 1] ?? "") <= name);
  return inOrder(names) || inOrder(names.map((name) => name.toLowerCase()));
}
