import type { ReconcileRule } from "./finding.ts";
import { amountMismatch } from "./rules/amount-mismatch.ts";
import { claimBeforeSale } from "./rules/claim-before-sale.ts";
import { claimedAcrossRegions } from "./rules/claimed-across-regions.ts";
import { declaredOnly } from "./rules/declared-only.ts";
import { duplicateCode } from "./rules/duplicate-code.ts";
import { expired } from "./rules/expired.ts";
import { frequentAdmission } from "./rules/frequent-admission.ts";
import { impossibleRate } from "./rules/impossible-rate.ts";
import { institutionMismatch } from "./rules/institution-mismatch.ts";
import { largePurchase } from "./rules/large-purchase.ts";
import { lateMessage } from "./rules/late-message.ts";
import { manualRepeatsDirect } from "./rules/manual-repeats-direct.ts";
import { marginExceeded } from "./rules/margin-exceeded.ts";
import { nearCode } from "./rules/near-code.ts";
import { neverReceived } from "./rules/never-received.ts";
import { noPharmacist } from "./rules/no-pharmacist.ts";
import { noSale } from "./rules/no-sale.ts";
import { noVisit } from "./rules/no-visit.ts";
import { outsideHours } from "./rules/outside-hours.ts";
import { overFrequency } from "./rules/over-frequency.ts";
import { overQuantity } from "./rules/over-quantity.ts";
import { productMismatch } from "./rules/product-mismatch.ts";
import { quantityMismatch } from "./rules/quantity-mismatch.ts";
import { recalled } from "./rules/recalled.ts";
import { refundCycle } from "./rules/refund-cycle.ts";
import { returnNotRecorded } from "./rules/return-not-recorded.ts";
import { returnedAndClaimed } from "./rules/returned-and-claimed.ts";
import { saleRefused } from "./rules/sale-refused.ts";
import { sameInvoiceTwice } from "./rules/same-invoice-twice.ts";
import { suspendedInstitution } from "./rules/suspended-institution.ts";
import { timeZone } from "./rules/time-zone.ts";
import { unitsForPacks } from "./rules/units-for-packs.ts";
import { unknownInstitution } from "./rules/unknown-institution.ts";
import { wrongPatient } from "./rules/wrong-patient.ts";

/** All of them are asked of every claim, in the order in which their findings are told. */
export const ALL_RULES: readonly ReconcileRule[] = [
  noSale,
  duplicateCode,
  refundCycle,
  amountMismatch,
  quantityMismatch,
  claimBeforeSale,
  expired,
  recalled,
  neverReceived,
  wrongPatient,
  manualRepeatsDirect,
  suspendedInstitution,
  productMismatch,
  institutionMismatch,
  unknownInstitution,
  sameInvoiceTwice,
  claimedAcrossRegions,
  declaredOnly,
  returnedAndClaimed,
  saleRefused,
  overQuantity,
  overFrequency,
  largePurchase,
  marginExceeded,
  noVisit,
  frequentAdmission,
  impossibleRate,
  outsideHours,
  noPharmacist,
  nearCode,
  timeZone,
  unitsForPacks,
  returnNotRecorded,
  lateMessage,
];
