import { describe, expect, it } from "vitest";
import { describeDeployment } from "../../server/domain/deployment.ts";
import { ledgerCall } from "../../server/domain/ledger-call.ts";
import { DeploymentError, deployLedger } from "../../server/flows/deploy.ts";
import { ledgerOn } from "../chain/support/ledger-on.ts";
import { addBureau, callNow, deploymentOn, startChain } from "../chain/support/test-ledger.ts";

class CutOff extends Error {}

describe("deploying on an empty chain", () => {
  it("makes the contracts at their predicted addresses and gives the consortium its roles", async () => {
    const chain = await startChain();
    const asked = deploymentOn(chain);
    const identity = await deployLedger(asked);

    expect(identity.chainId).toBe(88_001);
    expect(identity.contracts["institutions"]).toBe(
      asked.chain.addressOf(asked.bootstrapKey, "Institutions"),
    );
    const bureau = await addBureau({ ...chain, identity, ledger: ledgerOn(chain, identity) });
    expect(bureau.institution).toBe(1);
  });

  it("takes every role from the key that deployed", async () => {
    const chain = await startChain();
    const identity = await deployLedger(deploymentOn(chain));
    const ledger = ledgerOn(chain, identity);
    const pause = callNow(ledger, chain.keys.bootstrapKey, ledgerCall("institutions", "pause"));
    await expect(pause).rejects.toMatchObject({ code: "consortium-only" });
  });

  it("goes on from any step at which it was cut off, to the same ledger", async () => {
    const chain = await startChain();
    const asked = deploymentOn(chain);
    const { creations, setUpCalls } = describeDeployment(asked.terms);
    let sendCount = 0;
    const cutAfter = (count: number): typeof asked => ({
      ...asked,
      chain: {
        ...asked.chain,
        send: async (raw) => {
          sendCount += 1;
          if (sendCount > count) throw new CutOff();
          await asked.chain.send(raw);
        },
      },
    });
    for (const steps of [1, 3, 5]) {
      sendCount = 0;
      await expect(deployLedger(cutAfter(steps))).rejects.toBeInstanceOf(CutOff);
    }
    const identity = await deployLedger(asked);
    expect(await deployLedger(asked)).toStrictEqual(identity);
    expect(await asked.chain.minedNonce(asked.bootstrapKey)).toBe(creations.length + setUpCalls.length);
  });

  it("refuses a chain that was deployed under other terms", async () => {
    const chain = await startChain();
    const asked = deploymentOn(chain);
    await deployLedger(asked);
    const otherTerms = { ...asked, terms: { ...asked.terms, adminDelaySec: 7_200 } };
    await expect(deployLedger(otherTerms)).rejects.toBeInstanceOf(DeploymentError);
  });
});
