import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Desk, hasBrowser, openDesk } from "./support/browser.ts";

const SEEN_MS = 30_000;
const REGION = 330500;

describe.skipIf(!hasBrowser)("the page on which a bureau decides claims", () => {
  const { url, principals } = inject("demo") ?? { url: "", principals: [] };
  let desk: Desk;
  let page: Page;
  let claim: string;

  beforeAll(async () => {
    desk = await openDesk(url);
    page = desk.page;
  });

  afterAll(() => desk.close());

  /** Bureaus have three keys: the clerk's, the decider's （审核） and the reviewer's （复核）. */
  const tokenOf = (role: string, end: string): string => {
    const own = principals.filter((one) => one.role === role && one.region === REGION);
    return own.find(({ name }) => (end === "" ? !name.endsWith("）") : name.endsWith(end)))?.token ?? "";
  };

  const enter = async (token: string): Promise<void> => {
    const other = page.getByRole("button", { name: "Use another key" }).first();
    if (await other.isVisible()) await other.click();
    await page.getByLabel("API key").fill(token);
    await page.getByLabel("API key").press("Enter");
  };

  const seen = async (words: string | RegExp): Promise<void> => {
    await page.getByText(words).first().waitFor({ timeout: SEEN_MS });
  };

  const stateOf = async (): Promise<{ readonly state: string; readonly approvedFen: string | null }> => {
    const response = await fetch(`${url}/v1/claims/${claim}`, {
      headers: { Authorization: `Bearer ${tokenOf("bureau", "")}` },
    });
    // The schema of the answer is held against openapi.yaml elsewhere; here two of its members are looked at.
    return (await response.json()) as { state: string; approvedFen: string | null };
  };

  test("is reached from the start page", async () => {
    await page.getByRole("link", { name: "Claims" }).click();
    await seen("Paste an API key once to see the claims that concern it.");
  });

  test("says what is missing to somebody without a valid key", async () => {
    await enter("x".repeat(40));
    await seen("The key is not valid, or was revoked.");
  });

  test("shows a bureau its queue with counts, and marks what is overdue", async () => {
    await enter(tokenOf("bureau", ""));
    await seen(`Queue of region ${REGION}`);
    await page.getByRole("button", { name: /^Submitted \d+$/ }).waitFor();
    await page.locator(".row", { hasText: "OVERDUE" }).first().waitFor();
    await seen(/^As of block \d+/);
  });

  test("opens a claim with its story, who bears what, and why", async () => {
    await page.locator(".row").first().click();
    await seen(/asked the fund of \d+ for ¥/);
    await seen("Who bears what");
    await page.locator("table.award tfoot", { hasText: "Total" }).waitFor();
    await page.locator("table.lines", { hasText: "own pay" }).waitFor();
    await seen("How it came to that");
    await page.locator(".packs li").first().waitFor();
    await page.locator("#claim-title:focus").waitFor();
    claim = new URL(page.url()).hash.replace("#claim=", "");
    expect((await stateOf()).state).toBe("submitted");
  });

  test("tells the same in Chinese", async () => {
    await page.getByRole("button", { name: "中文" }).click();
    await seen("谁承担多少");
    await seen(/提交结算：向 \d+ 基金申请/);
    await page.getByRole("button", { name: "English" }).click();
    await seen("Who bears what");
  });

  test("tells a clerk which key a decision needs, and takes the buttons away", async () => {
    await page.getByRole("button", { name: /^Approve: / }).click();
    await seen(`Use the key of a decider (审核) or reviewer (复核) of the bureau of region ${REGION}.`);
    await page.getByRole("button", { name: /^Approve: / }).waitFor({ state: "detached" });
    expect((await stateOf()).state).toBe("submitted");
  });

  test("hands out the evidence bundle of the claim", async () => {
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download evidence bundle" }).click();
    const file = await (await saving).path();
    expect(JSON.parse(await readFile(file, "utf8")).subject).toEqual({ kind: "claim", id: claim });
  });

  test("lets a decider approve it by keyboard: the state changes, and one claim less waits", async () => {
    const waiting = async (): Promise<number> => {
      const words = await page.locator('[data-tab="submitted"] strong').textContent();
      return Number(words);
    };
    const before = await waiting();
    await enter(tokenOf("bureau", "（审核）"));
    await page.getByRole("button", { name: /^Approve: / }).press("Enter");
    await seen("Recorded: approved.");
    await seen("The award on the ledger");
    await page.locator("#claim-summary .state", { hasText: "Approved" }).waitFor();
    await page.locator('[data-tab="submitted"] strong', { hasText: String(before - 1) }).waitFor();
    expect((await stateOf()).state).toBe("approved");
  });

  test("lets a decider reject the next one with a reason of the table and a note", async () => {
    await page.getByRole("button", { name: /^Submitted \d+$/ }).click();
    await page.locator(".row", { hasText: "OVERDUE" }).first().click();
    await page.getByLabel("Reason for rejecting").selectOption("503");
    await page.getByLabel("Note").fill("no indication in the file");
    claim = new URL(page.url()).hash.replace("#claim=", "");
    await page.getByRole("button", { name: "Reject", exact: true }).click();
    await seen("Recorded: rejected. Its filer may appeal.");
    await seen(/reason 503: the care is not medically justified, note “no indication in the file”/);
    expect((await stateOf()).state).toBe("rejected");
  });

  test("does not tell a maker whether the claim exists", async () => {
    await enter(tokenOf("maker", "厂"));
    await seen("No claim concerns this key.");
    await seen("There is no such claim, or this key may not see it.");
  });

  test("leads an owner of the evidence to the pack's story", async () => {
    await enter(tokenOf("pharmacy", "店"));
    await page.locator(".row").first().click();
    await page.getByRole("link", { name: "This pack's story →" }).first().click();
    await seen(/dispensed the pack|dispensed \d+/);
  });

  test("asks nothing of any other host, keeps the key out of the address, and breaks nowhere", () => {
    expect(desk.outside).toEqual([]);
    expect(principals.filter(({ token }) => page.url().includes(token))).toEqual([]);
    expect(desk.faults).toEqual([]);
  });
});
