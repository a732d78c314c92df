import type { Zone } from "../../domain/business-day.ts";
import { fail } from "../../domain/failure.ts";
import type { ImportEntry } from "../../domain/import/entry.ts";
import { parseShipment, type ShipmentEvent } from "../../domain/import/parse-shipment.ts";
import type { NhsaMessage } from "../../domain/nhsa/message.ts";
import { parseNhsaMessage } from "../../domain/nhsa/parse-message.ts";
import type { Decision, Judging } from "./decide.ts";
import { decideReturn } from "./decide-return.ts";
import { decideSale } from "./decide-sale.ts";
import { decideShipment } from "./decide-shipment.ts";

/** What an entry says. */
export type ReadEntry =
  | { readonly is: "message"; readonly message: NhsaMessage }
  | { readonly is: "shipment"; readonly event: ShipmentEvent };

/** Reads an entry of what is recorded; what cannot be read is refused. */
export function readEntry(entry: ImportEntry, zone: Zone): ReadEntry {
  const text = textOf(entry);
  if (entry.kind === "shipment") return { is: "shipment", event: parseShipment(text, zone) };
  return { is: "message", message: messageIn(text) };
}

/** Judges an entry as the ledger stands in the view. */
export function decideEntry(on: Judging, read: ReadEntry): Promise<Decision> {
  return read.is === "shipment" ? decideShipment(on, read.event) : decideMessage(on, read.message);
}

/** The text of a line; what is no text is refused with what is known of it. */
export function textOf(entry: ImportEntry): string {
  if ("text" in entry) return entry.text;
  const { fault, bytes } = entry;
  return fail("malformed-request", { issues: [{ path: "", problem: fault }], bytes });
}

function messageIn(text: string): NhsaMessage {
  const parsing = parseNhsaMessage(text);
  if (parsing.ok) return parsing.message;
  const issues = parsing.faults.slice(0, ISSUES_MAX).map(({ path, line, kind, facts }) => ({
    ...facts,
    path,
    problem: kind,
    ...(line === null ? {} : { line }),
  }));
  return fail("malformed-request", { issues });
}

const ISSUES_MAX = 20;

async function decideMessage(on: Judging, message: NhsaMessage): Promise<Decision> {
  const { institutionCode, msgid } = message.envelope;
  if (message.kind !== "3505" && message.kind !== "3506") {
    return fail("malformed-request", {
      issues: [{ path: "infno", problem: "not imported" }],
      infno: message.kind,
    });
  }
  const [, another] = message.lines;
  if (another !== undefined) {
    return fail("malformed-request", {
      issues: [{ path: "infno", problem: "one line of a receipt a message" }],
      lines: message.lines.length,
    });
  }
  if (message.kind === "3505") return decideSale(on, institutionCode, message.lines[0]);
  return decideReturn(on, { institutionCode, msgid }, message.lines[0]);
}
