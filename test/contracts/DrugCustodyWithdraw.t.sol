// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    IDrugCustody,
    Parcel,
    ParcelState
} from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, RUNS_PER_CONSIGNMENT_MAX } from "../../contracts/libraries/Limits.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Packs 100 to 200 of a batch of 1,000 are on their way to the wholesaler.
contract DrugCustodyWithdrawTest is DrugFixture {
    BatchId private _batch;
    Consignment private _sent;
    bytes32 private _id;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 1_000);
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 100, 200));
        _id = _ship(consignment, maker.operator, 0);
        _sent = consignment;
    }

    function test_WithdrawConsignment_TakesAllBackAndClosesIt() public {
        PackRun[] memory runs = _runs(_run(_batch, 100, 200));
        uint40 withdrawnAtSec = uint40(block.timestamp) - 30;
        vm.prank(maker.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentWithdrawn(
            _id,
            maker.id,
            wholesaler.id,
            withdrawnAtSec,
            0,
            maker.operator,
            runs
        );
        custody.withdrawConsignment(_sent, withdrawnAtSec, runs, _froms(100));
        _expectHeldByMaker(100, 200);
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    function test_WithdrawConsignment_LeavesTheRestOnItsWay() public {
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 100), 120);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 120), 150);
        _withdraw(_sent, maker.operator, _run(_batch, 120, 150), 100);
        assertTrue(custody.parcel(_parcelId(_batch, 100)).state == ParcelState.InTransit);
        _expectHeldByMaker(120, 150);
        assertTrue(custody.parcel(_parcelId(_batch, 150)).state == ParcelState.InTransit);
        _expectRecord(ConsignmentState.Shipped, 70, true);
    }

    /// @dev What was not received whole is closed, whoever has the last of it.
    function test_WithdrawConsignment_ClosesWhenTheRestIsReceived() public {
        _withdraw(_sent, maker.operator, _run(_batch, 100, 120), 100);
        _receive(_sent, wholesaler.operator, _run(_batch, 120, 150), 120);
        _expectRecord(ConsignmentState.PartlyReceived, 50, true);
        _receive(_sent, wholesaler.operator, _run(_batch, 150, 200), 150);
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    function test_WithdrawConsignment_TakesTheRestOfOnePartlyReceived() public {
        _receive(_sent, wholesaler.operator, _run(_batch, 100, 150), 100);
        _withdraw(_sent, maker.operator, _run(_batch, 150, 160), 150);
        _expectRecord(ConsignmentState.PartlyReceived, 40, true);
        _withdraw(_sent, maker.operator, _run(_batch, 160, 200), 160);
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    /// @dev Goods recalled on their way come back to whoever sent them.
    function test_WithdrawConsignment_TakesRecalledAndQuarantinedGoodsBack() public {
        _quarantine(bureauA, _batch);
        _recall(_batch);
        _withdraw(_sent, maker.operator, _run(_batch, 100, 200), 100);
        _expectHeldByMaker(100, 200);
    }

    function test_WithdrawConsignment_GoesOnWhilePaused() public {
        _pauseLedger();
        _withdraw(_sent, maker.operator, _run(_batch, 100, 200), 100);
        _expectHeldByMaker(100, 200);
    }

    function test_WithdrawConsignment_RevertWhen_ContentWasNeverSent() public {
        Consignment memory changed = _sent;
        changed.shippedAtSec -= 1;
        bytes32 id = custody.consignmentIdOf(changed);
        vm.prank(bureauB.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ConsignmentUnknown.selector, id));
        custody.withdrawConsignment(changed, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function test_WithdrawConsignment_RevertWhen_CallerMayNotCorrect() public {
        address clerk = key("clerk");
        _addOperator(bureauB, clerk, _acts(Act.Supervise));
        _expectAtForm(
            clerk,
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauB.id, Act.Correct)
        );
    }

    function test_WithdrawConsignment_RevertWhen_OfAnother() public {
        _receive(_sent, wholesaler.operator, _run(_batch, 100, 200), 100);
        _expectAtForm(
            wholesaler.operator,
            abi.encodeWithSelector(IDrugCustody.ConsignmentOfOther.selector, _id, maker.id, wholesaler.id)
        );
    }

    function test_WithdrawConsignment_RevertWhen_NothingIsOutstanding() public {
        _receive(_sent, wholesaler.operator, _run(_batch, 100, 200), 100);
        _expectAtForm(
            maker.operator,
            abi.encodeWithSelector(
                IDrugCustody.ConsignmentNotInState.selector,
                _id,
                ConsignmentState.Received
            )
        );
    }

    function test_WithdrawConsignment_RevertWhen_Closed() public {
        _withdraw(_sent, maker.operator, _run(_batch, 100, 200), 100);
        bytes memory closed = abi.encodeWithSelector(
            IDrugCustody.ConsignmentNotInState.selector,
            _id,
            ConsignmentState.Closed
        );
        _expectAtForm(maker.operator, closed);
        vm.prank(wholesaler.operator);
        vm.expectRevert(closed);
        custody.receiveConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function test_WithdrawConsignment_RevertWhen_StatedTimeIsInTheFuture() public {
        uint40 latestSec = uint40(block.timestamp) + CLOCK_SKEW_SEC_MAX;
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.OccurredInFuture.selector,
                latestSec + 1,
                uint40(block.timestamp)
            )
        );
        custody.withdrawConsignment(_sent, latestSec + 1, new PackRun[](0), _froms(0));
        vm.prank(maker.operator);
        custody.withdrawConsignment(_sent, latestSec, _runs(_run(_batch, 100, 101)), _froms(100));
    }

    function test_WithdrawConsignment_RevertWhen_RunsAreNoneOrTooMany() public {
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

    function test_WithdrawConsignment_RevertWhen_ListsDiffer() public {
        _expectRuns(new PackRun[](2), abi.encodeWithSelector(IDrugCustody.ListsDiffer.selector, 2, 1));
    }

    function test_WithdrawConsignment_RevertWhen_RunIsMalformed() public {
        PackRun empty = _run(_batch, 77, 77);
        _expectRuns(_runs(empty), abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, empty));
    }

    function test_WithdrawConsignment_RevertWhen_ParcelIsUnknown() public {
        _expectRun(
            _run(_batch, 99, 201),
            101,
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 101))
        );
    }

    function test_WithdrawConsignment_RevertWhen_InDispute() public {
        _contest(_sent, wholesaler.operator, _run(_batch, 100, 200), 100);
        _expectRun(
            _run(_batch, 99, 201),
            100,
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.Disputed,
                ParcelState.InTransit
            )
        );
    }

    function test_WithdrawConsignment_RevertWhen_RunIsOfAnotherConsignment() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 300, 400)), maker.operator, 200);
        _expectRun(
            _run(_batch, 300, 500),
            300,
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, _id, _parcelId(_batch, 300))
        );
    }

    /// @dev A tag is half of a hash. Should two consignments ever share it, nobody takes back what another sent.
    function test_WithdrawConsignment_RevertWhen_TagIsForgedByAnotherSender() public {
        _deliver(maker, wholesaler, _run(_batch, 300, 400), 200);
        Consignment memory other = _consignment(wholesaler, pharmacy, _run(_batch, 300, 400));
        bytes32 forged = _ship(other, wholesaler.operator, 300);
        bytes32 slot = keccak256(abi.encode(_parcelId(_batch, 100), uint256(2)));
        uint256 kept = uint256(vm.load(address(custody), slot)) & ((1 << 104) - 1);
        vm.store(address(custody), slot, bytes32(kept | (uint256(uint128(bytes16(forged))) << 104)));
        assertEq(bytes32(custody.parcel(_parcelId(_batch, 100)).consignmentTag), bytes32(bytes16(forged)));
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, forged, _parcelId(_batch, 100))
        );
        custody.withdrawConsignment(other, 1, _runs(_run(_batch, 100, 110)), _froms(100));
    }

    function test_WithdrawConsignment_RevertWhen_RunReachesOutsideTheParcel() public {
        _expectRun(
            _run(_batch, 99, 150),
            100,
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 100),
                200,
                99,
                150
            )
        );
    }

    /// @dev In whatever pieces it is taken back and received, each pack is counted once.
    function testFuzz_WithdrawConsignment_CountsWhatIsOutstanding(uint32 from, uint32 to) public {
        from = uint32(bound(from, 100, 199));
        to = uint32(bound(to, from + 1, 200));
        _withdraw(_sent, maker.operator, _run(_batch, from, to), 100);
        _expectHeldByMaker(from, to);
        if (from > 100) _receive(_sent, wholesaler.operator, _run(_batch, 100, from), 100);
        if (to < 200) {
            assertEq(_record().outstandingCount, 200 - to);
            _receive(_sent, wholesaler.operator, _run(_batch, to, 200), to);
        }
        _expectRecord(ConsignmentState.Closed, 0, true);
    }

    function _record() private view returns (ConsignmentRecord memory) {
        return custody.consignmentRecord(maker.id, _sent.documentKey);
    }

    function _expectRecord(ConsignmentState state, uint32 outstandingCount, bool isShort) private view {
        ConsignmentRecord memory record = _record();
        assertTrue(record.state == state);
        assertEq(record.outstandingCount, outstandingCount);
        assertTrue(record.isShort == isShort);
    }

    function _expectHeldByMaker(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(found.counterparty, InstitutionId.wrap(0));
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectAtForm(address operator, bytes memory revertData) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.withdrawConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function _expectRuns(PackRun[] memory runs, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        custody.withdrawConsignment(_sent, uint40(block.timestamp), runs, _froms(100));
    }

    function _expectRun(PackRun run, uint32 parcelFrom, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        custody.withdrawConsignment(_sent, uint40(block.timestamp), _runs(run), _froms(parcelFrom));
    }
}
