// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import {
    Award,
    Backing,
    Claim,
    ClaimChannel,
    ClaimRecord,
    ClaimState,
    DisputeVerdict,
    Evidence,
    EvidenceKind,
    Exemption,
    IClaimLedger,
    Rejection
} from "../../../contracts/interfaces/IClaimLedger.sol";
import { ClaimLimits, RuleSetKind } from "../../../contracts/interfaces/IClaimRules.sol";
import { Dispense } from "../../../contracts/interfaces/IDrugLedger.sol";
import { Closing, Encounter } from "../../../contracts/interfaces/IEncounterLedger.sol";
import { Act, ActSet, Acts } from "../../../contracts/libraries/Acts.sol";
import { FundPart, UncodedLine } from "../../../contracts/libraries/ClaimWords.sol";
import { BatchId, Fen, InstitutionId } from "../../../contracts/libraries/Ids.sol";
import { EncounterFixture } from "./EncounterFixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice A ledger where claims are made: agreements signed, rule sets published, drugs at the counter; and short
/// words for what is done with claims. Calls are bytes, so that a test says once what it wants done or refused.
contract ClaimFixture is EncounterFixture {
    bytes32 internal constant CATALOGUE = keccak256("catalogue");
    bytes32 internal constant POLICY = keccak256("policy");
    bytes32 internal constant WHY = keccak256("reason");
    string internal constant BANK_REFERENCE = "E2E-20250615-000001";
    uint24 internal constant POOLED_FUND = 310101;
    uint64 internal constant PACK_FEN = 1290;

    /// @dev Of bureau A: two persons more, and the adjudicator.
    address internal personA = key("person A");
    address internal otherPersonA = key("other person A");
    address internal adjudicatorA = key("adjudicator A");

    BatchId internal stock;
    uint32 internal sold;

    /// @notice The pharmacy in region A and the hospital in region B hold 500 packs each.
    function _setUpClaims() internal {
        _setUpTrade();
        stock = _sealedBatch(_admit(_productDraft()), 1_000);
        _deliver(maker, hospital, _run(stock, 500, 1_000), 0);
        _deliver(maker, pharmacy, _run(stock, 0, 500), 0);
        _agree(bureauA, pharmacy);
        _agree(bureauB, hospital);
        _publish(bureauA);
        _publish(bureauB);
        ActSet all = ActSet.wrap(Acts.bit(Act.Decide) | Acts.bit(Act.FileManualClaims) | Acts.bit(Act.Pay));
        _addOperator(bureauA, personA, all);
        _addOperator(bureauA, otherPersonA, all);
        _addOperator(bureauA, adjudicatorA, _acts(Act.DecideAutomatically));
    }

    function _agree(Member memory bureau, Member memory with) internal {
        uint40 nowSec = uint40(block.timestamp);
        vm.prank(bureau.operator);
        institutions.signAgreement(with.id, nowSec - 30 days, nowSec + 730 days);
    }

    function _publish(Member memory bureau) internal {
        uint40 fromSec = uint40(block.timestamp) - 1 days;
        vm.startPrank(bureau.operator);
        claimRules.publishRuleSet(CATALOGUE, RuleSetKind.Catalogue, fromSec);
        claimRules.publishRuleSet(POLICY, RuleSetKind.Policy, fromSec);
        vm.stopPrank();
    }

    function _setLimits(Member memory bureau, ClaimLimits memory limits) internal {
        vm.prank(bureau.operator);
        claimRules.setClaimLimits(limits);
    }

    /// @notice The pharmacy sells one more pack.
    function _sold() internal returns (Dispense memory dispense) {
        dispense = _dispense(pharmacy, _pack(stock, sold++));
        _record(dispense, pharmacy.operator, 0);
    }

    /// @notice A claim of the pharmacy to fund A under a document number nobody had before, for all of what was sold.
    function _claimOf(Dispense memory dispense) internal returns (Claim memory claim) {
        claim = _bareClaim(pharmacy.id, pharmacy.operator);
        claim.evidence = _evidenceOf(dispense);
        claim.totalFen = Fen.wrap(PACK_FEN);
        claim.requestedFen = Fen.wrap(900);
    }

    function _bareClaim(InstitutionId provider, address submitter) internal returns (Claim memory claim) {
        claim.filer = provider;
        claim.documentKey = _nextDocument();
        claim.provider = provider;
        claim.payerRegion = REGION_A;
        claim.channel = ClaimChannel.Direct;
        claim.claimedAtSec = uint40(block.timestamp);
        claim.personCommitment = keccak256(abi.encode("insured", claim.documentKey));
        claim.catalogue = CATALOGUE;
        claim.policy = POLICY;
        claim.submitter = submitter;
    }

    /// @notice The bureau files for a person who came with a paper invoice.
    function _manualClaim(uint64 totalFen) internal returns (Claim memory claim) {
        claim = _bareClaim(bureauA.id, bureauA.operator);
        claim.provider = InstitutionId.wrap(0);
        claim.channel = ClaimChannel.Manual;
        claim.totalFen = Fen.wrap(totalFen);
        claim.requestedFen = Fen.wrap(totalFen / 2);
        claim.uncodedLines = _uncoded(Exemption.OutsideConsortium, totalFen);
    }

    /// @notice What is left of the primary's self-pay is asked of a second payer.
    function _secondaryOf(Claim memory primary, uint64 fen) internal returns (Claim memory claim) {
        claim = _bareClaim(primary.provider, pharmacy.operator);
        claim.channel = ClaimChannel.Secondary;
        claim.primaryFiler = primary.filer;
        claim.primaryKey = primary.documentKey;
        claim.totalFen = Fen.wrap(fen);
        claim.requestedFen = Fen.wrap(fen);
    }

    /// @notice A claim of a pack sold just now, submitted.
    function _submitted() internal returns (Claim memory claim) {
        Dispense memory dispense = _sold();
        claim = _claimOf(dispense);
        _do(claim.submitter, _submitting(claim, _backing(dispense)));
    }

    function _approved() internal returns (Claim memory claim) {
        claim = _submitted();
        _do(personA, _approving(claim));
    }

    function _paid() internal returns (Claim memory claim) {
        claim = _approved();
        _do(personA, _paying(claim));
    }

    function _evidenceOf(Dispense memory dispense) internal view returns (Evidence[] memory evidence) {
        evidence = new Evidence[](1);
        evidence[0] = Evidence({
            kind: EvidenceKind.Dispense,
            id: ledger.dispenseIdOf(dispense),
            documentKey: dispense.documentKey
        });
    }

    function _uncoded(Exemption exemption, uint64 fen) internal pure returns (UncodedLine[] memory lines) {
        lines = new UncodedLine[](1);
        lines[0] = UncodedLine.wrap((uint256(uint8(exemption)) << 64) | fen);
    }

    function _backing(Dispense memory dispense) internal pure returns (Backing memory backing) {
        backing.dispenses = new Dispense[](1);
        backing.dispenses[0] = dispense;
    }

    function _backing(
        Encounter memory encounter,
        Closing memory closing
    ) internal pure returns (Backing memory backing) {
        backing.encounters = new Encounter[](1);
        backing.encounters[0] = encounter;
        backing.closings = new Closing[](1);
        backing.closings[0] = closing;
    }

    function _backing(Claim memory primary) internal pure returns (Backing memory backing) {
        backing.primary = _one(primary);
    }

    function _one(Claim memory claim) internal pure returns (Claim[] memory claims) {
        claims = new Claim[](1);
        claims[0] = claim;
    }

    /// @notice The fund bears so much, the person the rest in cash.
    function _award(Claim memory claim, uint64 fundFen) internal pure returns (Award memory award) {
        award.fundParts = new FundPart[](1);
        award.fundParts[0] = FundPart.wrap((uint256(POOLED_FUND) << 64) | fundFen);
        award.cashFen = Fen.wrap(Fen.unwrap(claim.totalFen) - fundFen);
        award.basis = keccak256("basis");
    }

    /// @notice The invoice of a claim under the bureaus' key: one a claim, where a test says nothing else.
    function _word(Claim memory claim) internal pure returns (bytes32) {
        return keccak256(abi.encode("invoice", claim.filer, claim.documentKey));
    }

    function _submitting(Claim memory claim, Backing memory backing) internal pure returns (bytes memory) {
        Backing[] memory backings = new Backing[](1);
        backings[0] = backing;
        return abi.encodeCall(IClaimLedger.submitClaims, (_one(claim), backings));
    }

    /// @notice What was asked for is granted.
    function _approving(Claim memory claim) internal pure returns (bytes memory) {
        return _approving(claim, _award(claim, Fen.unwrap(claim.requestedFen)), _word(claim));
    }

    function _approving(
        Claim memory claim,
        Award memory award,
        bytes32 word
    ) internal pure returns (bytes memory) {
        Award[] memory awards = new Award[](1);
        awards[0] = award;
        bytes32[][] memory words = new bytes32[][](1);
        if (claim.channel != ClaimChannel.Secondary) words[0] = _words(word);
        return abi.encodeCall(IClaimLedger.approveClaims, (_one(claim), awards, words));
    }

    function _rejecting(Claim memory claim) internal pure returns (bytes memory) {
        return _rejecting(claim, 7);
    }

    function _rejecting(Claim memory claim, uint16 reason) internal pure returns (bytes memory) {
        Rejection[] memory rejections = new Rejection[](1);
        rejections[0] = Rejection(reason, WHY);
        return abi.encodeCall(IClaimLedger.rejectClaims, (_one(claim), rejections));
    }

    function _appealing(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.appealClaim, (claim, WHY));
    }

    function _advancing(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.advanceClaims, (_one(claim)));
    }

    function _paying(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.payClaims, (_one(claim), BANK_REFERENCE));
    }

    function _reversing(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.reverseClaims, (_one(claim), _words(_word(claim)), WHY));
    }

    function _refunding(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.refundClaims, (_one(claim), _words(_word(claim)), WHY));
    }

    function _disputing(Claim memory claim) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.disputeClaim, (claim, WHY));
    }

    function _resolving(Claim memory claim, DisputeVerdict verdict) internal pure returns (bytes memory) {
        return abi.encodeCall(IClaimLedger.resolveDispute, (claim, verdict, _word(claim), WHY));
    }

    function _words(bytes32 word) internal pure returns (bytes32[] memory words) {
        words = new bytes32[](1);
        words[0] = word;
    }

    /// @notice Somebody does it, and it is done.
    function _do(address by, bytes memory call) internal {
        vm.prank(by);
        Address.functionCall(address(claimLedger), call);
    }

    /// @notice Somebody tries it, and it is refused with exactly this error.
    function _refused(address by, bytes memory call, bytes memory refusal) internal {
        vm.prank(by);
        (bool isDone, bytes memory answer) = address(claimLedger).call(call);
        assertFalse(isDone, "not refused");
        assertEq(answer, refusal);
    }

    function _idOf(Claim memory claim) internal view returns (bytes32) {
        return claimLedger.claimIdOf(claim);
    }

    function _recordOf(Claim memory claim) internal view returns (ClaimRecord memory) {
        return claimLedger.claimRecord(claim.filer, claim.documentKey);
    }

    function _stateOf(Claim memory claim) internal view returns (ClaimState) {
        return _recordOf(claim).state;
    }

    function assertState(Claim memory claim, ClaimState state) internal view {
        assertEq(uint256(_stateOf(claim)), uint256(state), "state");
    }

    function _isSpent(Dispense memory dispense) internal view returns (bool) {
        return ledger.dispenseRecord(dispense.institution, dispense.documentKey).isSpent;
    }

    function _isTaken(bytes32 word) internal view returns (bool) {
        return nullifiers.nullifierRecord(word).claimTag != 0;
    }
}
