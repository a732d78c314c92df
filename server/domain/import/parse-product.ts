import type { ProductCode, ProductFlag } from "../read-model.ts";
import { type Fields, readLine } from "./fields.ts";

/** One row of a list of products. */
export type ListedProduct = {
  readonly makerCode: string;
  /** The number under which institutions name it in their messages. */
  readonly sku: string;
  readonly nhsaCode: string;
  readonly name: string;
  readonly unit: string;
  readonly unitsPerPack: number;
  readonly flags: readonly ProductFlag[];
  readonly codes: readonly ProductCode[];
};

export function parseProduct(text: string): ListedProduct {
  return readLine(text, (fields) => {
    const nhsaCode = fields.text("nhsa_code", 32);
    const barcode = fields.optionalText("barcode", 14);
    const codes: ProductCode[] = [
      { scheme: "nhsa", value: nhsaCode },
      { scheme: "trace-prefix", value: fields.text("trace_prefix", 7) },
    ];
    if (barcode !== null) codes.push({ scheme: "barcode", value: barcode });
    return {
      makerCode: fields.text("maker", 32),
      sku: fields.text("sku", 64),
      nhsaCode,
      name: fields.text("name", 120),
      unit: fields.text("unit", 16),
      unitsPerPack: fields.whole("pack_units", { min: 1, max: 65_535 }),
      flags: FLAGS.flatMap(([column, flag]) => (fields.flag(column) ? [flag] : [])),
      codes,
    };
  });
}

const FLAGS: readonly (readonly [column: Parameters<Fields["flag"]>[0], flag: ProductFlag])[] = [
  ["split_allowed", "splitAllowed"],
  ["high_value", "highValue"],
  ["prescription", "prescriptionOnly"],
  ["hospital_only", "hospitalOnly"],
];
