import { expect, it } from "vitest";
import { makeImportReads } from "../../server/store/import-reads.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { anyImport, anyImportChange, anyPlan, IMPORT_ID } from "./support/any-import.ts";
import { DATABASES } from "./support/databases.ts";

const PAGE = { limit: 10, after: null };

it.each(DATABASES)(
  "an import is kept with its plan, names and refusals, and its plan ends ($name)",
  async ({ open }) => {
    const { database, discard } = await open();
    const store = await openIntentStore(database);
    const reads = makeImportReads(database);
    expect(await reads.importRow(IMPORT_ID)).toBeNull();
    await store.commit({ imports: { row: anyImport(), plan: anyPlan, refusals: [], names: [] } });
    expect(await reads.importPlan(IMPORT_ID)).toEqual(anyPlan);
    const change = anyImportChange("done");
    await store.commit({ imports: change });
    expect(await reads.importRows()).toEqual([change.row]);
    expect(await reads.importPlan(IMPORT_ID)).toBeNull();
    expect(await reads.importName(IMPORT_ID, "shipment SH1")).toBe(change.names[0]?.id);
    expect(await reads.importName(IMPORT_ID, "shipment SH2")).toBeNull();
    expect((await reads.importRefusals(IMPORT_ID, PAGE)).rows).toEqual(change.refusals);
    expect((await reads.importRefusals("ee".repeat(16), PAGE)).rows).toEqual([]);
    await discard();
  },
);

it.each(DATABASES)("what is no import's id names none ($name)", async ({ open }) => {
  const { database, discard } = await open();
  expect(await makeImportReads(database).importRow("../x")).toBeNull();
  await discard();
});
