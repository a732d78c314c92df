import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Desk, hasBrowser, openDesk } from "./support/browser.ts";

const SEEN_MS = 20_000;

describe.skipIf(!hasBrowser)("the page that tells whether what was paid for was sold", () => {
  const { url, principals } = inject("demo") ?? { url: "", principals: [] };
  const tokenOf = (role: string): string => principals.find((one) => one.role === role)?.token ?? "";
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk(url);
    page = desk.page;
  });

  afterAll(() => desk.close());

  const enter = async (token: string): Promise<void> => {
    const other = page.getByRole("button", { name: "Use another key" });
    if (await other.isVisible()) await other.click();
    await page.getByLabel("API key").fill(token);
    await page.getByLabel("API key").press("Enter");
  };

  const seen = async (words: string | RegExp): Promise<void> => {
    await page.getByText(words).first().waitFor({ timeout: SEEN_MS });
  };

  test("is reached from the start page", async () => {
    await page.getByRole("link", { name: "Reconciliations" }).click();
    await seen("Paste the API key of a bureau or an auditor once to see what was reconciled.");
  });

  test("says which key it needs to somebody who may not reconcile", async () => {
    await enter(tokenOf("pharmacy"));
    await seen("This key may not reconcile: use a bureau's or an auditor's.");
  });

  test("tells an auditor of the demo's month: sums, rules, institutions, block", async () => {
    await enter(tokenOf("auditor"));
    await seen("demo-claims.csv");
    await page.locator(".tile", { hasText: "Claims" }).getByText("422").waitFor();
    await page.locator("table", { hasText: "By rule" }).getByText("amount mismatch").waitFor();
    await page.locator("table", { hasText: "By institution" }).locator("tbody tr").first().waitFor();
    await seen(/^As of block \d+/);
  });

  test("shows the findings of one rule with the values that decided them", async () => {
    await page.getByRole("button", { name: "amount mismatch" }).click();
    await seen("Findings: amount mismatch");
    await page.locator(".finding").nth(1).waitFor();
    expect(await page.locator(".finding").count()).toBe(2);
    await page.locator(".finding dt", { hasText: "soldFen" }).first().waitFor();
  });

  test("tells the same in Chinese", async () => {
    await page.getByRole("button", { name: "中文" }).click();
    await seen("付了钱的药，真的卖出去了吗？");
    await seen("逐条疑点: 金额不符");
    await page.getByRole("button", { name: "English" }).click();
  });

  test("saves the report, whole and with nothing from elsewhere", async () => {
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the report" }).click();
    const report = await readFile(await (await saving).path(), "utf8");
    expect(report).toContain("demo-claims.csv");
    expect(report).not.toMatch(/<script|https?:\/\//);
  });

  test("leads from a finding to its pack's story", async () => {
    await page.getByRole("link", { name: "This pack's story →" }).first().click();
    await seen(/received it from /);
  });

  test("asks nothing of any other host, keeps the key out of the address, and breaks nowhere", () => {
    expect(desk.outside).toEqual([]);
    expect(page.url()).not.toContain(tokenOf("auditor"));
    expect(desk.faults).toEqual([]);
  });
});
