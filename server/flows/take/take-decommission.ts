import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import { decommissionUnits, judgeDecommissionLine } from "../../domain/judge-decommission-line.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { runsOfPacks } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import {
  CODES_PER_REQUEST_MAX,
  LINES_PER_DISPENSE_MAX,
  RUNS_PER_CONSIGNMENT_MAX,
} from "../../domain/request-limits.ts";
import type { DecommissionRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { type NamedLine, resolveCodes } from "./resolve-codes.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** Takes packs out of the trade for good, or the rest of opened ones; every line that can not go is told. */
export async function takeDecommission(
  ports: TakePorts,
  asked: Asked<DecommissionRequest>,
): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const documentKey = vault.documentKey(principal.institution, {
    kind: "decommission",
    number: request.documentNumber,
    businessDay: businessDayOf(request.occurredAtSec, ports.zone),
    till: "",
  });
  const attempt = {
    principal,
    operation: "decommission-packs",
    signer: "operator",
    bodyHash: vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    naturalKey: `decommission-packs:${documentKey}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    requireSize("lines", request.lines.length, CODES_PER_REQUEST_MAX);
    const lines = await nameLines(ports, { principal, request, named });
    const runs = runsOfPacks(lines.filter(({ units }) => units === null).map(({ pack }) => pack));
    const remnants = lines.flatMap(({ pack, units }) => (units === null ? [] : [{ ...pack, units }]));
    if (runs.length > RUNS_PER_CONSIGNMENT_MAX) requireSize("runs", runs.length, RUNS_PER_CONSIGNMENT_MAX);
    if (remnants.length > 0) requireSize("opened packs", remnants.length, LINES_PER_DISPENSE_MAX);
    const { documentNumber: number, occurredAtSec, reason } = request;
    const words = { number, codes: lines.map(({ code }) => code) };
    return {
      body: { kind: "decommission-packs", documentKey, occurredAtSec, reason, runs, remnants },
      echo: { documents: [documentKey] },
      openings: [sealDocument(vault, { documentKey, person: null, words })],
    };
  });
}

function requireSize(what: string, count: number, max: number): void {
  if (count === 0 || count > max) fail("request-size-wrong", { what, count, max });
}

type GoneLine = { readonly code: string; readonly pack: PackRef; readonly units: number | null };

function nameLines(
  ports: TakePorts,
  asked: { readonly principal: Principal; readonly request: DecommissionRequest; readonly named: PackRef[] },
): Promise<readonly GoneLine[]> {
  const { principal, request, named } = asked;
  return ports.reader.view(async (view) => {
    const codes = request.lines.map(({ code }, at) => ({ text: code, line: at + 1, group: 0 }));
    const resolved = await resolveCodes(codes, { view, vault: ports.vault });
    const lines: GoneLine[] = [];
    const faults: LineFault[] = [...resolved.faults];
    for (const line of resolved.named) {
      const units = request.lines[line.line - 1]?.units ?? null;
      const { pack, fault, goneUnits } = await judgeHeld(view, principal, { ...line, units });
      named.push(pack);
      if (fault === null) lines.push({ code: line.code, pack, units: goneUnits });
      else faults.push(fault);
    }
    requireNoFaults(faults);
    return lines;
  });
}

/** Goods whose code is contested go too: whichever of the packs the institution holds. */
async function judgeHeld(
  view: LedgerView,
  { institution }: Principal,
  { line, code, packs, units }: NamedLine & { readonly units: number | null },
): Promise<{ pack: PackRef; fault: LineFault | null; goneUnits: number | null }> {
  for (const pack of packs) {
    const parcel = await view.parcelAt(pack);
    if (parcel === null || parcel.state !== "held" || parcel.holder !== institution) continue;
    const batch = await view.batch(pack.batch);
    const product = batch === null ? null : await view.product(batch.product);
    if (product === null) throw new Error(`a manifest without its batch ${pack.batch}`);
    const row = await view.pack(pack);
    const goneUnits = decommissionUnits({ units, pack: row, product });
    const refusal = judgeDecommissionLine({ units: goneUnits, pack: row, product });
    if (refusal === null) return { pack, fault: null, goneUnits };
    const facts = { pack: code, ...refusal.facts };
    return { pack, fault: { line, code, failure: refusal.failure, facts }, goneUnits };
  }
  const fault: LineFault = { line, code, failure: "not-in-custody", facts: { pack: code } };
  return { pack: packs[0], fault, goneUnits: units };
}
