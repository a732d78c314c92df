import { element, timeElement } from "./element.js";
import { problemElement } from "./story.js";
import { isChinese, word } from "./words.js";

/**
 * The form for whoever holds the box: asks without a key, and forgets the token with the answer. Gives back
 * what writes the last answer again, in the language chosen.
 */
export function openCheck() {
  const form = document.getElementById("check");
  const code = document.getElementById("check-code");
  const token = document.getElementById("check-token");
  const button = document.getElementById("check-button");
  const place = document.getElementById("check-answer");
  let shown = { kind: "empty" };
  let askedCount = 0;

  const write = () => {
    button.disabled = shown.kind === "loading";
    place.setAttribute("aria-busy", String(shown.kind === "loading"));
    place.replaceChildren(...elements(shown));
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    askedCount += 1;
    const asked = askedCount;
    shown = { kind: "loading" };
    write();
    const answer = await ask(code.value, token.value.trim());
    // An answer that was overtaken by another question is nobody's any more.
    if (asked !== askedCount) return;
    shown = answer;
    write();
    place.focus({ preventScroll: true });
  });
  return write;
}

/** The token goes in the body: an address is kept by browsers and proxies. */
async function ask(code, token) {
  try {
    const response = await fetch("/v1/checks", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, receiptToken: token === "" ? null : token }),
      cache: "no-store",
    });
    const body = await response.json();
    if (!response.ok) return { kind: "problem", problem: body };
    return { kind: "box", box: body, hadToken: token !== "" };
  } catch (error) {
    console.warn("the server does not answer", error);
    return { kind: "unreachable" };
  }
}

function elements({ kind, box, problem, hadToken }) {
  if (kind === "box") return [boxElement(box, hadToken)];
  if (kind === "problem") return [problemElement(problem)];
  if (kind === "loading") return [element("p", { class: "notice" }, word("loading"))];
  if (kind === "unreachable")
    return [element("p", { class: "card problem", role: "alert" }, word("noServer"))];
  return [];
}

function boxElement(box, hadToken) {
  const { code, isKnown, product, batchNumber, lastDay, isRecalled, isExpired, receipt, words } = box;
  const isBad = !isKnown || isRecalled || isExpired || receipt?.isContested === true;
  const facts = [
    ["code", element("code", {}, code)],
    ["product", product?.name],
    ["batch", batchNumber],
    ["goodThrough", lastDay],
    [receipt?.provenance === "declared" ? "declaredBy" : "maker", receipt?.maker],
    ["dispensedBy", receipt?.institution],
    ["dispensedAt", receipt ? timeElement(receipt.dispensedAt, isChinese()) : undefined],
  ].filter(([, value]) => value !== undefined && value !== null);
  const verdict = receipt !== null ? "isReceipt" : hadToken && isKnown ? "notReceipt" : null;
  return element(
    "section",
    { class: isBad ? "card problem" : "card", ...(isBad ? { role: "alert" } : {}) },
    element("h2", {}, product?.name ?? word("checkTitle")),
    element("p", {}, isChinese() ? words.chinese : words.english),
    verdict === null ? null : element("p", {}, element("span", { class: "state" }, word(verdict))),
    element(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) =>
        element("div", {}, element("dt", {}, word(name)), element("dd", {}, value)),
      ),
    ),
    element("p", { class: "quiet" }, word("asOf", box.asOf.block)),
  );
}
