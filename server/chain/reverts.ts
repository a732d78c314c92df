import { Interface } from "ethers";
import { Failure } from "../domain/failure.ts";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { Hex } from "../domain/ids.ts";
import { ERROR_ENTRIES, type ErrorName } from "./abi.ts";
import { factsOfRevert } from "./revert-facts.ts";

/**
 * The one file that turns reverts into failures. An error that is no revert is given back as it came; a panic
 * or an error that no ABI has is an `UnexpectedRevert`, a bug.
 */
export function failureOfRevert(error: unknown): unknown {
  const data = revertDataOf(error);
  return data === null ? error : failureOfRevertData(data);
}

/**
 * The bytes of a revert, or null. ethers has them in three shapes (`data` beside code 3; `data` with
 * `revert`; `data` without it) and sometimes only inside `info.error`; raw JSON-RPC has them as `data` or
 * `data.data`.
 */
export function revertDataOf(error: unknown): Hex | null {
  return findData(error, SHAPE_DEPTH_MAX);
}

export function failureOfRevertData(data: Hex): Failure | UnexpectedRevert {
  const parsed = data.length >= 10 ? ERRORS.parseError(data) : null;
  const entry = parsed === null ? undefined : ERROR_ENTRIES.get(parsed.name);
  if (parsed === null || entry === undefined) return new UnexpectedRevert(data);
  const code = FAILURE_OF_ERROR[entry.name];
  const facts = factsOfRevert(entry, parsed.args);
  return new Failure(code, NAMED_IN_FACTS.has(code) ? { error: entry.name, ...facts } : facts);
}

/** A panic, a `require` without an error of ours, or a contract that this server does not know. */
export class UnexpectedRevert extends Error {
  readonly data: Hex;

  constructor(data: Hex) {
    super(`unexpected revert ${data.slice(0, DATA_SHOWN_MAX)}`);
    this.name = "UnexpectedRevert";
    this.data = data;
  }
}

const DATA_SHOWN_MAX = 200;

/** `info.error.data.data` is the deepest shape that was seen. */
const SHAPE_DEPTH_MAX = 5;

const ERRORS = new Interface([...ERROR_ENTRIES.values()]);

function findData(value: unknown, depth: number): Hex | null {
  if (depth === 0 || typeof value !== "object" || value === null) return null;
  const data = field(value, "data");
  if (isRevertBytes(data)) return data;
  for (const name of ["data", "error", "info", "cause"]) {
    const found = findData(field(value, name), depth - 1);
    if (found !== null) return found;
  }
  return null;
}

function field(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function isRevertBytes(data: unknown): data is Hex {
  return typeof data === "string" && /^0x([0-9a-f]{2})*$/i.test(data);
}

/** Codes that stand for several errors, so that the facts must name the one. */
const NAMED_IN_FACTS: ReadonlySet<FailureCode> = new Set(["ledger-call-malformed", "consortium-only"]);

/** A new error does not compile until it has its failure. */
const FAILURE_OF_ERROR: Readonly<Record<ErrorName, FailureCode>> = {
  InstitutionUnknown: "institution-unknown",
  InstitutionCodeTaken: "institution-code-taken",
  InstitutionCodeMalformed: "institution-code-malformed",
  InstitutionKindNotAllowed: "institution-kind-not-allowed",
  InstitutionOutsideRegion: "institution-outside-region",
  RegionHasBureau: "region-has-bureau",
  RegionMalformed: "region-malformed",
  KeyIsZero: "key-is-zero",
  KeyInUse: "key-in-use",
  CallerNotAdminKey: "not-admin-key",
  OperatorUnknown: "operator-unknown",
  OperatorOfOther: "operator-of-other",
  OperatorIsRevoked: "operator-revoked",
  OperatorExpired: "operator-expired",
  OperatorTimeInPast: "operator-time-in-past",
  ActNotGranted: "act-not-granted",
  ActsNotForKind: "acts-not-for-kind",
  LedgerIsPaused: "ledger-paused",
  LedgerPauseNotInState: "ledger-pause-state",
  AgreementNotInStatus: "agreement-not-in-status",
  AgreementTimesWrong: "agreement-times-wrong",
  AgreementChangesTooMany: "agreement-changes-too-many",

  ProductUnknown: "product-unknown",
  ProductCodeTaken: "product-code-taken",
  ProductCodeMalformed: "product-code-malformed",
  ProductCodesTooMany: "product-codes-too-many",
  ProductUnitsZero: "product-units-zero",
  ProductNotInStatus: "product-not-in-status",
  ProductOfOtherMaker: "product-of-other-maker",
  ProductOfOtherBureau: "product-of-other-bureau",
  MakerWrongKind: "maker-wrong-kind",
  BatchUnknown: "batch-unknown",
  BatchAlreadyOpened: "batch-already-opened",
  BatchNumberMalformed: "batch-number-malformed",
  BatchTimesWrong: "batch-times-wrong",
  BatchSizeWrong: "batch-size-wrong",
  BatchNotInStatus: "batch-not-in-status",
  BatchOfOtherMaker: "batch-of-other-maker",
  ManifestOutOfOrder: "manifest-out-of-order",
  ManifestChunkWrong: "manifest-chunk-wrong",
  ManifestTooLong: "manifest-too-long",
  ManifestIncomplete: "manifest-incomplete",
  ManifestHashDiffers: "manifest-hash-differs",
  HolderCannotHoldGoods: "holder-cannot-hold-goods",
  DeclarerIsMaker: "declarer-is-maker",
  DeclarationInFuture: "occurred-in-future",
  RecallInFuture: "occurred-in-future",
  RecallNotAllowed: "recall-not-allowed",
  CallerNotBureau: "caller-not-bureau",
  QuarantineNotInState: "quarantine-not-in-state",

  RegionLimitsWrong: "region-limits-wrong",
  ModeChangeOutOfOrder: "mode-change-out-of-order",
  ModeChangesTooMany: "mode-changes-too-many",

  InstitutionMismatch: "institution-mismatch",
  DocumentAlreadyRecorded: "document-already-recorded",
  OccurredInFuture: "occurred-in-future",
  ImportOutOfOrder: "import-out-of-order",
  RunsWrong: "request-size-wrong",
  RunOutsideParcel: "run-outside-parcel",
  ReceiverCannotHoldGoods: "receiver-cannot-hold-goods",
  ReceiverIsSender: "receiver-is-sender",
  BatchNotMovable: "batch-not-movable",
  ParcelUnknown: "parcel-unknown",
  ParcelNotInState: "parcel-not-in-state",
  NotInCustody: "not-in-custody",
  ConsignmentUnknown: "consignment-unknown",
  ConsignmentNotInState: "consignment-not-in-state",
  ConsignmentForOther: "consignment-for-other",
  ConsignmentOfOther: "consignment-of-other",
  RunNotOfConsignment: "run-not-of-consignment",
  BatchOnlyGoesBack: "batch-only-goes-back",
  BatchInQuarantine: "batch-in-quarantine",
  ParcelsNotNeighbours: "run-outside-parcel",
  DisputeOutcomeMissing: "dispute-outcome-missing",
  DisputeStillOpen: "dispute-still-open",
  BureauNotOfReceiver: "bureau-not-of-receiver",
  DispensesWrong: "request-size-wrong",
  LinesWrong: "request-size-wrong",
  PersonCommitmentWrong: "person-missing",
  PackOutsideParcel: "run-outside-parcel",
  BatchNotSellable: "batch-not-sellable",
  BatchExpired: "batch-expired",
  SplitNotAllowed: "split-not-allowed",
  UnitsExceedPack: "units-exceed-pack",
  PackNotSellable: "pack-already-dispensed",
  PackIsFrozen: "pack-frozen",
  MakerTraceRequired: "maker-trace-required",
  DeclaredKeySpentAlready: "declared-key-spent",
  DispenseUnknown: "dispense-unknown",
  DispenseNotInState: "dispense-not-in-state",
  ReturnLineWrong: "return-line-wrong",
  ReturnExceedsLine: "return-exceeds-line",
  ReturnBeforeDispense: "return-before-dispense",
  ReturnTooLate: "return-too-late",
  DecommissionReasonMissing: "decommission-reason-missing",
  PacksTooMany: "request-size-wrong",
  RemnantWrong: "remnant-wrong",
  BureauNotOfProvider: "bureau-not-of-provider",
  ReceiptAnswerMissing: "receipt-answer-missing",
  ReceiptAlreadyAnswered: "receipt-already-answered",

  EvidenceAlreadySpent: "evidence-already-spent",
  EvidenceNotSpent: "evidence-not-spent",
  EvidenceNotAsStated: "evidence-not-as-stated",
  EvidenceWrong: "evidence-missing",
  EvidenceOfOther: "evidence-of-other",
  EvidenceWithoutPerson: "evidence-without-person",
  EvidenceDenied: "evidence-denied",
  EvidenceNeedsConfirmation: "evidence-needs-confirmation",
  AgreementNotActive: "agreement-not-active",
  UncodedLineNotAllowed: "uncoded-line-not-allowed",
  UncodedLimitExceeded: "uncoded-limit-exceeded",
  UncodedLinesWrong: "request-size-wrong",
  EncounterDrugsDiffer: "encounter-drugs-differ",
  PrimaryNotLive: "primary-not-live",
  RemainderExceeded: "remainder-exceeded",
  ClaimsWrong: "request-size-wrong",
  ClaimUnknown: "claim-unknown",
  ClaimChannelWrong: "claim-channel-wrong",
  ClaimSubmitterDiffers: "claim-submitter-differs",
  ClaimPersonMissing: "claim-person-missing",
  RegionHasNoBureau: "region-has-no-bureau",
  RuleSetNotInForce: "rule-set-not-in-force",
  RuleSetAlreadyPublished: "rule-set-already-published",
  RuleSetMalformed: "rule-set-malformed",
  RuleSetTimeWrong: "rule-set-time-wrong",
  ClaimLimitsWrong: "claim-limits-wrong",
  BusinessDaysWrong: "business-days-wrong",
  BusinessDayInPast: "business-day-in-past",
  ClaimAmountsWrong: "claim-amounts-wrong",
  ClaimTotalDiffers: "claim-total-differs",
  ClaimNotInState: "claim-not-in-state",
  BureauNotOfPayer: "bureau-not-of-payer",
  BureauNotOfCare: "bureau-not-of-care",
  DeciderIsSubmitter: "decider-is-submitter",
  DeciderDecidedBefore: "decider-decided-before",
  AwardDoesNotAddUp: "award-does-not-add-up",
  AwardExceedsRequest: "award-exceeds-request",
  AutomaticLimitExceeded: "automatic-limit-exceeded",
  AutomaticNotAllowed: "automatic-not-allowed",
  AwardDiffersFromEndorsed: "award-differs-from-endorsed",
  RejectionReasonMissing: "rejection-reason-missing",
  DeadlinePassed: "deadline-passed",
  DeadlineNotPassed: "deadline-not-passed",
  ProvisionalNotAllowed: "provisional-not-allowed",
  ProvisionalLimitExceeded: "provisional-limit-exceeded",
  ClaimNeedsClearing: "claim-needs-clearing",
  BankReferenceWrong: "bank-reference-wrong",
  NotFiler: "not-filer",
  SecondariesLive: "secondaries-live",
  DisputeVerdictMissing: "dispute-verdict-missing",
  NullifierAlreadyTaken: "invoice-already-paid",
  NullifierNotHeld: "invoice-not-held",
  NullifierWordsWrong: "nullifier-keys-missing",
  ReconciliationAlreadyAnchored: "reconciliation-already-anchored",
  ReconciliationBlockAhead: "block-not-reached",
  ReconciliationBlockHashWrong: "reconciliation-block-differs",
  ReconciliationOutsideRegion: "reconciliation-outside-region",
  EncounterUnknown: "encounter-unknown",
  EncounterKindMissing: "encounter-kind-missing",
  EncounterPersonMissing: "person-missing",
  EncounterVoucherWrong: "encounter-voucher-wrong",
  EncounterNotInState: "encounter-not-in-state",
  EncounterClosedBeforeOpened: "encounter-closed-before-opened",
  EncounterFeesWrong: "encounter-fees-wrong",
  EncounterCorrectionsTooMany: "encounter-corrections-too-many",
  SpenderNotAppointed: "spender-not-appointed",
  SpenderNeverAppointed: "spender-not-appointed",

  // A correct caller never makes these: the plan of calls is wrong.
  OperatorIsNotCaller: "ledger-call-malformed",
  ReconciliationMalformed: "ledger-call-malformed",
  NullifierMissing: "ledger-call-malformed",
  SpenderIsZero: "ledger-call-malformed",
  SpenderAppointedBefore: "ledger-call-malformed",
  NullifierEpochsTooMany: "ledger-call-malformed",
  CallerNotCatalogue: "ledger-call-malformed",
  CustodyAlreadyOpened: "ledger-call-malformed",
  RunMalformed: "ledger-call-malformed",
  LineMalformed: "ledger-call-malformed",
  ListsDiffer: "ledger-call-malformed",
  SplitOutsideParcel: "ledger-call-malformed",
  DeclaredKeysWrong: "ledger-call-malformed",
  DeclaredKeyDiffers: "ledger-call-malformed",
  ReturnOfOtherDispense: "ledger-call-malformed",
  InvalidShortString: "ledger-call-malformed",
  StringTooLong: "ledger-call-malformed",
  SafeCastOverflowedUintDowncast: "ledger-call-malformed",
  AddressEmptyCode: "ledger-call-malformed",
  FailedCall: "ledger-call-malformed",
  InsufficientBalance: "ledger-call-malformed",

  // OpenZeppelin's authority: who may not, what is not scheduled, what has not waited long enough.
  AccessManagedUnauthorized: "consortium-only",
  AccessManagedRequiredDelay: "consortium-only",
  AccessManagedInvalidAuthority: "consortium-only",
  AccessManagerAlreadyScheduled: "consortium-only",
  AccessManagerBadConfirmation: "consortium-only",
  AccessManagerExpired: "consortium-only",
  AccessManagerInvalidInitialAdmin: "consortium-only",
  AccessManagerLockedFunction: "consortium-only",
  AccessManagerLockedRole: "consortium-only",
  AccessManagerNotReady: "consortium-only",
  AccessManagerNotScheduled: "consortium-only",
  AccessManagerUnauthorizedAccount: "consortium-only",
  AccessManagerUnauthorizedCall: "consortium-only",
  AccessManagerUnauthorizedCancel: "consortium-only",
  AccessManagerUnauthorizedConsume: "consortium-only",
};
