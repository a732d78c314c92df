// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Backing,
    Claim,
    ClaimChannel,
    ClaimRecord,
    ClaimState,
    Evidence,
    IClaimLedger
} from "../../contracts/interfaces/IClaimLedger.sol";
import { RuleSetKind } from "../../contracts/interfaces/IClaimRules.sol";
import { Dispense } from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { Fen, InstitutionId, RegionCode } from "../../contracts/libraries/Ids.sol";
import {
    CLAIMS_PER_CALL_MAX,
    CLOCK_SKEW_SEC_MAX,
    EVIDENCE_PER_CLAIM_MAX,
    UNCODED_LINES_PER_CLAIM_MAX
} from "../../contracts/libraries/Limits.sol";
import { UncodedLine } from "../../contracts/libraries/ClaimWords.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";

/// @notice What a claim must be to be taken in, error by error in their written order: each test leaves the later
/// things wrong too, where it can.
contract ClaimLedgerSubmitTest is ClaimFixture {
    function setUp() public {
        _setUpClaims();
    }

    function test_SubmittingSpendsTheDispenseAndStartsTheClock() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        ClaimRecord memory record = _recordOf(claim);
        assertEq(bytes32(record.tag), bytes32(bytes20(_idOf(claim))));
        assertState(claim, ClaimState.Submitted);
        assertEq(record.deadlineSec, block.timestamp + 10 minutes);
        assertTrue(record.isTimely);
        assertTrue(_isSpent(dispense));
    }

    function test_RevertWhen_ClaimsAreNoneOrTooMany() public {
        bytes memory call = abi.encodeCall(IClaimLedger.submitClaims, (new Claim[](0), new Backing[](3)));
        _refusedCount(call, 0);
        uint256 count = CLAIMS_PER_CALL_MAX + 1;
        call = abi.encodeCall(IClaimLedger.submitClaims, (new Claim[](count), new Backing[](3)));
        _refusedCount(call, count);
    }

    function test_RevertWhen_ListsDiffer() public {
        bytes memory call = abi.encodeCall(IClaimLedger.submitClaims, (new Claim[](1), new Backing[](2)));
        _refused(pharmacy.operator, call, abi.encodeWithSelector(IClaimLedger.ListsDiffer.selector, 1, 2));
    }

    function test_RevertWhen_CallerMayNotFile() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.filer = hospital.id;
        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            maker.operator,
            maker.id,
            Act.Claim
        );
        _refused(maker.operator, _submitting(claim, backing), refusal);
        claim.channel = ClaimChannel.Manual;
        refusal = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            pharmacy.operator,
            pharmacy.id,
            Act.FileManualClaims
        );
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_LedgerIsPaused() public {
        (Claim memory claim, Backing memory backing) = _ready();
        _pauseLedger();
        bytes memory refusal = abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Claim);
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_FiledForAnother() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.filer = hospital.id;
        claim.claimedAtSec += 1 days;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.InstitutionMismatch.selector,
            hospital.id,
            pharmacy.id
        );
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_ClaimedInFuture() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.claimedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        claim.submitter = personA;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.OccurredInFuture.selector,
            claim.claimedAtSec,
            block.timestamp
        );
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_SubmitterIsAnother() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.submitter = personA;
        claim.channel = ClaimChannel.None;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimSubmitterDiffers.selector,
            personA,
            pharmacy.operator
        );
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_ChannelDoesNotFit() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.personCommitment = 0;
        claim.provider = hospital.id;
        _refusedChannel(claim, backing);
        claim.provider = pharmacy.id;
        claim.channel = ClaimChannel.None;
        _refusedChannel(claim, backing);
        claim.channel = ClaimChannel.Secondary;
        _refusedChannel(claim, backing);
        claim.channel = ClaimChannel.Direct;
        claim.primaryFiler = pharmacy.id;
        _refusedChannel(claim, backing);
        claim.primaryFiler = InstitutionId.wrap(0);
        claim.primaryKey = WHY;
        _refusedChannel(claim, backing);
    }

    function test_RevertWhen_NobodyIsInsured() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.personCommitment = 0;
        claim.payerRegion = RegionCode.wrap(999999);
        _refusedPharmacy(claim, backing, abi.encodeWithSelector(IClaimLedger.ClaimPersonMissing.selector));
    }

    function test_RevertWhen_PayerHasNoBureau() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.payerRegion = RegionCode.wrap(999999);
        claim.catalogue = 0;
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.RegionHasNoBureau.selector, 999999);
        _refusedPharmacy(claim, backing, refusal);
    }

    function test_RevertWhen_ManualClaimIsFiledByAnotherBureau() public {
        Claim memory claim = _manualClaim(1_000);
        claim.payerRegion = REGION_B;
        claim.catalogue = 0;
        Backing memory none;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.BureauNotOfPayer.selector,
            bureauA.id,
            REGION_B
        );
        _refused(bureauA.operator, _submitting(claim, none), refusal);
    }

    function test_RevertWhen_RuleSetIsNotInForce() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.requestedFen = Fen.wrap(0);
        claim.claimedAtSec -= 10 days;
        _refusedRuleSet(claim, backing, CATALOGUE, RuleSetKind.Catalogue);
        claim.claimedAtSec += 10 days;
        claim.catalogue = POLICY;
        _refusedRuleSet(claim, backing, POLICY, RuleSetKind.Catalogue);
        claim.catalogue = 0;
        _refusedRuleSet(claim, backing, 0, RuleSetKind.Catalogue);
        claim.catalogue = CATALOGUE;
        claim.policy = keccak256("nobody's");
        _refusedRuleSet(claim, backing, claim.policy, RuleSetKind.Policy);
    }

    function test_RevertWhen_AmountsAreWrong() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.evidence = new Evidence[](EVIDENCE_PER_CLAIM_MAX + 1);
        claim.requestedFen = Fen.wrap(0);
        _refusedAmounts(claim, backing);
        claim.requestedFen = Fen.wrap(PACK_FEN + 1);
        _refusedAmounts(claim, backing);
    }

    function test_RevertWhen_EvidenceOrLinesAreTooMany() public {
        (Claim memory claim, Backing memory backing) = _ready();
        uint256 count = EVIDENCE_PER_CLAIM_MAX + 1;
        claim.evidence = new Evidence[](count);
        claim.uncodedLines = new UncodedLine[](UNCODED_LINES_PER_CLAIM_MAX + 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.EvidenceWrong.selector,
            count,
            EVIDENCE_PER_CLAIM_MAX
        );
        _refusedPharmacy(claim, backing, refusal);
        claim.evidence = new Evidence[](1);
        refusal = abi.encodeWithSelector(
            IClaimLedger.UncodedLinesWrong.selector,
            UNCODED_LINES_PER_CLAIM_MAX + 1,
            UNCODED_LINES_PER_CLAIM_MAX
        );
        _refusedPharmacy(claim, backing, refusal);
    }

    function _ready() private returns (Claim memory claim, Backing memory backing) {
        Dispense memory dispense = _sold();
        claim = _claimOf(dispense);
        backing = _backing(dispense);
    }

    function _refusedCount(bytes memory call, uint256 count) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimsWrong.selector,
            count,
            CLAIMS_PER_CALL_MAX
        );
        _refused(pharmacy.operator, call, refusal);
    }

    function _refusedPharmacy(Claim memory claim, Backing memory backing, bytes memory refusal) private {
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function _refusedChannel(Claim memory claim, Backing memory backing) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimChannelWrong.selector,
            claim.channel,
            claim.filer,
            claim.provider
        );
        _refusedPharmacy(claim, backing, refusal);
    }

    function _refusedRuleSet(
        Claim memory claim,
        Backing memory backing,
        bytes32 ruleSet,
        RuleSetKind kind
    ) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.RuleSetNotInForce.selector,
            ruleSet,
            REGION_A,
            kind,
            claim.claimedAtSec
        );
        _refusedPharmacy(claim, backing, refusal);
    }

    function _refusedAmounts(Claim memory claim, Backing memory backing) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimAmountsWrong.selector,
            claim.totalFen,
            claim.requestedFen
        );
        _refusedPharmacy(claim, backing, refusal);
    }
}
