import fc from "fast-check";
import { DECOMMISSION_REASONS, RECEIPT_ANSWERS } from "../../../server/domain/drug-rows.ts";
import { DISPENSE_STATES } from "../../../server/domain/lifecycles.ts";
import { ENFORCEMENT_MODES, PRODUCT_CLASSES } from "../../../server/domain/read-model.ts";
import { packRefCodec } from "../../../server/store/codecs/pack-rows.ts";
import {
  aftermathCodec,
  decommissionCodec,
  regionRulesCodec,
} from "../../../server/store/codecs/record-rows.ts";
import { stockCodec } from "../../../server/store/codecs/stock-row.ts";
import { hexOf } from "../../support/any-words.ts";
import { fromList, line, origin, ref, run, uint, uint32, uint40, word } from "../support/any-parts.ts";
import { codecCase, describeCodecs } from "../support/codec-cases.ts";

const lines = fc.array(line, { maxLength: 3 });
const count = uint32;
const units = uint(48);

const reversal = fc.record({
  id: word,
  documentKey: word,
  reversedAtSec: uint40,
  lines,
  lineIndexes: fc.array(uint(8), { maxLength: 3 }),
  operator: hexOf(20),
  isImported: fc.boolean(),
  origin,
});

describeCodecs("codecs of what became of packs", [
  codecCase(
    "aftermath",
    aftermathCodec,
    fc.record({
      state: fromList(DISPENSE_STATES),
      reversals: fc.array(reversal, { maxLength: 2 }),
      answer: fc.option(fc.record({ answer: fromList(RECEIPT_ANSWERS), bureau: uint32, origin })),
      waived: fc.array(ref, { maxLength: 2 }),
    }),
  ),
  codecCase(
    "decommission",
    decommissionCodec,
    fc.record({
      id: word,
      institution: uint32,
      documentKey: word,
      occurredAtSec: uint40,
      reason: fromList(DECOMMISSION_REASONS),
      runs: fc.array(run, { maxLength: 3 }),
      remnants: lines,
      operator: hexOf(20),
      isImported: fc.boolean(),
      origin,
    }),
  ),
  codecCase(
    "region's rules",
    regionRulesCodec,
    fc.record({
      region: uint(24),
      limits: fc.option(
        fc.record({
          lateAfterSec: uint40,
          returnWindowSec: uint40,
          disputeLimitSec: uint40,
          reversalsMax: uint(8),
        }),
      ),
      modes: fc.array(
        fc.record({
          productClass: fromList(PRODUCT_CLASSES),
          mode: fromList(ENFORCEMENT_MODES),
          fromSec: uint40,
          origin,
        }),
        { maxLength: 2 },
      ),
    }),
  ),
  codecCase("spent key", packRefCodec, ref),
  codecCase(
    "stock",
    stockCodec,
    fc.record({
      madeCount: count,
      declaredCount: count,
      receivedCount: count,
      shippedCount: count,
      cameBackCount: count,
      lostCount: count,
      dispensedCount: count,
      openedCount: count,
      returnedCount: count,
      frozenCount: count,
      writtenOffCount: count,
      goneHeldCount: count,
      unitsDispensedCount: units,
      unitsReturnedCount: units,
      unitsWrittenOffCount: units,
    }),
  ),
]);
