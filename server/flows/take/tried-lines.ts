import type { DispenseRequest, ReversalRequest } from "../../domain/requests.ts";
import type { TriedFor, TriedLine } from "../../domain/tried-line.ts";

const COUNT_SCALE = 10_000;

/** What a request asked to hand over, line by line; what was one line of a message stays one. */
export function triedLinesOf(dispense: DispenseRequest): readonly TriedFor[] {
  const { documentNumber, dispensedAtSec: atSec, person, lines, nhsa } = dispense;
  const of = { act: "sale", receiptNumber: documentNumber, dispense: null, atSec } as const;
  if (nhsa === undefined) return lines.map((line) => ({ line: { ...of, ...askedOf(line) }, person }));
  const { receiptNumber, settlementId, nhsaCode = null, countE4, lineFen, sentAtSec } = nhsa;
  const line: TriedLine = {
    ...of,
    receiptNumber,
    settlementId,
    nhsaCode,
    codes: lines.map(({ code }) => code),
    of: lines.some(({ units }) => units !== null) ? "units" : "packs",
    countE4,
    lineFen,
    ...(sentAtSec === undefined ? {} : { sentAtSec }),
  };
  return [{ line, person }];
}

/** The same of what should come back; the request names the dispense, not its receipt. */
export function triedReturnLines(request: ReversalRequest): readonly TriedFor[] {
  const { dispense, reversedAtSec: atSec, lines } = request;
  const of = { act: "return", receiptNumber: null, dispense, atSec } as const;
  return lines.map((line) => ({ line: { ...of, ...askedOf(line) }, person: null }));
}

function askedOf(line: {
  readonly code: string;
  readonly units: number | null;
  readonly priceFen: string;
}): Pick<TriedLine, "settlementId" | "nhsaCode" | "codes" | "of" | "countE4" | "lineFen"> {
  const { code, units, priceFen } = line;
  return {
    settlementId: null,
    nhsaCode: null,
    codes: [code],
    of: units === null ? "packs" : "units",
    countE4: units === null ? null : String(units * COUNT_SCALE),
    lineFen: priceFen,
  };
}
