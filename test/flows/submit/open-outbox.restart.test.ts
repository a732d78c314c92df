import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command, LedgerCall } from "../../../server/domain/command.ts";
import { fail } from "../../../server/domain/failure.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import type { Ledger, Planner } from "../../../server/domain/ports.ts";
import { addBureau, callNow, FAR_SEC, type Member } from "../../chain/support/test-ledger.ts";
import {
  type IndexedLedger,
  newCommand,
  openStore,
  registration,
  startIndexedLedger,
  startOutbox,
  strangerKey,
} from "../support/test-outbox.ts";

const WAIT_MS = 10_000;

describe("the outbox after a cut", () => {
  let test: IndexedLedger;
  let bureau: Member;
  const stops: (() => Promise<void>)[] = [];
  const atEnd = (stop: () => Promise<void>): void => {
    stops.unshift(stop);
  };

  beforeAll(async () => {
    test = await startIndexedLedger(atEnd);
    bureau = await addBureau(test);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asked = (code: string) => newCommand(bureau.institution, code, registration(code, strangerKey(code)));
  const away = (): Ledger => ({ ...test.ledger, send: async () => fail("chain-unreachable", {}) });
  const minedNonce = (): Promise<number> => test.ledger.minedNonce(bureau.operatorKey);

  it("sends what was signed and never sent, in the order of nonces", async () => {
    const opened = await openStore(atEnd);
    const before = await minedNonce();
    const cut = await startOutbox(test, { store: opened.store, ledger: away() });
    const accepted: Command[] = [];
    for (const code of ["cut-1", "cut-2", "cut-3"]) accepted.push(await cut.submitter.accept(asked(code)));
    await cut.stop();
    expect(await minedNonce()).toBe(before);
    await opened.close();

    const again = await openStore(atEnd, opened.directory);
    const { submitter } = await startOutbox(test, { atEnd, store: again.store });
    const ended = await Promise.all(accepted.map(({ id }) => submitter.settled(id, WAIT_MS)));
    expect(ended.map(({ state }) => state)).toStrictEqual(["mined", "mined", "mined"]);
    expect(await minedNonce()).toBe(before + 3);
    expect(again.store.unfinishedCount()).toBe(0);
    expect(await again.store.unconfirmed(bureau.operatorKey)).toStrictEqual([]);
  });

  it("finds what was mined while it did not look, and sends it to no second effect", async () => {
    const opened = await openStore(atEnd);
    const before = await minedNonce();
    const deaf: Ledger = {
      ...test.ledger,
      send: async (raw) => {
        await test.ledger.send(raw);
        return fail("chain-unreachable", {});
      },
      receipt: () => new Promise(() => undefined),
    };
    const cut = await startOutbox(test, { store: opened.store, ledger: deaf });
    const { id } = await cut.submitter.accept(asked("deaf-1"));
    await expect.poll(minedNonce).toBe(before + 1);
    await cut.stop();

    const { submitter } = await startOutbox(test, { atEnd, store: opened.store });
    expect((await submitter.settled(id, WAIT_MS)).state).toBe("mined");
    expect(await minedNonce()).toBe(before + 1);
  });

  it("keeps what it accepted while the node is away, and refuses new commands unkept", async () => {
    let isAway = false;
    const unsteady: Ledger = {
      ...test.ledger,
      simulate: async (from, call) =>
        isAway ? fail("chain-unreachable", {}) : test.ledger.simulate(from, call),
      send: async (raw) => (isAway ? fail("chain-unreachable", {}) : test.ledger.send(raw)),
      sign: async (key, nonce, call) => {
        isAway = true;
        return test.ledger.sign(key, nonce, call);
      },
    };
    const { submitter, store } = await startOutbox(test, { atEnd, ledger: unsteady });
    const { id } = await submitter.accept(asked("away-1"));
    await expect(submitter.accept(asked("away-2"))).rejects.toMatchObject({ code: "chain-unreachable" });
    expect((await store.refusedAttempts(bureau.institution, { limit: 9, after: null })).rows).toHaveLength(0);
    expect(["accepted", "submitted"]).toContain((await submitter.settled(id, 50)).state);
    isAway = false;
    expect((await submitter.settled(id, WAIT_MS)).state).toBe("mined");
  });

  it("goes on between two calls of one command, from what stands on the ledger", async () => {
    const codes = ["step-1", "step-2", "step-3"];
    const callFor = (code: string): LedgerCall => {
      const draft = { kind: 3, district: 330_503, adminKey: strangerKey(code), code, name: code };
      return ledgerCall("institutions", "registerInstitution", draft);
    };
    const planned: string[][] = [];
    const planner: Planner = async (_body, _institution, view) => {
      const left: string[] = [];
      for (const code of codes) if ((await view.institutionByCode(code)) === null) left.push(code);
      planned.push(left);
      return left.map(callFor);
    };
    const opened = await openStore(atEnd);
    const before = await minedNonce();
    let sendCount = 0;
    const once: Ledger = {
      ...test.ledger,
      send: async (raw) => {
        sendCount += 1;
        await (sendCount > 1 ? fail("chain-unreachable", {}) : test.ledger.send(raw));
      },
    };
    const cut = await startOutbox(test, { store: opened.store, ledger: once, planner });
    const { id } = await cut.submitter.accept(asked("step-0"));
    await expect.poll(() => opened.store.command(id)).toMatchObject({ transactions: { length: 2 } });
    await cut.stop();

    const { submitter } = await startOutbox(test, { atEnd, store: opened.store, planner });
    const ended = await submitter.settled(id, WAIT_MS);
    expect(ended.state).toBe("mined");
    expect(ended.transactions).toHaveLength(3);
    expect(planned.at(-1)).toStrictEqual(["step-3"]);
    expect(await minedNonce()).toBe(before + 3);
  });

  it("gives the nonce of a transaction that the node will never take to a no-op", async () => {
    const opened = await openStore(atEnd);
    const before = await minedNonce();
    let refusedHash = "";
    const picky: Ledger = {
      ...test.ledger,
      sign: async (key, nonce, call) => {
        const signed = await test.ledger.sign(key, nonce, call);
        if (refusedHash === "") refusedHash = signed.raw;
        return signed;
      },
      send: async (raw) => (raw === refusedHash ? fail("ledger-call-malformed", {}) : test.ledger.send(raw)),
    };
    const { submitter, store } = await startOutbox(test, { atEnd, store: opened.store, ledger: picky });
    const refused = await submitter.accept(asked("never-1"));
    const behind = await submitter.accept(asked("never-2"));
    expect(await submitter.settled(refused.id, WAIT_MS)).toMatchObject({
      state: "refused",
      refusal: { code: "ledger-call-malformed" },
    });
    expect((await submitter.settled(behind.id, WAIT_MS)).state).toBe("mined");
    await expect.poll(() => store.unconfirmed(bureau.operatorKey)).toStrictEqual([]);
    expect(await minedNonce()).toBe(before + 2);
    expect(await test.ledger.receipt(refused.transactions[0] ?? "0x")).toBeNull();
  });

  it("signs anew what lost its nonce to another transaction of the same key", async () => {
    const opened = await openStore(atEnd);
    let isFirst = true;
    const raced: Ledger = {
      ...test.ledger,
      sign: async (key, nonce, call) => {
        if (isFirst) {
          isFirst = false;
          await test.ledger.send((await test.ledger.signNoop(key, nonce)).raw);
        }
        return test.ledger.sign(key, nonce, call);
      },
    };
    const { submitter } = await startOutbox(test, { atEnd, store: opened.store, ledger: raced });
    const before = await minedNonce();
    const { id } = await submitter.accept(asked("lost-1"));
    const ended = await submitter.settled(id, WAIT_MS);
    expect(ended.state).toBe("mined");
    expect(ended.transactions).toHaveLength(2);
    expect(await minedNonce()).toBe(before + 2);
  });

  it("fills a gap of nonces that a damaged store left", async () => {
    const opened = await openStore(atEnd);
    const { operatorKey } = bureau;
    const before = await minedNonce();
    const ahead = await test.ledger.sign(
      operatorKey,
      before + 1,
      ledgerCall("institutions", "signAgreement", 1, 1, FAR_SEC),
    );
    await opened.store.commit({
      signed: [{ ...ahead, command: null }],
      nextNonces: [{ key: operatorKey, nextNonce: before + 2 }],
    });
    await startOutbox(test, { atEnd, store: opened.store });
    await expect.poll(minedNonce, { timeout: WAIT_MS }).toBe(before + 2);
  });

  it("refuses the command of a key revoked meanwhile, and moves on when the key may again", async () => {
    const { operatorKey, adminKey, institution } = bureau;
    const add = ledgerCall("institutions", "addOperator", institution, operatorKey, 7, FAR_SEC);
    const opened = await openStore(atEnd);
    let isFirst = true;
    const revoking: Ledger = {
      ...test.ledger,
      sign: async (key, nonce, call) => {
        if (isFirst) {
          isFirst = false;
          await callNow(
            test.ledger,
            adminKey,
            ledgerCall("institutions", "revokeOperator", institution, operatorKey),
          );
        }
        return test.ledger.sign(key, nonce, call);
      },
    };
    const { submitter } = await startOutbox(test, { atEnd, store: opened.store, ledger: revoking });
    const before = await minedNonce();
    const { id } = await submitter.accept(asked("revoked-1"));
    const ended = await submitter.settled(id, WAIT_MS);
    expect(ended).toMatchObject({ state: "refused", refusal: { code: "sender-not-permitted" } });
    expect(await minedNonce()).toBe(before);
    await callNow(test.ledger, adminKey, add);
    await expect.poll(minedNonce, { timeout: WAIT_MS }).toBe(before + 1);
    const next = await submitter.accept(asked("revoked-2"));
    expect((await submitter.settled(next.id, WAIT_MS)).state).toBe("mined");
    expect(await test.ledger.receipt(ended.transactions[0] ?? "0x")).toBeNull();
  });
});
