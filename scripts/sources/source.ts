import ts from "typescript";

/** A file as a rule sees it: its path from the root of the repository, with slashes, and its text. */
export type Source = { readonly path: string; readonly text: string };

/** What a rule says about a line, with the number of the rule in the style guide. */
export type Complaint = {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly what: string;
};

export function parse(source: Source): ts.SourceFile {
  return ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
}

/** Visits every node below `root`, parents before children. */
export function walk(root: ts.Node, visit: (node: ts.Node) => void): void {
  visit(root);
  ts.forEachChild(root, (child) => walk(child, visit));
}

export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/**
 * Runs a rule that looks at syntax nodes one by one; `judge` answers what is wrong with a node, if anything.
 */
export function checkNodes(
  source: Source,
  rule: string,
  judge: (node: ts.Node) => string | undefined,
): Complaint[] {
  const complaints: Complaint[] = [];
  walk(parse(source), (node) => {
    const what = judge(node);
    if (what !== undefined) complaints.push({ path: source.path, line: lineOf(node), rule, what });
  });
  return complaints;
}

export type Comment = { readonly line: number; readonly position: number; readonly text: string };

/** Every comment of a file, with the line on which it begins. */
export function commentsOf(source: Source): Comment[] {
  const file = parse(source);
  const found = new Map<number, string>();
  const collect = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? []) found.set(range.pos, source.text.slice(range.pos, range.end));
  };
  const visit = (node: ts.Node): void => {
    collect(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
    collect(ts.getTrailingCommentRanges(source.text, node.getEnd()));
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return [...found].map(([position, text]) => ({
    line: file.getLineAndCharacterOfPosition(position).line + 1,
    position,
    text,
  }));
}

/**
 * Lines that hold a comment, or stand right under one, of at least three words: a sentence that gives a
 * reason.
 */
export function explainedLines(source: Source): Set<number> {
  const lines = new Set<number>();
  for (const { line, text } of commentsOf(source).sort((a, b) => a.line - b.line)) {
    // The last words of a sentence may stand on a line of their own.
    if (!lines.has(line) && text.replace(/[/*]/g, " ").trim().split(/\s+/).length < 3) continue;
    const height = text.split("\n").length;
    for (let at = line; at <= line + height; at += 1) lines.add(at);
  }
  return lines;
}

/** One line for each complaint, for a failed test to show. */
export function show(complaints: readonly Complaint[]): string[] {
  return complaints.map(({ path, line, rule, what }) => `${path}:${line} ${rule}: ${what}`);
}
