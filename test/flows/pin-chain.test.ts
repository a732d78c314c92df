import { describe, expect, it } from "vitest";
import type { ChainIdentity } from "../../server/domain/intent-store.ts";
import { pinChain } from "../../server/flows/pin-chain.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { DATABASES } from "../store/support/databases.ts";

const SERVED: ChainIdentity = {
  chainId: 88_001,
  genesisHash: `0x${"01".repeat(32)}`,
  contracts: { institutions: `0x${"a1".repeat(20)}`, drugLedger: `0x${"a3".repeat(20)}` },
};

describe("pinning the chain", () => {
  const openStore = async () => {
    const opened = await DATABASES[0]?.open();
    if (opened === undefined) throw new Error("no database");
    return openIntentStore(opened.database);
  };

  it("keeps the identity of the first start, and lets the same chain pass at every later one", async () => {
    const store = await openStore();
    await pinChain(store, SERVED);
    expect(await store.chainIdentity()).toEqual(SERVED);
    await pinChain(store, SERVED);
  });

  it.each<[string, ChainIdentity]>([
    ["another chain id", { ...SERVED, chainId: 88_002 }],
    ["another genesis", { ...SERVED, genesisHash: `0x${"02".repeat(32)}` }],
    [
      "a contract elsewhere",
      { ...SERVED, contracts: { ...SERVED.contracts, drugLedger: `0x${"b3".repeat(20)}` } },
    ],
    ["a contract less", { ...SERVED, contracts: { institutions: `0x${"a1".repeat(20)}` } }],
    [
      "a contract more",
      { ...SERVED, contracts: { ...SERVED.contracts, drugCatalogue: `0x${"a2".repeat(20)}` } },
    ],
  ])("refuses %s and keeps what it had", async (_, served) => {
    const store = await openStore();
    await pinChain(store, SERVED);
    await expect(pinChain(store, served)).rejects.toMatchObject({ code: "chain-replaced" });
    expect(await store.chainIdentity()).toEqual(SERVED);
  });
});
