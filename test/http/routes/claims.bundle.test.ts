import { Interface } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEDGER_ABIS } from "../../../cli/verify/ledger-abis.ts";
import { verifyBundle } from "../../../cli/verify/verify-bundle.ts";
import { alteredText, randomFrom } from "../../cli/verify/support/alterations.ts";
import { type ClaimShop, CUSTOMER, openClaimShop } from "../support/claim-shop.ts";

const ALTERATIONS = 200;
const ALTERING_MS = 60_000;
const ABIS = Object.fromEntries(
  Object.entries(LEDGER_ABIS).map(([name, abi]) => [name, Interface.from(abi)]),
);

describe("the evidence bundle of a claim over HTTP", () => {
  let shop: ClaimShop;
  let id = "";
  let head = "";
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openClaimShop((stop) => stops.unshift(stop));
    id = await shop.paid();
    const signed = await shop.send(shop.bureau.key, "POST", "/v1/checkpoints");
    head = JSON.stringify(signed.body);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  /** The bytes as they came. */
  const bundleFor = async (key: string, claim = id): Promise<string> => {
    const response = await fetch(`${shop.server.url}/v1/claims/${claim}/bundle`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(200);
    return response.text();
  };
  const look = (bundle: string, checkpoint: string | null = head) =>
    verifyBundle({ bundle, head: checkpoint, operator: null, abis: ABIS, replay: null });
  const outcomeOf = async (bundle: string, checkpoint?: string | null): Promise<string> =>
    (await look(bundle, checkpoint)).outcome;

  it("is verified with the checkpoint of another, each check having passed", async () => {
    const { outcome, claim, checks } = await look(await bundleFor(shop.pharmacy.key));
    expect(checks.filter(({ verdict }) => verdict !== "pass" && verdict !== "nothing")).toEqual([]);
    expect([outcome, claim]).toEqual(["verified", id]);
  });

  it("is unanchored without one, everything else having passed", async () => {
    const { outcome, checks } = await look(await bundleFor(shop.bureau.key), null);
    const others = checks.filter(({ verdict }) => verdict !== "pass" && verdict !== "nothing");
    expect([outcome, others.map(({ check }) => check)]).toEqual(["unanchored", ["anchor"]]);
  });

  it("is the same bytes for the same head, and canonical", async () => {
    const read = (): Promise<string> => bundleFor(shop.pharmacy.key);
    const [first, second] = [await read(), await read()];
    expect(second).toBe(first);
    expect(first.endsWith("}\n")).toBe(true);
  });

  it("tells who it is about only to its parties", async () => {
    const parsed = async (key: string) => JSON.parse(await bundleFor(key)) as Record<string, unknown>;
    for (const key of [shop.pharmacy.key, shop.bureau.key, shop.auditor]) {
      const { openings, adjudication } = await parsed(key);
      expect(JSON.stringify(openings)).toContain(CUSTOMER.value);
      expect(adjudication).not.toBeNull();
    }
    expect((await shop.get(shop.other.key, `/v1/claims/${id}/bundle`)).status).toBe(404);
  });

  it("of a claim in every state is a true one", async () => {
    const submitted = await shop.claimed();
    const rejected = await shop.claimed();
    await shop.decide(rejected, shop.decider, { verdict: "reject", reason: 599 });
    const reversed = await shop.claimed();
    await shop.decide(reversed, shop.decider);
    await shop.send(shop.pharmacy.key, "POST", `/v1/claims/${reversed}/reversal`, { reason: "退" });
    const refunded = await shop.paid();
    await shop.send(shop.pharmacy.key, "POST", `/v1/claims/${refunded}/refund`, { reason: "退" });
    const disputed = await shop.paid();
    await shop.send(shop.decider, "POST", `/v1/claims/${disputed}/dispute`, { reason: "疑" });
    const checkpoint = JSON.stringify((await shop.send(shop.bureau.key, "POST", "/v1/checkpoints")).body);
    for (const claim of [submitted, rejected, reversed, refunded, disputed]) {
      const { outcome, checks } = await look(await bundleFor(shop.pharmacy.key, claim), checkpoint);
      expect(checks.filter(({ verdict }) => verdict === "fail")).toEqual([]);
      expect(outcome).toBe("verified");
    }
  });

  it("reaches to the block that its reader has a checkpoint of, or to the head of the index", async () => {
    const claim = await shop.claimed();
    await shop.claimed();
    const headOf = async (query: string): Promise<unknown> => {
      const { status, body } = await shop.get(shop.pharmacy.key, `/v1/claims/${claim}/bundle${query}`);
      return status === 200 ? (body["head"] as { block: number }).block : body["code"];
    };
    const own = Number(await headOf(""));
    expect(own).toBe(shop.server.reader.head()?.block);
    expect(await headOf(`?head=${own - 1}`)).toBe(own - 1);
    expect(await headOf("?head=1")).toBe("could-not-look");
    expect(await headOf("?head=4000000000")).toBe("bundle-head-too-far");
  });

  it(
    `each of ${ALTERATIONS} random alterations of it is refused`,
    async () => {
      const bundle = await bundleFor(shop.pharmacy.key);
      const random = randomFrom(20_261_122);
      const accepted: string[] = [];
      let count = 0;
      while (count < ALTERATIONS) {
        const altered = alteredText(bundle, random);
        if (altered === bundle) continue;
        count += 1;
        if ((await outcomeOf(altered)) !== "refuted") accepted.push(altered);
      }
      expect(accepted).toEqual([]);
    },
    ALTERING_MS,
  );
});
