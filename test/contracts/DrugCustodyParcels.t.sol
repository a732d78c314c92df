// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugCustody, Parcel, ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, ParcelId } from "../../contracts/libraries/Ids.sol";
import { JOINS_PER_CALL_MAX } from "../../contracts/libraries/Limits.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugCustodyParcelsTest is DrugFixture {
    BatchId private _batch;
    ParcelId private _whole;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 100);
        _whole = _parcelId(_batch, 0);
    }

    function test_OpenCustody_RevertWhen_CallerIsNotTheCatalogue() public {
        vm.prank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.CallerNotCatalogue.selector, maker.operator));
        custody.openCustody(_batch, maker.id, 100);
    }

    function test_OpenCustody_RevertWhen_OpenedBefore() public {
        vm.prank(address(catalogue));
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.CustodyAlreadyOpened.selector, _batch));
        custody.openCustody(_batch, maker.id, 100);
    }

    function test_SplitParcel_MakesTwoOfOne() public {
        vm.prank(maker.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelSplit(_whole, 40);
        custody.splitParcel(_whole, 40);
        _expectHeldByMaker(0, 40);
        _expectHeldByMaker(40, 100);
    }

    function test_SplitParcel_RevertWhen_Unknown() public {
        ParcelId unknown = _parcelId(_batch, 40);
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, unknown));
        custody.splitParcel(unknown, 40);
    }

    function test_SplitParcel_RevertWhen_CallerMayNotShip() public {
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger")));
        custody.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_NotInCustody() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 100)), maker.operator, 0);
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.NotInCustody.selector, _whole, maker.id, wholesaler.id)
        );
        custody.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_InTransit() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 100)), maker.operator, 0);
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _whole,
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
        custody.splitParcel(_whole, 0);
    }

    function test_SplitParcel_RevertWhen_OutsideParcel() public {
        vm.prank(maker.operator);
        custody.splitParcel(_whole, 40);
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
        custody.splitParcel(_whole, 40);
    }

    /// @dev A split is where it is asked and changes nothing else.
    function testFuzz_SplitParcel_KeepsEveryPack(uint32 splitIndex) public {
        splitIndex = uint32(bound(splitIndex, 1, 99));
        vm.prank(maker.operator);
        custody.splitParcel(_whole, splitIndex);
        _expectHeldByMaker(0, splitIndex);
        _expectHeldByMaker(splitIndex, 100);
    }

    function test_JoinParcels_MakesOneOfNeighbours() public {
        _split(40, 60, 61);
        uint32[] memory nexts = _nexts(40, 60, 61);
        vm.prank(maker.operator);
        vm.expectEmit(address(custody));
        emit IDrugCustody.ParcelsJoined(_whole, 100, nexts);
        custody.joinParcels(_whole, nexts);
        _expectHeldByMaker(0, 100);
        assertTrue(custody.parcel(_parcelId(_batch, 40)).state == ParcelState.None);
        assertTrue(custody.parcel(_parcelId(_batch, 60)).state == ParcelState.None);
        assertTrue(custody.parcel(_parcelId(_batch, 61)).state == ParcelState.None);
    }

    /// @dev What was joined may be cut again where it was cut before.
    function test_JoinParcels_MayBeSplitAgain() public {
        _split(40, 60, 61);
        vm.startPrank(maker.operator);
        custody.joinParcels(_parcelId(_batch, 40), _froms(60));
        custody.splitParcel(_parcelId(_batch, 40), 60);
        vm.stopPrank();
        _expectHeldByMaker(0, 40);
        _expectHeldByMaker(40, 60);
        _expectHeldByMaker(60, 61);
    }

    function test_JoinParcels_RevertWhen_Unknown() public {
        ParcelId unknown = _parcelId(_batch, 40);
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, unknown));
        custody.joinParcels(unknown, new uint32[](0));
    }

    function test_JoinParcels_RevertWhen_CallerMayNotShip() public {
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger")));
        custody.joinParcels(_whole, new uint32[](0));
    }

    function test_JoinParcels_RevertWhen_NoneOrTooMany() public {
        _expectJoin(
            wholesaler.operator,
            new uint32[](0),
            abi.encodeWithSelector(IDrugCustody.RunsWrong.selector, 0, JOINS_PER_CALL_MAX)
        );
        _expectJoin(
            wholesaler.operator,
            new uint32[](JOINS_PER_CALL_MAX + 1),
            abi.encodeWithSelector(
                IDrugCustody.RunsWrong.selector,
                JOINS_PER_CALL_MAX + 1,
                JOINS_PER_CALL_MAX
            )
        );
    }

    function test_JoinParcels_RevertWhen_NotInCustody() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 40)), maker.operator, 0);
        _expectJoin(
            wholesaler.operator,
            _froms(9),
            abi.encodeWithSelector(IDrugCustody.NotInCustody.selector, _whole, maker.id, wholesaler.id)
        );
    }

    function test_JoinParcels_RevertWhen_InTransit() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 0, 40)), maker.operator, 0);
        _expectJoin(
            maker.operator,
            _froms(9),
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _whole,
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
    }

    function test_JoinParcels_RevertWhen_NotNeighbours() public {
        _split(40, 60, 61);
        _expectJoin(
            maker.operator,
            _froms(60),
            abi.encodeWithSelector(IDrugCustody.ParcelsNotNeighbours.selector, _whole, 40, 60)
        );
        uint32[] memory nexts = _nexts(40, 60, 60);
        _expectJoin(
            maker.operator,
            nexts,
            abi.encodeWithSelector(IDrugCustody.ParcelsNotNeighbours.selector, _whole, 61, 60)
        );
    }

    function test_JoinParcels_RevertWhen_NothingFollows() public {
        _expectJoin(
            maker.operator,
            _froms(100),
            abi.encodeWithSelector(IDrugCustody.ParcelUnknown.selector, _parcelId(_batch, 100))
        );
    }

    function test_JoinParcels_RevertWhen_NeighbourIsAnothers() public {
        _deliver(maker, wholesaler, _run(_batch, 40, 100), 0);
        _expectJoin(
            maker.operator,
            _froms(40),
            abi.encodeWithSelector(
                IDrugCustody.NotInCustody.selector,
                _parcelId(_batch, 40),
                wholesaler.id,
                maker.id
            )
        );
    }

    function test_JoinParcels_RevertWhen_NeighbourIsInTransit() public {
        _ship(_consignment(maker, wholesaler, _run(_batch, 40, 100)), maker.operator, 0);
        _expectJoin(
            maker.operator,
            _froms(40),
            abi.encodeWithSelector(
                IDrugCustody.ParcelNotInState.selector,
                _parcelId(_batch, 40),
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
    }

    function test_JoinParcels_RevertWhen_Paused() public {
        _split(40, 60, 61);
        _pauseLedger();
        _expectJoin(
            maker.operator,
            _froms(40),
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Ship)
        );
    }

    function _split(uint32 first, uint32 second, uint32 third) private {
        vm.startPrank(maker.operator);
        custody.splitParcel(_whole, first);
        custody.splitParcel(_parcelId(_batch, first), second);
        custody.splitParcel(_parcelId(_batch, second), third);
        vm.stopPrank();
    }

    function _nexts(uint32 first, uint32 second, uint32 third) private pure returns (uint32[] memory nexts) {
        nexts = new uint32[](3);
        (nexts[0], nexts[1], nexts[2]) = (first, second, third);
    }

    function _expectJoin(address operator, uint32[] memory nexts, bytes memory revertData) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        custody.joinParcels(_whole, nexts);
    }

    function _expectHeldByMaker(uint32 from, uint32 to) private view {
        Parcel memory found = custody.parcel(_parcelId(_batch, from));
        assertTrue(found.state == ParcelState.Held);
        assertEq(found.to, to);
        assertEq(found.holder, maker.id);
        assertEq(bytes32(found.consignmentTag), 0);
    }

    function _expectOutside(ParcelId parcel, uint32 to, uint32 splitIndex) private {
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCustody.SplitOutsideParcel.selector, parcel, to, splitIndex)
        );
        custody.splitParcel(parcel, splitIndex);
    }
}
