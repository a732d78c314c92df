/** What a person may change about the chaos tests; a failing seed is tried again with `CARETRAIL_SEED`. */
export const kills = wholeNumber("CARETRAIL_KILLS", 20);
/** For what server and node kills show as well, only slower to tell apart: fewer in `npm test`. */
export const partKills = wholeNumber("CARETRAIL_KILLS", 10);
/** Of an import's three processes: each costs a start of the whole server. */
export const importKills = wholeNumber("CARETRAIL_KILLS", 3);
/** Of the server while it takes receipts with claims: each costs a start of it. */
export const claimKills = wholeNumber("CARETRAIL_KILLS", 3);
/** Documents that several ask for at once. */
export const races = wholeNumber("CARETRAIL_RACES", 200);
export const seed = wholeNumber("CARETRAIL_SEED", 20_260_101);

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name] ?? String(fallback);
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is no whole number: ${text}`);
  return value;
}
