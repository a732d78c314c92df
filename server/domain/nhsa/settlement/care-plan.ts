import { sharesOf } from "../../money.ts";
import type { PackedFeeLine } from "./message.ts";

/** One pack of a fee line, or units of one, with its share of the line's amount. `fee` counts from 0. */
export type PlannedPack = {
  readonly fee: number;
  readonly code: string;
  readonly units: number | null;
  readonly fen: bigint;
};

/** What each fee line is to the ledger; fees by their place in the message. */
export type CarePlan = {
  readonly packs: readonly PlannedPack[];
  /** 饮片, which have no codes. */
  readonly pieces: readonly number[];
  readonly services: readonly number[];
  /** Drugs that name no pack: a 3505 must have handed them over before. */
  readonly unnamed: readonly number[];
};

/** Tells fees apart by their packs and by the letter of their NHSA code. */
export function planCare(fees: readonly PackedFeeLine[]): CarePlan {
  const packs: PlannedPack[] = [];
  const pieces: number[] = [];
  const services: number[] = [];
  const unnamed: number[] = [];
  for (const [at, fee] of fees.entries()) {
    if (fee.packs !== null) packs.push(...packsOf(fee, at));
    else (({ drug: unnamed, piece: pieces, service: services }) as const)[kindOf(fee)].push(at);
  }
  return { packs, pieces, services, unnamed };
}

export function packsOf({ packs, lineFen }: PackedFeeLine, fee: number): readonly PlannedPack[] {
  if (packs === null) return [];
  const { quantity, traceCodes } = packs;
  const units = quantity.of === "units" ? quantity.unitCount : null;
  const shares = sharesOf(lineFen, traceCodes.length);
  return traceCodes.map((code, at) => ({ fee, code, units, fen: shares[at] ?? 0n }));
}

/** X and Z begin the codes of 西药 and 中成药, T those of 饮片; the rest are services and consumables. */
export function kindOf({ nhsaCode }: Pick<PackedFeeLine, "nhsaCode">): "drug" | "piece" | "service" {
  const letter = nhsaCode?.slice(0, 1) ?? "X";
  if (letter === "T") return "piece";
  return letter === "X" || letter === "Z" ? "drug" : "service";
}
