import { describe, expect, it } from "vitest";
import type { Command } from "../../../server/domain/command.ts";
import type { CommandBody } from "../../../server/domain/command-body.ts";
import { Failure } from "../../../server/domain/failure.ts";
import type { BlockRef } from "../../../server/domain/ids.ts";
import {
  beginCommand,
  endCommand,
  withCallMined,
  withCallSigned,
  withPartDivided,
  withPartRefused,
} from "../../../server/flows/submit/command-steps.ts";
import { newCommand, registration, strangerKey } from "../support/test-outbox.ts";
import { documentKey, NO_HASH } from "../support/test-stock.ts";

const AT: BlockRef = { block: 5, blockHash: NO_HASH };
const REFUSED = new Failure("pack-already-dispensed", { index: 1 });

function begun(body: CommandBody): Command {
  return beginCommand(newCommand(7, "key", body), { id: "id", atMs: 1 });
}

function dispenses(count: number): CommandBody {
  const dispense = (at: number) => ({
    documentKey: documentKey(`${at}`),
    dispensedAtSec: 1,
    identification: "none" as const,
    personCommitment: NO_HASH,
    lines: [],
  });
  return { kind: "record-dispenses", dispenses: Array.from({ length: count }, (_, at) => dispense(at)) };
}

const single = registration("x", strangerKey("x"));

describe("the steps of a command", () => {
  it("end with the last call of the plan", () => {
    const first = withCallSigned(begun(single), { hash: NO_HASH, callsAfter: 1 });
    const between = withCallMined(first, AT, { batch: "0x1", manifestCount: 4_000 });
    expect(between.progress.pending).toHaveLength(1);
    const last = withCallMined(withCallSigned(between, { hash: NO_HASH, callsAfter: 0 }), AT, {
      manifestCount: 5_000,
    });
    expect(last.progress.pending).toHaveLength(0);
    expect(endCommand(last)).toMatchObject({
      state: "mined",
      mined: { block: 5, result: { batch: "0x1", manifestCount: 5_000 } },
    });
  });

  it("end refused when a call of several was refused", () => {
    const between = withCallMined(withCallSigned(begun(single), { hash: NO_HASH, callsAfter: 1 }), AT, {
      batch: "0x1",
    });
    expect(endCommand(withPartRefused(between, REFUSED, 9))).toMatchObject({
      state: "refused",
      refusal: { code: "pack-already-dispensed", atMs: 9 },
    });
  });

  it("cover every dispense once, however often they are divided", () => {
    let command = begun(dispenses(7));
    for (let times = 0; times < 3; times += 1) command = withPartDivided(command);
    const covered = command.progress.pending.flatMap(({ from, to }) =>
      Array.from({ length: to - from }, (_, at) => from + at),
    );
    expect(covered).toStrictEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("name the refused document of a bulk, and end mined when another stands", () => {
    const divided = withPartDivided(begun(dispenses(2)));
    const one = withPartRefused(divided, REFUSED, 9);
    const both = withCallMined(withCallSigned(one, { hash: NO_HASH, callsAfter: 0 }), AT, {
      dispenses: ["0xd1"],
    });
    expect(endCommand(both)).toMatchObject({
      state: "mined",
      mined: { result: { dispenses: ["0xd1"], refusedDocuments: [documentKey("0")] } },
    });
  });

  it("start counting attempts anew with the next call", () => {
    const twice = withCallSigned(withCallSigned(begun(single), { hash: NO_HASH, callsAfter: 1 }), {
      hash: NO_HASH,
      callsAfter: 1,
    });
    expect(twice.progress.attempts).toBe(2);
    expect(withCallMined(twice, AT, {}).progress.attempts).toBe(0);
  });
});
