import { createMPTFromProof } from "@ethereumjs/mpt";
import { decodeRlp, encodeRlp, getBytes, hexlify, keccak256, toBeArray } from "ethers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBlockProofs } from "../../server/chain/block-proofs.ts";
import { readBlock } from "../../server/chain/node-calls.ts";
import { receiptBytes } from "../../server/chain/receipt-bytes.ts";
import type { Rpc } from "../../server/chain/rpc.ts";
import { ledgerCall } from "../../server/domain/ledger-call.ts";
import { codeOfAsync } from "../http/support/code-of.ts";
import { type AtEnd, addBureau, startLedger, type TestLedger } from "./support/test-ledger.ts";

type NodeReceipt = { readonly logs: readonly { readonly logIndex: string }[] };

/** A ledger with its deployment, an institution, and a block of several transactions of one key. */
async function startBusyLedger(atEnd: AtEnd): Promise<{ readonly test: TestLedger; readonly head: number }> {
  const test = await startLedger(atEnd);
  const bureau = await addBureau(test);
  const nonce = await test.ledger.minedNonce(bureau.adminKey);
  const signed = await Promise.all(
    Array.from({ length: 12 }, async (_, nth) => {
      const key = `0x${(0xabc000 + nth).toString(16).padStart(40, "0")}` as const;
      const call = ledgerCall("institutions", "addOperator", bureau.institution, key, 1, 4_102_444_800);
      return test.ledger.sign(bureau.adminKey, nonce + nth, call);
    }),
  );
  await Promise.all(signed.map(({ raw }) => test.ledger.send(raw)));
  return { test, head: (await readBlock(test.rpc, "latest")).block };
}

const quantity = (block: number): string => `0x${block.toString(16)}`;

async function receiptsOf(rpc: Rpc, block: number): Promise<readonly NodeReceipt[]> {
  // The node's own answer, which the proofs are held against.
  return (await rpc.call("eth_getBlockReceipts", [quantity(block)])) as readonly NodeReceipt[];
}

/** The node with some of its answers changed. */
function lying(rpc: Rpc, method: string, change: (answer: unknown) => unknown): Rpc {
  return {
    call: async (asked, params) => {
      const answer = await rpc.call(asked, params);
      return asked === method ? change(answer) : answer;
    },
  };
}

const stops: (() => Promise<void>)[] = [];
let ledger: TestLedger;
let head: number;
beforeAll(async () => {
  ({ test: ledger, head } = await startBusyLedger((stop) => void stops.push(stop)));
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe("proofs of blocks", () => {
  test("every header of the chain hashes to its block and names its parent", async () => {
    const proofs = createBlockProofs(ledger.rpc);
    let parent = (await readBlock(ledger.rpc, "0x0")).blockHash;
    for (let block = 1; block <= head; block += 1) {
      const { rlp, blockHash } = await proofs.header(block);
      expect(keccak256(rlp)).toBe((await readBlock(ledger.rpc, quantity(block))).blockHash);
      expect(decodeRlp(rlp)[0]).toBe(parent);
      parent = blockHash;
    }
  });

  test("every log of every block is proven in its receipt, blocks of many transactions too", async () => {
    const proofs = createBlockProofs(ledger.rpc);
    let transactionsMost = 0;
    let proven = 0;
    for (let block = 1; block <= head; block += 1) {
      const receipts = await receiptsOf(ledger.rpc, block);
      transactionsMost = Math.max(transactionsMost, receipts.length);
      const logCount = receipts.reduce((sum, { logs }) => sum + logs.length, 0);
      const places = await proofs.events(block, [...Array(logCount).keys()]);
      const root = String(decodeRlp((await proofs.header(block)).rlp)[5]);
      for (const { transactionIndex, proof } of places.receipts) {
        const trie = await createMPTFromProof(
          proof.map((node) => getBytes(node)),
          { root: getBytes(root) },
        );
        const leaf = await trie.get(getBytes(encodeRlp(toBeArray(transactionIndex))), true);
        expect(leaf === null ? null : hexlify(leaf)).toBe(receiptBytes(receipts[transactionIndex]));
        proven += 1;
      }
      for (const [inBlock, { transactionIndex, logIndex }] of places.places.entries()) {
        expect(Number(receipts[transactionIndex]?.logs[logIndex]?.logIndex)).toBe(inBlock);
      }
    }
    expect(transactionsMost).toBeGreaterThan(2);
    expect(proven).toBeGreaterThan(12);
  });

  test("a place that is no log of the block, and an absent block, are refused by name", async () => {
    const proofs = createBlockProofs(ledger.rpc);
    expect(await codeOfAsync(proofs.events(head, [10_000]))).toBe("could-not-look");
    expect(await codeOfAsync(proofs.header(head + 1))).toBe("could-not-look");
    expect(await codeOfAsync(proofs.events(head + 1, [0]))).toBe("could-not-look");
  });

  test("what contradicts the node's own hashes is refused whole", async () => {
    const otherTime = lying(ledger.rpc, "eth_getBlockByNumber", (answer) => ({
      ...Object(answer),
      timestamp: "0x1",
    }));
    expect(await codeOfAsync(createBlockProofs(otherTime).header(head))).toBe("could-not-look");
    const oneLess = lying(ledger.rpc, "eth_getBlockReceipts", (answer) =>
      Array.isArray(answer) ? answer.slice(1) : answer,
    );
    expect(await codeOfAsync(createBlockProofs(oneLess).events(head, [0]))).toBe("could-not-look");
    const noReceipts = lying(ledger.rpc, "eth_getBlockReceipts", () => null);
    expect(await codeOfAsync(createBlockProofs(noReceipts).events(head, [0]))).toBe("could-not-look");
    const malformed = lying(ledger.rpc, "eth_getBlockReceipts", () => [{ logs: "none" }]);
    expect(await codeOfAsync(createBlockProofs(malformed).events(head, [0]))).toBe("chain-unreachable");
  });
});
