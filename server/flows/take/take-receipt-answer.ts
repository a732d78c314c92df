import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import type { ReceiptAnswerRow } from "../../domain/drug-rows.ts";
import { fail, isFailure } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ReceiptAnswerRequest } from "../../domain/requests.ts";
import { submitOnce } from "./submit-once.ts";
import type { TakePorts } from "./take-ports.ts";

/** `kept`: this server can not sign for the bureau, so the answer waits here and is not on the ledger. */
export type TakenAnswer =
  | { readonly status: "kept"; readonly because: FailureCode }
  | { readonly status: "given"; readonly command: Command }
  | { readonly status: "on-ledger"; readonly row: ReceiptAnswerRow };

/** What keeps a bureau's signature away from here, and not the answer from being good. */
const NOT_SIGNED_HERE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "operator-unknown",
  "operator-revoked",
  "operator-expired",
  "act-not-granted",
  "sender-not-permitted",
  "ledger-paused",
]);

/**
 * What the person says who holds the receipt's token. It is on the disk before anything else, because the one
 * who may be accused by it may run the counter; the bureau of the region then signs it onto the ledger.
 */
export async function takeReceiptAnswer(
  ports: TakePorts,
  request: ReceiptAnswerRequest,
): Promise<TakenAnswer> {
  const { dispense: id, answer } = request;
  const found = await ports.reader.view(async (view) => {
    const dispense = ports.vault.isReceiptToken(id, request.receiptToken) ? await view.dispense(id) : null;
    if (dispense === null) return null;
    const institution = await view.institution(dispense.institution);
    if (institution === null) throw new Error(`a dispense without its institution ${dispense.institution}`);
    const { answer: row } = await view.aftermathOf(id);
    return { row, bureau: await view.bureauOf(institution.region) };
  });
  // Whoever has no token of it learns not even whether there is such a dispense.
  if (found === null) return fail("not-found", { dispense: id });
  const before = found.row ?? (await ports.records.receiptAnswer(id));
  if (before !== null && before.answer !== answer) {
    fail("receipt-already-answered", { dispense: id, answer: before.answer });
  }
  if (found.row !== null) return { status: "on-ledger", row: found.row };
  if (before === null) {
    await ports.records.putReceiptAnswer(id, { answer, atMs: ports.clock.nowMs() });
  }
  if (found.bureau === null) return { status: "kept", because: "operator-unknown" };
  const { id: institution, region } = found.bureau;
  return give(ports, { name: "receipt answer", institution, role: "bureau", region }, request);
}

/** Asks the outbox to sign for the bureau; the same answer again finds its command. */
async function give(
  ports: TakePorts,
  principal: Principal,
  { dispense, answer }: ReceiptAnswerRequest,
): Promise<TakenAnswer> {
  const body = { kind: "answer-receipt", dispense, answer } as const;
  const attempt = {
    principal,
    operation: "answer-receipt",
    signer: "operator",
    bodyHash: ports.vault.hashBody(principal.institution, canonicalJson(body)),
    idempotencyKey: null,
    naturalKey: `answer-receipt:${dispense}`,
  } as const;
  try {
    // Asked before anything is kept as an attempt of the bureau's.
    ports.keyring.keyFor(principal.institution, "operator");
    return { status: "given", command: await submitOnce(ports, attempt, async () => ({ body, echo: {} })) };
  } catch (error) {
    if (isFailure(error) && NOT_SIGNED_HERE.has(error.code)) return { status: "kept", because: error.code };
    throw error;
  }
}
