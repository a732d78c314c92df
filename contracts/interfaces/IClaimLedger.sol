// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { RuleSetKind } from "./IClaimRules.sol";
import { Dispense, Reversal } from "./IDrugLedger.sol";
import { Closing, Encounter } from "./IEncounterLedger.sol";
import { FundPart, UncodedLine } from "../libraries/ClaimWords.sol";
import { BatchId, Fen, InstitutionId, RegionCode } from "../libraries/Ids.sol";

/// @notice On which way a claim comes.
enum ClaimChannel {
    None,
    Direct, // 直接结算: the provider, on the spot
    Manual, // 手工报销: the payer's bureau, for a person with a paper invoice
    Secondary // 二次报销: what another payer bears of a primary claim's self-pay
}

enum ClaimState {
    None,
    Submitted,
    Approved,
    Rejected,
    Appealed,
    RejectedFinal,
    Provisional,
    AwaitingFunds,
    Posted,
    Settled,
    Paid,
    Reversed,
    ClawedBack,
    Disputed,
    Upheld
}

enum EvidenceKind {
    None,
    Dispense,
    Encounter
}

/// @notice Why an uncoded line of a claim names no pack.
enum Exemption {
    None,
    DecoctionPiece, // 中药饮片
    Granule, // 配方颗粒
    LooseDose, // loose inpatient dose 住院散剂量
    NoCodeStore, // 无码库: stock from before the codes
    NotYetEnforced, // the care region does not enforce codes yet
    OutsideConsortium // fees of a provider that is not on the ledger
}

enum DisputeVerdict {
    None,
    Upheld,
    ClawedBack
}

/// @notice State of a claim; keyed by who filed it and document.
struct ClaimRecord {
    // slot 0: 32 bytes used, 0 spare
    bytes20 tag; // 20 bytes: the start of the claim's id
    ClaimState state; // 1 byte
    uint40 deadlineSec; // 5 bytes, of the present stage, less what the ledger had stood paused before it; 0 for none
    bool isTimely; // 1 byte, there is evidence, none of it imported or late: it may become provisional
    uint40 approvedFen; // 5 bytes, or while Provisional what was advanced: CLAIM_FEN_MAX at most
    // slot 1: 20 bytes used, 12 spare
    address decider; // 20 bytes, the key that rejected, disputed or ended a dispute last
}

/// @notice The award that the first of two persons gave; keyed by claim.
struct Endorsement {
    // slot 0: 32 bytes used, 0 spare
    bytes32 awardHash; // 32 bytes, keccak256(abi.encode(award)); 0 when none did
    // slot 1: 20 bytes used, 12 spare
    address key; // 20 bytes, who gave it
}

/// @notice One piece of care that a claim spends.
struct Evidence {
    EvidenceKind kind;
    bytes32 id;
    bytes32 documentKey; // under which its institution recorded it
}

/// @notice Content of a claim 结算: one invoice that a region's fund is asked to pay; its EIP-712 hash is its id.
struct Claim {
    InstitutionId filer; // who submits: the provider, or of a manual claim the payer's bureau
    bytes32 documentKey; // keyed number of the settlement
    InstitutionId provider; // whose care it is; 0 when it is not on the ledger (manual only)
    RegionCode payerRegion;
    ClaimChannel channel;
    uint40 claimedAtSec; // stated
    bytes32 personCommitment; // salted commitment of the insured person
    bytes32 catalogue; // hash of the care region's rule set (of the payer's where the provider is not on the ledger)
    bytes32 policy; // hash of the payer region's rule set
    Fen totalFen; // of the invoice; of a secondary claim what it asks for
    Fen requestedFen; // of the fund
    InstitutionId primaryFiler; // who filed the primary claim; 0 unless Secondary
    bytes32 primaryKey; // document key of the primary claim; 0 unless Secondary
    address submitter; // the operator that submits: it never decides
    Evidence[] evidence; // none of a secondary claim
    UncodedLine[] uncodedLines;
}

/// @notice What stands behind a claim: the contents of its evidence, in the order of `evidence` for each kind, and of
/// a secondary claim the primary (one, else none).
struct Backing {
    Dispense[] dispenses;
    Encounter[] encounters;
    Closing[] closings; // one for each encounter
    Claim[] primary;
}

/// @notice Who bears what of a claim's total. The fund's parts, accounts, cash and what the hospital bears make it
/// up.
struct Award {
    FundPart[] fundParts; // fund_pay_type and fen; their sum is what is approved
    Fen accountFen; // personal account 个人账户
    Fen familyAccountFen; // family members' accounts 共济账户
    Fen cashFen;
    Fen hospitalFen; // borne by the provider
    bytes32 basis; // salted hash of the inputs that the rule set was applied to
}

/// @notice Why a claim was refused.
struct Rejection {
    uint16 reason; // number in the table of docs/claims.md; never 0
    bytes32 basis; // salted hash of the inputs, or of the person's reasoning
}

/// @title Claims that spend evidence.
/// @notice A claim is one invoice. It spends each dispense and encounter it names, whole and once.
/// @dev Evidence is spent from submission to rejection for good, reversal or claw-back. The nullifier is taken when
/// the payer's bureau approves (a provisional claim: when it confirms). Who submitted with a key never decides with
/// it, and whoever rejected does not decide the appeal. All calls with several claims are all or nothing.
/// Deadlines stand still while the ledger is paused.
interface IClaimLedger {
    event ClaimSubmitted(
        bytes32 indexed claim,
        InstitutionId indexed filer,
        RegionCode indexed payerRegion,
        uint40 deadlineSec,
        bool isTimely,
        Claim content
    );
    /// @dev The first of the two persons that a large claim needs.
    event ClaimEndorsed(
        bytes32 indexed claim,
        InstitutionId indexed bureau,
        bytes32 awardHash,
        address operator
    );
    event ClaimApproved(
        bytes32 indexed claim,
        InstitutionId indexed bureau,
        Fen approvedFen,
        address operator,
        Award award
    );
    /// @dev `state` is Rejected, or RejectedFinal after an appeal, or ClawedBack of a provisional claim, whose
    /// ClaimClawedBack follows; `appealUntilSec` is 0 but for Rejected.
    event ClaimRejected(
        bytes32 indexed claim,
        InstitutionId indexed bureau,
        ClaimState state,
        uint16 reason,
        bytes32 basis,
        uint40 appealUntilSec,
        address operator
    );
    event ClaimAppealed(
        bytes32 indexed claim,
        InstitutionId indexed filer,
        bytes32 reasonHash,
        uint40 deadlineSec,
        address operator
    );
    event ClaimAdvanced(
        bytes32 indexed claim,
        InstitutionId indexed careBureau,
        Fen advancedFen,
        address operator
    );
    event PaymentRecorded(
        bytes32 indexed payment,
        InstitutionId indexed bureau,
        string bankReference,
        Fen sumFen,
        uint16 claimCount,
        address operator
    );
    /// @dev Follows the PaymentRecorded that it is part of.
    event ClaimPaid(bytes32 indexed claim, bytes32 indexed payment, Fen paidFen);
    event ClaimReversed(
        bytes32 indexed claim,
        InstitutionId indexed by,
        ClaimState from,
        bytes32 reasonHash,
        address operator
    );
    /// @dev A provisional claim not confirmed, a refund of the filer, or a dispute that took the money back.
    event ClaimClawedBack(
        bytes32 indexed claim,
        InstitutionId indexed by,
        ClaimState from,
        Fen clawedBackFen,
        bytes32 reasonHash,
        address operator
    );
    event ClaimDisputed(
        bytes32 indexed claim,
        InstitutionId indexed bureau,
        bytes32 reasonHash,
        address operator
    );
    event ClaimUpheld(bytes32 indexed claim, InstitutionId indexed bureau, address operator);

    error ClaimsWrong(uint256 count, uint256 max);
    error ListsDiffer(uint256 left, uint256 right);
    error InstitutionMismatch(InstitutionId stated, InstitutionId acting);
    error DocumentAlreadyRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag);
    error OccurredInFuture(uint40 statedSec, uint40 nowSec);
    error ClaimChannelWrong(ClaimChannel channel, InstitutionId filer, InstitutionId provider);
    error ClaimSubmitterDiffers(address stated, address caller);
    error ClaimPersonMissing();
    error RegionHasNoBureau(RegionCode region);
    error RuleSetNotInForce(bytes32 ruleSet, RegionCode region, RuleSetKind kind, uint40 atSec);
    error ClaimAmountsWrong(Fen totalFen, Fen requestedFen);
    error EvidenceWrong(uint256 count, uint256 max);
    error EvidenceOfOther(bytes32 evidence, InstitutionId actual, InstitutionId stated);
    error EvidenceNotAsStated(bytes32 evidence);
    error EvidenceWithoutPerson(bytes32 evidence);
    error EvidenceDenied(bytes32 evidence);
    error EvidenceNeedsConfirmation(bytes32 evidence, BatchId batch);
    error AgreementNotActive(InstitutionId institution, uint40 atSec);
    error UncodedLinesWrong(uint256 count, uint256 max);
    error UncodedLineNotAllowed(uint256 lineIndex, Exemption exemption);
    error UncodedLimitExceeded(InstitutionId provider, Fen limitFen, Fen wouldBeFen);
    error ClaimTotalDiffers(Fen statedFen, Fen evidenceFen);
    error EncounterDrugsDiffer(bytes32 encounter, Fen statedFen, Fen evidenceFen);
    error PrimaryNotLive(bytes32 primary, ClaimState actual);
    error RemainderExceeded(bytes32 primary, Fen remainderFen, Fen askedFen);
    error ClaimUnknown(bytes32 claim);
    error ClaimNotInState(bytes32 claim, ClaimState actual, ClaimState wanted);
    error BureauNotOfPayer(InstitutionId bureau, RegionCode payerRegion);
    error BureauNotOfCare(InstitutionId bureau, InstitutionId provider);
    error DeciderIsSubmitter(bytes32 claim, address key);
    error DeciderDecidedBefore(bytes32 claim, address key);
    error AwardDoesNotAddUp(bytes32 claim, Fen totalFen, Fen awardedFen);
    error AwardExceedsRequest(bytes32 claim, Fen requestedFen, Fen approvedFen);
    error AutomaticLimitExceeded(bytes32 claim, Fen limitFen, Fen requestedFen);
    error AutomaticNotAllowed(bytes32 claim, ClaimState state, ClaimChannel channel);
    error AwardDiffersFromEndorsed(bytes32 claim, bytes32 endorsedHash, bytes32 awardHash);
    error RejectionReasonMissing(bytes32 claim);
    error DeadlinePassed(bytes32 claim, uint40 deadlineSec);
    error DeadlineNotPassed(bytes32 claim, uint40 deadlineSec);
    error ProvisionalNotAllowed(bytes32 claim);
    error ProvisionalLimitExceeded(InstitutionId provider, Fen limitFen, Fen wouldBeFen);
    error ClaimNeedsClearing(bytes32 claim, RegionCode payerRegion, RegionCode careRegion);
    error BankReferenceWrong(uint256 byteCount, uint256 max);
    error NotFiler(bytes32 claim, InstitutionId filer, InstitutionId caller);
    error SecondariesLive(bytes32 claim, Fen secondaryFen);
    error DisputeVerdictMissing(bytes32 claim);

    /// @notice Filers submit claims for care that is on the ledger, or of a manual claim outside it.
    /// @dev Check order: ClaimsWrong, ListsDiffer, SpenderNotAppointed (a ledger that was replaced is closed). Then
    /// all claims are examined, for each acting (Act.Claim; of a manual one Act.FileManualClaims),
    /// InstitutionMismatch, OccurredInFuture, ClaimSubmitterDiffers, ClaimChannelWrong, ClaimPersonMissing,
    /// RegionHasNoBureau, BureauNotOfPayer (manual), RuleSetNotInForce (the catalogue, then the policy),
    /// ClaimAmountsWrong (nothing asked for, more than the total, or a total above CLAIM_FEN_MAX), EvidenceWrong,
    /// UncodedLinesWrong, ListsDiffer (the backing); of a secondary claim EvidenceOfOther, PrimaryNotLive (itself a
    /// secondary one); then for each piece of evidence EvidenceNotAsStated, EvidenceOfOther, EvidenceWithoutPerson,
    /// EvidenceDenied, EvidenceNeedsConfirmation, AgreementNotActive; then UncodedLineNotAllowed,
    /// EncounterDrugsDiffer, ClaimTotalDiffers. Then all are taken in, for each DocumentAlreadyRecorded,
    /// PrimaryNotLive, RemainderExceeded, UncodedLimitExceeded, and those of spending its evidence. A dispense counts
    /// for what still stands of it.
    function submitClaims(Claim[] calldata claims, Backing[] calldata backings) external;

    /// @notice A till records dispenses, and claims each of them at once: both or neither.
    /// @param claims one for each dispense, which is all its evidence.
    /// @dev Check order: ClaimsWrong, ListsDiffer, then as IDrugLedger-recordDispenses, then as submitClaims.
    function dispenseAndClaim(
        Dispense[] calldata dispenses,
        uint32[][] calldata parcelFroms,
        bytes calldata declaredKeys,
        Claim[] calldata claims
    ) external;

    /// @notice The payer's bureau grants claims: submitted, appealed or provisional ones.
    /// @param nullifiers for each claim the invoice's word of each epoch; none for a secondary claim, whose invoice
    /// is its primary's.
    /// @dev Check order: ClaimsWrong, ListsDiffer; then for each claim ClaimUnknown, acting (Act.Decide, or
    /// Act.DecideAutomatically of a key without it), BureauNotOfPayer, ClaimNotInState, DeciderIsSubmitter,
    /// DeciderDecidedBefore (an appeal, or the second of four eyes), AutomaticNotAllowed (an appeal; a manual claim
    /// without evidence), AutomaticLimitExceeded, AwardExceedsRequest, AwardDoesNotAddUp (to nothing where a fund
    /// part is malformed or there are too many), AwardDiffersFromEndorsed, then those of {INullifiers-take}. From
    /// `fourEyesFromFen` requested on, the first call only endorses; the second key must bring the same award.
    function approveClaims(
        Claim[] calldata claims,
        Award[] calldata awards,
        bytes32[][] calldata nullifiers
    ) external;

    /// @notice The payer's bureau refuses claims: submitted ones (an appeal is open then), appealed ones (for good),
    /// provisional ones (clawed back).
    /// @dev Check order: as approveClaims to AutomaticNotAllowed, then RejectionReasonMissing.
    function rejectClaims(Claim[] calldata claims, Rejection[] calldata rejections) external;

    /// @notice The filer contests a rejection.
    /// @dev Check order: ClaimUnknown, acting, NotFiler, ClaimNotInState, DeadlinePassed.
    function appealClaim(Claim calldata claim, bytes32 reasonHash) external;

    /// @notice The care region's bureau advances direct claims whose decision is overdue.
    /// @dev Check order: ClaimsWrong; then for each claim ClaimUnknown, acting (Act.Supervise), LedgerIsPaused (it is
    /// a payment), BureauNotOfCare, ClaimNotInState, DeadlineNotPassed, ProvisionalNotAllowed (not direct, or
    /// evidence not timely), ProvisionalLimitExceeded.
    function advanceClaims(Claim[] calldata claims) external;

    /// @notice The payer's bureau records that it paid claims of care in its own region.
    /// @param bankReference the transfer's end-to-end reference, 1 to 35 bytes (ISO 20022 Max35Text).
    /// @dev Check order: ClaimsWrong, BankReferenceWrong; then for each claim ClaimUnknown, acting (Act.Pay),
    /// BureauNotOfPayer, ClaimNotInState, ClaimNeedsClearing.
    function payClaims(Claim[] calldata claims, string calldata bankReference) external;

    /// @notice The filer takes claims back before they are paid: 冲正. Goes on while paused.
    /// @param nullifiers for each claim the word it took; 0 where none was.
    /// @dev Check order: ClaimsWrong, ListsDiffer; then for each claim ClaimUnknown, acting (Act.Correct), NotFiler,
    /// ClaimNotInState, SecondariesLive, then those of {INullifiers-release}.
    function reverseClaims(
        Claim[] calldata claims,
        bytes32[] calldata nullifiers,
        bytes32 reasonHash
    ) external;

    /// @notice The filer takes back a claim and what was dispensed for it: both or neither. Goes on while paused.
    /// @dev As reverseClaims for the one claim, then as IDrugLedger-reverseDispense.
    function reverseClaimAndDispense(
        Claim calldata claim,
        bytes32 nullifier,
        bytes32 reasonHash,
        Dispense calldata dispense,
        Reversal calldata reversal,
        uint8[] calldata lineIndexes,
        uint32[] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external;

    /// @notice The filer gives back what was paid, in dispute or not. Nobody can block it; it goes on while paused.
    /// @dev Check order: as reverseClaims. What was only advanced is reversed instead.
    function refundClaims(
        Claim[] calldata claims,
        bytes32[] calldata nullifiers,
        bytes32 reasonHash
    ) external;

    /// @notice The payer's bureau, or that of the place of care, contests a paid claim.
    /// @dev Check order: ClaimUnknown, acting (Act.Decide), BureauNotOfPayer (neither), ClaimNotInState,
    /// DeadlinePassed.
    function disputeClaim(Claim calldata claim, bytes32 reasonHash) external;

    /// @notice Another person of the payer's bureau ends the dispute.
    /// @param nullifier the word that the claim took, given free with a claw-back.
    /// @dev Check order: ClaimUnknown, acting (Act.Decide), BureauNotOfPayer, ClaimNotInState, DeciderIsSubmitter,
    /// DeciderDecidedBefore, DisputeVerdictMissing, SecondariesLive.
    function resolveDispute(
        Claim calldata claim,
        DisputeVerdict verdict,
        bytes32 nullifier,
        bytes32 reasonHash
    ) external;

    function claimIdOf(Claim calldata claim) external view returns (bytes32);
    function claimRecord(InstitutionId filer, bytes32 documentKey) external view returns (ClaimRecord memory);

    /// @notice What secondary claims hold of a claim's self-pay.
    function secondaryFenOf(bytes32 claim) external view returns (Fen);

    /// @notice The award that the first of two persons gave; 0 when none did.
    function endorsedAwardOf(bytes32 claim) external view returns (bytes32);
}
