// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Backing,
    Claim,
    ClaimState,
    DisputeVerdict,
    IClaimLedger
} from "../../contracts/interfaces/IClaimLedger.sol";
import { Dispense, IDrugLedger, Reversal } from "../../contracts/interfaces/IDrugLedger.sol";
import { INullifiers } from "../../contracts/interfaces/INullifiers.sol";
import { ISpenders } from "../../contracts/interfaces/ISpenders.sol";
import { Fen } from "../../contracts/libraries/Ids.sol";
import { BANK_REFERENCE_BYTES_MAX, CLAIMS_PER_CALL_MAX } from "../../contracts/libraries/Limits.sol";
import { ClaimLedger } from "../../contracts/ClaimLedger.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Payment, what is taken back, disputes, second payers, and a successor.
contract ClaimLedgerMoneyTest is ClaimFixture, SalesFixture {
    function setUp() public {
        _setUpClaims();
    }

    function test_PaymentNamesItsTransferAndItsClaims() public {
        Claim[] memory claims = new Claim[](2);
        claims[0] = _approved();
        claims[1] = _approved();
        bytes32 payment = keccak256(abi.encode(bureauA.id, BANK_REFERENCE, _idOf(claims[0])));
        vm.expectEmit(address(claimLedger));
        emit IClaimLedger.PaymentRecorded(payment, bureauA.id, BANK_REFERENCE, Fen.wrap(1_800), 2, personA);
        vm.prank(personA);
        claimLedger.payClaims(claims, BANK_REFERENCE);
        assertState(claims[1], ClaimState.Paid);
    }

    function test_RevertWhen_PaymentIsWrong() public {
        Claim[] memory claims = new Claim[](0);
        _refused(
            personA,
            abi.encodeCall(IClaimLedger.payClaims, (claims, "")),
            abi.encodeWithSelector(IClaimLedger.ClaimsWrong.selector, 0, CLAIMS_PER_CALL_MAX)
        );
        claims = _one(_approved());
        _refusedReference(claims, "");
        _refusedReference(claims, "123456789012345678901234567890123456");
    }

    function test_RevertWhen_CareWasInAnotherRegion() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        claim.payerRegion = REGION_B;
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        _do(bureauB.operator, _approving(claim));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimNeedsClearing.selector,
            _idOf(claim),
            REGION_B,
            REGION_A
        );
        _refused(bureauB.operator, _paying(claim), refusal);
    }

    function test_RevertWhen_TakenBackByAnother() public {
        Claim memory claim = _submitted();
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.NotFiler.selector,
            _idOf(claim),
            pharmacy.id,
            hospital.id
        );
        _refused(hospital.operator, _reversing(claim), refusal);
        _refused(hospital.operator, _refunding(claim), refusal);
        _refused(hospital.operator, _appealing(claim), refusal);
    }

    function test_RevertWhen_TheWordIsNotTheClaims() public {
        Claim memory claim = _approved();
        Claim memory other = _approved();
        bytes memory call = abi.encodeCall(
            IClaimLedger.reverseClaims,
            (_one(claim), _words(_word(other)), WHY)
        );
        bytes memory refusal = abi.encodeWithSelector(
            INullifiers.NullifierNotHeld.selector,
            _word(other),
            _idOf(claim),
            bytes20(_idOf(other))
        );
        _refused(pharmacy.operator, call, refusal);
        _do(pharmacy.operator, _reversing(claim));
        assertFalse(_isTaken(_word(claim)), "still taken");
        assertTrue(_isTaken(_word(other)), "the other's");
    }

    /// @dev After a partial reversal the claim is made again for the rest, under a new document number.
    function test_ThePartThatStandsIsClaimedAnew() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(stock, sold));
        dispense.lines = _lines(_pack(stock, sold++), _pack(stock, sold++));
        _record(dispense, pharmacy.operator, 0);
        Claim memory claim = _claimOf(dispense);
        claim.totalFen = Fen.wrap(2 * PACK_FEN);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        _do(personA, _approving(claim));
        Reversal memory reversal = _reversal(dispense, _lines(dispense.lines[0]));
        bytes32 id = ledger.dispenseIdOf(dispense);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.EvidenceAlreadySpent.selector, id));
        this.reverseAs(dispense, reversal, pharmacy.operator, 0, "");
        bytes memory call = abi.encodeCall(
            IClaimLedger.reverseClaimAndDispense,
            (claim, _word(claim), WHY, dispense, reversal, new uint8[](1), _froms(0), "")
        );
        _do(pharmacy.operator, call);
        assertState(claim, ClaimState.Reversed);
        Claim memory rest = _claimOf(dispense);
        rest.totalFen = Fen.wrap(2 * PACK_FEN);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimTotalDiffers.selector,
            2 * PACK_FEN,
            PACK_FEN
        );
        _refused(pharmacy.operator, _submitting(rest, _backing(dispense)), refusal);
        rest.totalFen = Fen.wrap(PACK_FEN);
        _do(pharmacy.operator, _submitting(rest, _backing(dispense)));
        _do(personA, _approving(rest, _award(rest, 900), _word(claim)));
    }

    function test_ReversingClaimAndDispenseIsBothOrNeither() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        reversal.reversedAtSec += 20 days;
        vm.warp(block.timestamp + 20 days);
        bytes memory refusal = abi.encodeWithSelector(
            IDrugLedger.ReturnTooLate.selector,
            reversal.dispense,
            dispense.dispensedAtSec + 10 days,
            reversal.reversedAtSec
        );
        bytes memory call = abi.encodeCall(
            IClaimLedger.reverseClaimAndDispense,
            (claim, bytes32(0), WHY, dispense, reversal, new uint8[](1), _froms(0), "")
        );
        _refused(pharmacy.operator, call, refusal);
        assertState(claim, ClaimState.Submitted);
        assertTrue(_isSpent(dispense), "freed alone");
    }

    function test_ADisputeIsEndedByAnotherPerson() public {
        Claim memory claim = _paid();
        _do(bureauA.operator, _disputing(claim));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderDecidedBefore.selector,
            _idOf(claim),
            bureauA.operator
        );
        _refused(bureauA.operator, _resolving(claim, DisputeVerdict.Upheld), refusal);
        refusal = abi.encodeWithSelector(IClaimLedger.DisputeVerdictMissing.selector, _idOf(claim));
        _refused(personA, _resolving(claim, DisputeVerdict.None), refusal);
        refusal = abi.encodeWithSelector(IClaimLedger.BureauNotOfPayer.selector, bureauB.id, REGION_A);
        _refused(bureauB.operator, _resolving(claim, DisputeVerdict.Upheld), refusal);
        _do(personA, _resolving(claim, DisputeVerdict.ClawedBack));
        assertState(claim, ClaimState.ClawedBack);
        assertFalse(_isTaken(_word(claim)), "still taken");
    }

    function test_RevertWhen_TheSubmitterEndsTheDispute() public {
        Claim memory claim = _manualClaim(800);
        Backing memory none;
        _do(bureauA.operator, _submitting(claim, none));
        _do(personA, _approving(claim));
        _do(personA, _paying(claim));
        _do(personA, _disputing(claim));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderIsSubmitter.selector,
            _idOf(claim),
            bureauA.operator
        );
        _refused(bureauA.operator, _resolving(claim, DisputeVerdict.Upheld), refusal);
    }

    /// @dev Of 12.90 yuan the fund bore 9.00: a second payer may bear 3.90 and no more.
    function test_SecondPayersShareTheRemainder() public {
        Claim memory primary = _paid();
        bytes32 id = _idOf(primary);
        Claim memory second = _secondaryOf(primary, 300);
        _do(pharmacy.operator, _submitting(second, _backing(primary)));
        assertEq(claimLedger.secondaryFenOf(id), Fen.wrap(300));
        Claim memory third = _secondaryOf(primary, 91);
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.RemainderExceeded.selector, id, 90, 91);
        _refused(pharmacy.operator, _submitting(third, _backing(primary)), refusal);
        third = _secondaryOf(primary, 90);
        _do(pharmacy.operator, _submitting(third, _backing(primary)));
        _do(personA, _approving(second));
        _do(personA, _paying(second));
        refusal = abi.encodeWithSelector(IClaimLedger.SecondariesLive.selector, id, 390);
        _refused(pharmacy.operator, _refunding(primary), refusal);
        _do(pharmacy.operator, _reversing(third));
        _do(pharmacy.operator, _refunding(second));
        assertEq(claimLedger.secondaryFenOf(id), Fen.wrap(0));
        _do(pharmacy.operator, _refunding(primary));
    }

    function test_RevertWhen_ThePrimaryIsNotLive() public {
        Claim memory primary = _submitted();
        Claim memory second = _secondaryOf(primary, 100);
        _refusedPrimary(second, primary, ClaimState.Submitted);
        _do(personA, _rejecting(primary));
        _refusedPrimary(second, primary, ClaimState.Rejected);
        primary = _paid();
        second = _secondaryOf(primary, 100);
        Claim memory altered = _secondaryOf(primary, 100);
        _refusedPrimary(second, altered, ClaimState.None);
        _do(pharmacy.operator, _submitting(second, _backing(primary)));
        _do(personA, _approving(second));
        Claim memory third = _secondaryOf(second, 1);
        _refusedPrimary(third, second, ClaimState.None);
    }

    function test_RevertWhen_SecondaryBringsEvidence() public {
        Claim memory primary = _paid();
        Claim memory second = _secondaryOf(primary, 100);
        second.evidence = primary.evidence;
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.EvidenceWrong.selector, 1, 0);
        _refused(pharmacy.operator, _submitting(second, _backing(primary)), refusal);
    }

    /// @dev The consortium appoints a successor: what was spent stays spent, and a refund still frees.
    function test_ASuccessorFindsWhatWasSpent() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        _do(personA, _approving(claim));
        _do(personA, _paying(claim));
        ClaimLedger old = claimLedger;
        Claim memory late = _submitted();
        ClaimLedger successor = new ClaimLedger(
            institutions,
            claimRules,
            ledger,
            encounters,
            nullifiers,
            claimEvidence
        );
        bytes memory call = abi.encodeCall(ISpenders.appointSpender, (address(successor)));
        vm.prank(consortium);
        authority.schedule(address(spenders), call, 0);
        vm.warp(block.timestamp + CONSORTIUM_DELAY_SEC);
        vm.prank(consortium);
        authority.execute(address(spenders), call);

        bytes memory closed = abi.encodeWithSelector(
            ISpenders.SpenderNotAppointed.selector,
            address(old),
            address(successor)
        );
        Dispense memory next = _sold();
        _refused(pharmacy.operator, _submitting(_claimOf(next), _backing(next)), closed);
        _refused(pharmacy.operator, _submitting(_secondaryOf(claim, 100), _backing(claim)), closed);
        Backing memory none;
        _refused(bureauA.operator, _submitting(_manualClaim(800), none), closed);
        _refused(personA, _approving(late), closed);

        claimLedger = successor;
        Claim memory again = _claimOf(dispense);
        bytes memory spent = abi.encodeWithSelector(
            IDrugLedger.EvidenceAlreadySpent.selector,
            again.evidence[0].id
        );
        _refused(pharmacy.operator, _submitting(again, _backing(dispense)), spent);
        _do(pharmacy.operator, _submitting(_claimOf(next), _backing(next)));
        claimLedger = old;
        _do(pharmacy.operator, _refunding(claim));
        claimLedger = successor;
        _do(pharmacy.operator, _submitting(again, _backing(dispense)));
        _do(personA, _approving(again, _award(again, 900), _word(claim)));
    }

    function _refusedReference(Claim[] memory claims, string memory bankReference) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.BankReferenceWrong.selector,
            bytes(bankReference).length,
            BANK_REFERENCE_BYTES_MAX
        );
        _refused(personA, abi.encodeCall(IClaimLedger.payClaims, (claims, bankReference)), refusal);
    }

    function _refusedPrimary(Claim memory second, Claim memory primary, ClaimState state) private {
        // A primary that is not the one named is found by what is recorded there, or by nothing.
        if (primary.documentKey != second.primaryKey) state = ClaimState.Paid;
        bool isSecondary = primary.primaryKey != 0;
        if (isSecondary) state = ClaimState.None;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.PrimaryNotLive.selector,
            _idOf(primary),
            state
        );
        _refused(pharmacy.operator, _submitting(second, _backing(primary)), refusal);
    }
}
