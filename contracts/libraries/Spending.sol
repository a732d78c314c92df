// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Claim,
    ClaimChannel,
    ClaimRecord,
    ClaimState,
    Evidence,
    EvidenceKind,
    IClaimLedger
} from "../interfaces/IClaimLedger.sol";
import { ClaimBook, ClaimBooks } from "./ClaimBooks.sol";
import { ClaimForms } from "./ClaimForms.sol";
import { Desk } from "./Desks.sol";
import { Fen } from "./Ids.sol";

/// @dev Marks what a claim names as evidence, piece by piece; and ends a claim, with which all it held is free again.
library Spending {
    using ClaimBooks for ClaimBook;
    using ClaimBooks for ClaimRecord;

    /// @dev {IClaimEvidence} has found each piece to be a dispense or an encounter of the claim's provider.
    function spend(Desk memory desk, Claim memory claim) internal {
        for (uint256 i = 0; i < claim.evidence.length; ++i) {
            Evidence memory piece = claim.evidence[i];
            if (piece.kind == EvidenceKind.Dispense) {
                desk.drugs.spendDispense(claim.provider, piece.documentKey, piece.id);
            } else {
                desk.encounters.spendEncounter(claim.provider, piece.documentKey, piece.id);
            }
        }
    }

    /// @notice The claim is over: reversed, clawed back, or rejected for good.
    /// @param nullifier the word that the claim took, looked at where it took one.
    function end(
        Desk memory desk,
        ClaimBook storage book,
        Claim memory claim,
        bytes32 id,
        ClaimState to,
        bytes32 nullifier,
        bytes32 reasonHash
    ) internal {
        book.requireAlone(id);
        ClaimRecord storage record = book.recordOf(claim);
        ClaimState from = record.state;
        bool isSecondary = claim.channel == ClaimChannel.Secondary;

        record.enter(to, 0);
        if (isSecondary) book.unreserve(claim);

        if (to == ClaimState.Reversed) {
            emit IClaimLedger.ClaimReversed(id, desk.acting, from, reasonHash, msg.sender);
        } else if (to == ClaimState.ClawedBack) {
            emit IClaimLedger.ClaimClawedBack(
                id,
                desk.acting,
                from,
                Fen.wrap(record.approvedFen),
                reasonHash,
                msg.sender
            );
        }
        _free(desk, claim);
        if (ClaimForms.holdsInvoice(from) && !isSecondary) desk.nullifiers.release(nullifier, id);
    }

    /// @dev Each mark stands where the claim put it, so nothing can refuse this.
    function _free(Desk memory desk, Claim memory claim) private {
        for (uint256 i = 0; i < claim.evidence.length; ++i) {
            Evidence memory piece = claim.evidence[i];
            if (piece.kind == EvidenceKind.Dispense) {
                desk.drugs.freeDispense(claim.provider, piece.documentKey, piece.id);
            } else {
                desk.encounters.freeEncounter(claim.provider, piece.documentKey, piece.id);
            }
        }
    }
}
