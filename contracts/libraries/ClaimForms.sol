// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Backing, Claim, ClaimChannel, ClaimState, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { Act } from "./Acts.sol";
import { Fen, InstitutionId } from "./Ids.sol";
import {
    BANK_REFERENCE_BYTES_MAX,
    CLAIMS_PER_CALL_MAX,
    CLAIM_FEN_MAX,
    EVIDENCE_PER_CLAIM_MAX,
    Limits,
    UNCODED_LINES_PER_CLAIM_MAX
} from "./Limits.sol";

/// @dev What must hold of a claim by itself, before anybody is asked about it.
library ClaimForms {
    InstitutionId private constant NOBODY = InstitutionId.wrap(0);

    function requireClaims(uint256 count) internal pure {
        if (count == 0 || count > CLAIMS_PER_CALL_MAX) {
            revert IClaimLedger.ClaimsWrong(count, CLAIMS_PER_CALL_MAX);
        }
    }

    /// @notice As many claims as one call may carry, and one of the other list for each.
    function requireLists(uint256 claimCount, uint256 otherCount) internal pure {
        requireClaims(claimCount);
        requireEqual(claimCount, otherCount);
    }

    function requireEqual(uint256 left, uint256 right) internal pure {
        if (left != right) revert IClaimLedger.ListsDiffer(left, right);
    }

    function requireBankReference(uint256 byteCount) internal pure {
        if (byteCount == 0 || byteCount > BANK_REFERENCE_BYTES_MAX) {
            revert IClaimLedger.BankReferenceWrong(byteCount, BANK_REFERENCE_BYTES_MAX);
        }
    }

    /// @notice The time, who submits, on which way, and for whom.
    function requireParties(Claim memory claim, address caller) internal view {
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(claim.claimedAtSec, nowSec)) {
            revert IClaimLedger.OccurredInFuture(claim.claimedAtSec, nowSec);
        }
        if (claim.submitter != caller) {
            revert IClaimLedger.ClaimSubmitterDiffers(claim.submitter, caller);
        }
        if (!_isChannelRight(claim)) {
            revert IClaimLedger.ClaimChannelWrong(claim.channel, claim.filer, claim.provider);
        }
        if (claim.personCommitment == 0) revert IClaimLedger.ClaimPersonMissing();
    }

    /// @notice What is asked for, and how much stands behind it.
    function requireContents(Claim memory claim) internal pure {
        uint64 requestedFen = Fen.unwrap(claim.requestedFen);
        uint64 totalFen = Fen.unwrap(claim.totalFen);
        if (requestedFen == 0 || requestedFen > totalFen || totalFen > CLAIM_FEN_MAX) {
            revert IClaimLedger.ClaimAmountsWrong(claim.totalFen, claim.requestedFen);
        }
        bool isSecondary = claim.channel == ClaimChannel.Secondary;
        uint256 max = isSecondary ? 0 : EVIDENCE_PER_CLAIM_MAX;
        uint256 count = claim.evidence.length;
        if (count > max) revert IClaimLedger.EvidenceWrong(count, max);
        max = isSecondary ? 0 : UNCODED_LINES_PER_CLAIM_MAX;
        count = claim.uncodedLines.length;
        if (count > max) revert IClaimLedger.UncodedLinesWrong(count, max);
    }

    /// @notice One content for each piece of evidence, and the primary's exactly where there is one.
    function requireBacked(Claim memory claim, Backing memory backing) internal pure {
        requireEqual(claim.evidence.length, backing.dispenses.length + backing.encounters.length);
        requireEqual(backing.encounters.length, backing.closings.length);
        requireEqual(claim.channel == ClaimChannel.Secondary ? 1 : 0, backing.primary.length);
    }

    /// @notice What a key must be allowed to do to file a claim that comes this way.
    function filingAct(ClaimChannel channel) internal pure returns (Act) {
        return channel == ClaimChannel.Manual ? Act.FileManualClaims : Act.Claim;
    }

    /// @notice Whether the claim was approved and nothing has been taken back or put in doubt since.
    function isGranted(ClaimState state) internal pure returns (bool) {
        return
            state == ClaimState.Approved ||
            state == ClaimState.AwaitingFunds ||
            state == ClaimState.Posted ||
            state == ClaimState.Settled ||
            state == ClaimState.Paid ||
            state == ClaimState.Upheld;
    }

    /// @notice Whether a claim in this state holds the word of its invoice.
    function holdsInvoice(ClaimState state) internal pure returns (bool) {
        return isGranted(state) || state == ClaimState.Disputed;
    }

    /// @notice Refuses a refund of what was only advanced: that is reversed, for nothing was paid yet.
    function requireTakenBack(bytes32 claim, ClaimState from, ClaimState to) internal pure {
        if (from == ClaimState.Provisional && to == ClaimState.ClawedBack) {
            revert IClaimLedger.ClaimNotInState(claim, from, to);
        }
    }

    /// @notice What becomes of a claim that is refused.
    function refusalOf(ClaimState state) internal pure returns (ClaimState) {
        if (state == ClaimState.Appealed) return ClaimState.RejectedFinal;
        return state == ClaimState.Provisional ? ClaimState.ClawedBack : ClaimState.Rejected;
    }

    /// @dev A provider files what it did itself; a bureau files for persons, and provides no care.
    function _isChannelRight(Claim memory claim) private pure returns (bool) {
        bool isSecondary = claim.channel == ClaimChannel.Secondary;
        if (!isSecondary && claim.primaryKey != 0) return false;
        if ((claim.primaryFiler != NOBODY) != isSecondary) return false;
        if (claim.channel == ClaimChannel.Manual) return claim.filer != claim.provider;
        return claim.channel != ClaimChannel.None && claim.filer == claim.provider;
    }
}
