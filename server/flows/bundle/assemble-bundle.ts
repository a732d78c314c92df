import { hash } from "node:crypto";
import type {
  BlockProofs,
  Bundle,
  BundleAdjudication,
  BundleChain,
  BundleEvent,
  BundleOpening,
  BundleReceipt,
  EventPlace,
} from "../../domain/bundle.ts";
import { canonicalJson, type Json } from "../../domain/canonical-json.ts";
import type { CheckpointStore } from "../../domain/checkpoint.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex, Hex32, InstitutionId } from "../../domain/ids.ts";
import type { LedgerReader } from "../../domain/ports.ts";
import { type HeaderRun, planHeaderRuns } from "./header-runs.ts";

export type BundlePorts = {
  readonly proofs: BlockProofs;
  readonly checkpoints: Pick<CheckpointStore, "checkpointFrom">;
  readonly reader: Pick<LedgerReader, "head">;
  readonly chain: BundleChain;
  readonly limits: { readonly bundleHeadersMax: number };
};

/** What a claim's own rows say; everything that proves it is fetched here. */
export type BundleParts = {
  readonly claim: Hex32;
  readonly reader: InstitutionId;
  /** Cut to what the reader may see. */
  readonly openings: readonly BundleOpening[];
  /** Each event of the claim and of its evidence, by its place in its block; in any order. */
  readonly events: readonly {
    readonly block: number;
    readonly logIndex: number;
    readonly name: string;
  }[];
  readonly ruleSets: Bundle["ruleSets"];
  readonly adjudication: BundleAdjudication | null;
  /** A block that the reader has a checkpoint of; null: the head of the index. */
  readonly head: number | null;
};

/** Makes the evidence bundle of a claim: the same parts on the same chain give the same bytes. */
export async function assembleBundle(ports: BundlePorts, parts: BundleParts): Promise<Bundle> {
  const { proofs, checkpoints, chain, limits } = ports;
  if (parts.events.length === 0) fail("not-found");
  const { events, receipts } = await proveEvents(proofs, parts.events);
  const runs = await planHeaderRuns({
    eventBlocks: events.map(({ block }) => block),
    signedFrom: async (block) => (await checkpoints.checkpointFrom(block, chain.operator))?.block ?? null,
    head: parts.head ?? ports.reader.head()?.block ?? fail("not-ready"),
    headersMax: limits.bundleHeadersMax,
  });
  const { headers, head } = await readRuns(proofs, runs);
  return sealed({
    format: "caretrail-bundle/1",
    chain,
    subject: { kind: "claim", id: parts.claim },
    reader: parts.reader,
    openings: parts.openings,
    events,
    receipts,
    headers,
    ruleSets: parts.ruleSets,
    adjudication: parts.adjudication,
    head,
  });
}

/** The file as it is handed out, and as `caretrail verify` wants it. */
export function bundleText(bundle: Bundle): string {
  return `${canonicalJson(jsonOf(bundle))}\n`;
}

function sealed(bundle: Omit<Bundle, "seal">): Bundle {
  return { ...bundle, seal: sha256(canonicalJson(jsonOf(bundle))) };
}

async function proveEvents(proofs: BlockProofs, wanted: BundleParts["events"]) {
  const events: BundleEvent[] = [];
  const receipts: BundleReceipt[] = [];
  const blocks = [...new Set(wanted.map(({ block }) => block))].sort((a, b) => a - b);
  for (const block of blocks) {
    const names = new Map(
      wanted.filter((event) => event.block === block).map(({ logIndex, name }) => [logIndex, name]),
    );
    const logIndexes = [...names.keys()].sort((a, b) => a - b);
    const proven = await proofs.events(block, logIndexes);
    for (const [nth, place] of proven.places.entries()) {
      events.push({ ...place, name: names.get(logIndexes[nth] ?? -1) ?? "" });
    }
    receipts.push(...proven.receipts);
  }
  return { events: events.sort(byPlace), receipts };
}

function byPlace(a: EventPlace, b: EventPlace): number {
  return a.block - b.block || a.transactionIndex - b.transactionIndex || a.logIndex - b.logIndex;
}

async function readRuns(proofs: BlockProofs, runs: readonly HeaderRun[]) {
  const headers: Hex[][] = [];
  let head: Bundle["head"] | null = null;
  for (const { from, to } of runs) {
    const run: Hex[] = [];
    for (let block = from; block <= to; block += 1) {
      const { rlp, blockHash } = await proofs.header(block);
      run.push(rlp);
      head = { block, blockHash };
    }
    headers.push(run);
  }
  return { headers, head: head ?? fail("not-found") };
}

function sha256(text: string): Hex32 {
  return `0x${hash("sha256", text, "hex")}`;
}

function jsonOf(bundle: Omit<Bundle, "seal">): Json {
  // A bundle is made of texts, numbers, lists and plain objects, and of documents that are JSON themselves.
  return bundle as unknown as Json;
}
