// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "./IDrugCatalogue.sol";
import { BatchId, InstitutionId, ParcelId } from "../libraries/Ids.sol";
import { PackLine, PackRun } from "../libraries/PackWords.sol";

enum ParcelState {
    None,
    Held,
    InTransit
}

enum ConsignmentState {
    None,
    Shipped,
    PartlyReceived,
    Received
}

enum DispenseState {
    None,
    Recorded
}

/// @notice How the person who got the drug was known.
enum Identification {
    None, // self-pay only
    Card,
    EVoucher // 医保电子凭证: a one-time token verified with its issuer
}

/// @notice A run of packs [from, to) of one batch in one custodian's hands; keyed by batch and `from`.
/// @dev Parcels of a batch are a chain: the next parcel begins where this one ends (I2).
struct Parcel {
    // slot 0: 29 bytes used, 3 spare
    uint32 to; // 4 bytes, exclusive
    InstitutionId holder; // 4 bytes; in transit: the sender
    InstitutionId counterparty; // 4 bytes; in transit: the receiver
    ParcelState state; // 1 byte
    bytes16 consignmentTag; // 16 bytes: the first half of the consignment's id; 0 when held
}

/// @notice State of a consignment; keyed by sender and document.
struct ConsignmentRecord {
    // slot 0: 30 bytes used, 2 spare
    bytes20 tag; // 20 bytes: the start of the consignment's id
    ConsignmentState state; // 1 byte
    uint32 outstandingCount; // 4 bytes, packs still in transit
    uint40 recordedAtSec; // 5 bytes
}

/// @notice State of a dispense; keyed by institution and document.
struct DispenseRecord {
    // slot 0: 26 bytes used, 6 spare
    bytes20 tag; // 20 bytes: the start of the dispense's id
    DispenseState state; // 1 byte
    uint40 recordedAtSec; // 5 bytes
}

/// @notice Content of a consignment; its EIP-712 hash is the consignment's id.
struct Consignment {
    InstitutionId sender;
    InstitutionId receiver;
    bytes32 documentKey; // keyed number of the delivery note 随货同行单
    uint40 shippedAtSec; // stated
    PackRun[] runs;
    bytes32[] lineCommitments; // one a run: salted commitment of unit purchase price and invoice number, or 0
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

/// @title Custody of packs in parcels, and dispensing.
/// @notice Only the holder ships and dispenses; a pack is handed over once.
/// @dev Times: `…AtSec` in content is stated by the institution, the block's time is when it was recorded. Expiry is
/// judged at the stated time; a stated time may lead the block by CLOCK_SKEW_SEC_MAX at most.
interface IDrugLedger {
    event CustodyOpened(BatchId indexed batch, InstitutionId indexed maker, uint32 packCount);
    event ParcelSplit(ParcelId indexed parcel, uint32 splitIndex);
    /// @dev After the splits that stand before it in the log, each run is exactly one parcel.
    event ConsignmentShipped(
        bytes32 indexed consignment,
        InstitutionId indexed sender,
        InstitutionId indexed receiver,
        bytes32 documentKey,
        uint40 shippedAtSec,
        address operator,
        PackRun[] runs,
        bytes32[] lineCommitments
    );
    /// @dev After the splits that stand before it in the log, each accepted run is exactly one parcel.
    event ConsignmentReceived(
        bytes32 indexed consignment,
        InstitutionId indexed receiver,
        InstitutionId indexed sender,
        uint40 receivedAtSec,
        uint32 outstandingCount,
        address operator,
        PackRun[] accepted
    );
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

    error CallerNotCatalogue(address caller);
    error CustodyAlreadyOpened(BatchId batch);
    error InstitutionMismatch(InstitutionId stated, InstitutionId acting);
    error DocumentAlreadyRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag);
    error OccurredInFuture(uint40 statedSec, uint40 nowSec);
    error RunsWrong(uint256 count, uint256 max);
    error RunMalformed(PackRun run);
    error RunOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 from, uint32 to);
    error ListsDiffer(uint256 left, uint256 right);
    error ReceiverCannotHoldGoods(InstitutionId receiver);
    error ReceiverIsSender(InstitutionId institution);
    error BatchNotMovable(BatchId batch, BatchStatus status);
    error ParcelUnknown(ParcelId parcel);
    error ParcelNotInState(ParcelId parcel, ParcelState actual, ParcelState required);
    error NotInCustody(ParcelId parcel, InstitutionId holder, InstitutionId caller);
    error SplitOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 splitIndex);
    error ConsignmentUnknown(bytes32 consignment);
    error ConsignmentNotInState(bytes32 consignment, ConsignmentState actual);
    error ConsignmentForOther(bytes32 consignment, InstitutionId receiver, InstitutionId caller);
    error RunNotOfConsignment(bytes32 consignment, ParcelId parcel);
    error DispensesWrong(uint256 count, uint256 max);
    error LinesWrong(uint256 count, uint256 max);
    error LineMalformed(PackLine line);
    error PersonCommitmentWrong(Identification identification, bytes32 personCommitment);
    error PackOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 index);
    error BatchNotSellable(BatchId batch, BatchStatus status, ProductStatus productStatus);
    error BatchExpired(BatchId batch, uint40 expiresAtSec, uint40 dispensedAtSec);
    error SplitNotAllowed(BatchId batch, uint32 index);
    error UnitsExceedPack(BatchId batch, uint32 index, uint16 unitsLeft, uint16 asked);
    error PackNotSellable(BatchId batch, uint32 index);

    /// @notice Gives a sealed batch to its maker as one parcel. Called by DrugCatalogue alone.
    /// @dev Check order: CallerNotCatalogue, CustodyAlreadyOpened.
    function openCustody(BatchId batch, InstitutionId maker, uint32 packCount) external;

    /// @notice The holder divides a parcel in two at pack `splitIndex`.
    /// @dev Check order: ParcelUnknown, actingFor, NotInCustody, ParcelNotInState, SplitOutsideParcel.
    function splitParcel(ParcelId parcel, uint32 splitIndex) external;

    /// @notice The holder sends runs of packs to another institution.
    /// @dev Check order: actingFor, InstitutionMismatch, DocumentAlreadyRecorded, ReceiverIsSender,
    /// ReceiverCannotHoldGoods, OccurredInFuture, RunsWrong, ListsDiffer; then for each run RunMalformed,
    /// BatchNotMovable, ParcelUnknown, NotInCustody, ParcelNotInState, RunOutsideParcel.
    /// @param parcelFroms for each run the first index of the held parcel that contains it, as the runs before it in
    /// this call leave the parcels.
    /// @return The consignment's id.
    function shipConsignment(
        Consignment calldata consignment,
        uint32[] calldata parcelFroms
    ) external returns (bytes32);

    /// @notice The receiver takes over all or part of what is in transit to it.
    /// @dev Check order: ConsignmentUnknown, actingFor, ConsignmentForOther, ConsignmentNotInState, OccurredInFuture,
    /// RunsWrong, ListsDiffer; then for each run RunMalformed, ParcelUnknown, ParcelNotInState, RunNotOfConsignment,
    /// RunOutsideParcel.
    /// @param accepted runs taken over, each inside one run of the consignment.
    /// @param parcelFroms for each accepted run the first index of the parcel in transit that contains it, as the
    /// runs before it in this call leave the parcels.
    function receiveConsignment(
        Consignment calldata consignment,
        uint40 receivedAtSec,
        PackRun[] calldata accepted,
        uint32[] calldata parcelFroms
    ) external;

    /// @notice An institution records what it handed to persons: all of the call or nothing.
    /// @dev Check order: actingFor, DispensesWrong, ListsDiffer; then for each dispense InstitutionMismatch,
    /// DocumentAlreadyRecorded, OccurredInFuture, PersonCommitmentWrong, LinesWrong, ListsDiffer; then for each of its
    /// lines LineMalformed, ParcelUnknown, NotInCustody, ParcelNotInState, BatchNotSellable, PackOutsideParcel,
    /// BatchExpired, SplitNotAllowed, PackNotSellable, UnitsExceedPack.
    /// @param parcelFroms for each dispense and line the first index of the held parcel that contains the pack.
    function recordDispenses(Dispense[] calldata dispenses, uint32[][] calldata parcelFroms) external;

    function consignmentIdOf(Consignment calldata consignment) external view returns (bytes32);
    function dispenseIdOf(Dispense calldata dispense) external view returns (bytes32);
    function parcel(ParcelId id) external view returns (Parcel memory);
    function consignmentRecord(
        InstitutionId sender,
        bytes32 documentKey
    ) external view returns (ConsignmentRecord memory);
    function dispenseRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DispenseRecord memory);

    /// @notice Whether the pack is gone as a whole (sold, or opened for units).
    function isGone(BatchId batch, uint32 index) external view returns (bool);

    /// @notice Units handed over from an opened pack.
    function unitsTaken(BatchId batch, uint32 index) external view returns (uint16);
}
