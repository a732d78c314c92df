// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Consignment,
    ConsignmentState,
    Dispute,
    DisputeOutcome,
    IDrugCustody,
    Parcel,
    ParcelState
} from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, RUNS_PER_CONSIGNMENT_MAX } from "../../contracts/libraries/Limits.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Packs 100 to 200 of a batch of 1,000 are on their way to the hospital, which stands in region B.
contract DrugCustodyDisputeTest is DrugFixture {
    BatchId private _batch;
    Consignment private _sent;
    bytes32 private _id;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 1_000);
        Consignment memory consignment = _consignment(maker, hospital, _run(_batch, 100, 200));
        _id = _ship(consignment, maker.operator, 0);
        _sent = consignment;
    }

    function test_DisputeConsignment_ContestsPart() public {
        PackRun[] memory runs = _runs(_run(_batch, 120, 150));
        uint40 statedSec = uint40(block.timestamp) - 30;
        vm.prank(hospital.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 100), 120);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 120), 150);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentDisputed(
            _id,
            hospital.id,
            statedSec,
            keccak256("boxes crushed"),
            hospital.operator,
            runs
        );
        custody.disputeConsignment(_sent, statedSec, runs, _froms(100), keccak256("boxes crushed"));
        _expectParcel(100, 120, ParcelState.InTransit);
        _expectParcel(120, 150, ParcelState.Disputed);
        _expectParcel(150, 200, ParcelState.InTransit);
        _expectRecord(ConsignmentState.Shipped, 100, false);
        Dispute memory begun = custody.dispute(_parcelId(_batch, 120));
        assertEq(begun.disputedAtSec, block.timestamp);
        assertEq(begun.pausedBeforeSec, 0);
        assertTrue(begun.bySender == DisputeOutcome.None && begun.byReceiver == DisputeOutcome.None);
    }

    function test_DisputeConsignment_IsForTheSenderToo() public {
        _contest(_sent, maker.operator, _run(_batch, 100, 200), 100);
        _expectParcel(100, 200, ParcelState.Disputed);
    }

    function test_DisputeConsignment_GoesOnWhilePaused() public {
        _pauseLedger();
        _contest(_sent, hospital.operator, _run(_batch, 100, 200), 100);
        _expectParcel(100, 200, ParcelState.Disputed);
    }

    function test_DisputeConsignment_TakesRecalledGoods() public {
        _recall(_batch);
        _contest(_sent, hospital.operator, _run(_batch, 100, 200), 100);
        _expectParcel(100, 200, ParcelState.Disputed);
    }

    function test_DisputeConsignment_RevertWhen_ContentWasNeverSent() public {
        Consignment memory changed = _sent;
        changed.shippedAtSec -= 1;
        bytes32 id = custody.consignmentIdOf(changed);
        vm.prank(bureauB.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ConsignmentUnknown.selector, id));
        custody.disputeConsignment(changed, type(uint40).max, new PackRun[](0), _froms(0), 0);
    }

    /// @dev The bureau of the receiver's region speaks for nobody here, though it may import.
    function test_DisputeConsignment_RevertWhen_CallerMayNotCorrect() public {
        address clerk = key("clerk");
        _addOperator(bureauB, clerk, _acts(Act.Supervise));
        _expectAtForm(
            clerk,
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauB.id, Act.Correct)
        );
    }

    function test_DisputeConsignment_RevertWhen_BetweenOthers() public {
        _receive(_sent, hospital.operator, _run(_batch, 100, 200), 100);
        _expectAtForm(
            pharmacy.operator,
            abi.encodeWithSelector(IDrugCustody.ConsignmentForOther.selector, _id, hospital.id, pharmacy.id)
        );
    }

    function test_DisputeConsignment_RevertWhen_NothingIsOutstanding() public {
        _receive(_sent, hospital.operator, _run(_batch, 100, 200), 100);
        _expectAtForm(
            hospital.operator,
            abi.encodeWithSelector(
                IDrugCustody.ConsignmentNotInState.selector,
                _id,
                ConsignmentState.Received
            )
        );
    }

    function test_DisputeConsignment_RevertWhen_StatedTimeIsInTheFuture() public {
        uint40 tooLateSec = uint40(block.timestamp) + CLOCK_SKEW_SEC_MAX + 1;
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.OccurredInFuture.selector,
                tooLateSec,
                uint40(block.timestamp)
            )
        );
        custody.disputeConsignment(_sent, tooLateSec, new PackRun[](0), _froms(0), 0);
    }

    function test_DisputeConsignment_RevertWhen_RunsAreNoneOrTooMany() public {
        _expectRuns(
            new PackRun[](0),
            abi.encodeWithSelector(IDrugCustody.RunsWrong.selector, 0, RUNS_PER_CONSIGNMENT_MAX)
        );
        _expectRuns(
            new PackRun[](RUNS_PER_CONSIGNMENT_MAX + 1),
            abi.encodeWithSelector(
                IDrugCustody.RunsWrong.selector,
                RUNS_PER_CONSIGNMENT_MAX + 1,
                RUNS_PER_CONSIGNMENT_MAX
            )
        );
    }

    function test_DisputeConsignment_RevertWhen_ListsDiffer() public {
        _expectRuns(new PackRun[](2), abi.encodeWithSelector(IDrugCustody.ListsDiffer.selector, 2, 1));
    }

    function test_DisputeConsignment_RevertWhen_RunIsMalformed() public {
        PackRun empty = _run(_batch, 77, 77);
        _expectRuns(_runs(empty), abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, empty));
    }

    function test_DisputeConsignment_RevertWhen_ParcelIsUnknown() public {
        vm.prank(hospital.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 101)));
        custody.disputeConsignment(_sent, 1, _runs(_run(_batch, 0, 999)), _froms(101), 0);
    }

    function test_DisputeConsignment_RevertWhen_ContestedAlready() public {
        _contest(_sent, hospital.operator, _run(_batch, 100, 200), 100);
        _expectRuns(
            _runs(_run(_batch, 0, 999)),
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.Disputed,
                ParcelState.InTransit
            )
        );
    }

    function test_DisputeConsignment_RevertWhen_RunIsOfAnotherConsignment() public {
        _ship(_consignment(maker, hospital, _run(_batch, 300, 400)), maker.operator, 200);
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, _id, _parcelId(_batch, 300))
        );
        custody.disputeConsignment(_sent, 1, _runs(_run(_batch, 0, 999)), _froms(300), 0);
    }

    function test_DisputeConsignment_RevertWhen_RunReachesOutsideTheParcel() public {
        _expectRuns(
            _runs(_run(_batch, 100, 201)),
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 100),
                200,
                100,
                201
            )
        );
    }

    function _expectParcel(uint32 from, uint32 to, ParcelState state) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == state);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(found.counterparty, hospital.id);
        assertEq(bytes32(found.consignmentTag), bytes32(bytes16(_id)));
    }

    function _expectRecord(ConsignmentState state, uint32 outstandingCount, bool isShort) private view {
        assertTrue(custody.consignmentRecord(maker.id, _sent.documentKey).state == state);
        assertEq(custody.consignmentRecord(maker.id, _sent.documentKey).outstandingCount, outstandingCount);
        assertTrue(custody.consignmentRecord(maker.id, _sent.documentKey).isShort == isShort);
    }

    function _expectAtForm(address operator, bytes memory revertData) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.disputeConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0), 0);
    }

    function _expectRuns(PackRun[] memory runs, bytes memory revertData) private {
        vm.prank(hospital.operator);
        vm.expectRevert(revertData);
        custody.disputeConsignment(_sent, uint40(block.timestamp), runs, _froms(100), 0);
    }
}
