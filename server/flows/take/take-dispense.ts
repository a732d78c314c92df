import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import type { DispenseBody } from "../../domain/dispense-body.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, PackRef } from "../../domain/ids.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { fenOf } from "../../domain/money.ts";
import type { NewCommand } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import {
  DISPENSES_PER_CALL_MAX,
  LINES_PER_CALL_MAX,
  LINES_PER_DISPENSE_MAX,
} from "../../domain/request-limits.ts";
import type { DispenseRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { sealTried } from "../tried-words.ts";
import { checkDispenseLines, ownFirst } from "./check-dispense-lines.ts";
import { checkSkus } from "./check-skus.ts";
import { type NamedLine, resolveCodes } from "./resolve-codes.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";
import { triedLinesOf } from "./tried-lines.ts";

/** Takes one receipt. The ledger's own checks are made line by line first, so that every bad line is told. */
export function takeDispense(ports: TakePorts, asked: Asked<DispenseRequest>): Promise<Command> {
  return takeDispenses(ports, { ...asked, request: [asked.request] });
}

/**
 * Takes many receipts in one call, all or none: for importers. Lines are told by their place among all lines.
 */
export async function takeDispenses(
  ports: TakePorts,
  asked: Asked<readonly DispenseRequest[]>,
): Promise<Command> {
  const { principal, request: dispenses, idempotencyKey } = asked;
  requireForm(dispenses);
  const documentKeys = dispenses.map((dispense) => dispenseDocumentKey(ports, principal, dispense));
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(dispenses));
  const naturalKey = `record-dispenses:${nameOfAll(ports, principal, documentKeys)}`;
  return submitOnce(
    ports,
    {
      principal,
      operation: "record-dispenses",
      signer: "operator",
      bodyHash,
      idempotencyKey,
      naturalKey,
      tried: () => sealTried(ports.vault, { bodyHash, lines: dispenses.flatMap(triedLinesOf) }),
    },
    async (named) => {
      requireSizes(dispenses);
      requirePersons(dispenses);
      const lines = await namePacks(ports, { principal, dispenses, named });
      return compose(ports, { dispenses, documentKeys, lines });
    },
  );
}

/** What can be wrong with a receipt without looking at the ledger. */
export function requireDispense(dispense: DispenseRequest): void {
  requireForm([dispense]);
  requireSizes([dispense]);
  requirePersons([dispense]);
}

/** One receipt as the ledger is told it, and what is sealed beside it. */
export async function composeDispense(
  ports: TakePorts,
  from: {
    readonly principal: Principal;
    readonly dispense: DispenseRequest;
    readonly documentKey: Hex32;
    readonly named: PackRef[];
  },
): Promise<{ readonly body: DispenseBody; readonly openings: readonly Opening[] }> {
  const { principal, dispense, documentKey, named } = from;
  const lines = await namePacks(ports, { principal, dispenses: [dispense], named });
  return composeOne(ports, { dispense, documentKey, lines });
}

function nameOfAll(ports: TakePorts, principal: Principal, documentKeys: readonly Hex32[]): Hex32 {
  const [only, ...others] = documentKeys;
  if (only !== undefined && others.length === 0) return only;
  return ports.vault.hashBody(principal.institution, canonicalJson(documentKeys));
}

function requireSizes(dispenses: readonly DispenseRequest[]): void {
  const check = (what: string, count: number, max: number): void => {
    if (count === 0 || count > max) fail("request-size-wrong", { what, count, max });
  };
  check("dispenses", dispenses.length, DISPENSES_PER_CALL_MAX);
  for (const { lines } of dispenses) check("lines", lines.length, LINES_PER_DISPENSE_MAX);
  check("lines of all dispenses", dispenses.flatMap(({ lines }) => lines).length, LINES_PER_CALL_MAX);
}

function requireForm(dispenses: readonly DispenseRequest[]): void {
  const issues = dispenses.flatMap(({ lines }) =>
    lines.flatMap(({ priceFen, units }, at) => [
      ...(fenOf(priceFen) === null ? [{ path: `lines.${at}.priceFen`, problem: "not whole fen" }] : []),
      ...(isUnits(units) ? [] : [{ path: `lines.${at}.units`, problem: "not 1 to 65535, or null" }]),
    ]),
  );
  if (issues.length > 0) fail("malformed-request", { issues });
}

function requirePersons(dispenses: readonly DispenseRequest[]): void {
  for (const { person, identification } of dispenses) {
    if ((person === null) !== (identification === "none")) fail("person-missing", { identification });
  }
}

function isUnits(units: number | null): boolean {
  return units === null || (Number.isInteger(units) && units >= 1 && units <= 65_535);
}

export function dispenseDocumentKey(
  ports: TakePorts,
  principal: Principal,
  dispense: DispenseRequest,
): Hex32 {
  return ports.vault.documentKey(principal.institution, {
    kind: "dispense",
    number: dispense.documentNumber,
    businessDay: businessDayOf(dispense.dispensedAtSec, ports.zone),
    till: dispense.till,
  });
}

/** The pack of every line, in the order of the lines, or the refusal that lists all bad ones. */
function namePacks(
  ports: TakePorts,
  asked: { principal: Principal; dispenses: readonly DispenseRequest[]; named: PackRef[] },
): Promise<readonly NamedLine[]> {
  const { principal, dispenses, named } = asked;
  const flat = dispenses.flatMap((dispense, group) =>
    dispense.lines.map((line) => ({ dispense, line, group })),
  );
  return ports.reader.view(async (view) => {
    const codes = flat.map(({ line, group }, at) => ({ text: line.code, line: at + 1, group }));
    const resolved = await resolveCodes(codes, { view, vault: ports.vault });
    const { institution } = principal;
    const own: NamedLine[] = [];
    for (const line of resolved.named) own.push(await ownFirst(view, institution, line));
    named.push(...own.map(({ packs }) => packs[0]));
    const lines = own.map((line) => {
      const source = flat[line.line - 1];
      if (source === undefined) throw new Error(`a resolved line ${line.line} that nobody asked for`);
      const { units, sku } = source.line;
      return { ...line, units, sku, dispensedAtSec: source.dispense.dispensedAtSec };
    });
    const checked = await checkDispenseLines(view, { institution, lines });
    const mapped = await checkSkus(ports.records, view, { institution, lines });
    requireNoFaults([...resolved.faults, ...checked, ...mapped]);
    return own;
  });
}

async function compose(
  ports: TakePorts,
  from: {
    dispenses: readonly DispenseRequest[];
    documentKeys: readonly Hex32[];
    lines: readonly NamedLine[];
  },
): Promise<Pick<NewCommand, "body" | "echo" | "openings">> {
  const bodies: DispenseBody[] = [];
  const openings: Opening[] = [];
  for (const [group, dispense] of from.dispenses.entries()) {
    const documentKey = from.documentKeys[group];
    if (documentKey === undefined) throw new Error("a dispense without its document key");
    const lines = from.lines.filter((line) => line.group === group);
    const one = await composeOne(ports, { dispense, documentKey, lines });
    bodies.push(one.body);
    openings.push(...one.openings);
  }
  return {
    body: { kind: "record-dispenses", dispenses: bodies },
    echo: { documents: from.documentKeys },
    openings,
  };
}

type Opening = NonNullable<NewCommand["openings"]>[number];

async function composeOne(
  ports: TakePorts,
  from: {
    readonly dispense: DispenseRequest;
    readonly documentKey: Hex32;
    readonly lines: readonly NamedLine[];
  },
): Promise<{ readonly body: DispenseBody; readonly openings: readonly Opening[] }> {
  const { dispense, documentKey, lines } = from;
  const commitment =
    dispense.person === null ? null : await ports.vault.commitPerson(dispense.person, documentKey);
  const body: DispenseBody = {
    documentKey,
    dispensedAtSec: dispense.dispensedAtSec,
    identification: dispense.identification,
    personCommitment: commitment?.commitment ?? NO_COMMITMENT,
    lines: lines.map(({ packs: [pack] }, at) => {
      const line = dispense.lines[at];
      if (line === undefined) throw new Error("a pack without its line");
      return { ...pack, units: line.units ?? 0, priceFen: line.priceFen };
    }),
  };
  const { documentNumber: number, till, prescription, nhsa } = dispense;
  const codes = lines.map(({ code }) => code);
  const words = { number, till, prescription, codes, ...(nhsa === undefined ? {} : { nhsa }) };
  const person = commitment?.sealedOpening ?? null;
  return { body, openings: [sealDocument(ports.vault, { documentKey, person, words })] };
}

const NO_COMMITMENT: Hex32 = `0x${"0".repeat(64)}`;
