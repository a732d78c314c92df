import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import { openRoute, type Route } from "../route.ts";
import { healthAnswer, readyAnswer, statusAnswer } from "../schemas/status.ts";
import { wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const subject = "Status";
const METRICS = "text/plain; version=0.0.4; charset=utf-8";

const health = openRoute({
  method: "GET",
  path: "/health",
  operation: "readHealth",
  summary: "Whether the process lives; says nothing of the chain",
  subject,
  access: "anyone",
  answers: [ok(healthAnswer, "It lives.")],
  failures: [],
  handle: async () => ({ status: 200, body: { status: "live" } }),
});

const ready = openRoute({
  method: "GET",
  path: "/ready",
  operation: "readReady",
  summary: "Whether writes are taken: the chain answers and the index is not far behind",
  subject,
  access: "anyone",
  answers: [ok(readyAnswer, "It takes writes.")],
  failures: ["not-ready", "chain-unreachable"],
  async handle(doors) {
    const { chain, index } = await doors.status();
    if (chain.failure !== null) return fail(chain.failure, {});
    const { lagBlocks, isHalted } = index;
    if (isHalted || lagBlocks === null || lagBlocks > doors.limits.indexLagBlocksMax) {
      return fail("not-ready", { isHalted, lagBlocks, lagBlocksMax: doors.limits.indexLagBlocksMax });
    }
    return { status: 200, body: { status: "ready", lagBlocks, asOf: index.head } };
  },
});

const metrics = openRoute({
  method: "GET",
  path: "/metrics",
  operation: "readMetrics",
  summary: "Figures for Prometheus",
  subject,
  access: "server-operator",
  answers: [{ status: 200, description: "The figures.", schema: z.string(), contentType: METRICS }],
  failures: [],
  async handle(doors) {
    const { contentType, text } = await doors.metrics.render(await doors.status());
    return { status: 200, body: text, contentType };
  },
});

const status = openRoute({
  method: "GET",
  path: "/v1/status",
  operation: "readStatus",
  summary: "The chain's head, the index' head and lag, and who makes the blocks",
  subject,
  access: "anyone",
  answers: [ok(statusAnswer, "How the server stands.")],
  failures: [],
  async handle(doors) {
    const answer = await doors.status();
    return { status: 200, body: wireOf({ ...answer, asOf: answer.index.head }) };
  },
});

export const STATUS_ROUTES: readonly Route[] = [health, ready, metrics, status];
