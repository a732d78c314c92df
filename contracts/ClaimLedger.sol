// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { Examined, IClaimEvidence } from "./interfaces/IClaimEvidence.sol";
import {
    Award,
    Backing,
    Claim,
    ClaimChannel,
    ClaimRecord,
    ClaimState,
    DisputeVerdict,
    IClaimLedger,
    Rejection
} from "./interfaces/IClaimLedger.sol";
import { IClaimRules } from "./interfaces/IClaimRules.sol";
import { Dispense, IDrugLedger, Reversal } from "./interfaces/IDrugLedger.sol";
import { IEncounterLedger } from "./interfaces/IEncounterLedger.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { INullifiers } from "./interfaces/INullifiers.sol";
import { Act } from "./libraries/Acts.sol";
import { Awards } from "./libraries/Awards.sol";
import { ClaimBook, ClaimBooks } from "./libraries/ClaimBooks.sol";
import { ClaimForms } from "./libraries/ClaimForms.sol";
import { ClaimHashes } from "./libraries/ClaimHashes.sol";
import { Desk, Desks } from "./libraries/Desks.sol";
import { Fen, InstitutionId, RegionCode } from "./libraries/Ids.sol";
import { Spending } from "./libraries/Spending.sol";

/// @title Claims that spend evidence.
contract ClaimLedger is IClaimLedger, EIP712 {
    using ClaimBooks for ClaimBook;
    using ClaimBooks for ClaimRecord;
    using Desks for Desk;
    using Spending for Desk;

    IInstitutions private immutable INSTITUTIONS;
    IClaimRules private immutable CLAIM_RULES;
    IDrugLedger private immutable DRUGS;
    IEncounterLedger private immutable ENCOUNTERS;
    INullifiers private immutable NULLIFIERS;
    IClaimEvidence private immutable EVIDENCE;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2, and slots 3 to 6
    ClaimBook private _book;

    constructor(
        IInstitutions institutions,
        IClaimRules claimRules,
        IDrugLedger drugs,
        IEncounterLedger encounters,
        INullifiers nullifiers,
        IClaimEvidence claimEvidence
    ) EIP712("Caretrail ClaimLedger", "1") {
        INSTITUTIONS = institutions;
        CLAIM_RULES = claimRules;
        DRUGS = drugs;
        ENCOUNTERS = encounters;
        NULLIFIERS = nullifiers;
        EVIDENCE = claimEvidence;
    }

    /// @inheritdoc IClaimLedger
    function submitClaims(Claim[] calldata claims, Backing[] calldata backings) external {
        ClaimForms.requireLists(claims.length, backings.length);
        _submitAll(claims, EVIDENCE.examineClaims(msg.sender, msg.data[4:]));
    }

    /// @inheritdoc IClaimLedger
    function dispenseAndClaim(
        Dispense[] calldata dispenses,
        uint32[][] calldata parcelFroms,
        bytes calldata declaredKeys,
        Claim[] calldata claims
    ) external {
        ClaimForms.requireLists(claims.length, dispenses.length);
        DRUGS.recordDispenses(msg.sender, dispenses, parcelFroms, declaredKeys);
        _submitAll(claims, EVIDENCE.examineSales(msg.sender, msg.data[4:]));
    }

    /// @inheritdoc IClaimLedger
    function approveClaims(
        Claim[] calldata claims,
        Award[] calldata awards,
        bytes32[][] calldata nullifiers
    ) external {
        ClaimForms.requireLists(claims.length, awards.length);
        ClaimForms.requireEqual(claims.length, nullifiers.length);

        Desk memory desk = _openDesk();
        for (uint256 i = 0; i < claims.length; ++i) _approve(desk, claims[i], awards[i], nullifiers[i]);
    }

    /// @inheritdoc IClaimLedger
    function rejectClaims(Claim[] calldata claims, Rejection[] calldata rejections) external {
        ClaimForms.requireLists(claims.length, rejections.length);

        Desk memory desk = _openDesk();
        for (uint256 i = 0; i < claims.length; ++i) _reject(desk, claims[i], rejections[i]);
    }

    /// @inheritdoc IClaimLedger
    function appealClaim(Claim memory claim, bytes32 reasonHash) external {
        Desk memory desk = _openDesk();
        Act act = ClaimForms.filingAct(claim.channel);
        (bytes32 id, ClaimRecord storage record) = _ofFiler(desk, act, claim, ClaimState.Appealed);
        desk.requireInTime(record, id);

        desk.turnTo(claim);
        uint40 deadlineSec = desk.businessDeadlineSec(desk.limits.appealDecisionDays);
        record.enter(ClaimState.Appealed, desk.unpausedSec(deadlineSec));

        emit ClaimAppealed(id, claim.filer, reasonHash, deadlineSec, msg.sender);
    }

    /// @inheritdoc IClaimLedger
    function advanceClaims(Claim[] calldata claims) external {
        ClaimForms.requireClaims(claims.length);
        Desk memory desk = _openDesk();
        for (uint256 i = 0; i < claims.length; ++i) _advance(desk, claims[i]);
    }

    /// @inheritdoc IClaimLedger
    function payClaims(Claim[] calldata claims, string calldata bankReference) external {
        ClaimForms.requireClaims(claims.length);
        ClaimForms.requireBankReference(bytes(bankReference).length);

        Desk memory desk = _openDesk();
        uint256 count = claims.length;
        bytes32[] memory ids = new bytes32[](count);
        Fen[] memory paidFen = new Fen[](count);
        Fen sumFen = Fen.wrap(0);
        for (uint256 i = 0; i < count; ++i) {
            (ids[i], paidFen[i]) = _pay(desk, claims[i]);
            sumFen = Fen.wrap(Fen.unwrap(sumFen) + Fen.unwrap(paidFen[i]));
        }
        // A claim is paid once: the first names the payment.
        bytes32 payment = keccak256(abi.encode(desk.acting, bankReference, ids[0]));
        emit PaymentRecorded(payment, desk.acting, bankReference, sumFen, uint16(count), msg.sender);
        for (uint256 i = 0; i < count; ++i) emit ClaimPaid(ids[i], payment, paidFen[i]);
    }

    /// @inheritdoc IClaimLedger
    function reverseClaims(
        Claim[] calldata claims,
        bytes32[] calldata nullifiers,
        bytes32 reasonHash
    ) external {
        _takeBackAll(claims, nullifiers, reasonHash, ClaimState.Reversed);
    }

    /// @inheritdoc IClaimLedger
    function reverseClaimAndDispense(
        Claim memory claim,
        bytes32 nullifier,
        bytes32 reasonHash,
        Dispense calldata dispense,
        Reversal calldata reversal,
        uint8[] calldata lineIndexes,
        uint32[] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external {
        _takeBack(_openDesk(), claim, nullifier, reasonHash, ClaimState.Reversed);
        DRUGS.reverseDispense(msg.sender, dispense, reversal, lineIndexes, parcelFroms, declaredKeys);
    }

    /// @inheritdoc IClaimLedger
    function refundClaims(
        Claim[] calldata claims,
        bytes32[] calldata nullifiers,
        bytes32 reasonHash
    ) external {
        _takeBackAll(claims, nullifiers, reasonHash, ClaimState.ClawedBack);
    }

    /// @inheritdoc IClaimLedger
    function disputeClaim(Claim memory claim, bytes32 reasonHash) external {
        bytes32 id = claimIdOf(claim);
        ClaimRecord storage record = _book.known(claim, id);
        Desk memory desk = _openDesk();
        desk.actAs(Act.Decide);
        desk.turnTo(claim);
        if (!desk.isOfCare(claim.provider)) desk.requirePayer();
        record.requireChange(id, ClaimState.Disputed);
        desk.requireInTime(record, id);

        record.enter(ClaimState.Disputed, 0);
        record.decider = msg.sender;

        emit ClaimDisputed(id, desk.acting, reasonHash, msg.sender);
    }

    /// @inheritdoc IClaimLedger
    function resolveDispute(
        Claim memory claim,
        DisputeVerdict verdict,
        bytes32 nullifier,
        bytes32 reasonHash
    ) external {
        Desk memory desk = _openDesk();
        (bytes32 id, ClaimRecord storage record) = _ofPayer(desk, Act.Decide, claim, ClaimState.Upheld);
        if (claim.submitter == msg.sender) revert DeciderIsSubmitter(id, msg.sender);
        if (record.decider == msg.sender) revert DeciderDecidedBefore(id, msg.sender);
        if (verdict == DisputeVerdict.None) revert DisputeVerdictMissing(id);

        record.decider = msg.sender;
        if (verdict == DisputeVerdict.ClawedBack) {
            return desk.end(_book, claim, id, ClaimState.ClawedBack, nullifier, reasonHash);
        }
        record.state = ClaimState.Upheld;

        emit ClaimUpheld(id, desk.acting, msg.sender);
    }

    /// @inheritdoc IClaimLedger
    function claimRecord(
        InstitutionId filer,
        bytes32 documentKey
    ) external view returns (ClaimRecord memory) {
        return _book.records[filer][documentKey];
    }

    /// @inheritdoc IClaimLedger
    function secondaryFenOf(bytes32 claim) external view returns (Fen) {
        return _book.secondaryFen[bytes20(claim)];
    }

    /// @inheritdoc IClaimLedger
    function endorsedAwardOf(bytes32 claim) external view returns (bytes32) {
        return _book.endorsements[claim].awardHash;
    }

    /// @inheritdoc IClaimLedger
    function claimIdOf(Claim memory claim) public view returns (bytes32) {
        return _hashTypedDataV4(ClaimHashes.ofClaim(claim));
    }

    function _submitAll(Claim[] calldata claims, Examined[] memory found) private {
        Desk memory desk = _openDesk();
        for (uint256 i = 0; i < claims.length; ++i) _submit(desk, claims[i], found[i]);
    }

    function _submit(Desk memory desk, Claim memory claim, Examined memory found) private {
        bytes32 id = claimIdOf(claim);
        ClaimRecord storage record = _book.requireNew(claim);
        desk.turnTo(claim);
        uint40 deadlineSec = desk.decisionDeadlineSec(claim.channel);
        if (claim.channel == ClaimChannel.Secondary) _book.reserve(claim, found);
        if (Fen.unwrap(found.uncodedFen) != 0) {
            _book.countUncoded(claim.provider, found.uncodedFen, found.uncodedFenMax);
        }
        record.open(id, desk.unpausedSec(deadlineSec), found.isTimely);

        emit ClaimSubmitted(id, claim.filer, claim.payerRegion, deadlineSec, found.isTimely, claim);
        desk.spend(claim);
    }

    function _approve(
        Desk memory desk,
        Claim memory claim,
        Award memory award,
        bytes32[] calldata words
    ) private {
        Act act = desk.decidingAct();
        (bytes32 id, ClaimRecord storage record) = _ofPayer(desk, act, claim, ClaimState.Approved);
        desk.requireDecider(_book, record, claim, id);
        desk.requireWithinAutomatic(id, claim.requestedFen);
        uint40 approvedFen = Awards.approvedFen(award, id, claim);
        if (desk.needsFourEyes(claim)) {
            bytes32 awardHash = ClaimHashes.ofAward(award);
            if (_book.endorse(id, awardHash)) {
                emit ClaimEndorsed(id, desk.acting, awardHash, msg.sender);
                return;
            }
        }

        record.enter(ClaimState.Approved, 0);
        record.approvedFen = approvedFen;

        emit ClaimApproved(id, desk.acting, Fen.wrap(approvedFen), msg.sender, award);
        if (claim.channel != ClaimChannel.Secondary) NULLIFIERS.take(words, id);
    }

    function _reject(Desk memory desk, Claim memory claim, Rejection memory rejection) private {
        ClaimState to = ClaimForms.refusalOf(_book.recordOf(claim).state);
        (bytes32 id, ClaimRecord storage record) = _ofPayer(desk, desk.decidingAct(), claim, to);
        desk.requireDecider(_book, record, claim, id);
        if (rejection.reason == 0) revert RejectionReasonMissing(id);

        uint40 untilSec = 0;
        if (to == ClaimState.Rejected) {
            untilSec = desk.businessDeadlineSec(desk.limits.appealDays);
            record.enter(to, desk.unpausedSec(untilSec));
        }
        record.decider = msg.sender;
        delete _book.endorsements[id];

        emit ClaimRejected(id, desk.acting, to, rejection.reason, rejection.basis, untilSec, msg.sender);
        if (to != ClaimState.Rejected) desk.end(_book, claim, id, to, 0, rejection.basis);
    }

    function _advance(Desk memory desk, Claim memory claim) private {
        bytes32 id = claimIdOf(claim);
        ClaimRecord storage record = _book.known(claim, id);
        desk.advanceAs();
        desk.turnTo(claim);
        if (!desk.isOfCare(claim.provider)) revert BureauNotOfCare(desk.acting, claim.provider);
        record.requireChange(id, ClaimState.Provisional);
        desk.requireOverdue(record, id);
        if (claim.channel != ClaimChannel.Direct || !record.isTimely) revert ProvisionalNotAllowed(id);
        _book.countAdvanced(claim, desk.limits.provisionalFenPerDay);

        record.enter(ClaimState.Provisional, 0);
        record.approvedFen = uint40(Fen.unwrap(claim.requestedFen));

        emit ClaimAdvanced(id, desk.acting, claim.requestedFen, msg.sender);
    }

    function _pay(Desk memory desk, Claim memory claim) private returns (bytes32 id, Fen paidFen) {
        ClaimRecord storage record;
        (id, record) = _ofPayer(desk, Act.Pay, claim, ClaimState.Paid);
        RegionCode careRegion = desk.careRegionOf(claim.provider);
        if (careRegion != claim.payerRegion) revert ClaimNeedsClearing(id, claim.payerRegion, careRegion);

        paidFen = Fen.wrap(record.approvedFen);
        record.enter(ClaimState.Paid, desk.unpausedSec(desk.businessDeadlineSec(desk.limits.disputeDays)));
    }

    function _takeBackAll(
        Claim[] calldata claims,
        bytes32[] calldata nullifiers,
        bytes32 reasonHash,
        ClaimState to
    ) private {
        ClaimForms.requireLists(claims.length, nullifiers.length);
        Desk memory desk = _openDesk();
        for (uint256 i = 0; i < claims.length; ++i) {
            _takeBack(desk, claims[i], nullifiers[i], reasonHash, to);
        }
    }

    function _takeBack(
        Desk memory desk,
        Claim memory claim,
        bytes32 nullifier,
        bytes32 reasonHash,
        ClaimState to
    ) private {
        (bytes32 id, ClaimRecord storage record) = _ofFiler(desk, Act.Correct, claim, to);
        ClaimForms.requireTakenBack(id, record.state, to);
        desk.end(_book, claim, id, to, nullifier, reasonHash);
    }

    function _openDesk() private view returns (Desk memory desk) {
        desk.institutions = INSTITUTIONS;
        desk.rules = CLAIM_RULES;
        desk.drugs = DRUGS;
        desk.encounters = ENCOUNTERS;
        desk.nullifiers = NULLIFIERS;
    }

    /// @dev A claim that the caller's bureau pays, and that may go where the caller would have it.
    function _ofPayer(
        Desk memory desk,
        Act act,
        Claim memory claim,
        ClaimState to
    ) private view returns (bytes32 id, ClaimRecord storage record) {
        id = claimIdOf(claim);
        record = _book.known(claim, id);
        desk.actAs(act);
        desk.turnTo(claim);
        desk.requirePayer();
        record.requireChange(id, to);
    }

    /// @dev A claim that the caller's institution filed, and that may go where the caller would have it.
    function _ofFiler(
        Desk memory desk,
        Act act,
        Claim memory claim,
        ClaimState to
    ) private view returns (bytes32 id, ClaimRecord storage record) {
        id = claimIdOf(claim);
        record = _book.known(claim, id);
        InstitutionId acting = desk.actAs(act);
        if (acting != claim.filer) revert NotFiler(id, claim.filer, acting);
        record.requireChange(id, to);
    }
}
