// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchId, Fen, ParcelId } from "./Ids.sol";

/// @notice A run of packs in one word, from the low bits up: to (32, exclusive), from (32), batch (64); the rest is 0.
type PackRun is uint256;

/// @notice A line of a dispense in one word, from the low bits up: price in fen (64, of the whole line), units (16,
/// 0 = the whole pack), index (32), batch (64); the rest is 0.
type PackLine is uint256;

/// @dev Packed by hand because calldata and logs are what a dispense costs, and because the EIP-712 hash of an array
/// of words is the hash of their concatenation.
library PackWords {
    function toRun(BatchId batch_, uint32 from_, uint32 to_) internal pure returns (PackRun) {
        return PackRun.wrap((uint256(BatchId.unwrap(batch_)) << 64) | (uint256(from_) << 32) | to_);
    }

    function batch(PackRun run) internal pure returns (BatchId) {
        return BatchId.wrap(uint64(PackRun.unwrap(run) >> 64));
    }

    function from(PackRun run) internal pure returns (uint32) {
        return uint32(PackRun.unwrap(run) >> 32);
    }

    function to(PackRun run) internal pure returns (uint32) {
        return uint32(PackRun.unwrap(run));
    }

    /// @notice How many packs the run has.
    function count(PackRun run) internal pure returns (uint32) {
        return to(run) - from(run);
    }

    /// @notice The parcel that begins where the run does.
    function parcelId(PackRun run) internal pure returns (ParcelId) {
        return ParcelId.wrap(uint96(PackRun.unwrap(run) >> 32));
    }

    /// @notice Whether the unused high bits are 0 and the run holds at least one pack.
    function isWellFormed(PackRun run) internal pure returns (bool) {
        return PackRun.unwrap(run) >> 128 == 0 && from(run) < to(run);
    }

    function toLine(
        BatchId batch_,
        uint32 index_,
        uint16 units_,
        Fen priceFen_
    ) internal pure returns (PackLine) {
        return
            PackLine.wrap(
                (uint256(BatchId.unwrap(batch_)) << 112) |
                    (uint256(index_) << 80) |
                    (uint256(units_) << 64) |
                    Fen.unwrap(priceFen_)
            );
    }

    function lineBatch(PackLine line) internal pure returns (BatchId) {
        return BatchId.wrap(uint64(PackLine.unwrap(line) >> 112));
    }

    function index(PackLine line) internal pure returns (uint32) {
        return uint32(PackLine.unwrap(line) >> 80);
    }

    /// @notice Units handed over; 0 means the whole pack.
    function units(PackLine line) internal pure returns (uint16) {
        return uint16(PackLine.unwrap(line) >> 64);
    }

    function priceFen(PackLine line) internal pure returns (Fen) {
        return Fen.wrap(uint64(PackLine.unwrap(line)));
    }

    /// @notice Whether the unused high bits are 0.
    function isWellFormed(PackLine line) internal pure returns (bool) {
        return PackLine.unwrap(line) >> 176 == 0;
    }
}
