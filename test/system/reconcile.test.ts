import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DemoStep } from "../../server/demo/demo-plan.ts";
import { planDemo } from "../../server/demo/plan.ts";
import { type DemoServer, type Principal, startDemoServer } from "./support/demo-server.ts";

const LOAD_MS = 300_000;
const RECEIPT = "SYS-1";
const steps = planDemo().slots.flatMap(({ steps: own }) => own);

type Step<Kind extends DemoStep["kind"]> = Extract<DemoStep, { readonly kind: Kind }>;
const isOf =
  <Kind extends DemoStep["kind"]>(kind: Kind) =>
  (step: DemoStep): step is Step<Kind> =>
    step.kind === kind;

/** A pharmacy that sold something, and a pack that still lies on its shelf. */
const sellers = new Set(steps.filter(isOf("dispense")).map(({ by }) => by));
const touched = new Set(steps.filter(isOf("dispense")).flatMap(({ lines }) => lines.map(({ code }) => code)));
const shelf = steps
  .filter(isOf("receive"))
  .filter(({ by }) => by.startsWith("P") && sellers.has(by))
  .flatMap(({ by, codes }) => codes.map((code) => ({ by, code })))
  .find(({ code }) => !touched.has(code));

let demo: DemoServer;
let principals: readonly Principal[];

beforeAll(async () => {
  demo = await startDemoServer();
  principals = await demo.principals();
}, LOAD_MS);

afterAll(() => demo.end());

const shop = (): Principal => {
  const found = principals.find(({ code }) => code === shelf?.by);
  if (found === undefined) throw new Error("the demo has no shop with a pack on its shelf");
  return found;
};

const bureau = (): Principal => {
  const { region } = shop();
  const found = principals.find((one) => one.role === "bureau" && one.region === region);
  if (found === undefined) throw new Error("the demo's region has no bureau");
  return found;
};

type Told = Readonly<Record<string, unknown>>;

async function ask(path: string, by: Principal, request: RequestInit = {}): Promise<Told> {
  const answered = await fetch(`${demo.server().url}${path}`, {
    ...request,
    headers: { authorization: `Bearer ${by.token}`, "content-type": "application/json", ...request.headers },
  });
  const text = await answered.text();
  if (!answered.ok) throw new Error(`${path}: ${answered.status} ${text}`);
  // openapi.yaml fixes the shapes, and the HTTP tests hold the server to it.
  return JSON.parse(text) as Told;
}

const claim = {
  claim_id: "SYS-C1",
  receipt_no: RECEIPT,
  institution: shelf?.by ?? "",
  date: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
  trace_codes: [shelf?.code ?? ""],
  total_fen: "2160",
  channel: "manual",
};

/** Sends the same feed, waits until it is judged, and tells what was found of its claim. */
async function found(): Promise<readonly string[]> {
  const sent = await ask("/v1/reconciliations?format=claims-ndjson", bureau(), {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: `${JSON.stringify(claim)}\n`,
  });
  const path = `/v1/reconciliations/${String(sent["id"])}`;
  await expect.poll(async () => (await ask(path, bureau()))["stage"], { timeout: 60_000 }).toBe("done");
  const { rows: findings } = (await ask(`${path}/findings`, bureau())) as {
    rows: readonly { claimId: string; kind: string; verdict: string }[];
  };
  return findings
    .filter(({ claimId }) => claimId === claim.claim_id)
    .map(({ kind, verdict }) => `${kind} ${verdict}`);
}

const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
const line = { code: shelf?.code ?? "", priceFen: "2160" };
const WAIT = { prefer: "wait=30" };

describe("a feed held against a running server", () => {
  test("changes when a sale was recorded, and when it was taken back, through the API alone", async () => {
    expect(await found()).toEqual(["no_sale violation"]);
    const sold = await ask("/v1/dispenses", shop(), {
      method: "POST",
      headers: WAIT,
      body: JSON.stringify({ documentNumber: RECEIPT, dispensedAt: now(), person: null, lines: [line] }),
    });
    expect(await found()).toEqual([]);
    await ask(`/v1/dispenses/${String(sold["id"])}/reversal`, shop(), {
      method: "POST",
      headers: WAIT,
      body: JSON.stringify({ documentNumber: "SYS-2", reversedAt: now(), lines: [line] }),
    });
    expect(await found()).toEqual(["returned_and_claimed suspect"]);
  }, 180_000);

  test("finds the same of the same feed at the same block", async () => {
    expect(await found()).toEqual(await found());
  }, 120_000);
});
