import { element } from "./element.js";
import { KINDS } from "./kinds.js";
import { noticeElement } from "./notices.js";
import { kindName, verdictElement } from "./reconciliation-view.js";
import { isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** Findings of the rule that is chosen, or of every rule, with the values that decided each. */
export function findingElements({ list, kind }, onMore) {
  if (list.kind === "start") return [];
  if (list.kind !== "told") return [noticeElement(list, "reconciliation-code")];
  const { rows, next, isLoadingMore } = list;
  const title = element("h2", {}, word("findingsLabel"), kind === null ? "" : `: ${kindName(kind)}`);
  if (rows.length === 0) return [title, element("p", { class: "notice" }, word("noFindings"))];
  const more = element(
    "button",
    { type: "button", class: "plain" },
    word(isLoadingMore ? "loading" : "more"),
  );
  more.disabled = isLoadingMore === true;
  more.addEventListener("click", onMore);
  const items = rows.map(findingElement);
  return [title, element("ul", { class: "rows" }, ...items), ...(next === null ? [] : [more])];
}

function findingElement({ claimId, row, kind, verdict, disallowedFen, because, claim, caseNumber }) {
  const told = KINDS[kind];
  return element(
    "li",
    { class: "row finding" },
    element("span", { class: "who" }, kindName(kind), " ", verdictElement(verdict)),
    element("span", { class: "sum" }, disallowedFen === "0" ? "" : yuan(disallowedFen)),
    isChinese() || told === undefined ? null : element("span", { class: "quiet" }, told.meaning),
    element(
      "span",
      { class: "quiet" },
      element("span", { class: "code" }, claimId),
      ` · ${row === 0 ? word("ofWhole") : word("ofRow", row)}`,
      ...(claim === null
        ? []
        : [` · ${claim.institutionCode} · ${claim.claimedOn} · ${word("claimed")} ${yuan(claim.totalFen)}`]),
      caseNumber === null ? "" : ` · ${word("ofCase", caseNumber)}`,
    ),
    element("dl", { class: "facts" }, ...Object.entries(because).map(factElement)),
    claim?.traceCode
      ? element("a", { href: `/#trace=${encodeURIComponent(claim.traceCode)}` }, word("packStory"))
      : null,
  );
}

/** The rule's own names for its values, as the API and the table tell them. */
function factElement([name, value]) {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
  return element("div", {}, element("dt", {}, name), element("dd", { class: "code" }, text));
}
