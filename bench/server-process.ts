import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

export type ServerProcess = {
  readonly process: ChildProcess;
  readonly url: string;
  readonly nodeUrl: string;
};

/**
 * The server as it is shipped, on the data of a directory, with its embedded node; resolves when it takes
 * writes.
 */
export async function startServerIn(
  directory: string,
  given: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [PROGRAM, "start", "--no-demo", "--json"], {
    env: { CARETRAIL_DATA: directory, PORT: "0", NODE_PORT: "0", ...given },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, nodeUrl }: { url?: string; nodeUrl?: string } = JSON.parse(line);
    if (url !== undefined && nodeUrl !== undefined) return { process: child, url, nodeUrl };
  }
  throw new Error("the server ended before it took writes");
}
