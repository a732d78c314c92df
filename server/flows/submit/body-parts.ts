import type { BodyPart } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { DispenseBody } from "../../domain/dispense-body.ts";
import type { Facts } from "../../domain/failure.ts";
import type { BatchId, PackRef } from "../../domain/ids.ts";

/** Only dispenses and decisions can be divided: each stands for itself. Every other body is one part. */
export function wholeOf(body: CommandBody): BodyPart {
  return { from: 0, to: countOf(body) };
}

function countOf(body: CommandBody): number {
  switch (body.kind) {
    case "approve-claims":
      return body.approvals.length;
    case "reject-claims":
      return body.rejections.length;
    default:
      return dispensesOf(body)?.length ?? 1;
  }
}

export function bodyOfPart(body: CommandBody, part: BodyPart): CommandBody {
  switch (body.kind) {
    case "record-dispenses":
      return { ...body, dispenses: body.dispenses.slice(part.from, part.to) };
    case "import-dispenses":
      return { ...body, dispenses: body.dispenses.slice(part.from, part.to) };
    case "approve-claims":
      return { ...body, approvals: body.approvals.slice(part.from, part.to) };
    case "reject-claims":
      return { ...body, rejections: body.rejections.slice(part.from, part.to) };
    default:
      return body;
  }
}

/** The dispenses of a body that holds some, in its order; null of every other body. */
export function dispensesOf(body: CommandBody): readonly DispenseBody[] | null {
  return body.kind === "record-dispenses" || body.kind === "import-dispenses" ? body.dispenses : null;
}

export function isDivisible(part: BodyPart): boolean {
  return part.to - part.from > 1;
}

/** The two halves of a part that was refused as a whole: one of them may stand. */
export function halvesOf(part: BodyPart): readonly [BodyPart, BodyPart] {
  const middle = part.from + Math.floor((part.to - part.from) / 2);
  return [
    { from: part.from, to: middle },
    { from: middle, to: part.to },
  ];
}

/**
 * The packs of a refused attempt, so that their stories can show it: those that a dispense or a return names,
 * and the one that the refusal names. Runs of packs are left out, because a run may hold millions that have
 * nothing to do with it.
 */
export function packsOf(body: CommandBody, facts: Facts): readonly PackRef[] {
  const lines = linesOf(body);
  const named = packInFacts(facts);
  const packs = [...lines.map(({ batch, index }) => ({ batch, index })), ...(named === null ? [] : [named])];
  return [...new Map(packs.map((pack) => [`${pack.batch}/${pack.index}`, pack])).values()];
}

function linesOf(body: CommandBody): readonly PackRef[] {
  switch (body.kind) {
    case "import-record":
      return linesOf(body.record);
    case "reverse-dispense":
      return body.lines;
    case "dispense-and-claim":
      return body.dispense.lines;
    case "reverse-claim-and-dispense":
      return body.reversal.lines;
    case "decommission-packs":
      return body.remnants;
    default:
      return (dispensesOf(body) ?? []).flatMap(({ lines }) => lines);
  }
}

function packInFacts({ batch, index }: Facts): PackRef | null {
  return isBatch(batch) && typeof index === "number" ? { batch, index } : null;
}

function isBatch(value: unknown): value is BatchId {
  return typeof value === "string" && /^0x[0-9a-f]{16}$/.test(value);
}
