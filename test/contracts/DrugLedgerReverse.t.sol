// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Dispense,
    DispenseRecord,
    DispenseState,
    IDrugLedger,
    PackCounts,
    Reversal
} from "../../contracts/interfaces/IDrugLedger.sol";
import { RegionLimits } from "../../contracts/interfaces/IRegionRules.sol";
import { BatchId, Fen } from "../../contracts/libraries/Ids.sol";
import { PackLine } from "../../contracts/libraries/PackWords.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What comes back 退药. The pharmacy holds a batch of 300 packs of 24 units.
contract DrugLedgerReverseTest is SalesFixture {
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_productOf(SPLIT_ALLOWED), 300);
        _deliver(maker, pharmacy, _run(_batch, 0, 300), 0);
    }

    function test_ReverseDispense_PutsAPackBackOnTheShelf() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        bytes32 id = ledger.reversalIdOf(reversal);
        vm.warp(block.timestamp + 60);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DispenseReversed(
            reversal.dispense,
            pharmacy.id,
            id,
            reversal.documentKey,
            reversal.reversedAtSec,
            DispenseState.Reversed,
            pharmacy.operator,
            reversal.lines,
            new uint8[](1)
        );
        _reverseKeyed(dispense, reversal, pharmacy.operator, 0, "");
        DispenseRecord memory record = ledger.dispenseRecord(pharmacy.id, dispense.documentKey);
        assertTrue(record.state == DispenseState.Reversed);
        assertEq(record.standingCount, 0);
        (uint16 amount, Fen givenBackFen) = ledger.returnedOf(reversal.dispense, 0);
        assertEq(amount, 1);
        assertEq(givenBackFen, Fen.wrap(1290));
        assertEq(bytes32(ledger.reversalRecord(pharmacy.id, reversal.documentKey).tag), bytes32(bytes20(id)));
        assertEq(ledger.reversalRecord(pharmacy.id, reversal.documentKey).recordedAtSec, block.timestamp);
        assertFalse(ledger.isGone(_batch, 5));
        assertEq(ledger.packCounts(_batch, 5).reversalCount, 1);
        _sell(pharmacy, _pack(_batch, 5));
        assertTrue(ledger.isGone(_batch, 5));
    }

    /// @dev What was opened once stays opened: its units are for sale again, the pack as a whole is not.
    function test_ReverseDispense_PutsUnitsBackIntoTheOpenedPack() public {
        Dispense memory dispense = _sell(pharmacy, _units(_batch, 5, 10));
        _reverse(dispense, pharmacy, _noFen(_batch, 5, 4));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 6);
        _expectState(dispense, DispenseState.PartlyReversed, 1);
        _reverse(dispense, pharmacy, _noFen(_batch, 5, 6));
        _expectState(dispense, DispenseState.Reversed, 0);
        PackCounts memory counts = ledger.packCounts(_batch, 5);
        assertEq(counts.unitsTaken, 0);
        assertEq(counts.reversalCount, 2);
        assertTrue(counts.isOpened && !counts.isFrozen && ledger.isGone(_batch, 5));
        Dispense memory whole = _dispense(pharmacy, _pack(_batch, 5));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5));
        this.recordAs(whole, pharmacy.operator, 0, "");
        _sell(pharmacy, _units(_batch, 5, UNITS_PER_PACK));
    }

    function test_ReverseDispense_LeavesWhatStandsOfTheOthers() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        dispense.lines = _lines(_pack(_batch, 5), _pack(_batch, 6));
        _record(dispense, pharmacy.operator, 0);
        _reverse(dispense, pharmacy, _pack(_batch, 5));
        _expectState(dispense, DispenseState.PartlyReversed, 1);
        assertFalse(ledger.isGone(_batch, 5));
        assertTrue(ledger.isGone(_batch, 6));
        uint8[] memory second = new uint8[](1);
        second[0] = 1;
        Reversal memory reversal = _reversal(dispense, _lines(_pack(_batch, 6)));
        vm.prank(pharmacy.operator);
        ledger.reverseDispense(pharmacy.operator, dispense, reversal, second, _froms(0), "");
        _expectState(dispense, DispenseState.Reversed, 0);
    }

    function test_ReverseDispense_GoesOnWhilePaused() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        _pauseLedger();
        _reverse(dispense, pharmacy, _pack(_batch, 5));
        assertFalse(ledger.isGone(_batch, 5));
    }

    function test_ReverseDispense_FreezesAPackAtTheRegionsLimit() public {
        for (uint256 i = 0; i < 2; ++i)
            _reverse(_sell(pharmacy, _pack(_batch, 5)), pharmacy, _pack(_batch, 5));
        assertFalse(ledger.packCounts(_batch, 5).isFrozen);
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        vm.expectEmit(address(ledger));
        emit IDrugLedger.PackFrozen(_batch, 5, 3);
        _reverse(dispense, pharmacy, _pack(_batch, 5));
        assertTrue(ledger.packCounts(_batch, 5).isFrozen && ledger.isGone(_batch, 5));
        bytes memory expected = abi.encodeWithSelector(IDrugLedger.PackIsFrozen.selector, _batch, 5, 3);
        _expectSale(_pack(_batch, 5), expected);
        _expectSale(_units(_batch, 5, 1), expected);
    }

    function test_ReverseDispense_FreezesAtTheLimitTheBureauSet() public {
        RegionLimits memory limits = rules.limitsOf(REGION_A);
        limits.reversalsMax = 1;
        vm.prank(bureauA.operator);
        rules.setLimits(limits);
        _reverse(_sell(pharmacy, _pack(_batch, 5)), pharmacy, _pack(_batch, 5));
        assertTrue(ledger.packCounts(_batch, 5).isFrozen);
    }

    function test_ReverseDispense_RevertWhen_PackIsFrozen() public {
        Dispense[4] memory sales;
        for (uint256 i = 0; i < 4; ++i) sales[i] = _sell(pharmacy, _units(_batch, 5, 2));
        for (uint256 i = 0; i < 3; ++i) _reverse(sales[i], pharmacy, _noFen(_batch, 5, 2));
        assertTrue(ledger.packCounts(_batch, 5).isFrozen);
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 2);
        _expectReversal(
            sales[3],
            _reversal(sales[3], _lines(_noFen(_batch, 5, 2))),
            abi.encodeWithSelector(IDrugLedger.PackIsFrozen.selector, _batch, 5, 3)
        );
        _expectSale(
            _units(_batch, 5, 1),
            abi.encodeWithSelector(IDrugLedger.PackIsFrozen.selector, _batch, 5, 3)
        );
    }

    function test_ReverseDispense_TakesBackUntilTheEndOfTheWindow() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        vm.warp(block.timestamp + 10 days);
        _reverse(dispense, pharmacy, _pack(_batch, 5));
        assertFalse(ledger.isGone(_batch, 5));
    }

    function test_ReverseDispense_RevertWhen_TooLate() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        vm.warp(block.timestamp + 10 days + 1);
        Reversal memory reversal = _reversal(dispense, _lines(PackLine.wrap(type(uint256).max)));
        _expectReversal(
            dispense,
            reversal,
            abi.encodeWithSelector(
                IDrugLedger.ReturnTooLate.selector,
                reversal.dispense,
                dispense.dispensedAtSec + 10 days,
                reversal.reversedAtSec
            )
        );
    }

    function test_ReverseDispense_RevertWhen_BeforeTheDispense() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        Reversal memory reversal = _reversal(dispense, _lines(PackLine.wrap(type(uint256).max)));
        reversal.reversedAtSec = dispense.dispensedAtSec - 1;
        _expectReversal(
            dispense,
            reversal,
            abi.encodeWithSelector(
                IDrugLedger.ReturnBeforeDispense.selector,
                reversal.dispense,
                dispense.dispensedAtSec,
                reversal.reversedAtSec
            )
        );
    }

    /// @dev I1: whatever is sold and brought back, in whatever order, no more than the pack is out.
    function testFuzz_UnitsOutNeverExceedThePack(uint16[10] calldata sold, bool[10] calldata isBack) public {
        RegionLimits memory limits = rules.limitsOf(REGION_A);
        limits.reversalsMax = type(uint8).max;
        vm.prank(bureauA.operator);
        rules.setLimits(limits);
        uint256 outCount = 0;
        for (uint256 i = 0; i < sold.length; ++i) {
            uint16 units = uint16(bound(sold[i], 1, 12));
            if (outCount + units > UNITS_PER_PACK) {
                _expectSale(
                    _units(_batch, 7, units),
                    abi.encodeWithSelector(
                        IDrugLedger.UnitsExceedPack.selector,
                        _batch,
                        7,
                        uint16(UNITS_PER_PACK - outCount),
                        units
                    )
                );
                continue;
            }
            Dispense memory dispense = _sell(pharmacy, _units(_batch, 7, units));
            outCount += units;
            if (isBack[i]) {
                _reverse(dispense, pharmacy, _noFen(_batch, 7, units));
                outCount -= units;
            }
            assertEq(ledger.packCounts(_batch, 7).unitsTaken, outCount);
        }
    }

    function _noFen(BatchId batch, uint32 index, uint16 units) private pure returns (PackLine) {
        return PackLine.wrap((PackLine.unwrap(_units(batch, index, units)) >> 64) << 64);
    }

    function _expectState(Dispense memory dispense, DispenseState state, uint16 standingCount) private view {
        DispenseRecord memory record = ledger.dispenseRecord(pharmacy.id, dispense.documentKey);
        assertTrue(record.state == state);
        assertEq(record.standingCount, standingCount);
    }

    function _expectSale(PackLine line, bytes memory revertData) private {
        Dispense memory dispense = _dispense(pharmacy, line);
        vm.expectRevert(revertData);
        this.recordAs(dispense, pharmacy.operator, 0, "");
    }

    function _expectReversal(
        Dispense memory dispense,
        Reversal memory reversal,
        bytes memory revertData
    ) private {
        vm.expectRevert(revertData);
        this.reverseAs(dispense, reversal, pharmacy.operator, 0, "");
    }
}
