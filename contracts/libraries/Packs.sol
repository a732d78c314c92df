// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchId } from "./Ids.sol";

/// @dev Where a pack stands in storage. One word of bits serves the 256 neighbours that a shelf sells together.
library Packs {
    /// @notice The key of one pack: batch (64 bits) and index (32 bits).
    function keyOf(BatchId batch, uint32 index) internal pure returns (uint256) {
        return (uint256(BatchId.unwrap(batch)) << 32) | index;
    }

    /// @notice The key of the word that holds the pack's bit: batch (64 bits) and index / 256 (32 bits).
    function wordKeyOf(BatchId batch, uint32 index) internal pure returns (uint256) {
        return (uint256(BatchId.unwrap(batch)) << 32) | (index >> 8);
    }

    /// @notice The pack's bit in its word.
    function bitOf(uint32 index) internal pure returns (uint256) {
        return uint256(1) << (index & 0xff);
    }

    /// @notice The bits of packs [from, to) in their word; they lie in one word, and there is at least one.
    function bitsOf(uint32 from, uint32 to) internal pure returns (uint256) {
        return (type(uint256).max >> (256 - (to - from))) << (from & 0xff);
    }

    /// @notice Where the word of `from` ends, or the packs [from, to) before it.
    function wordEndOf(uint32 from, uint32 to) internal pure returns (uint32) {
        uint32 end = (from | 0xff) + 1;
        return end < to ? end : to;
    }

    /// @notice The first pack, at `from` or after, whose bit is among those given; there is one, in the same word.
    function firstOf(uint256 packBits, uint32 from) internal pure returns (uint32 index) {
        index = from;
        while (packBits & bitOf(index) == 0) ++index;
    }
}
