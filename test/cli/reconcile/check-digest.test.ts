import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { checkDigest } from "../../../cli/reconcile/check-digest.ts";
import { readFindings } from "../../../cli/reconcile/read-findings.ts";
import { parseConfig } from "../../../server/config.ts";
import { createFindingsDigest } from "../../../server/domain/reconcile/findings-digest.ts";
import { jsonRow } from "../../../server/domain/reconcile/report/findings-csv.ts";
import { all } from "../../flows/reconcile/support/desk.ts";
import { anyFinding } from "../../store/support/any-reconciliation.ts";

const HASH = `0x${"b7".repeat(32)}` as const;
const SALT = `0x${"5a".repeat(32)}` as const;
const FINDINGS = [1, 2, 3].map((row) => anyFinding({ row, claimId: `C${row}` }));
const SUMMARY = {
  id: "ab".repeat(16),
  sha256: "cd".repeat(32),
  format: "claims-csv" as const,
  institutionCode: null,
  requestedBy: 7,
  payerRegion: 330_500,
  findingCount: 3,
  asOf: { block: 9, blockHash: HASH },
};

function digestOf(): string {
  const hash = createHash("sha256");
  const digest = createFindingsDigest(
    { update: (line) => void hash.update(line), end: () => hash.digest("hex") },
    { ...SUMMARY, feedSalt: SALT, scopeRegion: SUMMARY.payerRegion },
  );
  for (const finding of FINDINGS) digest.add({ ...finding, disallowedFen: String(finding.disallowedFen) });
  return digest.end();
}

const OWN = {
  institution: 7,
  code: "B33050000001",
  name: "湖州",
  block: 11,
  asOfBlockHash: HASH,
  scopeRegion: 330_500,
  findingsDigest: digestOf(),
};

const PROVENANCE = { block: 7, findingsDigest: null };

describe("caretrail reconcile --check", () => {
  let directory: string;
  let anchors: object[];
  let status: number;
  let asked: unknown;
  const server = createServer(async (request, response) => {
    asked = JSON.parse(await text(request));
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ rows: anchors }));
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is an AddressInfo.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "caretrail-check-"));
    anchors = [];
    status = 200;
    const rows = FINDINGS.map((finding, ordinal) =>
      jsonRow({ ...finding, ordinal, caseNumber: "AJ-330500-2026-000001" }, PROVENANCE),
    );
    write("findings.json", `[\n${rows.join(",\n")}\n]\n`);
    write("summary.json", JSON.stringify({ ...SUMMARY, digest: { findings: digestOf(), feedSalt: SALT } }));
    write("key", "a-key\n");
  });
  const write = (name: string, content: string): void => writeFileSync(join(directory, name), content);

  const run = async (change: object = {}): Promise<{ code: number; words: string }> => {
    const words: string[] = [];
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((line) => {
      words.push(String(line));
      return true;
    });
    try {
      const config = parseConfig({ CARETRAIL_DATA: directory });
      const question = { directory, url: null, tokenFile: null, output: "words", ...change } as const;
      const code = await checkDigest(config, question);
      return { code, words: words.join("") };
    } finally {
      spy.mockRestore();
    }
  };
  const onLedger = () => run({ url, tokenFile: join(directory, "key") });

  it("makes the digest again without a server", async () => {
    const { code, words } = await run();
    expect(code).toBe(0);
    expect(words).toContain(digestOf());
    expect(words).toContain("一致 the same, 3 findings at block 9");
    expect(words).toContain("not asked");
  });

  it("does not mind another layout of the file", async () => {
    const laidOut = JSON.parse(readFileSync(join(directory, "findings.json"), "utf8"));
    write("findings.json", JSON.stringify(laidOut, null, 4));
    expect((await run()).code).toBe(0);
  });

  it.each<[string, (rows: Record<string, unknown>[]) => unknown]>([
    ["an amount was changed", ([first, ...rest]) => [{ ...first, disallowedFen: "924" }, ...rest]],
    ["a value was changed", ([first, ...rest]) => [{ ...first, because: { saleCount: 1 } }, ...rest]],
    ["one was taken out", (rows) => rows.slice(1)],
    ["two changed places", ([first, second, ...rest]) => [second, first, ...rest]],
    ["one was put in", (rows) => [...rows, ...rows.slice(0, 1)]],
  ])("finds out where %s", async (_, change) => {
    const rows = JSON.parse(readFileSync(join(directory, "findings.json"), "utf8"));
    write("findings.json", JSON.stringify(change(rows)));
    const { code, words } = await run();
    expect(code).toBe(1);
    expect(words).toContain("DIFFERENT");
  });

  it("finds out where the summary is another reading's", async () => {
    const digest = { findings: digestOf(), feedSalt: SALT };
    write("summary.json", JSON.stringify({ ...SUMMARY, payerRegion: null, digest }));
    expect((await run()).code).toBe(1);
  });

  it("says who said the same on the ledger, and who did not", async () => {
    anchors = [OWN, { ...OWN, institution: 9, name: "审计", findingsDigest: SALT }];
    const { code, words } = await onLedger();
    expect(code).toBe(0);
    expect(asked).toEqual({ sha256: SUMMARY.sha256, format: "claims-csv", institution: null, block: 9 });
    expect(words).toContain("block 11, 湖州 B33050000001: 一致 the same");
    expect(words).toContain(`审计 B33050000001: 不一致 DIFFERENT, ${SALT}`);
  });

  it("is different where whoever asked said other than this on the ledger", async () => {
    anchors = [{ ...OWN, findingsDigest: SALT }];
    expect((await onLedger()).code).toBe(1);
  });

  it("leaves out what was said of another chain or scope", async () => {
    anchors = [
      { ...OWN, asOfBlockHash: SALT },
      { ...OWN, scopeRegion: 0 },
    ];
    const { code, words } = await onLedger();
    expect(code).toBe(0);
    expect(words).toContain("nobody has anchored");
  });

  it("could not look where the ledger was to be asked and did not answer", async () => {
    expect((await run({ url: "http://127.0.0.1:1", tokenFile: join(directory, "key") })).code).toBe(2);
    status = 503;
    expect((await onLedger()).code).toBe(2);
  });

  it.each([
    ["no findings", "findings.json", ""],
    ["a finding without its row", "findings.json", JSON.stringify([{ claimId: "C1" }])],
    ["something else", "findings.json", "{}"],
    ["no summary", "summary.json", "x"],
    ["a summary of a run that had not ended", "summary.json", JSON.stringify({ ...SUMMARY, digest: null })],
  ])("complains of %s, and says what to do", async (_, name, content) => {
    write(name, content);
    await expect(run()).rejects.toMatchObject({ name: "Complaint", cure: expect.stringMatching(/./) });
  });

  it("complains of a folder that is none", async () => {
    await expect(run({ directory: join(directory, "none") })).rejects.toMatchObject({ name: "Complaint" });
  });

  it("reads a long file line by line, and finds the same in it", async () => {
    const file = join(directory, "findings.json");
    expect(await all(readFindings(file, 0))).toEqual(await all(readFindings(file)));
    write("findings.json", "[]\n");
    expect(await all(readFindings(file))).toEqual([]);
  });
});
