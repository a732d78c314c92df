import { ask } from "./ask.js";
import { closeClaim, connectDetail, drawClaim, isOpened, openClaim } from "./claim-detail.js";
import { listElements, queueElement } from "./claim-list.js";
import { followHead, writeHead } from "./head.js";
import { keepKey, keptKey } from "./key.js";
import { switchLanguage, word, writeWords } from "./words.js";

const PAGE_ROWS = 20;
const place = (id) => document.getElementById(id);
const keyForm = place("key-form");
const key = place("key");

/** The list as it is shown, kept so that it can be drawn again in the other language. */
const shown = { queue: null, tab: "submitted", list: { kind: "start" }, opened: null };
let listCount = 0;

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
  // The part after the number sign names the claim; focus goes there without it.
  event.preventDefault();
  place("list").focus();
});
window.addEventListener("hashchange", () => void followAddress());
connectDetail({ onDecided: refresh, onOtherKey: askForKey });
write();
void followHead();
if (key.value !== "") void openDesk();

/** The queue of one's bureau; who has none gets the claims that concern them. */
async function openDesk() {
  closeClaim();
  shown.opened = null;
  showList({ kind: "loading" });
  const queue = await ask("/v1/claims/queue");
  shown.queue = queue.kind === "told" ? queue.answer : null;
  if (queue.kind !== "told" && queue.problem?.code !== "role-not-permitted") return showList(queue);
  shown.tab = shown.queue === null ? "own" : firstTab(shown.queue);
  await readList();
  if (shown.list.kind !== "told") return;
  keyForm.hidden = true;
  place("change-key").hidden = false;
  await followAddress();
}

function firstTab({ counts }) {
  return (counts.find(({ count }) => count > 0) ?? counts[0]).state;
}

async function readList(after = null) {
  listCount += 1;
  const asked = listCount;
  const before = shown.list;
  showList(after === null ? { kind: "loading" } : { ...before, isLoadingMore: true });
  const result = await askList(after);
  // An answer that was overtaken by another question is nobody's any more.
  if (asked !== listCount) return;
  if (result.kind !== "told") return showList(result);
  const { rows, next, asOf } = result.answer;
  showList({ kind: "told", rows: after === null ? rows : [...before.rows, ...rows], next, asOf });
}

async function askList(after) {
  const result = await ask(listPath(after));
  if (result.problem?.code !== "role-not-permitted" || shown.tab === "own") return result;
  // An auditor is told the counts, but only a bureau may list its queue.
  shown.queue = null;
  shown.tab = "own";
  return ask(listPath(null));
}

function listPath(after) {
  const { tab } = shown;
  const query = new URLSearchParams({ limit: String(PAGE_ROWS) });
  if (tab === "payer" || tab === "provider") query.set("as", tab);
  else if (tab !== "own") query.set("queue", tab);
  if (after !== null) query.set("cursor", after);
  return `/v1/claims?${query}`;
}

/** After a decision: one claim less waits. */
async function refresh() {
  if (shown.queue !== null) {
    const queue = await ask("/v1/claims/queue");
    if (queue.kind === "told") shown.queue = queue.answer;
  }
  await readList();
}

/** The claim stands after the number sign, so that going back and forth works as everywhere. */
async function followAddress() {
  if (shown.list.kind === "start") return;
  const before = shown.opened;
  shown.opened = /^#claim=(0x[0-9a-f]{64})$/.exec(location.hash)?.[1] ?? null;
  if (shown.opened === null) {
    closeClaim();
    draw();
    document.querySelector(`.row[href="#claim=${before}"]`)?.focus();
    return;
  }
  const opening = openClaim(shown.opened);
  draw();
  await opening;
}

function askForKey() {
  keyForm.hidden = false;
  place("change-key").hidden = true;
  key.value = "";
  key.focus();
}

function showList(next) {
  shown.list = next;
  if (next.kind === "problem" && next.problem.code === "unauthenticated") askForKey();
  draw();
}

function write() {
  writeWords();
  writeHead();
  draw();
}

function draw() {
  const { list, queue, tab } = shown;
  const canChoose = list.kind === "told" && list.rows.length > 0;
  document.body.classList.toggle("opened", isOpened());
  place("desk").classList.toggle("single", !isOpened() && !canChoose);
  place("list").setAttribute("aria-busy", String(list.kind === "loading"));
  place("status").textContent = list.kind === "loading" ? word("loading") : "";
  place("queue").replaceChildren(...(queue === null ? [] : [queueElement(queue, tab, chooseTab)]));
  place("list").replaceChildren(...listElements(shown, () => void readList(list.next)));
  drawClaim({ canChoose });
}

async function chooseTab(tab) {
  shown.tab = tab;
  await readList();
  document.querySelector(`[data-tab="${tab}"]`)?.focus();
}
