import { openCheck } from "./check.js";
import { element } from "./element.js";
import { followHead, writeHead } from "./head.js";
import { keepKey, keptKey } from "./key.js";
import { problemElement, storyElements } from "./story.js";
import { switchLanguage, word, writeWords } from "./words.js";

const form = document.getElementById("ask");
const code = document.getElementById("code");
const key = document.getElementById("key");
const button = document.getElementById("trace");
const answer = document.getElementById("answer");

/** What is shown below the form, kept so that it can be shown again in the other language. */
let shown = { kind: "empty" };
let askedCount = 0;

key.value = keptKey();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void trace(code.value, key.value);
});
const writeCheck = openCheck();
document.getElementById("language").addEventListener("click", () => {
  switchLanguage();
  write();
});
write();
void followHead();
window.addEventListener("hashchange", traceAddress);
traceAddress();

/** A link from elsewhere names the pack after `#trace=`: no server's log ever has what stands there. */
function traceAddress() {
  const named = new URLSearchParams(location.hash.slice(1)).get("trace");
  if (named === null) return;
  code.value = named;
  if (key.value !== "") void trace(named, key.value);
}

async function trace(codeText, keyText) {
  keepKey(keyText);
  askedCount += 1;
  const asked = askedCount;
  show({ kind: "loading" });
  const result = await ask(codeText, keyText);
  // An answer that was overtaken by another question is nobody's any more.
  if (asked === askedCount) {
    show(result);
    answer.focus({ preventScroll: true });
  }
}

async function ask(codeText, keyText) {
  try {
    const response = await fetch(`/v1/packs/${encodeURIComponent(codeText)}`, {
      headers: { Authorization: `Bearer ${keyText}` },
      cache: "no-store",
    });
    const body = await response.json();
    return response.ok ? { kind: "story", story: body } : { kind: "problem", problem: body };
  } catch (error) {
    console.warn("the server does not answer", error);
    return { kind: "unreachable" };
  }
}

function show(next) {
  shown = next;
  button.disabled = next.kind === "loading";
  answer.setAttribute("aria-busy", String(next.kind === "loading"));
  answer.replaceChildren(...elements(next));
}

function elements({ kind, story, problem }) {
  if (kind === "story") return storyElements(story);
  if (kind === "problem") return [problemElement(problem)];
  if (kind === "unreachable")
    return [element("p", { class: "card problem", role: "alert" }, word("noServer"))];
  return [element("p", { class: "notice" }, word(kind))];
}

function write() {
  writeWords();
  writeHead();
  writeCheck();
  show(shown);
}
