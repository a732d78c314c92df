import { describe, expect, test } from "vitest";
import type { ChainIdentity } from "../../server/domain/intent-store.ts";
import { checkStanding } from "../../server/flows/check-standing.ts";
import { pinChain } from "../../server/flows/pin-chain.ts";

const known: ChainIdentity = {
  chainId: 88_001,
  genesisHash: `0x${"11".repeat(32)}`,
  contracts: { institutions: `0x${"22".repeat(20)}`, drugLedger: `0x${"33".repeat(20)}` },
};

/** What a chain answers; the checks under test are the only logic. */
const chainOf = (given: Partial<ChainIdentity> & { empty?: string } = {}) => ({
  chainId: async () => given.chainId ?? known.chainId,
  genesisHash: async () => given.genesisHash ?? known.genesisHash,
  hasCode: async (address: string) => address !== given.empty,
});

const pinned = { chainIdentity: async () => known, pinChainIdentity: async () => undefined };

describe("a ledger that stands is checked, not deployed again", () => {
  test("the same chain with its contracts is taken as it is", async () => {
    expect(await checkStanding(chainOf(), known)).toEqual(known);
  });

  test("a chain on which a contract has no code is another chain", async () => {
    const empty = known.contracts["drugLedger"] ?? "";
    await expect(checkStanding(chainOf({ empty }), known)).rejects.toMatchObject({
      code: "chain-replaced",
      facts: { what: "drugLedger" },
    });
  });

  test.each([
    ["genesis", { genesisHash: `0x${"44".repeat(32)}` as const }],
    ["chain id", { chainId: 5 }],
  ])("another %s is refused when it is bound", async (_, given) => {
    const served = await checkStanding(chainOf(given), known);
    await expect(pinChain(pinned, served)).rejects.toMatchObject({ code: "chain-replaced" });
  });
});
