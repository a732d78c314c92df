import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { answerEncounter, answerFeeProof } from "../../../server/flows/answer/answer-encounter.ts";
import { feeLinesOf } from "../../../server/flows/claims/fee-lines.ts";
import { foundConsortium, HUZHOU, WHO, WUHAN } from "../support/told-consortium.ts";
import {
  hashOf,
  keyOf,
  openToldLedger,
  registered,
  START_SEC,
  type ToldLedger,
} from "../support/told-ledger.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const HOSPITAL = 20;
const ID = hashOf("encounter");
const hospital: Principal = { name: "hospital", institution: HOSPITAL, role: "hospital", region: HUZHOU };

const opened: LedgerFact = {
  name: "EncounterOpened",
  encounter: ID,
  institution: HOSPITAL,
  documentKey: hashOf("document"),
  kind: 1,
  openedAtSec: START_SEC,
  identification: 1,
  personCommitment: hashOf("somebody"),
  voucherCommitment: `0x${"0".repeat(64)}`,
  operator: keyOf(HOSPITAL),
};
const closed: LedgerFact = {
  name: "EncounterClosed",
  encounter: ID,
  institution: HOSPITAL,
  closedAtSec: START_SEC,
  feeRoot: hashOf("fees"),
  feeLineCount: 1,
  totalFen: 2_000n,
  serviceFen: 2_000n,
  diagnosisGroup: `0x${Buffer.from("ES11").toString("hex").padEnd(32, "0")}`,
  operator: keyOf(HOSPITAL),
};
const claimed: LedgerFact = {
  name: "ClaimSubmitted",
  claim: hashOf("claim"),
  filer: HOSPITAL,
  payerRegion: WUHAN,
  deadlineSec: START_SEC + 600,
  isTimely: true,
  content: {
    filer: HOSPITAL,
    documentKey: hashOf("claim document"),
    provider: HOSPITAL,
    payerRegion: WUHAN,
    channel: 1,
    claimedAtSec: START_SEC,
    personCommitment: hashOf("somebody again"),
    catalogue: hashOf("catalogue"),
    policy: hashOf("policy"),
    totalFen: 2_000n,
    requestedFen: 2_000n,
    primaryFiler: 0,
    primaryKey: `0x${"0".repeat(64)}`,
    submitter: keyOf(HOSPITAL),
    evidence: [{ kind: 2, id: ID, documentKey: hashOf("document") }],
    uncodedLines: [],
  },
};

describe("what is told of an encounter", () => {
  let ledger: ToldLedger;
  beforeAll(async () => {
    ledger = await openToldLedger();
    await foundConsortium(ledger);
    await ledger.tell([...registered(HOSPITAL, "hospital", HUZHOU), opened]);
    await ledger.tell([closed], 3_600);
  });
  afterAll(() => ledger.close());

  const code = async (who: Principal): Promise<string> =>
    (await refusalOf(answerEncounter(ledger.ports, who, ID))).code;

  it("its hospital and its region's bureau and auditors see it, and nobody else", async () => {
    for (const who of [hospital, WHO.bureau, WHO.regionAuditor, WHO.auditor]) {
      expect(await answerEncounter(ledger.ports, who, ID)).toMatchObject({
        status: "closed",
        closings: [{ diagnosisGroup: "ES11", isLate: true, reason: null }],
      });
    }
    for (const who of [WHO.pharmacy, WHO.abroad, WHO.wuhanBureau]) expect(await code(who)).toBe("not-found");
  });

  it("a fee list that this server does not hold is not told as an empty one", async () => {
    const row = await ledger.reader.view((view) => view.encounter(ID));
    if (row === null) throw new Error("no encounter");
    const ports = { vault: ledger.vault, openings: ledger.intents };
    expect((await refusalOf(feeLinesOf(ports, row))).code).toBe("could-not-look");
    const asked = { encounter: ID, lineNumber: 1 };
    expect((await refusalOf(answerFeeProof(ledger.ports, hospital, asked))).code).toBe("could-not-look");
    expect((await refusalOf(answerFeeProof(ledger.ports, WHO.bureau, asked))).code).toBe("not-found");
  });

  it("the bureau of a fund that is asked to pay for it sees it from then on", async () => {
    await ledger.tell([claimed]);
    expect(await answerEncounter(ledger.ports, WHO.wuhanBureau, ID)).toMatchObject({ id: ID });
    expect(await code(WHO.abroad)).toBe("not-found");
  });
});
