import { fail } from "../../domain/failure.ts";
import type { StockChange } from "../../domain/nhsa/message.ts";
import type { DecommissionRequest } from "../../domain/requests.ts";
import { keepRefusal } from "../take/submit-once.ts";
import { takeDecommission } from "../take/take-decommission.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineFlow } from "./nhsa-ports.ts";

/**
 * What an inv_chg_type means on the ledger; null: nothing. The names come from public client code, unverified
 * against the official dictionary; 201 stands in an example as 损耗. Goods that move (101, 102, 106 to 111)
 * come and go by consignments; a surplus 盘盈 (103) is declared stock, 3501; a shortage 盘损 (104) says
 * nothing of what became of the packs, and the ledger writes off for a named reason only.
 */
const STOCK_CHANGES: Readonly<
  Record<string, { readonly word: string; readonly reason: DecommissionRequest["reason"] | null }>
> = {
  "101": { word: "调拨入库", reason: null },
  "102": { word: "调拨出库", reason: null },
  "103": { word: "盘盈", reason: null },
  "104": { word: "盘损", reason: null },
  "105": { word: "销毁", reason: "destroyed" },
  "106": { word: "其他入库", reason: null },
  "107": { word: "其他出库", reason: null },
  "108": { word: "商品采购入库", reason: null },
  "109": { word: "商品退货出库", reason: null },
  "110": { word: "赠药入库", reason: null },
  "111": { word: "赠药退回出库", reason: null },
  "201": { word: "损耗", reason: "destroyed" },
};

/** 3502: writes packs, or all that is left of an opened one, out of the trade. */
export const takeStockChange: LineFlow<StockChange> = async (call, line) => {
  const { ports, principal } = call;
  const change = Object.hasOwn(STOCK_CHANGES, line.changeType) ? STOCK_CHANGES[line.changeType] : undefined;
  const reason = await keepRefusal(
    ports.take,
    { principal, operation: "decommission-packs", bodyHash: call.fingerprint },
    async () => {
      if (change === undefined || change.reason === null) {
        return fail("stock-change-meaningless", { changeType: line.changeType, word: change?.word ?? null });
      }
      if (line.traceCodes.length === 0) fail("trace-codes-missing", { field: "drugtracinfo" });
      return change.reason;
    },
  );
  const units = line.quantity.of === "units" ? line.quantity.unitCount : null;
  const command = await takeDecommission(takeAsMessage(call), {
    principal,
    request: {
      documentNumber: call.documentNumber,
      occurredAtSec: line.changedAtSec,
      reason,
      lines: line.traceCodes.map((code) => ({ code, units })),
    },
    idempotencyKey: call.key,
  });
  return { command, warnings: [] };
};
