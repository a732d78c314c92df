import type { ProductCode, ProductFlag } from "../domain/read-model.ts";

/** An invented product of the demo; codes and prices too are invented. */
export type DemoProduct = {
  readonly name: string;
  readonly unit: string;
  readonly unitsPerPack: number;
  readonly priceFen: bigint;
  readonly flags: readonly ProductFlag[];
  readonly codes: readonly ProductCode[];
  readonly tracePrefix: string;
};

type Row = readonly [name: string, unit: string, unitsPerPack: number, priceFen: bigint, flags: string];

/** Flags by letter: s splitAllowed, h highValue, m makerTracedOnly, p prescriptionOnly, o hospitalOnly. */
const ROWS: readonly Row[] = [
  ["阿莫西林胶囊 0.25g", "粒", 24, 1280n, "sp"],
  ["对乙酰氨基酚片 0.5g", "片", 20, 860n, "s"],
  ["布洛芬缓释胶囊 0.3g", "粒", 20, 1980n, ""],
  ["苯磺酸氨氯地平片 5mg", "片", 28, 2160n, "sp"],
  ["盐酸二甲双胍片 0.5g", "片", 60, 1850n, "sp"],
  ["阿托伐他汀钙片 20mg", "片", 28, 4680n, "p"],
  ["硫酸氢氯吡格雷片 75mg", "片", 7, 2140n, "p"],
  ["奥美拉唑肠溶胶囊 20mg", "粒", 14, 1390n, "p"],
  ["氯雷他定片 10mg", "片", 6, 1120n, ""],
  ["蒙脱石散 3g", "袋", 10, 1650n, "s"],
  ["头孢呋辛酯片 0.25g", "片", 12, 2870n, "p"],
  ["左氧氟沙星片 0.5g", "片", 7, 2390n, "p"],
  ["厄贝沙坦片 150mg", "片", 14, 1760n, "p"],
  ["缬沙坦胶囊 80mg", "粒", 14, 2080n, "p"],
  ["美托洛尔缓释片 47.5mg", "片", 7, 1540n, "p"],
  ["格列美脲片 2mg", "片", 30, 2460n, "sp"],
  ["阿卡波糖片 50mg", "片", 30, 3150n, "sp"],
  ["瑞舒伐他汀钙片 10mg", "片", 7, 1890n, "p"],
  ["阿司匹林肠溶片 100mg", "片", 30, 1490n, "s"],
  ["孟鲁司特钠片 10mg", "片", 5, 2650n, "p"],
  ["沙丁胺醇吸入气雾剂 200揿", "支", 1, 2350n, "p"],
  ["布地奈德吸入粉雾剂 100吸", "支", 1, 9860n, "p"],
  ["维生素D滴剂 400IU", "粒", 30, 3980n, "s"],
  ["碳酸钙D3片 600mg", "片", 60, 4250n, ""],
  ["红霉素软膏 10g", "支", 1, 350n, ""],
  ["莫匹罗星软膏 5g", "支", 1, 1870n, ""],
  ["复方甘草片", "片", 100, 980n, "sp"],
  ["板蓝根颗粒 10g", "袋", 20, 1560n, "s"],
  ["连花清瘟胶囊 0.35g", "粒", 36, 2480n, ""],
  ["感冒灵颗粒 10g", "袋", 9, 1190n, ""],
  ["六味地黄丸 200丸", "丸", 200, 1680n, ""],
  ["复方丹参滴丸 180丸", "丸", 180, 2790n, ""],
  ["甘精胰岛素注射液 3ml", "支", 1, 7020n, "p"],
  ["门冬胰岛素注射液 3ml", "支", 1, 4430n, "p"],
  ["利妥昔单抗注射液 0.1g", "支", 1, 218_900n, "hmpo"],
  ["曲妥珠单抗注射用 0.44g", "支", 1, 549_600n, "hmpo"],
  ["奥希替尼片 80mg", "片", 30, 558_000n, "hmp"],
  ["阿达木单抗注射液 40mg", "支", 1, 129_000n, "hmp"],
  ["诺西那生钠注射液 12mg", "支", 1, 3_318_000n, "hmpo"],
  ["司美格鲁肽注射液 1.5ml", "支", 1, 47_800n, "hp"],
];

const FLAG_OF: Readonly<Record<string, ProductFlag>> = {
  s: "splitAllowed",
  h: "highValue",
  m: "makerTracedOnly",
  p: "prescriptionOnly",
  o: "hospitalOnly",
};

export function demoProducts(): DemoProduct[] {
  return ROWS.map(([name, unit, unitsPerPack, priceFen, letters], n) => {
    const tracePrefix = `8${String(310_007 + n * 1_013).padStart(6, "0")}`;
    return {
      name,
      unit,
      unitsPerPack,
      priceFen,
      flags: [...letters].flatMap((letter) => FLAG_OF[letter] ?? []),
      tracePrefix,
      codes: [
        {
          scheme: "nhsa",
          value: `XA${String(10 + (n % 9))}AAD${String(n + 1).padStart(3, "0")}A001010${String(10_001 + n)}`,
        },
        { scheme: "trace-prefix", value: tracePrefix },
        { scheme: "gtin", value: withCheckDigit(`0690777${String(n + 1).padStart(6, "0")}`) },
        { scheme: "barcode", value: withCheckDigit(`690777${String(n + 1).padStart(6, "0")}`) },
      ],
    };
  });
}

/** GS1 General Specifications, check digit: weights 3, 1 from the right of the body. */
function withCheckDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return body + String((10 - (sum % 10)) % 10);
}
