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
contract DrugCustodyReceiveTest is DrugFixture {
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

    function test_ReceiveConsignment_TakesAllOver() public {
        vm.warp(block.timestamp + 60);
        PackRun[] memory accepted = _runs(_run(_batch, 100, 200));
        uint40 receivedAtSec = uint40(block.timestamp) - 30;
        uint40 shippedAtSec = _record().recordedAtSec;
        vm.prank(wholesaler.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentReceived(
            _id,
            wholesaler.id,
            maker.id,
            receivedAtSec,
            0,
            wholesaler.operator,
            accepted
        );
        custody.receiveConsignment(_sent, receivedAtSec, accepted, _froms(100));
        _expectHeldByWholesaler(100, 200);
        ConsignmentRecord memory record = _record();
        assertTrue(record.state == ConsignmentState.Received);
        assertEq(record.outstandingCount, 0);
        assertEq(record.recordedAtSec, shippedAtSec);
        assertEq(bytes32(record.tag), bytes32(bytes20(_id)));
    }

    function test_ReceiveConsignment_LeavesTheRestOnItsWay() public {
        PackRun[] memory accepted = _runs(_run(_batch, 120, 150));
        vm.prank(wholesaler.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 100), 120);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 120), 150);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentReceived(
            _id,
            wholesaler.id,
            maker.id,
            uint40(block.timestamp),
            70,
            wholesaler.operator,
            accepted
        );
        custody.receiveConsignment(_sent, uint40(block.timestamp), accepted, _froms(100));
        _expectInTransit(100, 120);
        _expectHeldByWholesaler(120, 150);
        _expectInTransit(150, 200);
        assertTrue(_record().state == ConsignmentState.PartlyReceived);
        assertEq(_record().outstandingCount, 70);

        _receive(_sent, wholesaler.operator, _run(_batch, 100, 120), 100);
        assertTrue(_record().state == ConsignmentState.PartlyReceived);
        assertEq(_record().outstandingCount, 50);

        _receive(_sent, wholesaler.operator, _run(_batch, 150, 200), 150);
        assertTrue(_record().state == ConsignmentState.Received);
        assertEq(_record().outstandingCount, 0);
    }

    /// @dev Runs of one call follow each other: the second names the parcel that the first left.
    function test_ReceiveConsignment_TakesManyRuns() public {
        PackRun[] memory accepted = new PackRun[](2);
        accepted[0] = _run(_batch, 100, 110);
        accepted[1] = _run(_batch, 190, 200);
        uint32[] memory froms = _froms(100, 2);
        froms[1] = 110;
        vm.prank(wholesaler.operator);
        custody.receiveConsignment(_sent, uint40(block.timestamp), accepted, froms);
        _expectHeldByWholesaler(100, 110);
        _expectInTransit(110, 190);
        _expectHeldByWholesaler(190, 200);
    }

    function test_ReceiveConsignment_RevertWhen_ContentWasNeverSent() public {
        Consignment memory changed = _sent;
        changed.shippedAtSec -= 1;
        _expectUnknown(changed);
        changed = _sent;
        changed.documentKey = keccak256("no such note");
        _expectUnknown(changed);
    }

    function test_ReceiveConsignment_RevertWhen_CallerMayNotReceive() public {
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.Receive
            )
        );
        custody.receiveConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function test_ReceiveConsignment_RevertWhen_ForAnother() public {
        _receive(_sent, wholesaler.operator, _run(_batch, 100, 200), 100);
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.ConsignmentForOther.selector, _id, wholesaler.id, pharmacy.id)
        );
        custody.receiveConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function test_ReceiveConsignment_RevertWhen_ReceivedWhole() public {
        _receive(_sent, wholesaler.operator, _run(_batch, 100, 200), 100);
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.ConsignmentNotInState.selector,
                _id,
                ConsignmentState.Received
            )
        );
        custody.receiveConsignment(_sent, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function test_ReceiveConsignment_RevertWhen_StatedTimeIsInTheFuture() public {
        uint40 latestSec = uint40(block.timestamp) + CLOCK_SKEW_SEC_MAX;
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.OccurredInFuture.selector,
                latestSec + 1,
                uint40(block.timestamp)
            )
        );
        custody.receiveConsignment(_sent, latestSec + 1, new PackRun[](0), _froms(0));
        vm.prank(wholesaler.operator);
        custody.receiveConsignment(_sent, latestSec, _runs(_run(_batch, 100, 101)), _froms(100));
    }

    function test_ReceiveConsignment_RevertWhen_RunsAreNoneOrTooMany() public {
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

    function test_ReceiveConsignment_RevertWhen_ListsDiffer() public {
        _expectRuns(new PackRun[](2), abi.encodeWithSelector(IDrugCustody.ListsDiffer.selector, 2, 1));
    }

    function test_ReceiveConsignment_RevertWhen_RunIsMalformed() public {
        PackRun empty = _run(_batch, 100, 100);
        _expectRun(empty, 100, abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, empty));
    }

    function test_ReceiveConsignment_RevertWhen_ParcelIsUnknown() public {
        _expectRun(
            _run(_batch, 101, 102),
            101,
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 101))
        );
    }

    function test_ReceiveConsignment_RevertWhen_ParcelIsHeld() public {
        _expectRun(
            _run(_batch, 0, 200),
            0,
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 0),
                ParcelState.Held,
                ParcelState.InTransit
            )
        );
    }

    function test_ReceiveConsignment_RevertWhen_RunIsOfAnotherConsignment() public {
        Consignment memory other = _consignment(maker, wholesaler, _run(_batch, 300, 400));
        _ship(other, maker.operator, 200);
        _expectRun(
            _run(_batch, 300, 500),
            300,
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, _id, _parcelId(_batch, 300))
        );
    }

    /// @dev A tag is 16 bytes of a hash. Should two consignments ever share it, the goods still go where they were sent.
    function test_ReceiveConsignment_RevertWhen_TagIsForgedForAnotherReceiver() public {
        Consignment memory other = _consignment(maker, pharmacy, _run(_batch, 300, 400));
        bytes32 forged = _ship(other, maker.operator, 200);
        bytes32 slot = keccak256(abi.encode(_parcelId(_batch, 100), uint256(2)));
        uint256 word = uint256(vm.load(address(custody), slot));
        uint256 kept = word & ((1 << 104) - 1);
        vm.store(address(custody), slot, bytes32(kept | (uint256(uint128(bytes16(forged))) << 104)));
        assertEq(bytes32(custody.parcel(_parcelId(_batch, 100)).consignmentTag), bytes32(bytes16(forged)));
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.RunNotOfConsignment.selector, forged, _parcelId(_batch, 100))
        );
        custody.receiveConsignment(
            other,
            uint40(block.timestamp),
            _runs(_run(_batch, 100, 110)),
            _froms(100)
        );
    }

    function test_ReceiveConsignment_RevertWhen_RunReachesOutsideTheParcel() public {
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
        _expectRun(
            _run(_batch, 100, 201),
            100,
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 100),
                200,
                100,
                201
            )
        );
    }

    function test_ReceiveConsignment_RevertWhen_OneRunIsAcceptedTwice() public {
        PackRun[] memory accepted = new PackRun[](2);
        accepted[0] = _run(_batch, 100, 200);
        accepted[1] = _run(_batch, 100, 200);
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.Held,
                ParcelState.InTransit
            )
        );
        custody.receiveConsignment(_sent, uint40(block.timestamp), accepted, _froms(100, 2));
    }

    function test_ReceiveConsignment_RevertWhen_Paused() public {
        _pauseLedger();
        _expectRun(
            _run(_batch, 100, 200),
            100,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Receive)
        );
    }

    /// @dev In whatever pieces it is accepted, what is accepted and what is outstanding is what was sent.
    function testFuzz_ReceiveConsignment_CountsWhatIsOutstanding(uint32 from, uint32 to) public {
        from = uint32(bound(from, 100, 199));
        to = uint32(bound(to, from + 1, 200));
        _receive(_sent, wholesaler.operator, _run(_batch, from, to), 100);
        if (from > 100) _expectInTransit(100, from);
        _expectHeldByWholesaler(from, to);
        if (to < 200) _expectInTransit(to, 200);
        assertEq(_record().outstandingCount, 100 - (to - from));
    }

    function _record() private view returns (ConsignmentRecord memory) {
        return custody.consignmentRecord(maker.id, _sent.documentKey);
    }

    function _expectHeldByWholesaler(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, wholesaler.id);
        assertEq(found.counterparty, InstitutionId.wrap(0));
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectInTransit(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.InTransit);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(found.counterparty, wholesaler.id);
        assertEq(bytes32(found.consignmentTag), bytes32(bytes16(_id)));
    }

    function _expectUnknown(Consignment memory consignment) private {
        bytes32 id = custody.consignmentIdOf(consignment);
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ConsignmentUnknown.selector, id));
        custody.receiveConsignment(consignment, type(uint40).max, new PackRun[](0), _froms(0));
    }

    function _expectRuns(PackRun[] memory accepted, bytes memory revertData) private {
        vm.prank(wholesaler.operator);
        vm.expectRevert(revertData);
        custody.receiveConsignment(_sent, uint40(block.timestamp), accepted, _froms(100));
    }

    function _expectRun(PackRun run, uint32 parcelFrom, bytes memory revertData) private {
        vm.prank(wholesaler.operator);
        vm.expectRevert(revertData);
        custody.receiveConsignment(_sent, uint40(block.timestamp), _runs(run), _froms(parcelFrom));
    }
}
