import { describe, expect, it } from "vitest";
import { createLedger } from "../../server/chain/ledger.ts";
import { createRpc } from "../../server/chain/rpc.ts";
import { readStatus } from "../../server/http/status.ts";

const NOBODY = `0x${"00".repeat(20)}` as const;
const HEAD = { block: 7, blockHash: `0x${"07".repeat(32)}` } as const;

/** A ledger whose node is not there: nothing listens on port 1. */
const absent = createLedger({
  rpc: createRpc("http://127.0.0.1:1", { timeoutMs: 2_000, responseBytesMax: 1_000 }),
  signer: { sign: () => Promise.reject(new Error("nothing is signed here")) },
  chainId: 88_001,
  contracts: {
    institutions: NOBODY,
    regionRules: NOBODY,
    drugCatalogue: NOBODY,
    drugCustody: NOBODY,
    drugLedger: NOBODY,
    spenders: NOBODY,
    nullifiers: NOBODY,
    encounterLedger: NOBODY,
    claimRules: NOBODY,
    claimLedger: NOBODY,
    reconciliationLedger: NOBODY,
  },
});

const DOORS = {
  reader: { head: () => HEAD },
  isIndexHalted: () => false,
  unfinishedCount: () => 3,
  nodeKind: "embedded",
  chainId: 88_001,
  version: "0.0.0",
} as const;

describe("how the server stands", () => {
  it("tells an absent chain as absent, and what the index holds all the same", async () => {
    const status = await readStatus({ ...DOORS, ledger: absent });
    expect(status.chain).toMatchObject({ head: null, failure: "chain-unreachable" });
    expect(status.index).toStrictEqual({ head: HEAD, lagBlocks: null, isHalted: false });
  });

  it("counts the blocks that the index has still to read", async () => {
    const head = { ...HEAD, block: 12, timeSec: 1 };
    const status = await readStatus({ ...DOORS, ledger: { head: async () => head } });
    expect(status.index.lagBlocks).toBe(5);
    expect(status.unfinishedCommands).toBe(3);
  });

  it("throws what is no refusal: a bug is not an absent chain", async () => {
    const broken = { head: () => Promise.reject(new TypeError("bug")) };
    await expect(readStatus({ ...DOORS, ledger: broken })).rejects.toBeInstanceOf(TypeError);
  });
});
