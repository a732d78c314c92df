// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { IDrugCatalogue } from "./interfaces/IDrugCatalogue.sol";
import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    Dispute,
    DisputeOutcome,
    IDrugCustody,
    Parcel,
    ParcelState
} from "./interfaces/IDrugCustody.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { IRegionRules } from "./interfaces/IRegionRules.sol";
import { Acting } from "./libraries/Acting.sol";
import { Act } from "./libraries/Acts.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { CustodyForms } from "./libraries/CustodyForms.sol";
import { BatchId, InstitutionId, ParcelId, RegionCode, parcelIdOf } from "./libraries/Ids.sol";
import { PackRun, PackWords } from "./libraries/PackWords.sol";
import { Parcels } from "./libraries/Parcels.sol";
import { Passage, Passages } from "./libraries/Passages.sol";

/// @title Custody of packs in parcels.
contract DrugCustody is IDrugCustody, EIP712 {
    using PackWords for PackRun;
    using Parcels for mapping(ParcelId id => Parcel);
    using Parcels for Parcel;
    using Passages for Passage;

    IInstitutions private immutable INSTITUTIONS;
    IDrugCatalogue private immutable CATALOGUE;
    IRegionRules private immutable RULES;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2
    mapping(ParcelId id => Parcel) private _parcels;

    // slot 3
    mapping(InstitutionId sender => mapping(bytes32 documentKey => ConsignmentRecord)) private _consignments;

    // slot 4, of parcels in dispute only
    mapping(ParcelId id => Dispute) private _disputes;

    // slot 5
    mapping(InstitutionId institution => uint40) private _importedUntilSec;

    constructor(
        IInstitutions institutions,
        IDrugCatalogue catalogue,
        IRegionRules rules
    ) EIP712("Caretrail DrugCustody", "1") {
        INSTITUTIONS = institutions;
        CATALOGUE = catalogue;
        RULES = rules;
    }

    /// @inheritdoc IDrugCustody
    function openCustody(BatchId batch, InstitutionId maker, uint32 packCount) external {
        if (msg.sender != address(CATALOGUE)) revert CallerNotCatalogue(msg.sender);
        ParcelId id = parcelIdOf(batch, 0);
        if (_parcels[id].state != ParcelState.None) revert CustodyAlreadyOpened(batch);

        _parcels.hold(id, packCount, maker);

        emit CustodyOpened(batch, maker, packCount);
    }

    /// @inheritdoc IDrugCustody
    function splitParcel(ParcelId id, uint32 splitIndex) external {
        Parcel memory whole = _parcels.known(id);
        whole.requireHeldBy(id, _acting(Act.Ship));

        _parcels.split(id, whole, splitIndex);

        emit ParcelSplit(id, splitIndex);
    }

    /// @inheritdoc IDrugCustody
    function joinParcels(ParcelId id, uint32[] calldata nextFroms) external {
        Parcel memory whole = _parcels.known(id);
        InstitutionId holder = _acting(Act.Ship);
        CustodyForms.requireJoinCount(nextFroms.length);
        whole.requireHeldBy(id, holder);

        uint32 to = _parcels.takeIn(id, whole, nextFroms);

        emit ParcelsJoined(id, to, nextFroms);
    }

    /// @inheritdoc IDrugCustody
    function shipConsignment(
        Consignment calldata stated,
        uint32[] calldata parcelFroms
    ) external returns (bytes32) {
        // Read many times, which is cheaper from memory.
        Consignment memory consignment = stated;
        Passage memory passage = _newPassage(consignment);
        CustodyForms.requireConsignment(consignment, parcelFroms.length);

        passage.id = _hashTypedDataV4(ContentHashes.ofConsignment(consignment));
        uint32 packCount = 0;
        for (uint256 i = 0; i < parcelFroms.length; ++i) {
            PackRun run = consignment.runs[i];
            _sendRun(passage, run, parcelFroms[i]);
            packCount += run.count();
        }
        ConsignmentRecord storage record = _consignments[passage.sender][consignment.documentKey];
        record.tag = bytes20(passage.id);
        record.state = ConsignmentState.Shipped;
        record.outstandingCount = packCount;
        record.recordedAtSec = uint40(block.timestamp);

        emit ConsignmentShipped(
            passage.id,
            passage.sender,
            passage.receiver,
            consignment.documentKey,
            consignment.shippedAtSec,
            msg.sender,
            consignment.runs,
            consignment.lineCommitments
        );
        return passage.id;
    }

    /// @inheritdoc IDrugCustody
    function receiveConsignment(
        Consignment calldata consignment,
        uint40 receivedAtSec,
        PackRun[] calldata accepted,
        uint32[] calldata parcelFroms
    ) external {
        (Passage memory passage, ConsignmentRecord memory record) = _known(consignment);
        InstitutionId receiver = passage.receiver;
        InstitutionId acting = _actFor(passage, Act.Receive, receiver);
        if (receiver != acting) revert ConsignmentForOther(passage.id, receiver, acting);
        CustodyForms.requireOutstanding(passage.id, record.state);
        _noteTime(passage, receiver, receivedAtSec);
        CustodyForms.requireRuns(accepted.length, parcelFroms.length);

        for (uint256 i = 0; i < accepted.length; ++i) {
            PackRun run = accepted[i];
            ParcelId id = parcelIdOf(run.batch(), parcelFroms[i]);
            Parcel memory whole = _parcels.ofPassage(id, run, passage, ParcelState.InTransit);
            passage.askStatus(CATALOGUE, run.batch());
            passage.requireMayReach(INSTITUTIONS, CATALOGUE);
            _parcels.cut(id, whole, run, passage);
            _parcels.hold(run.parcelId(), run.to(), receiver);
            record.outstandingCount -= run.count();
        }
        record.state = ConsignmentState.PartlyReceived;
        _keep(consignment, record);

        emit ConsignmentReceived(
            passage.id,
            receiver,
            passage.sender,
            receivedAtSec,
            record.outstandingCount,
            msg.sender,
            accepted
        );
    }

    /// @inheritdoc IDrugCustody
    function withdrawConsignment(
        Consignment calldata consignment,
        uint40 withdrawnAtSec,
        PackRun[] calldata runs,
        uint32[] calldata parcelFroms
    ) external {
        (Passage memory passage, ConsignmentRecord memory record) = _known(consignment);
        InstitutionId sender = passage.sender;
        InstitutionId acting = _actFor(passage, Act.Correct, sender);
        if (sender != acting) revert ConsignmentOfOther(passage.id, sender, acting);
        CustodyForms.requireOutstanding(passage.id, record.state);
        _noteTime(passage, sender, withdrawnAtSec);
        CustodyForms.requireRuns(runs.length, parcelFroms.length);

        for (uint256 i = 0; i < runs.length; ++i) {
            _parcels.takeOut(passage, runs[i], parcelFroms[i]);
            _parcels.hold(runs[i].parcelId(), runs[i].to(), sender);
            record.outstandingCount -= runs[i].count();
        }
        record.isShort = true;
        _keep(consignment, record);

        emit ConsignmentWithdrawn(
            passage.id,
            sender,
            passage.receiver,
            withdrawnAtSec,
            record.outstandingCount,
            msg.sender,
            runs
        );
    }

    /// @inheritdoc IDrugCustody
    function disputeConsignment(
        Consignment calldata consignment,
        uint40 disputedAtSec,
        PackRun[] calldata runs,
        uint32[] calldata parcelFroms,
        bytes32 reasonHash
    ) external {
        (Passage memory passage, ConsignmentRecord memory record) = _known(consignment);
        InstitutionId party = _acting(Act.Correct);
        passage.requireParty(party);
        CustodyForms.requireOutstanding(passage.id, record.state);
        CustodyForms.requireNotFuture(disputedAtSec);
        CustodyForms.requireRuns(runs.length, parcelFroms.length);

        uint40 pausedTotalSec = INSTITUTIONS.pausedTotalSec();
        for (uint256 i = 0; i < runs.length; ++i) {
            _parcels.takeOut(passage, runs[i], parcelFroms[i]);
            ParcelId contested = runs[i].parcelId();
            _parcels.sendOff(contested, runs[i].to(), passage);
            _parcels[contested].state = ParcelState.Disputed;
            _disputes[contested].disputedAtSec = uint40(block.timestamp);
            _disputes[contested].pausedBeforeSec = pausedTotalSec;
        }

        emit ConsignmentDisputed(passage.id, party, disputedAtSec, reasonHash, msg.sender, runs);
    }

    /// @inheritdoc IDrugCustody
    function answerDispute(
        Consignment calldata consignment,
        DisputeOutcome outcome,
        PackRun[] calldata runs
    ) external {
        (Passage memory passage, ConsignmentRecord memory record) = _known(consignment);
        InstitutionId party = _acting(Act.Correct);
        passage.requireParty(party);
        CustodyForms.requireAnswer(outcome, runs.length);

        bool isAgreed = true;
        for (uint256 i = 0; i < runs.length; ++i) {
            Dispute storage contested = _disputes[_parcels.contested(runs[i], passage)];
            if (party == passage.sender) contested.bySender = outcome;
            else contested.byReceiver = outcome;
            if (contested.bySender != contested.byReceiver) isAgreed = false;
        }

        emit DisputeAnswered(passage.id, party, outcome, msg.sender, runs);

        if (!isAgreed) return;
        _endDispute(passage, record, party, outcome, runs);
        _keep(consignment, record);
    }

    /// @inheritdoc IDrugCustody
    function resolveDispute(
        Consignment calldata consignment,
        DisputeOutcome outcome,
        PackRun[] calldata runs
    ) external {
        (Passage memory passage, ConsignmentRecord memory record) = _known(consignment);
        InstitutionId bureau = _acting(Act.Supervise);
        RegionCode region = Acting.regionOf(INSTITUTIONS, passage.receiver);
        if (INSTITUTIONS.bureauOf(region) != bureau) {
            revert BureauNotOfReceiver(passage.receiver, region, bureau);
        }
        CustodyForms.requireAnswer(outcome, runs.length);
        // The pauses since the dispute began are not counted against it.
        uint40 limitSec = RULES.limitsOf(region).disputeLimitSec + INSTITUTIONS.pausedTotalSec();
        for (uint256 i = 0; i < runs.length; ++i) {
            ParcelId contested = _parcels.contested(runs[i], passage);
            CustodyForms.requireResolvable(contested, _disputes[contested], limitSec);
        }

        _endDispute(passage, record, bureau, outcome, runs);
        _keep(consignment, record);
    }

    /// @inheritdoc IDrugCustody
    function parcel(ParcelId id) external view returns (Parcel memory) {
        return _parcels[id];
    }

    /// @inheritdoc IDrugCustody
    function consignmentRecord(
        InstitutionId sender,
        bytes32 documentKey
    ) external view returns (ConsignmentRecord memory) {
        return _consignments[sender][documentKey];
    }

    /// @inheritdoc IDrugCustody
    function dispute(ParcelId id) external view returns (Dispute memory) {
        return _disputes[id];
    }

    /// @inheritdoc IDrugCustody
    function importedUntilSec(InstitutionId institution) external view returns (uint40) {
        return _importedUntilSec[institution];
    }

    /// @inheritdoc IDrugCustody
    function consignmentIdOf(Consignment calldata consignment) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofConsignment(consignment));
    }

    /// @dev Cuts the run out of a parcel its sender holds and puts it on the way.
    function _sendRun(Passage memory passage, PackRun run, uint32 parcelFrom) private {
        if (!run.isWellFormed()) revert RunMalformed(run);
        passage.askStatus(CATALOGUE, run.batch());
        passage.requireGoods();
        ParcelId id = parcelIdOf(run.batch(), parcelFrom);
        Parcel memory whole = _parcels.known(id);
        whole.requireHeldBy(id, passage.sender);
        passage.requireMayLeave(INSTITUTIONS, CATALOGUE);
        passage.requireMayReach(INSTITUTIONS, CATALOGUE);

        _parcels.cut(id, whole, run, passage);
        _parcels.sendOff(run.parcelId(), run.to(), passage);
    }

    /// @dev A run named twice is no longer in dispute the second time.
    function _endDispute(
        Passage memory passage,
        ConsignmentRecord memory record,
        InstitutionId resolvedBy,
        DisputeOutcome outcome,
        PackRun[] calldata runs
    ) private {
        record.isShort = true;
        for (uint256 i = 0; i < runs.length; ++i) {
            ParcelId contested = _parcels.contested(runs[i], passage);
            delete _disputes[contested];
            if (outcome == DisputeOutcome.Lost) _parcels[contested].state = ParcelState.Lost;
            else _parcels.hold(contested, runs[i].to(), passage.sender);
            record.outstandingCount -= runs[i].count();
        }

        emit DisputeResolved(passage.id, resolvedBy, outcome, record.outstandingCount, msg.sender, runs);
    }

    /// @dev With nothing outstanding a consignment is at its end: received whole, or closed.
    function _keep(Consignment calldata consignment, ConsignmentRecord memory record) private {
        if (record.outstandingCount == 0) {
            record.state = record.isShort ? ConsignmentState.Closed : ConsignmentState.Received;
        }
        _consignments[consignment.sender][consignment.documentKey] = record;
    }

    /// @dev Order: OccurredInFuture, ImportOutOfOrder.
    function _noteTime(Passage memory passage, InstitutionId institution, uint40 statedSec) private {
        CustodyForms.requireNotFuture(statedSec);
        passage.atSec = statedSec;
        if (!passage.isImport) return;
        uint40 untilSec = _importedUntilSec[institution];
        if (statedSec < untilSec) revert ImportOutOfOrder(institution, untilSec, statedSec);
        _importedUntilSec[institution] = statedSec;
    }

    /// @dev The checks of a consignment that come before those of its lists.
    function _newPassage(Consignment memory consignment) private returns (Passage memory passage) {
        passage.receiver = consignment.receiver;
        passage.sender = _actFor(passage, Act.Ship, consignment.sender);
        InstitutionId sender = consignment.sender;
        if (sender != passage.sender) revert InstitutionMismatch(sender, passage.sender);
        ConsignmentRecord storage record = _consignments[sender][consignment.documentKey];
        if (record.state != ConsignmentState.None) {
            revert DocumentAlreadyRecorded(sender, consignment.documentKey, record.tag);
        }
        passage.requireReceiver(INSTITUTIONS);
        _noteTime(passage, sender, consignment.shippedAtSec);
    }

    function _acting(Act act) private view returns (InstitutionId) {
        return INSTITUTIONS.actingFor(msg.sender, act);
    }

    function _actFor(
        Passage memory passage,
        Act act,
        InstitutionId stated
    ) private view returns (InstitutionId acting) {
        (acting, passage.isImport) = Acting.institutionFor(INSTITUTIONS, msg.sender, act, stated);
    }

    function _known(
        Consignment calldata consignment
    ) private view returns (Passage memory passage, ConsignmentRecord memory record) {
        passage.id = consignmentIdOf(consignment);
        passage.sender = consignment.sender;
        passage.receiver = consignment.receiver;
        record = _consignments[consignment.sender][consignment.documentKey];
        if (record.tag != bytes20(passage.id)) revert ConsignmentUnknown(passage.id);
    }
}
