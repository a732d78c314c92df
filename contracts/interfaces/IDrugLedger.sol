// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "./IDrugCatalogue.sol";
import { ParcelState } from "./IDrugCustody.sol";
import { BatchId, Fen, InstitutionId, ParcelId, RegionCode } from "../libraries/Ids.sol";
import { PackLine, PackRun } from "../libraries/PackWords.sol";

enum DispenseState {
    None,
    Recorded,
    PartlyReversed,
    Reversed
}

/// @notice How the person who got the drug was known.
enum Identification {
    None, // self-pay only
    Card,
    EVoucher // 医保电子凭证: a one-time token verified with its issuer
}

/// @notice What the person answered who was asked whether the drugs of a dispense were received.
enum ReceiptAnswer {
    None,
    Confirmed,
    Denied
}

/// @notice Why packs left the trade without being handed to a person.
enum DecommissionReason {
    None,
    Destroyed,
    Stolen,
    Sampled,
    Exported,
    Expired
}

/// @notice State of a dispense; keyed by institution and document.
struct DispenseRecord {
    // slot 0: 32 bytes used, 0 spare
    bytes20 tag; // 20 bytes: the start of the dispense's id
    DispenseState state; // 1 byte
    uint40 recordedAtSec; // 5 bytes
    bool isImported; // 1 byte
    ReceiptAnswer answer; // 1 byte
    uint16 standingCount; // 2 bytes, lines of which something still stands
    bool isSpent; // 1 byte, by a live claim: nothing of it comes back meanwhile
    uint8 freedCount; // 1 byte, how often a claim gave it back; stays at 255
}

/// @notice State of a reversal or decommission; keyed by institution and document.
struct DocumentRecord {
    // slot 0: 25 bytes used, 7 spare
    bytes20 tag; // 20 bytes: the start of the record's id
    uint40 recordedAtSec; // 5 bytes
}

/// @notice What is counted of one pack beyond its bit; keyed by batch and index.
struct PackCounts {
    // slot 0: 5 bytes used, 27 spare
    uint16 unitsTaken; // 2 bytes, units handed over net of reversals, or decommissioned
    uint8 reversalCount; // 1 byte
    bool isOpened; // 1 byte, units of it were sold once: it is never sold whole again
    bool isFrozen; // 1 byte, reversed as often as the region allows
}

/// @notice Content of a dispense: what one person got on one receipt; its EIP-712 hash is the dispense's id.
struct Dispense {
    InstitutionId institution;
    bytes32 documentKey; // keyed number of the receipt
    uint40 dispensedAtSec; // stated
    Identification identification;
    bytes32 personCommitment; // salted commitment of the person; 0 exactly when identification is None
    PackLine[] lines;
}

/// @notice Content of a reversal 退药: what came back of a dispense; its EIP-712 hash is the reversal's id.
struct Reversal {
    InstitutionId institution;
    bytes32 documentKey; // keyed number of the return
    bytes32 dispense; // id of the dispense
    uint40 reversedAtSec; // stated
    PackLine[] lines; // pack, units that came back (0 = the whole pack), fen given back
}

/// @notice Content of a decommission; its EIP-712 hash is the decommission's id.
struct Decommission {
    InstitutionId institution;
    bytes32 documentKey; // keyed number of the document
    uint40 occurredAtSec; // stated
    DecommissionReason reason;
    PackRun[] runs; // whole packs
    PackLine[] remnants; // all units left of opened packs; units = how many, price 0
}

/// @title What became of packs: dispensed, taken back, decommissioned.
/// @notice A pack is handed over once, by whoever holds it.
/// @dev Times: `…AtSec` in content is stated by the institution, the block's time is when it was recorded. Expiry and
/// the return window are judged at stated times, which may lead the block by CLOCK_SKEW_SEC_MAX at most; recall,
/// quarantine, withdrawal and custody at the block's. A bureau's operator with the act Import acts for institutions of
/// its region; then the stated times of an institution never go back, and recall, quarantine and withdrawal too are
/// judged at the stated time.
interface IDrugLedger {
    event DispenseRecorded(
        bytes32 indexed dispense,
        InstitutionId indexed institution,
        bytes32 documentKey,
        uint40 dispensedAtSec,
        Identification identification,
        bytes32 personCommitment,
        address operator,
        PackLine[] lines
    );
    /// @dev Follows the DispenseRecorded of its dispense, once for each line from declared stock that spends a key.
    event DeclaredKeySpent(bytes16 indexed packKey, bytes32 indexed dispense, BatchId batch, uint32 index);
    /// @dev Precedes the DispenseReversed that brought the pack back whole.
    event DeclaredKeyFreed(bytes16 indexed packKey, bytes32 indexed dispense, BatchId batch, uint32 index);
    /// @dev Follows the DispenseRecorded: the batch is declared and its product makerTracedOnly, and the region does
    /// not enforce that yet.
    event MakerTraceWaived(bytes32 indexed dispense, BatchId indexed batch, uint32 index);
    event DispenseReversed(
        bytes32 indexed dispense,
        InstitutionId indexed institution,
        bytes32 indexed reversal,
        bytes32 documentKey,
        uint40 reversedAtSec,
        DispenseState state,
        address operator,
        PackLine[] lines,
        uint8[] lineIndexes
    );
    /// @dev Precedes the DispenseReversed that was one too many.
    event PackFrozen(BatchId indexed batch, uint32 indexed index, uint8 reversalCount);
    event PacksDecommissioned(
        bytes32 indexed decommission,
        InstitutionId indexed institution,
        bytes32 documentKey,
        uint40 occurredAtSec,
        DecommissionReason reason,
        address operator,
        PackRun[] runs,
        PackLine[] remnants
    );
    event ReceiptAnswered(
        bytes32 indexed dispense,
        InstitutionId indexed institution,
        InstitutionId indexed bureau,
        ReceiptAnswer answer
    );

    error InstitutionMismatch(InstitutionId stated, InstitutionId acting);
    error ImportOutOfOrder(InstitutionId institution, uint40 importedUntilSec, uint40 statedSec);
    error DocumentAlreadyRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag);
    error OccurredInFuture(uint40 statedSec, uint40 nowSec);
    error ListsDiffer(uint256 left, uint256 right);
    error RunsWrong(uint256 count, uint256 max);
    error RunMalformed(PackRun run);
    error RunOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 from, uint32 to);
    error DispensesWrong(uint256 count, uint256 max);
    error LinesWrong(uint256 count, uint256 max);
    error LineMalformed(PackLine line);
    error PersonCommitmentWrong(Identification identification, bytes32 personCommitment);
    error ParcelUnknown(ParcelId parcel);
    error ParcelNotInState(ParcelId parcel, ParcelState actual, ParcelState required);
    error NotInCustody(ParcelId parcel, InstitutionId holder, InstitutionId caller);
    error PackOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 index);
    error BatchNotSellable(BatchId batch, BatchStatus status, ProductStatus productStatus);
    error BatchInQuarantine(BatchId batch, RegionCode region, uint40 sinceSec);
    error BatchExpired(BatchId batch, uint40 expiresAtSec, uint40 dispensedAtSec);
    error MakerTraceRequired(BatchId batch, uint32 index);
    error SplitNotAllowed(BatchId batch, uint32 index);
    error UnitsExceedPack(BatchId batch, uint32 index, uint16 unitsLeft, uint16 asked);
    error PackNotSellable(BatchId batch, uint32 index);
    error PackIsFrozen(BatchId batch, uint32 index, uint8 reversalCount);
    error DeclaredKeysWrong(uint256 keyCount, uint256 byteCount);
    error DeclaredKeySpentAlready(bytes16 packKey, BatchId batch, uint32 index);
    error DeclaredKeyDiffers(bytes16 packKey, BatchId batch, uint32 index);
    error DispenseUnknown(bytes32 dispense);
    error DispenseNotInState(bytes32 dispense, DispenseState actual);
    error ReturnOfOtherDispense(bytes32 dispense, bytes32 stated);
    error ReturnBeforeDispense(bytes32 dispense, uint40 dispensedAtSec, uint40 reversedAtSec);
    error ReturnLineWrong(bytes32 dispense, uint256 lineIndex, PackLine line);
    error ReturnExceedsLine(bytes32 dispense, uint256 lineIndex, uint16 standing, uint16 asked);
    error ReturnTooLate(bytes32 dispense, uint40 untilSec, uint40 reversedAtSec);
    error DecommissionReasonMissing();
    error PacksTooMany(uint256 count, uint256 max);
    error RemnantWrong(BatchId batch, uint32 index, uint16 unitsLeft, uint16 asked);
    error BureauNotOfProvider(InstitutionId institution, RegionCode region, InstitutionId caller);
    error ReceiptAnswerMissing();
    error ReceiptAlreadyAnswered(bytes32 dispense, ReceiptAnswer answer);
    error OperatorIsNotCaller(address operator, address caller);
    error EvidenceAlreadySpent(bytes32 evidence);
    error EvidenceNotSpent(bytes32 evidence);

    /// @notice An institution records what it handed to persons: all of the call or nothing. An importing bureau may
    /// name several institutions of its region in one call.
    /// @dev Check order: OperatorIsNotCaller, DispensesWrong, ListsDiffer, DeclaredKeysWrong (not whole keys); then
    /// for each dispense acting, InstitutionMismatch, DocumentAlreadyRecorded, OccurredInFuture, ImportOutOfOrder,
    /// PersonCommitmentWrong, LinesWrong, ListsDiffer; then for each of its lines LineMalformed, ParcelUnknown,
    /// NotInCustody, ParcelNotInState, BatchNotSellable, BatchInQuarantine, MakerTraceRequired, PackOutsideParcel,
    /// BatchExpired, SplitNotAllowed, PackIsFrozen, PackNotSellable, UnitsExceedPack, DeclaredKeysWrong (too few),
    /// DeclaredKeySpentAlready (by another pack), DeclaredKeyDiffers (the opened pack spent another); after all of
    /// them DeclaredKeysWrong (too many).
    /// @param operator who acts: the caller, or whom the spender of {ISpenders} speaks for.
    /// @param parcelFroms for each dispense and line the first index of the held parcel that contains the pack.
    /// @param declaredKeys the pack keys (16 bytes each) of the lines from declared stock, in the order of the lines;
    /// empty when there are none.
    function recordDispenses(
        address operator,
        Dispense[] calldata dispenses,
        uint32[][] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external;

    /// @notice The institution that dispensed takes packs or units back. Goes on while the ledger is paused.
    /// @dev Check order: OperatorIsNotCaller, DeclaredKeysWrong (not whole keys), DispenseUnknown, acting,
    /// InstitutionMismatch, DocumentAlreadyRecorded, OccurredInFuture, ImportOutOfOrder, ReturnOfOtherDispense,
    /// LinesWrong, ListsDiffer, DispenseNotInState, EvidenceAlreadySpent, ReturnBeforeDispense, ReturnTooLate; then
    /// for each line LineMalformed, ReturnLineWrong (another pack, another kind, or more fen than were left of its
    /// price), ReturnExceedsLine, ParcelUnknown, NotInCustody, ParcelNotInState, BatchNotSellable, BatchInQuarantine,
    /// PackOutsideParcel, BatchExpired, PackIsFrozen, DeclaredKeysWrong (too few), DeclaredKeyDiffers; after all of
    /// them DeclaredKeysWrong (too many). Each line of a reversal counts as a reversal of its pack; with the region's
    /// last one the pack stays frozen, and its key spent.
    /// @param operator as in recordDispenses.
    /// @param lineIndexes for each line of the reversal the line of the dispense it takes back.
    /// @param parcelFroms for each line the first index of the held parcel that contains the pack.
    /// @param declaredKeys as in recordDispenses, for whole packs of declared stock.
    function reverseDispense(
        address operator,
        Dispense calldata dispense,
        Reversal calldata reversal,
        uint8[] calldata lineIndexes,
        uint32[] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external;

    /// @notice The holder takes packs out of the trade for good. Goes on while the ledger is paused, and for goods
    /// expired, recalled or in quarantine.
    /// @dev Check order: acting, InstitutionMismatch, DocumentAlreadyRecorded, OccurredInFuture, ImportOutOfOrder,
    /// DecommissionReasonMissing, RunsWrong, LinesWrong, ListsDiffer; then for each run RunMalformed, PacksTooMany,
    /// ParcelUnknown, NotInCustody, ParcelNotInState, RunOutsideParcel, PackNotSellable (the first pack that is gone
    /// already); then for each remnant LineMalformed, ParcelUnknown, NotInCustody, ParcelNotInState, PackOutsideParcel,
    /// RemnantWrong. A frozen pack is a remnant of all its units: it is in the holder's hands and its bit is set.
    function decommissionPacks(
        Decommission calldata decommission,
        uint32[] calldata runParcelFroms,
        uint32[] calldata remnantParcelFroms
    ) external;

    /// @notice The bureau of the provider's region writes down what the person answered. Once for each dispense.
    /// @dev Check order: DispenseUnknown, actingFor, BureauNotOfProvider, ReceiptAnswerMissing,
    /// ReceiptAlreadyAnswered.
    function answerReceipt(Dispense calldata dispense, ReceiptAnswer answer) external;

    /// @notice Marks a dispense as spent by a claim. Spender only: it has looked at what stands of it.
    /// @dev Check order: SpenderNotAppointed, DispenseUnknown, DispenseNotInState (nothing of it stands),
    /// EvidenceAlreadySpent.
    function spendDispense(InstitutionId institution, bytes32 documentKey, bytes32 dispense) external;

    /// @notice Takes the mark off, counted. Spender or former spender only.
    /// @dev Check order: SpenderNeverAppointed, DispenseUnknown, EvidenceNotSpent.
    function freeDispense(InstitutionId institution, bytes32 documentKey, bytes32 dispense) external;

    function dispenseIdOf(Dispense calldata dispense) external view returns (bytes32);
    function reversalIdOf(Reversal calldata reversal) external view returns (bytes32);
    function decommissionIdOf(Decommission calldata decommission) external view returns (bytes32);
    function dispenseRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DispenseRecord memory);
    function reversalRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DocumentRecord memory);
    function decommissionRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DocumentRecord memory);

    /// @notice What came back of a line: units, or 1 for a whole pack; and the fen given back for it.
    function returnedOf(
        bytes32 dispense,
        uint256 lineIndex
    ) external view returns (uint16 amount, Fen givenBackFen);

    /// @notice Whether the pack may not be sold as a whole (sold, opened for units, frozen or decommissioned).
    function isGone(BatchId batch, uint32 index) external view returns (bool);
    function packCounts(BatchId batch, uint32 index) external view returns (PackCounts memory);

    /// @notice The pack of declared stock that has spent the key: batch (64 bits) and index (32 bits); 0 when none.
    function spentBy(bytes16 packKey) external view returns (uint96);

    /// @notice The latest stated time of what was imported for the institution here; 0 when nothing was.
    function importedUntilSec(InstitutionId institution) external view returns (uint40);
}
