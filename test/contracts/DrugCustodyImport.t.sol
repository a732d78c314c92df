// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Consignment, IDrugCustody, ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId } from "../../contracts/libraries/Ids.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev A bureau records for the institutions of its region what happened before they kept the ledger. Maker,
/// wholesaler and pharmacy stand in region A, the hospital in region B.
contract DrugCustodyImportTest is DrugFixture {
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 1_000);
        vm.warp(block.timestamp + 30 days);
    }

    function test_ShipConsignment_ImportsForTheSender() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_parcelId(_batch, 0), 10);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ConsignmentShipped(
            custody.consignmentIdOf(consignment),
            maker.id,
            hospital.id,
            consignment.documentKey,
            consignment.shippedAtSec,
            bureauA.operator,
            consignment.runs,
            consignment.lineCommitments
        );
        _ship(consignment, bureauA.operator, 0);
        assertEq(custody.importedUntilSec(maker.id), consignment.shippedAtSec);
        assertEq(custody.importedUntilSec(bureauA.id), 0);
        assertEq(custody.parcel(_parcelId(_batch, 0)).holder, maker.id);
    }

    function test_ReceiveConsignment_ImportsForTheReceiver() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        _ship(consignment, bureauA.operator, 0);
        PackRun[] memory runs = _runs(_run(_batch, 0, 10));
        uint40 receivedAtSec = consignment.shippedAtSec + 1 days;
        vm.prank(bureauB.operator);
        custody.receiveConsignment(consignment, receivedAtSec, runs, _froms(0));
        assertEq(custody.parcel(_parcelId(_batch, 0)).holder, hospital.id);
        assertEq(custody.importedUntilSec(hospital.id), receivedAtSec);
        assertEq(custody.importedUntilSec(maker.id), consignment.shippedAtSec);
    }

    function test_WithdrawConsignment_ImportsForTheSender() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        _ship(consignment, bureauA.operator, 0);
        vm.prank(bureauA.operator);
        custody.withdrawConsignment(
            consignment,
            consignment.shippedAtSec,
            _runs(_run(_batch, 0, 10)),
            _froms(0)
        );
        assertTrue(custody.parcel(_parcelId(_batch, 0)).state == ParcelState.Held);
    }

    /// @dev The same instant twice is in order; what an institution records itself is not held to it.
    function test_Import_RevertWhen_TimeGoesBack() public {
        Consignment memory first = _shipped(20 days, _run(_batch, 0, 10));
        _ship(first, bureauA.operator, 0);
        _ship(_shipped(20 days, _run(_batch, 10, 20)), bureauA.operator, 10);
        Consignment memory earlier = _shipped(20 days + 1, new PackRun[](0));
        vm.prank(bureauA.operator);
        vm.expectRevert(_outOfOrder(maker, first.shippedAtSec, earlier.shippedAtSec));
        custody.shipConsignment(earlier, _froms(0));
        vm.prank(bureauA.operator);
        vm.expectRevert(_outOfOrder(maker, first.shippedAtSec, 1));
        custody.withdrawConsignment(first, 1, new PackRun[](0), _froms(0));
        _ship(_shipped(25 days, _run(_batch, 20, 30)), maker.operator, 20);
        assertEq(custody.importedUntilSec(maker.id), first.shippedAtSec);
    }

    function test_Import_RevertWhen_ReceiptGoesBack() public {
        Consignment memory sent = _shipped(20 days, _run(_batch, 0, 10));
        _ship(sent, maker.operator, 0);
        uint40 untilSec = sent.shippedAtSec + 2 days;
        vm.prank(bureauB.operator);
        custody.receiveConsignment(sent, untilSec, _runs(_run(_batch, 0, 5)), _froms(0));
        vm.prank(bureauB.operator);
        vm.expectRevert(_outOfOrder(hospital, untilSec, untilSec - 1));
        custody.receiveConsignment(sent, untilSec - 1, new PackRun[](0), _froms(0));
        vm.prank(hospital.operator);
        custody.receiveConsignment(sent, untilSec - 1, _runs(_run(_batch, 5, 10)), _froms(5));
    }

    /// @dev Each institution has its own order.
    function test_Import_OrdersEachInstitutionByItself() public {
        _deliver(maker, wholesaler, _run(_batch, 500, 600), 0);
        _ship(_shipped(10 days, _run(_batch, 0, 10)), bureauA.operator, 0);
        Consignment memory other = _consignment(wholesaler, pharmacy, _run(_batch, 500, 600));
        other.shippedAtSec = uint40(block.timestamp) - 20 days;
        _ship(other, bureauA.operator, 500);
        assertEq(custody.importedUntilSec(wholesaler.id), other.shippedAtSec);
    }

    /// @dev I12: the bureau of another region is no more than anybody who is not the sender.
    function test_Import_RevertWhen_BureauIsOfAnotherRegion() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.Ship
            )
        );
        custody.shipConsignment(consignment, _froms(0));
    }

    function test_Import_RevertWhen_OperatorMayNotImport() public {
        address clerk = key("clerk of bureau A");
        _addOperator(bureauA, clerk, _acts(Act.Supervise));
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        vm.prank(clerk);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauA.id, Act.Import)
        );
        custody.shipConsignment(consignment, _froms(0));
    }

    function test_Import_RevertWhen_KeyIsOfNobody() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        consignment.sender = InstitutionId.wrap(999);
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger")));
        custody.shipConsignment(consignment, _froms(0));
    }

    function test_Import_RevertWhen_Paused() public {
        Consignment memory consignment = _shipped(20 days, _run(_batch, 0, 10));
        _ship(consignment, bureauA.operator, 0);
        _pauseLedger();
        bytes memory paused = abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Import);
        vm.prank(bureauB.operator);
        vm.expectRevert(paused);
        custody.receiveConsignment(consignment, 1, new PackRun[](0), _froms(0));
    }

    /// @dev What moved before the recall moved rightly, whenever it is written down; what moved after did not.
    function test_Import_JudgesRecallAtTheStatedTime() public {
        uint40 recalledAtSec = uint40(block.timestamp) - 10 days;
        vm.prank(maker.operator);
        catalogue.recallBatch(_batch, recalledAtSec, 0);
        Consignment memory before = _consignment(maker, hospital, _run(_batch, 0, 10));
        before.shippedAtSec = recalledAtSec - 1;
        _ship(before, bureauA.operator, 0);
        PackRun[] memory runs = _runs(_run(_batch, 0, 5));
        vm.prank(bureauB.operator);
        custody.receiveConsignment(before, recalledAtSec - 1, runs, _froms(0));

        bytes memory onlyBack = abi.encodeWithSelector(
            IDrugCustody.BatchOnlyGoesBack.selector,
            _batch,
            maker.id,
            hospital.id
        );
        Consignment memory after_ = _consignment(maker, hospital, _run(_batch, 10, 20));
        after_.shippedAtSec = recalledAtSec;
        vm.prank(bureauA.operator);
        vm.expectRevert(onlyBack);
        custody.shipConsignment(after_, _froms(10));
        runs = _runs(_run(_batch, 5, 10));
        vm.prank(bureauB.operator);
        vm.expectRevert(onlyBack);
        custody.receiveConsignment(before, recalledAtSec, runs, _froms(5));
        // Live, the block judges, whatever time is stated.
        vm.prank(hospital.operator);
        vm.expectRevert(onlyBack);
        custody.receiveConsignment(before, recalledAtSec - 1, runs, _froms(5));
    }

    function test_Import_JudgesQuarantineAtTheStatedTime() public {
        _quarantine(bureauA, _batch);
        uint40 sinceSec = uint40(block.timestamp);
        Consignment memory before = _consignment(maker, hospital, _run(_batch, 0, 10));
        before.shippedAtSec = sinceSec - 1;
        _ship(before, bureauA.operator, 0);
        Consignment memory held = _consignment(maker, hospital, _run(_batch, 10, 20));
        held.shippedAtSec = sinceSec;
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.BatchInQuarantine.selector, _batch, REGION_A, sinceSec)
        );
        custody.shipConsignment(held, _froms(10));
    }

    function _shipped(uint40 agoSec, PackRun run) private returns (Consignment memory) {
        return _shipped(agoSec, _runs(run));
    }

    function _shipped(uint40 agoSec, PackRun[] memory runs) private returns (Consignment memory consignment) {
        consignment = _consignment(maker, hospital, runs);
        consignment.shippedAtSec = uint40(block.timestamp) - agoSec;
    }

    function _outOfOrder(
        Member memory member,
        uint40 untilSec,
        uint40 statedSec
    ) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDrugCustody.ImportOutOfOrder.selector, member.id, untilSec, statedSec);
    }
}
