import { tellPacks } from "../because.ts";
import type { PurchaseFact } from "../claim-facts.ts";
import type { ReconcileRule } from "../finding.ts";
import { unitsForPacks } from "../near-misses/units-for-packs.ts";
import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";
import { marginAbove } from "../thresholds.ts";

const COUNT_SCALE = 10_000n;
const BPS = 10_000n;

type Priced = Exclude<PurchaseFact, string>;
type Dear = {
  readonly code: JudgedCode;
  readonly price: Priced;
  readonly packFen: bigint;
  readonly line: SaleFact;
};

/**
 * 加价超限: billed above what the pack cost whoever sold it, or the maker's procurement price where that is all
 * that is known, and the fund's margin. 发改价格〔2006〕912号: at most 15 %; 国办发〔2017〕37号: hospitals at none. Only
 * looked at: a note may price a case where it means a box. Silent where the fund states no margin.
 */
export const marginExceeded: ReconcileRule = {
  kind: "margin_exceeded",
  stage: "before",
  silentWhen: ["codes-agree", "counts-agree", "within-margin"],
  source: "发改价格〔2006〕912号; 国办发〔2017〕37号 零差率",
  judge: (read) => {
    if (unitsForPacks(read) !== null) return [];
    const dear = read.codes.flatMap((code) => dearLines(read, code));
    const [first] = dear;
    if (first === undefined) return [];
    const because = {
      ...tellPacks(dear.map(({ code }) => code)),
      billedFen: first.packFen.toString(),
      priceFen: first.price.fen.toString(),
      priceOf: first.price.of,
      marginBpsMax: marginAbove(read.thresholds, first.price.of),
    };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};

function dearLines({ thresholds }: ReadClaim, code: JudgedCode): readonly Dear[] {
  const { purchase, product } = code.pack;
  if (typeof purchase === "string") return [];
  const marginBpsMax = marginAbove(thresholds, purchase.of);
  if (marginBpsMax === null) return [];
  return code.sold.flatMap((line) => {
    const billed = billedOf(line, BigInt(product?.unitsPerPack ?? 1));
    if (billed === null) return [];
    const { fen, packs, slackFen } = billed;
    const allowed = packs * purchase.fen * (BPS + BigInt(marginBpsMax));
    if ((fen - slackFen) * BPS <= allowed) return [];
    return [{ code, price: purchase, packFen: packs === 0n ? fen : fen / packs, line }];
  });
}

/**
 * A line's amount as if its units were whole packs, and what rounding may have added: half a fen a unit.
 */
function billedOf(
  { of, lineFen, codes, countE4 }: SaleFact,
  unitsPerPack: bigint,
): { readonly fen: bigint; readonly packs: bigint; readonly slackFen: bigint } | null {
  if (lineFen === null) return null;
  if (of === "packs") return { fen: lineFen, packs: BigInt(codes.length), slackFen: BigInt(codes.length) };
  if (countE4 === null || countE4 <= 0n) return null;
  const packFen = (lineFen * unitsPerPack * COUNT_SCALE) / countE4;
  return { fen: packFen, packs: 1n, slackFen: (unitsPerPack + 1n) / 2n };
}
