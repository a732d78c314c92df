import type { Facts } from "../../failure.ts";
import type { FailureCode } from "../../failure-catalogue.ts";
import type { ClaimState } from "../../lifecycles.ts";
import type { ReversibleKind, SettlementKind } from "./message.ts";

/**
 * Where a request stands that institution, infno and msgid name together. For its sender it is done, refused
 * or unknown: `claimed` and `unknown` are told alike, and neither ever as refused.
 */
export const REQUEST_STATES = [
  "none",
  "claimed",
  "unknown",
  "done",
  "refused",
  "cancelled",
  "reversed",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/**
 * `claim`: its packs are held here before anybody else is asked. `cancel` is a 2103 or 2208 of what it
 * settled, `reinstate` a 2601 of that cancellation, `reverse` a 2601 of the request itself.
 */
export const REQUEST_EVENTS = [
  "claim",
  "succeed",
  "refuse",
  "time-out",
  "cancel",
  "reinstate",
  "reverse",
] as const;
export type RequestEvent = (typeof REQUEST_EVENTS)[number];

/** What is missing cannot happen. A message reversed before it came is never taken up when it comes. */
export const NEXT_STATES: Readonly<
  Record<RequestState, Readonly<Partial<Record<RequestEvent, RequestState>>>>
> = {
  none: { claim: "claimed", refuse: "refused", reverse: "reversed" },
  claimed: { succeed: "done", refuse: "refused", "time-out": "unknown" },
  unknown: { succeed: "done", refuse: "refused", "time-out": "unknown" },
  done: { cancel: "cancelled", reverse: "reversed" },
  refused: {},
  cancelled: { reinstate: "done" },
  reversed: {},
};

/** Null: that cannot happen to a request in this state. */
export function nextState(state: RequestState, event: RequestEvent): RequestState | null {
  return NEXT_STATES[state][event] ?? null;
}

/** A request with what is kept of it. `Done` is whatever its answer is made from. */
export type SettlementRequest<Done> =
  | { readonly state: "none" | "claimed" | "unknown" }
  | { readonly state: "done"; readonly done: Done }
  | { readonly state: "refused"; readonly refusal: Refusal }
  | {
      readonly state: "cancelled";
      /** The msgid of the message that took it back. */
      readonly byMsgid: string;
      /** What was settled: it may stand again. */
      readonly done: Done;
    }
  | { readonly state: "reversed"; readonly byMsgid: string };

export type Refusal = { readonly code: FailureCode; readonly facts: Facts };

/** What the same request is told whenever it comes; all but `take` and `unknown` are final. */
export type RequestAnswer<Done> =
  /** It never came before: take it up. */
  | { readonly is: "take" }
  /** Not known yet, never told as refused: send the same again. */
  | { readonly is: "unknown" }
  | { readonly is: "done"; readonly done: Done }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "undone"; readonly byMsgid: string };

export function answerToRequest<Done>(request: SettlementRequest<Done>): RequestAnswer<Done> {
  switch (request.state) {
    case "none":
      return { is: "take" };
    case "claimed":
    case "unknown":
      return { is: "unknown" };
    case "done":
      return { is: "done", done: request.done };
    case "refused":
      return { is: "refused", refusal: request.refusal };
    case "cancelled":
    case "reversed":
      return { is: "undone", byMsgid: request.byMsgid };
  }
}

/** Messages that leave something behind; 2101 and 2206 only ask, and may be asked again at any time. */
export function hasEffect(kind: SettlementKind): boolean {
  return kind !== "2101" && kind !== "2206";
}

/**
 * What a request that made a claim has come to by the claim's state. A provisional claim may still be
 * refused, so that nothing final is told of it; an appeal is a bureau's matter and leaves the request
 * refused.
 */
export function stateOfClaim(claim: ClaimState): RequestState {
  return STATES_OF_CLAIMS[claim];
}

const STATES_OF_CLAIMS: Readonly<Record<ClaimState, RequestState>> = {
  none: "none",
  submitted: "claimed",
  provisional: "claimed",
  approved: "done",
  "awaiting-funds": "done",
  posted: "done",
  settled: "done",
  paid: "done",
  disputed: "done",
  upheld: "done",
  rejected: "refused",
  appealed: "refused",
  "rejected-final": "refused",
  reversed: "reversed",
  "clawed-back": "reversed",
};

/** What a 2601 is to do. All but `wait` and `refuse` are answered by infcode 0. */
export type ReversalVerdict<Done> =
  /** 2102 or 2207 stands: its claim is taken back, and what it spent is free. */
  | { readonly is: "undo-settlement"; readonly done: Done }
  /** 2103 or 2208 stands: what it took back is to stand again, if its evidence is still free. */
  | { readonly is: "undo-cancellation"; readonly done: Done }
  /** The message never came: it is remembered, so that it has no effect when it does. */
  | { readonly is: "bar" }
  /** It was refused, taken back before, or only asked: nothing stands. */
  | { readonly is: "nothing-stands" }
  /** It is not known what becomes of it; the same 2601 sent later will know. */
  | { readonly is: "wait" }
  | { readonly is: "refuse"; readonly because: "person-differs" };

/** `person`: whether psn_no is that of the message to be reversed; `unknown` where that one never came. */
export function judgeReversal<Done>(
  original: SettlementRequest<Done>,
  asked: { readonly kind: ReversibleKind; readonly person: "same" | "other" | "unknown" },
): ReversalVerdict<Done> {
  const { kind, person } = asked;
  if (person === "other") return { is: "refuse", because: "person-differs" };
  if (!hasEffect(kind)) return { is: "nothing-stands" };
  switch (original.state) {
    case "none":
      return { is: "bar" };
    case "claimed":
    case "unknown":
      return { is: "wait" };
    case "done": {
      const isCancellation = kind === "2103" || kind === "2208";
      return { is: isCancellation ? "undo-cancellation" : "undo-settlement", done: original.done };
    }
    case "refused":
    case "cancelled":
    case "reversed":
      return { is: "nothing-stands" };
  }
}
