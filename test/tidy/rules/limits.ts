import ts from "typescript";
import { type Complaint, lineOf, parse, type Source, walk } from "../../../scripts/sources/source.ts";

const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 300;
const LINE_CHARS_MAX = 110;

/** Catalogues are read by row: a row stays on its line, and the table in its file, however long it gets. */
const TABLES = new Set([
  "server/domain/failure-catalogue.ts",
  "server/domain/cases/case-failures.ts",
  "server/domain/claims/claim-failures.ts",
]);

/** T23: functions, files and lines that fit on a screen. */
export function checkLimits(source: Source): Complaint[] {
  if (TABLES.has(source.path)) return [];
  const complaints: Complaint[] = [];
  const complain = (line: number, what: string): void => {
    complaints.push({ path: source.path, line, rule: "T23", what });
  };
  const file = parse(source);
  const texts = linesOfTexts(file);
  const lines = source.text.replace(/\n$/, "").split("\n");
  if (lines.length > FILE_LINES_MAX)
    complain(1, `${lines.length} lines in the file, ${FILE_LINES_MAX} are the limit`);
  for (const [index, line] of lines.entries()) {
    const length = [...line].length;
    // A word that cannot be broken (an address, a hash) may stick out.
    if (length > LINE_CHARS_MAX && !texts.has(index) && !/^\s*\S*\s?\S{60,}$/.test(line)) {
      complain(index + 1, `${length} characters in the line, ${LINE_CHARS_MAX} are the limit`);
    }
  }
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || isStory(node)) return;
    const length = file.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - lineOf(node);
    if (length > FUNCTION_LINES_MAX)
      complain(lineOf(node), `${length} lines in the function, ${FUNCTION_LINES_MAX} are the limit`);
  });
  return complaints;
}

/**
 * `describe(…, () => {…})` is a chapter of tests, not a function that somebody has to understand at once; so
 * is a function that holds nothing but one such chapter, for several databases to pass.
 */
function isStory(node: ts.FunctionLikeDeclaration | ts.Node): boolean {
  if (ts.isFunctionDeclaration(node)) {
    const statements = node.body?.statements ?? [];
    return statements.length === 1 && /^describe\b/.test(statements[0]?.getText() ?? "");
  }
  return ts.isCallExpression(node.parent) && /^(describe|suite)\b/.test(node.parent.expression.getText());
}

/** Lines inside a template of several lines: they are the text itself, and a break would change it. */
function linesOfTexts(file: ts.SourceFile): Set<number> {
  const lines = new Set<number>();
  walk(file, (node) => {
    if (!ts.isTemplateExpression(node) && !ts.isNoSubstitutionTemplateLiteral(node)) return;
    const first = file.getLineAndCharacterOfPosition(node.getStart()).line;
    const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = first; first < last && line <= last; line += 1) lines.add(line);
  });
  return lines;
}
