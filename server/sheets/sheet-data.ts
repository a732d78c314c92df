import { yuanNumberOf } from "../domain/money.ts";
import type { Sheet, SheetCell } from "../domain/workbook.ts";

/** Excel refuses a file with a longer text in a cell. */
const CELL_LENGTH_MAX = 32_767;
/** "Text": typed over, a cell still neither becomes a number nor a formula. */
const AS_TEXT = "@";
const AS_COUNT = "0";
const AS_YUAN = "#,##0.00";

export type ToldCell =
  | { readonly type: StringConstructor; readonly value: string; readonly format: string; fontWeight?: "bold" }
  | { readonly type: NumberConstructor; readonly value: number; readonly format: string }
  | null;

/** A sheet as the library takes it. Every cell says its type: none is guessed from what it looks like. */
export function sheetData({ head, rows }: Sheet): ToldCell[][] {
  return [head.map(headCell), ...rows.map((row) => row.map(cellOf))];
}

function headCell(text: string): ToldCell {
  return { ...asText(text), fontWeight: "bold" };
}

function cellOf(cell: SheetCell): ToldCell {
  if (cell === null) return null;
  switch (cell.is) {
    case "text":
      return asText(cell.text);
    case "count":
      return { type: Number, value: cell.count, format: AS_COUNT };
    case "fen":
      return yuanCell(cell.fen);
  }
}

/** Where a double would round it, the amount is a text. */
function yuanCell(fen: bigint): ToldCell {
  const yuan = yuanNumberOf(fen);
  if (yuan !== null) return { type: Number, value: yuan, format: AS_YUAN };
  const digits = fen.toString();
  return asText(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
}

function asText(text: string): {
  readonly type: StringConstructor;
  readonly value: string;
  readonly format: string;
} {
  const value = text.length > CELL_LENGTH_MAX ? `${text.slice(0, CELL_LENGTH_MAX - 1)}…` : text;
  return { type: String, value, format: AS_TEXT };
}
