import { spawn } from "node:child_process";

const GRACE_MS = 10_000;

/**
 * Runs a command to its end with our own output, and answers its exit code. It gets a process group of its
 * own, so that after the time limit, or when this process is told to stop, everything it started is stopped
 * with it.
 */
export function runCommand(command: readonly string[], timeoutMs: number): Promise<number> {
  const [file, ...args] = command;
  if (file === undefined) throw new Error("an empty command");
  const child = spawn(file, args, { stdio: "inherit", detached: true });
  const stop = (signal: NodeJS.Signals): void => signalGroup(child.pid, signal);
  const interrupt = (): void => stop("SIGINT");
  const terminate = (): void => stop("SIGTERM");
  const limit = setTimeout(() => {
    console.error(`\n${command.join(" ")}: still running after ${timeoutMs / 1000} s, stopped`);
    terminate();
    setTimeout(() => stop("SIGKILL"), GRACE_MS).unref();
  }, timeoutMs);
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", terminate);
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(limit);
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", terminate);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code) => {
      settle();
      resolve(code ?? 1);
    });
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // The group may have ended by itself between the decision and the signal.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
