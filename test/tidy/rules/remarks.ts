import ts from "typescript";
import {
  type Complaint,
  checkNodes,
  commentsOf,
  explainedLines,
  lineOf,
  type Source,
} from "../../../scripts/sources/source.ts";

const UNFINISHED = /\b(TO(?:)DO|FIX(?:)ME|X{3}|HACK)\b/;
const BANNER = /([-=*#~/_─━═])\1{4,}/;
const AUTHORSHIP = /@author\b|\bcopyright\b|\bcreated by\b|\bwritten by\b/i;
const CODE =
  /^\s*(?:(?:const|let|if|for|while|return|import|export|await|throw)\b.*[;{]|[\w.]+\(.*\);|[{}]+;?)\s*$/;

/** T25: comments are sentences; no banners, no authorship, no code put aside, nothing left for later. */
export function checkComments(source: Source): Complaint[] {
  return commentsOf(source).flatMap(({ line, text }) => {
    const complain = (what: string): Complaint => ({ path: source.path, line, rule: "T25", what });
    const body = text.replace(/^\/\*+|\*+\/$|^\/\/+/g, "");
    const complaints: Complaint[] = [];
    if (UNFINISHED.test(body)) complaints.push(complain("work left for later belongs in an issue"));
    if (BANNER.test(body) || /^\/{3,}|^\/\*{3,}/.test(text)) complaints.push(complain("a banner"));
    if (AUTHORSHIP.test(body)) complaints.push(complain("git knows who wrote it"));
    if (text.startsWith("//") && CODE.test(body)) complaints.push(complain("code put aside: delete it"));
    return complaints;
  });
}

/**
 * T10: a failure that is caught is handled, told or thrown again. Only a promise that somebody else also
 * holds may be marked as looked after by an empty .catch(), under the sentence that says who.
 */
export function checkCatches(source: Source): Complaint[] {
  const explained = explainedLines(source);
  return checkNodes(source, "T10", (node) => {
    if (ts.isCatchClause(node) && node.block.statements.length === 0)
      return "an empty catch hides the failure";
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
    const [handler] = node.arguments;
    if (node.expression.name.text !== "catch" || handler === undefined) return undefined;
    if (explained.has(lineOf(node))) return undefined;
    return isEmptyFunction(handler) ? "an empty .catch() hides the failure" : undefined;
  });
}

function isEmptyFunction(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  if (ts.isBlock(node.body)) return node.body.statements.length === 0;
  return /^(undefined|null|void 0|\[\]|\(?\{\}\)?|0|""|false)$/.test(node.body.getText());
}
