import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFailure } from "../../../server/domain/failure.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import type { Ledger } from "../../../server/domain/ports.ts";
import { addBureau, type Member, sendNow } from "../../chain/support/test-ledger.ts";
import {
  type IndexedLedger,
  newCommand,
  registration,
  startIndexedLedger,
  startOutbox,
  strangerKey,
} from "../support/test-outbox.ts";

const WAIT_MS = 10_000;

describe("the outbox", () => {
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

  /** How many institutions carry the code: the contract itself would refuse a second one. */
  const asked = (key: string, code = key) =>
    newCommand(bureau.institution, key, registration(code, strangerKey(code)));
  const minedNonce = (): Promise<number> => test.ledger.minedNonce(bureau.operatorKey);
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!isFailure(error)) throw error ?? new Error("it was not refused");
    return error.code;
  };

  it("accepts a command durably and tells its result when it is mined", async () => {
    const { submitter, commands } = await startOutbox(test, { atEnd });
    const accepted = await submitter.accept(asked("mined-1"));
    expect(["accepted", "submitted"]).toContain(accepted.state);

    const mined = await submitter.settled(accepted.id, WAIT_MS);
    expect(mined.state).toBe("mined");
    expect(mined.mined?.result).toMatchObject({ institution: expect.any(Number) });
    expect(await commands.command(accepted.id)).toStrictEqual(mined);
    expect(await commands.commandByKey(bureau.institution, "mined-1")).toStrictEqual(mined);
  });

  it("gives the same document the same command, before and after it is mined", async () => {
    const { submitter } = await startOutbox(test, { atEnd });
    const before = await minedNonce();
    const first = await submitter.accept(asked("twice-1"));
    const second = await submitter.accept(asked("twice-1"));
    await submitter.settled(first.id, WAIT_MS);
    const third = await submitter.accept(asked("twice-1"));
    expect([second.id, third.id]).toStrictEqual([first.id, first.id]);
    expect(await minedNonce()).toBe(before + 1);
  });

  it("refuses the same document with another body, and changes nothing", async () => {
    const { submitter, store } = await startOutbox(test, { atEnd });
    const first = await submitter.accept(asked("other-1"));
    expect(await codeOf(submitter.accept(asked("other-1", "other-2")))).toBe("idempotency-body-differs");
    const kept = await store.commandsOf(bureau.institution, { limit: 10, after: null });
    expect(kept.rows.map(({ id }) => id)).toStrictEqual([first.id]);
    await submitter.settled(first.id, WAIT_MS);
  });

  it("lets one of fifty equal requests at once take effect", async () => {
    const { submitter, store } = await startOutbox(test, { atEnd });
    const before = await minedNonce();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => submitter.accept(asked("race-1"))),
    );
    const ids = new Set(
      answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.id] : [])),
    );
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
    expect(ids.size).toBe(1);
    expect(new Set(refusals)).toStrictEqual(new Set(["idempotency-in-flight"]));
    for (const id of ids) expect((await submitter.settled(id, WAIT_MS)).state).toBe("mined");
    expect(await minedNonce()).toBe(before + 1);
    expect((await store.commandsOf(bureau.institution, { limit: 10, after: null })).rows).toHaveLength(1);
  });

  it("keeps a refused attempt, and tries the same request anew", async () => {
    const { submitter, store, commands } = await startOutbox(test, { atEnd });
    const request = newCommand(bureau.institution, "anew-1", {
      kind: "sign-agreement",
      institution: 9_999,
      fromSec: 1_767_225_600,
      validUntilSec: 1_798_761_600,
    });
    expect(await codeOf(submitter.accept(request))).toBe("institution-unknown");
    expect(await codeOf(submitter.accept(request))).toBe("institution-unknown");
    const kept = await store.refusedAttempts(bureau.institution, { limit: 10, after: null });
    expect(kept.rows.map(({ code, bodyHash }) => ({ code, bodyHash }))).toStrictEqual([
      { code: "institution-unknown", bodyHash: request.bodyHash },
      { code: "institution-unknown", bodyHash: request.bodyHash },
    ]);
    expect(await commands.commandByKey(bureau.institution, "anew-1")).toBeNull();
  });

  it("refuses, with a kept attempt, a command that another transaction overtook in the block", async () => {
    const rival = await test.keyring.makeKey({ institutionCode: bureau.code, role: "operator" });
    const { ledger } = test;
    await sendNow(
      ledger,
      bureau.adminKey,
      ledgerCall("institutions", "addOperator", bureau.institution, rival, 7, 4_102_444_800),
    );
    const draft = {
      kind: 3,
      district: 330_503,
      adminKey: strangerKey("rival"),
      code: "rival-1",
      name: "Rival",
    };
    const overtaken: Ledger = {
      ...ledger,
      sign: async (key, nonce, call) => {
        const signed = await ledger.sign(key, nonce, call);
        if (key !== rival)
          await sendNow(ledger, rival, ledgerCall("institutions", "registerInstitution", draft));
        return signed;
      },
    };
    const { submitter, store } = await startOutbox(test, { atEnd, ledger: overtaken });
    const before = await minedNonce();
    const accepted = await submitter.accept(asked("rival-1"));
    const ended = await submitter.settled(accepted.id, WAIT_MS);

    expect(ended.state).toBe("refused");
    expect(ended.refusal?.code).toBe("institution-code-taken");
    expect(await minedNonce()).toBe(before + 1);
    const kept = await store.refusedAttempts(bureau.institution, { limit: 10, after: null });
    expect(kept.rows).toMatchObject([{ code: "institution-code-taken", operation: "register-institution" }]);
    expect(await submitter.accept(asked("rival-1"))).toMatchObject({ id: accepted.id, state: "refused" });
  });

  it("holds no more unfinished commands than it may", async () => {
    const away: Ledger = { ...test.ledger, send: () => new Promise(() => undefined) };
    const { submitter } = await startOutbox(test, {
      atEnd,
      ledger: away,
      limits: { commandsUnfinishedMax: 2 },
    });
    await submitter.accept(asked("full-1"));
    await submitter.accept(asked("full-2"));
    expect(await codeOf(submitter.accept(asked("full-3")))).toBe("too-busy");
  });
});
