import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalText } from "./canonical-text.ts";
import { type CheckResult, notLooked, passed, refute, type Values } from "./check.ts";
import type { Headers } from "./check-headers.ts";
import type { ReadBundle } from "./read-bundle.ts";
import type { ReadCheckpoint } from "./read-checkpoints.ts";

/**
 * Whether somebody else saw the same chain: every event lies at or before a block whose hash another
 * institution signed, and the headers lead there.
 */
export function checkAnchor(asked: {
  readonly bundle: ReadBundle;
  readonly headers: Headers;
  readonly checkpoints: readonly ReadCheckpoint[] | null;
  /** Whose word does not count; null: whom the bundle names. */
  readonly operator: number | null;
}): CheckResult {
  const { bundle, headers, checkpoints } = asked;
  if (checkpoints === null) {
    return notLooked("anchor", "unanchored: give another institution's checkpoint with --head");
  }
  const operator = asked.operator ?? bundle.chain.operator;
  for (const checkpoint of checkpoints) checkSameChain(bundle, headers, checkpoint);
  const others = checkpoints.filter(({ institution }) => institution !== operator);
  const used = new Set<ReadCheckpoint>();
  for (const { from, to } of headers.runs) {
    const last = Math.max(...bundle.events.map(({ block }) => block).filter((at) => at >= from && at <= to));
    const anchor = others.find(({ block }) => block >= last && block <= to);
    if (anchor === undefined) return unanchored({ from: last, to, operator, others, checkpoints });
    used.add(anchor);
  }
  return passed("anchor", sayWho([...used], operator), signersOf([...used], operator));
}

/** A checkpoint that speaks of other things than the bundle refutes it: one of them is of another ledger. */
function checkSameChain({ chain }: ReadBundle, headers: Headers, checkpoint: ReadCheckpoint): void {
  const own = {
    chainId: chain.chainId,
    genesisHash: chain.genesisHash,
    contractsHash: keccak256(toUtf8Bytes(canonicalText(Object.fromEntries(chain.contracts)))),
  };
  for (const name of ["chainId", "genesisHash", "contractsHash"] as const) {
    if (own[name] === checkpoint[name]) continue;
    refute(`the checkpoint is of another ledger: another ${name}`, {
      bundle: own[name],
      checkpoint: checkpoint[name],
    });
  }
  const { block, blockHash, institution, code } = checkpoint;
  const header = headers.byBlock.get(block);
  if (header !== undefined && header.hash !== blockHash) {
    refute("another institution saw another block at this height", {
      block,
      bundle: header.hash,
      checkpoint: blockHash,
      institution,
      code,
    });
  }
}

function unanchored(asked: {
  readonly from: number;
  readonly to: number;
  readonly operator: number;
  readonly others: readonly ReadCheckpoint[];
  readonly checkpoints: readonly ReadCheckpoint[];
}): CheckResult {
  const { from, to, operator, others, checkpoints } = asked;
  const found =
    others.length === 0
      ? "unanchored: the node's own operator signed all that was given"
      : `unanchored: no checkpoint of blocks ${from} to ${to} was given`;
  const blocks = checkpoints.map(({ block }) => block).join(" ");
  return notLooked("anchor", found, { fromBlock: from, toBlock: to, operator, givenBlocks: blocks });
}

function sayWho(used: readonly ReadCheckpoint[], operator: number): string {
  const names = used.map(
    ({ code, institution, operator: key, block }) =>
      `institution ${institution} (${code}) signed block ${block} with key ${key}`,
  );
  const warning =
    operator === 0 ? "; the bundle does not say who runs its node: make sure it is another" : "";
  return `${names.join("; ")}: compare the key with what the institution tells you itself${warning}`;
}

function signersOf(used: readonly ReadCheckpoint[], operator: number): Values {
  const listed = used.map(({ institution, operator: key, block }) => `${institution}:${key}@${block}`);
  return { signers: listed.join(" "), nodeOperator: operator };
}
