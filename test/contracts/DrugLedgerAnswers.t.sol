// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Dispense, IDrugLedger, ReceiptAnswer } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId } from "../../contracts/libraries/Ids.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What the person said who was asked. The pharmacy of region A sold one pack.
contract DrugLedgerAnswersTest is SalesFixture {
    Dispense private _sold;
    bytes32 private _id;

    function setUp() public {
        _setUpTrade();
        BatchId batch = _sealedBatch(_productOf(0), 10);
        _deliver(maker, pharmacy, _run(batch, 0, 10), 0);
        _sold = _sell(pharmacy, _pack(batch, 5));
        _id = ledger.dispenseIdOf(_sold);
    }

    function test_AnswerReceipt_KeepsTheAnswer() public {
        _pauseLedger();
        vm.expectEmit(address(ledger));
        emit IDrugLedger.ReceiptAnswered(_id, pharmacy.id, bureauA.id, ReceiptAnswer.Denied);
        vm.prank(bureauA.operator);
        ledger.answerReceipt(_sold, ReceiptAnswer.Denied);
        assertTrue(ledger.dispenseRecord(pharmacy.id, _sold.documentKey).answer == ReceiptAnswer.Denied);
        assertEq(ledger.dispenseRecord(pharmacy.id, _sold.documentKey).standingCount, 1);
    }

    function test_AnswerReceipt_RevertWhen_DispenseIsUnknown() public {
        _sold.dispensedAtSec -= 1;
        bytes32 id = ledger.dispenseIdOf(_sold);
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.DispenseUnknown.selector, id));
        ledger.answerReceipt(_sold, ReceiptAnswer.None);
    }

    function test_AnswerReceipt_RevertWhen_CallerMayNotSupervise() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.Supervise
            )
        );
        ledger.answerReceipt(_sold, ReceiptAnswer.None);
    }

    function test_AnswerReceipt_RevertWhen_BureauIsOfAnotherRegion() public {
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugLedger.BureauNotOfProvider.selector,
                pharmacy.id,
                REGION_A,
                bureauB.id
            )
        );
        ledger.answerReceipt(_sold, ReceiptAnswer.None);
    }

    function test_AnswerReceipt_RevertWhen_AnswerIsMissing() public {
        vm.startPrank(bureauA.operator);
        ledger.answerReceipt(_sold, ReceiptAnswer.Confirmed);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ReceiptAnswerMissing.selector));
        ledger.answerReceipt(_sold, ReceiptAnswer.None);
        vm.stopPrank();
    }

    function test_AnswerReceipt_RevertWhen_AnsweredBefore() public {
        vm.startPrank(bureauA.operator);
        ledger.answerReceipt(_sold, ReceiptAnswer.Confirmed);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.ReceiptAlreadyAnswered.selector, _id, ReceiptAnswer.Confirmed)
        );
        ledger.answerReceipt(_sold, ReceiptAnswer.Denied);
        vm.stopPrank();
    }
}
