import { describe, expect, test } from "vitest";
import type { ClaimSubmission } from "../../../../server/domain/claims/claim-body.ts";
import type { DispenseRow } from "../../../../server/domain/drug-rows.ts";
import { wordOfLine } from "../../../../server/domain/pack-words.ts";
import {
  planDispenseAndClaim,
  planReturnOfBoth,
  planSubmission,
} from "../../../../server/flows/plan/claims/plan-submission.ts";
import { refusalOf } from "../../support/whole-ledger.ts";
import {
  CLAIM,
  claimRow,
  claimView,
  claimWords,
  closingWords,
  ENCOUNTER,
  encounterRow,
  encounterWords,
  PRIMARY,
  REASON,
  SIGNING,
  WORD,
} from "../support/claim-view.ts";
import { ADDRESS, BATCH, HASH, NO_HASH, ORIGIN } from "../support/shelf-view.ts";

const line = { batch: BATCH, index: 3, units: 0, priceFen: 1_200n } as const;
const dispense: DispenseRow = {
  id: HASH,
  institution: 7,
  documentKey: WORD,
  dispensedAtSec: 950,
  identification: "card",
  personCommitment: HASH,
  operator: ADDRESS,
  lines: [line],
  isImported: false,
  origin: ORIGIN,
};
const dispenseWords = {
  institution: 7,
  documentKey: WORD,
  dispensedAtSec: 950,
  identification: 1,
  personCommitment: HASH,
  lines: [wordOfLine(line)],
};
const { filer: _, submitter: __, ...content } = claimRow.content;
const submission: ClaimSubmission = {
  ...content,
  channel: "direct",
  totalFen: "1500",
  requestedFen: "1000",
  uncodedLines: [{ exemption: "granule", fen: "300" }],
};
const view = claimView({ dispense });
const asked = { ...SIGNING, view };
const ofDispense = { kind: "dispense", id: HASH, documentKey: WORD } as const;
const ofEncounter = { kind: "encounter", id: ENCOUNTER, documentKey: HASH } as const;

describe("the submission of a claim", () => {
  test("is filed by whose command it is and submitted by the key that signs", async () => {
    const calls = await planSubmission({ kind: "submit-claim", claim: submission }, asked);
    const backing = { dispenses: [], encounters: [encounterWords], closings: [closingWords], primary: [] };
    expect(calls).toEqual([
      { contract: "claimLedger", method: "submitClaims", args: [[claimWords], [backing]] },
    ]);
    const other = { ...asked, institution: 9, key: `0x${"33".repeat(20)}` as const };
    const [call] = await planSubmission({ kind: "submit-claim", claim: submission }, other);
    expect(call?.args[0]).toMatchObject([{ filer: 9, submitter: other.key, provider: 7 }]);
  });

  test("brings the contents of its evidence, each kind in the order of the claim", async () => {
    const claim = { ...submission, evidence: [ofDispense, ofEncounter] };
    const [call] = await planSubmission({ kind: "submit-claim", claim }, asked);
    expect(call?.args[0]).toMatchObject([
      {
        evidence: [
          { kind: 1, id: HASH },
          { kind: 2, id: ENCOUNTER },
        ],
      },
    ]);
    expect(call?.args[1]).toEqual([
      { dispenses: [dispenseWords], encounters: [encounterWords], closings: [closingWords], primary: [] },
    ]);
  });

  test("brings the primary claim of a secondary one, and of no other", async () => {
    const primary = { ...claimRow, id: PRIMARY };
    const primaryOf = { primaryFiler: 7, primaryKey: HASH, evidence: [] };
    const secondary = { ...submission, ...primaryOf, channel: "secondary" } as const;
    const among = { ...asked, view: claimView({ claims: [primary] }) };
    const [call] = await planSubmission({ kind: "submit-claim", claim: secondary }, among);
    expect(call?.args[1]).toEqual([{ dispenses: [], encounters: [], closings: [], primary: [claimWords] }]);
    const [direct] = await planSubmission(
      { kind: "submit-claim", claim: { ...secondary, channel: "direct" } },
      among,
    );
    expect(direct?.args[1]).toMatchObject([{ primary: [] }]);
  });

  test("is refused for evidence that the index does not know, or an open encounter", async () => {
    const refusedWith = async (evidence: ClaimSubmission["evidence"], within = asked) => {
      const claim = { ...submission, evidence };
      return (await refusalOf(planSubmission({ kind: "submit-claim", claim }, within))).code;
    };
    expect(await refusedWith([{ ...ofDispense, id: CLAIM }])).toBe("dispense-unknown");
    expect(await refusedWith([{ ...ofEncounter, id: CLAIM }])).toBe("encounter-unknown");
    const open = claimView({ encounter: { ...encounterRow, state: "open", closings: [] } });
    expect(await refusedWith([ofEncounter], { ...asked, view: open })).toBe("encounter-not-in-state");
  });
});

describe("a dispense and its claim", () => {
  test("are one call, whose claim names the dispense by the id that it will have", async () => {
    const { evidence: ___, ...claim } = submission;
    const asId: unknown[] = [];
    const ids = {
      dispense: (given: unknown) => {
        asId.push(given);
        return PRIMARY;
      },
    };
    const body = {
      kind: "dispense-and-claim",
      dispense: {
        documentKey: WORD,
        dispensedAtSec: 950,
        identification: "card",
        personCommitment: HASH,
        lines: [{ ...line, priceFen: "1200" }],
      },
      claim,
    } as const;
    const calls = await planDispenseAndClaim(body, asked, { ids });
    const evidence = [{ kind: 1, id: PRIMARY, documentKey: WORD }];
    expect(calls).toEqual([
      {
        contract: "claimLedger",
        method: "dispenseAndClaim",
        args: [[dispenseWords], [[0]], "0x", [{ ...claimWords, evidence }]],
      },
    ]);
    expect(asId).toEqual([dispenseWords]);
  });

  test("are taken back in one call", async () => {
    const body = {
      kind: "reverse-claim-and-dispense",
      claim: CLAIM,
      reasonHash: REASON,
      reversal: {
        dispense: HASH,
        documentKey: PRIMARY,
        reversedAtSec: 1_200,
        lines: [{ ...line, priceFen: "1200" }],
      },
    } as const;
    const reversal = {
      institution: 7,
      documentKey: PRIMARY,
      dispense: HASH,
      reversedAtSec: 1_200,
      lines: [wordOfLine(line)],
    };
    const args = (word: string) => [claimWords, word, REASON, dispenseWords, reversal, [0], [0], "0x"];
    expect(await planReturnOfBoth(body, asked)).toEqual([
      { contract: "claimLedger", method: "reverseClaimAndDispense", args: args(WORD) },
    ]);
    const unpaid = claimView({ dispense, claims: [{ ...claimRow, nullifier: null }] });
    expect((await planReturnOfBoth(body, { ...asked, view: unpaid }))[0]?.args).toEqual(args(NO_HASH));
    const unknown = planReturnOfBoth({ ...body, claim: HASH }, asked);
    expect((await refusalOf(unknown)).code).toBe("claim-unknown");
  });
});
