import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandBody } from "../../../server/domain/command-body.ts";
import type { DispenseBody } from "../../../server/domain/dispense-body.ts";
import type { DispenseContent } from "../../../server/domain/dispense-content.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import { wordOfLine } from "../../../server/domain/pack-words.ts";
import type { Ledger } from "../../../server/domain/ports.ts";
import { addBureau, callNow, FAR_SEC, type Member, sendNow } from "../../chain/support/test-ledger.ts";
import { START_SEC } from "../../node/support/test-node.ts";
import { type IndexedLedger, newCommand, startIndexedLedger, startOutbox } from "../support/test-outbox.ts";
import { documentKey, NO_HASH, type Stock, stockPharmacy } from "../support/test-stock.ts";

const WAIT_MS = 20_000;

describe("a bulk of dispenses in the outbox", () => {
  let test: IndexedLedger;
  let bureau: Member;
  let stock: Stock;
  const stops: (() => Promise<void>)[] = [];
  const atEnd = (stop: () => Promise<void>): void => {
    stops.unshift(stop);
  };

  beforeAll(async () => {
    test = await startIndexedLedger(atEnd);
    bureau = await addBureau(test);
    stock = await stockPharmacy(test, bureau, 64);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const dispense = (index: number, name = `receipt ${index}`): DispenseBody => ({
    documentKey: documentKey(name),
    dispensedAtSec: START_SEC,
    identification: "none",
    personCommitment: NO_HASH,
    lines: [{ batch: stock.batch, index, units: 0, priceFen: "1280" }],
  });
  const body = (indices: readonly number[]): CommandBody => ({
    kind: "record-dispenses",
    dispenses: indices.map((index) => dispense(index)),
  });
  const contentOf = (each: DispenseBody): DispenseContent => ({
    institution: stock.pharmacy.institution,
    documentKey: each.documentKey,
    dispensedAtSec: each.dispensedAtSec,
    identification: 0,
    personCommitment: NO_HASH,
    lines: each.lines.map((line) => wordOfLine({ ...line, priceFen: BigInt(line.priceFen) })),
  });

  /**
   * The ledger with a second till of the same pharmacy, which sells these packs after the first simulation.
   */
  const raced = async (indices: readonly number[]): Promise<Ledger> => {
    const { institution, adminKey, code } = stock.pharmacy;
    const rival = await test.keyring.makeKey({ institutionCode: code, role: "operator" });
    const add = ledgerCall("institutions", "addOperator", institution, rival, 64, FAR_SEC);
    await callNow(test.ledger, adminKey, add);
    let isSold = false;
    return {
      ...test.ledger,
      sign: async (key, nonce, call) => {
        if (!isSold) {
          isSold = true;
          const sold = indices.map((index) => contentOf(dispense(index, `rival ${index}`)));
          const froms = indices.map(() => [0]);
          const sale = ledgerCall("drugLedger", "recordDispenses", rival, sold, froms, "0x");
          await sendNow(test.ledger, rival, sale);
        }
        return test.ledger.sign(key, nonce, call);
      },
    };
  };

  it("is recorded whole in one call", async () => {
    const { submitter } = await startOutbox(test, { atEnd });
    const { institution } = stock.pharmacy;
    const { id } = await submitter.accept(newCommand(institution, "whole", body([0, 1, 2, 3])));
    const ended = await submitter.settled(id, WAIT_MS);
    expect(ended.state).toBe("mined");
    expect(ended.transactions).toHaveLength(1);
    expect(ended.mined?.result["dispenses"]).toHaveLength(4);
  });

  it("is refused whole when the simulation refuses it, and the attempt names its packs", async () => {
    const { submitter, commands } = await startOutbox(test, { atEnd });
    const { institution } = stock.pharmacy;
    const again = { kind: "record-dispenses", dispenses: [dispense(4), dispense(0, "again")] } as const;
    await expect(submitter.accept(newCommand(institution, "again", again))).rejects.toMatchObject({
      code: "pack-already-dispensed",
      facts: { batch: stock.batch, index: 0 },
    });
    for (const index of [0, 4]) {
      const attempts = await commands.refusedAttemptsOf({ batch: stock.batch, index });
      expect(attempts.map(({ code }) => code)).toStrictEqual(["pack-already-dispensed"]);
    }
  });

  it("is divided when the block refuses it: what can stand is recorded, the rest refused", async () => {
    const { submitter, commands } = await startOutbox(test, { atEnd, ledger: await raced([12, 15]) });
    const { institution } = stock.pharmacy;
    const indices = [10, 11, 12, 13, 14, 15, 16];
    const { id } = await submitter.accept(newCommand(institution, "bulk", body(indices)));
    const ended = await submitter.settled(id, WAIT_MS);

    expect(ended.state).toBe("mined");
    expect(ended.mined?.result["dispenses"]).toHaveLength(5);
    expect(ended.mined?.result["refusedDocuments"]).toStrictEqual(
      [12, 15].map((index) => documentKey(`receipt ${index}`)),
    );
    expect(ended.progress.refusals.map(({ code }) => code)).toStrictEqual([
      "pack-already-dispensed",
      "pack-already-dispensed",
    ]);
    for (const index of indices) {
      const attempts = await commands.refusedAttemptsOf({ batch: stock.batch, index });
      expect(attempts).toHaveLength(index === 12 || index === 15 ? 1 : 0);
    }
  });

  it("is refused when no dispense of it can stand", async () => {
    const { submitter } = await startOutbox(test, { atEnd, ledger: await raced([20, 21]) });
    const { institution } = stock.pharmacy;
    const { id } = await submitter.accept(newCommand(institution, "none", body([20, 21])));
    const ended = await submitter.settled(id, WAIT_MS);
    expect(ended).toMatchObject({ state: "refused", refusal: { code: "pack-already-dispensed" } });
  });
});
