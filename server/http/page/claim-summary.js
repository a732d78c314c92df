import { deadlineName, stateElement } from "./claim-list.js";
import { element, timeElement } from "./element.js";
import { factsElement } from "./notices.js";
import { asOfElement } from "./story.js";
import { inBoth, isChinese, word } from "./words.js";
import { yuan } from "./yuan.js";

/** Who asks whom for what, and until when somebody has to decide. */
export function summaryElements(claim, { bundle, onBundle, onDecide }) {
  const { id, provider, filer, document: paper, channel, payerRegion, deadlineAt } = claim;
  const download = element("button", { type: "button", id: "bundle", class: "plain" }, word("bundle"));
  download.disabled = bundle.kind === "loading";
  download.addEventListener("click", onBundle);
  const toDecision =
    onDecide === null ? null : element("button", { type: "button", class: "plain" }, word("toDecision"));
  toDecision?.addEventListener("click", onDecide);
  return [
    element(
      "section",
      { class: "card" },
      element(
        "h2",
        { id: "claim-title", tabindex: "-1" },
        provider?.name ?? filer.name,
        " ",
        ...spaced(claim),
      ),
      factsElement([
        ["requested", yuan(claim.requestedFen)],
        ["total", yuan(claim.totalFen)],
        ["approved", claim.approvedFen === null ? null : yuan(claim.approvedFen)],
        [deadlineName(claim.state), deadlineAt === null ? null : timeElement(deadlineAt, isChinese())],
        ["channel", word(`channel:${channel}`) ?? channel],
        ["payer", word("fundOf", payerRegion)],
        ["filedBy", provider?.id === filer.id ? null : filer.name],
        ["claimedAt", timeElement(claim.claimedAt, isChinese())],
        ["invoice", paper?.terms.invoiceNumber],
        ["documentNumber", paper?.number],
        ["insurance", paper && (word(`insurance:${paper.terms.insuranceType}`) ?? paper.terms.insuranceType)],
        ["care", paper && (word(`care:${paper.terms.careType}`) ?? paper.terms.careType)],
        ["timely", word(claim.isTimely ? "yes" : "no")],
        [
          "primary",
          claim.primary && element("a", { href: `#claim=${claim.primary}` }, shortened(claim.primary)),
        ],
      ]),
      element("div", { class: "actions" }, toDecision, download, bundleWords(bundle)),
      element("p", { class: "quiet" }, word("claimId"), " ", element("span", { class: "hash" }, id)),
      asOfElement(claim.asOf),
    ),
  ];
}

/** What happened to a claim, in the order of the chain, in both languages. */
export function claimStoryElements(claim) {
  const first = {
    words: inBoth(
      "told:submitted",
      claim.filer.name,
      claim.payerRegion,
      yuan(claim.requestedFen),
      yuan(claim.totalFen),
    ),
    details: [],
    kind: "submitted",
    proof: claim.proof,
  };
  const steps = claim.steps.map((step) => ({
    words: inBoth("told:step", step.by.name, ...[step.words.chinese, step.words.english]),
    details: detailsOf(step),
    kind: step.kind,
    proof: step.proof,
  }));
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, word("story")),
      element("ol", { class: "trail" }, ...[first, ...steps].map(stepElement)),
      asOfElement(claim.asOf),
    ),
  ];
}

function spaced(claim) {
  return stateElement(claim).flatMap((mark) => [mark, " "]);
}

function bundleWords(bundle) {
  if (bundle.kind === "idle") return null;
  const said = { loading: "loading", told: "bundleSaved", unreachable: "noServer" }[bundle.kind];
  const text =
    said === undefined ? (word(`code:${bundle.problem.code}`) ?? bundle.problem.title) : word(said);
  return element("span", { class: bundle.kind === "told" ? "quiet" : "warning", role: "status" }, text);
}

function detailsOf({ fen, reason, note, bankReference, untilAt }) {
  return [
    fen === null ? null : inBoth("told:fen", yuan(fen)),
    reason === null
      ? null
      : inBoth("told:reason", reason.number, ...[reason.words.chinese, reason.words.english]),
    note === null ? null : inBoth("told:note", note),
    bankReference === null ? null : inBoth("told:bank", bankReference),
    untilAt === null ? null : untilWords(untilAt),
  ].filter((each) => each !== null);
}

function stepElement({ words, details, kind, proof }) {
  const [own, other] = isChinese() ? [0, 1] : [1, 0];
  const sentence = (language) =>
    [words[language], ...details.map((each) => each[language])].join(language === 0 ? "，" : ", ");
  return element(
    "li",
    { class: kind },
    timeElement(proof.recordedAt, isChinese()),
    element(
      "div",
      {},
      element("p", {}, sentence(own)),
      element("p", { class: "quiet", lang: other === 0 ? "zh-CN" : "en" }, sentence(other)),
      element("p", { class: "quiet hash" }, word("transaction"), " ", proof.transactionHash),
    ),
    element("span", { class: "quiet" }, `#${proof.block}`),
  );
}

function untilWords(instant) {
  return [true, false].map(
    (isChinese, at) => inBoth("told:until", timeElement(instant, isChinese).textContent)[at],
  );
}

function shortened(id) {
  return `${id.slice(0, 10)}…`;
}
