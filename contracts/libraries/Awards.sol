// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Award, Claim, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { ClaimWords, FundPart } from "./ClaimWords.sol";
import { Fen } from "./Ids.sol";
import { FUND_PARTS_PER_AWARD_MAX } from "./Limits.sol";

/// @dev Whether an award is one that a claim may be given.
library Awards {
    using ClaimWords for FundPart;

    /// @notice What the funds bear: no more than was asked for, and with the other parts the whole total.
    /// @dev An award with a malformed fund part, or with too many, adds up to nothing.
    function approvedFen(
        Award memory award,
        bytes32 claim,
        Claim memory content
    ) internal pure returns (uint40) {
        // 2^64 a summand and few of them: far from 2^256.
        uint256 fundFen = 0;
        bool isWellFormed = award.fundParts.length <= FUND_PARTS_PER_AWARD_MAX;
        for (uint256 i = 0; i < award.fundParts.length && isWellFormed; ++i) {
            FundPart part = award.fundParts[i];
            isWellFormed = part.isWellFormed();
            fundFen += Fen.unwrap(part.partFen());
        }
        if (fundFen > Fen.unwrap(content.requestedFen)) {
            revert IClaimLedger.AwardExceedsRequest(claim, content.requestedFen, _shown(fundFen));
        }
        uint256 awardedFen =
            fundFen +
                Fen.unwrap(award.accountFen) +
                Fen.unwrap(award.familyAccountFen) +
                Fen.unwrap(award.cashFen) +
                Fen.unwrap(award.hospitalFen);
        if (!isWellFormed) awardedFen = 0;
        if (awardedFen != Fen.unwrap(content.totalFen)) {
            revert IClaimLedger.AwardDoesNotAddUp(claim, content.totalFen, _shown(awardedFen));
        }
        // Not above what was requested, which is CLAIM_FEN_MAX at most.
        return uint40(fundFen);
    }

    /// @dev For an error alone: what is too large shows as the largest there is.
    function _shown(uint256 fen) private pure returns (Fen) {
        return Fen.wrap(fen > type(uint64).max ? type(uint64).max : uint64(fen));
    }
}
