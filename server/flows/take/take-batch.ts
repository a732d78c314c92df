import { dayEndSec, dayStartSec } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { fenOf } from "../../domain/money.ts";
import type { OpenBatchRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** Opens a batch: its last good day becomes the instant at which it expires, its price a commitment. */
export async function takeBatch(ports: TakePorts, asked: Asked<OpenBatchRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { product, batchNumber, packCount } = request;
  const times = timesOf(ports, request);
  const documentKey = ports.vault.documentKey(principal.institution, {
    kind: "batch",
    number: batchNumber,
    businessDay: "",
    till: String(product),
  });
  const attempt = {
    principal,
    operation: "open-batch",
    signer: "operator",
    bodyHash: ports.vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    naturalKey: `open-batch:${documentKey}`,
  } as const;
  return submitOnce(ports, attempt, async () => ({
    body: {
      kind: "open-batch",
      product,
      batchNumber,
      packCount,
      ...times,
      keyEpoch: ports.vault.currentEpoch(),
      priceCommitment:
        request.priceFen === null
          ? NO_COMMITMENT
          : ports.vault.commitLine(principal.institution, documentKey, 0, request.priceFen),
    },
    echo: {},
    openings:
      request.priceFen === null
        ? []
        : [sealDocument(ports.vault, { documentKey, person: null, words: { priceFen: request.priceFen } })],
  }));
}

function timesOf(
  { zone }: TakePorts,
  { madeOn, expiresOn, priceFen }: OpenBatchRequest,
): { madeAtSec: number; expiresAtSec: number } {
  const madeAtSec = dayStartSec(madeOn, zone);
  const expiresAtSec = dayEndSec(expiresOn, zone);
  const issues = [
    ...(madeAtSec === null ? [{ path: "madeOn", problem: "not a day" }] : []),
    ...(expiresAtSec === null ? [{ path: "expiresOn", problem: "not a day" }] : []),
    ...(priceFen !== null && fenOf(priceFen) === null
      ? [{ path: "priceFen", problem: "not whole fen" }]
      : []),
  ];
  if (madeAtSec === null || expiresAtSec === null || issues.length > 0) {
    return fail("malformed-request", { issues });
  }
  return { madeAtSec, expiresAtSec };
}

const NO_COMMITMENT: Hex32 = `0x${"0".repeat(64)}`;
