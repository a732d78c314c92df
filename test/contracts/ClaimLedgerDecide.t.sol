// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Award,
    Backing,
    Claim,
    ClaimChannel,
    ClaimState,
    IClaimLedger,
    Rejection
} from "../../contracts/interfaces/IClaimLedger.sol";
import { ClaimLimits } from "../../contracts/interfaces/IClaimRules.sol";
import { Dispense } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { INullifiers } from "../../contracts/interfaces/INullifiers.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { FundPart } from "../../contracts/libraries/ClaimWords.sol";
import { Fen } from "../../contracts/libraries/Ids.sol";
import { CLAIMS_PER_CALL_MAX, FUND_PARTS_PER_AWARD_MAX } from "../../contracts/libraries/Limits.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Who may decide a claim and how, error by error in their written order.
contract ClaimLedgerDecideTest is ClaimFixture {
    function setUp() public {
        _setUpClaims();
    }

    function test_RevertWhen_ListsAreWrong() public {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimsWrong.selector,
            0,
            CLAIMS_PER_CALL_MAX
        );
        Claim[] memory none = new Claim[](0);
        Award[] memory awards = new Award[](1);
        bytes32[][] memory words = new bytes32[][](2);
        _refused(personA, abi.encodeCall(IClaimLedger.approveClaims, (none, awards, words)), refusal);
        _refused(personA, abi.encodeCall(IClaimLedger.rejectClaims, (none, new Rejection[](1))), refusal);
        refusal = abi.encodeWithSelector(IClaimLedger.ListsDiffer.selector, 2, 1);
        none = new Claim[](2);
        _refused(personA, abi.encodeCall(IClaimLedger.approveClaims, (none, awards, words)), refusal);
        _refused(personA, abi.encodeCall(IClaimLedger.rejectClaims, (none, new Rejection[](1))), refusal);
    }

    function test_RevertWhen_KeyMayNotDecide() public {
        Claim memory claim = _submitted();
        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            pharmacy.operator,
            pharmacy.id,
            Act.DecideAutomatically
        );
        _refused(pharmacy.operator, _approving(claim), refusal);
        _refused(pharmacy.operator, _rejecting(claim), refusal);
    }

    function test_RevertWhen_BureauPaysNotHere() public {
        Claim memory claim = _paid();
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.BureauNotOfPayer.selector,
            bureauB.id,
            REGION_A
        );
        _refused(bureauB.operator, _approving(claim), refusal);
        _refused(bureauB.operator, _rejecting(claim), refusal);
        _refused(bureauB.operator, _paying(claim), refusal);
        _refused(bureauB.operator, _disputing(claim), refusal);
    }

    function test_RevertWhen_DeciderSubmitted() public {
        Claim memory claim = _manualClaim(80_000);
        Backing memory none;
        _do(bureauA.operator, _submitting(claim, none));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderIsSubmitter.selector,
            _idOf(claim),
            bureauA.operator
        );
        _refused(bureauA.operator, _approving(claim), refusal);
        _refused(bureauA.operator, _rejecting(claim), refusal);
        _do(personA, _approving(claim));
    }

    function test_RevertWhen_RejecterDecidesTheAppeal() public {
        Claim memory claim = _submitted();
        _do(personA, _rejecting(claim));
        _do(pharmacy.operator, _appealing(claim));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderDecidedBefore.selector,
            _idOf(claim),
            personA
        );
        _refused(personA, _approving(claim), refusal);
        _refused(personA, _rejecting(claim), refusal);
        refusal = abi.encodeWithSelector(
            IClaimLedger.AutomaticNotAllowed.selector,
            _idOf(claim),
            ClaimState.Appealed,
            ClaimChannel.Direct
        );
        _refused(adjudicatorA, _approving(claim), refusal);
        _refused(adjudicatorA, _rejecting(claim), refusal);
        _do(otherPersonA, _approving(claim));
    }

    function test_RevertWhen_AdjudicatorDecidesPaper() public {
        Claim memory claim = _manualClaim(800);
        Backing memory none;
        _do(bureauA.operator, _submitting(claim, none));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.AutomaticNotAllowed.selector,
            _idOf(claim),
            ClaimState.Submitted,
            ClaimChannel.Manual
        );
        _refused(adjudicatorA, _approving(claim), refusal);
        _refused(adjudicatorA, _rejecting(claim), refusal);
    }

    function test_TheAdjudicatorDecidesUpToItsLimit() public {
        ClaimLimits memory limits = claimRules.claimLimitsOf(REGION_A);
        limits.automaticFenMax = Fen.wrap(900);
        _setLimits(bureauA, limits);
        Claim memory claim = _submitted();
        _do(adjudicatorA, _approving(claim));
        limits.automaticFenMax = Fen.wrap(899);
        _setLimits(bureauA, limits);
        claim = _submitted();
        Award memory award = _award(claim, 901);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.AutomaticLimitExceeded.selector,
            _idOf(claim),
            899,
            900
        );
        _refused(adjudicatorA, _approving(claim, award, _word(claim)), refusal);
        _do(adjudicatorA, _rejecting(claim));
    }

    function test_RevertWhen_AwardExceedsTheRequest() public {
        Claim memory claim = _submitted();
        Award memory award = _award(claim, 901);
        award.cashFen = Fen.wrap(0);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.AwardExceedsRequest.selector,
            _idOf(claim),
            900,
            901
        );
        _refused(personA, _approving(claim, award, _word(claim)), refusal);
    }

    function test_RevertWhen_AwardDoesNotAddUp() public {
        Claim memory claim = _submitted();
        Award memory award = _award(claim, 900);
        award.cashFen = Fen.wrap(391);
        _refusedSum(claim, award, PACK_FEN + 1);
        award.cashFen = Fen.wrap(type(uint64).max);
        award.accountFen = Fen.wrap(type(uint64).max);
        _refusedSum(claim, award, type(uint64).max);
        award = _award(claim, 900);
        award.fundParts[0] = FundPart.wrap(900);
        _refusedSum(claim, award, 0);
        award.fundParts = new FundPart[](FUND_PARTS_PER_AWARD_MAX + 1);
        _refusedSum(claim, award, 0);
    }

    function testFuzz_ApprovedNeverExceedsRequested(
        uint64 fundFen,
        uint64 accountFen,
        uint64 cashFen
    ) public {
        Claim memory claim = _submitted();
        Award memory award = _award(claim, 0);
        award.fundParts[0] = FundPart.wrap((uint256(POOLED_FUND) << 64) | bound(fundFen, 0, 1_000));
        award.accountFen = Fen.wrap(uint64(bound(accountFen, 0, 1_400)));
        award.cashFen = Fen.wrap(uint64(bound(cashFen, 0, 1_400)));
        bytes memory call = _approving(claim, award, _word(claim));
        vm.prank(personA);
        (bool isDone, ) = address(claimLedger).call(call);
        uint256 approvedFen = bound(fundFen, 0, 1_000);
        uint256 sumFen = approvedFen + Fen.unwrap(award.accountFen) + Fen.unwrap(award.cashFen);
        assertTrue(isDone == (approvedFen <= 900 && sumFen == PACK_FEN));
    }

    function test_LargeClaimsNeedTwoPersonsWithOneAward() public {
        ClaimLimits memory limits = claimRules.claimLimitsOf(REGION_A);
        limits.automaticFenMax = Fen.wrap(100);
        limits.fourEyesFromFen = Fen.wrap(900);
        _setLimits(bureauA, limits);
        Claim memory claim = _submitted();
        bytes32 id = _idOf(claim);
        Award memory award = _award(claim, 900);
        _do(personA, _approving(claim));
        assertState(claim, ClaimState.Submitted);
        bytes32 awardHash = keccak256(abi.encode(award));
        assertEq(claimLedger.endorsedAwardOf(id), awardHash);
        assertFalse(_isTaken(_word(claim)), "taken too early");
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderDecidedBefore.selector,
            id,
            personA
        );
        _refused(personA, _approving(claim), refusal);
        _refused(personA, _rejecting(claim), refusal);
        award = _award(claim, 899);
        refusal = abi.encodeWithSelector(
            IClaimLedger.AwardDiffersFromEndorsed.selector,
            id,
            awardHash,
            keccak256(abi.encode(award))
        );
        _refused(otherPersonA, _approving(claim, award, _word(claim)), refusal);
        _do(otherPersonA, _approving(claim));
        assertState(claim, ClaimState.Approved);
    }

    /// @dev Neither who rejected nor who endorsed may be the second on an appeal, and what was endorsed before the
    /// rejection is forgotten.
    function test_FourEyesOnAnAppealAreNotTheRejecters() public {
        ClaimLimits memory limits = claimRules.claimLimitsOf(REGION_A);
        limits.automaticFenMax = Fen.wrap(100);
        limits.fourEyesFromFen = Fen.wrap(900);
        _setLimits(bureauA, limits);
        Claim memory claim = _submitted();
        bytes32 id = _idOf(claim);
        _do(otherPersonA, _approving(claim));
        _do(personA, _rejecting(claim));
        assertEq(claimLedger.endorsedAwardOf(id), bytes32(0));
        _do(pharmacy.operator, _appealing(claim));
        _do(otherPersonA, _approving(claim));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DeciderDecidedBefore.selector,
            id,
            personA
        );
        _refused(personA, _approving(claim), refusal);
        _do(bureauA.operator, _approving(claim));
        assertState(claim, ClaimState.Approved);
    }

    function test_RevertWhen_RejectionHasNoReason() public {
        Claim memory claim = _submitted();
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.RejectionReasonMissing.selector,
            _idOf(claim)
        );
        _refused(personA, _rejecting(claim, 0), refusal);
    }

    function test_AFinalRejectionFreesTheEvidence() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        _do(personA, _rejecting(claim));
        assertTrue(_isSpent(dispense), "an appeal is open");
        _do(pharmacy.operator, _appealing(claim));
        _do(otherPersonA, _rejecting(claim));
        assertState(claim, ClaimState.RejectedFinal);
        assertFalse(_isSpent(dispense));
        _do(pharmacy.operator, _submitting(_claimOf(dispense), _backing(dispense)));
    }

    function test_RevertWhen_TheInvoiceIsPaidAlready() public {
        Claim memory first = _approved();
        Claim memory second = _submitted();
        bytes memory call = _approving(second, _award(second, 900), _word(first));
        bytes memory refusal = abi.encodeWithSelector(
            INullifiers.NullifierAlreadyTaken.selector,
            _word(first),
            bytes20(_idOf(first))
        );
        _refused(personA, call, refusal);
    }

    /// @dev One invoice, brought to two bureaus: the second finds the word taken.
    function test_RevertWhen_TwoBureausPayOneInvoice() public {
        Claim memory first = _approved();
        Dispense memory dispense = _sold();
        Claim memory second = _claimOf(dispense);
        second.payerRegion = REGION_B;
        _do(pharmacy.operator, _submitting(second, _backing(dispense)));
        bytes memory refusal = abi.encodeWithSelector(
            INullifiers.NullifierAlreadyTaken.selector,
            _word(first),
            bytes20(_idOf(first))
        );
        _refused(bureauB.operator, _approving(second, _award(second, 900), _word(first)), refusal);
    }

    /// @dev Paid on the spot, and then brought in on paper.
    function test_RevertWhen_ManualAfterDirect() public {
        Claim memory direct = _paid();
        Claim memory manual = _manualClaim(PACK_FEN);
        Backing memory none;
        _do(bureauA.operator, _submitting(manual, none));
        bytes memory refusal = abi.encodeWithSelector(
            INullifiers.NullifierAlreadyTaken.selector,
            _word(direct),
            bytes20(_idOf(direct))
        );
        bytes memory call = _approving(manual, _award(manual, 600), _word(direct));
        _refused(personA, call, refusal);
        _do(pharmacy.operator, _refunding(direct));
        _do(personA, call);
    }

    function _refusedSum(Claim memory claim, Award memory award, uint256 shownFen) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.AwardDoesNotAddUp.selector,
            _idOf(claim),
            PACK_FEN,
            shownFen
        );
        _refused(personA, _approving(claim, award, _word(claim)), refusal);
    }
}
