// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus } from "./IDrugCatalogue.sol";
import { BatchId, InstitutionId, ParcelId, RegionCode } from "../libraries/Ids.sol";
import { PackRun } from "../libraries/PackWords.sol";

enum ParcelState {
    None,
    Held,
    InTransit,
    Disputed,
    Lost
}

enum ConsignmentState {
    None,
    Shipped,
    PartlyReceived,
    Received,
    Closed // nothing is on its way any more, and not all of it was received
}

/// @notice What became of goods that sender and receiver contest.
enum DisputeOutcome {
    None,
    Returned, // back in the sender's hands
    Lost // nobody has them
}

/// @notice A run of packs [from, to) of one batch in one custodian's hands; keyed by batch and `from`.
/// @dev Parcels of a batch are a chain: the next parcel begins where this one ends (I2).
struct Parcel {
    // slot 0: 29 bytes used, 3 spare
    uint32 to; // 4 bytes, exclusive
    InstitutionId holder; // 4 bytes; in transit, disputed or lost: the sender
    InstitutionId counterparty; // 4 bytes; in transit, disputed or lost: the receiver
    ParcelState state; // 1 byte
    bytes16 consignmentTag; // 16 bytes: the first half of the consignment's id; 0 when held
}

/// @notice State of a consignment; keyed by sender and document.
struct ConsignmentRecord {
    // slot 0: 31 bytes used, 1 spare
    bytes20 tag; // 20 bytes: the start of the consignment's id
    ConsignmentState state; // 1 byte
    uint32 outstandingCount; // 4 bytes, packs still in transit or disputed
    uint40 recordedAtSec; // 5 bytes
    bool isShort; // 1 byte, some of it was withdrawn, returned or lost
}

/// @notice What the two sides say of a parcel they contest; keyed by parcel.
struct Dispute {
    // slot 0: 12 bytes used, 20 spare
    uint40 disputedAtSec; // 5 bytes, of the block
    uint40 pausedBeforeSec; // 5 bytes, how long the ledger had stood paused by then
    DisputeOutcome bySender; // 1 byte
    DisputeOutcome byReceiver; // 1 byte
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

/// @title Custody of packs in parcels: who holds which goods, and what is on its way to whom.
/// @notice Only the holder ships, and nothing is received that was not shipped.
/// @dev Times: `…AtSec` in arguments is stated by the institution and may lead the block by CLOCK_SKEW_SEC_MAX at
/// most; the block's time is when it was recorded. A bureau's operator with the act Import acts for an institution
/// of its region; then the stated times of that institution never go back (ImportOutOfOrder), and recall is judged at
/// the stated time. Recalled goods only go back: to their maker or to a wholesaler. Quarantined goods stay where they
/// are, and what is on its way may arrive.
interface IDrugCustody {
    event CustodyOpened(BatchId indexed batch, InstitutionId indexed maker, uint32 packCount);
    event ParcelSplit(ParcelId indexed parcel, uint32 splitIndex);
    /// @dev The parcel now ends where the last of those it took in ended.
    event ParcelsJoined(ParcelId indexed parcel, uint32 to, uint32[] joinedFroms);
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
    /// @dev After the splits that stand before it in the log, each run is exactly one parcel.
    event ConsignmentWithdrawn(
        bytes32 indexed consignment,
        InstitutionId indexed sender,
        InstitutionId indexed receiver,
        uint40 withdrawnAtSec,
        uint32 outstandingCount,
        address operator,
        PackRun[] runs
    );
    /// @dev After the splits that stand before it in the log, each run is exactly one parcel.
    event ConsignmentDisputed(
        bytes32 indexed consignment,
        InstitutionId indexed disputedBy,
        uint40 disputedAtSec,
        bytes32 reasonHash,
        address operator,
        PackRun[] runs
    );
    event DisputeAnswered(
        bytes32 indexed consignment,
        InstitutionId indexed answeredBy,
        DisputeOutcome outcome,
        address operator,
        PackRun[] runs
    );
    /// @dev Returned runs are held by the sender again; lost ones nobody's. `resolvedBy` is the party whose answer
    /// made the two agree, or the receiver's bureau.
    event DisputeResolved(
        bytes32 indexed consignment,
        InstitutionId indexed resolvedBy,
        DisputeOutcome outcome,
        uint32 outstandingCount,
        address operator,
        PackRun[] runs
    );

    error CallerNotCatalogue(address caller);
    error CustodyAlreadyOpened(BatchId batch);
    error InstitutionMismatch(InstitutionId stated, InstitutionId acting);
    error ImportOutOfOrder(InstitutionId institution, uint40 importedUntilSec, uint40 statedSec);
    error DocumentAlreadyRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag);
    error OccurredInFuture(uint40 statedSec, uint40 nowSec);
    error RunsWrong(uint256 count, uint256 max);
    error RunMalformed(PackRun run);
    error RunOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 from, uint32 to);
    error ListsDiffer(uint256 left, uint256 right);
    error ReceiverCannotHoldGoods(InstitutionId receiver);
    error ReceiverIsSender(InstitutionId institution);
    error BatchNotMovable(BatchId batch, BatchStatus status);
    error BatchOnlyGoesBack(BatchId batch, InstitutionId maker, InstitutionId receiver);
    error BatchInQuarantine(BatchId batch, RegionCode region, uint40 sinceSec);
    error ParcelUnknown(ParcelId parcel);
    error ParcelNotInState(ParcelId parcel, ParcelState actual, ParcelState required);
    error NotInCustody(ParcelId parcel, InstitutionId holder, InstitutionId caller);
    error SplitOutsideParcel(ParcelId parcel, uint32 parcelTo, uint32 splitIndex);
    error ParcelsNotNeighbours(ParcelId parcel, uint32 parcelTo, uint32 nextFrom);
    error ConsignmentUnknown(bytes32 consignment);
    error ConsignmentNotInState(bytes32 consignment, ConsignmentState actual);
    error ConsignmentForOther(bytes32 consignment, InstitutionId receiver, InstitutionId caller);
    error ConsignmentOfOther(bytes32 consignment, InstitutionId sender, InstitutionId caller);
    error RunNotOfConsignment(bytes32 consignment, ParcelId parcel);
    error DisputeOutcomeMissing();
    error DisputeStillOpen(ParcelId parcel, uint40 resolvableAtSec, uint40 nowSec);
    error BureauNotOfReceiver(InstitutionId receiver, RegionCode region, InstitutionId caller);

    /// @notice Gives a sealed batch to its maker (or declarer) as one parcel. Called by DrugCatalogue alone.
    /// @dev Check order: CallerNotCatalogue, CustodyAlreadyOpened.
    function openCustody(BatchId batch, InstitutionId maker, uint32 packCount) external;

    /// @notice The holder divides a parcel in two at pack `splitIndex`.
    /// @dev Check order: ParcelUnknown, actingFor, NotInCustody, ParcelNotInState, SplitOutsideParcel.
    function splitParcel(ParcelId parcel, uint32 splitIndex) external;

    /// @notice The holder makes one parcel of neighbours it holds.
    /// @dev Check order: ParcelUnknown, actingFor, RunsWrong, NotInCustody, ParcelNotInState; then for each next
    /// parcel ParcelsNotNeighbours, ParcelUnknown, NotInCustody, ParcelNotInState.
    /// @param nextFroms first indexes of the parcels taken in, each beginning where the one before ends.
    function joinParcels(ParcelId parcel, uint32[] calldata nextFroms) external;

    /// @notice The holder sends runs of packs to another institution.
    /// @dev Check order: acting, InstitutionMismatch, DocumentAlreadyRecorded, ReceiverIsSender,
    /// ReceiverCannotHoldGoods, OccurredInFuture, ImportOutOfOrder, RunsWrong, ListsDiffer; then for each run
    /// RunMalformed, BatchNotMovable, ParcelUnknown, NotInCustody, ParcelNotInState, BatchInQuarantine,
    /// BatchOnlyGoesBack, RunOutsideParcel.
    /// @param parcelFroms for each run the first index of the held parcel that contains it, as the runs before it in
    /// this call leave the parcels.
    /// @return The consignment's id.
    function shipConsignment(
        Consignment calldata consignment,
        uint32[] calldata parcelFroms
    ) external returns (bytes32);

    /// @notice The receiver takes over all or part of what is in transit to it.
    /// @dev Check order: ConsignmentUnknown, acting, ConsignmentForOther, ConsignmentNotInState, OccurredInFuture,
    /// ImportOutOfOrder, RunsWrong, ListsDiffer; then for each run RunMalformed, ParcelUnknown, ParcelNotInState,
    /// RunNotOfConsignment, BatchOnlyGoesBack, RunOutsideParcel.
    /// @param accepted runs taken over, each inside one run of the consignment.
    /// @param parcelFroms for each accepted run the first index of the parcel in transit that contains it, as the
    /// runs before it in this call leave the parcels.
    function receiveConsignment(
        Consignment calldata consignment,
        uint40 receivedAtSec,
        PackRun[] calldata accepted,
        uint32[] calldata parcelFroms
    ) external;

    /// @notice The sender takes back what is still in transit. Goes on while the ledger is paused.
    /// @dev Check order: ConsignmentUnknown, acting, ConsignmentOfOther, ConsignmentNotInState, OccurredInFuture,
    /// ImportOutOfOrder, RunsWrong, ListsDiffer; then for each run RunMalformed, ParcelUnknown, ParcelNotInState,
    /// RunNotOfConsignment, RunOutsideParcel.
    function withdrawConsignment(
        Consignment calldata consignment,
        uint40 withdrawnAtSec,
        PackRun[] calldata runs,
        uint32[] calldata parcelFroms
    ) external;

    /// @notice Sender or receiver contests what is still in transit. Goes on while the ledger is paused.
    /// @dev Check order: ConsignmentUnknown, actingFor, ConsignmentForOther, ConsignmentNotInState, OccurredInFuture,
    /// RunsWrong, ListsDiffer; then for each run RunMalformed, ParcelUnknown, ParcelNotInState, RunNotOfConsignment,
    /// RunOutsideParcel. Disputes are never imported.
    /// @param reasonHash hash of the reason's document, which stays with the two; or 0.
    function disputeConsignment(
        Consignment calldata consignment,
        uint40 disputedAtSec,
        PackRun[] calldata runs,
        uint32[] calldata parcelFroms,
        bytes32 reasonHash
    ) external;

    /// @notice One side says what became of disputed runs; what both say alike is done at once.
    /// @dev Check order: ConsignmentUnknown, actingFor, ConsignmentForOther, DisputeOutcomeMissing, RunsWrong; then for
    /// each run RunMalformed, ParcelUnknown, ParcelNotInState, RunNotOfConsignment, RunOutsideParcel. A party may
    /// change its answer until the other agrees. All runs of a call are resolved or none: where the other side said
    /// something else of one of them, the call only keeps the answer.
    /// @param runs each exactly one disputed parcel.
    function answerDispute(
        Consignment calldata consignment,
        DisputeOutcome outcome,
        PackRun[] calldata runs
    ) external;

    /// @notice The bureau of the receiver's region decides what the two could not agree on, after the region's limit.
    /// @dev Check order: ConsignmentUnknown, actingFor, BureauNotOfReceiver, DisputeOutcomeMissing, RunsWrong; then
    /// for each run RunMalformed, ParcelUnknown, ParcelNotInState, RunNotOfConsignment, RunOutsideParcel,
    /// DisputeStillOpen. The limit stands still while the ledger is paused.
    function resolveDispute(
        Consignment calldata consignment,
        DisputeOutcome outcome,
        PackRun[] calldata runs
    ) external;

    function consignmentIdOf(Consignment calldata consignment) external view returns (bytes32);
    function parcel(ParcelId id) external view returns (Parcel memory);
    function consignmentRecord(
        InstitutionId sender,
        bytes32 documentKey
    ) external view returns (ConsignmentRecord memory);
    function dispute(ParcelId id) external view returns (Dispute memory);

    /// @notice The latest stated time of what was imported for the institution here; 0 when nothing was.
    function importedUntilSec(InstitutionId institution) external view returns (uint40);
}
