import { describe, expect, it } from "vitest";
import { CLAIM_STATES } from "../../../../server/domain/lifecycles.ts";
import { REVERSIBLE_KINDS, SETTLEMENT_KINDS } from "../../../../server/domain/nhsa/settlement/message.ts";
import {
  answerToRequest,
  hasEffect,
  judgeReversal,
  nextState,
  REQUEST_EVENTS,
  REQUEST_STATES,
  type SettlementRequest,
  stateOfClaim,
} from "../../../../server/domain/nhsa/settlement/outcomes.ts";

type Request = SettlementRequest<string>;
const refusal = { code: "pack-already-dispensed", facts: {} } as const;
const NONE: Request = { state: "none" };
const CLAIMED: Request = { state: "claimed" };
const UNKNOWN: Request = { state: "unknown" };
const DONE: Request = { state: "done", done: "S1" };
const REFUSED: Request = { state: "refused", refusal };
const CANCELLED: Request = { state: "cancelled", byMsgid: "M2", done: "S1" };
const REVERSED: Request = { state: "reversed", byMsgid: "M3" };

describe("the states of a settlement request", () => {
  const changes = REQUEST_STATES.flatMap((from) =>
    REQUEST_EVENTS.flatMap((event) => {
      const to = nextState(from, event);
      return to === null ? [] : [`${from} ${event} ${to}`];
    }),
  );
  it("change so and in no other way", () => {
    expect(changes).toStrictEqual([
      "none claim claimed",
      "none refuse refused",
      "none reverse reversed",
      "claimed succeed done",
      "claimed refuse refused",
      "claimed time-out unknown",
      "unknown succeed done",
      "unknown refuse refused",
      "unknown time-out unknown",
      "done cancel cancelled",
      "done reverse reversed",
      "cancelled reinstate done",
    ]);
  });

  it("never lead from a refusal or a reversal to anything", () => {
    expect(changes.filter((change) => /^(?:refused|reversed) /.test(change))).toStrictEqual([]);
  });

  it("never call done or refused what is only late", () => {
    for (const state of REQUEST_STATES) {
      expect(["unknown", null]).toContain(nextState(state, "time-out"));
    }
  });
});

describe("the same request again", () => {
  it.each<[string, Request, unknown]>([
    ["that never came is taken up", NONE, { is: "take" }],
    ["under way is unknown", CLAIMED, { is: "unknown" }],
    ["after a time-out is unknown, not refused", UNKNOWN, { is: "unknown" }],
    ["that was done is told what was settled", DONE, { is: "done", done: "S1" }],
    ["that was refused is told why", REFUSED, { is: "refused", refusal }],
    ["that was cancelled since is told by what", CANCELLED, { is: "undone", byMsgid: "M2" }],
    ["that was reversed, even before it came, is told by what", REVERSED, { is: "undone", byMsgid: "M3" }],
  ])("%s", (_, request, answer) => {
    expect(answerToRequest(request)).toStrictEqual(answer);
  });

  it("may be asked at any time where it only asks", () => {
    expect(SETTLEMENT_KINDS.filter((kind) => !hasEffect(kind))).toStrictEqual(["2101", "2206"]);
  });
});

describe("a request by its claim", () => {
  it("is final exactly where the claim is decided or gone", () => {
    const byState = Map.groupBy(CLAIM_STATES, stateOfClaim);
    expect(Object.fromEntries(byState)).toStrictEqual({
      none: ["none"],
      claimed: ["submitted", "provisional"],
      done: ["approved", "awaiting-funds", "posted", "settled", "paid", "disputed", "upheld"],
      refused: ["rejected", "appealed", "rejected-final"],
      reversed: ["reversed", "clawed-back"],
    });
  });
});

describe("2601", () => {
  const same = (kind: (typeof REVERSIBLE_KINDS)[number]) => ({ kind, person: "same" }) as const;

  it.each(["2102", "2207"] as const)("takes back a %s that stands", (kind) => {
    expect(judgeReversal(DONE, same(kind))).toStrictEqual({ is: "undo-settlement", done: "S1" });
  });

  it.each(["2103", "2208"] as const)("lets stand again what a %s took back", (kind) => {
    expect(judgeReversal(DONE, same(kind))).toStrictEqual({ is: "undo-cancellation", done: "S1" });
  });

  it("has nothing to do of a 2101, whatever became of it", () => {
    for (const request of [NONE, CLAIMED, UNKNOWN, DONE, REFUSED, CANCELLED, REVERSED]) {
      expect(judgeReversal(request, same("2101"))).toStrictEqual({ is: "nothing-stands" });
    }
  });

  it.each<[string, Request, string]>([
    ["bars a message that never came", NONE, "bar"],
    ["waits for one under way", CLAIMED, "wait"],
    ["waits for one of which nothing is known", UNKNOWN, "wait"],
    ["has nothing to do of a refused one", REFUSED, "nothing-stands"],
    ["has nothing to do of a cancelled one", CANCELLED, "nothing-stands"],
    ["has nothing to do a second time", REVERSED, "nothing-stands"],
  ])("%s", (_, request, is) => {
    for (const kind of ["2102", "2103", "2207", "2208"] as const) {
      expect(judgeReversal(request, { kind, person: request === NONE ? "unknown" : "same" })).toStrictEqual({
        is,
      });
    }
  });

  it("is refused for another person's message, whatever became of it", () => {
    for (const kind of REVERSIBLE_KINDS) {
      expect(judgeReversal(DONE, { kind, person: "other" })).toStrictEqual({
        is: "refuse",
        because: "person-differs",
      });
    }
  });

  it("does nothing that the state of the message does not allow", () => {
    for (const request of [NONE, CLAIMED, UNKNOWN, DONE, REFUSED, CANCELLED, REVERSED]) {
      const { is } = judgeReversal(request, same("2102"));
      const isAllowed = nextState(request.state, "reverse") !== null;
      expect(is === "undo-settlement" || is === "bar").toBe(isAllowed);
    }
  });
});
