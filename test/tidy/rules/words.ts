import { GENERATED_MARK } from "../../../scripts/docs/generated-mark.ts";
import type { Complaint, Source } from "../../../scripts/sources/source.ts";

const PAGE_LINES_MAX = 199;
const README_LINES_MAX = 110;

/** Folders of one machine. A path in a URL or under a name (`docs/work/…`) is none. */
const MACHINE_PATH = /(?<![\w.:/-])\/(?:home|root|work|Users|tmp)\/[\w.-]+/;

/** Spelled in rot13, so that this list is not a find of its own. */
const STAFFING = [
  "pynhqr",
  "naguebcvp",
  "bcranv",
  "pungtcg",
  "pbcvybg",
  "fhontrag",
  "yyz",
  "nv-trarengrq",
  "pb-nhguberq-ol",
];

/** Neither the machine a file was written on nor who wrote it is anybody's business. */
export function checkWords(source: Source): Complaint[] {
  const staffing = new RegExp(`\\b(?:${STAFFING.map(rot13).join("|")})\\b`, "i");
  return source.text.split("\n").flatMap((text, index) => {
    const complain = (what: string): Complaint => ({
      path: source.path,
      line: index + 1,
      rule: "words",
      what,
    });
    const path = MACHINE_PATH.exec(text)?.[0];
    const word = staffing.exec(text)?.[0];
    return [
      ...(path === undefined ? [] : [complain(`${path} is a path of one machine`)]),
      ...(word === undefined ? [] : [complain(`"${word}" tells how the project is staffed`)]),
    ];
  });
}

/**
 * R1 and R2: a page that nobody has to scroll through for ever. Generated pages are as long as their lists.
 */
export function checkPageLength(source: Source): Complaint[] {
  if (source.text.startsWith(GENERATED_MARK)) return [];
  const isReadme = source.path === "README.md";
  const limit = isReadme ? README_LINES_MAX : PAGE_LINES_MAX;
  const lines = source.text.replace(/\n$/, "").split("\n").length;
  if (lines <= limit) return [];
  const what = `${lines} lines in the page, ${limit} are the limit`;
  return [{ path: source.path, line: 1, rule: isReadme ? "R1" : "R2", what }];
}

function rot13(word: string): string {
  return word.replace(/[a-z]/g, (letter) =>
    String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97),
  );
}
