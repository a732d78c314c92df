import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, PackRef, PackRun } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { fenOf } from "../../domain/money.ts";
import { runsOfPacks } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import { CODES_PER_REQUEST_MAX, RUNS_PER_CONSIGNMENT_MAX } from "../../domain/request-limits.ts";
import type { ShipLineRequest, ShipRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { tellMissing } from "./case-faults.ts";
import { type NamedGoods, resolveGoods } from "./resolve-goods.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

type CommittedRun = { readonly run: PackRun; readonly lineCommitment: Hex32 };

/** Takes a delivery note by the codes of its packs; the runs that the ledger wants are found here. */
export async function takeShipment(ports: TakePorts, asked: Asked<ShipRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  requireForm(request);
  const documentKey = vault.documentKey(principal.institution, {
    kind: "consignment",
    number: request.documentNumber,
    businessDay: businessDayOf(request.shippedAtSec, ports.zone),
    till: "",
  });
  const attempt = {
    principal,
    operation: "ship-consignment",
    signer: "operator",
    bodyHash: vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    naturalKey: `ship-consignment:${documentKey}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    requireSize("codes", request.lines.flatMap(({ codes }) => codes).length, CODES_PER_REQUEST_MAX);
    const lines = await namePacks(ports, { principal, request, named });
    const committed = request.lines.flatMap((line, at) => {
      const lineCommitment = commitmentOf(ports, { principal, documentKey, line, at });
      return runsOfPacks(lines[at] ?? []).map((run): CommittedRun => ({ run, lineCommitment }));
    });
    requireSize("runs", committed.length, RUNS_PER_CONSIGNMENT_MAX);
    const words = {
      number: request.documentNumber,
      lines: request.lines.map(({ unitPriceFen, invoiceNumber }) => ({ unitPriceFen, invoiceNumber })),
    };
    return {
      body: {
        kind: "ship-consignment",
        receiver: request.receiver,
        documentKey,
        shippedAtSec: request.shippedAtSec,
        runs: committed.map(({ run }) => run),
        lineCommitments: committed.map(({ lineCommitment }) => lineCommitment),
      },
      echo: { documents: [documentKey] },
      openings: [sealDocument(vault, { documentKey, person: null, words })],
    };
  });
}

function requireForm({ lines }: ShipRequest): void {
  const issues = lines.flatMap(({ unitPriceFen }, at) =>
    unitPriceFen !== null && fenOf(unitPriceFen) === null
      ? [{ path: `lines.${at}.unitPriceFen`, problem: "not whole fen" }]
      : [],
  );
  if (issues.length > 0) fail("malformed-request", { issues });
}

function requireSize(what: string, count: number, max: number): void {
  if (count === 0 || count > max) fail("request-size-wrong", { what, count, max });
}

/**
 * The packs of each line of the note; refused when the sender does not hold one, or handed it over already.
 */
function namePacks(
  ports: TakePorts,
  asked: { principal: Principal; request: ShipRequest; named: PackRef[] },
): Promise<readonly (readonly PackRef[])[]> {
  const { principal, request, named } = asked;
  const codes = request.lines.flatMap(({ codes }, at) =>
    codes.map((text) => ({ text, line: at + 1, group: 0 })),
  );
  return ports.reader.view(async (view) => {
    const resolved = await resolveGoods(codes, { view, vault: ports.vault, records: ports.records });
    const chosen = new Map<NamedGoods, Choice>();
    for (const goods of resolved.named) {
      const choice = await chooseHeld(view, principal, goods);
      chosen.set(goods, choice);
      named.push(choice.pack);
    }
    const missing = tellMissing(resolved.named, (goods) => chosen.get(goods)?.fault ?? null);
    requireNoFaults([...resolved.faults, ...missing]);
    const packsOfLine = request.lines.map((): PackRef[] => []);
    for (const [{ line }, { pack }] of chosen) packsOfLine[line - 1]?.push(pack);
    return packsOfLine;
  });
}

type Choice = { readonly pack: PackRef; readonly fault: LineFault | null };

/**
 * Goods whose code is contested still move, back to where they came from: whichever of the packs the sender
 * holds.
 */
async function chooseHeld(
  view: LedgerView,
  { institution }: Principal,
  { line, code, packs }: NamedGoods,
): Promise<Choice> {
  for (const pack of packs) {
    const parcel = await view.parcelAt(pack);
    if (parcel === null || parcel.state !== "held" || parcel.holder !== institution) continue;
    const { isGone } = await view.pack(pack);
    const fault: LineFault = { line, code, failure: "pack-already-dispensed", facts: { pack: code } };
    return { pack, fault: isGone ? fault : null };
  }
  return { pack: packs[0], fault: { line, code, failure: "not-in-custody", facts: { pack: code } } };
}

function commitmentOf(
  ports: TakePorts,
  from: { principal: Principal; documentKey: Hex32; line: ShipLineRequest; at: number },
): Hex32 {
  const { unitPriceFen, invoiceNumber } = from.line;
  if (unitPriceFen === null && invoiceNumber === null) return NO_COMMITMENT;
  const plain = canonicalJson({ unitPriceFen, invoiceNumber });
  return ports.vault.commitLine(from.principal.institution, from.documentKey, from.at, plain);
}

const NO_COMMITMENT: Hex32 = `0x${"0".repeat(64)}`;
