import type { Command } from "../../domain/command.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail, isFailure } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Deletion } from "../../domain/nhsa/message.ts";
import type { ReversalRequest } from "../../domain/requests.ts";
import { keepRefusal } from "../take/submit-once.ts";
import { takeReversal } from "../take/take-reversal.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow } from "./nhsa-ports.ts";
import { stockWord } from "./take-sale.ts";

/**
 * 3507: nothing that stands is deleted. A sale is taken back as a whole where a return still may be; every
 * other record is refused with the shortest legal way.
 */
export const takeDeletion: LineFlow<Deletion> = async (call, line) => {
  const { ports, principal } = call;
  const request = await keepRefusal(
    ports.take,
    { principal, operation: "reverse-dispense", bodyHash: call.fingerprint },
    async () => {
      if (line.recordKind !== "sale") {
        fail("deletion-not-possible", { because: line.recordKind, shortestWay: WAYS[line.recordKind] });
      }
      const sales = await salesUnder(call, line.stockNumber);
      return ports.take.reader.view((view) => reversalOf(view, call, sales));
    },
  );
  try {
    const asked = { principal, request, idempotencyKey: call.key };
    return { command: await takeReversal(takeAsMessage(call), asked), warnings: [] };
  } catch (error) {
    if (!isFailure(error) || !isLegalRefusal(error.code)) throw error;
    return fail("deletion-not-possible", { because: error.code, shortestWay: WAYS.sale });
  }
};

const WAYS = {
  "stock-take": "退回供应商用 3504，报损用 3502（105）",
  "stock-change": "已核销的盒不再入账，如系误报请报经办机构",
  purchase: "退回供应商用 3504",
  sale: "超出退药条件，请报经办机构；盒不得再售，报损用 3502（105）",
} as const satisfies Record<Deletion["recordKind"], string>;

function isLegalRefusal(code: string): boolean {
  return LEGAL_REFUSALS.has(code);
}

/** Refusals that say what a reversal does not allow; all others say what they say of any return. */
const LEGAL_REFUSALS: ReadonlySet<string> = new Set([
  "return-too-late",
  "dispense-not-in-state",
  "batch-expired",
  "batch-not-sellable",
  "batch-in-quarantine",
  "pack-frozen",
  "not-in-custody",
]);

type NotedSale = { readonly dispense: Hex32; readonly codes: readonly string[] };

const COMMANDS_PER_PAGE = 200;
/** A return may be late by weeks where a region allows it; further back no deletion is looked for. */
const LOOK_BACK_MS = 62 * 86_400_000;
const COMMANDS_MAX = 100_000;

/** The sales that came under the institution's own lot number, as far back as a return may reach. */
async function salesUnder(call: LineCall, stockNumber: string): Promise<readonly NotedSale[]> {
  const { commands, clock, vault } = call.ports.take;
  const stock = stockWord(call, stockNumber);
  const sinceMs = clock.nowMs() - LOOK_BACK_MS;
  const found: NotedSale[] = [];
  let after: string | null = null;
  for (let seen = 0; seen < COMMANDS_MAX; seen += COMMANDS_PER_PAGE) {
    const page: Awaited<ReturnType<typeof commands.commandsOf>> = await commands.commandsOf(
      call.principal.institution,
      COMMANDS_PER_PAGE,
      after,
    );
    for (const command of page.rows) {
      if (command.acceptedAtMs < sinceMs) continue;
      const sale = notedSale(command, stock, (sealed) => vault.open(sealed));
      if (sale !== null) found.push(sale);
    }
    if (page.next === null) return found;
    after = page.next;
  }
  return fail("could-not-look", { missing: ["older commands"] });
}

function notedSale(command: Command, stock: Hex32, open: (sealed: string) => string): NotedSale | null {
  const { nhsa } = command.echo;
  const dispenses = command.mined?.result["dispenses"];
  const [dispense] = Array.isArray(dispenses) ? dispenses : [];
  if (typeof nhsa !== "object" || nhsa === null || dispense === undefined) return null;
  // Only takeSale writes under this name; what it wrote is looked at below.
  const note = nhsa as { readonly stock?: unknown; readonly codes?: unknown };
  if (note.stock !== stock || typeof note.codes !== "string") return null;
  // What takeSale sealed: the trace codes of the line.
  return { dispense, codes: JSON.parse(open(note.codes)) as readonly string[] };
}

async function reversalOf(
  view: LedgerView,
  call: LineCall,
  sales: readonly NotedSale[],
): Promise<ReversalRequest> {
  const standing: { readonly sale: NotedSale; readonly row: DispenseRow }[] = [];
  let reversedCount = 0;
  for (const sale of sales) {
    const row = await view.dispense(sale.dispense);
    if (row === null) continue;
    if ((await view.aftermathOf(row.id)).state === "recorded") standing.push({ sale, row });
    else reversedCount += 1;
  }
  const [only, ...others] = standing;
  if (others.length > 0) fail("sale-ambiguous", { saleCount: standing.length });
  if (only === undefined) {
    if (reversedCount === 0) return fail("sale-unknown", { isSoldHere: false });
    return fail("deletion-not-possible", { because: "dispense-not-in-state", shortestWay: WAYS.sale });
  }
  return {
    dispense: only.row.id,
    documentNumber: call.documentNumber,
    till: "",
    reversedAtSec: call.sentAtSec,
    lines: only.row.lines.map(({ units, priceFen }, at) => ({
      code: only.sale.codes[at] ?? "",
      units: units === 0 ? null : units,
      priceFen: priceFen.toString(),
    })),
  };
}
