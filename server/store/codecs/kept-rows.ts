import type { PackRun } from "../../domain/ids.ts";
import type { CaseLabel, KeptReceiptAnswer, LabelDocument, SkuRow } from "../../domain/kept-records.ts";
import { hex, jsonRow, list, misfit, oneOf, record, type Shape, text, whole } from "./shape.ts";

const level: Shape<2 | 3> = {
  encode: (value) => value,
  decode: (json) => (json === 2 || json === 3 ? json : misfit("2 or 3", json)),
};

export const labelDocumentCodec = jsonRow<LabelDocument>(
  "labelDocuments",
  record<LabelDocument>({
    hash: hex(32),
    batch: hex(8),
    cases: list(record<CaseLabel>({ code: text, level, from: whole, to: whole })),
  }),
);

type CaseRow = PackRun & { readonly level: 2 | 3 };

export const labelCaseCodec = jsonRow<CaseRow>(
  "labelCases",
  record<CaseRow>({ batch: hex(8), from: whole, to: whole, level }),
);

export const skuCodec = jsonRow<SkuRow>("skus", record<SkuRow>({ sku: text, product: whole }));

export const receiptAnswerCodec = jsonRow<KeptReceiptAnswer>(
  "receiptAnswers",
  record<KeptReceiptAnswer>({ answer: oneOf(["confirmed", "denied"]), atMs: whole }),
);
