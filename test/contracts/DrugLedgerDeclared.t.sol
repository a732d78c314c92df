// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Dispense, IDrugLedger, Reversal } from "../../contracts/interfaces/IDrugLedger.sol";
import { EnforcementMode, ProductClass } from "../../contracts/interfaces/IRegionRules.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import { PackLine } from "../../contracts/libraries/PackWords.sol";
import { Packs } from "../../contracts/libraries/Packs.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Stock older than the ledger. Pharmacy and hospital each declared 20 packs, and their manifests name the same
/// keys: what one sells, the other may not.
contract DrugLedgerDeclaredTest is SalesFixture {
    ProductId private _product;
    BatchId private _batch;
    BatchId private _others;

    function setUp() public {
        _setUpTrade();
        _product = _productOf(SPLIT_ALLOWED);
        _batch = _declared(pharmacy, _product, 20);
        _others = _declared(hospital, _product, 20);
    }

    function test_ADispenseSpendsTheKeyOfThePack() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        bytes32 id = ledger.dispenseIdOf(dispense);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DeclaredKeySpent(_key(5), id, _batch, 5);
        _recordKeyed(dispense, pharmacy.operator, 0, _keys(5, 1));
        assertEq(ledger.spentBy(_key(5)), Packs.keyOf(_batch, 5));
        assertEq(ledger.spentBy(_key(6)), 0);
    }

    /// @dev I18: network-wide, whoever holds the other box.
    function test_RevertWhen_AnotherPackHasSpentTheKey() public {
        _sellKeyed(_pack(_batch, 5), 5);
        bytes memory expected = _spent(_key(5), _batch, 5);
        _expectSale(_dispense(hospital, _pack(_others, 5)), hospital.operator, _keys(5, 1), expected);
        _expectSale(_dispense(hospital, _pack(_others, 9)), hospital.operator, _keys(5, 1), expected);
        _expectSale(_dispense(hospital, _units(_others, 5, 1)), hospital.operator, _keys(5, 1), expected);
        _expectSale(_dispense(pharmacy, _pack(_batch, 6)), pharmacy.operator, _keys(5, 1), expected);
        assertFalse(ledger.isGone(_others, 5));
        _recordKeyed(_dispense(hospital, _pack(_others, 6)), hospital.operator, 0, _keys(6, 1));
    }

    function test_RevertWhen_OneCallSpendsAKeyTwice() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        dispense.lines = _lines(_pack(_batch, 5), _pack(_batch, 6));
        bytes memory keys = bytes.concat(_keys(5, 1), _keys(5, 1));
        _expectSale(dispense, pharmacy.operator, keys, _spent(_key(5), _batch, 5));
    }

    /// @dev Further units of an opened pack name the key it has spent, and no other.
    function test_UnitsSpendTheKeyOnce() public {
        _sellKeyed(_units(_batch, 5, 10), 5);
        _sellKeyed(_units(_batch, 5, 4), 5);
        assertEq(ledger.spentBy(_key(5)), Packs.keyOf(_batch, 5));
        _expectSale(
            _dispense(pharmacy, _units(_batch, 5, 1)),
            pharmacy.operator,
            _keys(6, 1),
            abi.encodeWithSelector(IDrugLedger.DeclaredKeyDiffers.selector, _key(6), _batch, 5)
        );
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 14);
    }

    function test_KeysStandInTheOrderOfTheDeclaredLines() public {
        BatchId made = _sealedBatch(_product, 10);
        _deliver(maker, pharmacy, _run(made, 0, 10), 0);
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        dispense.lines = new PackLine[](3);
        dispense.lines[0] = _pack(_batch, 5);
        dispense.lines[1] = _pack(made, 1);
        dispense.lines[2] = _pack(_batch, 7);
        _recordKeyed(dispense, pharmacy.operator, 0, bytes.concat(_keys(5, 1), _keys(7, 1)));
        assertEq(ledger.spentBy(_key(5)), Packs.keyOf(_batch, 5));
        assertEq(ledger.spentBy(_key(7)), Packs.keyOf(_batch, 7));
    }

    function test_RevertWhen_KeysAreTooFewOrTooMany() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        _expectSale(dispense, pharmacy.operator, "", _keysWrong(1, 0));
        _expectSale(dispense, pharmacy.operator, _keys(5, 2), _keysWrong(1, 32));
        dispense.lines = _lines(_pack(_batch, 5), _pack(_batch, 6));
        _expectSale(dispense, pharmacy.operator, _keys(5, 1), _keysWrong(2, 16));
    }

    function test_AWholePackThatComesBackFreesItsKey() public {
        Dispense memory dispense = _sellKeyed(_pack(_batch, 5), 5);
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DeclaredKeyFreed(_key(5), reversal.dispense, _batch, 5);
        _reverseKeyed(dispense, reversal, pharmacy.operator, 0, _keys(5, 1));
        assertEq(ledger.spentBy(_key(5)), 0);
        _recordKeyed(_dispense(hospital, _pack(_others, 5)), hospital.operator, 0, _keys(5, 1));
    }

    function test_RevertWhen_TheKeyThatComesBackIsNotThePacks() public {
        Dispense memory dispense = _sellKeyed(_pack(_batch, 5), 5);
        _sellKeyed(_pack(_batch, 6), 6);
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        for (uint32 i = 6; i < 8; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IDrugLedger.DeclaredKeyDiffers.selector, _key(i), _batch, 5)
            );
            this.reverseAs(dispense, reversal, pharmacy.operator, 0, _keys(i, 1));
        }
        vm.expectRevert(_keysWrong(1, 0));
        this.reverseAs(dispense, reversal, pharmacy.operator, 0, "");
        vm.expectRevert(_keysWrong(1, 32));
        this.reverseAs(dispense, reversal, pharmacy.operator, 0, _keys(5, 2));
    }

    /// @dev The pack stays opened, so the key stays its own, though all its units are back.
    function test_UnitsThatComeBackLeaveTheKeySpent() public {
        Dispense memory dispense = _sellKeyed(_units(_batch, 5, 10), 5);
        _reverse(dispense, pharmacy, dispense.lines[0]);
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 0);
        assertEq(ledger.spentBy(_key(5)), Packs.keyOf(_batch, 5));
        _sellKeyed(_units(_batch, 5, 3), 5);
    }

    function test_AFrozenPackLeavesItsKeySpent() public {
        for (uint256 i = 0; i < 3; ++i) {
            Dispense memory dispense = _sellKeyed(_pack(_batch, 5), 5);
            Reversal memory reversal = _reversal(dispense, dispense.lines);
            _reverseKeyed(dispense, reversal, pharmacy.operator, 0, _keys(5, 1));
        }
        assertTrue(ledger.packCounts(_batch, 5).isFrozen);
        assertEq(ledger.spentBy(_key(5)), Packs.keyOf(_batch, 5));
    }

    function test_RevertWhen_TheProductNeedsItsMakersTrace() public {
        BatchId traced = _declared(pharmacy, _productOf(MAKER_TRACED_ONLY), 5);
        vm.prank(pharmacy.operator);
        custody.splitParcel(_parcelId(traced, 0), 3);
        _expectSale(
            _dispense(pharmacy, _pack(traced, 4)),
            pharmacy.operator,
            "",
            abi.encodeWithSelector(IDrugLedger.MakerTraceRequired.selector, traced, 4)
        );
    }

    /// @dev By class and by the stated time: what was sold before the region enforced it is told, not refused.
    function test_ARegionMayWaiveTheMakersTraceForATime() public {
        BatchId traced = _declared(pharmacy, _productOf(MAKER_TRACED_ONLY | HIGH_VALUE), 5);
        _setMode(ProductClass.Ordinary, EnforcementMode.Observe, uint40(block.timestamp));
        Dispense memory dispense = _dispense(pharmacy, _pack(traced, 4));
        bytes memory required = abi.encodeWithSelector(IDrugLedger.MakerTraceRequired.selector, traced, 4);
        _expectSale(dispense, pharmacy.operator, _keys(4, 1), required);
        _setMode(ProductClass.HighValue, EnforcementMode.Warn, uint40(block.timestamp));
        _setMode(ProductClass.HighValue, EnforcementMode.Enforce, uint40(block.timestamp) + 1 days);
        bytes32 id = ledger.dispenseIdOf(dispense);
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.MakerTraceWaived(id, traced, 4);
        _recordKeyed(dispense, pharmacy.operator, 0, _keys(4, 1));
        dispense = _dispense(pharmacy, _pack(traced, 3));
        required = abi.encodeWithSelector(IDrugLedger.MakerTraceRequired.selector, traced, 3);
        _expectSale(dispense, pharmacy.operator, _keys(3, 1), required);
    }

    function test_MakersStockOfSuchAProductIsSold() public {
        BatchId made = _sealedBatch(_productOf(MAKER_TRACED_ONLY), 5);
        _deliver(maker, pharmacy, _run(made, 0, 5), 0);
        _sell(pharmacy, _pack(made, 1));
        assertTrue(ledger.isGone(made, 1));
    }

    /// @dev I18: whatever is sold and brought back by whom, a key has at most one pack that is out.
    function testFuzz_AKeyIsSpentByOnePackAtATime(bool[8] calldata isPharmacys) public {
        bool isOut = false;
        bool wasPharmacy = false;
        Dispense memory last;
        for (uint256 i = 0; i < isPharmacys.length; ++i) {
            BatchId batch = isPharmacys[i] ? _batch : _others;
            address operator = isPharmacys[i] ? pharmacy.operator : hospital.operator;
            Dispense memory dispense = _dispense(isPharmacys[i] ? pharmacy : hospital, _pack(batch, 5));
            if (isOut && isPharmacys[i] != wasPharmacy) {
                BatchId spender = wasPharmacy ? _batch : _others;
                _expectSale(dispense, operator, _keys(5, 1), _spent(_key(5), spender, 5));
            } else if (isOut) {
                _reverseKeyed(last, _reversal(last, last.lines), operator, 0, _keys(5, 1));
                if (ledger.packCounts(batch, 5).isFrozen) return;
                isOut = false;
            } else {
                _recordKeyed(dispense, operator, 0, _keys(5, 1));
                (isOut, wasPharmacy, last) = (true, isPharmacys[i], dispense);
            }
            BatchId holder = wasPharmacy ? _batch : _others;
            assertEq(ledger.spentBy(_key(5)), isOut ? Packs.keyOf(holder, 5) : 0);
        }
    }

    function _sellKeyed(PackLine line, uint32 keyIndex) private returns (Dispense memory dispense) {
        dispense = _dispense(pharmacy, line);
        _recordKeyed(dispense, pharmacy.operator, 0, _keys(keyIndex, 1));
    }

    function _setMode(ProductClass class, EnforcementMode mode, uint40 fromSec) private {
        vm.prank(bureauA.operator);
        rules.setMode(class, mode, fromSec);
    }

    function _key(uint32 index) private pure returns (bytes16) {
        return bytes16(_keys(index, 1));
    }

    function _spent(bytes16 key, BatchId batch, uint32 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDrugLedger.DeclaredKeySpentAlready.selector, key, batch, index);
    }

    function _keysWrong(uint256 keyCount, uint256 byteCount) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDrugLedger.DeclaredKeysWrong.selector, keyCount, byteCount);
    }

    function _expectSale(
        Dispense memory dispense,
        address operator,
        bytes memory keys,
        bytes memory revertData
    ) private {
        vm.expectRevert(revertData);
        this.recordAs(dispense, operator, 0, keys);
    }
}
