/** A file of sheets for a spreadsheet. Plain data: it goes to another thread. */
export type Workbook = { readonly sheets: readonly Sheet[] };

export type Sheet = {
  readonly name: string;
  /** Of each column, in characters. */
  readonly widths: readonly number[];
  /** Stays in sight while the rows are scrolled. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
};

/** `text` stays text whatever it looks like: neither a number that is rounded nor a formula that runs. */
export type SheetCell =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "count"; readonly count: number }
  /** Shown as yuan. */
  | { readonly is: "fen"; readonly fen: bigint }
  | null;

export function textCell(text: string | null): SheetCell {
  return text === null || text === "" ? null : { is: "text", text };
}

export function countCell(count: number): SheetCell {
  return { is: "count", count };
}

export function fenCell(fen: bigint | null): SheetCell {
  return fen === null ? null : { is: "fen", fen };
}
