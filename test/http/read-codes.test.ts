import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import { readCodes } from "../../server/http/read-codes.ts";

const LIMITS = { uploadBytesMax: 10_000, uploadLineBytesMax: 100 };
const NDJSON = "application/x-ndjson";
const CSV = "text/csv";

type Outcome = {
  readonly codes: readonly string[];
  readonly failure: string | null;
  readonly facts: unknown;
};

describe("an upload of codes", () => {
  let port: number;
  let outcome: (value: Outcome) => void;
  const server = createServer((request, response) => {
    void collect(() => readCodes(request, LIMITS)).then((collected) => {
      outcome(collected);
      response.end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is an AddressInfo.
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  const send = (type: string, parts: readonly (string | Uint8Array)[], ending: "whole" | "cut" = "whole") =>
    new Promise<Outcome>((resolve, reject) => {
      outcome = resolve;
      const request = httpRequest({ port, method: "PUT", headers: { "Content-Type": type } });
      request.on("error", (error) => (ending === "cut" ? undefined : reject(error)));
      request.on("response", (response) => response.resume());
      void (async () => {
        for (const part of parts) {
          await new Promise<void>((written) => request.write(part, () => written()));
        }
        if (ending === "whole") request.end();
        else request.destroy();
      })();
    });

  it("takes a JSON string or an object with a code on each line", async () => {
    const { codes } = await send(NDJSON, ['"83001"\n{"code":"83002"}\r\n\n', '"830', '03"']);
    expect(codes).toStrictEqual(["83001", "83002", "83003"]);
  });

  it("takes a character that comes in two parts", async () => {
    const bytes = Buffer.from('"码"\n');
    const { codes } = await send(NDJSON, [bytes.subarray(0, 2), bytes.subarray(2)]);
    expect(codes).toStrictEqual(["码"]);
  });

  it("takes the code column of CSV, with a mark of its encoding or without, in whatever order", async () => {
    const { codes } = await send(CSV, ['\ufeffcase,code\r\nC1,83001\r\nC1,"83002"\r\n']);
    expect(codes).toStrictEqual(["83001", "83002"]);
  });

  it.each([
    ["a line that is no JSON", NDJSON, '"83001"\n83-02x\n', "line 2"],
    ["a number, which loses digits", NDJSON, "83003850000000131888\n", "line 1"],
    ["an object with more than a code", NDJSON, '{"code":"1","x":2}\n', "line 1"],
    ["a line without end", NDJSON, `"${"8".repeat(200)}`, "line 1"],
    ["CSV without a code column", CSV, "trace,n\n83001,1\n", "line 1"],
    ["CSV with a row of other width", CSV, "code,n\n83001,1\n83002\n", "line 3"],
    ["CSV whose quote never ends", CSV, 'code\n"83001\n', "line 2"],
  ])("names %s", async (_, type, text, path) => {
    const { failure, facts } = await send(type, [text]);
    expect(failure).toBe("malformed-request");
    expect(facts).toMatchObject({ issues: [{ path }] });
  });

  it("refuses what is not UTF-8", async () => {
    expect((await send(NDJSON, [Buffer.from([0x22, 0xff, 0x22, 0x0a])])).failure).toBe("malformed-request");
    expect((await send(CSV, [Buffer.from("code\n"), Buffer.from([0xff, 0x0a])])).failure).toBe(
      "malformed-request",
    );
  });

  it.each([NDJSON, CSV])("notices that %s was cut off", async (type) => {
    const { failure } = await send(type, ['code\n"83001"\n"83002"\n'.slice(type === CSV ? 0 : 5)], "cut");
    expect(failure).toBe("upload-cut-off");
  });

  it.each([NDJSON, CSV])("refuses more bytes of %s than the limit", async (type) => {
    const lines = `"${"8".repeat(20)}"\n`.repeat(600);
    expect((await send(type, [type === CSV ? `code\n${lines}` : lines])).failure).toBe("body-too-large");
  });

  it("refuses other types, other character sets and compressed bodies", async () => {
    for (const type of ["application/json", "text/csv; charset=gbk", ""]) {
      expect((await send(type, ["code\n1\n"])).failure).toBe("unsupported-media-type");
    }
  });
});

async function collect(open: () => AsyncIterable<string>): Promise<Outcome> {
  const codes: string[] = [];
  try {
    for await (const code of open()) codes.push(code);
    return { codes, failure: null, facts: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { codes, failure: error.code, facts: error.facts };
  }
}
