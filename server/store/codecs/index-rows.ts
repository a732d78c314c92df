import { ACTS, INSTITUTION_KINDS } from "../../domain/acts.ts";
import { type ConsignmentRow, DISPUTE_OUTCOMES } from "../../domain/drug-rows.ts";
import type { PackRun } from "../../domain/ids.ts";
import {
  AGREEMENT_STATUSES,
  BATCH_STATUSES,
  CONSIGNMENT_STATES,
  PRODUCT_STATUSES,
} from "../../domain/lifecycles.ts";
import {
  type AgreementChangeRow,
  type BatchRow,
  CODE_SCHEMES,
  type InstitutionRow,
  type OperatorRow,
  type Origin,
  PRODUCT_FLAGS,
  PROVENANCES,
  type ProductCode,
  type ProductRow,
} from "../../domain/read-model.ts";
import { flag, hex, jsonRow, list, nullable, oneOf, record, text, whole } from "./shape.ts";

export const origin = record<Origin>({
  block: whole,
  logIndex: whole,
  recordedAtSec: whole,
  transactionHash: hex(32),
});

const agreementChange = record<AgreementChangeRow>({
  status: oneOf(AGREEMENT_STATUSES),
  fromSec: whole,
  suspendedUntilSec: whole,
  validUntilSec: whole,
  origin,
});

export const packRun = record<PackRun>({ batch: hex(8), from: whole, to: whole });

export const institutionCodec = jsonRow<InstitutionRow>(
  "institutions",
  record<InstitutionRow>({
    id: whole,
    kind: oneOf(INSTITUTION_KINDS),
    region: whole,
    district: whole,
    adminKey: hex(20),
    registeredBy: whole,
    code: text,
    name: text,
    agreement: list(agreementChange),
    origin,
  }),
);

export const operatorCodec = jsonRow<OperatorRow>(
  "operators",
  record<OperatorRow>({
    key: hex(20),
    institution: whole,
    acts: list(oneOf(ACTS)),
    validUntilSec: whole,
    revoked: flag,
    origin,
  }),
);

export const productCodec = jsonRow<ProductRow>(
  "products",
  record<ProductRow>({
    id: whole,
    maker: whole,
    bureau: whole,
    unitsPerPack: whole,
    flags: list(oneOf(PRODUCT_FLAGS)),
    status: oneOf(PRODUCT_STATUSES),
    name: text,
    unit: text,
    codes: list(record<ProductCode>({ scheme: oneOf(CODE_SCHEMES), value: text })),
    origin,
  }),
);

export const batchCodec = jsonRow<BatchRow>(
  "batches",
  record<BatchRow>({
    id: hex(8),
    product: whole,
    maker: whole,
    batchNumber: text,
    packCount: whole,
    manifestCount: whole,
    manifestHash: hex(32),
    madeAtSec: whole,
    expiresAtSec: whole,
    keyEpoch: whole,
    priceCommitment: hex(32),
    status: oneOf(BATCH_STATUSES),
    provenance: oneOf(PROVENANCES),
    opened: origin,
    sealed: nullable(origin),
    recalled: nullable(
      record<NonNullable<BatchRow["recalled"]>>({ by: whole, recalledAtSec: whole, origin }),
    ),
    quarantines: list(
      record<BatchRow["quarantines"][number]>({
        region: whole,
        bureau: whole,
        held: origin,
        released: nullable(origin),
      }),
    ),
    labelsHash: nullable(hex(32)),
  }),
);

export const consignmentCodec = jsonRow<ConsignmentRow>(
  "consignments",
  record<ConsignmentRow>({
    id: hex(32),
    sender: whole,
    receiver: whole,
    documentKey: hex(32),
    shippedAtSec: whole,
    state: oneOf(CONSIGNMENT_STATES),
    outstandingCount: whole,
    runs: list(packRun),
    lineCommitments: list(hex(32)),
    receipts: list(
      record<ConsignmentRow["receipts"][number]>({
        receivedAtSec: whole,
        accepted: list(packRun),
        operator: hex(20),
        origin,
      }),
    ),
    withdrawals: list(
      record<ConsignmentRow["withdrawals"][number]>({
        withdrawnAtSec: whole,
        runs: list(packRun),
        operator: hex(20),
        origin,
      }),
    ),
    disputes: list(
      record<ConsignmentRow["disputes"][number]>({
        kind: oneOf(["opened", "answered", "resolved"] as const),
        by: whole,
        outcome: nullable(oneOf(DISPUTE_OUTCOMES)),
        occurredAtSec: whole,
        reasonHash: nullable(hex(32)),
        runs: list(packRun),
        operator: hex(20),
        origin,
      }),
    ),
    isImported: flag,
    operator: hex(20),
    origin,
  }),
);
