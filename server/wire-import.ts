import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Config } from "./config.ts";
import type { Log, Planner } from "./domain/ports.ts";
import type { RecordIds } from "./domain/record-ids.ts";
import { createForesight, type Foresight } from "./flows/import/foresee.ts";
import type { CredentialHolder } from "./flows/import/import-ports.ts";
import { type Imports, openImports } from "./flows/import/open-imports.ts";
import { createPatient } from "./flows/import/patient.ts";
import { createPlannedLedger } from "./flows/import/planned-ledger.ts";
import type { TakePorts } from "./flows/take/take-ports.ts";
import { writeCredentials } from "./wire-credentials.ts";
import { type Data, keepKey } from "./wire-data.ts";

/** What the outbox plans imports with. */
export type ImportPlanning = {
  readonly planner: Planner;
  readonly ids: RecordIds;
  readonly foresight: Foresight;
};

export function openImportPlanning(planner: Planner, ids: RecordIds): ImportPlanning {
  return { planner, ids, foresight: createForesight(planner, createPlannedLedger(ids)) };
}

export type OpenImports = Imports & {
  /** Goes on with what a kill left half sent; whoever sends more waits for it, and is told if it fails. */
  goOn(): void;
  stop(): void;
};

export function wireImports(
  config: Config,
  parts: {
    readonly data: Data;
    readonly take: TakePorts;
    readonly planning: ImportPlanning;
    readonly log: Log;
  },
): OpenImports {
  const { data, take, planning, log } = parts;
  let isStopping = false;
  const imports = openImports({
    ...planning,
    take,
    store: data.intents,
    reads: data.imports,
    judged: createPlannedLedger(planning.ids),
    keepKey: (code, role) => keepKey(data.keyring, code, role),
    bindKeys: (code, institution) => data.keyring.bind(code, institution),
    newId: randomUUID,
    log,
    writeCredentials: (holders) => writeReaders(data, holders),
    patience: createPatient({
      pause: (ms) => setTimeout(ms),
      isStopping: () => isStopping,
      retryMs: config.indexRetryMs,
      log,
    }),
    limits: { settleMs: config.indexWaitMs },
  });
  return {
    ...imports,
    goOn() {
      imports.resume().catch((error: unknown) => {
        if (!isStopping) log.error({ err: error }, "import not gone on with");
      });
    },
    stop() {
      isStopping = true;
    },
  };
}

const FILE = "import-credentials.json";

/** A key is shown once: keys that were handed out are not made anew. */
async function writeReaders(data: Data, holders: readonly CredentialHolder[]): Promise<string | null> {
  if (existsSync(join(data.directory, FILE))) return null;
  await writeCredentials(
    data,
    FILE,
    holders.map(({ code, ...principal }) => ({ code, principal, extra: [] })),
  );
  return FILE;
}
