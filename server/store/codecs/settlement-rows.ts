import { SETTLEMENT_KINDS } from "../../domain/nhsa/settlement/message.ts";
import { REQUEST_STATES } from "../../domain/nhsa/settlement/outcomes.ts";
import type { KeptRequest, KeptVisit, RequestName } from "../../domain/nhsa/settlement/settlement-records.ts";
import { ROLES } from "../../domain/principal.ts";
import { codes, facts } from "./intent-rows.ts";
import { hex, jsonRow, nullable, oneOf, record, text, whole } from "./shape.ts";

const name = { institution: whole, kind: oneOf(SETTLEMENT_KINDS), msgid: text };

export const settlementRequestCodec = jsonRow<KeptRequest>(
  "settlementRequests",
  record<KeptRequest>({
    ...name,
    state: oneOf(REQUEST_STATES),
    fingerprint: nullable(hex(32)),
    person: hex(32),
    sender: nullable(
      record<NonNullable<KeptRequest["sender"]>>({ name: text, role: oneOf(ROLES), region: whole }),
    ),
    sealedText: nullable(text),
    attempt: whole,
    claim: nullable(hex(32)),
    settlementId: nullable(text),
    sealedOutput: nullable(text),
    refusal: nullable(record<NonNullable<KeptRequest["refusal"]>>({ code: oneOf(codes), facts })),
    byMsgid: nullable(text),
    acceptedAtMs: whole,
  }),
);

export const settlementCodec = jsonRow<RequestName>("settlements", record<RequestName>(name));

export const visitCodec = jsonRow<KeptVisit>(
  "visitFees",
  record<KeptVisit>({ institution: whole, visitId: text, person: hex(32), sealedFees: text }),
);
