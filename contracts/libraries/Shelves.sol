// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchTerms, ProductFlags } from "../interfaces/IDrugCatalogue.sol";
import { BatchId } from "./Ids.sol";

/// @notice A parcel from which packs may be sold, with the terms of its batch, in one word from the low bits up:
/// expiresAtSec (40), unitsPerPack (16, 0 when packs may not be split), to (32), from (32), batch (64); the rest is 0.
type Shelf is uint256;

/// @dev One word, so that a call which dispenses from many parcels can remember them at the price of a memory read.
library Shelves {
    uint8 private constant SPLIT_ALLOWED = 1;

    function toShelf(
        BatchId batch_,
        uint32 from_,
        uint32 to_,
        BatchTerms memory terms
    ) internal pure returns (Shelf) {
        bool isSplitAllowed = ProductFlags.unwrap(terms.flags) & SPLIT_ALLOWED != 0;
        return
            Shelf.wrap(
                (uint256(BatchId.unwrap(batch_)) << 120) |
                    (uint256(from_) << 88) |
                    (uint256(to_) << 56) |
                    (isSplitAllowed ? uint256(terms.unitsPerPack) << 40 : 0) |
                    terms.expiresAtSec
            );
    }

    /// @notice Whether this is the shelf of that parcel; a place not yet used is no parcel's, since it has no end.
    function isOf(Shelf shelf, BatchId batch_, uint32 from_) internal pure returns (bool) {
        uint256 parcel = (uint256(BatchId.unwrap(batch_)) << 32) | from_;
        return Shelf.unwrap(shelf) >> 88 == parcel && to(shelf) != 0;
    }

    function to(Shelf shelf) internal pure returns (uint32) {
        return uint32(Shelf.unwrap(shelf) >> 56);
    }

    function unitsPerPack(Shelf shelf) internal pure returns (uint16) {
        return uint16(Shelf.unwrap(shelf) >> 40);
    }

    function expiresAtSec(Shelf shelf) internal pure returns (uint40) {
        return uint40(Shelf.unwrap(shelf));
    }
}
