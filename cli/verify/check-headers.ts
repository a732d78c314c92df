import { decodeRlp, keccak256 } from "ethers";
import { refute } from "./check.ts";
import type { ReadBundle } from "./read-bundle.ts";

/** What of a header the other checks need. */
export type Header = { readonly block: number; readonly hash: string; readonly receiptsRoot: string };

/** Headers by block, and the first and last block of each run. */
export type Headers = {
  readonly byBlock: ReadonlyMap<number, Header>;
  readonly runs: readonly { readonly from: number; readonly to: number }[];
};

/** Each header hashes; each names the one before; each run begins at an event; the last one is the head. */
export function checkHeaders(bundle: ReadBundle): Headers {
  const byBlock = new Map<number, Header>();
  const runs: { from: number; to: number }[] = [];
  const eventBlocks = new Set(bundle.events.map(({ block }) => block));
  let last: Header | null = null;
  for (const run of bundle.headers) {
    let parent: Header | null = null;
    for (const rlp of run) {
      const { parentHash, ...header } = readHeader(rlp);
      checkFollows({ header, parentHash, parent, last, eventBlocks });
      byBlock.set(header.block, header);
      parent = header;
      last = header;
    }
    if (last === null || parent === null) return refute("a run of headers is empty");
    runs.push({ from: last.block - run.length + 1, to: last.block });
  }
  checkHead(bundle, last ?? refute("there is no header"));
  for (const block of eventBlocks) {
    if (!byBlock.has(block)) return refute("the block of an event has no header", { block });
  }
  return { byBlock, runs };
}

function checkHead({ head }: ReadBundle, last: Header): void {
  if (last.block !== head.block || last.hash !== head.blockHash) {
    refute("the head is not the last header", {
      head: head.block,
      headHash: head.blockHash,
      lastBlock: last.block,
      lastHash: last.hash,
    });
  }
}

type Link = {
  readonly header: Header;
  readonly parentHash: string;
  readonly parent: Header | null;
  readonly last: Header | null;
  readonly eventBlocks: ReadonlySet<number>;
};

function checkFollows({ header, parentHash, parent, last, eventBlocks }: Link): void {
  const { block } = header;
  if (last !== null && block <= last.block) refute("headers are not in the order of blocks", { block });
  if (parent === null) {
    if (!eventBlocks.has(block)) refute("a run of headers begins where no event is", { block });
    return;
  }
  if (block !== parent.block + 1) refute("a header is missing", { after: parent.block, found: block });
  if (parentHash !== parent.hash) {
    refute("a header does not follow the one before it", { block, parentHash, found: parent.hash });
  }
}

/** Places in a header, as every Ethereum block since the first has them. */
const PARENT_HASH = 0;
const RECEIPTS_ROOT = 5;
const NUMBER = 8;
const FIELDS_MIN = 15;

function readHeader(rlp: string): Header & { readonly parentHash: string } {
  const fields = decoded(rlp);
  const fieldAt = (index: number): string => {
    const field = Array.isArray(fields) ? fields[index] : undefined;
    return typeof field === "string" ? field : refute("a header is not a list of fields");
  };
  if (!Array.isArray(fields) || fields.length < FIELDS_MIN) return refute("a header lacks fields");
  const block = Number(fieldAt(NUMBER) === "0x" ? 0 : fieldAt(NUMBER));
  if (!Number.isSafeInteger(block)) return refute("a header's number is no block's");
  return {
    block,
    hash: keccak256(rlp),
    parentHash: fieldAt(PARENT_HASH),
    receiptsRoot: fieldAt(RECEIPTS_ROOT),
  };
}

/** RLP as nested lists of hex; whatever is wrong with it counts against the file. */
export function decoded(rlp: string): ReturnType<typeof decodeRlp> {
  try {
    return decodeRlp(rlp);
  } catch (error) {
    return refute("not RLP", { reason: error instanceof Error ? error.message.slice(0, 80) : "" });
  }
}
