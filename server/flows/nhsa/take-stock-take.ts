import { fail } from "../../domain/failure.ts";
import type { ProductId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import type { StockTake } from "../../domain/nhsa/message.ts";
import type { DeclarationRequest } from "../../domain/requests.ts";
import { requireProductOfSku } from "../take/require-product-of-sku.ts";
import type { NamedLine } from "../take/resolve-codes.ts";
import { takeDeclaration } from "../take/take-declaration.ts";
import { judgePacks } from "./judge-packs.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow, Taken } from "./nhsa-ports.ts";

/**
 * 3501: packs that no manifest names are declared as the holder's, one batch of the message's lot; those that
 * the ledger knows are compared with it, and what differs is told without being changed.
 */
export const takeStockTake: LineFlow<StockTake> = async (call, line) => {
  const { principal } = call;
  const judged = await judgePacks(
    call,
    { operation: "declare-batch", traceCodes: line.traceCodes },
    async (view, resolved) => {
      requireNoFaults(resolved.faults.filter(({ failure }) => failure !== "trace-code-unknown"));
      const unknown = resolved.faults.flatMap(({ code }) => code ?? []);
      return {
        warnings: await compare(view, call, { line, known: resolved.named, unknownCount: unknown.length }),
        declaration: unknown.length === 0 ? null : await declarationOf(view, call, { line, codes: unknown }),
      };
    },
  );
  const { warnings, declaration } = judged;
  if (declaration === null) return { command: null, warnings } satisfies Taken;
  const asked = { principal, request: declaration, idempotencyKey: call.key };
  return { command: await takeDeclaration(takeAsMessage(call), asked), warnings };
};

const CODES_TOLD_MAX = 20;
const COUNT_SCALE = 100n;

/** What the ledger says otherwise of the packs on the shelf. */
async function compare(
  view: LedgerView,
  { principal: { institution } }: LineCall,
  asked: { readonly line: StockTake; readonly known: readonly NamedLine[]; readonly unknownCount: number },
): Promise<string[]> {
  const { line, known, unknownCount } = asked;
  const elsewhere: string[] = [];
  const gone: string[] = [];
  for (const { code, packs } of known) {
    const parcels = await Promise.all(packs.map((pack) => view.parcelAt(pack)));
    const at = parcels.findIndex((parcel) => parcel?.state === "held" && parcel.holder === institution);
    const held = packs[at];
    if (held === undefined) elsewhere.push(code);
    else if ((await view.pack(held)).isGone) gone.push(code);
  }
  const codeCount = known.length + unknownCount;
  const isCountOther = line.countE2 !== BigInt(codeCount) * COUNT_SCALE;
  return [
    ...(elsewhere.length > 0 ? [`账上不在本机构库存: ${listOf(elsewhere)}`] : []),
    ...(gone.length > 0 ? [`账上已售出或拆零: ${listOf(gone)}`] : []),
    ...(isCountOther ? [`inv_cnt 与追溯码个数 ${codeCount} 不一致`] : []),
  ];
}

function listOf(codes: readonly string[]): string {
  const more = codes.length > CODES_TOLD_MAX ? ` 等${codes.length}个` : "";
  return `${codes.slice(0, CODES_TOLD_MAX).join(",")}${more}`;
}

async function declarationOf(
  view: LedgerView,
  call: LineCall,
  { line, codes }: { readonly line: StockTake; readonly codes: readonly string[] },
): Promise<DeclarationRequest> {
  const { batchNumber, madeOn, expiresOn } = line;
  const missing = Object.entries({ manu_lotnum: batchNumber, manu_date: madeOn, expy_end: expiresOn });
  const issues = missing.flatMap(([path, value]) => (value === null ? [{ path, problem: "missing" }] : []));
  if (batchNumber === null || madeOn === null || expiresOn === null)
    return fail("malformed-request", { issues });
  return {
    documentNumber: call.documentNumber,
    declaredAtSec: call.sentAtSec,
    product: await productOf(view, call, line),
    batchNumber,
    madeOn,
    expiresOn,
    packCount: codes.length,
    codes,
  };
}

async function productOf(view: LedgerView, call: LineCall, line: StockTake): Promise<ProductId> {
  const value = line.nhsaCode;
  const product = value === null ? null : await view.productByCode({ scheme: "nhsa", value });
  if (product !== null) return product.id;
  return requireProductOfSku(call.ports.take.records, call.principal.institution, line.sku);
}
