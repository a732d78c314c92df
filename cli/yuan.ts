/** Fen as the API writes them, in yuan for people. */
export function yuan(fen: string): string {
  const digits = fen.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
