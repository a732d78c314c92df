import {
  type Exclusion,
  type ExclusionIndex,
  indexExclusions,
  type PlaceLevel,
  type RuleSetHead,
} from "./rule-words.ts";

/** 甲类: all of it in scope; 乙类: the person bears a ratio first; 丙类: own pay. */
export const ITEM_CLASSES = ["A", "B", "C"] as const;
export type ItemClass = (typeof ITEM_CLASSES)[number];

/** Drugs 药品; services 诊疗项目 with facilities and consumables 耗材. */
export const ITEM_KINDS = ["drug", "service"] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Most that is in scope for one unit of count, in millionths of a yuan; null: no ceiling. */
export type Ceilings = Readonly<Record<PlaceLevel, bigint | null>>;

export type CatalogueItem = {
  readonly code: string;
  readonly name: string;
  readonly kind: ItemKind;
  readonly itemClass: ItemClass;
  /** 先行自付比例: what the person bears before the item is in scope. */
  readonly preSelfPayBps: bigint;
  readonly ceilingMicros: Ceilings;
  /** 限定支付范围 in words: payable only where the hospital marks the line as within it; null: none. */
  readonly restriction: string | null;
  /** 特药: payable only under an approval, at the policy's own ratio. */
  readonly isSpecial: boolean;
};

/** What the schema makes of the document; the index below is what adjudication reads. */
export type CatalogueDocument = RuleSetHead & {
  readonly unknownItem: UnknownItem;
  readonly items: readonly CatalogueItem[];
  readonly exclusions: readonly Exclusion[];
};

/** What becomes of a line whose item the catalogue does not name. */
export const UNKNOWN_ITEM_RULES = ["own-pay", "refuse"] as const;
export type UnknownItem = (typeof UNKNOWN_ITEM_RULES)[number];

/** The catalogue 目录 of the place of care: what is payable there, and at which price at most. */
export type Catalogue = RuleSetHead & {
  readonly unknownItem: UnknownItem;
  readonly items: ReadonlyMap<string, CatalogueItem>;
  readonly exclusions: ExclusionIndex;
};

export function indexCatalogue(document: CatalogueDocument): Catalogue {
  const { items, exclusions, ...head } = document;
  return {
    ...head,
    items: new Map(items.map((item) => [item.code, item])),
    exclusions: indexExclusions(exclusions),
  };
}
