import type { TestProject } from "vitest/node";
import { type DemoServer, type Principal, startDemoServer } from "../../system/support/demo-server.ts";
import { hasBrowser } from "./browser.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The demo that all tests of pages look at, one after the other. */
    readonly demo: { readonly url: string; readonly principals: readonly Principal[] };
  }
}

let demo: DemoServer | undefined;

/** Vitest's global set-up of test/e2e: one demo for all pages, because loading one takes most of a minute. */
export async function setup(project: TestProject): Promise<void> {
  if (!hasBrowser) return;
  demo = await startDemoServer();
  project.provide("demo", { url: demo.server().url, principals: await demo.principals() });
}

export async function teardown(): Promise<void> {
  await demo?.end();
}
