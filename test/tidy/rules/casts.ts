import ts from "typescript";
import {
  type Complaint,
  checkNodes,
  explainedLines,
  lineOf,
  type Source,
} from "../../../scripts/sources/source.ts";

/** T24: no `any`, no `!`; a cast only in a codec, or under the sentence that makes it true. */
export function checkCasts(source: Source): Complaint[] {
  const explained = explainedLines(source);
  return checkNodes(source, "T24", (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return "any switches the compiler off";
    if (ts.isNonNullExpression(node)) return "! is a cast without a reason";
    if (ts.isVariableDeclaration(node) && node.exclamationToken) return "! is a cast without a reason";
    if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
    if (node.type.getText() === "const" || isCodec(source.path) || isExplained(node, explained))
      return undefined;
    return `a cast to ${node.type.getText()} without the sentence that makes it true`;
  });
}

function isCodec(path: string): boolean {
  return /(^|[-/])codec[^/]*\.ts$/.test(path);
}

/** The comment may stand above or beside the cast, or above the statement or member it is part of. */
function isExplained(node: ts.Node, explained: ReadonlySet<number>): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (explained.has(lineOf(at))) return true;
    if (ts.isStatement(at) || ts.isClassElement(at)) return false;
  }
  return false;
}
