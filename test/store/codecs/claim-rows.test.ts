import fc from "fast-check";
import {
  CLAIM_CHANNELS,
  ENCOUNTER_KINDS,
  EVIDENCE_KINDS,
  EXEMPTIONS,
  RULE_SET_KINDS,
} from "../../../server/domain/claims/claim-rows.ts";
import { IDENTIFICATIONS } from "../../../server/domain/drug-rows.ts";
import { CLAIM_STATES, ENCOUNTER_STATES } from "../../../server/domain/lifecycles.ts";
import {
  claimCodec,
  claimRulesCodec,
  consortiumCodec,
  encounterCodec,
  paymentCodec,
} from "../../../server/store/codecs/claim-rows.ts";
import { limits } from "../../support/any-claim-event.ts";
import { address, fen } from "../../support/any-words.ts";
import { fromList, origin, text, uint, uint32, uint40, word } from "../support/any-parts.ts";
import { codecCase, describeCodecs } from "../support/codec-cases.ts";

const signed = { by: uint32, operator: address, origin };
const award = fc.record({
  fundParts: fc.array(fc.record({ fundPayType: uint(24), fen }), { maxLength: 3 }),
  accountFen: fen,
  familyAccountFen: fen,
  cashFen: fen,
  hospitalFen: fen,
  basis: word,
});
const kind = <Kind extends string>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);

const step = fc.oneof(
  fc.record({ kind: kind("endorsed"), awardHash: word, ...signed }),
  fc.record({ kind: kind("approved"), approvedFen: fen, award, ...signed }),
  fc.record({
    kind: kind("rejected"),
    isFinal: fc.boolean(),
    reason: uint(16),
    basis: word,
    appealUntilSec: fc.option(uint40),
    ...signed,
  }),
  fc.record({ kind: kind("appealed"), reasonHash: word, deadlineSec: uint40, ...signed }),
  fc.record({ kind: kind("advanced"), advancedFen: fen, ...signed }),
  fc.record({ kind: kind("paid"), paidFen: fen, payment: word, bankReference: text, ...signed }),
  fc.record({ kind: kind("reversed"), from: fromList(CLAIM_STATES), reasonHash: word, ...signed }),
  fc.record({
    kind: kind("clawed-back"),
    from: fromList(CLAIM_STATES),
    clawedBackFen: fen,
    reasonHash: word,
    ...signed,
  }),
  fc.record({ kind: kind("disputed"), reasonHash: word, ...signed }),
  fc.record({ kind: kind("upheld"), ...signed }),
);

const content = fc.record({
  filer: uint32,
  documentKey: word,
  provider: uint32,
  payerRegion: uint(24),
  channel: fromList(CLAIM_CHANNELS),
  claimedAtSec: uint40,
  personCommitment: word,
  catalogue: word,
  policy: word,
  totalFen: fen,
  requestedFen: fen,
  primaryFiler: uint32,
  primaryKey: word,
  submitter: address,
  evidence: fc.array(fc.record({ kind: fromList(EVIDENCE_KINDS), id: word, documentKey: word }), {
    maxLength: 3,
  }),
  uncodedLines: fc.array(fc.record({ exemption: fromList(EXEMPTIONS), fen }), { maxLength: 3 }),
});

describeCodecs("codecs of claims, encounters and their rules", [
  codecCase(
    "claim",
    claimCodec,
    fc.record({
      id: word,
      content,
      state: fromList(CLAIM_STATES),
      deadlineSec: fc.option(uint40),
      isTimely: fc.boolean(),
      nullifier: fc.option(word),
      steps: fc.array(step, { maxLength: 4 }),
      origin,
    }),
  ),
  codecCase(
    "payment",
    paymentCodec,
    fc.record({ id: word, bureau: uint32, bankReference: text, operator: address }),
  ),
  codecCase(
    "encounter",
    encounterCodec,
    fc.record({
      id: word,
      content: fc.record({
        institution: uint32,
        documentKey: word,
        kind: fromList(ENCOUNTER_KINDS),
        openedAtSec: uint40,
        identification: fromList(IDENTIFICATIONS),
        personCommitment: word,
        voucherCommitment: word,
      }),
      state: fromList(ENCOUNTER_STATES),
      closings: fc.array(
        fc.record({
          closedAtSec: uint40,
          feeRoot: word,
          feeLineCount: uint32,
          totalFen: fen,
          serviceFen: fen,
          diagnosisGroup: text,
          reasonHash: fc.option(word),
          operator: address,
          origin,
        }),
        { maxLength: 2 },
      ),
      cancelled: fc.option(fc.record({ reasonHash: word, operator: address, origin })),
      operator: address,
      origin,
    }),
  ),
  codecCase(
    "region's rules for claims",
    claimRulesCodec,
    fc.record({
      region: uint(24),
      limits: fc.option(limits),
      ruleSets: fc.array(fc.record({ hash: word, kind: fromList(RULE_SET_KINDS), fromSec: uint40, origin }), {
        maxLength: 2,
      }),
      turnedDays: fc.array(uint(24), { maxLength: 4 }),
    }),
  ),
  codecCase(
    "consortium",
    consortiumCodec,
    fc.record({ spender: fc.option(address), nullifierEpochCount: uint(8) }),
  ),
]);
