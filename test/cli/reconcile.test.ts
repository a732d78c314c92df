import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { reconcile } from "../../cli/reconcile.ts";
import { parseConfig } from "../../server/config.ts";

const SUMMARY = {
  askedFen: "925",
  fundFen: "0",
  questionedFen: "925",
  violatingCount: 1,
  suspectCount: 0,
  cleanCount: 0,
  institutionCount: 1,
  kinds: [{ kind: "no_sale", verdict: "violation", count: 1, disallowedFen: "925" }],
  couldNotLook: {},
  statements: [],
};
const ID = "ab".repeat(16);
const FINDINGS = '[\n{"claimId":"C1"}\n]\n';
const CSV = "\uFEFFclaim_id\r\nC1\r\n";

describe("caretrail reconcile", () => {
  let state: Record<string, unknown>;
  let refusal: { status: number; body: object } | null;
  let asked: { url: string; auth: string | undefined; type: string | undefined; body: string };
  let polls: number;
  const server = createServer((request, response) => void answer(request, response));
  let url: string;
  let directory: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is an AddressInfo.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "caretrail-reconcile-"));
    refusal = null;
    polls = 0;
    state = {
      id: ID,
      stage: "done",
      rowCount: 1,
      itemCount: 1,
      faultCount: 0,
      passedOverCount: 0,
      judgedRow: 1,
      judgedCount: 1,
      findingCount: 1,
      asOf: { block: 1, blockHash: "0x00" },
      failure: null,
      summary: SUMMARY,
      digest: null,
      anchor: null,
      others: [],
    };
    writeFileSync(join(directory, "claims.csv"), "claim_id\n");
    writeFileSync(join(directory, "key"), "a-key\n");
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: path = "", headers } = request;
    const json = (status: number, body: object): void => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.method === "POST") {
      const body = await text(request);
      asked = { url: path, auth: headers.authorization, type: headers["content-type"], body };
      if (refusal === null) json(202, { ...state, stage: "judging", judgedRow: 0 });
      else json(refusal.status, refusal.body);
    } else if (path.endsWith("/findings.json")) response.end(FINDINGS);
    else if (path.endsWith("/findings.csv")) response.end(CSV);
    else if (path.endsWith("/findings.xlsx")) response.end("PK workbook");
    else if (path.endsWith("/report.html")) response.end("<!doctype html>");
    else {
      polls += 1;
      json(200, polls === 1 ? { ...state, stage: "judging", judgedRow: 0 } : state);
    }
  }

  const run = async (change: object = {}): Promise<{ code: number; words: string }> => {
    const words: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((line) => {
      words.push(String(line));
      return true;
    });
    try {
      const code = await reconcile(parseConfig({ CARETRAIL_DATA: directory }), {
        path: join(directory, "claims.csv"),
        format: null,
        institution: null,
        block: null,
        region: null,
        out: join(directory, "out"),
        url,
        tokenFile: join(directory, "key"),
        output: "words",
        ...change,
      });
      return { code, words: words.join("") };
    } finally {
      write.mockRestore();
    }
  };
  const written = (name: string): string => readFileSync(join(directory, "out", name), "utf8");

  it("sends the file as it is, waits for its end, and writes what was found", async () => {
    const { code, words } = await run();
    expect(code).toBe(1);
    expect(asked).toEqual({
      url: "/v1/reconciliations?format=claims-csv&name=claims.csv",
      auth: "Bearer a-key",
      type: "text/csv",
      body: "claim_id\n",
    });
    expect(written("findings.json")).toBe(FINDINGS);
    expect(written("findings.csv")).toBe(CSV);
    expect(written("findings.xlsx")).toBe("PK workbook");
    expect(written("report.html")).toBe("<!doctype html>");
    expect(JSON.parse(written("summary.json"))).toEqual(state);
    expect(words).toContain("空卖空报 no sale");
  });

  it("names the block and the region that another party read", async () => {
    await run({ block: "603", region: "330500" });
    expect(asked.url).toBe("/v1/reconciliations?format=claims-csv&name=claims.csv&block=603&region=330500");
  });

  it("waits for the block of the anchor, and says where it stands", async () => {
    const digest = { findings: `0x${"d1".repeat(32)}` };
    const anchor = { state: "anchored", block: 604, findingsDigest: digest.findings, reason: null };
    state = { ...state, digest, anchor };
    const { words } = await run();
    expect(words).toContain(`Digest of the findings at block 1: ${digest.findings}`);
    expect(words).toContain("已上链存证 anchored in block 604");
  });

  it("is clean when nothing was found", async () => {
    state = { ...state, findingCount: 0, summary: { ...SUMMARY, kinds: [] } };
    expect((await run()).code).toBe(0);
  });

  it("could not look when nothing could be read", async () => {
    state = { ...state, findingCount: 0, judgedCount: 0, faultCount: 1 };
    expect((await run()).code).toBe(2);
  });

  it("prints one JSON line where a program asks", async () => {
    const { words } = await run({ output: "json" });
    expect(JSON.parse(words)).toMatchObject({ id: ID, findingCount: 1, directory: join(directory, "out") });
  });

  it("takes an auditor's key of the demo or of an import where none is named", async () => {
    const principals = [
      { role: "bureau", token: "b" },
      { role: "auditor", token: "an-auditor" },
    ];
    writeFileSync(join(directory, "import-credentials.json"), JSON.stringify({ principals }));
    await run({ tokenFile: null });
    expect(asked.auth).toBe("Bearer an-auditor");
  });

  it.each([
    ["a column is missing", 422, { code: "feed-columns-wrong", title: "T", missing: ["date"] }, /date/],
    ["the key is wrong", 401, { code: "unauthenticated", title: "T" }, /unauthenticated/],
    ["the server answers no JSON", 500, {}, /500/],
  ])("complains and says what to do when %s", async (_, status, body, what) => {
    refusal = { status, body };
    await expect(run()).rejects.toMatchObject({
      name: "Complaint",
      message: expect.stringMatching(what),
      cure: expect.stringMatching(/./),
    });
  });

  it("complains when the run failed, with its code", async () => {
    state = { ...state, stage: "failed", failure: { code: "chain-unreachable", title: "T" } };
    await expect(run()).rejects.toMatchObject({ message: expect.stringContaining("chain-unreachable") });
  });

  it("complains when nobody answers, and when there is no key", async () => {
    await expect(run({ url: "http://127.0.0.1:1" })).rejects.toMatchObject({
      message: expect.stringContaining("no server answers"),
    });
    await expect(run({ tokenFile: null })).rejects.toMatchObject({ name: "Complaint" });
    await expect(run({ tokenFile: join(directory, "none") })).rejects.toMatchObject({ name: "Complaint" });
  });
});
