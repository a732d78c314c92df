import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCheckpoints } from "../../../cli/verify/read-checkpoints.ts";
import {
  addParty,
  ask,
  giveKey,
  type Party,
  startWholeServer,
  type WholeServer,
} from "../support/whole-server.ts";

const stops: (() => Promise<void>)[] = [];
let server: WholeServer;
let bureau: Party;
let pharmacy: Party;
beforeAll(async () => {
  server = await startWholeServer((stop) => void stops.push(stop));
  bureau = await addParty(server, { kind: "bureau", code: "B33050000001" });
  pharmacy = await addParty(server, { kind: "pharmacy", code: "P33050000001", bureau });
  const { block } = await server.test.ledger.head();
  await server.reader.reached(block, 20_000);
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const publish = (key: string) => ask(server, "POST", "/v1/checkpoints", { key });

describe("checkpoints", () => {
  test("an institution signs the head with its operator key, in the form that verify takes", async () => {
    const head = server.reader.head();
    const { status, body } = await publish(bureau.key);
    expect(status).toBe(201);
    const [read] = readCheckpoints(JSON.stringify(body));
    expect(read).toMatchObject({
      ...head,
      institution: bureau.institution,
      code: "B33050000001",
      operator: bureau.operatorKey,
      genesisHash: server.test.identity.genesisHash,
    });
  });

  test("the same block signed again is the same checkpoint", async () => {
    const [first, second] = [await publish(bureau.key), await publish(bureau.key)];
    expect(second.body).toEqual(first.body);
  });

  test("every principal reads them all", async () => {
    await publish(bureau.key);
    await publish(pharmacy.key);
    const { body } = await ask(server, "GET", "/v1/checkpoints", { key: pharmacy.key });
    const rows = readCheckpoints(JSON.stringify(body["rows"]));
    expect(new Set(rows.map(({ institution }) => institution))).toEqual(
      new Set([bureau.institution, pharmacy.institution]),
    );
  });

  test("an institution without a key on this server, the consortium and strangers sign nothing", async () => {
    const foreign = await giveKey(server, { institution: 77, roles: ["bureau"] });
    const consortium = await giveKey(server, { institution: 0, roles: ["consortium"] });
    expect((await publish(foreign)).body["code"]).toBe("operator-unknown");
    expect((await publish(consortium)).body["code"]).toBe("role-not-permitted");
    expect((await ask(server, "POST", "/v1/checkpoints")).body["code"]).toBe("unauthenticated");
  });
});
