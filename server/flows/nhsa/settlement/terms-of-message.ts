import { CARE_TYPES, INSURANCE_TYPES } from "../../../domain/adjudication/rule-words.ts";
import type { ClaimTerms } from "../../../domain/claims/claim-requests.ts";
import type { Identification } from "../../../domain/drug-rows.ts";
import { fail } from "../../../domain/failure.ts";
import type { RegionCode } from "../../../domain/ids.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { InsuredPerson, UploadedFeeLine } from "../../../domain/nhsa/settlement/message.ts";
import type { MessageOf } from "./settlement-ports.ts";

/** The head of a settlement as rules and claims need it. */
export type SettledHead = {
  /** Where faults of it are told. */
  readonly path: string;
  readonly insured: InsuredPerson;
  readonly careType: string;
  readonly diseaseCode: string | null;
  readonly doctorCode: string | null;
  readonly invoiceNumber: string | null;
  readonly insuredArea: string | null;
  readonly careArea: string;
};

/** `msgid` stands for an invoice number that is not stated: it names one settlement as well. */
export function termsOf(head: SettledHead, msgid: string): ClaimTerms {
  const { insured, path } = head;
  const insuranceType = INSURANCE_TYPES.find((type) => type === insured.insuranceType);
  const careType = CARE_TYPES.find((type) => type === head.careType && type !== "21");
  if (insuranceType === undefined) return unknownValue(`${path}.insutype`);
  if (careType === undefined) return unknownValue(`${path}.med_type`);
  return {
    invoiceNumber: head.invoiceNumber ?? msgid,
    insuranceType,
    careType,
    useAccount: insured.isAccountUsed ? "own" : "none",
    diagnosisCode: head.diseaseCode,
    doctorCode: head.doctorCode,
  };
}

/** 参保地 may be a county: the nearest region above it that has a bureau pays. */
export async function payerRegionOf(
  view: Pick<LedgerView, "bureauOf">,
  { insuredArea, careArea }: Pick<SettledHead, "insuredArea" | "careArea">,
): Promise<RegionCode> {
  const area = Number(insuredArea ?? careArea);
  for (const parts of [1, 100, 10_000]) {
    const region = Math.floor(area / parts) * parts;
    if ((await view.bureauOf(region)) !== null) return region;
  }
  return fail("region-has-no-bureau", { payerRegion: area });
}

/** mdtrt_cert_type 01 is the e-voucher; its token is shown with it. */
export function identificationOf({ shown }: InsuredPerson): {
  readonly identification: Exclude<Identification, "none">;
  readonly voucherToken: string | null;
} {
  const isVoucher = shown.certificateType === E_VOUCHER && shown.certificate !== null;
  return isVoucher
    ? { identification: "e-voucher", voucherToken: shown.certificate }
    : { identification: "card", voucherToken: null };
}

const E_VOUCHER = "01";

function unknownValue(path: string): never {
  return fail("malformed-request", { issues: [{ path, problem: "unknown-value" }] });
}

export function headOfSale({ envelope, body }: MessageOf<"2101" | "2102">): SettledHead {
  return {
    path: "input.druginfo",
    insured: body.insured,
    careType: body.careType,
    diseaseCode: body.disease?.code ?? null,
    doctorCode:
      body.lines.find(({ prescription }) => prescription !== null)?.prescription?.prescriber ?? null,
    invoiceNumber: body.invoiceNumber,
    insuredArea: envelope.insuredArea,
    careArea: envelope.careArea,
  };
}

export function headOfVisit(
  { envelope, body }: MessageOf<"2206" | "2207">,
  fees: readonly UploadedFeeLine[],
): SettledHead {
  return {
    path: "input.data",
    insured: body.insured,
    careType: body.careType,
    diseaseCode: fees.find(({ disease }) => disease !== null)?.disease?.code ?? null,
    doctorCode: fees.find(({ doctor }) => doctor !== null)?.doctor ?? null,
    invoiceNumber: body.invoiceNumber,
    insuredArea: body.insuredArea,
    careArea: envelope.careArea,
  };
}
