import path from "node:path";
import ts from "typescript";
import { type Complaint, checkNodes, type Source } from "../../../scripts/sources/source.ts";

const EMPTY_NAMES = /(^|[-/.])(utils?|helpers?|common|managers?|services?|shared|misc)([-/.]|$)/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/;

/** Programs that load these two want a default export. */
const CONFIGS = new Set(["hardhat.config.ts", "vitest.config.ts"]);

/** N5 and T5: kebab-case, and a name that says what the thing is. */
export function checkFileName(file: string): Complaint[] {
  const complain = (rule: string, what: string): Complaint => ({ path: file, line: 1, rule, what });
  const complaints: Complaint[] = [];
  if (file.endsWith(".ts") && !KEBAB.test(path.posix.basename(file))) {
    complaints.push(complain("N5", "a TypeScript file is named in kebab-case"));
  }
  const empty = EMPTY_NAMES.exec(file)?.[2];
  if (empty !== undefined) complaints.push(complain("T5", `"${empty}" says nothing: name the thing`));
  return complaints;
}

/** T5: no default exports, and no file that only passes on what others export. */
export function checkExports(source: Source): Complaint[] {
  return checkNodes(source, "T5", (node) => {
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      return "re-exporting makes a barrel: import from where the thing is";
    }
    if (CONFIGS.has(source.path)) return undefined;
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true);
    return isDefault ? "a default export has no name of its own" : undefined;
  });
}

/**
 * T15: `open(path, true)` tells a reader nothing; a named option or two functions do. Callbacks may be told a
 * fact.
 */
export function checkParameters(source: Source): Complaint[] {
  return checkNodes(source, "T15", (node) => {
    if (!ts.isParameter(node) || node.type?.kind !== ts.SyntaxKind.BooleanKeyword) return undefined;
    const isOurs = ts.isFunctionDeclaration(node.parent) || ts.isMethodDeclaration(node.parent);
    return isOurs ? `${node.name.getText()} is a boolean parameter: take a named option` : undefined;
  });
}
