import { escapeHtml } from "./report-text.ts";

export type Bar = {
  readonly label: string;
  readonly amount: bigint;
  readonly told: string;
  readonly tone: Tone;
};
export type Tone = "violation" | "suspect";

const BARS_MAX = 20;
const ROW_HEIGHT = 24;
const LABEL_WIDTH = 300;
const BAR_WIDTH = 360;
const WIDTH = 820;
const FILLS: Readonly<Record<Tone, string>> = { violation: "#a4262c", suspect: "#c98a1b" };

/** Bars beside each other's words, as inline SVG: the largest fills its width. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const shown = bars.slice(0, BARS_MAX);
  let most = 0n;
  for (const { amount } of shown) if (amount > most) most = amount;
  if (most === 0n) return "";
  const height = shown.length * ROW_HEIGHT + 8;
  const rows = shown.map((bar, at) => rowOf(bar, { at, most })).join("");
  return (
    `<svg role="img" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">` +
    `<title>${escapeHtml(title)}</title>${rows}</svg>`
  );
}

function rowOf(bar: Bar, { at, most }: { readonly at: number; readonly most: bigint }): string {
  const top = at * ROW_HEIGHT + 4;
  const width = Number((bar.amount * BigInt(BAR_WIDTH)) / most);
  const drawn = Math.max(width, bar.amount > 0n ? 1 : 0);
  return (
    `<text x="${LABEL_WIDTH - 8}" y="${top + 14}" text-anchor="end">${escapeHtml(bar.label)}</text>` +
    `<rect x="${LABEL_WIDTH}" y="${top}" width="${drawn}" height="18" fill="${FILLS[bar.tone]}"/>` +
    `<text x="${LABEL_WIDTH + drawn + 6}" y="${top + 14}">${escapeHtml(bar.told)}</text>`
  );
}
