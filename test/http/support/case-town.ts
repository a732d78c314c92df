import { expect } from "vitest";
import { claimText } from "../../flows/reconcile/support/desk.ts";
import {
  type Answered,
  addParty,
  ask,
  giveKey,
  type Party,
  startWholeServer,
  type WholeServer,
} from "./whole-server.ts";

const OTHER_REGION = 420_100;

/** A region with two clerks, an auditor, a pharmacy that claims, and everybody who must learn nothing. */
export type CaseTown = {
  readonly server: WholeServer;
  readonly bureau: Party;
  /** A second person of the bureau. */
  readonly second: string;
  readonly auditor: string;
  readonly pharmacy: Party;
  readonly neighbour: Party;
  readonly strangers: Readonly<Record<string, string>>;
  /** Findings of the pharmacy, as `{ reconciliation, findings }` that nothing is open about yet. */
  found(count?: number): Promise<{ readonly reconciliation: string; readonly findings: readonly number[] }>;
  opened(): Promise<string>;
  step(
    key: string,
    number: string,
    act: string,
    json?: object,
    headers?: Record<string, string>,
  ): Promise<Answered>;
  get(key: string, path: string): Promise<Answered>;
};

export async function openCaseTown(atEnd: (stop: () => Promise<void>) => void): Promise<CaseTown> {
  const server = await startWholeServer(atEnd);
  const bureau = await addParty(server, { kind: "bureau", code: "B33050000001" });
  const pharmacy = await addParty(server, { kind: "pharmacy", code: "P33050000001", bureau });
  const neighbour = await addParty(server, { kind: "pharmacy", code: "P33050000002", bureau });
  const key = (institution: number, role: string, region = 330_500): Promise<string> =>
    giveKey(server, { institution, roles: [role], region });
  let feeds = 0;
  const town: CaseTown = {
    server,
    bureau,
    second: await giveKey(server, { institution: bureau.institution, roles: ["bureau"], name: "clerk 2" }),
    auditor: await key(900, "auditor", 0),
    pharmacy,
    neighbour,
    strangers: {
      "another region's bureau": await key(901, "bureau", OTHER_REGION),
      "another region's auditor": await key(902, "auditor", OTHER_REGION),
      "another pharmacy": neighbour.key,
      "a maker": await key(903, "maker"),
      "the consortium": await key(0, "consortium", 0),
    },
    async found(count = 1) {
      feeds += 1;
      // Odd claims are the pharmacy's; the price tells each feed apart.
      const texts = Array.from({ length: count }, (_, n) =>
        claimText(2 * n + 1, { claim_id: `C${feeds}-${n}`, total_fen: String(10_000 + feeds) }),
      );
      const sent = await ask(server, "POST", "/v1/reconciliations?format=claims-ndjson", {
        key: bureau.key,
        headers: { "Content-Type": "application/x-ndjson" },
        body: texts.map((text) => `${text}\n`).join(""),
      });
      expect(sent.status).toBe(202);
      const reconciliation = String(sent.body["id"]);
      const stage = async (): Promise<unknown> =>
        (await town.get(bureau.key, `/v1/reconciliations/${reconciliation}`)).body["stage"];
      await expect.poll(stage).toBe("done");
      return { reconciliation, findings: Array.from({ length: count }, (_, n) => n) };
    },
    async opened() {
      const json = { ...(await town.found()), reason: "没有销售记录" };
      const answer = await ask(server, "POST", "/v1/cases", { key: bureau.key, json });
      expect(answer).toMatchObject({ status: 201, body: { state: "opened" } });
      return String(answer.body["number"]);
    },
    step: (by, number, act, json = {}, headers = {}) =>
      ask(server, "POST", `/v1/cases/${number}/${act}`, { key: by, json, headers }),
    get: (by, path) => ask(server, "GET", path, { key: by }),
  };
  return town;
}
