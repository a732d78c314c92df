import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { planDemo } from "../../server/demo/plan.ts";
import { type Desk, hasBrowser, openDesk } from "./support/browser.ts";

const { storyCode } = planDemo();

describe.skipIf(!hasBrowser)("the page that tells a pack's story", () => {
  const { url, principals } = inject("demo") ?? { url: "", principals: [] };
  const token = principals.find((one) => one.role === "auditor")?.token ?? "";
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk(url);
    page = desk.page;
  });

  afterAll(() => desk.close());

  const trace = async (code: string, key: string): Promise<void> => {
    await page.getByLabel("Trace code").fill(code);
    await page.getByLabel("API key").fill(key);
    await page.getByRole("button", { name: "Trace" }).click();
  };

  const seen = async (words: string | RegExp): Promise<void> => {
    await page.getByText(words).first().waitFor({ timeout: 20_000 });
  };

  test("shows the chain's head and says that a single operator makes the blocks", async () => {
    await seen(/^#\d+$/);
    await seen("Embedded node: a single operator");
  });

  test("tells an auditor the whole story, down to the refused second sale", async () => {
    await trace(storyCode, token);
    await seen(/made it: /);
    await seen(/shipped it to /);
    await seen(/received it from /);
    await seen(/dispensed the pack/);
    await seen(/The pack was dispensed already/);
    await seen(/As of block \d+/);
  });

  test("tells the same in Chinese", async () => {
    await page.getByRole("button", { name: "中文" }).click();
    await seen("这盒药从哪里来？");
    await seen(/发药，整盒/);
    await page.getByRole("button", { name: "English" }).click();
  });

  test("names the fault of a code with a digit lost", async () => {
    await trace(storyCode.slice(0, -1), token);
    await seen(/This is not a trace code/);
  });

  test("says what is missing to somebody without a valid key", async () => {
    await trace(storyCode, "x".repeat(40));
    await seen("The key is not valid, or was revoked.");
  });

  test("is worked by the keyboard alone", async () => {
    await page.getByLabel("API key").fill(token);
    await page.getByLabel("Trace code").fill(storyCode);
    await page.getByLabel("Trace code").press("Enter");
    await seen(/dispensed the pack/);
  });

  test("asks nothing of any other host, keeps the key out of the address, and breaks nowhere", () => {
    expect(desk.outside).toEqual([]);
    expect(page.url()).not.toContain(token);
    expect(desk.faults).toEqual([]);
  });
});
