import { element, timeElement } from "./element.js";
import { KINDS } from "./kinds.js";
import { asOfElement } from "./story.js";
import { isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** What a rule is called, in the language chosen; the server tells both. */
export function kindName(kind) {
  const words = KINDS[kind];
  return words === undefined ? kind : isChinese() ? words.chinese : words.english;
}

/** Everything that was reconciled, newest first; each is a way into its findings. */
export function runsElement(rows, openedId) {
  if (rows.length === 0) return element("p", { class: "notice" }, word("noRuns"));
  const links = rows.map(({ id, name, stage, startedAt }) =>
    element(
      "a",
      {
        class: "tab",
        href: `#reconciliation=${id}`,
        ...(id === openedId ? { "aria-current": "true" } : {}),
      },
      element("strong", {}, name),
      timeElement(startedAt, isChinese()),
      stage === "done" ? null : element("span", { class: "state" }, word(`stage:${stage}`)),
    ),
  );
  return element("nav", { class: "card tabs", "aria-label": word("runsLabel") }, ...links);
}

/** What was looked at, what came out, and by which rule and institution. */
export function summaryElement(run, { kind, onKind, onSave }) {
  const { summary, stage, itemCount, judgedCount, faultCount, failure } = run;
  const couldNotLook = Object.values(summary.couldNotLook).reduce((sum, count) => sum + count, 0);
  const tiles = [
    ["claimsLooked", String(itemCount), ""],
    ["askedOfFund", yuan(summary.askedFen), ""],
    ["inQuestion", yuan(summary.questionedFen), summary.questionedFen === "0" ? "" : "bad"],
    ["violating", String(summary.violatingCount), summary.violatingCount === 0 ? "" : "bad"],
    ["suspected", String(summary.suspectCount), ""],
    ["clean", String(summary.cleanCount), ""],
    ...(faultCount === 0 ? [] : [["faulty", String(faultCount), "bad"]]),
    ...(couldNotLook === 0 ? [] : [["couldNotLookAt", String(couldNotLook), "bad"]]),
  ].map(([name, value, mark]) =>
    element("div", { class: `tile ${mark}` }, element("dt", {}, word(name)), element("dd", {}, value)),
  );
  return element(
    "section",
    { class: "card" },
    element("h2", { id: "run-title", tabindex: "-1" }, run.name),
    stage === "done" ? null : element("p", { class: "quiet" }, stageWords(run)),
    failure === null ? null : element("p", { class: "problem" }, failure.title),
    element("dl", { class: "tiles" }, ...tiles),
    stage === "judging" ? progressElement(judgedCount, itemCount) : null,
    element(
      "div",
      { class: "tallies" },
      kindTable(summary.kinds, { kind, onKind }),
      institutionTable(run.institutions),
    ),
    element(
      "div",
      { class: "actions" },
      saveButton("saveReport", () => onSave("report.html")),
      saveButton("saveTable", () => onSave("findings.csv")),
      saveButton("saveWorkbook", () => onSave("findings.xlsx")),
    ),
    run.asOf === null ? null : asOfElement(run.asOf),
    element("p", { class: "quiet" }, "SHA-256 ", element("span", { class: "hash" }, run.sha256)),
  );
}

function stageWords({ stage, judgedCount, itemCount }) {
  return stage === "judging" ? word("judged", judgedCount, itemCount) : word(`stage:${stage}`);
}

function progressElement(done, of) {
  return element("progress", { value: String(done), max: String(Math.max(of, 1)) });
}

function saveButton(name, onClick) {
  const button = element("button", { type: "button", class: "plain" }, word(name));
  button.addEventListener("click", onClick);
  return button;
}

/** A rule told with both verdicts stands twice. */
function kindTable(kinds, { kind, onKind }) {
  const most = Math.max(1, ...kinds.map(({ count }) => count));
  const rows = kinds.map((tally) => {
    const isChosen = tally.kind === kind;
    const button = element(
      "button",
      { type: "button", class: "link", "aria-pressed": String(isChosen) },
      kindName(tally.kind),
    );
    button.addEventListener("click", () => onKind(isChosen ? null : tally.kind));
    return element(
      "tr",
      {},
      element("td", {}, button, " ", verdictElement(tally.verdict)),
      element(
        "td",
        { class: "number" },
        element("meter", { min: "0", max: String(most), value: String(tally.count), "aria-hidden": "true" }),
        ` ${tally.count}`,
      ),
      element("td", { class: "number" }, yuan(tally.disallowedFen)),
    );
  });
  return tableElement("byKind", ["kind", "findingsCount", "disallowed"], rows);
}

function institutionTable(institutions) {
  const rows = institutions
    .filter(({ violatingCount, suspectCount }) => violatingCount + suspectCount > 0)
    .map(({ institutionCode, claimCount, violatingCount, suspectCount, questionedFen }) =>
      element(
        "tr",
        {},
        element("td", { class: "code" }, institutionCode),
        ...[claimCount, violatingCount, suspectCount].map((count) =>
          element("td", { class: "number" }, String(count)),
        ),
        element("td", { class: "number" }, yuan(questionedFen)),
      ),
    );
  return tableElement(
    "byInstitution",
    ["institution", "claimsCount", "violating", "suspected", "inQuestion"],
    rows,
  );
}

function tableElement(title, columns, rows) {
  const head = columns.map((name, at) =>
    element("th", { scope: "col", class: at === 0 ? "" : "number" }, word(name)),
  );
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("caption", {}, word(title)),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  );
}

export function verdictElement(verdict) {
  return element(
    "span",
    { class: verdict === "violation" ? "state stop" : "state" },
    word(`verdict:${verdict}`),
  );
}
