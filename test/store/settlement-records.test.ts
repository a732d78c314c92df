import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KeptRequest } from "../../server/domain/nhsa/settlement/settlement-records.ts";
import type { Database } from "../../server/store/database.ts";
import { openSettlementRecords } from "../../server/store/settlement-records.ts";
import { DATABASES } from "./support/databases.ts";

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const request = (change: Partial<KeptRequest> = {}): KeptRequest => ({
  institution: 3,
  kind: "2102",
  msgid: "M-1",
  state: "claimed",
  fingerprint: hash("1"),
  person: hash("2"),
  sender: { name: "till", role: "pharmacy", region: 330_500 },
  sealedText: "sealed",
  attempt: 1,
  claim: null,
  settlementId: null,
  sealedOutput: null,
  refusal: null,
  byMsgid: null,
  acceptedAtMs: 5,
  ...change,
});

describe.each(DATABASES)("kept settlement requests in $name", ({ open }) => {
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    ({ database, discard } = await open());
  });
  afterEach(() => discard());

  test("are found by institution, infno and msgid, and by nothing less", async () => {
    const records = openSettlementRecords(database);
    await records.commit({ requests: [request()] });
    expect(await records.request({ institution: 3, kind: "2102", msgid: "M-1" })).toStrictEqual(request());
    expect(await records.request({ institution: 4, kind: "2102", msgid: "M-1" })).toBeNull();
    expect(await records.request({ institution: 3, kind: "2103", msgid: "M-1" })).toBeNull();
    expect(await records.request({ institution: 3, kind: "2102", msgid: "M-2" })).toBeNull();
  });

  test("are open until they have ended, the earliest first", async () => {
    const records = openSettlementRecords(database);
    const later = request({ msgid: "M-2", acceptedAtMs: 9, state: "unknown" });
    await records.commit({ requests: [later, request()] });
    expect(await records.openRequests()).toStrictEqual([request(), later]);
    const refusal = { code: "settlement-undone", facts: { byMsgid: "" } } as const;
    await records.commit({ requests: [request({ state: "refused", refusal })] });
    expect(await records.openRequests()).toStrictEqual([later]);
    expect((await records.request(request()))?.refusal).toStrictEqual(refusal);
  });

  test("go to the disk with their setl_id and the fees of their visit", async () => {
    const records = openSettlementRecords(database);
    const visit = { institution: 3, visitId: "V-1", person: hash("2"), sealedFees: "sealed" };
    const { institution, kind, msgid } = request();
    const name = { institution, kind, msgid };
    await records.commit({
      requests: [request({ state: "done", claim: hash("3"), settlementId: "S-1", sealedOutput: "sealed" })],
      settlements: [{ settlementId: "S-1", request: name }],
      visits: [visit],
    });
    expect(await records.settlement(3, "S-1")).toStrictEqual(name);
    expect(await records.settlement(4, "S-1")).toBeNull();
    expect(await records.visit(3, "V-1")).toStrictEqual(visit);
    expect(await records.visit(3, "V-2")).toBeNull();
  });
});
