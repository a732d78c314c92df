import {
  type Award,
  CLAIM_CHANNELS,
  type ClaimContent,
  type ClaimRow,
  type ClaimStep,
  EVIDENCE_KINDS,
} from "../claims/claim-rows.ts";
import { fundPartOfWord, uncodedLineOfWord } from "../claims/claim-words.ts";
import type { Hex32 } from "../ids.ts";
import type { LedgerEvent } from "../ledger-event.ts";
import { CLAIM_STATES, type ClaimState, LIFECYCLES } from "../lifecycles.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing, wordOf } from "./standing.ts";

export function claimSubmitted(event: EventOf<"ClaimSubmitted">): readonly Change[] {
  const row: ClaimRow = {
    id: event.claim,
    content: contentOf(event),
    state: "submitted",
    deadlineSec: event.deadlineSec,
    isTimely: event.isTimely,
    nullifier: null,
    steps: [],
    origin: originOf(event.place),
  };
  return [{ table: "claim", row, before: null }];
}

function contentOf(event: EventOf<"ClaimSubmitted">): ClaimContent {
  const { content } = event;
  return {
    ...content,
    channel: wordOf(CLAIM_CHANNELS, content.channel, "channel", event),
    evidence: content.evidence.map(({ kind, id, documentKey }) => ({
      kind: wordOf(EVIDENCE_KINDS, kind, "evidence kind", event),
      id,
      documentKey,
    })),
    uncodedLines: content.uncodedLines.map(
      (word) => uncodedLineOfWord(word) ?? doesNotFit(event, { field: "exemption", value: word }),
    ),
  };
}

/** The first of two persons: the claim stays where it is. */
export function claimEndorsed(event: EventOf<"ClaimEndorsed">, current: Current): readonly Change[] {
  const before = claimOf(event, current);
  const { bureau: by, operator, awardHash } = event;
  const step: ClaimStep = { kind: "endorsed", by, operator, awardHash, origin: originOf(event.place) };
  return [{ table: "claim", row: { ...before, steps: [...before.steps, step] }, before }];
}

export function claimApproved(event: EventOf<"ClaimApproved">, current: Current): readonly Change[] {
  const { bureau: by, operator, approvedFen } = event;
  const award: Award = { ...event.award, fundParts: event.award.fundParts.map(fundPartOfWord) };
  const step = { kind: "approved", by, operator, approvedFen, award, origin: originOf(event.place) } as const;
  return moved(event, current, { to: "approved", deadlineSec: null, step });
}

export function claimRejected(event: EventOf<"ClaimRejected">, current: Current): readonly Change[] {
  const { bureau: by, operator, reason, basis, appealUntilSec } = event;
  const to = wordOf(CLAIM_STATES, event.state, "state", event);
  if (!REFUSED.has(to)) return doesNotFit(event, { claim: event.claim, found: to });
  const until = appealUntilSec === 0 ? null : appealUntilSec;
  const step = {
    kind: "rejected",
    by,
    operator,
    isFinal: to !== "rejected",
    reason,
    basis,
    appealUntilSec: until,
    origin: originOf(event.place),
  } as const;
  if (to !== "clawed-back") return moved(event, current, { to, deadlineSec: until, step });
  // Of a provisional claim: the claw-back that follows in the log is what moves it.
  const before = claimOf(event, current);
  return [{ table: "claim", row: { ...before, steps: [...before.steps, step] }, before }];
}

const REFUSED: ReadonlySet<ClaimState> = new Set(["rejected", "rejected-final", "clawed-back"]);

export function claimAppealed(event: EventOf<"ClaimAppealed">, current: Current): readonly Change[] {
  const { filer: by, operator, reasonHash, deadlineSec } = event;
  const origin = originOf(event.place);
  const step = { kind: "appealed", by, operator, reasonHash, deadlineSec, origin } as const;
  return moved(event, current, { to: "appealed", deadlineSec, step });
}

export function claimAdvanced(event: EventOf<"ClaimAdvanced">, current: Current): readonly Change[] {
  const { careBureau: by, operator, advancedFen } = event;
  const step = { kind: "advanced", by, operator, advancedFen, origin: originOf(event.place) } as const;
  return moved(event, current, { to: "provisional", deadlineSec: null, step });
}

/** Stands in the log before the claims it paid. */
export function paymentRecorded(event: EventOf<"PaymentRecorded">): readonly Change[] {
  const { payment: id, bureau, bankReference, operator } = event;
  return [{ table: "payment", row: { id, bureau, bankReference, operator } }];
}

export function claimPaid(event: EventOf<"ClaimPaid">, current: Current): readonly Change[] {
  const payment = standing(current.payment(event.payment), "payment", event.payment, event);
  const step = {
    kind: "paid",
    by: payment.bureau,
    operator: payment.operator,
    paidFen: event.paidFen,
    payment: payment.id,
    bankReference: payment.bankReference,
    origin: originOf(event.place),
  } as const;
  return moved(event, current, { to: "paid", deadlineSec: null, step });
}

export function claimReversed(event: EventOf<"ClaimReversed">, current: Current): readonly Change[] {
  const { by, operator, reasonHash } = event;
  const from = wordOf(CLAIM_STATES, event.from, "state", event);
  const step = { kind: "reversed", by, operator, from, reasonHash, origin: originOf(event.place) } as const;
  return moved(event, current, { to: "reversed", deadlineSec: null, step });
}

export function claimClawedBack(event: EventOf<"ClaimClawedBack">, current: Current): readonly Change[] {
  const { by, operator, clawedBackFen, reasonHash } = event;
  const from = wordOf(CLAIM_STATES, event.from, "state", event);
  const origin = originOf(event.place);
  const step = { kind: "clawed-back", by, operator, from, clawedBackFen, reasonHash, origin } as const;
  return moved(event, current, { to: "clawed-back", deadlineSec: null, step });
}

export function claimDisputed(event: EventOf<"ClaimDisputed">, current: Current): readonly Change[] {
  const { bureau: by, operator, reasonHash } = event;
  const step = { kind: "disputed", by, operator, reasonHash, origin: originOf(event.place) } as const;
  return moved(event, current, { to: "disputed", deadlineSec: null, step });
}

export function claimUpheld(event: EventOf<"ClaimUpheld">, current: Current): readonly Change[] {
  const { bureau: by, operator } = event;
  const step = { kind: "upheld", by, operator, origin: originOf(event.place) } as const;
  return moved(event, current, { to: "upheld", deadlineSec: null, step });
}

export function nullifierTaken(event: EventOf<"NullifierTaken">, current: Current): readonly Change[] {
  const before = claimOf(event, current);
  const { nullifier, claim } = event;
  if (before.nullifier !== null) return doesNotFit(event, { claim, found: "another nullifier" });
  return [
    { table: "nullifier", nullifier, claim },
    { table: "claim", row: { ...before, nullifier }, before },
  ];
}

export function nullifierReleased(event: EventOf<"NullifierReleased">, current: Current): readonly Change[] {
  const before = claimOf(event, current);
  const { nullifier, claim } = event;
  if (before.nullifier !== nullifier) return doesNotFit(event, { claim, found: "another nullifier" });
  return [
    { table: "nullifier", nullifier, claim: null },
    { table: "claim", row: { ...before, nullifier: null }, before },
  ];
}

type Move = {
  readonly to: ClaimState;
  readonly deadlineSec: number | null;
  readonly step: ClaimStep;
};

/** A transition outside the table is no claim's of this ledger. */
function moved(
  event: LedgerEvent & { readonly claim: Hex32 },
  current: Current,
  { to, deadlineSec, step }: Move,
): readonly Change[] {
  const before = claimOf(event, current);
  if (!LIFECYCLES.claim[before.state].includes(to)) {
    return doesNotFit(event, { claim: before.id, from: before.state, to });
  }
  const row: ClaimRow = { ...before, state: to, deadlineSec, steps: [...before.steps, step] };
  return [{ table: "claim", row, before }];
}

function claimOf(event: LedgerEvent & { readonly claim: Hex32 }, current: Current): ClaimRow {
  return standing(current.claim(event.claim), "claim", event.claim, event);
}
