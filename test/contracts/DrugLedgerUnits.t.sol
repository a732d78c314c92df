// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ProductDraft, ProductFlags } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { Dispense, IDrugLedger } from "../../contracts/interfaces/IDrugLedger.sol";
import { BatchId } from "../../contracts/libraries/Ids.sol";
import { PackLine } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev The pharmacy holds a batch of 100 packs, each of 24 units that may be sold one by one 拆零.
contract DrugLedgerUnitsTest is DrugFixture {
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_admit(_productDraft()), 100);
        _deliver(maker, pharmacy, _run(_batch, 0, 100), 0);
    }

    function test_TheFirstUnitOpensThePack() public {
        _sell(_units(_batch, 5, 10));
        assertTrue(ledger.isGone(_batch, 5));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 10);
        _expectLine(
            _pack(_batch, 5),
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5)
        );
    }

    function test_AnOpenedPackSellsToItsLastUnit() public {
        _sell(_units(_batch, 5, 10));
        _sell(_units(_batch, 5, 13));
        _sell(_units(_batch, 5, 1));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
        assertEq(ledger.packCounts(_batch, 4).unitsTaken, 0);
        _expectLine(_units(_batch, 5, 1), _exceed(5, 0, 1));
    }

    function test_AllUnitsAtOnceAreThePack() public {
        _sell(_units(_batch, 5, UNITS_PER_PACK));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
        assertTrue(ledger.isGone(_batch, 5));
    }

    function test_RevertWhen_UnitsExceedAWholePack() public {
        _expectLine(_units(_batch, 5, UNITS_PER_PACK + 1), _exceed(5, UNITS_PER_PACK, UNITS_PER_PACK + 1));
        _expectLine(_units(_batch, 5, type(uint16).max), _exceed(5, UNITS_PER_PACK, type(uint16).max));
    }

    function test_RevertWhen_UnitsExceedWhatIsLeft() public {
        _sell(_units(_batch, 5, 20));
        _expectLine(_units(_batch, 5, 5), _exceed(5, 4, 5));
    }

    function test_RevertWhen_PackWasSoldWhole() public {
        _sell(_pack(_batch, 5));
        _expectLine(
            _units(_batch, 5, 1),
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5)
        );
        _expectLine(
            _units(_batch, 5, UNITS_PER_PACK + 1),
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5)
        );
    }

    function test_RevertWhen_ProductMayNotBeSplit() public {
        ProductDraft memory draft = _productDraft();
        draft.flags = ProductFlags.wrap(0xfe);
        BatchId whole = _sealedBatch(_admit(draft), 10);
        _deliver(maker, pharmacy, _run(whole, 0, 10), 0);
        _sell(_pack(whole, 5));
        bytes memory expected = abi.encodeWithSelector(IDrugLedger.SplitNotAllowed.selector, whole, 5);
        _expectLine(_units(whole, 5, 1), expected);
        expected = abi.encodeWithSelector(IDrugLedger.SplitNotAllowed.selector, whole, 6);
        _expectLine(_units(whole, 6, type(uint16).max), expected);
    }

    /// @dev One person may get units of one pack on two lines; together they are not more than the pack.
    function test_RevertWhen_LinesOfOneCallExceedThePack() public {
        Dispense memory dispense = _dispense(pharmacy, PackLine.wrap(0));
        dispense.lines = new PackLine[](3);
        dispense.lines[0] = _units(_batch, 5, 12);
        dispense.lines[1] = _units(_batch, 5, 12);
        dispense.lines[2] = _units(_batch, 5, 1);
        vm.expectRevert(_exceed(5, 0, 1));
        this.recordAs(dispense);
        dispense.lines[2] = _units(_batch, 6, 1);
        this.recordAs(dispense);
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
    }

    function test_RevertWhen_OneCallSellsAPackAndItsUnits() public {
        Dispense memory dispense = _dispense(pharmacy, PackLine.wrap(0));
        dispense.lines = new PackLine[](2);
        dispense.lines[0] = _units(_batch, 5, 1);
        dispense.lines[1] = _pack(_batch, 5);
        bytes memory expected = abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5);
        vm.expectRevert(expected);
        this.recordAs(dispense);
        (dispense.lines[0], dispense.lines[1]) = (dispense.lines[1], dispense.lines[0]);
        vm.expectRevert(expected);
        this.recordAs(dispense);
    }

    /// @dev An opened pack goes on in another's hands with what is left in it.
    function test_AnOpenedPackMovesWithItsUnits() public {
        _sell(_units(_batch, 5, 20));
        _deliver(pharmacy, hospital, _run(_batch, 0, 10), 0);
        _record(_dispense(hospital, _units(_batch, 5, 4)), hospital.operator, 0);
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
    }

    /// @dev I1: whatever is asked in whatever order, no more than the pack is handed over.
    function testFuzz_UnitsNeverExceedThePack(uint16[12] calldata asked) public {
        uint256 taken = 0;
        for (uint256 i = 0; i < asked.length; ++i) {
            uint16 units = uint16(bound(asked[i], 1, 30));
            if (taken + units > UNITS_PER_PACK) {
                _expectLine(_units(_batch, 7, units), _exceed(7, uint16(UNITS_PER_PACK - taken), units));
            } else {
                _sell(_units(_batch, 7, units));
                taken += units;
            }
            assertEq(ledger.packCounts(_batch, 7).unitsTaken, taken);
        }
    }

    /// @dev So that a test may expect the revert of a call made of several.
    function recordAs(Dispense memory dispense) external {
        _record(dispense, pharmacy.operator, 0);
    }

    function _sell(PackLine line) private {
        _record(_dispense(pharmacy, line), pharmacy.operator, 0);
    }

    function _expectLine(PackLine line, bytes memory revertData) private {
        Dispense memory dispense = _dispense(pharmacy, line);
        vm.expectRevert(revertData);
        this.recordAs(dispense);
    }

    function _exceed(uint32 index, uint16 unitsLeft, uint16 asked) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugLedger.UnitsExceedPack.selector, _batch, index, unitsLeft, asked);
    }
}
