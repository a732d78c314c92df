import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "../../../domain/canonical-json.ts";
import { holdsEvidence } from "../../../domain/claims/claim-life.ts";
import { Failure, fail, isFailure } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { NhsaFault } from "../../../domain/nhsa/message.ts";
import type { SettlementKind, SettlementMessage } from "../../../domain/nhsa/settlement/message.ts";
import { parseSettlement } from "../../../domain/nhsa/settlement/parse-settlement.ts";
import type { KeptRequest, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { Principal } from "../../../domain/principal.ts";
import { faultsFailure } from "../compose-answer.ts";
import { askSettlement } from "./ask-settlement.ts";
import { answerDone, answerFailure, answerForm, type SettlementAnswer } from "./compose-settlement-answer.ts";
import { moved, requestTurn } from "./move-request.ts";
import { personHash, personOfMessage } from "./person-hash.ts";
import { isOpen, openRequestDesk, type RequestDesk } from "./request-desk.ts";
import { type Done, openDone } from "./settled.ts";
import { type SettlementPorts, Stopped } from "./settlement-ports.ts";

export type SettlementAsked = {
  readonly principal: Principal;
  /** The number that the door was called by. */
  readonly infno: SettlementKind;
  /** The body as it came; null when it is no UTF-8. */
  readonly text: string | null;
  /** The caller's patience; null: this server's. */
  readonly waitMs: number | null;
};

/** The door of NHSA settlement. */
export type Settlements = Pick<RequestDesk, "resume" | "stop"> & {
  answer(asked: SettlementAsked): Promise<SettlementAnswer>;
};

export function openSettlements(ports: SettlementPorts): Settlements {
  const desk = openRequestDesk(ports);
  return {
    resume: () => desk.resume(),
    stop: () => desk.stop(),
    answer: (asked) => answerSettlement(ports, desk, asked),
  };
}

/** Takes one settlement message and answers like the platform does: done, refused, or not known yet. */
async function answerSettlement(
  ports: SettlementPorts,
  desk: RequestDesk,
  asked: SettlementAsked,
): Promise<SettlementAnswer> {
  const { principal, infno, text } = asked;
  const { clock, zone } = ports.claims;
  const head = { zone, receivedAtMs: clock.nowMs(), nowMs: () => clock.nowMs(), infno };
  const parsing = text === null ? NOT_UTF8 : parseSettlement(text);
  const faults = parsing.ok ? (parsing.message.kind === infno ? [] : [MISADDRESSED]) : parsing.faults;
  const msgid = parsing.ok ? parsing.message.envelope.msgid : parsing.msgid;
  const at = { ...head, msgid };
  if (!parsing.ok || faults.length > 0) {
    const failure = faultsFailure(faults);
    await keepRefused(ports, asked, failure);
    return answerForm(at, faults, failure);
  }
  try {
    await requireOwn(ports, principal, parsing.message);
    return answerDone(at, await doneOf(ports, desk, { ...asked, message: parsing.message }));
  } catch (error) {
    if (!isFailure(error)) throw error;
    return answerFailure(at, error);
  }
}

const NOT_UTF8 = {
  ok: false,
  faults: [{ path: "", line: null, kind: "not-utf8", facts: {} }],
  msgid: null,
} as const satisfies { readonly ok: false; readonly faults: readonly NhsaFault[]; readonly msgid: null };

const MISADDRESSED: NhsaFault = { path: "infno", line: null, kind: "unknown-value", facts: {} };

type Taken = SettlementAsked & { readonly message: SettlementMessage };

/** What is answered when it is done; everything else is thrown. */
async function doneOf(ports: SettlementPorts, desk: RequestDesk, taken: Taken): Promise<Done> {
  const { principal, message, waitMs } = taken;
  if (message.kind === "2101" || message.kind === "2206") {
    return { is: "settled", settlement: await askSettlement(ports, principal, message) };
  }
  const { institution } = principal;
  const name = { institution, kind: message.kind, msgid: message.envelope.msgid };
  const row = await takeUp(ports, name, taken);
  if (isOpen(row))
    await carryInTime(desk, name, Math.min(waitMs ?? ports.limits.waitMs, ports.limits.waitMs));
  return tellRow(ports, desk, await notKnownYet(ports, name));
}

/** The request as it is kept; one that never came is claimed now. Other words under its name are refused. */
function takeUp(ports: SettlementPorts, name: RequestName, taken: Taken): Promise<KeptRequest> {
  const { principal, message, text } = taken;
  const { vault, clock } = ports.claims;
  const { institution } = principal;
  const fingerprint = vault.hashBody(institution, canonicalJson({ nhsa: message.canonicalText }));
  return ports.turns.run([requestTurn(name)], async () => {
    const standing = await ports.records.request(name);
    if (standing !== null) return requireSame(standing, fingerprint);
    const row: KeptRequest = {
      ...name,
      state: "claimed",
      fingerprint,
      person: personHash(ports, institution, personOfMessage(message)),
      sender: { name: principal.name, role: principal.role, region: principal.region },
      sealedText: vault.seal(text ?? ""),
      attempt: 1,
      claim: null,
      settlementId: null,
      sealedOutput: null,
      refusal: null,
      byMsgid: null,
      acceptedAtMs: clock.nowMs(),
    };
    await ports.records.commit({ requests: [row] });
    return row;
  });
}

/** One that was barred before it came is told as taken back, whatever it says. */
function requireSame(standing: KeptRequest, fingerprint: Hex32): KeptRequest {
  if (standing.fingerprint === null || standing.fingerprint === fingerprint) return standing;
  return fail("idempotency-body-differs", { infno: standing.kind, msgid: standing.msgid });
}

async function carryInTime(desk: RequestDesk, name: RequestName, waitMs: number): Promise<void> {
  const over = new AbortController();
  const timeUp = sleep(waitMs, undefined, { signal: over.signal }).catch(ignoreAbort);
  // A server that stops leaves the request as it is: not known yet.
  const carried = desk.carry(name).catch((error: unknown) => {
    if (!(error instanceof Stopped)) throw error;
  });
  // Whoever has stopped waiting is not told how it went on: the row is.
  carried.catch(ignoreAbort);
  try {
    await Promise.race([carried, timeUp]);
  } finally {
    over.abort();
  }
}

const ignoreAbort = (): void => undefined;

/** The request as it stands now; one that is still open has outlasted its sender's patience. */
function notKnownYet(ports: SettlementPorts, name: RequestName): Promise<KeptRequest> {
  return ports.turns.run([requestTurn(name)], async () => {
    const row = await ports.records.request(name);
    if (row === null) throw new Error("a request that was kept is not there");
    if (row.state !== "claimed") return row;
    const unknown = moved(row, "time-out", {});
    await ports.records.commit({ requests: [unknown] });
    return unknown;
  });
}

async function tellRow(ports: SettlementPorts, desk: RequestDesk, row: KeptRequest): Promise<Done> {
  switch (row.state) {
    case "done":
      return standing(ports, row);
    case "refused":
      throw new Failure(row.refusal?.code ?? "internal", row.refusal?.facts ?? {});
    case "cancelled":
    case "reversed":
      return fail("settlement-undone", { byMsgid: row.byMsgid ?? "" });
    default:
      return fail("settlement-unknown", { infno: row.kind, msgid: row.msgid, ...desk.heldUpBy(row) });
  }
}

/** A claim may be taken back by other doors, too: what stands no more is not told as done. */
async function standing(ports: SettlementPorts, { claim, sealedOutput }: KeptRequest): Promise<Done> {
  if (sealedOutput === null) throw new Error("a request that is done without its answer");
  const row = claim === null ? null : await ports.claims.reader.view((view) => view.claim(claim));
  if (row !== null && !holdsEvidence(row.state)) fail("settlement-undone", { byMsgid: "" });
  return openDone(ports.claims.vault, sealedOutput);
}

async function requireOwn(
  ports: SettlementPorts,
  principal: Principal,
  { envelope }: SettlementMessage,
): Promise<void> {
  const { institution } = principal;
  const own = await ports.claims.reader.view((view) => view.institution(institution));
  if (own === null) fail("institution-unknown", { institution });
  else if (own.code !== envelope.institutionCode) fail("institution-mismatch", { field: "fixmedins_code" });
}

/** A message refused before it became a request is a retained fact, too. */
function keepRefused(ports: SettlementPorts, asked: SettlementAsked, failure: Failure): Promise<void> {
  const { principal, infno, text } = asked;
  const { vault, submitter } = ports.claims;
  return submitter.keepRefused({
    institution: principal.institution,
    principal: principal.name,
    operation: `nhsa-${infno}`,
    bodyHash: vault.hashBody(principal.institution, text ?? ""),
    code: failure.code,
    facts: failure.facts,
    packs: [],
    words: null,
  });
}
