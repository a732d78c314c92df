import ts from "typescript";
import { type Complaint, checkNodes, type Source } from "../../../scripts/sources/source.ts";
import { importsOf, resolveRelative } from "./imports.ts";

/** What gives other answers on another day or machine, or talks to the world. */
const WORLD = new Set([
  "process",
  "console",
  "globalThis",
  "performance",
  "crypto",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "Temporal",
]);

/** T2: the domain has no package, no Node, no clock, no randomness, no logging and no waiting. */
export function checkPurity(source: Source): Complaint[] {
  const complaints = checkNodes(source, "T2", judge);
  for (const { specifier, line } of importsOf(source)) {
    if (specifier === undefined || resolveRelative(source.path, specifier) === undefined) {
      complaints.push({ path: source.path, line, rule: "T2", what: "the domain imports no package" });
    }
  }
  return complaints;
}

function judge(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node))
    return "the domain does not wait";
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return "the domain does not wait";
  if (ts.isNewExpression(node)) return judgeNew(node);
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    if (text === "Date.now" || text === "Math.random") return `${text} gives another answer each time`;
  }
  if (ts.isIdentifier(node) && WORLD.has(node.text) && !isAName(node))
    return `${node.text} is the world outside`;
  return undefined;
}

function judgeNew(node: ts.NewExpression): string | undefined {
  const made = node.expression.getText();
  if (made === "Promise") return "the domain does not wait";
  return made === "Date" && (node.arguments?.length ?? 0) === 0 ? "new Date() reads the clock" : undefined;
}

/** The word as the name of a member, a key or a parameter of ours is not the global. */
function isAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) return parent.name === node;
  return ts.isParameter(parent) || ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent);
}
