import { element } from "./element.js";
import { noticeElement } from "./notices.js";
import { REASONS } from "./reasons.js";
import { asOfElement } from "./story.js";
import { isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** States from which a decision leads somewhere; a dispute is resolved, not decided. */
const DECIDED_FROM = ["submitted", "appealed", "provisional"];
/** A decision that is neither in a block nor refused. */
const UNDER_WAY = ["sending", "pending", "waiting"];
/** The reason that says nothing without its note. */
const OTHER = 599;
const NOTE_CHARS_MAX = 500;

/** A decision may be asked for: the claim waits for one, and this key's bureau may weigh it. */
export function canDecide({ claim, why }) {
  return DECIDED_FROM.includes(claim.state) && why.kind === "told";
}

/**
 * The two verdicts, or why there are none. `draft` keeps what was typed while the page is drawn anew.
 */
export function decisionElements({ claim, why, decision, draft }, { onDecide, onOtherKey }) {
  const said = saidElement(decision, claim, onOtherKey);
  if (!canDecide({ claim, why })) return said === null ? [] : [section(said)];
  // Another try with the same key would be refused again.
  if (decision.kind === "problem" && decision.status === 403) return [section(said)];
  return [section(said, ...formElements({ claim, answer: why.answer, decision, draft }, onDecide))];
}

function section(...children) {
  return element(
    "section",
    { class: "card decision" },
    element("h2", { id: "decision-title", tabindex: "-1" }, word("decision")),
    ...children,
  );
}

function formElements({ claim, answer, decision, draft }, onDecide) {
  const isBusy = UNDER_WAY.includes(decision.kind);
  const isRefused = answer.result === "refused";
  const approve = element(
    "button",
    { type: "button", id: "approve" },
    word("approve", yuan(answer.approvedFen)),
  );
  approve.disabled = isBusy;
  approve.addEventListener("click", () => onDecide({ verdict: "approve" }));
  const provisional = claim.state === "provisional";
  return [
    isRefused
      ? element("p", { class: "remark" }, word("rulesRefuse"))
      : element("p", { class: "actions" }, approve, element("span", { class: "quiet" }, word("approveNote"))),
    rejectForm({ answer, draft, isBusy, isRefused, provisional }, onDecide),
    asOfElement(answer.asOf),
  ];
}

function rejectForm({ answer, draft, isBusy, isRefused, provisional }, onDecide) {
  const select = element("select", { id: "reason", required: "" }, ...optionElements(answer));
  const note = element("textarea", {
    id: "note",
    rows: "2",
    maxlength: String(NOTE_CHARS_MAX),
    "aria-describedby": "note-about",
  });
  const reject = element(
    "button",
    { type: "submit", id: "reject", class: "stop" },
    word(provisional ? "clawBack" : "reject"),
  );
  if (draft.reason !== null) select.value = draft.reason;
  else if (isRefused) select.value = "rules";
  note.value = draft.note;
  select.disabled = isBusy;
  note.disabled = isBusy;
  reject.disabled = isBusy;
  const follow = () => {
    note.required = Number(select.value) === OTHER;
  };
  follow();
  select.addEventListener("change", () => {
    draft.reason = select.value;
    follow();
  });
  note.addEventListener("input", () => {
    draft.note = note.value;
  });
  const form = element(
    "form",
    { class: "reject", autocomplete: "off" },
    field("reason", select),
    field("note", note, element("p", { id: "note-about", class: "quiet" }, word("noteAbout"))),
    reject,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = note.value.trim();
    onDecide({
      verdict: "reject",
      ...(select.value === "rules" ? {} : { reason: Number(select.value) }),
      ...(words === "" ? {} : { note: words.replace(/\s+/g, " ") }),
    });
  });
  return form;
}

function field(name, control, after = null) {
  return element(
    "div",
    { class: "field" },
    element("label", { for: name }, word(`${name}Label`)),
    control,
    after,
  );
}

/** Persons' reasons first; what rules or evidence found needs no number. */
function optionElements({ result, reason }) {
  const text = ({ number, words }) => `${number} ${isChinese() ? words.chinese : words.english}`;
  const found =
    result === "refused" && reason !== null
      ? [element("option", { value: "rules" }, word("asRulesSay", text(reason)))]
      : [];
  const groups = ["person", "evidence", "rules"].map((source) =>
    element(
      "optgroup",
      { label: word(`reasons:${source}`) },
      ...REASONS.filter((each) => each.source === source).map((each) =>
        element("option", { value: String(each.number) }, text(each)),
      ),
    ),
  );
  return [element("option", { value: "" }, word("chooseReason")), ...found, ...groups];
}

/** What became of the decision that was sent. */
function saidElement(decision, claim, onOtherKey) {
  if (decision.kind === "idle") return null;
  if (UNDER_WAY.includes(decision.kind)) {
    return element(
      "p",
      { class: "pending", role: "status" },
      element("span", { class: "dot", "aria-hidden": "true" }),
      word(`decision:${decision.kind}`),
    );
  }
  if (decision.kind === "done") {
    const words = word(`decided:${claim.state}`) ?? word("decided:other");
    return element("p", { class: "done", role: "status" }, words);
  }
  if (decision.kind === "refused") {
    return element(
      "p",
      { class: "card problem", role: "alert" },
      word(`claim-code:${decision.code}`) ?? word(`code:${decision.code}`) ?? decision.code,
    );
  }
  if (decision.kind === "problem" && decision.status === 403)
    return otherKeyElement(decision, claim, onOtherKey);
  return noticeElement(decision);
}

/** Not this key: which one it takes, and the way to use it. */
function otherKeyElement({ problem }, { payerRegion }, onOtherKey) {
  const other = element("button", { type: "button", class: "plain" }, word("changeKey"));
  other.addEventListener("click", onOtherKey);
  return element(
    "div",
    { class: "remark", role: "alert" },
    element("p", {}, word(`need:${problem.code}`, payerRegion) ?? word("need:other")),
    element("p", { class: "actions" }, other),
    element(
      "p",
      { class: "quiet" },
      element("a", { href: `/docs/errors#${problem.code}` }, problem.code),
      ` · ${word("requestId")} `,
      element("code", {}, problem.requestId),
    ),
  );
}
