// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fen } from "./Ids.sol";

/// @dev The words that claims pack: small facts in one word each, so that calls and logs stay short.

/// @notice A line of a claim without a pack: exemption (8 bits at 64), fen (64 bits at 0).
type UncodedLine is uint256;

/// @notice What one fund bears: fund_pay_type of the NHSA (24 bits at 64, e.g. 310101), fen (64 bits at 0).
type FundPart is uint256;

library ClaimWords {
    uint256 private constant UNCODED_BITS = 72;
    uint256 private constant FUND_PART_BITS = 88;

    function exemptionNumber(UncodedLine line) internal pure returns (uint8) {
        return uint8(UncodedLine.unwrap(line) >> 64);
    }

    function lineFen(UncodedLine line) internal pure returns (Fen) {
        return Fen.wrap(uint64(UncodedLine.unwrap(line)));
    }

    /// @notice Whether nothing stands outside the fields and the line is for some fen.
    function isWellFormed(UncodedLine line) internal pure returns (bool) {
        return UncodedLine.unwrap(line) >> UNCODED_BITS == 0 && uint64(UncodedLine.unwrap(line)) != 0;
    }

    function fundPayType(FundPart part) internal pure returns (uint24) {
        return uint24(FundPart.unwrap(part) >> 64);
    }

    function partFen(FundPart part) internal pure returns (Fen) {
        return Fen.wrap(uint64(FundPart.unwrap(part)));
    }

    /// @notice Whether nothing stands outside the fields and the fund is named.
    function isWellFormed(FundPart part) internal pure returns (bool) {
        return FundPart.unwrap(part) >> FUND_PART_BITS == 0 && fundPayType(part) != 0;
    }
}
