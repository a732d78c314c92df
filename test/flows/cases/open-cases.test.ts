import { expect, it } from "vitest";
import type { CaseWords } from "../../../server/domain/cases/audit-case.ts";
import type { CaseStepAct } from "../../../server/domain/cases/case-states.ts";
import type { LedgerView } from "../../../server/domain/ledger-view.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { CasePorts } from "../../../server/flows/cases/case-ports.ts";
import { NO_WORDS } from "../../../server/flows/cases/case-words.ts";
import { openCases } from "../../../server/flows/cases/open-cases.ts";
import { openCaseRecords } from "../../../server/store/case-store.ts";
import type { Database } from "../../../server/store/database.ts";
import { openIntentStore } from "../../../server/store/intent-store.ts";
import { openVault } from "../../../server/vault/open-vault.ts";
import { newDirectory } from "../../node/support/test-node.ts";
import { anyFinding, anyReconciliation, RUN_ID } from "../../store/support/any-reconciliation.ts";
import { DATABASES, dump } from "../../store/support/databases.ts";

const clerk: Principal = { name: "clerk 1", institution: 7, role: "bureau", region: 330_500 };
const second: Principal = { ...clerk, name: "clerk 2" };
const shop: Principal = { name: "till", institution: 5, role: "pharmacy", region: 330_500 };
const passphrase = { text: "a passphrase of the tests", origin: "machine" } as const;

async function portsOn(database: Database, nowMs = Date.UTC(2026, 10, 22)): Promise<CasePorts> {
  const intents = await openIntentStore(database);
  const vault = await openVault({ dir: newDirectory(), passphrase, whenAbsent: "make" }, intents);
  const asOf = { block: 9, blockHash: `0x${"77".repeat(32)}` } as const;
  // A case asks the ledger for these three things alone.
  const view = {
    institutionByCode: async () => ({ id: 5, region: 330_500, name: "店" }),
    institution: async () => ({ id: 5, region: 330_500, name: "店" }),
    claimRules: async () => ({ turnedDays: [] }),
  } as unknown as LedgerView;
  return {
    records: openCaseRecords(database),
    reconciliations: {
      read: async () => anyReconciliation({ stage: "done", asOf }),
      finding: async (_principal, _id, ordinal) => ({ ...anyFinding(), row: ordinal, ordinal }),
    },
    reader: { view: (use) => use(view) },
    vault,
    clock: { nowMs: () => nowMs },
    zone: { offsetMin: 480 },
  };
}

const opening = (finding: number, principal = clerk) => ({
  principal,
  idempotencyKey: null,
  reconciliation: RUN_ID,
  findings: [finding],
  reason: "没有销售记录",
  region: null,
});
const step = (number: string, act: CaseStepAct, change: object = {}) => ({
  principal: second,
  idempotencyKey: null,
  number,
  act,
  fen: null,
  businessDays: null,
  claims: [],
  words: NO_WORDS,
  ...change,
});

it.each(DATABASES)("openings at once get numbers of their own, without a gap ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const cases = openCases(await portsOn(database));
  const stories = await Promise.all(Array.from({ length: 50 }, (_, n) => cases.open(opening(n))));
  expect(new Set(stories.map(({ number }) => number)).size).toBe(50);
  expect(stories.map(({ head }) => head.ordinal).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 1),
  );
  await discard();
});

it.each(DATABASES)("the same opening twice at once is one case ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const cases = openCases(await portsOn(database));
  const [one, other] = await Promise.all([cases.open(opening(1)), cases.open(opening(1))]);
  expect(one.number).toBe(other.number);
  expect((await cases.open(opening(2))).head.ordinal).toBe(2);
  await discard();
});

it.each(DATABASES)(
  "what was written lies sealed, and opens for who may read it ($name)",
  async ({ open }) => {
    const { database, discard } = await open();
    const cases = openCases(await portsOn(database));
    const { number } = await cases.open(opening(1));
    await cases.step(step(number, "hearing", { businessDays: 5, words: { ...NO_WORDS, note: "请说明" } }));
    const words: CaseWords = {
      note: "张三的处方",
      legalBasis: null,
      bankReference: null,
      attachments: [{ name: "张三.pdf", sha256: "ab".repeat(32) }],
    };
    await cases.step(step(number, "statement", { principal: shop, words }));
    await cases.step(
      step(number, "upholding", { fen: 900n, words: { ...NO_WORDS, legalBasis: "条例第三十八条" } }),
    );
    await cases.step(step(number, "claw-back", { fen: 900n, businessDays: 15 }));
    const money = { ...NO_WORDS, bankReference: "E2E-77" };
    const story = await cases.step(step(number, "recovery", { fen: 900n, words: money }));
    expect(story.steps.map((each) => each.words)).toMatchObject([
      { note: "没有销售记录" },
      { note: "请说明" },
      words,
      { legalBasis: "条例第三十八条" },
      {},
      money,
    ]);
    const kept = (await dump(database)).map((row) =>
      Buffer.from(row.split(" ")[1] ?? "", "hex").toString("utf8"),
    );
    for (const plain of ["没有销售记录", "请说明", "张三", "条例", "E2E-77", "ab".repeat(32)]) {
      expect(kept.filter((row) => row.includes(plain))).toEqual([]);
    }
    await discard();
  },
);

it("a year is the calendar's of the bureau, and begins at 1", async () => {
  const opened = await DATABASES[0]?.open();
  if (opened === undefined) throw new Error("no database");
  const before = openCases(await portsOn(opened.database));
  await before.open(opening(1));
  // The last hour of 2026 in UTC is the first day of 2027 here.
  const after = openCases(await portsOn(opened.database, Date.UTC(2026, 11, 31, 23)));
  expect((await after.open(opening(2))).number).toBe("AJ-330500-2027-000001");
  await opened.discard();
});

it("steps that race for the same money are judged one after the other", async () => {
  const opened = await DATABASES[0]?.open();
  if (opened === undefined) throw new Error("no database");
  const cases = openCases(await portsOn(opened.database));
  const { number } = await cases.open(opening(1));
  await cases.step(step(number, "hearing", { businessDays: 5 }));
  await cases.step(step(number, "statement", { principal: shop }));
  await cases.step(step(number, "upholding", { fen: 900n }));
  await cases.step(step(number, "claw-back", { fen: 900n, businessDays: 15 }));
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      cases.step(step(number, "recovery", { fen: 100n, words: { ...NO_WORDS, bankReference: `E2E-${n}` } })),
    ),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(9);
  const { standing } = await cases.read(clerk, number);
  expect(standing).toMatchObject({ state: "recovered", recoveredFen: 900n });
  await opened.discard();
});
