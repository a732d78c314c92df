import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { NodeMessage, ParentMessage } from "../../../server/node/ipc.ts";
import { RpcClient } from "./rpc-client.ts";
import { settingsText } from "./test-node.ts";

export const MAIN = fileURLToPath(new URL("../../../server/node/main.ts", import.meta.url));

/** The node as its parent starts it: a process of its own, on the real clock. */
export class ForkedNode {
  readonly child: ChildProcess;
  readonly messages: NodeMessage[] = [];
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #waiting = new Set<() => void>();

  constructor(directory: string, settings: Readonly<Record<string, unknown>> = {}, program = MAIN) {
    this.child = fork(program, [settingsText(directory, settings)], { stdio: "ignore" });
    this.child.on("message", (message: NodeMessage) => {
      this.messages.push(message);
      for (const look of [...this.#waiting]) look();
    });
    this.exited = once(this.child, "exit").then(([code, signal]) => {
      for (const look of [...this.#waiting]) look();
      return { code, signal };
    });
  }

  /** The first message of this type, also one that has come already; fails when the process ends before. */
  async message<T extends NodeMessage["type"]>(type: T): Promise<Extract<NodeMessage, { type: T }>> {
    return await new Promise((found, failed) => {
      const look = (): void => {
        const message = this.messages.find(
          (one): one is Extract<NodeMessage, { type: T }> => one.type === type,
        );
        if (message === undefined && this.child.exitCode === null && this.child.signalCode === null) return;
        this.#waiting.delete(look);
        if (message !== undefined) found(message);
        else failed(new Error(`the node ended before it said ${type}: ${JSON.stringify(this.messages)}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  async ready(): Promise<RpcClient> {
    return new RpcClient((await this.message("ready")).port);
  }

  tell(message: ParentMessage): void {
    this.child.send(message);
  }

  async kill(signal: "SIGKILL" | "SIGTERM"): Promise<{ code: number | null; signal: string | null }> {
    this.child.kill(signal);
    return await this.exited;
  }
}

/** Killed when the test ends, if it still runs. */
export function forkNode(directory: string, settings: Readonly<Record<string, unknown>> = {}): ForkedNode {
  const node = new ForkedNode(directory, settings);
  onTestFinished(async () => {
    await node.kill("SIGKILL");
  });
  return node;
}
