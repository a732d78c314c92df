// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Backing,
    Claim,
    ClaimState,
    Exemption,
    IClaimLedger
} from "../../contracts/interfaces/IClaimLedger.sol";
import { ClaimLimits } from "../../contracts/interfaces/IClaimRules.sol";
import { Dispense } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { INullifiers } from "../../contracts/interfaces/INullifiers.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { Fen } from "../../contracts/libraries/Ids.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Deadlines, what happens when they pass, and that they stand still while the ledger is paused.
contract ClaimLedgerClockTest is ClaimFixture {
    function setUp() public {
        _setUpClaims();
    }

    function test_RevertWhen_AdvancedBeforeTheDeadline() public {
        Claim memory claim = _submitted();
        uint256 deadlineSec = block.timestamp + 10 minutes;
        vm.warp(deadlineSec - 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeadlineNotPassed.selector,
            _idOf(claim),
            deadlineSec
        );
        _refused(bureauA.operator, _advancing(claim), refusal);
        vm.warp(deadlineSec);
        _do(bureauA.operator, _advancing(claim));
        assertEq(Fen.wrap(_recordOf(claim).approvedFen), claim.requestedFen);
    }

    function test_RevertWhen_AdvancedByAnother() public {
        Claim memory claim = _submitted();
        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            personA,
            bureauA.id,
            Act.Supervise
        );
        _refused(personA, _advancing(claim), refusal);
        refusal = abi.encodeWithSelector(IClaimLedger.BureauNotOfCare.selector, bureauB.id, pharmacy.id);
        _refused(bureauB.operator, _advancing(claim), refusal);
    }

    /// @dev The care region's bureau advances what another region owes.
    function test_TheCareRegionAdvancesForAnotherPayer() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        claim.payerRegion = REGION_B;
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        vm.warp(block.timestamp + 10 minutes);
        _do(bureauA.operator, _advancing(claim));
        assertState(claim, ClaimState.Provisional);
    }

    function test_RevertWhen_LateOrUncodedOrManualIsAdvanced() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(stock, sold++));
        dispense.dispensedAtSec -= 2 hours;
        _record(dispense, pharmacy.operator, 0);
        Claim memory late = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(late, _backing(dispense)));
        Claim memory bare = _bareClaim(pharmacy.id, pharmacy.operator);
        bare.totalFen = Fen.wrap(500);
        bare.requestedFen = Fen.wrap(500);
        bare.uncodedLines = _uncoded(Exemption.Granule, 500);
        Backing memory none;
        _do(pharmacy.operator, _submitting(bare, none));
        Claim memory manual = _manualClaim(500);
        _do(bureauA.operator, _submitting(manual, none));
        vm.warp(block.timestamp + 60 days);
        _refusedAdvance(late);
        _refusedAdvance(bare);
        _refusedAdvance(manual);
    }

    function test_AdvancesStayBelowTheLimitOfTheDay() public {
        ClaimLimits memory limits = claimRules.claimLimitsOf(REGION_A);
        limits.provisionalFenPerDay = Fen.wrap(1_799);
        _setLimits(bureauA, limits);
        Claim memory first = _submitted();
        Claim memory second = _submitted();
        vm.warp(block.timestamp + 10 minutes);
        _do(bureauA.operator, _advancing(first));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ProvisionalLimitExceeded.selector,
            pharmacy.id,
            1_799,
            1_800
        );
        _refused(bureauA.operator, _advancing(second), refusal);
        vm.warp(block.timestamp + 1 days);
        _do(bureauA.operator, _advancing(second));
    }

    /// @dev The invoice of an advanced claim turns out to be paid: the bureau takes the money back.
    function test_AProvisionalClaimTakesItsInvoiceWhenConfirmed() public {
        Claim memory paid = _paid();
        Claim memory claim = _submitted();
        Claim memory good = _submitted();
        vm.warp(block.timestamp + 10 minutes);
        _do(bureauA.operator, _advancing(claim));
        _do(bureauA.operator, _advancing(good));
        assertFalse(_isTaken(_word(claim)), "no word yet");
        bytes memory refusal = abi.encodeWithSelector(
            INullifiers.NullifierAlreadyTaken.selector,
            _word(paid),
            bytes20(_idOf(paid))
        );
        _refused(personA, _approving(claim, _award(claim, 900), _word(paid)), refusal);
        _do(personA, _rejecting(claim));
        assertState(claim, ClaimState.ClawedBack);
        _do(personA, _approving(good));
        assertTrue(_isTaken(_word(good)), "taken");
    }

    function test_PausesDoNotCountTowardADecision() public {
        Claim memory claim = _submitted();
        uint256 deadlineSec = block.timestamp + 10 minutes;
        vm.warp(block.timestamp + 5 minutes);
        _pauseLedger();
        vm.warp(block.timestamp + 3 hours);
        bytes memory refusal = abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Supervise);
        _refused(bureauA.operator, _advancing(claim), refusal);
        _unpauseLedger();
        uint256 pausedSec = 3 hours + ADMIN_DELAY_SEC;
        refusal = abi.encodeWithSelector(
            IClaimLedger.DeadlineNotPassed.selector,
            _idOf(claim),
            deadlineSec + pausedSec
        );
        _refused(bureauA.operator, _advancing(claim), refusal);
        vm.warp(deadlineSec + pausedSec);
        _do(bureauA.operator, _advancing(claim));
    }

    function test_PausesDoNotCountTowardAnAppeal() public {
        Claim memory claim = _submitted();
        _do(personA, _rejecting(claim));
        uint40 untilSec = claimRules.businessDeadlineSec(REGION_A, uint40(block.timestamp), 15);
        assertEq(_recordOf(claim).deadlineSec, untilSec);
        _pauseLedger();
        _unpauseLedger();
        uint40 movedSec = untilSec + ADMIN_DELAY_SEC;
        vm.warp(movedSec);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeadlinePassed.selector,
            _idOf(claim),
            movedSec
        );
        _refused(pharmacy.operator, _appealing(claim), refusal);
        vm.warp(movedSec - 1);
        _do(pharmacy.operator, _appealing(claim));
        uint40 deadlineSec = claimRules.businessDeadlineSec(REGION_A, uint40(block.timestamp), 20);
        // What was paused before is off, and comes on again with what is paused since.
        assertEq(_recordOf(claim).deadlineSec, deadlineSec - ADMIN_DELAY_SEC);
    }

    function test_PausesDoNotCountTowardADispute() public {
        Claim memory claim = _paid();
        uint40 untilSec = claimRules.businessDeadlineSec(REGION_A, uint40(block.timestamp), 60);
        _pauseLedger();
        _unpauseLedger();
        uint40 movedSec = untilSec + ADMIN_DELAY_SEC;
        vm.warp(movedSec);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeadlinePassed.selector,
            _idOf(claim),
            movedSec
        );
        _refused(personA, _disputing(claim), refusal);
        vm.warp(movedSec - 1);
        _do(personA, _disputing(claim));
    }

    /// @dev A holiday of the payer's region moves the end of the appeal by one day.
    function test_HolidaysDoNotCount() public {
        uint40 plainSec = claimRules.businessDeadlineSec(REGION_A, uint40(block.timestamp), 15);
        uint24[] memory holiday = new uint24[](1);
        holiday[0] = uint24((block.timestamp + 8 hours) / 1 days) + 5;
        while (!claimRules.isBusinessDay(REGION_A, holiday[0])) ++holiday[0];
        vm.prank(bureauA.operator);
        claimRules.turnBusinessDays(holiday);
        Claim memory claim = _submitted();
        _do(personA, _rejecting(claim));
        assertTrue(_recordOf(claim).deadlineSec > plainSec, "a day later");
    }

    function test_PausedMeansNoPaymentAndNoDecisionButReversals() public {
        Claim memory claim = _approved();
        Claim memory paid = _paid();
        _pauseLedger();
        bytes memory refusal = abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Pay);
        _refused(personA, _paying(claim), refusal);
        refusal = abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Decide);
        _refused(personA, _disputing(paid), refusal);
        _do(pharmacy.operator, _reversing(claim));
        _do(pharmacy.operator, _refunding(paid));
    }

    function test_ABureauReversesItsManualClaimWhilePaused() public {
        Claim memory claim = _manualClaim(800);
        Backing memory none;
        _do(bureauA.operator, _submitting(claim, none));
        _pauseLedger();
        _do(bureauA.operator, _reversing(claim));
        assertState(claim, ClaimState.Reversed);
    }

    function _refusedAdvance(Claim memory claim) private {
        bool isOutside = claim.filer == bureauA.id;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ProvisionalNotAllowed.selector,
            _idOf(claim)
        );
        assertTrue(!isOutside || claim.payerRegion == REGION_A);
        _refused(bureauA.operator, _advancing(claim), refusal);
    }
}
