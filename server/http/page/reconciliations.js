import { ask, readFile, save } from "./ask.js";
import { element } from "./element.js";
import { findingElements } from "./finding-list.js";
import { followHead, writeHead } from "./head.js";
import { keepKey, keptKey } from "./key.js";
import { noticeElement } from "./notices.js";
import { runsElement, summaryElement } from "./reconciliation-view.js";
import { switchLanguage, word, writeWords } from "./words.js";

const PAGE_ROWS = 50;
const POLL_MS = 1000;
const place = (id) => document.getElementById(id);
const keyForm = place("key-form");
const key = place("key");

/** What is shown, kept so that it can be drawn again in the other language. */
const shown = { runs: { kind: "start" }, run: null, kind: null, list: { kind: "start" } };
let openedCount = 0;

key.value = keptKey();
keyForm.addEventListener("submit", (event) => {
  event.preventDefault();
  keepKey(key.value.trim());
  void openDesk();
});
place("change-key").addEventListener("click", askForKey);
place("language").addEventListener("click", () => {
  switchLanguage();
  write();
});
place("skip").addEventListener("click", (event) => {
  event.preventDefault();
  place("findings").focus();
});
window.addEventListener("hashchange", () => void followAddress());
write();
void followHead();
if (key.value !== "") void openDesk();

async function openDesk() {
  shown.runs = { kind: "loading" };
  draw();
  shown.runs = await ask("/v1/reconciliations");
  if (shown.runs.kind === "told") {
    keyForm.hidden = true;
    place("change-key").hidden = false;
    await followAddress();
  } else if (shown.runs.problem?.code === "unauthenticated") askForKey();
  draw();
}

/** The run stands after the number sign; without one the newest is opened. */
async function followAddress() {
  if (shown.runs.kind !== "told") return;
  const id = openedId();
  openedCount += 1;
  shown.kind = null;
  if (id === null) return draw();
  await Promise.all([followRun(id, openedCount), readFindings()]);
}

function openedId() {
  const named = /^#reconciliation=([0-9a-f]{32})$/.exec(location.hash)?.[1];
  return named ?? shown.runs.answer?.rows[0]?.id ?? null;
}

/** Reads a run until it has ended; one that was overtaken by another is nobody's any more. */
async function followRun(id, opened) {
  shown.run = { kind: "loading" };
  draw();
  for (;;) {
    const run = await ask(`/v1/reconciliations/${id}`);
    if (opened !== openedCount) return;
    const wasJudging = shown.run.answer?.stage === "judging";
    shown.run = run;
    draw();
    if (run.kind !== "told" || run.answer.stage !== "judging") {
      if (wasJudging) await readFindings();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readFindings(after = null) {
  const opened = openedCount;
  const { kind, list: before } = shown;
  shown.list = after === null ? { kind: "loading" } : { ...before, isLoadingMore: true };
  draw();
  const query = new URLSearchParams({ limit: String(PAGE_ROWS) });
  if (kind !== null) query.set("kind", kind);
  if (after !== null) query.set("cursor", after);
  const result = await ask(`/v1/reconciliations/${openedId()}/findings?${query}`);
  if (opened !== openedCount || kind !== shown.kind) return;
  if (result.kind !== "told") shown.list = result;
  else {
    const { rows, next } = result.answer;
    shown.list = { kind: "told", rows: after === null ? rows : [...before.rows, ...rows], next };
  }
  draw();
}

async function chooseKind(kind) {
  shown.kind = kind;
  await readFindings();
  place("findings").focus();
}

async function saveFile(name) {
  const id = openedId();
  const file = await readFile(`/v1/reconciliations/${id}/${name}`);
  if (file.kind === "told") return save(file.blob, `${id.slice(0, 8)}-${name}`);
  shown.list = file;
  draw();
}

function askForKey() {
  keyForm.hidden = false;
  place("change-key").hidden = true;
  key.value = "";
  key.focus();
}

function write() {
  writeWords();
  writeHead();
  draw();
}

function draw() {
  const { runs, run, list } = shown;
  place("status").textContent = runs.kind === "loading" ? word("loading") : "";
  place("runs").replaceChildren(runsPart(runs));
  place("summary").replaceChildren(...summaryPart(run));
  place("findings").setAttribute("aria-busy", String(list.kind === "loading"));
  place("findings").replaceChildren(...findingElements(shown, () => void readFindings(list.next)));
}

function runsPart(runs) {
  if (runs.kind === "start") return element("p", { class: "notice" }, word("pasteKeyToReconcile"));
  if (runs.kind !== "told") return noticeElement(runs, "reconciliation-code");
  return runsElement(runs.answer.rows, openedId());
}

function summaryPart(run) {
  if (run === null) return [];
  if (run.kind !== "told") return [noticeElement(run, "reconciliation-code")];
  const { kind } = shown;
  return [
    summaryElement(run.answer, {
      kind,
      onKind: (chosen) => void chooseKind(chosen),
      onSave: (name) => void saveFile(name),
    }),
  ];
}
