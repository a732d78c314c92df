// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Dispense,
    DispenseRecord,
    DispenseState,
    IDrugLedger,
    Identification,
    ReceiptAnswer,
    Reversal
} from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { ISpenders } from "../../contracts/interfaces/ISpenders.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, Fen } from "../../contracts/libraries/Ids.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What a claim does to a dispense, and for whom the spender speaks. The pharmacy holds a batch of 300 packs;
/// `_sold` are pack 5 and two units of pack 6.
contract DrugLedgerSpendingTest is SalesFixture {
    BatchId private _batch;
    Dispense private _sold;
    bytes32 private _id;
    address private _successor = key("successor");

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_productOf(SPLIT_ALLOWED), 300);
        _deliver(maker, pharmacy, _run(_batch, 0, 300), 0);
        _sold = _dispense(pharmacy, _pack(_batch, 5));
        _sold.lines = _lines(_pack(_batch, 5), _units(_batch, 6, 2));
        _record(_sold, pharmacy.operator, 0);
        _id = ledger.dispenseIdOf(_sold);
    }

    function test_SpendDispense_MarksItAndSaysWhatStands() public {
        DispenseRecord memory expected = _recordOfSold();
        assertFalse(expected.isSpent);
        expected.isSpent = true;
        DispenseRecord memory answer = _spend();
        assertEq(abi.encode(answer), abi.encode(expected));
        assertEq(abi.encode(_recordOfSold()), abi.encode(expected));
    }

    function test_SpendDispense_TakesWhatStandsOfAReversedOne() public {
        _reverse(_sold, pharmacy, _pack(_batch, 5));
        DispenseRecord memory answer = _spend();
        assertTrue(answer.state == DispenseState.PartlyReversed);
        assertEq(answer.standingCount, 1);
        (uint16 amount, Fen givenBackFen) = ledger.returnedOf(_id, 0);
        assertEq(amount, 1);
        assertEq(givenBackFen, Fen.wrap(1290));
    }

    /// @dev Looked at before whether there is such a dispense.
    function test_SpendDispense_RevertWhen_CallerIsNotTheSpender() public {
        address[3] memory others = [pharmacy.operator, bureauA.operator, consortium];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, others[i], spender)
            );
            ledger.spendDispense(pharmacy.id, _sold.documentKey, 0);
        }
        assertFalse(_recordOfSold().isSpent);
    }

    function test_SpendDispense_RevertWhen_Unknown() public {
        _expectUnknown(abi.encodeCall(IDrugLedger.spendDispense, (hospital.id, _sold.documentKey, _id)), _id);
        _expectUnknown(abi.encodeCall(IDrugLedger.spendDispense, (pharmacy.id, 0, _id)), _id);
        bytes32 other = ~_id;
        _expectUnknown(
            abi.encodeCall(IDrugLedger.spendDispense, (pharmacy.id, _sold.documentKey, other)),
            other
        );
    }

    function test_SpendDispense_RevertWhen_NothingStands() public {
        Reversal memory back = _reversal(_sold, _sold.lines);
        _reverseKeyed(_sold, back, pharmacy.operator, 0, "");
        _expectSpend(
            abi.encodeWithSelector(IDrugLedger.DispenseNotInState.selector, _id, DispenseState.Reversed)
        );
    }

    function test_SpendDispense_RevertWhen_Spent() public {
        _spend();
        _expectSpend(abi.encodeWithSelector(IDrugLedger.EvidenceAlreadySpent.selector, _id));
    }

    function test_FreeDispense_TakesTheMarkOffAndCounts() public {
        for (uint8 i = 1; i <= 3; ++i) {
            _spend();
            _free();
            DispenseRecord memory record = _recordOfSold();
            assertFalse(record.isSpent);
            assertEq(record.freedCount, i);
            assertEq(bytes32(record.tag), bytes32(bytes20(_id)));
            assertEq(record.standingCount, 2);
        }
    }

    /// @dev At its greatest the count stays, and nobody is kept from a refund.
    function test_FreeDispense_GoesOnAtTheGreatestCount() public {
        for (uint256 i = 0; i < 256; ++i) {
            _spend();
            _free();
        }
        assertEq(_recordOfSold().freedCount, type(uint8).max);
    }

    function test_FreeDispense_RevertWhen_CallerWasNeverTheSpender() public {
        _spend();
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(ISpenders.SpenderNeverAppointed.selector, pharmacy.operator));
        ledger.freeDispense(pharmacy.id, _sold.documentKey, 0);
        assertTrue(_recordOfSold().isSpent);
    }

    function test_FreeDispense_RevertWhen_UnknownOrNotSpent() public {
        bytes32 other = ~_id;
        _expectUnknown(
            abi.encodeCall(IDrugLedger.freeDispense, (pharmacy.id, _sold.documentKey, other)),
            other
        );
        vm.prank(spender);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.EvidenceNotSpent.selector, _id));
        ledger.freeDispense(pharmacy.id, _sold.documentKey, _id);
    }

    function test_AFormerSpenderFreesAndSpendsNothing() public {
        _spend();
        _appointSuccessor();
        vm.prank(_successor);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.EvidenceAlreadySpent.selector, _id));
        ledger.spendDispense(pharmacy.id, _sold.documentKey, _id);
        _free();
        _expectSpend(abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, spender, _successor));
        vm.prank(_successor);
        ledger.spendDispense(pharmacy.id, _sold.documentKey, _id);
        assertTrue(_recordOfSold().isSpent);
    }

    /// @dev After the state and before the times: the return below is too early as well.
    function test_ReverseDispense_RevertWhen_Spent() public {
        _spend();
        Reversal memory back = _reversal(_sold, _lines(_pack(_batch, 5)));
        back.reversedAtSec = _sold.dispensedAtSec - 1;
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.EvidenceAlreadySpent.selector, _id));
        this.reverseAs(_sold, back, pharmacy.operator, 0, "");
        assertTrue(ledger.isGone(_batch, 5));
        _free();
        _reverse(_sold, pharmacy, _pack(_batch, 5));
        assertFalse(ledger.isGone(_batch, 5));
    }

    function test_SpendAndFree_GoOnWhilePaused() public {
        _pauseLedger();
        _spend();
        _free();
        assertEq(_recordOfSold().freedCount, 1);
    }

    function test_AnswerReceipt_LeavesTheMark() public {
        _spend();
        vm.prank(bureauA.operator);
        ledger.answerReceipt(_sold, ReceiptAnswer.Denied);
        DispenseRecord memory record = _recordOfSold();
        assertTrue(record.isSpent && record.answer == ReceiptAnswer.Denied);
        _free();
        assertTrue(_recordOfSold().answer == ReceiptAnswer.Denied);
    }

    /// @dev A slot of 32 bytes without a spare one: no field runs into its neighbour.
    function testFuzz_SpendDispense_LeavesTheRestOfTheRecord(uint8 answer, bool isReversed) public {
        ReceiptAnswer given = ReceiptAnswer(1 + (answer % 2));
        vm.prank(bureauA.operator);
        ledger.answerReceipt(_sold, given);
        if (isReversed) _reverse(_sold, pharmacy, _pack(_batch, 5));
        DispenseRecord memory expected = _recordOfSold();
        _spend();
        _free();
        expected.freedCount = 1;
        assertEq(abi.encode(_recordOfSold()), abi.encode(expected));
    }

    function test_RecordDispenses_TheSpenderSpeaksForAnOperator() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 7));
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DispenseRecorded(
            ledger.dispenseIdOf(dispense),
            pharmacy.id,
            dispense.documentKey,
            dispense.dispensedAtSec,
            Identification.EVoucher,
            dispense.personCommitment,
            pharmacy.operator,
            dispense.lines
        );
        _recordBy(spender, pharmacy.operator, dispense);
        assertTrue(ledger.isGone(_batch, 7));
    }

    /// @dev What the operator may not do, the spender may not in its name.
    function test_RecordDispenses_RevertWhen_TheOperatorMayNot() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 7));
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                maker.operator,
                maker.id,
                Act.Dispense
            )
        );
        this.recordBy(spender, maker.operator, dispense);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, spender));
        this.recordBy(spender, spender, dispense);
    }

    /// @dev The first of all checks: the call below carries no dispense.
    function test_RecordDispenses_RevertWhen_OperatorIsNotCaller() public {
        address[3] memory others = [bureauA.operator, hospital.operator, key("stranger")];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IDrugLedger.OperatorIsNotCaller.selector, pharmacy.operator, others[i])
            );
            ledger.recordDispenses(pharmacy.operator, new Dispense[](0), new uint32[][](1), new bytes(1));
        }
    }

    function test_RecordDispenses_RevertWhen_AFormerSpenderSpeaks() public {
        _appointSuccessor();
        Dispense memory dispense = _dispense(pharmacy, _pack(_batch, 7));
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.OperatorIsNotCaller.selector, pharmacy.operator, spender)
        );
        this.recordBy(spender, pharmacy.operator, dispense);
        _recordBy(_successor, pharmacy.operator, dispense);
    }

    function test_ReverseDispense_TheSpenderSpeaksForAnOperator() public {
        Reversal memory back = _reversal(_sold, _lines(_pack(_batch, 5)));
        vm.expectEmit(address(ledger));
        emit IDrugLedger.DispenseReversed(
            _id,
            pharmacy.id,
            ledger.reversalIdOf(back),
            back.documentKey,
            back.reversedAtSec,
            DispenseState.PartlyReversed,
            pharmacy.operator,
            back.lines,
            new uint8[](1)
        );
        vm.prank(spender);
        ledger.reverseDispense(pharmacy.operator, _sold, back, new uint8[](1), _froms(0), "");
    }

    /// @dev The first of all checks: the keys below are not whole.
    function test_ReverseDispense_RevertWhen_OperatorIsNotCaller() public {
        Reversal memory back = _reversal(_sold, _lines(_pack(_batch, 5)));
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugLedger.OperatorIsNotCaller.selector,
                pharmacy.operator,
                hospital.operator
            )
        );
        ledger.reverseDispense(pharmacy.operator, _sold, back, new uint8[](1), _froms(0), new bytes(1));
    }

    function recordBy(address caller, address operator, Dispense memory dispense) external {
        _recordBy(caller, operator, dispense);
    }

    function _recordBy(address caller, address operator, Dispense memory dispense) private {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = dispense;
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(0);
        vm.prank(caller);
        ledger.recordDispenses(operator, dispenses, froms, "");
    }

    function _appointSuccessor() private {
        _asConsortiumOn(address(spenders), abi.encodeCall(ISpenders.appointSpender, (_successor)));
    }

    function _spend() private returns (DispenseRecord memory) {
        vm.prank(spender);
        ledger.spendDispense(pharmacy.id, _sold.documentKey, _id);
        return _recordOfSold();
    }

    function _free() private {
        vm.prank(spender);
        ledger.freeDispense(pharmacy.id, _sold.documentKey, _id);
    }

    function _recordOfSold() private view returns (DispenseRecord memory) {
        return ledger.dispenseRecord(pharmacy.id, _sold.documentKey);
    }

    function _expectSpend(bytes memory revertData) private {
        vm.prank(spender);
        vm.expectRevert(revertData);
        ledger.spendDispense(pharmacy.id, _sold.documentKey, _id);
    }

    function _expectUnknown(bytes memory call, bytes32 id) private {
        vm.prank(spender);
        (bool isDone, bytes memory answer) = address(ledger).call(call);
        assertFalse(isDone);
        assertEq(answer, abi.encodeWithSelector(IDrugLedger.DispenseUnknown.selector, id));
    }
}
