import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Log } from "../domain/ports.ts";
import type { NodeMessage, ParentMessage, ReadyMessage } from "./ipc.ts";
import type { NodeSettings } from "./settings.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** A node that ends more often than this within the window is given up: restarting would hide the cause. */
const ENDS_MAX = 5;
const ENDS_WINDOW_MS = 5 * 60_000;
const EXIT_REFUSED = 2;

/** The embedded node as its parent sees it: started, kept running, told the time of a build, stopped. */
export type NodeSupervisor = {
  /** Where its RPC listens; the same after a restart. */
  readonly url: string;
  /** What the node said when it was first ready. */
  readonly ready: Promise<ReadyMessage>;
  /** Rejects when the node is given up; never resolves. */
  readonly givenUp: Promise<never>;
  readonly isReady: () => boolean;
  /** Progress of the replay under way. */
  readonly replay: () => { readonly block: number; readonly of: number } | null;
  /** False when building is over or the time goes backwards. */
  setBuildTime(timeSec: number): Promise<boolean>;
  endBuild(): Promise<void>;
  stop(): Promise<void>;
  readonly pid: () => number | undefined;
};

/** Why the node does not run, in its own words. */
export class NodeNotRunning extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "NodeNotRunning";
    this.code = code;
  }
}

/** Resolves when the node's port is open; it may still replay. */
export async function superviseNode(
  settings: Partial<NodeSettings> & Pick<NodeSettings, "journalDir" | "bootstrapAddress">,
  log: Log,
  /** An open file that takes the node's own log; null: this process's output. */
  logFile: number | null,
): Promise<NodeSupervisor> {
  const supervised = new SupervisedNode(settings, log, logFile);
  await supervised.listening;
  return supervised;
}

type Waiter = {
  readonly answers: (message: NodeMessage) => boolean;
  readonly take: (message: NodeMessage) => void;
  /** What to do when the node ends before it answers; null: the next one will say it. */
  readonly lose: ((error: Error) => void) | null;
};

class SupervisedNode implements NodeSupervisor {
  url = "";
  readonly ready: Promise<ReadyMessage>;
  readonly givenUp: Promise<never>;
  readonly listening: Promise<void>;
  readonly #settings: object;
  readonly #log: Log;
  readonly #logFile: number | null;
  #child: ChildProcess;
  #port: number | null = null;
  #isReady = false;
  #isStopping = false;
  #replay: { block: number; of: number } | null = null;
  #refusal: NodeNotRunning | null = null;
  #waiters: Waiter[] = [];
  #ends: number[] = [];
  #giveUp: (error: Error) => void = () => undefined;

  constructor(settings: object, log: Log, logFile: number | null) {
    this.#settings = settings;
    this.#log = log;
    this.#logFile = logFile;
    this.givenUp = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    // Whoever awaits it hears of it; without this line nobody listening would end the process.
    this.givenUp.catch(() => undefined);
    const opened = this.#await((message) => message.type === "listening");
    this.listening = Promise.race([opened.then(() => undefined), this.givenUp]);
    const first = this.#await((message) => message.type === "ready");
    this.ready = Promise.race([first.then(readyOf), this.givenUp]);
    // The same failure as `givenUp`, for whoever waits for the node to be ready.
    this.ready.catch(() => undefined);
    this.#child = this.#spawn();
  }

  isReady = (): boolean => this.#isReady;

  replay = (): { block: number; of: number } | null => this.#replay;

  pid = (): number | undefined => this.#child.pid;

  async setBuildTime(timeSec: number): Promise<boolean> {
    const answer = await this.#ask({ type: "build-time", timeSec }, ["build-time-set", "build-refused"]);
    return answer.type === "build-time-set";
  }

  async endBuild(): Promise<void> {
    await this.#ask({ type: "build-end" }, ["build-ended", "build-refused"]);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    await ended;
  }

  #spawn(): ChildProcess {
    const settings = this.#port === null ? this.#settings : { ...this.#settings, port: this.#port };
    const output = this.#logFile ?? "inherit";
    const child = fork(MAIN, [JSON.stringify(settings)], { stdio: ["ignore", output, output, "ipc"] });
    // The channel carries only messages that fit ipc.ts: both ends are of one version.
    child.on("message", (message) => this.#hear(message as NodeMessage));
    child.on("exit", (code, signal) => this.#ended(code, signal));
    return child;
  }

  #hear(message: NodeMessage): void {
    if (message.type === "listening") {
      this.#port = message.port;
      this.url = `http://127.0.0.1:${message.port}`;
    }
    if (message.type === "replaying") this.#replay = { block: message.block, of: message.of };
    if (message.type === "refused") this.#refusal = new NodeNotRunning(message.code, message.detail);
    if (message.type === "ready") {
      this.#isReady = true;
      this.#replay = null;
    }
    const waiter = this.#waiters.find((one) => one.answers(message));
    if (waiter === undefined) return;
    this.#waiters = this.#waiters.filter((one) => one !== waiter);
    waiter.take(message);
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#isReady = false;
    const lost = this.#waiters.filter((waiter) => waiter.lose !== null);
    this.#waiters = this.#waiters.filter((waiter) => waiter.lose === null);
    for (const waiter of lost)
      waiter.lose?.(new NodeNotRunning("ended", "the node ended before it answered"));
    if (this.#isStopping) return;
    if (code === EXIT_REFUSED) {
      this.#giveUp(this.#refusal ?? new NodeNotRunning("refused", "the node refused to start"));
      return;
    }
    const now = Date.now();
    this.#ends = [...this.#ends.filter((at) => now - at < ENDS_WINDOW_MS), now];
    this.#log.error(
      { code, signal, ends: this.#ends.length },
      "the embedded node ended; it is started again",
    );
    if (this.#ends.length > ENDS_MAX) {
      this.#giveUp(
        new NodeNotRunning("ends-too-often", `the node ended ${this.#ends.length} times in five minutes`),
      );
      return;
    }
    this.#child = this.#spawn();
  }

  #await(answers: Waiter["answers"]): Promise<NodeMessage> {
    return new Promise((take) => this.#waiters.push({ answers, take, lose: null }));
  }

  #ask(message: ParentMessage, answers: readonly NodeMessage["type"][]): Promise<NodeMessage> {
    return new Promise((take, lose) => {
      this.#waiters.push({ answers: (answer) => answers.includes(answer.type), take, lose });
      this.#child.send(message);
    });
  }
}

function readyOf(message: NodeMessage): ReadyMessage {
  if (message.type !== "ready") throw new Error(`the node said ${message.type} where ready was awaited`);
  return message;
}
