import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLAIM_COLUMNS } from "../../../server/domain/reconcile/feeds/read-claim-row.ts";
import { claimText } from "../../flows/reconcile/support/desk.ts";
import { type Answered, ask, giveKey, startWholeServer, type WholeServer } from "../support/whole-server.ts";

const NDJSON = { "Content-Type": "application/x-ndjson" };
const CSV = { "Content-Type": "text/csv" };
const stops: (() => Promise<void>)[] = [];
let server: WholeServer;
let bureau: string;
let other: string;
let auditor: string;
let pharmacy: string;
beforeAll(async () => {
  const limits = { feedBytesMax: 200_000, feedLineBytesMax: 20_000, requestTimeoutMs: 3_000 };
  server = await startWholeServer((stop) => void stops.push(stop), { limits });
  bureau = await giveKey(server, { institution: 7, roles: ["bureau"] });
  other = await giveKey(server, { institution: 8, roles: ["bureau"], region: 420_100 });
  auditor = await giveKey(server, { institution: 9, roles: ["auditor"], region: 0 });
  pharmacy = await giveKey(server, { institution: 10, roles: ["pharmacy"] });
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const post = (body: string, change: { key?: string; query?: string; headers?: object } = {}) =>
  ask(server, "POST", `/v1/reconciliations?${change.query ?? "format=claims-ndjson"}`, {
    key: change.key ?? bureau,
    headers: { ...NDJSON, ...change.headers },
    body,
  });
const get = (path: string, key = bureau): Promise<Answered> =>
  ask(server, "GET", `/v1/reconciliations/${path}`, { key });
const lines = (...numbers: number[]): string => numbers.map((n) => `${claimText(n)}\n`).join("");

/** Sends a feed and waits until it is judged. */
async function reconciled(body: string, change: Parameters<typeof post>[1] = {}): Promise<string> {
  const sent = await post(body, change);
  expect(sent.status).toBe(202);
  const id = String(sent.body["id"]);
  await expect.poll(async () => (await get(id, change.key)).body["stage"]).toBe("done");
  return id;
}

describe("a feed", () => {
  it("is accepted at its own place, and told as far as it came", async () => {
    const sent = await post(lines(1, 2, 3), { query: "format=claims-ndjson&name=September" });
    expect(sent).toMatchObject({ status: 202, body: { name: "September", rowCount: 3, itemCount: 3 } });
    const id = String(sent.body["id"]);
    expect(sent.headers.get("location")).toBe(`/v1/reconciliations/${id}`);
    await expect.poll(async () => (await get(id)).body["stage"]).toBe("done");
    expect((await get(id)).body).toMatchObject({
      payerRegion: 330_500,
      findingCount: 2,
      failure: null,
      summary: { askedFen: "3000", questionedFen: "1500", violatingCount: 1, cleanCount: 2 },
      institutions: [{ institutionCode: "P33050000001", questionedFen: "1500" }, { claimCount: 1 }],
    });
  });

  it("may be a table with quotes, Windows lines, a mark and columns in another order", async () => {
    const columns = [...CLAIM_COLUMNS].reverse();
    const row = JSON.parse(claimText(9));
    const cells = columns.map((name) => `"${String(row[name])}"`).join(",");
    const body = `\uFEFF${columns.join(",")},note\r\n${cells},"a, ""b""\r\nc"\r\n`;
    const id = await reconciled(body, { query: "format=claims-csv", headers: CSV });
    expect((await get(id)).body).toMatchObject({ rowCount: 1, itemCount: 1, faultCount: 0, findingCount: 2 });
  });

  it("without one of its columns is refused by that name", async () => {
    const body = `${CLAIM_COLUMNS.filter((name) => name !== "date").join(",")}\n`;
    expect(await post(body, { query: "format=claims-csv", headers: CSV })).toMatchObject({
      status: 422,
      body: { code: "feed-columns-wrong", missing: ["date"], repeated: [] },
    });
    expect((await post("", { query: "format=claims-csv", headers: CSV })).body["code"]).toBe(
      "feed-columns-wrong",
    );
  });

  it("tells each bad line by its row, and judges the others", async () => {
    const body = `${lines(4)}{\n\n${lines(5)}${"x".repeat(30_000)}\n${claimText(6, { date: "x" })}`;
    const id = await reconciled(body);
    const faults = await get(`${id}/faults?limit=2`);
    expect(faults.body["rows"]).toEqual([
      { row: 2, path: "", problem: expect.any(String) },
      { row: 5, path: "", problem: "too-long" },
    ]);
    const rest = await get(`${id}/faults?limit=2&cursor=${String(faults.body["next"])}`);
    expect(rest.body).toEqual({ rows: [{ row: 6, path: "date", problem: expect.any(String) }], next: null });
    expect((await get(id)).body).toMatchObject({ itemCount: 2, faultCount: 3, judgedCount: 2 });
  });

  it("that is no UTF-8 in one line spoils no other", async () => {
    const body = new Uint8Array(Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(lines(7))]));
    const sent = await ask(server, "POST", "/v1/reconciliations?format=claims-ndjson", {
      key: bureau,
      headers: NDJSON,
      body,
    });
    expect(sent.body).toMatchObject({ itemCount: 1, faultCount: 1 });
  });

  it.each([
    ["an unknown format", "format=xml", NDJSON, "malformed-request", 400],
    ["no format", "", NDJSON, "malformed-request", 400],
    ["another media type", "format=claims-csv", NDJSON, "unsupported-media-type", 415],
    [
      "settlements of nobody",
      "format=nhsa-3202",
      { "Content-Type": "text/tab-separated-values" },
      "feed-institution-missing",
      422,
    ],
  ])("is refused with %s", async (_, query, headers, code, status) => {
    expect(await post("x", { query, headers })).toMatchObject({ status, body: { code } });
  });

  it("larger than the limit is refused, and nothing of it stays", async () => {
    const body = lines(...Array.from({ length: 900 }, (_, n) => n));
    expect(await post(body)).toMatchObject({ status: 413, body: { code: "body-too-large" } });
  });

  it("may come slowly, where nothing else may", async () => {
    const slowly = (path: string, type: object) => {
      async function* parts() {
        yield Buffer.from(`${claimText(61)}\n`);
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        yield Buffer.from(`${claimText(62)}\n`);
      }
      const sent: RequestInit & { duplex: "half" } = {
        method: "POST",
        headers: { Authorization: `Bearer ${bureau}`, ...type },
        body: ReadableStream.from(parts()),
        duplex: "half",
      };
      return fetch(`${server.url}${path}`, sent).then(
        (response) => response.status,
        () => "cut",
      );
    };
    const answers = await Promise.all([
      slowly("/v1/reconciliations?format=claims-ndjson", NDJSON),
      slowly("/v1/claims", { "Content-Type": "application/json" }),
    ]);
    expect(answers).toEqual([202, "cut"]);
  }, 20_000);

  it("whose quote never ends is refused as a whole", async () => {
    const body = `${CLAIM_COLUMNS.join(",")}\n"C1,`;
    const sent = await post(body, { query: "format=claims-csv", headers: CSV });
    expect(sent).toMatchObject({ status: 400, body: { code: "malformed-request" } });
  });
});

describe("findings", () => {
  it("come page by page, of a kind and a verdict", async () => {
    const id = await reconciled(lines(21, 22, 23));
    const first = await get(`${id}/findings?limit=1&kind=no_sale&verdict=violation`);
    expect(first.body["rows"]).toMatchObject([
      {
        claimId: "C21",
        row: 1,
        disallowedFen: "10500",
        because: { saleCount: 0 },
        claim: { institutionCode: "P33050000001", totalFen: "10500" },
      },
    ]);
    const second = await get(
      `${id}/findings?limit=5&kind=no_sale&verdict=violation&cursor=${String(first.body["next"])}`,
    );
    expect(second.body["rows"]).toMatchObject([{ claimId: "C22" }, { claimId: "C23" }]);
    expect((await get(`${id}/findings?verdict=suspect`)).body["rows"]).toEqual([]);
    expect((await get(`${id}/findings?kind=nothing`)).status).toBe(400);
    expect((await get(`${id}/findings?limit=201`)).status).toBe(400);
  });

  it("come whole as JSON, as a table, and as a page that runs nothing", async () => {
    const hostile = { claim_id: '=cmd|"/c"!A1', institution: "<img src=x onerror=alert(1)>" };
    const id = await reconciled(`${claimText(31, hostile)}\n`);
    const json = await fetchText(`${id}/findings.json`);
    expect(JSON.parse(json.text)).toMatchObject([
      {
        claimId: '=cmd|"/c"!A1',
        kind: "no_sale",
        verdict: "violation",
        disallowedFen: "15500",
        because: { saleCount: 0 },
      },
      { kind: "index_differs" },
    ]);
    const csv = await fetchText(`${id}/findings.csv`);
    expect(csv.text.startsWith("\uFEFFclaim_id,row,")).toBe(true);
    expect(csv.text).toContain(`"'=cmd|""/c""!A1"`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const html = await fetchText(`${id}/report.html`);
    expect(html.text).not.toContain("<img");
    expect(html.text).toContain("&lt;img src=x");
    expect(html.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'/,
    );
  });

  it("come as a workbook whose codes keep their digits, and in which nothing runs", async () => {
    const id = await reconciled(`${claimText(33, { claim_id: "=1+1" })}\n`);
    const response = await fetch(`${server.url}/v1/reconciliations/${id}/findings.xlsx`, {
      headers: { Authorization: `Bearer ${bureau}` },
    });
    expect(response.headers.get("content-type")).toBe(
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="findings-${id}.xlsx"`);
    const parts = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const texts = strFromU8(parts["xl/sharedStrings.xml"] ?? new Uint8Array());
    expect(texts).toContain(">=1+1<");
    expect(texts).toContain(">82638371254806120000<");
    expect(Object.keys(parts).filter((name) => name.includes("worksheets/sheet"))).toHaveLength(4);
    for (const [name, bytes] of Object.entries(parts))
      if (name.endsWith(".xml")) expect([name, strFromU8(bytes).includes("<f>")]).toEqual([name, false]);
  });

  it("of a feed without any are an empty array", async () => {
    const id = await reconciled("");
    expect(JSON.parse((await fetchText(`${id}/findings.json`)).text)).toHaveLength(1);
  });
});

describe("who may ask", () => {
  it("is a bureau and an auditor", async () => {
    expect((await post(lines(1), { key: pharmacy })).body["code"]).toBe("role-not-permitted");
    expect((await get("ab".repeat(16), pharmacy)).body["code"]).toBe("role-not-permitted");
    const nobody = await ask(server, "GET", "/v1/reconciliations");
    expect(nobody.body["code"]).toBe("unauthenticated");
  });

  it("sees what it sent; an auditor everything; another bureau nothing", async () => {
    const id = await reconciled(lines(41));
    for (const part of [
      "",
      "/findings",
      "/faults",
      "/report.html",
      "/findings.csv",
      "/findings.json",
      "/findings.xlsx",
    ]) {
      expect([part, (await get(`${id}${part}`, other)).status]).toEqual([part, 404]);
      expect([part, (await fetchText(`${id}${part}`, auditor)).status]).toEqual([part, 200]);
    }
    const listed = async (key: string): Promise<unknown[]> => {
      const { body } = await ask(server, "GET", "/v1/reconciliations?limit=200", { key });
      // A list's rows are an array of objects with ids.
      return (body["rows"] as { id: string }[]).map((row) => row.id);
    };
    expect(await listed(other)).toEqual([]);
    expect(await listed(bureau)).toContain(id);
    expect(await listed(auditor)).toContain(id);
  });

  it("never learns of a person", async () => {
    const id = await reconciled(lines(51, 52));
    for (const part of ["", "/findings", "/report.html", "/findings.csv", "/findings.json"]) {
      expect((await fetchText(`${id}${part}`)).text).not.toContain("33050099549637349186735494");
    }
    expect(JSON.stringify(server.logged)).not.toContain("33050099549637349186735494");
  });
});

async function fetchText(path: string, key = bureau) {
  const response = await fetch(`${server.url}/v1/reconciliations/${path}`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  return { status: response.status, headers: response.headers, text: await textOf(response) };
}

/** With the mark of its encoding, which `text()` takes away. */
async function textOf(response: Response): Promise<string> {
  return Buffer.from(await response.arrayBuffer()).toString("utf8");
}
