// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Consignment, IDrugCustody, ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import { BatchId, RegionCode } from "../../contracts/libraries/Ids.sol";
import { PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Of a batch of 1,000 the wholesaler holds 100 to 200, the pharmacy (region A) 200 to 300 and the hospital
/// (region B) 300 to 400; 400 to 500 are on their way to the pharmacy, 500 to 600 to the wholesaler.
contract DrugCustodyRecallTest is DrugFixture {
    BatchId private _batch;
    Consignment private _toPharmacy;
    Consignment private _toWholesaler;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 1_000);
        _deliver(maker, wholesaler, _run(_batch, 100, 200), 0);
        _deliver(maker, pharmacy, _run(_batch, 200, 300), 200);
        _deliver(maker, hospital, _run(_batch, 300, 400), 300);
        Consignment memory sent = _consignment(maker, pharmacy, _run(_batch, 400, 500));
        _ship(sent, maker.operator, 400);
        _toPharmacy = sent;
        sent = _consignment(maker, wholesaler, _run(_batch, 500, 600));
        _ship(sent, maker.operator, 500);
        _toWholesaler = sent;
    }

    function test_RecalledGoods_GoBackToTheirMaker() public {
        _recall(_batch);
        _deliver(pharmacy, maker, _run(_batch, 200, 300), 200);
        assertEq(custody.parcel(_parcelId(_batch, 200)).holder, maker.id);
    }

    function test_RecalledGoods_GoBackByAWholesaler() public {
        _recall(_batch);
        _deliver(pharmacy, wholesaler, _run(_batch, 200, 300), 200);
        _deliver(wholesaler, maker, _run(_batch, 200, 300), 200);
        assertEq(custody.parcel(_parcelId(_batch, 200)).holder, maker.id);
    }

    function test_ShipConsignment_RevertWhen_RecalledGoodsGoOn() public {
        _recall(_batch);
        _expectShip(wholesaler, pharmacy, _run(_batch, 99, 200), 100, _onlyBack(pharmacy));
        _expectShip(pharmacy, otherMaker, _run(_batch, 99, 300), 200, _onlyBack(otherMaker));
    }

    function test_ReceiveConsignment_RevertWhen_RecalledOnItsWayToATill() public {
        _recall(_batch);
        PackRun[] memory runs = _runs(_run(_batch, 399, 500));
        bytes memory onlyBack = _onlyBack(pharmacy);
        vm.prank(pharmacy.operator);
        vm.expectRevert(onlyBack);
        custody.receiveConsignment(_toPharmacy, uint40(block.timestamp), runs, _froms(400));
    }

    function test_ReceiveConsignment_TakesRecalledGoodsToAWholesaler() public {
        _recall(_batch);
        _receive(_toWholesaler, wholesaler.operator, _run(_batch, 500, 600), 500);
        assertEq(custody.parcel(_parcelId(_batch, 500)).holder, wholesaler.id);
    }

    /// @dev A call may carry recalled and sound batches; each run is judged by its own.
    function test_ShipConsignment_JudgesEachRunByItsBatch() public {
        BatchId sound = _sealedBatch(catalogue.batch(_batch).product, 10);
        _recall(_batch);
        PackRun[] memory runs = new PackRun[](3);
        runs[0] = _run(sound, 0, 5);
        runs[1] = _run(_batch, 700, 800);
        runs[2] = _run(sound, 5, 10);
        uint32[] memory froms = new uint32[](3);
        (froms[0], froms[1], froms[2]) = (0, 600, 5);
        Consignment memory mixed = _consignment(maker, pharmacy, runs);
        bytes memory onlyBack = _onlyBack(pharmacy);
        vm.prank(maker.operator);
        vm.expectRevert(onlyBack);
        custody.shipConsignment(mixed, froms);
        mixed.receiver = wholesaler.id;
        vm.prank(maker.operator);
        custody.shipConsignment(mixed, froms);
    }

    function test_SplitAndJoin_GoOnForRecalledGoods() public {
        _recall(_batch);
        vm.startPrank(pharmacy.operator);
        custody.splitParcel(_parcelId(_batch, 200), 250);
        custody.joinParcels(_parcelId(_batch, 200), _froms(250));
        vm.stopPrank();
        assertEq(custody.parcel(_parcelId(_batch, 200)).to, 300);
    }

    function test_ShipConsignment_RevertWhen_QuarantinedInTheSendersRegion() public {
        _quarantine(bureauA, _batch);
        uint40 sinceSec = uint40(block.timestamp);
        vm.warp(block.timestamp + 1 days);
        _expectShip(pharmacy, wholesaler, _run(_batch, 199, 300), 200, _quarantined(REGION_A, sinceSec));
    }

    /// @dev Quarantine stands before recall in the order, so that a bureau's hold is the answer.
    function test_ShipConsignment_RevertWhen_QuarantinedAndRecalled() public {
        _quarantine(bureauA, _batch);
        _recall(_batch);
        bytes memory held = _quarantined(REGION_A, uint40(block.timestamp));
        _expectShip(wholesaler, pharmacy, _run(_batch, 99, 200), 100, held);
    }

    function test_ShipConsignment_GoesOnInOtherRegions() public {
        _quarantine(bureauA, _batch);
        _deliver(hospital, wholesaler, _run(_batch, 300, 310), 300);
        assertEq(custody.parcel(_parcelId(_batch, 300)).holder, wholesaler.id);
    }

    function test_ReceiveConsignment_TakesWhatWasOnItsWayIntoQuarantine() public {
        _quarantine(bureauA, _batch);
        _receive(_toPharmacy, pharmacy.operator, _run(_batch, 400, 500), 400);
        assertTrue(custody.parcel(_parcelId(_batch, 400)).state == ParcelState.Held);
    }

    function test_ShipConsignment_GoesOnWhenReleased() public {
        _quarantine(bureauA, _batch);
        vm.prank(bureauA.operator);
        catalogue.releaseBatch(_batch);
        _deliver(pharmacy, wholesaler, _run(_batch, 200, 300), 200);
        assertEq(custody.parcel(_parcelId(_batch, 200)).holder, wholesaler.id);
    }

    /// @dev Declared stock goes back to the product's maker too, whoever declared it.
    function test_RecalledGoods_MayBeTakenByAnyWholesaler() public {
        Member memory other = _register(bureauB, InstitutionKind.Wholesaler);
        _recall(_batch);
        _deliver(hospital, other, _run(_batch, 300, 400), 300);
        assertEq(custody.parcel(_parcelId(_batch, 300)).holder, other.id);
    }

    function _onlyBack(Member memory receiver) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugCustody.BatchOnlyGoesBack.selector, _batch, maker.id, receiver.id);
    }

    function _quarantined(RegionCode region, uint40 sinceSec) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugCustody.BatchInQuarantine.selector, _batch, region, sinceSec);
    }

    /// @dev The run reaches outside its parcel, which is found last.
    function _expectShip(
        Member memory sender,
        Member memory receiver,
        PackRun run,
        uint32 parcelFrom,
        bytes memory revertData
    ) private {
        Consignment memory consignment = _consignment(sender, receiver, run);
        vm.prank(sender.operator);
        vm.expectRevert(revertData);
        custody.shipConsignment(consignment, _froms(parcelFrom));
    }
}
