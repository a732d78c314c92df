import { describe, expect, it } from "vitest";
import { ZONES } from "../../../server/domain/business-day.ts";
import type { Command } from "../../../server/domain/command.ts";
import { fail } from "../../../server/domain/failure.ts";
import type { FailureCode } from "../../../server/domain/failure-catalogue.ts";
import type { BlockRef, Hex32 } from "../../../server/domain/ids.ts";
import type { NewCommand, Submitter } from "../../../server/domain/ports.ts";
import { type Attempt, type Made, submitOnce } from "../../../server/flows/take/submit-once.ts";
import type { TakePorts } from "../../../server/flows/take/take-ports.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const HASH: Hex32 = `0x${"11".repeat(32)}`;
const OTHER_HASH: Hex32 = `0x${"22".repeat(32)}`;
const PACK = { batch: "0x00000000000000aa", index: 3 } as const;
const MADE: Made = { body: { kind: "withdraw-product", product: 1 }, echo: {} };

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  principal: { name: "till-1", institution: 7, role: "pharmacy", region: 330_500 },
  operation: "withdraw-product",
  signer: "operator",
  bodyHash: HASH,
  idempotencyKey: null,
  naturalKey: "RX-1",
  ...change,
});

type Kept = Parameters<Submitter["keepRefused"]>[0];

/** The two doors that a request goes through; the index stands at `indexBlock` until it is waited for. */
function doors(given: { commands?: readonly Command[]; indexBlock?: number } = {}) {
  const accepted: NewCommand[] = [];
  const kept: Kept[] = [];
  const at = (block: number): BlockRef => ({ block, blockHash: HASH });
  let indexBlock = given.indexBlock ?? 10;
  const ports: Pick<TakePorts, "submitter" | "commands" | "reader" | "ledger" | "indexWaitMs" | "zone"> = {
    submitter: {
      accept: async (command) => {
        accepted.push(command);
        return commandOf(command.idempotencyKey, null);
      },
      settled: () => Promise.reject(new Error("nobody waits here")),
      keepRefused: async (refused) => {
        kept.push(refused);
      },
    },
    commands: {
      commandByKey: async (_, key) =>
        given.commands?.find(({ idempotencyKey }) => idempotencyKey === key) ?? null,
      commandsOf: () => Promise.reject(new Error("nobody lists here")),
    },
    reader: {
      view: () => Promise.reject(new Error("nobody looks here")),
      head: () => at(indexBlock),
      reached: async (block) => {
        indexBlock = Math.max(indexBlock, block);
        return true;
      },
    },
    ledger: { head: async () => ({ ...at(10), timeSec: 0 }) },
    indexWaitMs: 1,
    zone: ZONES.UTC,
  };
  // submitOnce asks nothing of the vault and the uploads.
  return { ports: ports as TakePorts, accepted, kept, indexAt: () => indexBlock };
}

function commandOf(idempotencyKey: string, refused: FailureCode | null): Command {
  return {
    id: `command of ${idempotencyKey}`,
    institution: 7,
    principal: "till-1",
    signer: "operator",
    operation: "withdraw-product",
    idempotencyKey,
    bodyHash: HASH,
    acceptedAtMs: 0,
    state: refused === null ? "mined" : "refused",
    body: MADE.body,
    echo: {},
    progress: { pending: [], callsAfter: 0, attempts: 0, seen: null, result: {}, refusals: [] },
    transactions: [],
    mined: null,
    refusal: refused === null ? null : { code: refused, facts: {}, atMs: 0 },
  };
}

const unmade = (): Promise<Made> => Promise.reject(new Error("it was looked up again"));

describe("a request goes to the outbox once", () => {
  it("under the caller's name for it, else the document's", async () => {
    const { ports, accepted } = doors();
    await submitOnce(ports, attempt(), async () => MADE);
    await submitOnce(ports, attempt({ idempotencyKey: "mine" }), async () => MADE);
    await submitOnce(ports, attempt({ naturalKey: null }), async () => MADE);
    await submitOnce(ports, attempt({ naturalKey: null }), async () => MADE);
    const keys = accepted.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys.slice(0, 2)).toEqual(["RX-1", "mine"]);
    expect(new Set(keys).size).toBe(4);
  });

  it("and is answered from its command before anything is looked up", async () => {
    const { ports } = doors({ commands: [commandOf("RX-1", null)] });
    expect((await submitOnce(ports, attempt(), unmade)).id).toBe("command of RX-1");
  });

  it("another body under the name is refused and kept", async () => {
    const { ports, kept } = doors({ commands: [commandOf("RX-1", null)] });
    const { code } = await refusalOf(submitOnce(ports, attempt({ bodyHash: OTHER_HASH }), unmade));
    expect([code, kept.map((each) => each.code)]).toEqual([
      "idempotency-body-differs",
      ["idempotency-body-differs"],
    ]);
  });

  it("a document may be tried again when what refused it can change, a name may not", async () => {
    const passing = doors({ commands: [commandOf("RX-1", "operator-expired")] });
    await submitOnce(passing.ports, attempt(), async () => MADE);
    expect(passing.accepted.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      "RX-1:after:command of RX-1",
    ]);
    const final = doors({ commands: [commandOf("RX-1", "pack-already-dispensed")] });
    expect((await submitOnce(final.ports, attempt(), unmade)).state).toBe("refused");
    const named = doors({ commands: [commandOf("mine", "operator-expired")] });
    expect((await submitOnce(named.ports, attempt({ idempotencyKey: "mine" }), unmade)).state).toBe(
      "refused",
    );
  });
});

describe("a refusal", () => {
  it("is kept with the packs it named", async () => {
    const { ports, kept } = doors();
    const refused = submitOnce(ports, attempt(), async (named) => {
      named.push(PACK);
      return fail("not-in-custody", { pack: "8…" });
    });
    expect((await refusalOf(refused)).code).toBe("not-in-custody");
    expect(kept).toMatchObject([{ code: "not-in-custody", packs: [PACK], bodyHash: HASH, institution: 7 }]);
  });

  it("that passes by itself is none, and is not kept", async () => {
    const { ports, kept } = doors();
    const refused = submitOnce(ports, attempt(), async () => fail("could-not-look", { missing: [] }));
    expect([(await refusalOf(refused)).code, kept]).toEqual(["could-not-look", []]);
  });

  it("judged by an index behind the chain is judged again when it has come up", async () => {
    const { ports, kept, accepted, indexAt } = doors({ indexBlock: 4 });
    const judge = async (): Promise<Made> => (indexAt() < 10 ? fail("not-in-custody", {}) : MADE);
    await submitOnce(ports, attempt(), judge);
    expect([kept.length, accepted.length]).toEqual([0, 1]);
  });
});
