import { element, timeElement } from "./element.js";
import { isChinese, word } from "./words.js";

/** A pack's story as the server told it. */
export function storyElements(story) {
  return [summary(story), trail(story), proofs(story)];
}

/**
 * A refusal: what it means, what the scan's damage is called, and the server's own words. `subject` names the
 * words of a page on which the same code means another thing.
 */
export function problemElement(problem, subject = "code") {
  const faults = (problem.faults ?? []).map((fault) => element("li", {}, word(`fault:${fault}`) ?? fault));
  return element(
    "div",
    { class: "card problem", role: "alert" },
    element("h2", {}, meaning(problem, subject)),
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

function meaning({ code, title }, subject) {
  return word(`${subject}:${code}`) ?? word(`code:${code}`) ?? title;
}

/** Words in back-ticks are names of members. */
function prose(text) {
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : element("code", {}, part)));
}

function summary(story) {
  const { code, pack, product, batch, provenance, holder, unitsLeft, unitsPerPack, isGone, asOf } = story;
  const facts = [
    [word("code"), element("code", {}, code)],
    [word(provenance === "declared" ? "declaredBy" : "maker"), batch.maker.name],
    [word("batch"), batch.batchNumber],
    [word("pack"), word("nth", pack.index + 1, batch.packCount)],
    [word("goodThrough"), batch.lastDay],
    [word(isGone ? "lastHolder" : "holder"), holderWords(holder, isGone)],
    [word("unitsLeft"), unitsLeft === null ? "–" : word("ofUnits", unitsLeft, unitsPerPack, product.unit)],
    [word("provenance"), word(`provenance:${provenance}`)],
  ];
  return element(
    "section",
    { class: "card" },
    element("h2", {}, product.name, " ", stateElement(story)),
    element(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    ),
    asOfElement(asOf),
  );
}

/** What whoever holds the box must know first; goods that may not be sold stand out. */
function stateElement({ batch, decommission, isFrozen, isGone, unitsLeft }) {
  const held = batch.quarantines.some(({ released }) => released === null);
  const stop = [
    [batch.recalled !== null, "recalled"],
    [decommission !== null, "decommissioned"],
    [isFrozen === true, "frozen"],
    [held, "quarantined"],
  ].find(([is]) => is);
  if (stop !== undefined) return element("span", { class: "state stop" }, word(stop[1]));
  if (isGone === null) return element("span", { class: "state" }, word("leftHands"));
  // A pack that is gone as a whole may still have units to hand out.
  const name = isGone ? (unitsLeft > 0 ? "opened" : "gone") : "whole";
  return element("span", { class: "state" }, word(name));
}

function holderWords(holder, isGone) {
  if (holder === null) return "–";
  if (isGone) return holder.institution.name;
  return `${holder.institution.name} · ${word(`holder:${holder.state}`) ?? holder.state}`;
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
        line.isLate || line.isImported ? recordedElement(line.recordedAt) : null,
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

/** The second of a record's two times, where it did not come as it happened. */
function recordedElement(recordedAt) {
  return element("p", { class: "quiet" }, word("recordedAt"), " ", timeElement(recordedAt, isChinese()));
}

/** A step's block leads to the transaction that recorded it. */
function blockLink(block) {
  return element("a", { href: `#block-${block}` }, `#${block}`);
}

function proofs({ batch, custody, dispenses, decommission, asOf }) {
  const known = [
    ["made", batch.opened],
    ...(batch.sealed === null ? [] : [["sealed", batch.sealed]]),
    ...custody.flatMap(({ shipped, received, withdrawn, disputes }) => [
      ["shipped", shipped.proof],
      ...disputes.map(({ proof }) => ["disputed", proof]),
      ...(received === null ? [] : [["received", received.proof]]),
      ...(withdrawn === null ? [] : [["withdrawn", withdrawn.proof]]),
    ]),
    ...dispenses.flatMap(({ proof, reversals, answer }) => [
      ["dispensed", proof],
      ...reversals.map((reversal) => ["reversed", reversal.proof]),
      ...(answer === null ? [] : [["answered", answer.proof]]),
    ]),
    ...(decommission === null ? [] : [["decommissioned", decommission.proof]]),
    ...batch.quarantines.flatMap(({ held, released }) => [
      ["quarantined", held],
      ...(released === null ? [] : [["released", released]]),
    ]),
    ...(batch.recalled === null ? [] : [["recalled", batch.recalled.proof]]),
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

/** The block up to which the figures above it stand. */
export function asOfElement({ block, blockHash }) {
  return element(
    "p",
    { class: "quiet" },
    word("asOf", block),
    " ",
    element("span", { class: "hash" }, blockHash),
  );
}
