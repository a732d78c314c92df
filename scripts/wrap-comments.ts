import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listFiles, ROOT } from "./sources/repository.ts";
import { commentsOf } from "./sources/source.ts";

const WIDTH = 110;

/**
 * Breaks comments whose lines are too long; Biome formats code but leaves comments alone. Only paragraphs
 * with such a line are set anew, so that a hand-made layout elsewhere stays.
 */
export function wrapComments(text: string): string {
  const lines = text.split("\n");
  const comments = commentsOf({ path: "file.ts", text }).sort((a, b) => b.line - a.line);
  for (const { line, text: comment } of comments) {
    const at = line - 1;
    const height = comment.split("\n").length;
    const touched = lines.slice(at, at + height);
    if (touched.every((it) => width(it) <= WIDTH)) continue;
    const before = (touched[0] ?? "").slice(0, (touched[0] ?? "").indexOf(comment.split("\n")[0] ?? ""));
    if (before.trim() !== "") lines.splice(at, height, ...liftTrailing(before, comment, touched));
    else if (comment.startsWith("//"))
      lines.splice(at, height, ...setLines(before, "// ", [comment.slice(2).trim()]));
    else lines.splice(at, height, ...setBlock(before, comment));
  }
  return lines.join("\n");
}

/** A comment behind code goes above the code, where it has room. */
function liftTrailing(before: string, comment: string, touched: readonly string[]): readonly string[] {
  if (!comment.startsWith("//")) return touched;
  const indent = /^\s*/.exec(before)?.[0] ?? "";
  return [...setLines(indent, "// ", [comment.slice(2).trim()]), before.trimEnd()];
}

function setBlock(indent: string, comment: string): string[] {
  const opening = comment.startsWith("/**") ? "/**" : "/*";
  const body = comment
    .slice(opening.length, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  while (body[0]?.trim() === "") body.shift();
  while (body.at(-1)?.trim() === "") body.pop();
  return [`${indent}${opening}`, ...setLines(`${indent} `, "* ", body), `${indent} */`];
}

/**
 * Sets paragraphs anew that have a line too long; a blank line, a list item or a tag begins another
 * paragraph.
 */
function setLines(indent: string, mark: string, body: readonly string[]): string[] {
  const room = WIDTH - width(indent) - width(mark);
  const paragraphs: string[][] = [];
  for (const line of body) {
    const last = paragraphs.at(-1);
    if (last === undefined || /^\s*$|^\s*([-*|@]|\d+[.)])|^\s{2,}/.test(line) || last.at(-1)?.trim() === "") {
      paragraphs.push([line]);
    } else last.push(line);
  }
  return paragraphs
    .flatMap((lines) => (lines.every((line) => width(line) <= room) ? lines : fill(lines.join(" "), room)))
    .map((line) => `${indent}${mark}${line}`.trimEnd());
}

function fill(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && width(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

function width(text: string): number {
  return [...text].length;
}

if (import.meta.main) {
  for (const file of listFiles(["server", "cli", "scripts", "bench", "test"], [".ts"])) {
    const absolute = path.join(ROOT, file);
    const text = readFileSync(absolute, "utf8");
    const wrapped = wrapComments(text);
    if (wrapped !== text) writeFileSync(absolute, wrapped);
  }
}
