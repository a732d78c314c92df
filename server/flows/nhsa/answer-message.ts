import { canonicalJson } from "../../domain/canonical-json.ts";
import { type Failure, fail, isFailure } from "../../domain/failure.ts";
import type { NhsaFault, NhsaInfno, NhsaMessage } from "../../domain/nhsa/message.ts";
import { parseNhsaMessage } from "../../domain/nhsa/parse-message.ts";
import { readTriedMessage } from "../../domain/nhsa/read-tried-message.ts";
import type { Principal } from "../../domain/principal.ts";
import { sealTried } from "../tried-words.ts";
import {
  type AnswerHead,
  answerFaults,
  answerLines,
  answerRefusal,
  faultsFailure,
  type LineOutcome,
  type NhsaAnswer,
} from "./compose-answer.ts";
import { standingCommand } from "./message-once.ts";
import type { LineCall, NhsaPorts, Taken } from "./nhsa-ports.ts";
import { takeDeletion } from "./take-deletion.ts";
import { takePurchase } from "./take-purchase.ts";
import { takePurchaseReturn } from "./take-purchase-return.ts";
import { takeSale } from "./take-sale.ts";
import { takeSaleReturn } from "./take-sale-return.ts";
import { takeStockChange } from "./take-stock-change.ts";
import { takeStockTake } from "./take-stock-take.ts";

export type NhsaAsked = {
  readonly principal: Principal;
  /** The number that the door was called by. */
  readonly infno: NhsaInfno;
  /** The body as it came; null when it is no UTF-8. */
  readonly text: string | null;
  readonly waitMs: number;
};

/**
 * Takes one NHSA message and answers like the platform does. Lines are taken in their order, each by itself,
 * and then waited for together; a line that could not be looked at is told so, never as refused.
 */
export async function answerNhsaMessage(ports: NhsaPorts, asked: NhsaAsked): Promise<NhsaAnswer> {
  const { principal, infno, text } = asked;
  const { clock, zone } = ports.take;
  const head = { zone, receivedAtMs: clock.nowMs(), nowMs: () => clock.nowMs(), infno };
  const parsing = text === null ? NOT_UTF8 : parseNhsaMessage(text);
  if (!parsing.ok) return refuseForm(ports, asked, { ...head, msgid: parsing.msgid }, parsing.faults);
  const { message } = parsing;
  const at = { ...head, msgid: message.envelope.msgid };
  // The door's number and the message's must be one.
  if (message.envelope.infno !== infno) return refuseForm(ports, asked, at, [MISADDRESSED]);
  try {
    await requireOwn(ports, principal, message.envelope.institutionCode);
    return answerLines({ ...at, isBatch: message.isBatch }, await takeLines(ports, asked, message));
  } catch (error) {
    if (!isFailure(error)) throw error;
    await keepRefused(ports, asked, error);
    return answerRefusal(at, error);
  }
}

async function refuseForm(
  ports: NhsaPorts,
  asked: NhsaAsked,
  at: AnswerHead,
  faults: readonly NhsaFault[],
): Promise<NhsaAnswer> {
  const failure = faultsFailure(faults);
  await keepRefused(ports, asked, failure);
  return answerFaults(at, faults, failure);
}

const NOT_UTF8 = {
  ok: false,
  faults: [{ path: "", line: null, kind: "not-utf8", facts: {} }],
  msgid: null,
} as const satisfies { readonly ok: false; readonly faults: readonly NhsaFault[]; readonly msgid: null };

const MISADDRESSED: NhsaFault = { path: "infno", line: null, kind: "unknown-value", facts: {} };

/** A message refused before it became anybody's line is a retained fact, too. */
async function keepRefused(ports: NhsaPorts, asked: NhsaAsked, failure: Failure): Promise<void> {
  const { principal, infno, text } = asked;
  const { vault, submitter } = ports.take;
  const bodyHash = vault.hashBody(principal.institution, text ?? "");
  const tried = text === null ? null : readTriedMessage(text);
  await submitter.keepRefused({
    institution: principal.institution,
    principal: principal.name,
    operation: `nhsa-${infno}`,
    bodyHash,
    code: failure.code,
    facts: failure.facts,
    packs: [],
    words: await sealTried(vault, { bodyHash, lines: tried?.lines ?? [] }),
  });
}

async function requireOwn({ take }: NhsaPorts, principal: Principal, institutionCode: string): Promise<void> {
  const own = await take.reader.view((view) => view.institution(principal.institution));
  if (own === null) fail("institution-unknown", { institution: principal.institution });
  else if (own.code !== institutionCode) fail("institution-mismatch", { field: "fixmedins_code" });
}

async function takeLines(
  ports: NhsaPorts,
  asked: NhsaAsked,
  message: NhsaMessage,
): Promise<readonly LineOutcome[]> {
  const { principal } = asked;
  const { msgid, infno, sentAtSec } = message.envelope;
  const settle = settler(ports, asked.waitMs);
  const fingerprint = ports.take.vault.hashBody(
    principal.institution,
    canonicalJson({ nhsa: message.canonicalText }),
  );
  const endings: (() => Promise<LineOutcome>)[] = [];
  for (const place of message.lines.keys()) {
    const name = message.isBatch ? `${msgid}#${place + 1}` : msgid;
    const key = `nhsa:${infno}:${name}`;
    const call = { ports, principal, infno, key, documentNumber: name, fingerprint, sentAtSec, settle };
    endings.push(await beginLine(call, message, place));
  }
  return Promise.all(endings.map((end) => end()));
}

/** Resolves when the line is accepted or refused; what it answers waits for the end. */
async function beginLine(
  call: LineCall,
  message: NhsaMessage,
  place: number,
): Promise<() => Promise<LineOutcome>> {
  const line = place + 1;
  try {
    const standing = await standingCommand(call);
    const taken =
      standing === null ? await takeLine(call, message, place) : { command: standing, warnings: [] };
    return () => endLine(call, line, taken);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return async () => ({ line, warnings: [], failure: error });
  }
}

async function endLine(call: LineCall, line: number, taken: Taken): Promise<LineOutcome> {
  try {
    if (taken.command !== null) await call.settle(taken.command);
    return { line, warnings: taken.warnings, failure: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { line, warnings: taken.warnings, failure: error };
  } finally {
    taken.done?.();
  }
}

function takeLine(call: LineCall, message: NhsaMessage, place: number): Promise<Taken> {
  switch (message.kind) {
    case "3501":
      return takeStockTake(call, lineAt(message.lines, place));
    case "3502":
      return takeStockChange(call, lineAt(message.lines, place));
    case "3503":
      return takePurchase(call, lineAt(message.lines, place));
    case "3504":
      return takePurchaseReturn(call, lineAt(message.lines, place));
    case "3505":
      return takeSale(call, lineAt(message.lines, place));
    case "3506":
      return takeSaleReturn(call, lineAt(message.lines, place));
    case "3507":
      return takeDeletion(call, lineAt(message.lines, place));
  }
}

function lineAt<Line>(lines: readonly Line[], place: number): Line {
  const line = lines[place];
  if (line === undefined) throw new Error(`no line ${place + 1} in the message`);
  return line;
}

/** Waits for commands of one message, all of them together no longer than the caller would. */
function settler({ take }: NhsaPorts, waitMs: number): LineCall["settle"] {
  const untilMs = take.clock.nowMs() + waitMs;
  const leftMs = (): number => Math.max(0, untilMs - take.clock.nowMs());
  return async (command) => {
    const isOver = command.mined !== null || command.refusal !== null;
    const ended = isOver ? command : await take.submitter.settled(command.id, leftMs());
    if (ended.refusal !== null) fail(ended.refusal.code, ended.refusal.facts);
    if (ended.mined === null) return fail("idempotency-in-flight", { command: ended.id });
    await take.reader.reached(ended.mined.block, leftMs());
    return ended;
  };
}
