import type {
  Deletion,
  DrugWords,
  NhsaKind,
  Purchase,
  PurchaseReturn,
  Sale,
  SaleReturn,
  StockChange,
  StockTake,
} from "./message.ts";
import { DELETION_KINDS } from "./message.ts";
import type { NhsaProfile } from "./profiles.ts";
import {
  neededText,
  readDrugWords,
  readPerson,
  readPricedCount,
  readQuantity,
  readWhole,
} from "./read-drug-words.ts";
import { type Fields, fault } from "./read-fields.ts";

type Read<Line> = (fields: Fields, profile: NhsaProfile) => Line;

/** One line of each kind. What is returned beside a told fault is never used. */
export const readSale: Read<Omit<Sale, "sentAtSec">> = (fields, profile) => {
  const words = readDrugWords(fields, "3505", profile);
  const isSettled = fields.text("mdtrt_setl_type") === "1";
  fields.require("mdtrt_setl_type");
  if (isSettled) fields.require("setl_id");
  const time = neededTime(fields, "sel_retn_time");
  const prescription = fields.text("rxno");
  return {
    ...words,
    ...readPricedCount(fields, { price: "finl_trns_pric", count: "sel_retn_cnt" }),
    quantity: readQuantity(fields, "sel_retn_cnt", words),
    receiptNumber: neededText(fields, "rtal_docno"),
    soldAtSec: time.atSec,
    soldOn: time.day,
    settlementId: fields.text("setl_id"),
    isSettled,
    person: readPerson(fields),
    prescription:
      prescription === null ? null : { number: prescription, prescriber: fields.text("prsc_dr_name") ?? "" },
  };
};

export const readSaleReturn: Read<SaleReturn> = (fields, profile) => {
  const words = readDrugWords(fields, "3506", profile);
  const time = neededTime(fields, "sel_retn_time");
  return {
    ...words,
    ...readPricedCount(fields, { price: "finl_trns_pric", count: "sel_retn_cnt" }),
    quantity: readQuantity(fields, "sel_retn_cnt", words),
    receiptNumber: neededText(fields, "medins_prod_sel_no"),
    returnedAtSec: time.atSec,
    returnedOn: time.day,
    settlementId: fields.text("setl_id"),
    person: readPerson(fields),
  };
};

export const readStockTake: Read<StockTake> = (fields, profile) => {
  const words = readDrugWords(fields, "3501", profile);
  fields.require("invdate");
  fields.require("inv_cnt");
  return { ...words, takenOn: fields.day("invdate") ?? "", countE2: fields.decimal("inv_cnt") ?? 0n };
};

export const readStockChange: Read<StockChange> = (fields, profile) => {
  const words = readDrugWords(fields, "3502", profile);
  const time = neededTime(fields, "inv_chg_time");
  return {
    ...words,
    ...readPricedCount(fields, { price: "pric", count: "cnt" }),
    changeType: neededText(fields, "inv_chg_type"),
    quantity: readQuantity(fields, "cnt", words),
    changedAtSec: time.atSec,
    changedOn: time.day,
  };
};

export const readPurchase: Read<Purchase> = (fields, profile) => readSupply(fields, "3503", profile);

export const readPurchaseReturn: Read<PurchaseReturn> = (fields, profile) => ({
  ...readSupply(fields, "3504", profile),
  purchaseNumber: fields.text("medins_prod_purc_no"),
});

export const readDeletion: Read<Deletion> = (fields) => {
  fields.require("inv_data_type");
  const place = Number(fields.text("inv_data_type") ?? "1") - 1;
  return { stockNumber: neededText(fields, "fixmedins_bchno"), recordKind: DELETION_KINDS[place] ?? "sale" };
};

function readSupply(fields: Fields, kind: NhsaKind, profile: NhsaProfile): Purchase {
  const words: DrugWords = readDrugWords(fields, kind, profile);
  fields.require("purc_retn_cnt");
  const packCount = readWhole(fields, "purc_retn_cnt") ?? 0;
  const { traceCodes } = words;
  const isTold = fields.place.faults.length > 0;
  if (traceCodes.length > 0 && traceCodes.length !== packCount && !isTold) {
    fault(fields.place, "purc_retn_cnt", "count-differs", {
      codeCount: traceCodes.length,
      wantedCount: packCount,
    });
  }
  return {
    ...words,
    supplierName: neededText(fields, "spler_name"),
    supplierPermit: fields.text("spler_pmtno"),
    makerName: fields.text("prodentp_name") ?? "",
    deliveryNumber: fields.text("dynt_no"),
    invoiceNumber: fields.text("purc_invo_no"),
    packCount,
    priceMicros: fields.decimal("finl_trns_pric"),
    movedAtSec: neededTime(fields, "purc_retn_stoin_time").atSec,
  };
}

function neededTime(fields: Fields, name: string): { readonly atSec: number; readonly day: string } {
  fields.require(name);
  return fields.time(name) ?? { atSec: 0, day: "" };
}
