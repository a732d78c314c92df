import type { Source } from "../../../scripts/sources/source.ts";

const COUNT = 19;

/** What the rule needs of the repository. */
export type Files = {
  /** The file's text, `undefined` where there is none. */
  readonly read: (path: string) => string | undefined;
};

/**
 * V4: docs/invariants.md numbers I1 … I18, and each row's last cell names its tests as `path: title`, in
 * backticks; or it says `later: Name`, and then there must be no contract of that name yet. A named test must
 * be in its file and must assert something.
 */
export function checkInvariants(page: Source, files: Files): string[] {
  const rows = new Map(
    page.text
      .split("\n")
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .filter((cells) => /^I\d+$/.test(cells[1] ?? ""))
      .map((cells) => [cells[1] ?? "", cells] as const),
  );
  const numbers = Array.from({ length: COUNT }, (_, index) => `I${index + 1}`);
  const unknown = [...rows.keys()].filter((number) => !numbers.includes(number));
  return [
    ...unknown.map((number) => `${number}: there is no such invariant`),
    ...numbers.flatMap((number) => {
      const cells = rows.get(number);
      if (cells === undefined) return [`${number}: not on the page`];
      return checkRow(cells[2] ?? "", cells.slice(3).join("|"), files).map((what) => `${number}: ${what}`);
    }),
  ];
}

function checkRow(statement: string, tests: string, files: Files): string[] {
  if (statement.length < 20) return ["does not say what must hold"];
  const later = /^later: (.+?)\|?$/.exec(tests)?.[1];
  if (later !== undefined) {
    const isBuilt = files.read(`contracts/${later.replaceAll(/[`\s]/g, "")}.sol`) !== undefined;
    return isBuilt ? [`${later} is built: name the test`] : [];
  }
  const named = [...tests.matchAll(/`([^`:]+): ([^`]+)`/g)];
  if (named.length === 0) return ["names no test as `path: title`"];
  return named.flatMap(([, file = "", title = ""]) => checkTest(files.read(file), file, title));
}

function checkTest(text: string | undefined, file: string, title: string): string[] {
  if (text === undefined) return [`there is no ${file}`];
  const body = file.endsWith(".sol") ? solidityBody(text, title) : scriptBody(text, title);
  if (body === undefined) return [`${file} has no test "${title}"`];
  const asserts = /\b(assert\w*|_?expect\w*|require|fail|check\w*|_check\w*)\s*\(|\brevert\b/;
  return asserts.test(body) ? [] : [`"${title}" in ${file} asserts nothing`];
}

/** From the function's name to the next function. */
function solidityBody(text: string, name: string): string | undefined {
  const start = new RegExp(`\\bfunction ${name}\\b`).exec(text)?.index;
  if (start === undefined) return undefined;
  const next = text.indexOf("\n    function ", start + 1);
  return text.slice(start, next < 0 ? undefined : next);
}

/** From the title to the next test; a title that only stands in a comment or is skipped is none. */
function scriptBody(text: string, title: string): string | undefined {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(
    `^[^\\n/]*\\b(?:test|it)(?!\\.(?:skip\\(|todo))[\\w.]*\\([^"'\`]*["'\`]${escaped}["'\`]`,
    "m",
  ).exec(text);
  if (found === null) return undefined;
  const rest = text.slice(found.index + found[0].length);
  const next = /\n\s*(?:test|it|describe)[\w.]*\(/.exec(rest)?.index;
  return rest.slice(0, next);
}
