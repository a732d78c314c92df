import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { StatusAnswer } from "./status.ts";

/**
 * What Prometheus is told. Labels are route patterns and codes, so their number is bounded and no path leaks.
 */
export type Metrics = {
  answered(request: { method: string; route: string; status: number; durationMs: number }): void;
  failed(code: string): void;
  render(status: StatusAnswer): Promise<{ contentType: string; text: string }>;
};

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "caretrail_http_request_duration_seconds",
    help: "Time from a request's head to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers,
  });
  const failures = new Counter({
    name: "caretrail_http_failures_total",
    help: "Requests refused, by code of failure.",
    labelNames: ["code"],
    registers,
  });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const chainBlock = gauge("caretrail_chain_block", "Newest block of the chain; -1 when it does not answer.");
  const indexBlock = gauge("caretrail_index_block", "Newest block of the index; -1 before the first.");
  const lagBlocks = gauge(
    "caretrail_index_lag_blocks",
    "Blocks that the index has still to read; -1 when unknown.",
  );
  const unfinished = gauge("caretrail_commands_unfinished", "Commands neither mined nor refused.");
  return {
    answered({ method, route, status, durationMs }) {
      durations.observe({ method, route, status: String(status) }, durationMs / 1000);
    },
    failed: (code) => failures.inc({ code }),
    async render(status) {
      chainBlock.set(status.chain.head?.block ?? -1);
      indexBlock.set(status.index.head?.block ?? -1);
      lagBlocks.set(status.index.lagBlocks ?? -1);
      unfinished.set(status.unfinishedCommands);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
