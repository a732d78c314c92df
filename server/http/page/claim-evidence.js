import { element, timeElement } from "./element.js";
import { factsElement, noticeElement } from "./notices.js";
import { asOfElement } from "./story.js";
import { isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** The care a claim spends: every dispense with its packs, every visit or stay, and lines without codes. */
export function evidenceElements({ uncodedLines, asOf }, evidence) {
  const pieces = evidence.map(({ kind, id, result }) => pieceElement(kind, id, result));
  if (pieces.length === 0 && uncodedLines.length === 0) return [];
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, word("evidence")),
      pieces.length === 0 ? element("p", { class: "quiet" }, word("noEvidence")) : null,
      ...pieces,
      uncodedLines.length === 0 ? null : uncodedElement(uncodedLines, asOf),
    ),
  ];
}

function pieceElement(kind, id, result) {
  const body = result.kind !== "told" ? [noticeElement(result)] : bodyOf(kind, result.answer);
  return element(
    "article",
    { class: "piece" },
    element("h3", {}, word(`evidence:${kind}`) ?? kind, " ", element("span", { class: "hash quiet" }, id)),
    ...body,
  );
}

function bodyOf(kind, answer) {
  return kind === "dispense" ? dispenseElements(answer) : encounterElements(answer);
}

function dispenseElements({
  institution,
  dispensedAt,
  identification,
  totalFen,
  answer,
  lines,
  asOf,
  ...rest
}) {
  const marks = [
    rest.isLate ? word("late") : null,
    rest.isImported ? word("imported") : null,
    rest.status === "recorded" ? null : word(`status:${rest.status}`),
  ].filter((each) => each !== null);
  return [
    factsElement([
      ["dispensedBy", institution.name],
      ["dispensedAt", timeElement(dispensedAt, isChinese())],
      ["total", yuan(totalFen)],
      ["identification", word(`identification:${identification}`) ?? identification],
      ["personSaid", answer === null ? null : word(`said:${answer.answer}`)],
      ["marks", marks.join(" · ")],
    ]),
    element("ul", { class: "packs" }, ...lines.map((line) => element("li", {}, ...packElements(line)))),
    lines.some(({ code }) => code === null) ? element("p", { class: "quiet" }, word("codeOfOwner")) : null,
    asOfElement(asOf),
  ];
}

function packElements({ product, batchNumber, index, units, unit, priceFen, code, provenance }) {
  const about = [
    word("batchOf", batchNumber),
    word("packNumber", index + 1),
    units === 0 ? word("wholePack") : `${units} ${unit}`,
    provenance === "declared" ? word("provenance:declared") : null,
  ].filter((each) => each !== null);
  return [
    element("span", { class: "who" }, product),
    element("span", { class: "sum" }, yuan(priceFen)),
    element("span", { class: "quiet" }, about.join(" · ")),
    code === null ? element("span", { class: "quiet" }, word("codeHidden")) : storyLink(code),
  ];
}

/** After the number sign, so that no server's log ever has a code from here. */
function storyLink(code) {
  return element("a", { href: `/#trace=${encodeURIComponent(code)}` }, word("packStory"));
}

function encounterElements({ institution, kind, status, openedAt, closings, asOf }) {
  const closing = closings.at(-1);
  return [
    factsElement([
      ["institution", institution.name],
      ["visitKind", word(`encounter:${kind}`) ?? kind],
      ["visitState", word(`encounter:${status}`) ?? status],
      ["openedAt", timeElement(openedAt, isChinese())],
      ["closedAt", closing === undefined ? null : timeElement(closing.closedAt, isChinese())],
      ["feeLines", closing === undefined ? null : String(closing.feeLineCount)],
      ["total", closing === undefined ? null : yuan(closing.totalFen)],
      ["services", closing === undefined ? null : yuan(closing.serviceFen)],
      ["diagnosisGroup", closing?.diagnosisGroup],
    ]),
    asOfElement(asOf),
  ];
}

function uncodedElement(lines, asOf) {
  return element(
    "article",
    { class: "piece" },
    element("h3", {}, word("uncoded")),
    element(
      "ul",
      { class: "packs" },
      ...lines.map(({ exemption, fen }) =>
        element(
          "li",
          {},
          element("span", { class: "who" }, word(`exemption:${exemption}`) ?? exemption),
          element("span", { class: "sum" }, yuan(fen)),
        ),
      ),
    ),
    asOfElement(asOf),
  );
}
