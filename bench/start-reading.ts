import { fork } from "node:child_process";
import path from "node:path";
import type { ReadingServer } from "./reading-server.ts";

export type ReadingProcess = ReadingServer & { stop(): void };

/** The server in a process of its own, so that who asks works neither for it nor in its time. */
export function startReading(directory: string, code: string): Promise<ReadingProcess> {
  const file = path.join(import.meta.dirname, "reading-server.ts");
  const child = fork(file, [directory, code], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    child.once("message", (message) => {
      // The server sends one message: where it listens, and keys for it.
      resolve({ ...(message as ReadingServer), stop: () => child.disconnect() });
    });
  });
}
