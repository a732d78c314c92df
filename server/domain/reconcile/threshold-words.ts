import type { Thresholds } from "./thresholds.ts";

export type ThresholdWords = { readonly chinese: string; readonly unit: string; readonly source: string };

/** How each threshold is called, what it counts, and the regulation or case that it serves. */
export const THRESHOLD_WORDS: Readonly<Record<keyof Thresholds, ThresholdWords>> = {
  returnsOfCodeMax: {
    chinese: "同码退货次数上限",
    unit: "returns of a code at one institution",
    source: "国令第735号 art. 40; sold, refunded and sold again, 14 times in two months",
  },
  purchaseFenMax: {
    chinese: "单次购药金额上限",
    unit: "fen of one purchase, without what is of high value",
    source: "两库 large purchases: designated pharmacies, above 5,000 yuan",
  },
  packsOfProductMax: {
    chinese: "同药数量上限",
    unit: "packs of one product for one person within the window",
    source: "两库 over-quantity; 长期处方管理规范（试行）: at most 12 weeks at once",
  },
  purchasesOfProductMax: {
    chinese: "同药次数上限",
    unit: "purchases of one product by one person within the window",
    source: "两库 over-frequency; group buying",
  },
  windowDays: { chinese: "窗口天数", unit: "days up to the sale", source: "两库: counted by month" },
  claimsOfPersonPerDayMax: {
    chinese: "单日结算次数上限",
    unit: "claims of one person dated on one day",
    source: "两库 over-frequency; one card in many shops",
  },
  toldWithinHours: {
    chinese: "上传时限",
    unit: "hours from the sale to its message, of what was sold before the ledger",
    source: "医保发〔2025〕7号 及时上传; the ledger's own region rules hold for what came later",
  },
  marginBpsMax: {
    chinese: "加价率上限",
    unit: "hundredths of a percent above the unit price of the purchase; null: not looked at",
    source: "发改价格〔2006〕912号: at most 15 %; 国办发〔2017〕37号: hospitals at 0",
  },
  procurementMarginBpsMax: {
    chinese: "出厂价加价率上限",
    unit: "hundredths of a percent above the maker's price, where no purchase is priced; null: not looked at",
    source: "国办发〔2017〕13号 两票制: maker to shop in two invoices; twice the maker's price is looked at",
  },
  visitDemand: {
    chinese: "就诊要求",
    unit: "before which purchases at a pharmacy: never, prescription-only, always",
    source: "国家医保局令第3号 and 医保办发〔2023〕4号: prescriptions at designated pharmacies",
  },
  visitWithinDays: {
    chinese: "就诊有效天数",
    unit: "days from the visit to the purchase",
    source: "长期处方管理规范（试行）: at most 12 weeks",
  },
  admissionsPerYearMax: {
    chinese: "年住院次数上限",
    unit: "stays of one person in one calendar year",
    source: "两库 frequent admissions; 国令第735号 art. 38 分解住院、挂床住院",
  },
  receiptsPerCounterHourMax: {
    chinese: "柜台小时单量上限",
    unit: "receipts of one counter within an hour of the clock",
    source: "empty shop that sold by remote QR: more receipts than hands",
  },
};
