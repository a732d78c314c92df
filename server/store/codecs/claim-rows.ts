import {
  type Award,
  CLAIM_CHANNELS,
  type ClaimContent,
  type ClaimLimits,
  type ClaimRow,
  type ClaimRulesRow,
  type ClaimStep,
  type ConsortiumRow,
  ENCOUNTER_KINDS,
  type EncounterContent,
  type EncounterRow,
  EVIDENCE_KINDS,
  type EvidenceRef,
  EXEMPTIONS,
  type FundPart,
  type PaymentRow,
  RULE_SET_KINDS,
  type UncodedLine,
} from "../../domain/claims/claim-rows.ts";
import { IDENTIFICATIONS } from "../../domain/drug-rows.ts";
import { CLAIM_STATES, ENCOUNTER_STATES } from "../../domain/lifecycles.ts";
import { origin } from "./index-rows.ts";
import { fen, flag, hex, jsonRow, list, nullable, oneOf, record, text, union, whole } from "./shape.ts";

const content = record<ClaimContent>({
  filer: whole,
  documentKey: hex(32),
  provider: whole,
  payerRegion: whole,
  channel: oneOf(CLAIM_CHANNELS),
  claimedAtSec: whole,
  personCommitment: hex(32),
  catalogue: hex(32),
  policy: hex(32),
  totalFen: fen,
  requestedFen: fen,
  primaryFiler: whole,
  primaryKey: hex(32),
  submitter: hex(20),
  evidence: list(record<EvidenceRef>({ kind: oneOf(EVIDENCE_KINDS), id: hex(32), documentKey: hex(32) })),
  uncodedLines: list(record<UncodedLine>({ exemption: oneOf(EXEMPTIONS), fen })),
});

const award = record<Award>({
  fundParts: list(record<FundPart>({ fundPayType: whole, fen })),
  accountFen: fen,
  familyAccountFen: fen,
  cashFen: fen,
  hospitalFen: fen,
  basis: hex(32),
});

type StepOf<Kind extends ClaimStep["kind"]> = Extract<ClaimStep, { readonly kind: Kind }>;

const signed = { by: whole, operator: hex(20), origin };

const step = union<ClaimStep>({
  endorsed: record<StepOf<"endorsed">>({ kind: oneOf(["endorsed"]), awardHash: hex(32), ...signed }),
  approved: record<StepOf<"approved">>({ kind: oneOf(["approved"]), approvedFen: fen, award, ...signed }),
  rejected: record<StepOf<"rejected">>({
    kind: oneOf(["rejected"]),
    isFinal: flag,
    reason: whole,
    basis: hex(32),
    appealUntilSec: nullable(whole),
    ...signed,
  }),
  appealed: record<StepOf<"appealed">>({
    kind: oneOf(["appealed"]),
    reasonHash: hex(32),
    deadlineSec: whole,
    ...signed,
  }),
  advanced: record<StepOf<"advanced">>({ kind: oneOf(["advanced"]), advancedFen: fen, ...signed }),
  paid: record<StepOf<"paid">>({
    kind: oneOf(["paid"]),
    paidFen: fen,
    payment: hex(32),
    bankReference: text,
    ...signed,
  }),
  reversed: record<StepOf<"reversed">>({
    kind: oneOf(["reversed"]),
    from: oneOf(CLAIM_STATES),
    reasonHash: hex(32),
    ...signed,
  }),
  "clawed-back": record<StepOf<"clawed-back">>({
    kind: oneOf(["clawed-back"]),
    from: oneOf(CLAIM_STATES),
    clawedBackFen: fen,
    reasonHash: hex(32),
    ...signed,
  }),
  disputed: record<StepOf<"disputed">>({ kind: oneOf(["disputed"]), reasonHash: hex(32), ...signed }),
  upheld: record<StepOf<"upheld">>({ kind: oneOf(["upheld"]), ...signed }),
});

export const claimCodec = jsonRow<ClaimRow>(
  "claims",
  record<ClaimRow>({
    id: hex(32),
    content,
    state: oneOf(CLAIM_STATES),
    deadlineSec: nullable(whole),
    isTimely: flag,
    nullifier: nullable(hex(32)),
    steps: list(step),
    origin,
  }),
);

export const paymentCodec = jsonRow<PaymentRow>(
  "payments",
  record<PaymentRow>({ id: hex(32), bureau: whole, bankReference: text, operator: hex(20) }),
);

type ClosingRow = EncounterRow["closings"][number];
type Cancelled = NonNullable<EncounterRow["cancelled"]>;

export const encounterCodec = jsonRow<EncounterRow>(
  "encounters",
  record<EncounterRow>({
    id: hex(32),
    content: record<EncounterContent>({
      institution: whole,
      documentKey: hex(32),
      kind: oneOf(ENCOUNTER_KINDS),
      openedAtSec: whole,
      identification: oneOf(IDENTIFICATIONS),
      personCommitment: hex(32),
      voucherCommitment: hex(32),
    }),
    state: oneOf(ENCOUNTER_STATES),
    closings: list(
      record<ClosingRow>({
        closedAtSec: whole,
        feeRoot: hex(32),
        feeLineCount: whole,
        totalFen: fen,
        serviceFen: fen,
        diagnosisGroup: text,
        reasonHash: nullable(hex(32)),
        operator: hex(20),
        origin,
      }),
    ),
    cancelled: nullable(record<Cancelled>({ reasonHash: hex(32), operator: hex(20), origin })),
    operator: hex(20),
    origin,
  }),
);

export const claimRulesCodec = jsonRow<ClaimRulesRow>(
  "claimRules",
  record<ClaimRulesRow>({
    region: whole,
    limits: nullable(
      record<ClaimLimits>({
        decisionSec: whole,
        manualDays: whole,
        appealDays: whole,
        appealDecisionDays: whole,
        disputeDays: whole,
        automaticFenMax: fen,
        fourEyesFromFen: fen,
        provisionalFenPerDay: fen,
        uncodedFenPerDay: fen,
      }),
    ),
    ruleSets: list(
      record<ClaimRulesRow["ruleSets"][number]>({
        hash: hex(32),
        kind: oneOf(RULE_SET_KINDS),
        fromSec: whole,
        origin,
      }),
    ),
    turnedDays: list(whole),
  }),
);

export const consortiumCodec = jsonRow<ConsortiumRow>(
  "consortium",
  record<ConsortiumRow>({ spender: nullable(hex(20)), nullifierEpochCount: whole }),
);
