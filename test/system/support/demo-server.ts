import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, parseConfig } from "../../../server/config.ts";
import { type RunningServer, startServer } from "../../../server/main.ts";
import { demoBeginning, loadDemoInto } from "../../../server/wire-demo.ts";

export type Principal = {
  readonly name: string;
  readonly institution: number;
  readonly role: string;
  readonly region: number;
  readonly code: string | null;
  readonly token: string;
};

/** A server with the demo, in a folder of its own, that can be stopped and started again. */
export type DemoServer = {
  readonly directory: string;
  server(): RunningServer;
  principals(): Promise<readonly Principal[]>;
  restart(): Promise<void>;
  end(): Promise<void>;
};

export async function startDemoServer(): Promise<DemoServer> {
  const directory = await mkdtemp(join(tmpdir(), "caretrail-demo-"));
  const config = parseConfig({ CARETRAIL_DATA: directory, PORT: "0", NODE_PORT: "0" });
  let server = await open(config);
  await loadDemoInto(server, { start: () => undefined, step: () => undefined });
  return {
    directory,
    server: () => server,
    principals: async () =>
      JSON.parse(await readFile(join(directory, "demo-credentials.json"), "utf8")).principals,
    async restart() {
      await server.stop();
      server = await open(config);
    },
    async end() {
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function open(config: Config): Promise<RunningServer> {
  const beginning = demoBeginning(Math.floor(Date.now() / 1000), config.zoneOffsetMin);
  const server = await startServer(config, beginning, () => undefined);
  await server.opened;
  return server;
}
