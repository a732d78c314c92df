import type { FoundAlert } from "../../domain/alerts/alert.ts";
import { instantText } from "../../domain/instant.ts";
import type { Principal } from "../../domain/principal.ts";
import type { AlertPorts } from "./alert-ports.ts";

/** A dispute that must be resolved within this time is near its limit. */
const DISPUTE_NEAR_SEC = 2 * 86_400;
const DISPUTES_TOLD_MAX = 100;
/** A block comes within seconds; what waits this long has met something else. */
const STUCK_AFTER_MS = 600_000;

/** Disputed claims of the bureau's fund whose time is nearly over, the earliest first. */
export async function* disputeAlerts(
  { reader, clock }: AlertPorts,
  { role, region }: Principal,
): AsyncGenerator<FoundAlert> {
  if (role !== "bureau" || reader.head() === null) return;
  const page = { limit: DISPUTES_TOLD_MAX, after: null };
  const { rows, asOf } = await reader.view(async (view) => {
    return { rows: (await view.claimQueue(region, "disputed", page)).rows, asOf: view.asOf };
  });
  const nearSec = Math.floor(clock.nowMs() / 1000) + DISPUTE_NEAR_SEC;
  for (const { id, deadlineSec } of rows) {
    if (deadlineSec === null || deadlineSec > nearSec) continue;
    yield {
      kind: "dispute-near-limit",
      subject: `${id} ${deadlineSec}`,
      sinceMs: (deadlineSec - DISPUTE_NEAR_SEC) * 1000,
      asOf,
      facts: { claim: id, deadlineAt: instantText(deadlineSec) },
      link: `/v1/claims/${id}`,
    };
  }
}

/** The principal's own institution's commands that neither got into a block nor were refused. */
export async function* commandAlerts(
  { commands, clock }: AlertPorts,
  { institution }: Principal,
): AsyncGenerator<FoundAlert> {
  const stuckMs = clock.nowMs() - STUCK_AFTER_MS;
  for (const command of await commands.unfinishedCommands()) {
    if (command.institution !== institution || command.acceptedAtMs > stuckMs) continue;
    const { id, acceptedAtMs, body, state } = command;
    yield {
      kind: "command-stuck",
      subject: id,
      sinceMs: acceptedAtMs,
      asOf: null,
      facts: { command: id, operation: body.kind, state },
      link: `/v1/commands/${id}`,
    };
  }
}
