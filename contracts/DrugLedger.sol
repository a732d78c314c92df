// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { BatchStatus, BatchTerms, IDrugCatalogue } from "./interfaces/IDrugCatalogue.sol";
import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    Dispense,
    DispenseRecord,
    DispenseState,
    IDrugLedger,
    Parcel,
    ParcelState
} from "./interfaces/IDrugLedger.sol";
import { IInstitutions, InstitutionKind } from "./interfaces/IInstitutions.sol";
import { Act, Acts } from "./libraries/Acts.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { Forms } from "./libraries/Forms.sol";
import { BatchId, InstitutionId, ParcelId, parcelIdOf } from "./libraries/Ids.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import { PackLine, PackRun, PackWords } from "./libraries/PackWords.sol";
import { Packs } from "./libraries/Packs.sol";
import { SaleRules } from "./libraries/SaleRules.sol";
import { Shelf, Shelves } from "./libraries/Shelves.sol";

/// @title Custody of packs in parcels, and dispensing.
contract DrugLedger is IDrugLedger, EIP712 {
    using PackWords for PackLine;
    using PackWords for PackRun;
    using Shelves for Shelf;

    /// @dev How many parcels a till remembers. Batch ids are hashes, so the few of a call rarely share a place.
    uint256 private constant TILL_PLACES = 64;

    IInstitutions private immutable INSTITUTIONS;
    IDrugCatalogue private immutable CATALOGUE;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2
    mapping(ParcelId id => Parcel) private _parcels;

    // slot 3
    mapping(InstitutionId sender => mapping(bytes32 documentKey => ConsignmentRecord)) private _consignments;

    // slot 4
    mapping(InstitutionId institution => mapping(bytes32 documentKey => DispenseRecord)) private _dispenses;

    // slot 5, keyed by Packs.wordKeyOf; a set bit is a pack that is gone as a whole
    mapping(uint256 wordKey => uint256 packBits) private _gone;

    // slot 6, keyed by Packs.keyOf
    mapping(uint256 packKey => uint16) private _unitsTaken;

    /// @dev What a call that dispenses carries from line to line, so that it reads and asks nothing twice. Nothing
    /// it remembers can change while the call runs: no parcel moves, and the catalogue is only asked.
    struct Till {
        InstitutionId institution;
        uint40 dispensedAtSec; // of the dispense at hand
        Shelf[] shelves; // each in the place of its parcel
    }

    constructor(IInstitutions institutions, IDrugCatalogue catalogue) EIP712("Caretrail DrugLedger", "1") {
        INSTITUTIONS = institutions;
        CATALOGUE = catalogue;
    }

    /// @inheritdoc IDrugLedger
    function openCustody(BatchId batch, InstitutionId maker, uint32 packCount) external {
        if (msg.sender != address(CATALOGUE)) revert CallerNotCatalogue(msg.sender);
        ParcelId id = parcelIdOf(batch, 0);
        if (_parcels[id].state != ParcelState.None) revert CustodyAlreadyOpened(batch);

        _putHeld(id, packCount, maker);

        emit CustodyOpened(batch, maker, packCount);
    }

    /// @inheritdoc IDrugLedger
    function splitParcel(ParcelId id, uint32 splitIndex) external {
        Parcel memory whole = _parcels[id];
        // A parcel's id is its batch and the index of its first pack.
        BatchId batch = BatchId.wrap(uint64(ParcelId.unwrap(id) >> 32));
        uint32 from = uint32(ParcelId.unwrap(id));

        if (whole.state == ParcelState.None) revert ParcelUnknown(id);
        _requireHeldBy(INSTITUTIONS.actingFor(msg.sender, Act.Ship), id, whole);
        if (splitIndex <= from || splitIndex >= whole.to) revert SplitOutsideParcel(id, whole.to, splitIndex);

        _parcels[id].to = splitIndex;
        _putHeld(parcelIdOf(batch, splitIndex), whole.to, whole.holder);

        emit ParcelSplit(id, splitIndex);
    }

    /// @inheritdoc IDrugLedger
    function shipConsignment(
        Consignment calldata stated,
        uint32[] calldata parcelFroms
    ) external returns (bytes32 id) {
        // Read many times, which is cheaper from memory.
        Consignment memory consignment = stated;
        InstitutionId sender = _requireShippable(consignment);
        Forms.requireConsignment(consignment, parcelFroms.length);

        id = _hashTypedDataV4(ContentHashes.ofConsignment(consignment));
        uint32 packCount = 0;
        for (uint256 i = 0; i < parcelFroms.length; ++i) {
            PackRun run = consignment.runs[i];
            _sendRun(run, parcelFroms[i], consignment, bytes16(id));
            packCount += run.to() - run.from();
        }
        ConsignmentRecord storage record = _consignments[sender][consignment.documentKey];
        record.tag = bytes20(id);
        record.state = ConsignmentState.Shipped;
        record.outstandingCount = packCount;
        record.recordedAtSec = uint40(block.timestamp);

        emit ConsignmentShipped(
            id,
            sender,
            consignment.receiver,
            consignment.documentKey,
            consignment.shippedAtSec,
            msg.sender,
            consignment.runs,
            consignment.lineCommitments
        );
    }

    /// @inheritdoc IDrugLedger
    function receiveConsignment(
        Consignment calldata consignment,
        uint40 receivedAtSec,
        PackRun[] calldata accepted,
        uint32[] calldata parcelFroms
    ) external {
        bytes32 id = consignmentIdOf(consignment);
        ConsignmentRecord memory record = _consignments[consignment.sender][consignment.documentKey];
        if (record.tag != bytes20(id)) revert ConsignmentUnknown(id);
        InstitutionId receiver = INSTITUTIONS.actingFor(msg.sender, Act.Receive);
        if (consignment.receiver != receiver) revert ConsignmentForOther(id, consignment.receiver, receiver);
        if (!Lifecycles.allows(record.state, ConsignmentState.Received)) {
            revert ConsignmentNotInState(id, record.state);
        }
        Forms.requireReceipt(receivedAtSec, accepted.length, parcelFroms.length);

        for (uint256 i = 0; i < accepted.length; ++i) {
            PackRun run = accepted[i];
            _acceptRun(run, parcelFroms[i], receiver, id);
            record.outstandingCount -= run.to() - run.from();
        }
        record.state =
            record.outstandingCount == 0 ? ConsignmentState.Received : ConsignmentState.PartlyReceived;
        _consignments[consignment.sender][consignment.documentKey] = record;

        emit ConsignmentReceived(
            id,
            receiver,
            consignment.sender,
            receivedAtSec,
            record.outstandingCount,
            msg.sender,
            accepted
        );
    }

    /// @inheritdoc IDrugLedger
    function recordDispenses(Dispense[] calldata dispenses, uint32[][] calldata parcelFroms) external {
        Till memory till;
        till.institution = INSTITUTIONS.actingFor(msg.sender, Act.Dispense);
        Forms.requireDispenses(dispenses.length, parcelFroms.length);

        till.shelves = new Shelf[](TILL_PLACES);
        for (uint256 i = 0; i < dispenses.length; ++i) {
            _recordDispense(till, dispenses[i], parcelFroms[i]);
        }
    }

    /// @inheritdoc IDrugLedger
    function parcel(ParcelId id) external view returns (Parcel memory) {
        return _parcels[id];
    }

    /// @inheritdoc IDrugLedger
    function consignmentRecord(
        InstitutionId sender,
        bytes32 documentKey
    ) external view returns (ConsignmentRecord memory) {
        return _consignments[sender][documentKey];
    }

    /// @inheritdoc IDrugLedger
    function dispenseRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DispenseRecord memory) {
        return _dispenses[institution][documentKey];
    }

    /// @inheritdoc IDrugLedger
    function isGone(BatchId batch, uint32 index) external view returns (bool) {
        return _gone[Packs.wordKeyOf(batch, index)] & Packs.bitOf(index) != 0;
    }

    /// @inheritdoc IDrugLedger
    function unitsTaken(BatchId batch, uint32 index) external view returns (uint16) {
        return _unitsTaken[Packs.keyOf(batch, index)];
    }

    /// @inheritdoc IDrugLedger
    function consignmentIdOf(Consignment calldata consignment) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofConsignment(consignment));
    }

    /// @inheritdoc IDrugLedger
    function dispenseIdOf(Dispense calldata dispense) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofDispense(dispense));
    }

    /// @dev Cuts the run out of a parcel its sender holds and puts it on the way.
    function _sendRun(PackRun run, uint32 parcelFrom, Consignment memory consignment, bytes16 tag) private {
        if (!run.isWellFormed()) revert RunMalformed(run);
        ParcelId id = parcelIdOf(run.batch(), parcelFrom);
        Parcel memory whole = _parcels[id];
        if (whole.state == ParcelState.None) _revertNoGoods(id, run.batch());
        _requireHeldBy(consignment.sender, id, whole);

        _cutRun(id, whole, run, parcelFrom);
        ParcelId sent = parcelIdOf(run.batch(), run.from());
        _putInTransit(sent, run.to(), consignment.sender, consignment.receiver, tag);
    }

    /// @dev Cuts the run out of a parcel on its way and puts it in the receiver's hands.
    function _acceptRun(PackRun run, uint32 parcelFrom, InstitutionId receiver, bytes32 consignment) private {
        if (!run.isWellFormed()) revert RunMalformed(run);
        ParcelId id = parcelIdOf(run.batch(), parcelFrom);
        Parcel memory whole = _parcels[id];
        if (whole.state == ParcelState.None) revert ParcelUnknown(id);
        if (whole.state != ParcelState.InTransit) {
            revert ParcelNotInState(id, whole.state, ParcelState.InTransit);
        }
        // The tag is half of a hash; the counterparty keeps even a forged half from moving another's goods.
        if (whole.consignmentTag != bytes16(consignment) || whole.counterparty != receiver) {
            revert RunNotOfConsignment(consignment, id);
        }

        _cutRun(id, whole, run, parcelFrom);
        _putHeld(parcelIdOf(run.batch(), run.from()), run.to(), receiver);
    }

    /// @dev Leaves what lies before and after the run as parcels like `whole`; the caller then writes the run's own.
    function _cutRun(ParcelId id, Parcel memory whole, PackRun run, uint32 parcelFrom) private {
        uint32 from = run.from();
        uint32 to = run.to();
        if (from < parcelFrom || to > whole.to) revert RunOutsideParcel(id, whole.to, from, to);

        if (from > parcelFrom) {
            _parcels[id].to = from;
            emit ParcelSplit(id, from);
        }
        if (to < whole.to) {
            ParcelId rest = parcelIdOf(run.batch(), to);
            if (whole.state == ParcelState.Held) _putHeld(rest, whole.to, whole.holder);
            else _putInTransit(rest, whole.to, whole.holder, whole.counterparty, whole.consignmentTag);
            emit ParcelSplit(parcelIdOf(run.batch(), from), to);
        }
    }

    /// @dev Field by field and with a constant state, so that the compiler writes the slot once.
    function _putHeld(ParcelId id, uint32 to, InstitutionId holder) private {
        Parcel storage place = _parcels[id];
        place.to = to;
        place.holder = holder;
        place.counterparty = InstitutionId.wrap(0);
        place.state = ParcelState.Held;
        place.consignmentTag = 0;
    }

    function _putInTransit(
        ParcelId id,
        uint32 to,
        InstitutionId holder,
        InstitutionId receiver,
        bytes16 tag
    ) private {
        Parcel storage place = _parcels[id];
        place.to = to;
        place.holder = holder;
        place.counterparty = receiver;
        place.state = ParcelState.InTransit;
        place.consignmentTag = tag;
    }

    function _recordDispense(Till memory till, Dispense memory dispense, uint32[] calldata froms) private {
        InstitutionId institution = till.institution;
        if (dispense.institution != institution) {
            revert InstitutionMismatch(dispense.institution, institution);
        }
        DispenseRecord storage record = _dispenses[institution][dispense.documentKey];
        if (record.state != DispenseState.None) {
            revert DocumentAlreadyRecorded(institution, dispense.documentKey, record.tag);
        }
        Forms.requireDispense(dispense, froms.length);

        bytes32 id = _hashTypedDataV4(ContentHashes.ofDispense(dispense));
        till.dispensedAtSec = dispense.dispensedAtSec;
        PackLine[] memory lines = dispense.lines;
        for (uint256 i = 0; i < lines.length; ++i) {
            _handOver(till, lines[i], froms[i]);
        }
        record.tag = bytes20(id);
        record.state = DispenseState.Recorded;
        record.recordedAtSec = uint40(block.timestamp);

        emit DispenseRecorded(
            id,
            institution,
            dispense.documentKey,
            dispense.dispensedAtSec,
            dispense.identification,
            dispense.personCommitment,
            msg.sender,
            dispense.lines
        );
    }

    /// @dev Check order: form, parcel (exists, holder, state), batch, range, expiry, pack.
    function _handOver(Till memory till, PackLine line, uint32 parcelFrom) private {
        if (!line.isWellFormed()) revert LineMalformed(line);
        BatchId batch = line.lineBatch();
        uint32 index = line.index();
        Shelf shelf = _shelfOf(till, line, parcelFrom);
        if (index < parcelFrom || index >= shelf.to()) {
            revert PackOutsideParcel(parcelIdOf(batch, parcelFrom), shelf.to(), index);
        }
        if (till.dispensedAtSec >= shelf.expiresAtSec()) {
            revert BatchExpired(batch, shelf.expiresAtSec(), till.dispensedAtSec);
        }
        uint256 wordKey = Packs.wordKeyOf(batch, index);
        uint256 packBits = _gone[wordKey];
        bool gone = packBits & Packs.bitOf(index) != 0;
        if (line.units() != 0) {
            uint256 key = Packs.keyOf(batch, index);
            _unitsTaken[key] = SaleRules.unitsAfter(line, shelf.unitsPerPack(), gone, _unitsTaken[key]);
        } else if (gone) {
            revert PackNotSellable(batch, index);
        }

        if (!gone) _gone[wordKey] = packBits | Packs.bitOf(index);
    }

    function _requireShippable(Consignment memory consignment) private view returns (InstitutionId sender) {
        sender = INSTITUTIONS.actingFor(msg.sender, Act.Ship);
        if (consignment.sender != sender) revert InstitutionMismatch(consignment.sender, sender);
        ConsignmentRecord storage record = _consignments[sender][consignment.documentKey];
        if (record.state != ConsignmentState.None) {
            revert DocumentAlreadyRecorded(sender, consignment.documentKey, record.tag);
        }
        InstitutionId receiver = consignment.receiver;
        if (receiver == sender) revert ReceiverIsSender(sender);
        InstitutionKind kind = INSTITUTIONS.institution(receiver).kind;
        if (!Acts.holdsGoods(kind)) revert ReceiverCannotHoldGoods(receiver);
    }

    /// @dev The parcel that begins at `parcelFrom` and holds the line's pack: the caller's, its batch for sale.
    function _shelfOf(Till memory till, PackLine line, uint32 parcelFrom) private view returns (Shelf shelf) {
        BatchId batch = line.lineBatch();
        uint256 place = (BatchId.unwrap(batch) ^ parcelFrom) % TILL_PLACES;
        shelf = till.shelves[place];
        if (shelf.isOf(batch, parcelFrom)) return shelf;

        ParcelId id = parcelIdOf(batch, parcelFrom);
        Parcel memory found = _parcels[id];
        if (found.state == ParcelState.None) revert ParcelUnknown(id);
        _requireHeldBy(till.institution, id, found);
        BatchTerms memory terms = CATALOGUE.termsOf(batch);
        SaleRules.requireSellable(line, terms);
        shelf = Shelves.toShelf(batch, parcelFrom, found.to, terms);
        till.shelves[place] = shelf;
    }

    /// @dev Packs become goods only when their batch is sealed, and sealed is its last status: so a parcel that
    /// exists is proof enough, and the catalogue is asked only to name what is missing.
    function _revertNoGoods(ParcelId id, BatchId batch) private view {
        BatchStatus status = CATALOGUE.termsOf(batch).status;
        if (status != BatchStatus.Sealed) revert BatchNotMovable(batch, status);
        revert ParcelUnknown(id);
    }

    function _requireHeldBy(InstitutionId acting, ParcelId id, Parcel memory whole) private pure {
        if (whole.holder != acting) revert NotInCustody(id, whole.holder, acting);
        if (whole.state != ParcelState.Held) revert ParcelNotInState(id, whole.state, ParcelState.Held);
    }
}
