// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Dispense, IDrugLedger, Identification } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import {
    CLOCK_SKEW_SEC_MAX,
    DISPENSES_PER_CALL_MAX,
    LINES_PER_DISPENSE_MAX
} from "../../contracts/libraries/Limits.sol";
import { PackLine } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What is wrong with a receipt by itself. The pharmacy holds packs 100 to 400 of a batch of 1,000.
contract DrugLedgerDispenseFormTest is DrugFixture {
    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, 1_000);
        _deliver(maker, pharmacy, _run(_batch, 100, 400), 0);
    }

    function test_RecordDispenses_TakesSelfPayOfAnUnknownPerson() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 100));
        dispense.identification = Identification.None;
        dispense.personCommitment = 0;
        _record(dispense, pharmacy.operator, 100);
        assertTrue(ledger.isGone(_batch, 100));
    }

    function test_RecordDispenses_RevertWhen_CallerMayNotDispense() public {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = _dispense(pharmacy, _pack(_batch, 100));
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                maker.operator,
                maker.id,
                Act.Dispense
            )
        );
        ledger.recordDispenses(maker.operator, dispenses, new uint32[][](1), "");
    }

    function test_RecordDispenses_RevertWhen_Paused() public {
        _pauseLedger();
        _expectRecord(
            _dispense(pharmacy, _pack(_batch, 100)),
            100,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Dispense)
        );
        assertFalse(ledger.isGone(_batch, 100));
    }

    function test_RecordDispenses_RevertWhen_NoneOrTooMany() public {
        vm.startPrank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.DispensesWrong.selector, 0, DISPENSES_PER_CALL_MAX)
        );
        ledger.recordDispenses(pharmacy.operator, new Dispense[](0), new uint32[][](1), "");
        uint256 count = DISPENSES_PER_CALL_MAX + 1;
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.DispensesWrong.selector, count, DISPENSES_PER_CALL_MAX)
        );
        ledger.recordDispenses(pharmacy.operator, new Dispense[](count), new uint32[][](1), "");
        vm.stopPrank();
    }

    function test_RecordDispenses_RevertWhen_ListsDiffer() public {
        vm.startPrank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 2, 1));
        ledger.recordDispenses(pharmacy.operator, new Dispense[](2), new uint32[][](1), "");
        vm.stopPrank();
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = _dispense(pharmacy, PackLine.wrap(type(uint256).max));
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 1, 0));
        ledger.recordDispenses(pharmacy.operator, dispenses, new uint32[][](1), "");
    }

    /// @dev 16 bytes a key, whole ones, looked at before anybody is asked who calls.
    function test_RecordDispenses_RevertWhen_KeysAreNotWhole() public {
        vm.startPrank(maker.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DeclaredKeysWrong.selector, 1, 17));
        ledger.recordDispenses(maker.operator, new Dispense[](1), new uint32[][](1), new bytes(17));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 1, 2));
        ledger.recordDispenses(maker.operator, new Dispense[](1), new uint32[][](2), new bytes(17));
        vm.stopPrank();
    }

    function test_RecordDispenses_RevertWhen_KeysAreTooMany() public {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = _dispense(pharmacy, _pack(_batch, 100));
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(100);
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DeclaredKeysWrong.selector, 0, 16));
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, new bytes(16));
    }

    function test_RecordDispenses_RevertWhen_InstitutionIsAnother() public {
        Dispense memory dispense = _dispense(hospital, _pack(_batch, 100));
        dispense.dispensedAtSec = type(uint40).max;
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.InstitutionMismatch.selector, hospital.id, pharmacy.id)
        );
    }

    function test_RecordDispenses_RevertWhen_DocumentIsRecorded() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 100));
        bytes32 id = ledger.dispenseIdOf(dispense);
        _record(dispense, pharmacy.operator, 100);
        bytes memory expected = abi.encodeWithSelector(
            IDrugLedger.DocumentAlreadyRecorded.selector,
            pharmacy.id,
            dispense.documentKey,
            bytes20(id)
        );
        _expectRecord(dispense, 100, expected);
        dispense.lines[0] = _pack(_batch, 101);
        dispense.dispensedAtSec = type(uint40).max;
        _expectRecord(dispense, 100, expected);
    }

    function test_RecordDispenses_RevertWhen_OneCallNamesADocumentTwice() public {
        Dispense[] memory dispenses = new Dispense[](2);
        dispenses[0] = _dispense(pharmacy, _pack(_batch, 100));
        dispenses[1] = _dispense(pharmacy, _pack(_batch, 101));
        dispenses[1].documentKey = dispenses[0].documentKey;
        bytes20 tag = bytes20(ledger.dispenseIdOf(dispenses[0]));
        uint32[][] memory froms = new uint32[][](2);
        (froms[0], froms[1]) = (_froms(100), _froms(100));
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugLedger.DocumentAlreadyRecorded.selector,
                pharmacy.id,
                dispenses[0].documentKey,
                tag
            )
        );
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, "");
    }

    function test_RecordDispenses_RevertWhen_StatedTimeIsInTheFuture() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 100));
        dispense.personCommitment = 0;
        dispense.dispensedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(
                IDrugLedger.OccurredInFuture.selector,
                dispense.dispensedAtSec,
                uint40(block.timestamp)
            )
        );
        dispense = _dispense(pharmacy, _pack(_batch, 100));
        dispense.dispensedAtSec += CLOCK_SKEW_SEC_MAX;
        _record(dispense, pharmacy.operator, 100);
    }

    function test_RecordDispenses_RevertWhen_PersonCommitmentIsWrong() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 100));
        bytes32 commitment = dispense.personCommitment;
        dispense.lines = new PackLine[](0);
        dispense.identification = Identification.None;
        _expectPersonWrong(dispense, Identification.None, commitment);
        dispense.personCommitment = 0;
        _expectPersonWrong(dispense, Identification.Card, 0);
        _expectPersonWrong(dispense, Identification.EVoucher, 0);
    }

    function test_RecordDispenses_RevertWhen_LinesAreNoneOrTooMany() public {
        Dispense memory dispense = _linesOf(0, 0);
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.LinesWrong.selector, 0, LINES_PER_DISPENSE_MAX)
        );
        uint256 count = LINES_PER_DISPENSE_MAX + 1;
        _expectRecord(
            _linesOf(count, 100),
            100,
            abi.encodeWithSelector(IDrugLedger.LinesWrong.selector, count, LINES_PER_DISPENSE_MAX)
        );
    }

    function test_RecordDispenses_RevertWhen_LineIsMalformed() public {
        PackLine line = PackLine.wrap(PackLine.unwrap(_pack(BatchId.wrap(1), 0)) | (1 << 176));
        _expectLine(line, 7, abi.encodeWithSelector(IDrugLedger.LineMalformed.selector, line));
    }

    function recordAs(Dispense memory dispense, address operator, uint32 parcelFrom) external {
        _record(dispense, operator, parcelFrom);
    }

    function _linesOf(uint256 count, uint32 firstIndex) private returns (Dispense memory dispense) {
        dispense = _dispense(pharmacy, PackLine.wrap(0));
        dispense.lines = new PackLine[](count);
        for (uint32 i = 0; i < count; ++i) dispense.lines[i] = _pack(_batch, firstIndex + i);
    }

    function _expectPersonWrong(
        Dispense memory dispense,
        Identification identification,
        bytes32 commitment
    ) private {
        dispense.identification = identification;
        _expectRecord(
            dispense,
            100,
            abi.encodeWithSelector(IDrugLedger.PersonCommitmentWrong.selector, identification, commitment)
        );
    }

    function _expectLine(PackLine line, uint32 parcelFrom, bytes memory revertData) private {
        _expectRecord(_dispense(pharmacy, line), parcelFrom, revertData);
    }

    function _expectRecord(Dispense memory dispense, uint32 parcelFrom, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.recordAs(dispense, pharmacy.operator, parcelFrom);
    }
}
