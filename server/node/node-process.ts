import { flushCompileCache } from "node:module";
import { pino } from "pino";
import { systemClock } from "./clock.ts";
import { type NodeMessage, readParentMessage } from "./ipc.ts";
import { migrateJournal } from "./migrate.ts";
import { type RunningNode, startNode } from "./node.ts";
import { type NodeFatal, NodeRefusal, RpcFailure } from "./node-failure.ts";
import { type NodeSettings, parseSettings } from "./settings.ts";

/** The process around the node: log, signals, the parent's messages, exit codes. */
export async function runNode(argument: string, command: string | undefined): Promise<void> {
  try {
    await run(parseSettings(argument), command);
  } catch (error) {
    endWith(error);
  }
}

async function run(settings: NodeSettings, command: string | undefined): Promise<void> {
  log.level = settings.logLevel;
  if (command === "migrate") {
    const report = await migrateJournal({ settings, clock: systemClock });
    log.info({ msg: "journal migrated", ...report });
    return;
  }
  const parts = { settings, clock: systemClock, log, notify, onFatal: endAtOnce };
  const starting = Promise.resolve().then(() => startNode(parts));
  stopOnSignals(starting, settings);
  const node = await starting;
  listenToParent(node);
  if ((await untilReady(node)) === "stopped") return;
  // Now, because a process that is killed writes nothing at its end.
  flushCompileCache();
}

const EXIT_FAULT = 1;
const EXIT_REFUSED = 2;

/** Synchronous, so that the line that says why is out before the process is gone. */
const log = pino({ base: { room: "node" } }, pino.destination({ dest: 1, sync: true }));

function notify(message: NodeMessage): void {
  if (process.connected) process.send?.(message);
}

/** A stop in the middle of the replay is a stop like any other, and no fault. */
async function untilReady(node: RunningNode): Promise<"ready" | "stopped"> {
  try {
    await node.ready;
    return "ready";
  } catch (error) {
    if (error instanceof RpcFailure && error.code === "stopping") return "stopped";
    throw error;
  }
}

/** Whoever waits for an answer gets none: only the journal knows now what happened. */
function endAtOnce(fatal: NodeFatal): void {
  log.fatal({ msg: "the node stops at once", err: fatal });
  process.exit(EXIT_FAULT);
}

/** From before the start, because a signal without a handler would end the process in the middle of it. */
function stopOnSignals(starting: Promise<RunningNode>, settings: NodeSettings): void {
  let isStopping = false;
  const stop = (cause: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ msg: "node stops", cause });
    setTimeout(() => process.exit(EXIT_FAULT), settings.stopTimeoutMs).unref();
    starting
      .then((node) => node.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => endWith(error),
      );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // A node whose server is gone would hold the journal's lock and serve nobody.
  process.on("disconnect", () => stop("parent gone"));
}

function listenToParent(node: RunningNode): void {
  process.on("message", (value) => {
    const message = readParentMessage(value);
    if (message === null) return;
    if (message.type === "build-time") {
      const { timeSec } = message;
      notify(node.setBuildTime(timeSec) ? { type: "build-time-set", timeSec } : { type: "build-refused" });
      return;
    }
    node.endBuild().then(
      (block) => notify(block === null ? { type: "build-refused" } : { type: "build-ended", block }),
      (error: unknown) => endWith(error),
    );
  });
}

function endWith(error: unknown): void {
  if (!(error instanceof NodeRefusal)) {
    log.fatal({ msg: "the node failed", err: error });
    process.exit(EXIT_FAULT);
  }
  const { code, facts, message: detail } = error;
  log.fatal({ msg: "the node refuses to start", code, detail, ...facts });
  const refused: NodeMessage = { type: "refused", code, detail, facts };
  if (!process.connected || process.send === undefined) process.exit(EXIT_REFUSED);
  // Leaves when the message is out, else the parent would learn nothing but the exit code.
  process.send(refused, () => process.exit(EXIT_REFUSED));
}
