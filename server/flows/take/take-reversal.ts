import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { holdsEvidence } from "../../domain/claims/claim-life.ts";
import type { Command } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import { LIFECYCLES } from "../../domain/lifecycles.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { fenOf } from "../../domain/money.ts";
import type { Principal } from "../../domain/principal.ts";
import { LINES_PER_DISPENSE_MAX } from "../../domain/request-limits.ts";
import type { ReversalRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { sealTried } from "../tried-words.ts";
import { checkReturnLines, requireReturnable } from "./check-return-lines.ts";
import { type NamedLine, resolveCodes } from "./resolve-codes.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";
import { triedReturnLines } from "./tried-lines.ts";

/** Takes back packs or units of one dispense of one's own; every line that can not come back is told. */
export async function takeReversal(ports: TakePorts, asked: Asked<ReversalRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  requireForm(request);
  const documentKey = vault.documentKey(principal.institution, {
    kind: "reversal",
    number: request.documentNumber,
    businessDay: businessDayOf(request.reversedAtSec, ports.zone),
    till: request.till,
  });
  const bodyHash = vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "reverse-dispense",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `reverse-dispense:${documentKey}`,
    tried: () => sealTried(vault, { bodyHash, lines: triedReturnLines(request) }),
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const { dispense, reversedAtSec, documentNumber: number } = request;
    const lines = await nameLines(ports, { principal, request, named });
    const reversal = {
      dispense,
      documentKey,
      reversedAtSec,
      lines: lines.map(({ pack, units, priceFen }) => ({ ...pack, units: units ?? 0, priceFen })),
    };
    return {
      body: await bodyOf(ports, principal, reversal),
      echo: { documents: [documentKey] },
      openings: [
        sealDocument(vault, {
          documentKey,
          person: null,
          words: { number, codes: lines.map(({ code }) => code) },
        }),
      ],
    };
  });
}

/**
 * A claim that spends the dispense is taken back with it: both or neither. What was paid is refunded first.
 */
async function bodyOf(
  ports: TakePorts,
  principal: Principal,
  reversal: Extract<CommandBody, { kind: "reverse-claim-and-dispense" }>["reversal"],
): Promise<CommandBody> {
  const { dispense } = reversal;
  const claims = await ports.reader.view((view) => view.claimsOfEvidence(dispense));
  const spending = claims.find(({ state }) => holdsEvidence(state));
  if (spending === undefined) return { kind: "reverse-dispense", ...reversal };
  const { id: claim, state, content } = spending;
  const isOwn = content.filer === principal.institution;
  if (!isOwn || content.evidence.length > 1 || !LIFECYCLES.claim[state].includes("reversed")) {
    return fail("evidence-already-spent", { evidence: dispense, ...(isOwn ? { claim } : {}) });
  }
  return { kind: "reverse-claim-and-dispense", claim, reasonHash: reversal.documentKey, reversal };
}

function requireForm({ lines }: ReversalRequest): void {
  const issues = lines.flatMap(({ priceFen, units }, at) => [
    ...(fenOf(priceFen) === null ? [{ path: `lines.${at}.priceFen`, problem: "not whole fen" }] : []),
    ...(units === null || (Number.isInteger(units) && units >= 1 && units <= 65_535)
      ? []
      : [{ path: `lines.${at}.units`, problem: "not 1 to 65535, or null" }]),
  ]);
  if (issues.length > 0) fail("malformed-request", { issues });
}

type ReturnedLine = {
  readonly line: number;
  readonly code: string;
  readonly pack: PackRef;
  readonly units: number | null;
  readonly priceFen: string;
};

function nameLines(
  ports: TakePorts,
  asked: { readonly principal: Principal; readonly request: ReversalRequest; readonly named: PackRef[] },
): Promise<readonly ReturnedLine[]> {
  const { principal, request, named } = asked;
  const { length: count } = request.lines;
  if (count === 0 || count > LINES_PER_DISPENSE_MAX) {
    fail("request-size-wrong", { what: "lines", count, max: LINES_PER_DISPENSE_MAX });
  }
  return ports.reader.view(async (view) => {
    const dispense = await view.dispense(request.dispense);
    // Another's dispense does not exist for this one.
    if (dispense === null || dispense.institution !== principal.institution) {
      return fail("dispense-unknown", { dispense: request.dispense });
    }
    await requireReturnable(view, dispense, request.reversedAtSec);
    // A pack may stand in two lines, once for each price: the ledger counts what comes back of it.
    const codes = request.lines.map(({ code }, at) => ({ text: code, line: at + 1, group: at }));
    const resolved = await resolveCodes(codes, { view, vault: ports.vault });
    const lines = resolved.named.map((line): ReturnedLine => {
      const source = request.lines[line.line - 1];
      if (source === undefined) throw new Error(`a resolved line ${line.line} that nobody asked for`);
      const { units, priceFen } = source;
      return { line: line.line, code: line.code, pack: packOf(line, dispense), units, priceFen };
    });
    named.push(...lines.map(({ pack }) => pack));
    const faults: readonly LineFault[] = await checkReturnLines(view, dispense, {
      reversedAtSec: request.reversedAtSec,
      lines,
    });
    requireNoFaults([...resolved.faults, ...faults]);
    return lines;
  });
}

/** Of packs that share a code, the one that the dispense names. */
function packOf({ packs }: NamedLine, { lines }: DispenseRow): PackRef {
  const named = packs.find((pack) =>
    lines.some(({ batch, index }) => batch === pack.batch && index === pack.index),
  );
  return named ?? packs[0];
}
