import { accessSync, constants } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's; where it is absent the tests of pages are skipped, and counted as skipped. */
export const hasBrowser = isThere(CHROMIUM);

/**
 * A page, and what must stay empty while it is used: requests that left the origin, errors of its scripts.
 */
export type Desk = {
  readonly page: Page;
  readonly outside: readonly string[];
  readonly faults: readonly string[];
  close(): Promise<void>;
};

export async function openDesk(origin: string): Promise<Desk> {
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "en-GB" });
  const outside: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => {
    const isOfPage = request.url().startsWith("blob:") || request.url().startsWith(origin);
    if (!isOfPage) outside.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(origin);
  return { page, outside, faults, close: () => browser.close() };
}

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
