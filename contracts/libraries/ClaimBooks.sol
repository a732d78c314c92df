// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Examined } from "../interfaces/IClaimEvidence.sol";
import { Claim, ClaimRecord, ClaimState, Endorsement, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { ClaimForms } from "./ClaimForms.sol";
import { Fen, InstitutionId, RegionCode } from "./Ids.sol";
import { Lifecycles } from "./Lifecycles.sol";
import { ProviderDay, ProviderDays } from "./ProviderDays.sol";

/// @notice What a claim ledger keeps of claims.
struct ClaimBook {
    // slot 0: 32 bytes used, 0 spare
    mapping(InstitutionId filer => mapping(bytes32 documentKey => ClaimRecord)) records; // 32 bytes
    // slot 1: 32 bytes used, 0 spare
    mapping(bytes20 primaryTag => Fen) secondaryFen; // 32 bytes, a secondary claim names no more of its primary
    // slot 2: 32 bytes used, 0 spare
    mapping(bytes32 claim => Endorsement) endorsements; // 32 bytes
    // slot 3: 32 bytes used, 0 spare
    mapping(ProviderDay day => Fen) uncodedFen; // 32 bytes
    // slot 4: 32 bytes used, 0 spare
    mapping(ProviderDay day => Fen) advancedFen; // 32 bytes
}

/// @dev Entries of the book, and what must hold before they change.
library ClaimBooks {
    using ProviderDays for mapping(ProviderDay day => Fen);

    function recordOf(
        ClaimBook storage book,
        Claim memory claim
    ) internal view returns (ClaimRecord storage) {
        return book.records[claim.filer][claim.documentKey];
    }

    /// @notice The record of exactly this claim.
    function known(
        ClaimBook storage book,
        Claim memory claim,
        bytes32 id
    ) internal view returns (ClaimRecord storage record) {
        record = recordOf(book, claim);
        if (record.tag != bytes20(id)) revert IClaimLedger.ClaimUnknown(id);
    }

    /// @notice Where the claim's record will be: there is none yet.
    function requireNew(
        ClaimBook storage book,
        Claim memory claim
    ) internal view returns (ClaimRecord storage record) {
        record = recordOf(book, claim);
        bytes20 tag = record.tag;
        if (tag != 0) revert IClaimLedger.DocumentAlreadyRecorded(claim.filer, claim.documentKey, tag);
    }

    function requireChange(ClaimRecord storage record, bytes32 id, ClaimState to) internal view {
        ClaimState from = record.state;
        if (!Lifecycles.allows(from, to)) revert IClaimLedger.ClaimNotInState(id, from, to);
    }

    /// @dev Field by field and from the stack, so that the compiler writes the slot once.
    function open(ClaimRecord storage record, bytes32 id, uint40 deadlineSec, bool isTimely) internal {
        record.tag = bytes20(id);
        record.state = ClaimState.Submitted;
        record.deadlineSec = deadlineSec;
        record.isTimely = isTimely;
    }

    function enter(ClaimRecord storage record, ClaimState to, uint40 deadlineSec) internal {
        record.state = to;
        record.deadlineSec = deadlineSec;
    }

    /// @notice Holds what a secondary claim asks for of its primary's self-pay, so that no other gets it too.
    function reserve(ClaimBook storage book, Claim memory claim, Examined memory found) internal {
        bytes32 id = found.primary;
        ClaimRecord storage record = book.records[claim.primaryFiler][claim.primaryKey];
        if (record.tag != bytes20(id) || !ClaimForms.isGranted(record.state)) {
            revert IClaimLedger.PrimaryNotLive(id, record.state);
        }
        uint64 heldFen = Fen.unwrap(book.secondaryFen[bytes20(id)]);
        // What was approved and what is held of the rest never pass the total together.
        uint64 remainderFen = Fen.unwrap(found.primaryFen) - record.approvedFen - heldFen;
        uint64 askedFen = Fen.unwrap(claim.totalFen);
        if (askedFen > remainderFen) {
            revert IClaimLedger.RemainderExceeded(id, Fen.wrap(remainderFen), claim.totalFen);
        }

        book.secondaryFen[bytes20(id)] = Fen.wrap(heldFen + askedFen);
    }

    /// @notice Gives back what a secondary claim held of its primary's self-pay.
    function unreserve(ClaimBook storage book, Claim memory claim) internal {
        bytes20 tag = book.records[claim.primaryFiler][claim.primaryKey].tag;
        uint64 heldFen = Fen.unwrap(book.secondaryFen[tag]);
        book.secondaryFen[tag] = Fen.wrap(heldFen - Fen.unwrap(claim.totalFen));
    }

    /// @notice Refuses to end a claim of whose self-pay others still hold something.
    function requireAlone(ClaimBook storage book, bytes32 id) internal view {
        Fen heldFen = book.secondaryFen[bytes20(id)];
        if (Fen.unwrap(heldFen) != 0) revert IClaimLedger.SecondariesLive(id, heldFen);
    }

    /// @notice Counts lines without a pack toward what the provider may claim in a day, whoever pays.
    function countUncoded(ClaimBook storage book, InstitutionId provider, Fen fen, Fen limitFen) internal {
        ProviderDay today = ProviderDays.today(RegionCode.wrap(0), provider);
        (Fen sumFen, bool isWithin) = book.uncodedFen.add(today, fen, limitFen);
        if (!isWithin) revert IClaimLedger.UncodedLimitExceeded(provider, limitFen, sumFen);
    }

    /// @notice Counts a claim toward what its payer's region advances to the provider in a day.
    function countAdvanced(ClaimBook storage book, Claim memory claim, Fen limitFen) internal {
        ProviderDay today = ProviderDays.today(claim.payerRegion, claim.provider);
        (Fen sumFen, bool isWithin) = book.advancedFen.add(today, claim.requestedFen, limitFen);
        if (!isWithin) revert IClaimLedger.ProvisionalLimitExceeded(claim.provider, limitFen, sumFen);
    }

    /// @notice The first of two persons gives an award, or the second brings the same.
    /// @return isFirst whether the other is still needed.
    function endorse(ClaimBook storage book, bytes32 id, bytes32 awardHash) internal returns (bool isFirst) {
        bytes32 endorsedHash = book.endorsements[id].awardHash;
        if (endorsedHash == awardHash) return false;
        if (endorsedHash != 0) revert IClaimLedger.AwardDiffersFromEndorsed(id, endorsedHash, awardHash);

        book.endorsements[id] = Endorsement(awardHash, msg.sender);
        return true;
    }
}
