import { element, timeElement } from "./element.js";
import { isChinese, word } from "./words.js";

/** A pack's story as the server told it. */
export function storyElements(story) {
  return [summary(story), trail(story), proofs(story)];
}

/** A refusal: what it means, what the scan's damage is called, and the server's own words. */
export function problemElement(problem) {
  const faults = (problem.faults ?? []).map((fault) => element("li", {}, word(`fault:${fault}`) ?? fault));
  return element(
    "div",
    { class: "card problem", role: "alert" },
    element("h2", {}, word(`code:${problem.code}`) ?? problem.title),
    faults.length === 0 ? null : element("ul", {}, ...faults),
    problem.near ? element("p", {}, word("didYouMean"), element("code", {}, problem.near)) : null,
    element("p", { lang: "en" }, ...prose(problem.detail)),
    element(
      "p",
      { class: "quiet" },
      element("a", { href: `/docs/errors#${problem.code}` }, problem.code),
      ` · ${word("requestId")} `,
      element("code", {}, problem.requestId),
    ),
  );
}

/** Words in back-ticks are names of members. */
function prose(text) {
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : element("code", {}, part)));
}

function summary({ code, pack, product, batch, holder, unitsLeft, unitsPerPack, isGone, asOf }) {
  const facts = [
    [word("code"), element("code", {}, code)],
    [word("maker"), batch.maker.name],
    [word("batch"), batch.batchNumber],
    [word("pack"), word("nth", pack.index + 1, batch.packCount)],
    [word("goodThrough"), batch.lastDay],
    [word(isGone ? "lastHolder" : "holder"), holderWords(holder, isGone)],
    [word("unitsLeft"), word("ofUnits", unitsLeft, unitsPerPack, product.unit)],
  ];
  return element(
    "section",
    { class: "card" },
    element("h2", {}, product.name, " ", element("span", { class: "state" }, stateWord(isGone, unitsLeft))),
    element(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    ),
    asOfElement(asOf),
  );
}

/** A pack that is gone as a whole may still have units to hand out. */
function stateWord(isGone, unitsLeft) {
  if (!isGone) return word("whole");
  return word(unitsLeft > 0 ? "opened" : "gone");
}

function holderWords(holder, isGone) {
  if (holder === null) return "–";
  if (isGone) return holder.institution.name;
  const state = holder.state === "in-transit" ? word("inTransit") : word("held");
  return `${holder.institution.name} · ${state}`;
}

function trail({ lines, asOf }) {
  const items = lines.map((line) => {
    const [first, second] = isChinese() ? [line.chinese, line.english] : [line.english, line.chinese];
    return element(
      "li",
      { class: line.step },
      timeElement(line.at, isChinese()),
      element(
        "div",
        {},
        element("p", {}, first),
        element("p", { class: "quiet", lang: isChinese() ? "en" : "zh-CN" }, second),
      ),
      element("span", { class: "quiet" }, line.block === null ? word("noBlock") : blockLink(line.block)),
    );
  });
  return element(
    "section",
    { class: "card" },
    element("h2", {}, word("story")),
    element("ol", { class: "trail" }, ...items),
    asOfElement(asOf),
  );
}

/** A step's block leads to the transaction that recorded it. */
function blockLink(block) {
  return element("a", { href: `#block-${block}` }, `#${block}`);
}

function proofs({ batch, custody, dispenses, asOf }) {
  const known = [
    ["made", batch.opened],
    ...(batch.sealed === null ? [] : [["sealed", batch.sealed]]),
    ...custody.flatMap(({ shipped, received }) => [
      ["shipped", shipped.proof],
      ...(received === null ? [] : [["received", received.proof]]),
    ]),
    ...dispenses.map(({ proof }) => ["dispensed", proof]),
  ];
  const rows = known.map(([step, { block, transactionHash, recordedAt }]) =>
    element(
      "tr",
      { id: `block-${block}` },
      element("td", {}, word(step)),
      element("td", {}, `#${block}`),
      element("td", {}, timeElement(recordedAt, isChinese())),
      element("td", { class: "hash" }, transactionHash),
    ),
  );
  const head = ["step", "block", "recordedAt", "transaction"].map((name) =>
    element("th", { scope: "col" }, word(name)),
  );
  return element(
    "section",
    { class: "card" },
    element("h2", {}, word("proofs")),
    element(
      "div",
      { class: "scroll proofs" },
      element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)),
    ),
    asOfElement(asOf),
  );
}

function asOfElement({ block, blockHash }) {
  return element(
    "p",
    { class: "quiet" },
    word("asOf", block),
    " ",
    element("span", { class: "hash" }, blockHash),
  );
}
