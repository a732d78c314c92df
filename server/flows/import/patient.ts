import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Log, Submitter } from "../../domain/ports.ts";
import { isPassing } from "../submit/failure-kinds.ts";

/** Tries until it works, or this server stops; "again" is tried again too. */
export type Patient = <T>(attempt: () => Promise<T | "again">) => Promise<T>;

export function createPatient(parts: {
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopping: () => boolean;
  readonly retryMs: number;
  readonly log: Log;
}): Patient {
  const { pause, isStopping, retryMs, log } = parts;
  return async (attempt) => {
    for (;;) {
      if (isStopping()) fail("not-ready", { missing: "server" });
      try {
        const made = await attempt();
        if (made !== "again") return made;
      } catch (error) {
        if (!isPassing(error) || isStopping()) throw error;
        log.warn({ code: error.code }, "import waits");
      }
      await pause(retryMs);
    }
  };
}

/** The command when it has ended. */
export function settled(
  ports: {
    readonly patience: Patient;
    readonly take: { readonly submitter: Pick<Submitter, "settled"> };
    readonly limits: { readonly settleMs: number };
  },
  id: string,
): Promise<Command> {
  return ports.patience(async () => {
    const command = await ports.take.submitter.settled(id, ports.limits.settleMs);
    return command.state === "mined" || command.state === "refused" ? command : "again";
  });
}
