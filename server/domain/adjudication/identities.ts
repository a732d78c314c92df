import type { Awarded, AwardedLine } from "./outcome.ts";

/**
 * Which of the accounting identities A1 to A6 of the settlement messages and I6 of the ledger an award
 * breaks; none of a sound one.
 */
export function identityFaults(award: Awarded): string[] {
  const { totals, lines, approvedFen, personFen, hospitalFen } = award;
  const { accountFen, familyAccountFen, cashFen } = award;
  let partsFen = 0n;
  for (const { fen } of award.fundParts) partsFen += fen;
  let linesFen = 0n;
  for (const { amountFen } of lines) linesFen += amountFen;
  const cutFen = totals.fulamtOwnpayFen + totals.overlmtFen + totals.preselfpayFen + totals.inscpScpFen;
  const borneFen = [personFen, hospitalFen, award.deductibleFen, accountFen, familyAccountFen, cashFen];
  const sound: readonly (readonly [name: string, isSound: boolean])[] = [
    ["A1", totals.medfeeFen === approvedFen + personFen + hospitalFen],
    ["A2", personFen === accountFen + cashFen + familyAccountFen],
    // Each part names its word of setlinfo, so that A3 and A5 are one sum here.
    ["A3", partsFen === approvedFen],
    ["A4", linesFen === totals.medfeeFen],
    ["A6", cutFen === totals.medfeeFen && lines.every(isLineWhole)],
    ["I6", approvedFen <= totals.inscpScpFen && borneFen.every((fen) => fen >= 0n)],
    ["I6 of a fund", award.fundParts.every(({ fen, baseFen }) => fen > 0n && fen <= baseFen)],
  ];
  return sound.flatMap(([name, isSound]) => (isSound ? [] : [name]));
}

function isLineWhole(line: AwardedLine): boolean {
  const { fulamtOwnpayFen, overlmtFen, preselfpayFen, inscpScpFen } = line;
  const isNegative = fulamtOwnpayFen < 0n || overlmtFen < 0n || preselfpayFen < 0n || inscpScpFen < 0n;
  return !isNegative && fulamtOwnpayFen + overlmtFen + preselfpayFen + inscpScpFen === line.amountFen;
}
