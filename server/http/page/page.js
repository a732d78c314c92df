import { openCheck } from "./check.js";
import { element } from "./element.js";
import { followHead, writeHead } from "./head.js";
import { problemElement, storyElements } from "./story.js";
import { switchLanguage, word, writeWords } from "./words.js";

/** The tab's own memory: a key must not outlive it, nor stand in an address. */
const KEY_NAME = "caretrail-key";

const form = document.getElementById("ask");
const code = document.getElementById("code");
const key = document.getElementById("key");
const button = document.getElementById("trace");
const answer = document.getElementById("answer");

/** What is shown below the form, kept so that it can be shown again in the other language. */
let shown = { kind: "empty" };
let askedCount = 0;

key.value = sessionStorage.getItem(KEY_NAME) ?? "";
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

async function trace(codeText, keyText) {
  sessionStorage.setItem(KEY_NAME, keyText);
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
