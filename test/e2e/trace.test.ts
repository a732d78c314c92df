import { accessSync, constants } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planDemo } from "../../server/demo/plan.ts";
import { type DemoServer, startDemoServer } from "../system/support/demo-server.ts";

const CHROMIUM = "/usr/bin/chromium";
const LOAD_MS = 300_000;
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const { storyCode } = planDemo();

describe.skipIf(!isThere(CHROMIUM))("the page that tells a pack's story", () => {
  let demo: DemoServer;
  let browser: Browser;
  let page: Page;
  let token: string;
  const outside: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    demo = await startDemoServer();
    token = (await demo.principals()).find((one) => one.role === "auditor")?.token ?? "";
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "en-GB" });
    page.on("request", (request) => {
      if (!request.url().startsWith(demo.server().url)) outside.push(request.url());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(demo.server().url);
  }, LOAD_MS);

  afterAll(async () => {
    await browser.close();
    await demo.end();
  });

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
    expect(outside).toEqual([]);
    expect(page.url()).not.toContain(token);
    expect(faults).toEqual([]);
  });
});

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
