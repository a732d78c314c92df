import type { ClaimLine } from "../../../domain/adjudication/adjudication-input.ts";
import type { ClaimTerms } from "../../../domain/claims/claim-requests.ts";
import type { InstitutionId } from "../../../domain/ids.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import { requireNoFaults } from "../../../domain/line-fault.ts";
import { sharesOf } from "../../../domain/money.ts";
import { kindOf, packsOf } from "../../../domain/nhsa/settlement/care-plan.ts";
import type { PackedFeeLine, UploadedFeeLine } from "../../../domain/nhsa/settlement/message.ts";
import type { ProductRow } from "../../../domain/read-model.ts";
import { resolveCodes } from "../../take/resolve-codes.ts";
import { judgeProducts } from "../judge-products.ts";
import { productOf } from "./earlier-dispenses.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

export type Foreseen = { readonly lines: readonly ClaimLine[]; readonly feeOf: readonly number[] };
type Piece = Pick<ClaimLine, "itemCode" | "quantityE4" | "amountFen" | "kind" | "hospitalMark">;
/** Of a pharmacy's sale no hospital says anything. */
type ForeseenFee = PackedFeeLine & Partial<Pick<UploadedFeeLine, "hospitalMark">>;

/** The lines as they would be claimed, pack by pack, of care that is not on the ledger. */
export async function foreseeLines(
  ports: SettlementPorts,
  view: LedgerView,
  of: {
    readonly institution: InstitutionId;
    readonly fees: readonly ForeseenFee[];
    readonly terms: Pick<ClaimTerms, "diagnosisCode" | "doctorCode">;
  },
): Promise<Foreseen> {
  const { institution, fees, terms } = of;
  const pieces: (Piece & { readonly fee: number })[] = [];
  for (const [at, fee] of fees.entries()) {
    const ofFee =
      fee.packs === null
        ? await unnamedPieces(ports, view, institution, fee)
        : await namedPieces(ports, view, institution, fee);
    pieces.push(...ofFee.map((piece) => ({ ...piece, fee: at })));
  }
  const { diagnosisCode, doctorCode } = terms;
  const marks = { approval: null, diagnosisCode, doctorCode } as const;
  return {
    lines: pieces.map(({ fee: _, ...piece }, at) => ({ lineNumber: at + 1, ...piece, ...marks })),
    feeOf: pieces.map(({ fee }) => fee),
  };
}

async function namedPieces(
  ports: SettlementPorts,
  view: LedgerView,
  institution: InstitutionId,
  fee: ForeseenFee,
): Promise<readonly Piece[]> {
  const { claims } = ports;
  const packs = packsOf(fee, 0);
  const codes = packs.map(({ code }, at) => ({ text: code, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view, vault: claims.vault });
  requireNoFaults(faults);
  const words = { nhsaCode: fee.nhsaCode, sku: fee.sku, traceCodes: packs.map(({ code }) => code) };
  await judgeProducts(view, { ports: { take: claims }, principal: { institution } }, { words, named: [] });
  const pieces: Piece[] = [];
  for (const { line, packs: known } of named) {
    const pack = packs[line - 1];
    const batch = await view.batch(known[0].batch);
    const product = batch === null ? null : await view.product(batch.product);
    if (pack === undefined || product === null) throw new Error("a pack without its product");
    const units = pack.units ?? product.unitsPerPack;
    const quantityE4 = (BigInt(units) * SCALE) / BigInt(product.unitsPerPack);
    pieces.push({ ...DRUG, itemCode: nhsaCodeOf(product), quantityE4, amountFen: pack.fen });
  }
  return pieces;
}

/** A drug whose packs a 3505 names is claimed pack by pack, too: each bears its share of the line. */
async function unnamedPieces(
  ports: SettlementPorts,
  view: LedgerView,
  institution: InstitutionId,
  fee: ForeseenFee,
): Promise<readonly Piece[]> {
  const { countE4, lineFen, nhsaCode: itemCode } = fee;
  const kind = kindOf(fee);
  if (kind !== "drug") {
    const line = { itemCode, quantityE4: countE4, amountFen: lineFen };
    if (kind === "piece") return [{ ...line, kind: "uncoded", hospitalMark: "unmarked" }];
    return [{ ...line, kind, hospitalMark: fee.hospitalMark ?? "unmarked" }];
  }
  const id = await productOf(ports, view, institution, fee);
  const product = id === null ? null : await view.product(id);
  const code = product === null ? itemCode : nhsaCodeOf(product);
  const isWhole = countE4 % SCALE === 0n && countE4 <= PACKS_MAX * SCALE;
  if (!isWhole) return [{ ...DRUG, itemCode: code, quantityE4: countE4, amountFen: lineFen }];
  const shares = sharesOf(lineFen, Number(countE4 / SCALE));
  return shares.map((amountFen) => ({ ...DRUG, itemCode: code, quantityE4: SCALE, amountFen }));
}

function nhsaCodeOf({ codes }: ProductRow): string | null {
  return codes.find(({ scheme }) => scheme === "nhsa")?.value ?? null;
}

/** The rules see a drug's dispense, which the hospital does not mark. */
const DRUG = { kind: "drug", hospitalMark: "unmarked" } as const;
const SCALE = 10_000n;
const PACKS_MAX = 1_000n;
