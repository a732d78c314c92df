import express from "express";
import { describe, expect, it, onTestFinished } from "vitest";
import { HTTP_LIMITS_DEFAULT } from "../../server/http/limits.ts";
import { type Serving, serve } from "../../server/http/serve.ts";
import { sendRaw } from "./support/raw-socket.ts";

/** A server with one answer that waits until it is told to come. */
async function startSlow(
  drainMs: number,
): Promise<{ serving: Serving; begun: Promise<void>; finish: () => void }> {
  const app = express();
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  app.get("/slow", async (_request, response) => {
    begun.resolve();
    await finish.promise;
    response.end("done");
  });
  const limits = { ...HTTP_LIMITS_DEFAULT, drainMs };
  const serving = await serve(app, { host: "127.0.0.1", port: 0, limits });
  onTestFinished(() => serving.close());
  return { serving, begun: begun.promise, finish: finish.resolve };
}

describe("a server that stops", () => {
  it("answers what is under way and takes nothing more", async () => {
    const { serving, begun, finish } = await startSlow(10_000);
    const answer = fetch(`${serving.url}/slow`).then((response) => response.text());
    await begun;
    const closed = serving.close();
    await expect(fetch(`${serving.url}/slow`)).rejects.toThrow();
    finish();
    expect(await answer).toBe("done");
    await closed;
  });

  it("does not wait for an answer that never comes", async () => {
    const { serving, begun } = await startSlow(50);
    const answer = fetch(`${serving.url}/slow`).then(
      () => "answered",
      () => "cut",
    );
    await begun;
    await serving.close();
    expect(await answer).toBe("cut");
  });

  it("does not wait for a connection that asks nothing", async () => {
    const { serving, finish } = await startSlow(10_000);
    finish();
    await (await fetch(`${serving.url}/slow`)).text();
    await serving.close();
  });
});

describe("what is no request", () => {
  it.each([
    ["noise", "\u0000\u0001\u0002\r\n\r\n", "malformed-request"],
    ["a head that is too long", `GET / HTTP/1.1\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, "malformed-request"],
    ["a body that ends early", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", "upload-cut-off"],
  ])("is answered in the form of a problem: %s", async (_, text, code) => {
    const { serving } = await startSlow(1_000);
    expect(await sendRaw(serving.port, text)).toContain(`"code":"${code}"`);
  });
});
