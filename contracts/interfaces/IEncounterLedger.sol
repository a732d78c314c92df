// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Identification } from "./IDrugLedger.sol";
import { Fen, InstitutionId } from "../libraries/Ids.sol";

enum EncounterKind {
    None,
    Outpatient, // 门诊
    Inpatient // 住院
}

enum EncounterState {
    None,
    Open,
    Closed,
    Cancelled
}

/// @notice State of an encounter; keyed by institution and document.
struct EncounterRecord {
    // slot 0: 30 bytes used, 2 spare
    bytes20 tag; // 20 bytes: the start of the encounter's id
    EncounterState state; // 1 byte
    uint40 recordedAtSec; // 5 bytes, when it was opened here
    uint8 correctionCount; // 1 byte
    bool isSpent; // 1 byte, by a live claim
    uint8 freedCount; // 1 byte, how often a claim gave it back; stays at 255
    bool isClosedLate; // 1 byte, a closing came here after the region's late limit
    // slot 1: 32 bytes used, 0 spare
    bytes32 closingHash; // 32 bytes, EIP-712 hashStruct of the closing that stands; 0 before the first
}

/// @notice Content of an encounter 就诊: a person is there; its EIP-712 hash is the encounter's id.
struct Encounter {
    InstitutionId institution;
    bytes32 documentKey; // keyed number of the visit or stay
    EncounterKind kind;
    uint40 openedAtSec; // stated
    Identification identification; // never None
    bytes32 personCommitment; // salted commitment of the person
    bytes32 voucherCommitment; // salted commitment of the e-voucher's one-time token; 0 exactly unless EVoucher
}

/// @notice What a closed encounter cost.
struct Closing {
    uint40 closedAtSec; // stated
    bytes32 feeRoot; // root of the Merkle tree over the salted lines of the fee list
    uint32 feeLineCount;
    Fen totalFen; // of all lines
    Fen serviceFen; // of the lines that are no drugs; the others are dispenses, or claimed as uncoded
    bytes16 diagnosisGroup; // DRG or DIP code in ASCII, padded with 0; 0 when none
}

/// @title Outpatient visits and hospital stays.
/// @notice An encounter is opened when the person is there and closed with what it cost.
/// @dev Lines of the fee list are leaves of a tree made as OpenZeppelin's StandardMerkleTree does; only the root is
/// here. Overlapping stays are found off chain, by those who know the person.
interface IEncounterLedger {
    event EncounterOpened(
        bytes32 indexed encounter,
        InstitutionId indexed institution,
        bytes32 documentKey,
        EncounterKind kind,
        uint40 openedAtSec,
        Identification identification,
        bytes32 personCommitment,
        bytes32 voucherCommitment,
        address operator
    );
    event EncounterClosed(
        bytes32 indexed encounter,
        InstitutionId indexed institution,
        uint40 closedAtSec,
        bytes32 feeRoot,
        uint32 feeLineCount,
        Fen totalFen,
        Fen serviceFen,
        bytes16 diagnosisGroup,
        address operator
    );
    event EncounterCorrected(
        bytes32 indexed encounter,
        InstitutionId indexed institution,
        uint40 closedAtSec,
        bytes32 feeRoot,
        uint32 feeLineCount,
        Fen totalFen,
        Fen serviceFen,
        bytes16 diagnosisGroup,
        uint8 correctionCount,
        bytes32 reasonHash,
        address operator
    );
    event EncounterCancelled(
        bytes32 indexed encounter,
        InstitutionId indexed institution,
        bytes32 reasonHash,
        address operator
    );

    error InstitutionMismatch(InstitutionId stated, InstitutionId acting);
    error DocumentAlreadyRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag);
    error OccurredInFuture(uint40 statedSec, uint40 nowSec);
    error EncounterKindMissing();
    error EncounterPersonMissing();
    error EncounterVoucherWrong(Identification identification, bytes32 voucherCommitment);
    error EncounterUnknown(bytes32 encounter);
    error EncounterNotInState(bytes32 encounter, EncounterState actual, EncounterState required);
    error EncounterClosedBeforeOpened(bytes32 encounter, uint40 openedAtSec, uint40 closedAtSec);
    error EncounterFeesWrong(bytes32 encounter, uint32 feeLineCount, Fen totalFen, Fen serviceFen);
    error EncounterCorrectionsTooMany(bytes32 encounter, uint8 max);
    error EvidenceAlreadySpent(bytes32 evidence);
    error EvidenceNotSpent(bytes32 evidence);

    /// @notice A hospital says that a person is there.
    /// @dev Check order: acting, InstitutionMismatch, DocumentAlreadyRecorded, OccurredInFuture, EncounterKindMissing,
    /// EncounterPersonMissing, EncounterVoucherWrong.
    function openEncounter(Encounter calldata encounter) external;

    /// @notice The hospital states what the encounter cost.
    /// @dev Check order: EncounterUnknown, acting, InstitutionMismatch, EncounterNotInState, OccurredInFuture,
    /// EncounterClosedBeforeOpened, EncounterFeesWrong (no lines or no root; services above the total).
    function closeEncounter(Encounter calldata encounter, Closing calldata closing) external;

    /// @notice The hospital replaces what it stated, unless a live claim spends the encounter. Goes on while paused.
    /// @dev Check order: as closeEncounter, then EvidenceAlreadySpent, EncounterCorrectionsTooMany.
    function correctEncounter(
        Encounter calldata encounter,
        Closing calldata closing,
        bytes32 reasonHash
    ) external;

    /// @notice The hospital takes an encounter back that should not have been opened, or that nothing was claimed
    /// for. Goes on while paused.
    /// @dev Check order: EncounterUnknown, acting, InstitutionMismatch, EncounterNotInState, EvidenceAlreadySpent.
    function cancelEncounter(Encounter calldata encounter, bytes32 reasonHash) external;

    /// @notice Marks a closed encounter as spent by a claim. Spender only: it has looked at the closing that stands.
    /// @dev Check order: SpenderNotAppointed, EncounterUnknown, EncounterNotInState, EvidenceAlreadySpent.
    function spendEncounter(InstitutionId institution, bytes32 documentKey, bytes32 encounter) external;

    /// @notice Takes the mark off, counted. Spender or former spender only.
    /// @dev Check order: SpenderNeverAppointed, EncounterUnknown, EvidenceNotSpent.
    function freeEncounter(InstitutionId institution, bytes32 documentKey, bytes32 encounter) external;

    function encounterIdOf(Encounter calldata encounter) external view returns (bytes32);
    function encounterRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (EncounterRecord memory);
}
