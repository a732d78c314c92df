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
}
