import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimContent, EvidenceRef } from "../../../server/domain/claims/claim-rows.ts";
import type { BatchId, Hex32 } from "../../../server/domain/ids.ts";
import { type JudgedEvidence, judgeEvidence } from "../../../server/flows/claims/judge-evidence.ts";
import { sealDocument } from "../../../server/flows/document-codec.ts";
import { claimRow } from "../../domain/claims/support/claim-row.ts";
import {
  BATCH,
  BUREAU,
  canonical,
  DECLARED,
  foundConsortium,
  MAKER,
  PHARMACY,
} from "../support/told-consortium.ts";
import {
  declared,
  dispensed,
  hashOf,
  keyOf,
  made,
  openToldLedger,
  type ToldLedger,
} from "../support/told-ledger.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const PERSON = { scheme: "psn-no", value: "330522001" };
const ANOTHER = { scheme: "psn-no", value: "330522002" };
const RIVAL: BatchId = "0x00000000000000a2";

describe("what evidence says of a claim, whatever the rules say", () => {
  let ledger: ToldLedger;
  beforeAll(async () => {
    ledger = await openToldLedger();
    const { vault } = ledger;
    await foundConsortium(ledger);
    const given = { product: 1, maker: MAKER };
    await ledger.tell(made(vault, { ...given, batch: BATCH, codes: canonical(8, 300_385) }));
    // Its packs bear codes of another batch that was there before.
    await ledger.tell(made(vault, { ...given, batch: RIVAL, codes: canonical(1, 300_385) }));
    await ledger.tell(
      declared(vault, { ...given, batch: DECLARED, maker: PHARMACY, codes: canonical(1, 300_386) }),
    );
    const plain = (number: string, index: number, batch = BATCH) =>
      dispensed({ number, by: PHARMACY, pack: { batch, index } }, ledger.nowSec());
    const { operator: _, ...imported } = dispensed(
      { number: "imported", by: PHARMACY, pack: { batch: BATCH, index: 2 } },
      ledger.nowSec(),
    ) as Extract<ReturnType<typeof dispensed>, { name: "DispenseRecorded" }>;
    await ledger.tell([
      plain("plain", 1),
      { ...imported, operator: keyOf(BUREAU) },
      plain("contested", 0, RIVAL),
      plain("declared", 0, DECLARED),
      plain("denied", 3),
      plain("confirmed", 4),
      plain("other's", 5),
      plain("sealed nowhere", 6),
      plain("of nobody", 7),
    ]);
    const answered = (number: string, answer: 1 | 2) =>
      ({
        name: "ReceiptAnswered",
        dispense: hashOf(number),
        institution: PHARMACY,
        bureau: BUREAU,
        answer,
      }) as const;
    await ledger.tell([answered("confirmed", 1), answered("denied", 2)]);
    for (const number of ["plain", "imported", "contested", "declared", "denied", "confirmed"]) {
      await keepPerson(number, PERSON);
    }
    await keepPerson("other's", ANOTHER);
    await ledger.intents.commit({
      openings: [
        sealDocument(vault, { documentKey: keyFor("of nobody"), person: null, words: { reason: "" } }),
      ],
    });
  });
  afterAll(async () => {
    await ledger.close();
  });

  const keyFor = (number: string): Hex32 => hashOf(`document ${number}`);
  const keepPerson = async (number: string, person: typeof PERSON): Promise<void> => {
    const documentKey = keyFor(number);
    const { sealedOpening } = await ledger.vault.commitPerson(person, documentKey);
    const words = { reason: "" };
    const sealed = sealDocument(ledger.vault, { documentKey, person: sealedOpening, words });
    await ledger.intents.commit({ openings: [sealed] });
  };
  const evidence = (...numbers: readonly string[]): EvidenceRef[] =>
    numbers.map((number) => ({ kind: "dispense", id: hashOf(number), documentKey: keyFor(number) }));
  const judge = async (content: Partial<ClaimContent>): Promise<JudgedEvidence> => {
    const person = await ledger.vault.personNumber(PERSON);
    const ports = { openings: ledger.intents, vault: ledger.vault };
    return ledger.reader.view((view) => judgeEvidence(ports, view, { row: claimRow({ content }), person }));
  };
  const judgeAll = (...numbers: readonly string[]) => judge({ evidence: evidence(...numbers) });

  it("nothing is against plain evidence of the claim's person", async () => {
    const nothing = { against: null, suspicions: [] };
    expect(await judgeAll("plain")).toEqual(nothing);
    expect(await judgeAll("plain", "confirmed")).toEqual(nothing);
  });

  it.each([
    ["imported", "imported-evidence"],
    ["contested", "contested-code"],
    ["declared", "declared-only"],
  ])("%s evidence is for a person to look at: %s", async (number, suspicion) => {
    expect(await judgeAll("plain", number)).toEqual({ against: null, suspicions: [suspicion] });
  });

  it("a claim on paper, or without evidence, is for a person; a second payer's needs none", async () => {
    expect(await judge({ channel: "manual", evidence: evidence("plain") })).toEqual({
      against: null,
      suspicions: ["manual"],
    });
    expect((await judge({ channel: "manual", evidence: [] })).suspicions).toEqual(["no-evidence", "manual"]);
    expect((await judge({ channel: "direct", evidence: [] })).suspicions).toEqual(["no-evidence"]);
    expect((await judge({ channel: "secondary", evidence: [] })).suspicions).toEqual([]);
  });

  it("each suspicion is told once, always in the same order", async () => {
    expect(await judgeAll("declared", "contested", "imported", "contested")).toEqual({
      against: null,
      suspicions: ["imported-evidence", "contested-code", "declared-only"],
    });
  });

  it.each([
    ["other's", "person-differs"],
    ["denied", "care-denied"],
    ["sealed nowhere", "opening-missing"],
    ["of nobody", "opening-missing"],
  ])("%s evidence speaks against it: %s", async (number, against) => {
    expect(await judgeAll("plain", number)).toEqual({ against, suspicions: [] });
  });

  it("of several the first is the reason", async () => {
    expect((await judgeAll("denied", "other's")).against).toBe("care-denied");
    expect((await judgeAll("other's", "denied")).against).toBe("person-differs");
  });

  it("evidence that is not on the ledger is no evidence", async () => {
    await keepPerson("nowhere", PERSON);
    expect((await refusalOf(judgeAll("nowhere"))).code).toBe("evidence-unknown");
  });
});
