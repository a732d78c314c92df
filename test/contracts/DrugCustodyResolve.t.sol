// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    Dispute,
    DisputeOutcome,
    IDrugCustody,
    Parcel,
    ParcelState
} from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { RegionLimits } from "../../contracts/interfaces/IRegionRules.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId } from "../../contracts/libraries/Ids.sol";
import { RUNS_PER_CONSIGNMENT_MAX } from "../../contracts/libraries/Limits.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Packs 100 to 200 are contested between the maker and the hospital of region B; 200 to 210 still on their way.
contract DrugCustodyResolveTest is DrugFixture {
    uint40 private constant DISPUTE_LIMIT_SEC = 7 days;

    BatchId private _batch;
    Consignment private _sent;
    bytes32 private _id;
    PackRun private _contested;
    uint40 private _disputedAtSec;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 1_000);
        Consignment memory consignment = _consignment(maker, hospital, _run(_batch, 100, 210));
        _id = _ship(consignment, maker.operator, 0);
        _sent = consignment;
        _contested = _run(_batch, 100, 200);
        _contest(consignment, hospital.operator, _contested, 100);
        _disputedAtSec = uint40(block.timestamp);
    }

    function test_AnswerDispute_WaitsForTheOther() public {
        vm.prank(maker.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.DisputeAnswered(
            _id,
            maker.id,
            DisputeOutcome.Lost,
            maker.operator,
            _runs(_contested)
        );
        custody.answerDispute(_sent, DisputeOutcome.Lost, _runs(_contested));
        _expectAnswers(100, DisputeOutcome.Lost, DisputeOutcome.None);
        assertTrue(custody.parcel(_parcelId(_batch, 100)).state == ParcelState.Disputed);
        _expectRecord(ConsignmentState.Shipped, 110, false);
    }

    function test_AnswerDispute_ReturnsWhatBothSayCameBack() public {
        _answer(_sent, maker.operator, DisputeOutcome.Returned, _contested);
        vm.prank(hospital.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.DisputeAnswered(
            _id,
            hospital.id,
            DisputeOutcome.Returned,
            hospital.operator,
            _runs(_contested)
        );
        vm.expectEmit(address(custody));
        emit IDrugCustody.DisputeResolved(
            _id,
            hospital.id,
            DisputeOutcome.Returned,
            10,
            hospital.operator,
            _runs(_contested)
        );
        custody.answerDispute(_sent, DisputeOutcome.Returned, _runs(_contested));
        _expectReturned(100, 200);
        _expectRecord(ConsignmentState.Shipped, 10, true);
        _expectAnswers(100, DisputeOutcome.None, DisputeOutcome.None);
        assertEq(custody.dispute(_parcelId(_batch, 100)).disputedAtSec, 0);
    }

    function test_AnswerDispute_LosesWhatBothSayIsLost() public {
        _answer(_sent, hospital.operator, DisputeOutcome.Lost, _contested);
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        _expectLost(100, 200);
        _expectRecord(ConsignmentState.Shipped, 10, true);
        _receive(_sent, hospital.operator, _run(_batch, 200, 210), 200);
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    /// @dev Each may change its answer until the other agrees; goods that come back may be sent anew.
    function test_AnswerDispute_MayBeChanged() public {
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        _answer(_sent, hospital.operator, DisputeOutcome.Returned, _contested);
        _expectAnswers(100, DisputeOutcome.Lost, DisputeOutcome.Returned);
        _answer(_sent, maker.operator, DisputeOutcome.Returned, _contested);
        _expectReturned(100, 200);
        _ship(_consignment(maker, pharmacy, _contested), maker.operator, 100);
    }

    function test_AnswerDispute_ResolvesAllRunsOrNone() public {
        _contest(_sent, maker.operator, _run(_batch, 200, 210), 200);
        PackRun[] memory both = new PackRun[](2);
        both[0] = _contested;
        both[1] = _run(_batch, 200, 210);
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        vm.prank(hospital.operator);
        custody.answerDispute(_sent, DisputeOutcome.Lost, both);
        _expectAnswers(100, DisputeOutcome.Lost, DisputeOutcome.Lost);
        _expectAnswers(200, DisputeOutcome.None, DisputeOutcome.Lost);
        assertTrue(custody.parcel(_parcelId(_batch, 100)).state == ParcelState.Disputed);
        vm.prank(maker.operator);
        custody.answerDispute(_sent, DisputeOutcome.Lost, both);
        _expectLost(100, 200);
        _expectLost(200, 210);
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    function test_AnswerDispute_GoesOnWhilePaused() public {
        _pauseLedger();
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        _answer(_sent, hospital.operator, DisputeOutcome.Lost, _contested);
        _expectLost(100, 200);
    }

    function test_AnswerDispute_RevertWhen_ContentWasNeverSent() public {
        Consignment memory changed = _sent;
        changed.receiver = pharmacy.id;
        bytes32 id = custody.consignmentIdOf(changed);
        vm.prank(bureauB.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ConsignmentUnknown.selector, id));
        custody.answerDispute(changed, DisputeOutcome.None, new PackRun[](0));
    }

    function test_AnswerDispute_RevertWhen_CallerMayNotCorrect() public {
        address clerk = key("clerk");
        _addOperator(bureauB, clerk, _acts(Act.Supervise));
        _expectAnswer(
            clerk,
            DisputeOutcome.None,
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauB.id, Act.Correct)
        );
    }

    function test_AnswerDispute_RevertWhen_BetweenOthers() public {
        _expectAnswer(
            pharmacy.operator,
            DisputeOutcome.None,
            abi.encodeWithSelector(IDrugCustody.ConsignmentForOther.selector, _id, hospital.id, pharmacy.id)
        );
    }

    function test_AnswerDispute_RevertWhen_OutcomeIsMissing() public {
        _expectAnswer(
            maker.operator,
            DisputeOutcome.None,
            abi.encodeWithSelector(IDrugCustody.DisputeOutcomeMissing.selector)
        );
    }

    function test_AnswerDispute_RevertWhen_RunsAreNoneOrTooMany() public {
        _expectAnswer(
            maker.operator,
            DisputeOutcome.Lost,
            abi.encodeWithSelector(IDrugCustody.RunsWrong.selector, 0, RUNS_PER_CONSIGNMENT_MAX)
        );
    }

    function test_AnswerDispute_RevertWhen_RunIsNotExactlyAContestedParcel() public {
        PackRun empty = _run(_batch, 77, 77);
        _expectAnswerRun(empty, abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, empty));
        _expectAnswerRun(
            _run(_batch, 101, 200),
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 101))
        );
        _expectAnswerRun(
            _run(_batch, 200, 210),
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 200),
                ParcelState.InTransit,
                ParcelState.Disputed
            )
        );
        _expectAnswerRun(_run(_batch, 100, 199), _outside(199));
        _expectAnswerRun(_run(_batch, 100, 201), _outside(201));
    }

    function test_AnswerDispute_RevertWhen_RunIsOfAnotherConsignment() public {
        Consignment memory other = _consignment(maker, hospital, _run(_batch, 300, 400));
        _ship(other, maker.operator, 210);
        _contest(other, hospital.operator, _run(_batch, 300, 400), 300);
        _expectAnswerRun(
            _run(_batch, 300, 401),
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, _id, _parcelId(_batch, 300))
        );
    }

    function test_AnswerDispute_RevertWhen_OneRunIsResolvedTwice() public {
        _answer(_sent, maker.operator, DisputeOutcome.Returned, _contested);
        PackRun[] memory twice = new PackRun[](2);
        twice[0] = _contested;
        twice[1] = _contested;
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.Held,
                ParcelState.Disputed
            )
        );
        custody.answerDispute(_sent, DisputeOutcome.Returned, twice);
    }

    function test_ResolveDispute_IsForTheReceiversBureauAfterTheLimit() public {
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        vm.warp(_disputedAtSec + DISPUTE_LIMIT_SEC);
        vm.prank(bureauB.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.DisputeResolved(
            _id,
            bureauB.id,
            DisputeOutcome.Returned,
            10,
            bureauB.operator,
            _runs(_contested)
        );
        custody.resolveDispute(_sent, DisputeOutcome.Returned, _runs(_contested));
        _expectReturned(100, 200);
        _expectRecord(ConsignmentState.Shipped, 10, true);
    }

    function test_ResolveDispute_RevertWhen_ContentWasNeverSent() public {
        Consignment memory changed = _sent;
        changed.sender = pharmacy.id;
        bytes32 id = custody.consignmentIdOf(changed);
        vm.prank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ConsignmentUnknown.selector, id));
        custody.resolveDispute(changed, DisputeOutcome.None, new PackRun[](0));
    }

    function test_ResolveDispute_RevertWhen_CallerMayNotSupervise() public {
        _expectResolve(
            hospital.operator,
            DisputeOutcome.None,
            new PackRun[](0),
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                hospital.operator,
                hospital.id,
                Act.Supervise
            )
        );
    }

    /// @dev I12: the bureau of the sender's region has no say.
    function test_ResolveDispute_RevertWhen_BureauIsOfAnotherRegion() public {
        _expectResolve(
            bureauA.operator,
            DisputeOutcome.None,
            new PackRun[](0),
            abi.encodeWithSelector(
                IDrugCustody.BureauNotOfReceiver.selector,
                hospital.id,
                REGION_B,
                bureauA.id
            )
        );
    }

    function test_ResolveDispute_RevertWhen_OutcomeOrRunsAreMissing() public {
        _expectResolve(
            bureauB.operator,
            DisputeOutcome.None,
            new PackRun[](0),
            abi.encodeWithSelector(IDrugCustody.DisputeOutcomeMissing.selector)
        );
        _expectResolve(
            bureauB.operator,
            DisputeOutcome.Lost,
            new PackRun[](0),
            abi.encodeWithSelector(IDrugCustody.RunsWrong.selector, 0, RUNS_PER_CONSIGNMENT_MAX)
        );
    }

    function test_ResolveDispute_RevertWhen_RunIsNotExactlyAContestedParcel() public {
        PackRun empty = _run(_batch, 77, 77);
        _expectResolveRun(empty, abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, empty));
        _expectResolveRun(
            _run(_batch, 101, 200),
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 101))
        );
        _expectResolveRun(
            _run(_batch, 200, 210),
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 200),
                ParcelState.InTransit,
                ParcelState.Disputed
            )
        );
        _expectResolveRun(_run(_batch, 100, 199), _outside(199));
    }

    function test_ResolveDispute_RevertWhen_TheLimitHasNotPassed() public {
        uint40 resolvableAtSec = _disputedAtSec + DISPUTE_LIMIT_SEC;
        vm.warp(resolvableAtSec - 1);
        _expectStillOpen(resolvableAtSec);
        vm.warp(resolvableAtSec);
        vm.prank(bureauB.operator);
        custody.resolveDispute(_sent, DisputeOutcome.Lost, _runs(_contested));
        _expectLost(100, 200);
    }

    function test_ResolveDispute_AsksTheLimitOfTheReceiversRegion() public {
        vm.prank(bureauA.operator);
        rules.setLimits(RegionLimits(1, 1, 1, 1));
        vm.warp(_disputedAtSec + 1);
        _expectStillOpen(_disputedAtSec + DISPUTE_LIMIT_SEC);
        vm.prank(bureauB.operator);
        rules.setLimits(RegionLimits(1, 1, 1, 1));
        vm.prank(bureauB.operator);
        custody.resolveDispute(_sent, DisputeOutcome.Lost, _runs(_contested));
        _expectLost(100, 200);
    }

    /// @dev I13: neither a pause that is over nor one that goes on brings the deadline nearer.
    function test_ResolveDispute_CountsNoPause() public {
        vm.warp(_disputedAtSec + 1 days);
        uint40 beganSec = uint40(block.timestamp);
        _pauseLedger();
        vm.warp(block.timestamp + 30 days);
        _expectStillOpen(uint40(block.timestamp) + 6 days);
        _unpauseLedger();
        uint40 resolvableAtSec = _disputedAtSec + DISPUTE_LIMIT_SEC + uint40(block.timestamp) - beganSec;
        vm.warp(resolvableAtSec - 1);
        _expectStillOpen(resolvableAtSec);
        vm.warp(resolvableAtSec);
        vm.prank(bureauB.operator);
        custody.resolveDispute(_sent, DisputeOutcome.Lost, _runs(_contested));
        _expectLost(100, 200);
    }

    /// @dev A pause that was over when the dispute began does not count for it.
    function test_ResolveDispute_CountsNoPauseFromBefore() public {
        _pauseLedger();
        _unpauseLedger();
        _contest(_sent, maker.operator, _run(_batch, 200, 210), 200);
        assertTrue(custody.dispute(_parcelId(_batch, 200)).pausedBeforeSec > 0);
        vm.warp(block.timestamp + DISPUTE_LIMIT_SEC);
        vm.prank(bureauB.operator);
        custody.resolveDispute(_sent, DisputeOutcome.Returned, _runs(_run(_batch, 200, 210)));
        _expectReturned(200, 210);
    }

    function test_ResolveDispute_RevertWhen_OneRunIsResolvedTwice() public {
        vm.warp(_disputedAtSec + DISPUTE_LIMIT_SEC);
        PackRun[] memory twice = new PackRun[](2);
        twice[0] = _contested;
        twice[1] = _contested;
        _expectResolve(
            bureauB.operator,
            DisputeOutcome.Lost,
            twice,
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.Lost,
                ParcelState.Disputed
            )
        );
    }

    /// @dev Lost goods are nobody's: not sent, not split, not contested again.
    function test_LostGoods_StayLost() public {
        _answer(_sent, maker.operator, DisputeOutcome.Lost, _contested);
        _answer(_sent, hospital.operator, DisputeOutcome.Lost, _contested);
        bytes memory lost = abi.encodeWithSelector(
            IDrugCustody.ParcelNotInState.selector,
            _parcelId(_batch, 100),
            ParcelState.Lost,
            ParcelState.Held
        );
        Consignment memory again = _consignment(maker, pharmacy, _contested);
        vm.prank(maker.operator);
        vm.expectRevert(lost);
        custody.shipConsignment(again, _froms(100));
        vm.prank(maker.operator);
        vm.expectRevert(lost);
        custody.splitParcel(_parcelId(_batch, 100), 150);
    }

    function _outside(uint32 to) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 100),
                200,
                100,
                to
            );
    }

    function _expectAnswers(uint32 from, DisputeOutcome bySender, DisputeOutcome byReceiver) private view {
        Dispute memory begun = custody.dispute(_parcelId(_batch, from));
        assertTrue(begun.bySender == bySender && begun.byReceiver == byReceiver);
    }

    function _expectReturned(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(found.counterparty, InstitutionId.wrap(0));
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectLost(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Lost);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(found.counterparty, hospital.id);
    }

    function _expectRecord(ConsignmentState state, uint32 outstandingCount, bool isShort) private view {
        ConsignmentRecord memory record = custody.consignmentRecord(maker.id, _sent.documentKey);
        assertTrue(record.state == state);
        assertEq(record.outstandingCount, outstandingCount);
        assertTrue(record.isShort == isShort);
    }

    function _expectAnswer(address operator, DisputeOutcome outcome, bytes memory revertData) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.answerDispute(_sent, outcome, new PackRun[](0));
    }

    function _expectAnswerRun(PackRun run, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        custody.answerDispute(_sent, DisputeOutcome.Lost, _runs(run));
    }

    function _expectResolve(
        address operator,
        DisputeOutcome outcome,
        PackRun[] memory runs,
        bytes memory revertData
    ) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.resolveDispute(_sent, outcome, runs);
    }

    function _expectResolveRun(PackRun run, bytes memory revertData) private {
        _expectResolve(bureauB.operator, DisputeOutcome.Lost, _runs(run), revertData);
    }

    function _expectStillOpen(uint40 resolvableAtSec) private {
        _expectResolve(
            bureauB.operator,
            DisputeOutcome.Lost,
            _runs(_contested),
            abi.encodeWithSelector(
                IDrugCustody.DisputeStillOpen.selector,
                _parcelId(_batch, 100),
                resolvableAtSec,
                uint40(block.timestamp)
            )
        );
    }
}
