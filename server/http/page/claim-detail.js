import { ask, readFile, save } from "./ask.js";
import { canDecide, decisionElements } from "./claim-decision.js";
import { evidenceElements } from "./claim-evidence.js";
import { claimStoryElements, summaryElements } from "./claim-summary.js";
import { whyElements } from "./claim-why.js";
import { decide } from "./claims-api.js";
import { element } from "./element.js";
import { noticeElement } from "./notices.js";
import { word } from "./words.js";

/** The claim that is opened; each part of it is drawn as its answer comes. Null: none is. */
let detail = null;
/** What the page does when a claim was decided, or another key is wanted. */
let hooks = null;

const place = (id) => document.getElementById(id);

export function connectDetail(given) {
  hooks = given;
}

export function isOpened() {
  return detail !== null;
}

export function closeClaim() {
  detail = null;
  drawClaim({ canChoose: false });
}

/** The claim, then what the rules make of it and the care behind it. */
export async function openClaim(id) {
  const own = {
    id,
    claim: { kind: "loading" },
    why: { kind: "loading" },
    evidence: [],
    bundle: { kind: "idle" },
    decision: { kind: "idle" },
    draft: { reason: null, note: "" },
  };
  detail = own;
  drawOf(own);
  await readClaim(own);
  if (detail === own) place("claim-title")?.focus();
  await readReasons(own);
}

/** Everything again, in the language chosen. `canChoose`: there are claims to choose from. */
export function drawClaim({ canChoose }) {
  if (detail !== null) return drawOf(detail);
  place("claim").setAttribute("aria-busy", "false");
  const empty = canChoose ? [element("p", { class: "notice" }, word("chooseClaim"))] : [];
  put("claim-summary", empty);
  for (const part of ["claim-story", "claim-why", "claim-evidence", "claim-decision"]) put(part, []);
}

async function readClaim(own) {
  own.claim = await ask(`/v1/claims/${own.id}`);
  if (own.claim.kind === "told") {
    const known = new Map(own.evidence.map((piece) => [piece.id, piece]));
    own.evidence = own.claim.answer.evidence.map(
      ({ kind, id }) => known.get(id) ?? { kind, id, result: { kind: "loading" } },
    );
  }
  drawOf(own);
}

async function readReasons(own) {
  if (own.claim.kind !== "told") return;
  const pieces = own.evidence.map(async (piece) => {
    piece.result = await ask(`/v1/${piece.kind}s/${piece.id}`);
    drawOf(own, drawEvidence);
  });
  own.why = await ask(`/v1/claims/${own.id}/adjudication`);
  drawOf(own);
  await Promise.all(pieces);
}

async function sendDecision(own, decision) {
  const say = (next) => {
    own.decision = next;
    drawOf(own, drawDecision);
  };
  say({ kind: "sending" });
  const result = await decide(own.id, decision, () => say({ kind: "pending" }));
  if (result.kind === "told") {
    // The old weighing beside the new state would contradict it.
    own.why = { kind: "loading" };
    await readClaim(own);
    say({ kind: "done" });
  } else say(result);
  if (detail === own) place("decision-title")?.focus();
  if (result.kind === "told") await Promise.all([readReasons(own), hooks.onDecided()]);
}

async function saveBundle(own) {
  own.bundle = { kind: "loading" };
  drawOf(own, drawSummary);
  own.bundle = await readFile(`/v1/claims/${own.id}/bundle`);
  drawOf(own, drawSummary);
  if (own.bundle.kind !== "told") return;
  save(own.bundle.blob, `claim-${own.id.slice(2, 12)}.json`);
}

/** Nothing is drawn for a claim that is no longer the one opened. */
function drawOf(own, part = drawAll) {
  if (detail === own) part();
}

function drawAll() {
  for (const part of [drawSummary, drawStory, drawWhy, drawEvidence, drawDecision]) part();
}

function drawSummary() {
  const { claim, why, bundle } = detail;
  const own = detail;
  const isReading = claim.kind === "loading" || (claim.kind === "told" && why.kind === "loading");
  place("claim").setAttribute("aria-busy", String(isReading));
  if (claim.kind !== "told") return put("claim-summary", [backElement(), noticeElement(claim)]);
  const toDecision = () => {
    place("claim-decision").scrollIntoView();
    place("decision-title").focus();
  };
  put("claim-summary", [
    backElement(),
    ...summaryElements(claim.answer, {
      bundle,
      onBundle: () => void saveBundle(own),
      onDecide: canDecide({ claim: claim.answer, why }) ? toDecision : null,
    }),
  ]);
}

/** Where there is room for one column only, the list is a page of its own. */
function backElement() {
  return element("p", { class: "back" }, element("a", { href: "#" }, word("backToList")));
}

function drawStory() {
  put("claim-story", told(claimStoryElements));
}

function drawWhy() {
  const { why } = detail;
  put(
    "claim-why",
    told(({ award, asOf }) => whyElements(why, award === null ? null : { ...award, asOf })),
  );
}

function drawEvidence() {
  const { evidence } = detail;
  put(
    "claim-evidence",
    told((claim) => evidenceElements(claim, evidence)),
  );
}

function drawDecision() {
  const own = detail;
  const doors = {
    onDecide: (decision) => void sendDecision(own, decision),
    onOtherKey: () => hooks.onOtherKey(),
  };
  put(
    "claim-decision",
    told((claim) => decisionElements({ ...own, claim }, doors)),
  );
}

function told(elementsOf) {
  return detail.claim.kind === "told" ? elementsOf(detail.claim.answer) : [];
}

/** Focus stays where it was: an answer that comes later must not throw a reader back to the top. */
function put(id, elements) {
  const holder = place(id);
  const focused = holder.contains(document.activeElement) ? document.activeElement.id : "";
  holder.replaceChildren(...elements);
  if (focused !== "") place(focused)?.focus({ preventScroll: true });
}
