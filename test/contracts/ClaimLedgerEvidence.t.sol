// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Backing,
    Claim,
    ClaimState,
    Evidence,
    EvidenceKind,
    Exemption,
    IClaimLedger
} from "../../contracts/interfaces/IClaimLedger.sol";
import {
    Dispense,
    IDrugLedger,
    Identification,
    ReceiptAnswer
} from "../../contracts/interfaces/IDrugLedger.sol";
import { Closing, Encounter } from "../../contracts/interfaces/IEncounterLedger.sol";
import { EnforcementMode, ProductClass } from "../../contracts/interfaces/IRegionRules.sol";
import { BatchId, Fen } from "../../contracts/libraries/Ids.sol";
import { UncodedLine } from "../../contracts/libraries/ClaimWords.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice What must stand behind a claim, error by error in their written order.
contract ClaimLedgerEvidenceTest is ClaimFixture, SalesFixture {
    function setUp() public {
        _setUpClaims();
    }

    function test_RevertWhen_BackingIsMissing() public {
        (Claim memory claim, Backing memory backing) = _ready();
        backing.dispenses = new Dispense[](0);
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.ListsDiffer.selector, 1, 0);
        _refusedPharmacy(claim, backing, refusal);
    }

    function test_RevertWhen_EvidenceIsNotAsStated() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.totalFen = Fen.wrap(5_000);
        bytes32 id = claim.evidence[0].id;
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.EvidenceNotAsStated.selector, id);
        claim.evidence[0].kind = EvidenceKind.None;
        _refusedPharmacy(claim, backing, refusal);
        claim.evidence[0].kind = EvidenceKind.Encounter;
        _refusedPharmacy(claim, backing, refusal);
        claim.evidence[0].kind = EvidenceKind.Dispense;
        claim.evidence[0].documentKey = WHY;
        _refusedPharmacy(claim, backing, refusal);
        claim.evidence[0].documentKey = backing.dispenses[0].documentKey;
        backing.dispenses[0].dispensedAtSec -= 1;
        _refusedPharmacy(claim, backing, refusal);
    }

    function test_RevertWhen_EvidenceIsOfAnother() public {
        Dispense memory dispense = _dispense(hospital, _pack(stock, 600));
        dispense.identification = Identification.None;
        dispense.personCommitment = 0;
        _record(dispense, hospital.operator, 500);
        Claim memory claim = _claimOf(dispense);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.EvidenceOfOther.selector,
            claim.evidence[0].id,
            hospital.id,
            pharmacy.id
        );
        _refusedPharmacy(claim, _backing(dispense), refusal);
    }

    function test_RevertWhen_NobodyIsKnownToHaveReceived() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(stock, sold++));
        dispense.identification = Identification.None;
        dispense.personCommitment = 0;
        _record(dispense, pharmacy.operator, 0);
        _refusedEvidence(dispense, IClaimLedger.EvidenceWithoutPerson.selector);
    }

    function test_RevertWhen_ThePersonDenies() public {
        Dispense memory dispense = _sold();
        vm.prank(bureauA.operator);
        ledger.answerReceipt(dispense, ReceiptAnswer.Denied);
        _refusedEvidence(dispense, IClaimLedger.EvidenceDenied.selector);
    }

    function test_HighValueNeedsTheTokenOrTheWord() public {
        BatchId dear = _sealedBatch(_productOf(HIGH_VALUE), 10);
        _deliver(maker, pharmacy, _run(dear, 0, 10), 0);
        Dispense memory dispense = _dispense(pharmacy, _pack(dear, 0));
        dispense.identification = Identification.Card;
        _record(dispense, pharmacy.operator, 0);
        Claim memory claim = _claimOf(dispense);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.EvidenceNeedsConfirmation.selector,
            claim.evidence[0].id,
            dear
        );
        _refusedPharmacy(claim, _backing(dispense), refusal);
        vm.prank(bureauA.operator);
        ledger.answerReceipt(dispense, ReceiptAnswer.Confirmed);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        dispense = _dispense(pharmacy, _pack(dear, 1));
        _record(dispense, pharmacy.operator, 0);
        _do(pharmacy.operator, _submitting(_claimOf(dispense), _backing(dispense)));
    }

    function test_HighValuePassesWhereTheRegionOnlyWarns() public {
        vm.prank(bureauA.operator);
        rules.setMode(ProductClass.HighValue, EnforcementMode.Warn, uint40(block.timestamp));
        BatchId dear = _sealedBatch(_productOf(HIGH_VALUE), 10);
        _deliver(maker, pharmacy, _run(dear, 0, 10), 0);
        Dispense memory dispense = _dispense(pharmacy, _pack(dear, 0));
        dispense.identification = Identification.Card;
        _record(dispense, pharmacy.operator, 0);
        _do(pharmacy.operator, _submitting(_claimOf(dispense), _backing(dispense)));
    }

    function test_RevertWhen_NoAgreementIsActive() public {
        uint40 nowSec = uint40(block.timestamp);
        vm.prank(bureauA.operator);
        institutions.suspendAgreement(pharmacy.id, nowSec, nowSec + 1 days, WHY);
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        claim.totalFen = Fen.wrap(PACK_FEN + 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.AgreementNotActive.selector,
            pharmacy.id,
            nowSec
        );
        _refusedPharmacy(claim, _backing(dispense), refusal);
        claim.evidence = new Evidence[](0);
        claim.uncodedLines = _uncoded(Exemption.Granule, PACK_FEN + 1);
        Backing memory none;
        _refusedPharmacy(claim, none, refusal);
        // Over, and care from before it began is paid all the same.
        vm.warp(nowSec + 1 days);
        dispense = _sold();
        _do(pharmacy.operator, _submitting(_claimOf(dispense), _backing(dispense)));
    }

    function test_RevertWhen_UncodedLineIsNotAllowed() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.totalFen = Fen.wrap(9_999);
        claim.uncodedLines = _uncoded(Exemption.OutsideConsortium, 5);
        _refusedUncoded(claim, backing, Exemption.OutsideConsortium);
        claim.uncodedLines = _uncoded(Exemption.NotYetEnforced, 5);
        _refusedUncoded(claim, backing, Exemption.NotYetEnforced);
        claim.uncodedLines = _uncoded(Exemption.None, 5);
        _refusedUncoded(claim, backing, Exemption.None);
        claim.uncodedLines = _uncoded(Exemption.Granule, 0);
        _refusedUncoded(claim, backing, Exemption.None);
        claim.uncodedLines[0] = UncodedLine.wrap((uint256(7) << 64) | 5);
        _refusedUncoded(claim, backing, Exemption.None);
        claim.uncodedLines[0] = UncodedLine.wrap((uint256(1) << 72) | (uint256(1) << 64) | 5);
        _refusedUncoded(claim, backing, Exemption.None);
    }

    function test_NotYetEnforcedLinesPassWhereTheRegionObserves() public {
        vm.prank(bureauA.operator);
        rules.setMode(ProductClass.Ordinary, EnforcementMode.Observe, uint40(block.timestamp));
        (Claim memory claim, Backing memory backing) = _ready();
        claim.totalFen = Fen.wrap(PACK_FEN + 500);
        claim.uncodedLines = _uncoded(Exemption.NotYetEnforced, 500);
        _do(pharmacy.operator, _submitting(claim, backing));
    }

    function test_RevertWhen_TotalDiffers() public {
        (Claim memory claim, Backing memory backing) = _ready();
        claim.totalFen = Fen.wrap(PACK_FEN + 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimTotalDiffers.selector,
            PACK_FEN + 1,
            PACK_FEN
        );
        _refusedPharmacy(claim, backing, refusal);
    }

    function test_RevertWhen_DocumentIsTaken() public {
        (Claim memory claim, Backing memory backing) = _ready();
        _do(pharmacy.operator, _submitting(claim, backing));
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.DocumentAlreadyRecorded.selector,
            pharmacy.id,
            claim.documentKey,
            bytes20(_idOf(claim))
        );
        _refusedPharmacy(claim, backing, refusal);
        _do(pharmacy.operator, _reversing(claim));
        _refusedPharmacy(claim, backing, refusal);
    }

    function test_RevertWhen_EvidenceIsSpent() public {
        Dispense memory dispense = _sold();
        _do(pharmacy.operator, _submitting(_claimOf(dispense), _backing(dispense)));
        bytes memory refusal = abi.encodeWithSelector(
            IDrugLedger.EvidenceAlreadySpent.selector,
            ledger.dispenseIdOf(dispense)
        );
        _refusedPharmacy(_claimOf(dispense), _backing(dispense), refusal);
    }

    function test_RevertWhen_UncodedLimitIsPassed() public {
        Claim memory claim = _bareClaim(pharmacy.id, pharmacy.operator);
        claim.totalFen = Fen.wrap(10_000_000);
        claim.requestedFen = Fen.wrap(1);
        claim.uncodedLines = _uncoded(Exemption.DecoctionPiece, 10_000_000);
        Backing memory none;
        _do(pharmacy.operator, _submitting(claim, none));
        assertFalse(_recordOf(claim).isTimely, "nothing shows when it happened");
        claim.documentKey = _nextDocument();
        claim.totalFen = Fen.wrap(1);
        claim.uncodedLines = _uncoded(Exemption.DecoctionPiece, 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.UncodedLimitExceeded.selector,
            pharmacy.id,
            10_000_000,
            10_000_001
        );
        _refusedPharmacy(claim, none, refusal);
        vm.warp(block.timestamp + 1 days);
        _do(pharmacy.operator, _submitting(claim, none));
    }

    function test_AVisitWithItsDrugsIsOneClaim() public {
        (Claim memory claim, Backing memory backing) = _visit(1_200 + PACK_FEN);
        _do(hospital.operator, _submitting(claim, backing));
        assertTrue(_recordOf(claim).isTimely);
        assertTrue(
            encounters.encounterRecord(hospital.id, backing.encounters[0].documentKey).isSpent,
            "encounter"
        );
        _do(hospital.operator, _reversing(claim));
        assertFalse(
            encounters.encounterRecord(hospital.id, backing.encounters[0].documentKey).isSpent,
            "encounter"
        );
        assertFalse(_isSpent(backing.dispenses[0]));
    }

    function test_RevertWhen_DrugsOfTheVisitDiffer() public {
        (Claim memory claim, Backing memory backing) = _visit(1_200 + PACK_FEN + 1);
        claim.totalFen = Fen.wrap(1);
        claim.requestedFen = Fen.wrap(1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.EncounterDrugsDiffer.selector,
            claim.evidence[1].id,
            PACK_FEN + 1,
            PACK_FEN
        );
        _refused(hospital.operator, _submitting(claim, backing), refusal);
    }

    function test_RevertWhen_AnotherClosingStands() public {
        (Claim memory claim, Backing memory backing) = _visit(1_200 + PACK_FEN);
        backing.closings[0].feeLineCount = 9;
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.EvidenceNotAsStated.selector,
            claim.evidence[1].id
        );
        _refused(hospital.operator, _submitting(claim, backing), refusal);
    }

    function test_LateEvidenceIsNotTimely() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(stock, sold++));
        dispense.dispensedAtSec -= 1 hours + 1;
        _record(dispense, pharmacy.operator, 0);
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        assertFalse(_recordOf(claim).isTimely);
    }

    function test_ImportedEvidenceIsNotTimely() public {
        Dispense memory dispense = _dispense(pharmacy, _pack(stock, sold++));
        _record(dispense, bureauA.operator, 0);
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        assertFalse(_recordOf(claim).isTimely);
    }

    function test_ManualClaimOfOutsideCareHasBusinessDays() public {
        Claim memory claim = _manualClaim(80_000);
        Backing memory none;
        _do(bureauA.operator, _submitting(claim, none));
        uint40 deadlineSec = claimRules.businessDeadlineSec(REGION_A, uint40(block.timestamp), 20);
        assertEq(_recordOf(claim).deadlineSec, deadlineSec);
    }

    function test_DispenseAndClaimAreBothOrNeither() public {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = _dispense(pharmacy, _pack(stock, sold++));
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(0);
        Claim memory claim = _claimOf(dispenses[0]);
        Fen rightFen = claim.totalFen;
        claim.totalFen = Fen.wrap(PACK_FEN + 1);
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimTotalDiffers.selector,
            PACK_FEN + 1,
            PACK_FEN
        );
        _refused(
            pharmacy.operator,
            abi.encodeCall(IClaimLedger.dispenseAndClaim, (dispenses, froms, "", _one(claim))),
            refusal
        );
        assertFalse(ledger.isGone(stock, sold - 1), "sold without its claim");
        claim.totalFen = rightFen;
        bytes memory call = abi.encodeCall(
            IClaimLedger.dispenseAndClaim,
            (dispenses, froms, "", _one(claim))
        );
        _do(pharmacy.operator, call);
        assertTrue(ledger.isGone(stock, sold - 1), "sold");
        assertTrue(_isSpent(dispenses[0]));
        assertState(claim, ClaimState.Submitted);
        refusal = abi.encodeWithSelector(
            IDrugLedger.DocumentAlreadyRecorded.selector,
            pharmacy.id,
            dispenses[0].documentKey,
            bytes20(claim.evidence[0].id)
        );
        _refused(pharmacy.operator, call, refusal);
    }

    function _ready() private returns (Claim memory claim, Backing memory backing) {
        Dispense memory dispense = _sold();
        claim = _claimOf(dispense);
        backing = _backing(dispense);
    }

    /// @dev One pack of the hospital, and a visit with services of 12.00 yuan.
    function _visit(uint64 totalFen) private returns (Claim memory claim, Backing memory backing) {
        Dispense memory dispense = _dispense(hospital, _pack(stock, 600));
        _record(dispense, hospital.operator, 500);
        Encounter memory encounter = _encounter(hospital);
        _openEncounter(encounter, hospital.operator);
        Closing memory closing = _closing();
        closing.totalFen = Fen.wrap(totalFen);
        _closeEncounter(encounter, closing, hospital.operator);
        claim = _bareClaim(hospital.id, hospital.operator);
        claim.evidence = new Evidence[](2);
        claim.evidence[0] = _evidenceOf(dispense)[0];
        claim.evidence[1].kind = EvidenceKind.Encounter;
        claim.evidence[1].id = encounters.encounterIdOf(encounter);
        claim.evidence[1].documentKey = encounter.documentKey;
        claim.totalFen = Fen.wrap(totalFen);
        claim.requestedFen = Fen.wrap(1_000);
        backing = _backing(encounter, closing);
        backing.dispenses = _backing(dispense).dispenses;
    }

    function _refusedPharmacy(Claim memory claim, Backing memory backing, bytes memory refusal) private {
        _refused(pharmacy.operator, _submitting(claim, backing), refusal);
    }

    function _refusedEvidence(Dispense memory dispense, bytes4 selector) private {
        Claim memory claim = _claimOf(dispense);
        claim.totalFen = Fen.wrap(5_000);
        bytes memory refusal = abi.encodeWithSelector(selector, claim.evidence[0].id);
        _refusedPharmacy(claim, _backing(dispense), refusal);
    }

    function _refusedUncoded(Claim memory claim, Backing memory backing, Exemption exemption) private {
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.UncodedLineNotAllowed.selector,
            0,
            exemption
        );
        _refusedPharmacy(claim, backing, refusal);
    }
}
