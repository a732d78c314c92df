import { beforeEach, describe, expect, it } from "vitest";
import type { EncounterRow } from "../../../server/domain/claims/claim-rows.ts";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { ENCOUNTER_STATES, LIFECYCLES } from "../../../server/domain/lifecycles.ts";
import { projectEvent } from "../../../server/domain/project/project-event.ts";
import { ENCOUNTER_FACTS, encounterOpened, HOSPITAL, OPERATOR, wordOf } from "../../support/claim-facts.ts";
import { RowsInMemory } from "../../support/rows-in-memory.ts";

const VISIT = wordOf(0xe1);
const COULD_NOT_LOOK = expect.objectContaining({ code: "could-not-look" });

describe("an encounter", () => {
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
  });

  const rowAfter = (...facts: readonly LedgerFact[]): EncounterRow | null => {
    for (const fact of facts) rows.tell(fact);
    return rows.encounter(VISIT);
  };

  it("is opened with who is there and how that was shown", () => {
    expect(rowAfter(encounterOpened(VISIT))).toEqual({
      id: VISIT,
      content: {
        institution: HOSPITAL,
        documentKey: VISIT,
        kind: "outpatient",
        openedAtSec: 1_789_990_000,
        identification: "card",
        personCommitment: wordOf(0xaa),
        voucherCommitment: wordOf(0),
      },
      state: "open",
      closings: [],
      cancelled: null,
      operator: OPERATOR,
      origin: {
        block: 1,
        logIndex: 1,
        recordedAtSec: 1_790_000_000,
        transactionHash: `0x${"e1".repeat(32)}`,
      },
    });
  });

  it("is closed with what it cost, its group without the padding", () => {
    expect(rowAfter(encounterOpened(VISIT), ENCOUNTER_FACTS.closed(VISIT))).toMatchObject({
      state: "closed",
      closings: [
        {
          closedAtSec: 1_789_998_000,
          feeRoot: wordOf(0xf1),
          feeLineCount: 12,
          totalFen: 4_000n,
          serviceFen: 2_500n,
          diagnosisGroup: "GB15",
          reasonHash: null,
        },
      ],
    });
  });

  it("keeps the closings that were corrected before the one that stands", () => {
    const row = rowAfter(
      encounterOpened(VISIT),
      ENCOUNTER_FACTS.closed(VISIT),
      ENCOUNTER_FACTS.corrected(VISIT, 3_900n),
    );
    expect(row?.state).toBe("closed");
    expect(row?.closings.map(({ totalFen, reasonHash }) => [totalFen, reasonHash])).toEqual([
      [4_000n, null],
      [3_900n, wordOf(0xee)],
    ]);
  });

  it("has an empty group when none was given", () => {
    const closed = { ...ENCOUNTER_FACTS.closed(VISIT), diagnosisGroup: `0x${"0".repeat(32)}` } as const;
    expect(rowAfter(encounterOpened(VISIT), closed)?.closings[0]?.diagnosisGroup).toBe("");
  });

  it("is cancelled with a reason, and keeps what it was closed with", () => {
    const row = rowAfter(
      encounterOpened(VISIT),
      ENCOUNTER_FACTS.closed(VISIT),
      ENCOUNTER_FACTS.cancelled(VISIT),
    );
    expect(row).toMatchObject({
      state: "cancelled",
      cancelled: { reasonHash: wordOf(0xee), operator: OPERATOR },
    });
    expect(row?.closings).toHaveLength(1);
  });

  it.each([
    ["closed", ENCOUNTER_FACTS.closed(VISIT), "closed"],
    ["cancelled", ENCOUNTER_FACTS.cancelled(VISIT), "cancelled"],
  ] as const)("is %s in the states that the table names, and stops the reader in others", (_, fact, to) => {
    const row = rowAfter(encounterOpened(VISIT));
    if (row === null) throw new Error("no encounter");
    for (const state of ENCOUNTER_STATES.filter((each) => each !== "none")) {
      const project = () => projectEvent(rows.next(fact), { ...rows, encounter: () => ({ ...row, state }) });
      if (LIFECYCLES.encounter[state].includes(to)) expect(project()).toMatchObject([{ row: { state: to } }]);
      else expect(project).toThrow(COULD_NOT_LOOK);
    }
  });

  it("is corrected only once it is closed", () => {
    const corrected = ENCOUNTER_FACTS.corrected(VISIT, 1n);
    expect(() => rows.tell(corrected)).toThrow(COULD_NOT_LOOK);
    rowAfter(encounterOpened(VISIT));
    expect(() => rows.tell(corrected)).toThrow(COULD_NOT_LOOK);
    rowAfter(ENCOUNTER_FACTS.cancelled(VISIT));
    expect(() => rows.tell(corrected)).toThrow(COULD_NOT_LOOK);
  });

  it.each([
    ["a closing", ENCOUNTER_FACTS.closed(VISIT)],
    ["a cancelling", ENCOUNTER_FACTS.cancelled(VISIT)],
    ["a kind that this server does not know", { ...encounterOpened(VISIT), kind: 3 }],
    ["an identification that this server does not know", { ...encounterOpened(VISIT), identification: 3 }],
  ])("stops the reader at %s of nothing it knows", (_, fact) => {
    expect(() => rows.tell(fact)).toThrow(COULD_NOT_LOOK);
  });
});
