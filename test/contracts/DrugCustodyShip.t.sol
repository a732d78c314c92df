// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
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
import { BatchId, InstitutionId, ProductId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, RUNS_PER_CONSIGNMENT_MAX } from "../../contracts/libraries/Limits.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugCustodyShipTest is DrugFixture {
    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, 1_000);
    }

    function test_ShipConsignment_RecordsIt() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 0, 1_000));
        consignment.lineCommitments[0] = keccak256("price and invoice");
        consignment.shippedAtSec = uint40(block.timestamp) - 1 days;
        bytes32 id = custody.consignmentIdOf(consignment);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentShipped(
            id,
            maker.id,
            wholesaler.id,
            consignment.documentKey,
            consignment.shippedAtSec,
            maker.operator,
            consignment.runs,
            consignment.lineCommitments
        );
        assertEq(_ship(consignment, maker.operator, 0), id);
        ConsignmentRecord memory record = custody.consignmentRecord(maker.id, consignment.documentKey);
        assertEq(bytes32(record.tag), bytes32(bytes20(id)));
        assertTrue(record.state == ConsignmentState.Shipped);
        assertEq(record.outstandingCount, 1_000);
        assertEq(record.recordedAtSec, block.timestamp);
        _expectInTransit(0, 1_000, bytes16(id));
    }

    function test_ShipConsignment_CutsFromTheFront() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 0, 10));
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 0), 10);
        bytes32 id = _ship(consignment, maker.operator, 0);
        _expectInTransit(0, 10, bytes16(id));
        _expectHeld(10, 1_000, maker);
    }

    function test_ShipConsignment_CutsFromTheEnd() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 990, 1_000));
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 0), 990);
        bytes32 id = _ship(consignment, maker.operator, 0);
        _expectHeld(0, 990, maker);
        _expectInTransit(990, 1_000, bytes16(id));
    }

    function test_ShipConsignment_CutsFromTheMiddle() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 400, 500));
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 0), 400);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 400), 500);
        bytes32 id = _ship(consignment, maker.operator, 0);
        _expectHeld(0, 400, maker);
        _expectInTransit(400, 500, bytes16(id));
        _expectHeld(500, 1_000, maker);
    }

    /// @dev Runs of one call follow each other: the second names the parcel that the first left.
    function test_ShipConsignment_TakesManyRunsOfManyBatches() public {
        BatchId second = _sealedBatch(_product, 50);
        PackRun[] memory runs = new PackRun[](3);
        runs[0] = _run(_batch, 100, 200);
        runs[1] = _run(second, 0, 50);
        runs[2] = _run(_batch, 300, 301);
        Consignment memory consignment = _consignment(maker, wholesaler, runs);
        uint32[] memory froms = _froms(0, 3);
        froms[2] = 200;
        vm.prank(maker.operator);
        bytes32 id = custody.shipConsignment(consignment, froms);
        assertEq(custody.consignmentRecord(maker.id, consignment.documentKey).outstandingCount, 151);
        _expectHeld(0, 100, maker);
        _expectInTransit(100, 200, bytes16(id));
        _expectHeld(200, 300, maker);
        _expectInTransit(300, 301, bytes16(id));
        _expectHeld(301, 1_000, maker);
        assertTrue(custody.parcel(_parcelId(second, 0)).state == ParcelState.InTransit);
    }

    function test_ShipConsignment_TakesAsManyRunsAsTheLimit() public {
        PackRun[] memory runs = new PackRun[](RUNS_PER_CONSIGNMENT_MAX);
        uint32[] memory froms = new uint32[](RUNS_PER_CONSIGNMENT_MAX);
        for (uint32 i = 0; i < RUNS_PER_CONSIGNMENT_MAX; ++i) {
            runs[i] = _run(_batch, i * 2, i * 2 + 1);
            froms[i] = i == 0 ? 0 : i * 2 - 1;
        }
        Consignment memory consignment = _consignment(maker, wholesaler, runs);
        vm.prank(maker.operator);
        custody.shipConsignment(consignment, froms);
        assertEq(
            custody.consignmentRecord(maker.id, consignment.documentKey).outstandingCount,
            RUNS_PER_CONSIGNMENT_MAX
        );
    }

    function test_ShipConsignment_RevertWhen_CallerMayNotShip() public {
        Consignment memory consignment = _consignment(maker, maker, _run(_batch, 9, 9));
        _expectShip(
            consignment,
            bureauB.operator,
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.Ship
            )
        );
    }

    function test_ShipConsignment_RevertWhen_SenderIsAnother() public {
        Consignment memory consignment = _consignment(maker, maker, _run(_batch, 9, 9));
        _expectShip(
            consignment,
            wholesaler.operator,
            abi.encodeWithSelector(IDrugCustody.InstitutionMismatch.selector, maker.id, wholesaler.id)
        );
    }

    function test_ShipConsignment_RevertWhen_DocumentIsRecorded() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 0, 10));
        bytes32 id = _ship(consignment, maker.operator, 0);
        bytes memory expected = abi.encodeWithSelector(
            IDrugCustody.DocumentAlreadyRecorded.selector,
            maker.id,
            consignment.documentKey,
            bytes20(id)
        );
        _expectShip(consignment, maker.operator, expected);
        consignment.receiver = maker.id;
        _expectShip(consignment, maker.operator, expected);
    }

    /// @dev Two institutions may number their notes alike.
    function test_ShipConsignment_TakesTheSameDocumentOfAnotherSender() public {
        Consignment memory first = _consignment(maker, wholesaler, _run(_batch, 0, 10));
        _ship(first, maker.operator, 0);
        _receive(first, wholesaler.operator, _run(_batch, 0, 10), 0);
        Consignment memory second = _consignment(wholesaler, pharmacy, _run(_batch, 0, 10));
        second.documentKey = first.documentKey;
        assertFalse(_ship(second, wholesaler.operator, 0) == custody.consignmentIdOf(first));
    }

    function test_ShipConsignment_RevertWhen_ReceiverIsSender() public {
        Consignment memory consignment = _consignment(maker, maker, _run(_batch, 9, 9));
        consignment.shippedAtSec = type(uint40).max;
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(IDrugCustody.ReceiverIsSender.selector, maker.id)
        );
    }

    function test_ShipConsignment_RevertWhen_ReceiverHoldsNoGoods() public {
        Consignment memory consignment = _consignment(maker, bureauA, _run(_batch, 9, 9));
        consignment.shippedAtSec = type(uint40).max;
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(IDrugCustody.ReceiverCannotHoldGoods.selector, bureauA.id)
        );
        consignment.receiver = InstitutionId.wrap(999);
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(IDrugCustody.ReceiverCannotHoldGoods.selector, consignment.receiver)
        );
    }

    function test_ShipConsignment_RevertWhen_StatedTimeIsInTheFuture() public {
        Consignment memory consignment = _consignment(maker, wholesaler, new PackRun[](0));
        consignment.shippedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(
                IDrugCustody.OccurredInFuture.selector,
                consignment.shippedAtSec,
                uint40(block.timestamp)
            )
        );
        consignment = _consignment(maker, wholesaler, _run(_batch, 0, 1));
        consignment.shippedAtSec += CLOCK_SKEW_SEC_MAX;
        _ship(consignment, maker.operator, 0);
    }

    function test_ShipConsignment_RevertWhen_RunsAreNoneOrTooMany() public {
        Consignment memory consignment = _consignment(maker, wholesaler, new PackRun[](0));
        consignment.lineCommitments = new bytes32[](1);
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(IDrugCustody.RunsWrong.selector, 0, RUNS_PER_CONSIGNMENT_MAX)
        );
        consignment.runs = new PackRun[](RUNS_PER_CONSIGNMENT_MAX + 1);
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(
                IDrugCustody.RunsWrong.selector,
                RUNS_PER_CONSIGNMENT_MAX + 1,
                RUNS_PER_CONSIGNMENT_MAX
            )
        );
    }

    function test_ShipConsignment_RevertWhen_ListsDiffer() public {
        Consignment memory consignment = _consignment(maker, wholesaler, _run(_batch, 9, 9));
        consignment.lineCommitments = new bytes32[](2);
        _expectShip(
            consignment,
            maker.operator,
            abi.encodeWithSelector(IDrugCustody.ListsDiffer.selector, 1, 2)
        );
        consignment.lineCommitments = new bytes32[](1);
        vm.prank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ListsDiffer.selector, 1, 0));
        custody.shipConsignment(consignment, new uint32[](0));
    }

    function test_ShipConsignment_RevertWhen_RunIsMalformed() public {
        _expectRunMalformed(_run(_batch, 9, 9));
        _expectRunMalformed(_run(_batch, 9, 8));
        _expectRunMalformed(PackRun.wrap(PackRun.unwrap(_run(_batch, 0, 1)) | (1 << 128)));
    }

    function test_ShipConsignment_RevertWhen_BatchIsNotSealed() public {
        BatchId open = _open(_batchDraft(_product, 10));
        _expectRun(
            _run(open, 0, 1),
            0,
            abi.encodeWithSelector(IDrugCustody.BatchNotMovable.selector, open, BatchStatus.Open)
        );
        BatchId unknown = BatchId.wrap(77);
        _expectRun(
            _run(unknown, 0, 1),
            0,
            abi.encodeWithSelector(IDrugCustody.BatchNotMovable.selector, unknown, BatchStatus.None)
        );
    }

    function test_ShipConsignment_RevertWhen_ParcelIsUnknown() public {
        _expectRun(
            _run(_batch, 10, 20),
            10,
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 10))
        );
    }

    function test_ShipConsignment_RevertWhen_NotInCustody() public {
        Consignment memory consignment = _consignment(wholesaler, pharmacy, _run(_batch, 0, 2_000));
        _expectShip(
            consignment,
            wholesaler.operator,
            abi.encodeWithSelector(
                IDrugCustody.NotInCustody.selector,
                _parcelId(_batch, 0),
                maker.id,
                wholesaler.id
            )
        );
    }

    function test_ShipConsignment_RevertWhen_InTransit() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 10)), maker.operator, 0);
        _expectRun(
            _run(_batch, 0, 2_000),
            0,
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 0),
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
    }

    function test_ShipConsignment_RevertWhen_RunReachesOutsideTheParcel() public {
        vm.prank(maker.operator);
        custody.splitParcel(_parcelId(_batch, 0), 100);
        _expectRun(
            _run(_batch, 50, 101),
            0,
            abi.encodeWithSelector(IDrugCustody.RunOutsideParcel.selector, _parcelId(_batch, 0), 100, 50, 101)
        );
        _expectRun(
            _run(_batch, 99, 101),
            100,
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 100),
                1_000,
                99,
                101
            )
        );
    }

    function test_ShipConsignment_RevertWhen_TwoRunsShareAPack() public {
        PackRun[] memory runs = new PackRun[](2);
        runs[0] = _run(_batch, 0, 10);
        runs[1] = _run(_batch, 9, 20);
        Consignment memory consignment = _consignment(maker, wholesaler, runs);
        uint32[] memory froms = new uint32[](2);
        froms[1] = 10;
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.RunOutsideParcel.selector,
                _parcelId(_batch, 10),
                1_000,
                9,
                20
            )
        );
        custody.shipConsignment(consignment, froms);
    }

    function test_ShipConsignment_RevertWhen_Paused() public {
        _pauseLedger();
        _expectRun(
            _run(_batch, 0, 1),
            0,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Ship)
        );
    }

    /// @dev Whatever run is cut out of whatever parcel, the three pieces cover it and only the run is on its way.
    function testFuzz_ShipConsignment_CoversTheParcel(uint32 parcelFrom, uint32 from, uint32 to) public {
        parcelFrom = uint32(bound(parcelFrom, 0, 998));
        from = uint32(bound(from, parcelFrom, 998));
        to = uint32(bound(to, from + 1, 999));
        if (parcelFrom > 0) {
            vm.prank(maker.operator);
            custody.splitParcel(_parcelId(_batch, 0), parcelFrom);
        }
        bytes32 id = _ship(_consignment(maker, pharmacy, _run(_batch, from, to)), maker.operator, parcelFrom);
        if (parcelFrom > 0) _expectHeld(0, parcelFrom, maker);
        if (from > parcelFrom) _expectHeld(parcelFrom, from, maker);
        _expectInTransit(from, to, bytes16(id));
        _expectHeld(to, 1_000, maker);
    }

    function _expectHeld(uint32 from, uint32 to, Member memory holder) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, holder.id);
        assertEq(found.counterparty, InstitutionId.wrap(0));
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectInTransit(uint32 from, uint32 to, bytes16 tag) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.InTransit);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertFalse(found.counterparty == InstitutionId.wrap(0));
        assertEq(bytes32(found.consignmentTag), bytes32(tag));
    }

    function _expectRunMalformed(PackRun run) private {
        _expectRun(run, 7, abi.encodeWithSelector(IDrugCustody.RunMalformed.selector, run));
    }

    function _expectRun(PackRun run, uint32 parcelFrom, bytes memory revertData) private {
        Consignment memory consignment = _consignment(maker, wholesaler, run);
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        custody.shipConsignment(consignment, _froms(parcelFrom));
    }

    function _expectShip(Consignment memory consignment, address operator, bytes memory revertData) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.shipConsignment(consignment, _froms(0));
    }
}
