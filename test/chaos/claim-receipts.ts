import type { PersonName } from "../../server/domain/ports.ts";
import { REGION } from "./claim-site.ts";

/** Of class 甲 with a ceiling of 12.80 yuan: a pack at that price is in scope to its last fen. */
const PACK_FEN = "1280";

/** A receipt of one pack with its claim, as a till sends it. */
export function receiptWithClaim(of: {
  readonly number: string;
  readonly person: PersonName;
  readonly pack: string;
  readonly atSec: number;
  readonly fen?: string;
  readonly invoiceNumber?: string;
}): { readonly [name: string]: unknown } {
  return {
    ...receipt(of),
    claim: {
      documentNumber: `JS-${of.number}`,
      payerRegion: REGION,
      invoiceNumber: of.invoiceNumber ?? `FP-${of.number}`,
      insuranceType: "390",
      careType: "41",
    },
  };
}

/** The receipt alone. */
export function receipt(of: {
  readonly number: string;
  readonly person: PersonName;
  readonly pack: string;
  readonly atSec: number;
  readonly fen?: string;
}): { readonly [name: string]: unknown } {
  return {
    documentNumber: of.number,
    dispensedAt: instantText(of.atSec),
    person: { ...of.person, identification: "e-voucher" },
    lines: [{ code: of.pack, priceFen: of.fen ?? PACK_FEN }],
  };
}

export function instantText(sec: number): string {
  return `${new Date(sec * 1_000).toISOString().slice(0, 19)}Z`;
}
