import { describe, expect, it, onTestFinished } from "vitest";
import { fail } from "../../../server/domain/failure.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import type { Ledger, Planner } from "../../../server/domain/ports.ts";
import { prepareCall } from "../../../server/flows/submit/prepare-call.ts";
import { addBureau, sendNow } from "../../chain/support/test-ledger.ts";
import { LIMITS, registration, startIndexedLedger, strangerKey } from "../support/test-outbox.ts";

describe("preparing a call", () => {
  it("counts a refusal only when the index held the chain's head", async () => {
    const test = await startIndexedLedger(onTestFinished);
    const bureau = await addBureau(test);
    const { ledger } = test;
    const draft = { kind: 3, district: 330_503, adminKey: strangerKey("late"), code: "late", name: "Late" };
    let isBehind = true;
    // What the plan lacks comes with a block that the index has not seen when the plan is first made.
    const moving: Ledger = {
      ...ledger,
      head: async () => {
        if (isBehind) {
          isBehind = false;
          await sendNow(ledger, bureau.operatorKey, ledgerCall("institutions", "registerInstitution", draft));
        }
        return ledger.head();
      },
    };
    let planCount = 0;
    const planner: Planner = async (_body, _institution, view) => {
      planCount += 1;
      return (await view.institutionByCode("late")) === null ? fail("institution-unknown", {}) : [];
    };
    await test.index.reader.reached((await ledger.head()).block, 10_000);
    const ports = { ledger: moving, reader: test.index.reader, planner, limits: LIMITS };
    const asked = {
      body: registration("x", strangerKey("x")),
      institution: bureau.institution,
      key: bureau.operatorKey,
      seen: null,
    };
    expect(await prepareCall(ports, asked)).toMatchObject({ kind: "standing" });
    expect(planCount).toBe(2);

    const refusing: Planner = async () => {
      planCount += 1;
      return fail("batch-unknown", { batch: "0x0000000000000001" });
    };
    expect(await prepareCall({ ...ports, planner: refusing }, asked)).toMatchObject({
      kind: "refused",
      failure: { code: "batch-unknown" },
    });
    expect(planCount).toBe(3);
  });

  it("waits for an index that holds what the command did before", async () => {
    const test = await startIndexedLedger(onTestFinished);
    const head = await test.ledger.head();
    const planner: Planner = async () => [];
    const limits = { ...LIMITS, indexWaitMs: 20 };
    const ports = { ledger: test.ledger, reader: test.index.reader, planner, limits };
    const asked = { body: registration("x", strangerKey("x")), institution: 1, key: strangerKey("y") };
    const ahead = { block: head.block + 5, blockHash: head.blockHash };
    await expect(prepareCall(ports, { ...asked, seen: ahead })).rejects.toMatchObject({ code: "not-ready" });
  });
});
