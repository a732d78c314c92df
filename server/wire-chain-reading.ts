import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { openProvenLogSource } from "./chain/proven-log-source.ts";
import type { Config } from "./config.ts";
import type { LogSource } from "./domain/index-store.ts";
import { createChainReader } from "./flows/reconcile/read-chain.ts";
import type { ReconcilePorts } from "./flows/reconcile/reconcile-ports.ts";
import type { OpenIndex } from "./store/open-index.ts";
import { type Data, openIndexAt } from "./wire-data.ts";
import { type ContractAddresses, sourceLimits } from "./wire-ledger.ts";

const COMMITS_PER_CHECKPOINT = 1_000;

type Scratch = OpenIndex & { discard(): Promise<void> };

/** What reconciling reads the chain through. */
export async function wireChainReading(
  config: Config,
  parts: {
    readonly data: Pick<Data, "directory" | "index">;
    readonly source: LogSource;
    readonly url: string;
    readonly contracts: ContractAddresses;
    readonly isStopping: () => boolean;
  },
): Promise<{
  readonly chain: ReconcilePorts["chain"];
  /** Where what one reconciling keeps lies for its time. */
  readonly scratchDir: string;
  close(): void;
}> {
  const { data, source, url, contracts, isStopping } = parts;
  const scratchDir = join(data.directory, "scratch");
  // What a killed server left there belongs to nobody.
  await rm(scratchDir, { recursive: true, force: true });
  const proven = openProvenLogSource({
    source,
    url,
    contracts: Object.values(contracts),
    limits: sourceLimits(config),
  });
  const chain = createChainReader<Scratch>({
    source: proven,
    openScratch: () => openScratch(scratchDir),
    pinIndex: () => data.index.pin(),
    // A scratch index is never opened again: nothing of it has to outlast a power cut.
    limits: { eventsPerCommit: config.indexEventsPerCommit, commitsPerCheckpoint: COMMITS_PER_CHECKPOINT },
    isStopping,
  });
  return { chain, scratchDir, close: () => proven.close() };
}

async function openScratch(scratchDir: string): Promise<Scratch> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const directory = await mkdtemp(join(scratchDir, "chain-"));
  const index = await openIndexAt(directory);
  const scratch: Scratch = Object.assign(index, {
    discard: async () => {
      await index.close();
      await rm(directory, { recursive: true, force: true });
    },
  });
  return scratch;
}
