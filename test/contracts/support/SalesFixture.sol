// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    DeclarationDraft,
    ProductDraft,
    ProductFlags
} from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Dispense, Reversal } from "../../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, ProductId } from "../../../contracts/libraries/Ids.sol";
import { PackLine } from "../../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./DrugFixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice Short words for what tills do beyond a sale: returns, declared stock, imports.
contract SalesFixture is DrugFixture {
    uint8 internal constant HIGH_VALUE = 2;
    uint8 internal constant MAKER_TRACED_ONLY = 4;

    /// @notice So that a test may expect the revert of a call made of several.
    function recordAs(
        Dispense memory dispense,
        address operator,
        uint32 parcelFrom,
        bytes memory keys
    ) external {
        _recordKeyed(dispense, operator, parcelFrom, keys);
    }

    function reverseAs(
        Dispense memory dispense,
        Reversal memory reversal,
        address operator,
        uint32 parcelFrom,
        bytes memory keys
    ) external {
        _reverseKeyed(dispense, reversal, operator, parcelFrom, keys);
    }

    function _productOf(uint8 flags) internal returns (ProductId) {
        ProductDraft memory draft = _productDraft();
        draft.flags = ProductFlags.wrap(flags);
        return _admit(draft);
    }

    function _sell(Member memory till, PackLine line) internal returns (Dispense memory dispense) {
        dispense = _dispense(till, line);
        _record(dispense, till.operator, 0);
    }

    function _recordKeyed(
        Dispense memory dispense,
        address operator,
        uint32 parcelFrom,
        bytes memory keys
    ) internal {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = dispense;
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(parcelFrom, dispense.lines.length);
        vm.prank(operator);
        ledger.recordDispenses(operator, dispenses, froms, keys);
    }

    function _lines(PackLine first) internal pure returns (PackLine[] memory lines) {
        lines = new PackLine[](1);
        lines[0] = first;
    }

    function _lines(PackLine first, PackLine second) internal pure returns (PackLine[] memory lines) {
        lines = new PackLine[](2);
        (lines[0], lines[1]) = (first, second);
    }

    /// @notice A return of these lines now, under a document number nobody had before.
    function _reversal(
        Dispense memory dispense,
        PackLine[] memory lines
    ) internal returns (Reversal memory reversal) {
        reversal.institution = dispense.institution;
        reversal.documentKey = _nextDocument();
        reversal.dispense = ledger.dispenseIdOf(dispense);
        reversal.reversedAtSec = uint40(block.timestamp);
        reversal.lines = lines;
    }

    /// @notice The reversal's lines take back the dispense's lines one by one from the first.
    function _reverseKeyed(
        Dispense memory dispense,
        Reversal memory reversal,
        address operator,
        uint32 parcelFrom,
        bytes memory keys
    ) internal {
        uint256 count = reversal.lines.length;
        uint8[] memory lineIndexes = new uint8[](count);
        for (uint8 i = 0; i < count; ++i) lineIndexes[i] = i;
        vm.prank(operator);
        ledger.reverseDispense(operator, dispense, reversal, lineIndexes, _froms(parcelFrom, count), keys);
    }

    function _reverse(Dispense memory dispense, Member memory till, PackLine line) internal {
        _reverseKeyed(dispense, _reversal(dispense, _lines(line)), till.operator, 0, "");
    }

    function _declaration(
        Member memory holder,
        ProductId product,
        uint32 packCount
    ) internal returns (DeclarationDraft memory) {
        return
            DeclarationDraft({
                holder: holder.id,
                product: product,
                packCount: packCount,
                madeAtSec: uint40(block.timestamp) - 300 days,
                expiresAtSec: uint40(block.timestamp) + SHELF_LIFE_SEC,
                declaredAtSec: uint40(block.timestamp),
                keyEpoch: 1,
                batchNumber: "OLD-1",
                documentKey: _nextDocument()
            });
    }

    /// @notice Stock of the holder as old as can be: declared, with its manifest, and sealed.
    function _declared(
        Member memory holder,
        ProductId product,
        uint32 packCount
    ) internal returns (BatchId batch) {
        DeclarationDraft memory draft = _declaration(holder, product, packCount);
        vm.startPrank(holder.operator);
        batch = catalogue.declareBatch(draft);
        catalogue.appendManifest(batch, 0, 0, _keys(0, packCount));
        catalogue.sealBatch(batch, catalogue.batch(batch).manifestHash);
        vm.stopPrank();
    }
}
