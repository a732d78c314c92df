import { readFile } from "node:fs/promises";
import { REJECTION_REASONS } from "../domain/adjudication/rejection-reasons.ts";
import { KIND_WORDS } from "../domain/reconcile/report/finding-words.ts";
import { renderErrorsPage, renderReferencePage } from "./docs-pages.ts";

/** A page or a part of one: a file of this folder, or a page that is written out once. */
export type PageFile = {
  readonly path: string;
  readonly contentType: string;
  readonly source: URL | (() => string);
};

const HTML = "text/html; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";

const inPage = (name: string): URL => new URL(`./page/${name}`, import.meta.url);

const CLAIMS_SCRIPTS = [
  "ask.js",
  "claims.js",
  "claims-api.js",
  "claim-decision.js",
  "claim-detail.js",
  "claim-evidence.js",
  "claim-list.js",
  "claim-summary.js",
  "claim-why.js",
  "claim-words.js",
  "notices.js",
  "yuan.js",
];

const RECONCILIATION_SCRIPTS = [
  "finding-list.js",
  "reconciliation-view.js",
  "reconciliation-words.js",
  "reconciliations.js",
];

/** What a browser may ask for, by name: no path of a request ever becomes the path of a file. */
export const PAGE_FILES: readonly PageFile[] = [
  { path: "/", contentType: HTML, source: inPage("index.html") },
  { path: "/page/page.css", contentType: CSS, source: inPage("page.css") },
  { path: "/page/page.js", contentType: SCRIPT, source: inPage("page.js") },
  { path: "/page/words.js", contentType: SCRIPT, source: inPage("words.js") },
  { path: "/page/story.js", contentType: SCRIPT, source: inPage("story.js") },
  { path: "/page/check.js", contentType: SCRIPT, source: inPage("check.js") },
  { path: "/page/element.js", contentType: SCRIPT, source: inPage("element.js") },
  { path: "/page/head.js", contentType: SCRIPT, source: inPage("head.js") },
  { path: "/page/key.js", contentType: SCRIPT, source: inPage("key.js") },
  { path: "/claims", contentType: HTML, source: inPage("claims.html") },
  { path: "/page/claims.css", contentType: CSS, source: inPage("claims.css") },
  { path: "/reconciliations", contentType: HTML, source: inPage("reconciliations.html") },
  { path: "/page/reconciliations.css", contentType: CSS, source: inPage("reconciliations.css") },
  ...[...CLAIMS_SCRIPTS, ...RECONCILIATION_SCRIPTS].map((name) => ({
    path: `/page/${name}`,
    contentType: SCRIPT,
    source: inPage(name),
  })),
  { path: "/page/reasons.js", contentType: SCRIPT, source: renderReasons },
  { path: "/page/kinds.js", contentType: SCRIPT, source: renderKinds },
  { path: "/page/icon.svg", contentType: "image/svg+xml", source: inPage("icon.svg") },
  { path: "/docs", contentType: HTML, source: renderReferencePage },
  { path: "/docs/errors", contentType: HTML, source: renderErrorsPage },
  {
    path: "/openapi.yaml",
    contentType: "application/yaml; charset=utf-8",
    source: new URL("../../openapi.yaml", import.meta.url),
  },
];

const kept = new Map<string, Promise<string>>();

/** The text of a page; read or written out at the first request, kept after. */
export function readPageFile({ path, source }: PageFile): Promise<string> {
  const known = kept.get(path);
  if (known !== undefined) return known;
  const text = source instanceof URL ? readFile(source, "utf8") : Promise.resolve(source());
  kept.set(path, text);
  // A file that could not be read now may be there later.
  text.catch(() => kept.delete(path));
  return text;
}

/** What each rule is called, for the page of reconciliations. */
function renderKinds(): string {
  return `export const KINDS = ${JSON.stringify(KIND_WORDS)};\n`;
}

/** The table of reasons as a module, so that the page has no list of its own. */
function renderReasons(): string {
  const reasons = Object.values(REJECTION_REASONS).map(({ number, source, chinese, english }) => ({
    number,
    source,
    words: { chinese, english },
  }));
  return `export const REASONS = ${JSON.stringify(reasons)};\n`;
}
