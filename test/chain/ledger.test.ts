import { Transaction } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INTERFACES } from "../../server/chain/abi.ts";
import { encodeCall, TRANSACTION_GAS_MAX } from "../../server/chain/encode.ts";
import { type Rpc, RpcError } from "../../server/chain/rpc.ts";
import { ledgerCall } from "../../server/domain/ledger-call.ts";
import { wordOfLine, wordOfRun } from "../../server/domain/pack-words.ts";
import { documentKey, NO_HASH, type Stock, stockPharmacy } from "../flows/support/test-stock.ts";
import { START_SEC } from "../node/support/test-node.ts";
import { ledgerOn } from "./support/ledger-on.ts";
import { addBureau, type Member, startLedger, type TestLedger } from "./support/test-ledger.ts";

const PRODUCT_99_UNKNOWN = INTERFACES.drugCatalogue.encodeErrorResult("ProductUnknown", [99]);

describe("the ledger over one node", () => {
  let test: TestLedger;
  let bureau: Member;
  let stock: Stock;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    test = await startLedger((stop) => stops.unshift(stop));
    bureau = await addBureau(test);
    stock = await stockPharmacy(test, bureau, 4_000);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("throws what a revert means, before anything is sent", async () => {
    const { ledger } = test;
    const call = ledgerCall("drugCatalogue", "withdrawProduct", 99);
    await expect(ledger.simulate(bureau.operatorKey, call)).rejects.toMatchObject({
      code: "product-unknown",
      facts: { product: 99 },
    });
  });

  /** A node that holds every send, and refuses calls on some blocks; with the blocks that were asked. */
  const holdingNode = (refusing: readonly string[]) => {
    const asked: unknown[] = [];
    const rpc: Rpc = {
      call: (method, [, block]) => {
        if (method === "eth_sendRawTransaction") return new Promise(() => undefined);
        asked.push(block);
        return refusing.includes(String(block))
          ? Promise.reject(new RpcError(3, "execution reverted", PRODUCT_99_UNKNOWN))
          : Promise.resolve("0x");
      },
    };
    return { asked, ledger: ledgerOn({ rpc, keyring: test.keyring }, test.identity) };
  };
  const withdrawal = ledgerCall("drugCatalogue", "withdrawProduct", 99);

  it("simulates on the pending block while nothing that was sent waits", async () => {
    const { asked, ledger } = holdingNode([]);
    await ledger.simulate(bureau.operatorKey, withdrawal);
    expect(asked).toStrictEqual(["pending"]);
  });

  it("simulates on the newest block alone what goes through there while something waits", async () => {
    const { asked, ledger } = holdingNode(["pending"]);
    void ledger.send("0x02");
    await ledger.simulate(bureau.operatorKey, withdrawal);
    expect(asked).toStrictEqual(["latest"]);
  });

  it("lets what waits help a call that the newest block refuses", async () => {
    const { asked, ledger } = holdingNode(["latest"]);
    void ledger.send("0x02");
    await ledger.simulate(bureau.operatorKey, withdrawal);
    expect(asked).toStrictEqual(["latest", "pending"]);
  });

  it("names the refusal of a call that goes through on neither block", async () => {
    const { ledger } = holdingNode(["latest", "pending"]);
    void ledger.send("0x02");
    await expect(ledger.simulate(bureau.operatorKey, withdrawal)).rejects.toMatchObject({
      code: "product-unknown",
      facts: { product: 99 },
    });
  });

  it("signs free transactions for this chain and within the gas of later forks", async () => {
    const call = ledgerCall("drugCatalogue", "withdrawProduct", 1);
    const { raw, hash, nonce } = await test.ledger.sign(bureau.operatorKey, 5, call);
    const read = Transaction.from(raw);
    expect([read.type, read.chainId, read.nonce, read.maxFeePerGas]).toStrictEqual([2, 88_001n, 5, 0n]);
    expect([read.hash, read.from?.toLowerCase(), nonce]).toStrictEqual([hash, bureau.operatorKey, 5]);
    expect(read.to?.toLowerCase()).toBe(test.identity.contracts["drugCatalogue"]);
    expect(read.gasLimit).toBeLessThanOrEqual(BigInt(TRANSACTION_GAS_MAX));
  });

  it("signs the same call with the same nonce to the same bytes", async () => {
    const call = ledgerCall("drugCatalogue", "withdrawProduct", 1);
    const [one, other] = await Promise.all([0, 1].map(() => test.ledger.sign(bureau.operatorKey, 5, call)));
    expect(one?.raw).toBe(other?.raw);
  });

  it("takes the same bytes twice, and answers a hash that nobody sent with null", async () => {
    const { ledger } = test;
    const { raw, hash } = await ledger.signNoop(
      bureau.operatorKey,
      await ledger.minedNonce(bureau.operatorKey),
    );
    await ledger.send(raw);
    await ledger.send(raw);
    expect(await ledger.receipt(hash)).toMatchObject({ hash, succeeded: true, events: [] });
    expect(await ledger.receipt(`0x${"00".repeat(32)}`)).toBeNull();
  });

  it("counts a nonce that was used by another transaction as taken, not as an error", async () => {
    const { ledger } = test;
    const { raw } = await ledger.sign(
      bureau.operatorKey,
      0,
      ledgerCall("drugCatalogue", "withdrawProduct", 1),
    );
    await expect(ledger.send(raw)).resolves.toBeUndefined();
  });

  it("throws for a method that no command makes", () => {
    const call = { contract: "drugCustody", method: "openCustody", args: [1n, 1, 1] } as const;
    expect(() => encodeCall(call)).toThrow(TypeError);
  });

  /** One line far from the next, by units: every line writes two slots. */
  const dispenses = (count: number, lines: number, step: number) =>
    Array.from({ length: count }, (_, each) => ({
      institution: stock.pharmacy.institution,
      documentKey: documentKey(`gas ${each}`),
      dispensedAtSec: START_SEC,
      identification: 1,
      personCommitment: documentKey("person"),
      lines: Array.from({ length: lines }, (__, line) =>
        wordOfLine({ batch: stock.batch, index: (each * lines + line) * step, units: 1, priceFen: 1n }),
      ),
    }));
  const dispenseCall = (all: ReturnType<typeof dispenses>) =>
    ledgerCall(
      "drugLedger",
      "recordDispenses",
      stock.pharmacy.operatorKey,
      all,
      all.map(({ lines }) => lines.map(() => 0)),
      "0x",
    );

  it("gives the dearest calls of their kind gas enough", async () => {
    const { ledger } = test;
    const { operatorKey, institution } = stock.pharmacy;
    await ledger.simulate(operatorKey, dispenseCall(dispenses(1, 15, 256)));
    await ledger.simulate(operatorKey, dispenseCall(dispenses(15, 1, 256)));
    const runs = Array.from({ length: 200 }, (_, run) =>
      wordOfRun({ batch: stock.batch, from: run * 4 + 1, to: run * 4 + 3 }),
    );
    const consignment = {
      sender: institution,
      receiver: stock.maker.institution,
      documentKey: documentKey("gas"),
      shippedAtSec: START_SEC,
      runs,
      lineCommitments: runs.map(() => NO_HASH),
    };
    const froms = runs.map((_, run) => (run === 0 ? 0 : run * 4 - 1));
    await ledger.simulate(operatorKey, ledgerCall("drugCustody", "shipConsignment", consignment, froms));
  });

  it("refuses a bulk that no block may hold as too large", async () => {
    const tooLarge = dispenseCall(dispenses(200, 5, 1));
    await expect(test.ledger.simulate(stock.pharmacy.operatorKey, tooLarge)).rejects.toMatchObject({
      code: "request-size-wrong",
      facts: { gasMax: TRANSACTION_GAS_MAX },
    });
  });
});
