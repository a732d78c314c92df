import {
  DECOMMISSION_REASONS,
  type DecommissionRow,
  type DispenseAftermath,
  type DispenseLine,
  RECEIPT_ANSWERS,
  type ReceiptAnswerRow,
  type ReversalRow,
} from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import { DISPENSE_STATES } from "../../domain/lifecycles.ts";
import { ENFORCEMENT_MODES, PRODUCT_CLASSES, type RegionRulesRow } from "../../domain/read-model.ts";
import { origin, packRun } from "./index-rows.ts";
import { fen, flag, hex, jsonRow, list, nullable, oneOf, record, whole } from "./shape.ts";

const line = record<DispenseLine>({ batch: hex(8), index: whole, units: whole, priceFen: fen });

const reversal = record<ReversalRow>({
  id: hex(32),
  documentKey: hex(32),
  reversedAtSec: whole,
  lines: list(line),
  lineIndexes: list(whole),
  operator: hex(20),
  isImported: flag,
  origin,
});

/** What happened to a dispense after it was recorded. */
export const aftermathCodec = jsonRow<DispenseAftermath>(
  "aftermaths",
  record<DispenseAftermath>({
    state: oneOf(DISPENSE_STATES),
    reversals: list(reversal),
    answer: nullable(record<ReceiptAnswerRow>({ answer: oneOf(RECEIPT_ANSWERS), bureau: whole, origin })),
    waived: list(record<PackRef>({ batch: hex(8), index: whole })),
  }),
);

export const decommissionCodec = jsonRow<DecommissionRow>(
  "decommissions",
  record<DecommissionRow>({
    id: hex(32),
    institution: whole,
    documentKey: hex(32),
    occurredAtSec: whole,
    reason: oneOf(DECOMMISSION_REASONS),
    runs: list(packRun),
    remnants: list(line),
    operator: hex(20),
    isImported: flag,
    origin,
  }),
);

export const regionRulesCodec = jsonRow<RegionRulesRow>(
  "regionRules",
  record<RegionRulesRow>({
    region: whole,
    limits: nullable(
      record<NonNullable<RegionRulesRow["limits"]>>({
        lateAfterSec: whole,
        returnWindowSec: whole,
        disputeLimitSec: whole,
        reversalsMax: whole,
      }),
    ),
    modes: list(
      record<RegionRulesRow["modes"][number]>({
        productClass: oneOf(PRODUCT_CLASSES),
        mode: oneOf(ENFORCEMENT_MODES),
        fromSec: whole,
        origin,
      }),
    ),
  }),
);
