import { element, timeElement } from "./element.js";
import { noticeElement } from "./notices.js";
import { asOfElement } from "./story.js";
import { isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** The list under the tab that is chosen. */
export function listElements({ tab, list, opened }, onMore) {
  if (list.kind === "start") return [element("p", { class: "notice" }, word("pasteKey"))];
  return list.kind === "told" ? rowsElements(list, { tab, opened, onMore }) : [noticeElement(list)];
}

/** The name of a deadline: the bureau has to decide by then, or somebody may object until then. */
export function deadlineName(state) {
  const name = `deadline:${state}`;
  return word(name) === null ? "deadline" : name;
}

export function stateElement({ state, isOverdue }) {
  const isBad = ["rejected", "rejected-final", "reversed", "clawed-back", "disputed"].includes(state);
  return [
    element("span", { class: isBad ? "state stop" : "state" }, word(`claim:${state}`) ?? state),
    isOverdue ? element("span", { class: "state overdue" }, word("overdue")) : null,
  ].filter((each) => each !== null);
}

/** How much waits for the bureau, by state; each is a way into its list. */
export function queueElement({ region, counts, asOf }, tab, onTab) {
  const tabs = [
    ...counts.map(({ state, count }) => [state, word(`claim:${state}`), String(count)]),
    ["payer", word("tabPayer"), null],
    ["provider", word("tabProvider"), null],
  ].map(([name, label, count]) => {
    const isChosen = name === tab;
    const button = element(
      "button",
      { type: "button", class: "tab", "aria-pressed": String(isChosen), "data-tab": name },
      element("span", {}, label),
      count === null ? null : element("strong", {}, count),
    );
    button.addEventListener("click", () => onTab(name));
    return button;
  });
  return element(
    "nav",
    { class: "card queue", "aria-label": word("queueOf", region) },
    element("h2", {}, word("queueOf", region)),
    element("div", { class: "tabs" }, ...tabs),
    asOfElement(asOf),
  );
}

function rowsElements({ rows, next, asOf, isLoadingMore }, { tab, opened, onMore }) {
  if (rows.length === 0) {
    const empty = word(tab === "own" ? "emptyOwn" : "emptyQueue");
    return [element("p", { class: "notice" }, empty), asOfElement(asOf)];
  }
  const more = element(
    "button",
    { type: "button", class: "plain" },
    word(isLoadingMore ? "loading" : "more"),
  );
  more.disabled = isLoadingMore === true;
  more.addEventListener("click", onMore);
  return [
    element(
      "ul",
      { class: "rows" },
      ...rows.map((row) => element("li", {}, rowElement(row, row.id === opened))),
    ),
    next === null ? null : more,
    asOfElement(asOf),
  ].filter((each) => each !== null);
}

function rowElement(row, isOpened) {
  const { id, filer, provider, requestedFen, deadlineAt, claimedAt, channel } = row;
  return element(
    "a",
    { href: `#claim=${id}`, class: "row", ...(isOpened ? { "aria-current": "true" } : {}) },
    element("span", { class: "who" }, provider?.name ?? filer.name),
    element("span", { class: "sum" }, yuan(requestedFen)),
    element(
      "span",
      { class: "quiet" },
      ...(deadlineAt === null
        ? [word("claimedOn"), " ", timeElement(claimedAt, isChinese())]
        : [word(deadlineName(row.state)), " ", timeElement(deadlineAt, isChinese())]),
      channel === "direct" ? "" : ` · ${word(`channel:${channel}`)}`,
    ),
    element("span", { class: "marks" }, ...stateElement(row)),
  );
}
