// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import {
    Dispense,
    DispenseRecord,
    DispenseState,
    IDrugLedger,
    Identification,
    ReceiptAnswer
} from "../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import { DISPENSES_PER_CALL_MAX, LINES_PER_DISPENSE_MAX } from "../../contracts/libraries/Limits.sol";
import { PackLine } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev The pharmacy holds packs 100 to 400 of a batch of 1,000.
contract DrugLedgerDispenseTest is DrugFixture {
    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, 1_000);
        _deliver(maker, pharmacy, _run(_batch, 100, 400), 0);
    }

    function test_RecordDispenses_RecordsIt() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 255));
        dispense.dispensedAtSec -= 1 hours;
        bytes32 id = ledger.dispenseIdOf(dispense);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DispenseRecorded(
            id,
            pharmacy.id,
            dispense.documentKey,
            dispense.dispensedAtSec,
            Identification.EVoucher,
            dispense.personCommitment,
            pharmacy.operator,
            dispense.lines
        );
        _record(dispense, pharmacy.operator, 100);
        DispenseRecord memory record = ledger.dispenseRecord(pharmacy.id, dispense.documentKey);
        assertEq(bytes32(record.tag), bytes32(bytes20(id)));
        assertTrue(record.state == DispenseState.Recorded);
        assertEq(record.recordedAtSec, block.timestamp);
        assertFalse(record.isImported);
        assertTrue(record.answer == ReceiptAnswer.None);
        assertEq(record.standingCount, 1);
        assertFalse(ledger.isGone(_batch, 254));
        assertTrue(ledger.isGone(_batch, 255));
        assertFalse(ledger.isGone(_batch, 256));
        assertEq(ledger.packCounts(_batch, 255).unitsTaken, 0);
    }

    function test_RecordDispenses_TakesTheFirstAndTheLastPackOfAParcel() public {
        _record(_dispense(pharmacy, _pack(_batch, 100)), pharmacy.operator, 100);
        _record(_dispense(pharmacy, _pack(_batch, 399)), pharmacy.operator, 100);
        assertTrue(ledger.isGone(_batch, 100));
        assertTrue(ledger.isGone(_batch, 399));
    }

    function test_RecordDispenses_TakesManyToManyFromManyParcels() public {
        BatchId second = _sealedBatch(_product, 300);
        _deliver(maker, pharmacy, _run(second, 0, 100), 0);
        _deliver(maker, pharmacy, _run(second, 100, 300), 100);
        Dispense[] memory dispenses = new Dispense[](3);
        uint32[][] memory froms = new uint32[][](3);
        for (uint32 i = 0; i < 3; ++i) {
            dispenses[i] = _dispense(pharmacy, _pack(_batch, 100 + i));
            dispenses[i].lines = new PackLine[](3);
            dispenses[i].lines[0] = _pack(second, i);
            dispenses[i].lines[1] = _pack(_batch, 100 + i);
            dispenses[i].lines[2] = _pack(second, 200 + i);
            froms[i] = new uint32[](3);
            froms[i][1] = 100;
            froms[i][2] = 100;
        }
        vm.prank(pharmacy.operator);
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, "");
        for (uint32 i = 0; i < 3; ++i) {
            assertTrue(
                ledger.isGone(second, i) && ledger.isGone(_batch, 100 + i) && ledger.isGone(second, 200 + i)
            );
            assertTrue(
                ledger.dispenseRecord(pharmacy.id, dispenses[i].documentKey).state == DispenseState.Recorded
            );
        }
    }

    function test_RecordDispenses_TakesAsManyAsTheLimits() public {
        Dispense[] memory dispenses = new Dispense[](DISPENSES_PER_CALL_MAX);
        uint32[][] memory froms = new uint32[][](DISPENSES_PER_CALL_MAX);
        for (uint32 i = 0; i < DISPENSES_PER_CALL_MAX; ++i) {
            dispenses[i] = _dispense(pharmacy, _pack(_batch, 100 + i));
            froms[i] = _froms(100);
        }
        vm.prank(pharmacy.operator);
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, "");
        _record(_linesOf(LINES_PER_DISPENSE_MAX, 300), pharmacy.operator, 100);
        assertTrue(ledger.isGone(_batch, 299) && ledger.isGone(_batch, 300) && ledger.isGone(_batch, 399));
    }

    /// @dev A till remembers parcels by the low bits of batch and index: 100 and 164 share a place, and take turns.
    function test_RecordDispenses_TakesParcelsThatShareAPlaceInTheTill() public {
        vm.prank(pharmacy.operator);
        custody.splitParcel(_parcelId(_batch, 100), 164);
        Dispense memory dispense = _linesOf(4, 100);
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(100, 4);
        (dispense.lines[1], froms[0][1]) = (_pack(_batch, 164), 164);
        (dispense.lines[3], froms[0][3]) = (_pack(_batch, 165), 164);
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = dispense;
        vm.prank(pharmacy.operator);
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, "");
        assertTrue(ledger.isGone(_batch, 100) && ledger.isGone(_batch, 102));
        assertTrue(ledger.isGone(_batch, 164) && ledger.isGone(_batch, 165));
        dispense = _linesOf(2, 101);
        dispense.lines[1] = _pack(_batch, 164);
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.PackOutsideParcel.selector, _parcelId(_batch, 100), 164, 164)
        );
    }

    function test_RecordDispenses_RevertWhen_ParcelIsUnknown() public {
        _expectLine(
            _pack(_batch, 150),
            150,
            abi.encodeWithSelector(IDrugLedger.ParcelUnknown.selector, _parcelId(_batch, 150))
        );
        BatchId none = BatchId.wrap(0);
        _expectLine(
            _pack(none, 0),
            0,
            abi.encodeWithSelector(IDrugLedger.ParcelUnknown.selector, _parcelId(none, 0))
        );
    }

    function test_RecordDispenses_RevertWhen_NotInCustody() public {
        vm.warp(block.timestamp + SHELF_LIFE_SEC);
        _expectLine(
            _pack(_batch, 999),
            0,
            abi.encodeWithSelector(
                IDrugLedger.NotInCustody.selector,
                _parcelId(_batch, 0),
                maker.id,
                pharmacy.id
            )
        );
    }

    /// @dev What is on its way still belongs to its sender, who may not sell it any more.
    function test_RecordDispenses_RevertWhen_InTransit() public {
        _ship(_consignment(pharmacy, hospital, _run(_batch, 100, 200)), pharmacy.operator, 100);
        _withdrawProduct();
        _expectLine(
            _pack(_batch, 999),
            100,
            abi.encodeWithSelector(
                IDrugLedger.ParcelNotInState.selector,
                _parcelId(_batch, 100),
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
    }

    function test_RecordDispenses_RevertWhen_ProductIsWithdrawn() public {
        _withdrawProduct();
        _expectLine(
            _pack(_batch, 999),
            100,
            abi.encodeWithSelector(
                IDrugLedger.BatchNotSellable.selector,
                _batch,
                BatchStatus.Sealed,
                ProductStatus.Withdrawn
            )
        );
    }

    function test_RecordDispenses_RevertWhen_PackIsOutsideTheParcel() public {
        vm.warp(block.timestamp + SHELF_LIFE_SEC);
        _expectLine(
            _pack(_batch, 99),
            100,
            abi.encodeWithSelector(IDrugLedger.PackOutsideParcel.selector, _parcelId(_batch, 100), 400, 99)
        );
        _expectLine(
            _pack(_batch, 400),
            100,
            abi.encodeWithSelector(IDrugLedger.PackOutsideParcel.selector, _parcelId(_batch, 100), 400, 400)
        );
    }

    /// @dev Expiry is judged at the stated time, and the batch is good through the second before it.

    function test_RecordDispenses_RevertWhen_Expired() public {
        _record(_dispense(pharmacy, _pack(_batch, 100)), pharmacy.operator, 100);
        uint40 expiresAtSec = catalogue.batch(_batch).expiresAtSec;
        vm.warp(expiresAtSec + 1 days);
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 100));
        dispense.dispensedAtSec = expiresAtSec;
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.BatchExpired.selector, _batch, expiresAtSec, expiresAtSec)
        );
        dispense = _dispense(pharmacy, _pack(_batch, 101));
        dispense.dispensedAtSec = expiresAtSec - 1;
        _record(dispense, pharmacy.operator, 100);
    }

    function test_RecordDispenses_RevertWhen_PackIsGone() public {
        _record(_dispense(pharmacy, _pack(_batch, 100)), pharmacy.operator, 100);
        bytes memory expected = abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 100);
        _expectLine(_pack(_batch, 100), 100, expected);
    }

    /// @dev A pack sold stays sold wherever its box may travel.

    function test_RecordDispenses_RevertWhen_PackWasSoldByAnother() public {
        _record(_dispense(pharmacy, _pack(_batch, 100)), pharmacy.operator, 100);
        _deliver(pharmacy, hospital, _run(_batch, 100, 110), 100);
        Dispense memory dispense = _dispense(hospital, _pack(_batch, 100));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 100));
        this.recordAs(dispense, hospital.operator, 100);
    }

    function test_RecordDispenses_RevertWhen_OneDispenseNamesAPackTwice() public {
        Dispense memory dispense = _linesOf(2, 100);
        dispense.lines[1] = dispense.lines[0];
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 100)
        );
        assertFalse(ledger.isGone(_batch, 100));
    }

    /// @dev One pack in one hundred thousand: exactly that one is gone, in the word of any index.

    function testFuzz_IsGone_IsOneBitOfOnePack(uint32 index, uint32 other) public {
        index = uint32(bound(index, 100, 399));
        other = uint32(bound(other, 0, 999));
        _record(_dispense(pharmacy, _pack(_batch, index)), pharmacy.operator, 100);
        assertTrue(ledger.isGone(_batch, index));
        assertTrue(ledger.isGone(_batch, other) == (other == index));
        assertFalse(ledger.isGone(BatchId.wrap(BatchId.unwrap(_batch) + 1), index));
    }

    /// @dev So that a test may expect the revert of a call made of several.

    function recordAs(Dispense memory dispense, address operator, uint32 parcelFrom) external {
        _record(dispense, operator, parcelFrom);
    }

    function _withdrawProduct() private {
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(_product);
    }

    function _linesOf(uint256 count, uint32 firstIndex) private returns (Dispense memory dispense) {
        dispense = _dispense(pharmacy, PackLine.wrap(0));
        dispense.lines = new PackLine[](count);
        for (uint32 i = 0; i < count; ++i) dispense.lines[i] = _pack(_batch, firstIndex + i);
    }

    function _expectLine(PackLine line, uint32 parcelFrom, bytes memory revertData) private {
        _expectRecord(_dispense(pharmacy, line), parcelFrom, revertData);
    }

    function _expectRecord(Dispense memory dispense, uint32 parcelFrom, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.recordAs(dispense, pharmacy.operator, parcelFrom);
    }
}
