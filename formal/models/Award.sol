// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev An award of any parts for a claim that was taken in.
contract AwardModel {
    /// mirrors contracts/libraries/ClaimForms.sol: if (requestedFen == 0 || requestedFen > totalFen || totalFen > CLAIM_FEN_MAX) {
    /// mirrors contracts/libraries/Awards.sol: return uint40(fundFen);
    function approve(
        uint64 totalFen,
        uint64 requestedFen,
        uint64 accountFen,
        uint64 familyAccountFen,
        uint64 cashFen,
        uint64 hospitalFen,
        uint128 anyFen,
        bool isAnyWellFormed
    ) external pure {
        require(requestedFen != 0 && requestedFen <= totalFen && totalFen <= type(uint40).max);
        // The shipped body of Awards.approvedFen stands here.
        assert(fundFen <= requestedFen && fundFen <= type(uint40).max);
        assert(fundFen + accountFen + familyAccountFen + cashFen + hospitalFen == totalFen);
        assert(claimFenMax == type(uint40).max);
    }
}
