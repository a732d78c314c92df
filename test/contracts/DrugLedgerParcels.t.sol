// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugLedger, Parcel, ParcelState } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, ParcelId } from "../../contracts/libraries/Ids.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugLedgerParcelsTest is DrugFixture {
    BatchId private _batch;
    ParcelId private _whole;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 100);
        _whole = _parcelId(_batch, 0);
    }

    function test_OpenCustody_RevertWhen_CallerIsNotTheCatalogue() public {
        vm.prank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.CallerNotCatalogue.selector, maker.operator));
        ledger.openCustody(_batch, maker.id, 100);
    }

    function test_OpenCustody_RevertWhen_OpenedBefore() public {
        vm.prank(address(catalogue));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.CustodyAlreadyOpened.selector, _batch));
        ledger.openCustody(_batch, maker.id, 100);
    }

    function test_SplitParcel_MakesTwoOfOne() public {
        vm.prank(maker.operator);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.ParcelSplit(_whole, 40);
        ledger.splitParcel(_whole, 40);
        _expectHeldByMaker(0, 40);
        _expectHeldByMaker(40, 100);
    }

    function test_SplitParcel_RevertWhen_Unknown() public {
        ParcelId unknown = _parcelId(_batch, 40);
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ParcelUnknown.selector, unknown));
        ledger.splitParcel(unknown, 40);
    }

    function test_SplitParcel_RevertWhen_CallerMayNotShip() public {
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger")));
        ledger.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_NotInCustody() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 100)), maker.operator, 0);
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.NotInCustody.selector, _whole, maker.id, wholesaler.id)
        );
        ledger.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_InTransit() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 100)), maker.operator, 0);
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugLedger.ParcelNotInState.selector,
                _whole,
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
        ledger.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_OutsideParcel() public {
        vm.prank(maker.operator);
        ledger.splitParcel(_whole, 40);
        _expectOutside(_whole, 40, 0);
        _expectOutside(_whole, 40, 40);
        _expectOutside(_whole, 40, 41);
        _expectOutside(_parcelId(_batch, 40), 100, 40);
        _expectOutside(_parcelId(_batch, 40), 100, 39);
        _expectOutside(_parcelId(_batch, 40), 100, 100);
    }

    function test_SplitParcel_RevertWhen_Paused() public {
        _pauseLedger();
        vm.prank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Ship));
        ledger.splitParcel(_whole, 40);
    }

    /// @dev A split is where it is asked and changes nothing else.
    function testFuzz_SplitParcel_KeepsEveryPack(uint32 splitIndex) public {
        splitIndex = uint32(bound(splitIndex, 1, 99));
        vm.prank(maker.operator);
        ledger.splitParcel(_whole, splitIndex);
        _expectHeldByMaker(0, splitIndex);
        _expectHeldByMaker(splitIndex, 100);
    }

    function _expectHeldByMaker(uint32 from, uint32 to) private view {
        Parcel memory found = ledger.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectOutside(ParcelId parcel, uint32 to, uint32 splitIndex) private {
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.SplitOutsideParcel.selector, parcel, to, splitIndex)
        );
        ledger.splitParcel(parcel, splitIndex);
    }
}
