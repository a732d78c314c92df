import { element } from "./element.js";
import { noticeElement } from "./notices.js";
import { asOfElement } from "./story.js";
import { isChinese, word } from "./words.js";
import { quantity, yuan } from "./yuan.js";

/** Codes that only say whose business the weighing is. */
const NOT_ONES_OWN = ["role-not-permitted", "bureau-not-of-payer"];

/** What rules and evidence make of a claim now, and why; beside it what was decided. */
export function whyElements(why, award) {
  const decided = award === null ? null : decidedElement(award, why);
  return [decided, weighingElement(why)].filter((each) => each !== null);
}

function weighingElement(why) {
  if (why.kind === "problem" && NOT_ONES_OWN.includes(why.problem.code)) {
    return element(
      "section",
      { class: "card" },
      element("h2", {}, word("why")),
      element("p", { class: "quiet" }, word("whyNotYours")),
    );
  }
  if (why.kind !== "told") return noticeElement(why);
  const { result, reason, suspicions, lines, explanation, asOf } = why.answer;
  return element(
    "section",
    { class: "card" },
    element(
      "h2",
      {},
      word("why"),
      " ",
      element("span", { class: result === "awarded" ? "state" : "state stop" }, word(`result:${result}`)),
    ),
    reason === null ? null : bilingual("p", reason.words, `${reason.number} `),
    suspicions.length === 0 ? null : suspicionsElement(suspicions),
    element("h3", {}, word("awardByFund")),
    awardTable(why.answer, why.answer.fundParts),
    element("h3", {}, word("linesCut")),
    linesTable(lines),
    element("h3", {}, word("steps")),
    element("ol", { class: "steps" }, ...explanation.map((words) => bilingual("li", words))),
    asOfElement(asOf),
  );
}

/** The award that stands on the ledger; the rules may say something else by now. */
function decidedElement(award, why) {
  const names = why.kind === "told" ? why.answer.fundParts : [];
  const parts = award.fundParts.map((part) => ({
    ...part,
    name: names.find(({ fundPayType }) => fundPayType === part.fundPayType)?.name ?? "",
  }));
  return element(
    "section",
    { class: "card" },
    element("h2", {}, word("awardDecided")),
    awardTable(award, parts),
    element("p", { class: "quiet" }, word("basis"), " ", element("span", { class: "hash" }, award.basis)),
    asOfElement(award.asOf),
  );
}

function awardTable(parts, fundParts) {
  const { accountFen, familyAccountFen, cashFen, hospitalFen } = parts;
  const others = [
    ["part:account", accountFen],
    ["part:family", familyAccountFen],
    ["part:cash", cashFen],
    ["part:hospital", hospitalFen],
  ].filter(([, fen]) => fen !== "0");
  const rows = [
    ...fundParts.map(({ fundPayType, name, fen }) => [`${fundPayType} ${name}`.trim(), fen]),
    ...(fundParts.length === 0 ? [[word("part:fund"), "0"]] : []),
    ...others.map(([name, fen]) => [word(name), fen]),
  ];
  const sum = rows.reduce((fen, [, part]) => fen + BigInt(part), 0n);
  const row = ([name, fen], attributes = {}) =>
    element(
      "tr",
      attributes,
      element("th", { scope: "row" }, name),
      element("td", { class: "sum" }, yuan(String(fen))),
    );
  return element(
    "table",
    { class: "award" },
    element("tbody", {}, ...rows.map((each) => row(each))),
    element("tfoot", {}, row([word("part:total"), sum])),
  );
}

function suspicionsElement(suspicions) {
  return element(
    "div",
    { class: "remark" },
    element("p", {}, word("suspicions")),
    element("ul", {}, ...suspicions.map((name) => element("li", {}, word(`suspicion:${name}`) ?? name))),
  );
}

function linesTable(lines) {
  if (lines.length === 0) return element("p", { class: "quiet" }, word("noLines"));
  const names = ["item", "amount", "cut", "inScope"];
  const rows = lines.map((line) => {
    const { lineNumber, itemCode, itemClass, quantityE4, amountFen, inscpScpFen } = line;
    const about = [itemClass === null ? null : word("itemClass", itemClass), `× ${quantity(quantityE4)}`];
    return element(
      "tr",
      {},
      element(
        "td",
        {},
        element("code", {}, itemCode ?? "–"),
        element("br"),
        element("span", { class: "quiet" }, `${lineNumber} · ${about.filter((each) => each).join(" · ")}`),
      ),
      element("td", { class: "sum", "data-label": word("amount") }, yuan(amountFen)),
      element("td", { "data-label": word("cut") }, ...cuts(line)),
      element("td", { class: "sum", "data-label": word("inScope") }, yuan(inscpScpFen)),
    );
  });
  return element(
    "table",
    { class: "lines" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...names.map((name) =>
          element(
            "th",
            { scope: "col", class: name === "amount" || name === "inScope" ? "sum" : "" },
            word(name),
          ),
        ),
      ),
    ),
    element("tbody", {}, ...rows),
  );
}

/** What the rules took off a line, each with its word. */
function cuts({ fulamtOwnpayFen, overlmtFen, preselfpayFen, selfpayBps, cause }) {
  const because = cause === null ? "" : ` · ${word(`cause:${cause}`) ?? cause}`;
  const parts = [
    [fulamtOwnpayFen, `${word("ownPay")}${because}`],
    [overlmtFen, word("overLimit")],
    [preselfpayFen, word("payFirst", Number(selfpayBps) / 100)],
  ].filter(([fen]) => fen !== "0");
  if (parts.length === 0) return [element("span", { class: "quiet" }, word("nothingCut"))];
  return parts.map(([fen, label]) =>
    element("div", {}, element("strong", {}, yuan(fen)), " ", element("span", {}, label)),
  );
}

/** A sentence of the server in the reader's language, the other one small beside it. */
function bilingual(name, { chinese, english }, before = "") {
  const [first, second, other] = isChinese() ? [chinese, english, "en"] : [english, chinese, "zh-CN"];
  return element(
    name,
    {},
    `${before}${first}`,
    element("br"),
    element("span", { class: "quiet", lang: other }, second),
  );
}
