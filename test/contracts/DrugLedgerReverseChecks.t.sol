// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { Dispense, DispenseState, IDrugLedger, Reversal } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, Fen, ProductId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, LINES_PER_DISPENSE_MAX } from "../../contracts/libraries/Limits.sol";
import { PackLine, PackWords } from "../../contracts/libraries/PackWords.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev The checks of a return in their order: each case holds the fault of the check after it, too. The pharmacy
/// sold pack 5 and six units of pack 6 on one receipt.
contract DrugLedgerReverseChecksTest is SalesFixture {
    ProductId private _product;
    BatchId private _batch;
    Dispense private _sold;
    bytes32 private _id;

    function setUp() public {
        _setUpTrade();
        _product = _productOf(SPLIT_ALLOWED);
        _batch = _sealedBatch(_product, 300);
        _deliver(maker, pharmacy, _run(_batch, 0, 300), 0);
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 5));
        dispense.lines = _lines(_pack(_batch, 5), _units(_batch, 6, 6));
        _record(dispense, pharmacy.operator, 0);
        _sold = dispense;
        _id = ledger.dispenseIdOf(dispense);
    }

    function test_RevertWhen_DispenseIsUnknown() public {
        Dispense memory other = _sold;
        other.dispensedAtSec -= 1;
        Reversal memory reversal = _reversal(other, other.lines);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DispenseUnknown.selector, reversal.dispense));
        this.reverseAs(other, reversal, hospital.operator, 0, "");
    }

    function test_RevertWhen_KeysAreNotWhole() public {
        Dispense memory other = _sold;
        other.dispensedAtSec -= 1;
        Reversal memory reversal = _reversal(other, other.lines);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DeclaredKeysWrong.selector, 0, 5));
        this.reverseAs(other, reversal, hospital.operator, 0, new bytes(5));
    }

    function test_RevertWhen_CallerMayNotCorrect() public {
        address clerk = key("clerk");
        _addOperator(bureauB, clerk, _acts(Act.Supervise));
        bytes memory expected = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            clerk,
            bureauB.id,
            Act.Correct
        );
        Reversal memory reversal = _whole();
        vm.expectRevert(expected);
        this.reverseAs(_sold, reversal, clerk, 0, "");
    }

    /// @dev What a bureau may correct is its own.
    function test_RevertWhen_ABureauMayCorrect() public {
        Reversal memory reversal = _whole();
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.InstitutionMismatch.selector, pharmacy.id, bureauB.id)
        );
        this.reverseAs(_sold, reversal, bureauB.operator, 0, "");
    }

    function test_RevertWhen_InstitutionIsAnother() public {
        Reversal memory reversal = _whole();
        reversal.reversedAtSec = type(uint40).max;
        bytes memory expected = abi.encodeWithSelector(
            IDrugLedger.InstitutionMismatch.selector,
            pharmacy.id,
            hospital.id
        );
        vm.expectRevert(expected);
        this.reverseAs(_sold, reversal, hospital.operator, 0, "");
        reversal.institution = hospital.id;
        vm.expectRevert(expected);
        this.reverseAs(_sold, reversal, hospital.operator, 0, "");
    }

    function test_RevertWhen_DocumentIsRecorded() public {
        Reversal memory reversal = _whole();
        bytes20 tag = bytes20(ledger.reversalIdOf(reversal));
        _reverseKeyed(_sold, reversal, pharmacy.operator, 0, "");
        reversal.reversedAtSec = type(uint40).max;
        _expect(
            reversal,
            abi.encodeWithSelector(
                IDrugLedger.DocumentAlreadyRecorded.selector,
                pharmacy.id,
                reversal.documentKey,
                tag
            )
        );
    }

    function test_RevertWhen_StatedTimeIsInTheFuture() public {
        Reversal memory reversal = _whole();
        reversal.dispense = 0;
        reversal.reversedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expect(
            reversal,
            abi.encodeWithSelector(
                IDrugLedger.OccurredInFuture.selector,
                reversal.reversedAtSec,
                uint40(block.timestamp)
            )
        );
    }

    function test_RevertWhen_ReturnIsOfAnotherDispense() public {
        Reversal memory reversal = _reversal(_sold, new PackLine[](0));
        reversal.dispense = keccak256("another");
        _expect(
            reversal,
            abi.encodeWithSelector(IDrugLedger.ReturnOfOtherDispense.selector, _id, reversal.dispense)
        );
    }

    function test_RevertWhen_LinesAreNoneOrTooMany() public {
        uint256 max = LINES_PER_DISPENSE_MAX;
        Reversal memory reversal = _reversal(_sold, new PackLine[](0));
        _expect(reversal, abi.encodeWithSelector(IDrugLedger.LinesWrong.selector, 0, max));
        reversal.lines = new PackLine[](max + 1);
        _expect(reversal, abi.encodeWithSelector(IDrugLedger.LinesWrong.selector, max + 1, max));
    }

    function test_RevertWhen_ListsDiffer() public {
        _reverseKeyed(_sold, _reversal(_sold, _sold.lines), pharmacy.operator, 0, "");
        Reversal memory reversal = _whole();
        vm.startPrank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 1, 2));
        ledger.reverseDispense(pharmacy.operator, _sold, reversal, new uint8[](2), _froms(0, 3), "");
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 1, 3));
        ledger.reverseDispense(pharmacy.operator, _sold, reversal, new uint8[](1), _froms(0, 3), "");
        vm.stopPrank();
    }

    function test_RevertWhen_NothingStands() public {
        _reverseKeyed(_sold, _reversal(_sold, _sold.lines), pharmacy.operator, 0, "");
        vm.warp(block.timestamp + 30 days);
        _expect(
            _whole(),
            abi.encodeWithSelector(IDrugLedger.DispenseNotInState.selector, _id, DispenseState.Reversed)
        );
    }

    function test_RevertWhen_LineIsMalformed() public {
        PackLine line = PackLine.wrap(PackLine.unwrap(_pack(_batch, 99)) | (1 << 176));
        _expectLine(0, line, abi.encodeWithSelector(IDrugLedger.LineMalformed.selector, line));
    }

    function test_RevertWhen_LineIsNotOfTheDispense() public {
        _expectLineWrong(2, _pack(_batch, 5));
        _expectLineWrong(0, _pack(_batch, 6));
        _expectLineWrong(0, _pack(BatchId.wrap(1), 5));
        _expectLineWrong(0, _units(_batch, 5, 1));
        _expectLineWrong(1, _pack(_batch, 6));
        _expectLineWrong(0, PackWords.toLine(_batch, 5, 0, Fen.wrap(1291)));
        _expectLineWrong(0, PackWords.toLine(_batch, 5, 0, Fen.wrap(type(uint64).max)));
    }

    /// @dev Money: all that is given back of a line is together at most what was paid for it.
    function test_RevertWhen_MoreIsGivenBackThanWasPaid() public {
        Reversal memory reversal = _reversal(_sold, _lines(PackWords.toLine(_batch, 6, 2, Fen.wrap(50))));
        uint8[] memory second = new uint8[](1);
        second[0] = 1;
        vm.prank(pharmacy.operator);
        ledger.reverseDispense(pharmacy.operator, _sold, reversal, second, _froms(0), "");
        _expectLineWrong(1, PackWords.toLine(_batch, 6, 2, Fen.wrap(5)));
        reversal = _reversal(_sold, _lines(PackWords.toLine(_batch, 6, 2, Fen.wrap(4))));
        vm.prank(pharmacy.operator);
        ledger.reverseDispense(pharmacy.operator, _sold, reversal, second, _froms(0), "");
        (uint16 amount, ) = ledger.returnedOf(_id, 1);
        assertEq(amount, 4);
    }

    function test_RevertWhen_MoreComesBackThanStands() public {
        _expectLine(
            1,
            PackWords.toLine(_batch, 6, 7, Fen.wrap(0)),
            abi.encodeWithSelector(IDrugLedger.ReturnExceedsLine.selector, _id, 1, 6, 7)
        );
        PackLine free = PackWords.toLine(_batch, 5, 0, Fen.wrap(0));
        Reversal memory twice = _reversal(_sold, _lines(free, free));
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ReturnExceedsLine.selector, _id, 0, 0, 1));
        ledger.reverseDispense(pharmacy.operator, _sold, twice, new uint8[](2), _froms(0, 2), "");
    }

    function test_RevertWhen_ParcelIsUnknown() public {
        Reversal memory reversal = _whole();
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ParcelUnknown.selector, _parcelId(_batch, 3)));
        this.reverseAs(_sold, reversal, pharmacy.operator, 3, "");
    }

    function test_RevertWhen_ThePackIsInAnothersHands() public {
        _deliver(pharmacy, hospital, _run(_batch, 0, 10), 0);
        _recall(_batch);
        _expect(
            _whole(),
            abi.encodeWithSelector(
                IDrugLedger.NotInCustody.selector,
                _parcelId(_batch, 0),
                hospital.id,
                pharmacy.id
            )
        );
    }

    function test_RevertWhen_ThePackIsOnItsWay() public {
        _ship(_consignment(pharmacy, hospital, _run(_batch, 0, 10)), pharmacy.operator, 0);
        _recall(_batch);
        _expect(
            _whole(),
            abi.encodeWithSelector(
                IDrugLedger.ParcelNotInState.selector,
                _parcelId(_batch, 0),
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
    }

    function test_RevertWhen_Recalled() public {
        _quarantine(bureauA, _batch);
        _recall(_batch);
        _expect(_whole(), _notSellable(BatchStatus.Recalled, ProductStatus.Admitted));
    }

    function test_RevertWhen_Withdrawn() public {
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(_product);
        _expect(_whole(), _notSellable(BatchStatus.Sealed, ProductStatus.Withdrawn));
    }

    function test_RevertWhen_InQuarantine() public {
        _quarantine(bureauB, _batch);
        _quarantine(bureauA, _batch);
        vm.prank(pharmacy.operator);
        custody.splitParcel(_parcelId(_batch, 0), 5);
        _expect(
            _whole(),
            abi.encodeWithSelector(
                IDrugLedger.BatchInQuarantine.selector,
                _batch,
                REGION_A,
                uint40(block.timestamp)
            )
        );
    }

    function test_RevertWhen_PackIsOutsideTheParcel() public {
        vm.prank(pharmacy.operator);
        custody.splitParcel(_parcelId(_batch, 0), 5);
        _expect(
            _whole(),
            abi.encodeWithSelector(IDrugLedger.PackOutsideParcel.selector, _parcelId(_batch, 0), 5, 5)
        );
    }

    function test_RevertWhen_Expired() public {
        uint40 expiresAtSec = catalogue.batch(_batch).expiresAtSec;
        vm.warp(expiresAtSec - 1);
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 7));
        vm.warp(expiresAtSec);
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.BatchExpired.selector, _batch, expiresAtSec, expiresAtSec)
        );
        this.reverseAs(dispense, reversal, pharmacy.operator, 0, "");
    }

    function test_RevertWhen_KeysAreTooMany() public {
        Reversal memory reversal = _whole();
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DeclaredKeysWrong.selector, 0, 16));
        this.reverseAs(_sold, reversal, pharmacy.operator, 0, new bytes(16));
    }

    function _whole() private returns (Reversal memory) {
        return _reversal(_sold, _lines(_pack(_batch, 5)));
    }

    function _notSellable(
        BatchStatus status,
        ProductStatus productStatus
    ) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugLedger.BatchNotSellable.selector, _batch, status, productStatus);
    }

    function _expectLineWrong(uint8 lineIndex, PackLine line) private {
        _expectLine(
            lineIndex,
            line,
            abi.encodeWithSelector(IDrugLedger.ReturnLineWrong.selector, _id, lineIndex, line)
        );
    }

    function _expectLine(uint8 lineIndex, PackLine line, bytes memory revertData) private {
        Reversal memory reversal = _reversal(_sold, _lines(line));
        uint8[] memory lineIndexes = new uint8[](1);
        lineIndexes[0] = lineIndex;
        vm.prank(pharmacy.operator);
        vm.expectRevert(revertData);
        ledger.reverseDispense(pharmacy.operator, _sold, reversal, lineIndexes, _froms(250), "");
    }

    function _expect(Reversal memory reversal, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.reverseAs(_sold, reversal, pharmacy.operator, 0, "");
    }
}
