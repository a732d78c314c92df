// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchOrigin, BatchTerms, ProductFlags } from "../interfaces/IDrugCatalogue.sol";
import { BatchId, InstitutionId } from "./Ids.sol";

/// @notice A parcel from which packs may be sold, with the terms of its batch, in one word from the low bits up:
/// untilSec (40), unitsPerPack (16, 0 when packs may not be split), to (32), from (32), batch (64), holder (32),
/// flags of the product (7), declared (1); the rest is 0.
type Shelf is uint256;

/// @dev One word, so that a call which dispenses from many parcels can remember them at the price of a memory read.
library Shelves {
    uint8 private constant SPLIT_ALLOWED = 1;
    uint8 private constant HIGH_VALUE = 2;
    uint8 private constant MAKER_TRACED_ONLY = 4;
    uint8 private constant DECLARED = 128;
    uint8 private constant FLAGS_KEPT = HIGH_VALUE | MAKER_TRACED_ONLY;

    /// @param untilSec_ when sale from it ends.
    function toShelf(
        InstitutionId holder,
        BatchId batch_,
        uint32 from_,
        uint32 to_,
        uint40 untilSec_,
        BatchTerms memory terms
    ) internal pure returns (Shelf) {
        uint8 flags = ProductFlags.unwrap(terms.flags);
        uint256 unitsPerPack_ = flags & SPLIT_ALLOWED != 0 ? terms.unitsPerPack : 0;
        uint8 marks = (flags & FLAGS_KEPT) | (terms.origin == BatchOrigin.Declared ? DECLARED : 0);
        return
            Shelf.wrap(
                (uint256(marks) << 216) |
                    (_parcelOf(holder, batch_, from_) << 88) |
                    (uint256(to_) << 56) |
                    (unitsPerPack_ << 40) |
                    untilSec_
            );
    }

    /// @notice Whether this is the shelf of that parcel in that holder's hands; a place not yet used is nobody's.
    function isOf(
        Shelf shelf,
        InstitutionId holder,
        BatchId batch_,
        uint32 from_
    ) internal pure returns (bool) {
        return uint128(Shelf.unwrap(shelf) >> 88) == _parcelOf(holder, batch_, from_);
    }

    function to(Shelf shelf) internal pure returns (uint32) {
        return uint32(Shelf.unwrap(shelf) >> 56);
    }

    function unitsPerPack(Shelf shelf) internal pure returns (uint16) {
        return uint16(Shelf.unwrap(shelf) >> 40);
    }

    function untilSec(Shelf shelf) internal pure returns (uint40) {
        return uint40(Shelf.unwrap(shelf));
    }

    /// @notice Whether the stock is older than the ledger, and its pack keys are spent as it is sold.
    function isDeclared(Shelf shelf) internal pure returns (bool) {
        return (Shelf.unwrap(shelf) >> 216) & DECLARED != 0;
    }

    /// @notice Whether declared stock of the product is for sale only where the region does not enforce that rule.
    function isMakerTracedOnly(Shelf shelf) internal pure returns (bool) {
        return (Shelf.unwrap(shelf) >> 216) & MAKER_TRACED_ONLY != 0;
    }

    function isHighValue(Shelf shelf) internal pure returns (bool) {
        return (Shelf.unwrap(shelf) >> 216) & HIGH_VALUE != 0;
    }

    function _parcelOf(InstitutionId holder, BatchId batch_, uint32 from_) private pure returns (uint256) {
        return
            (uint256(InstitutionId.unwrap(holder)) << 96) | (uint256(BatchId.unwrap(batch_)) << 32) | from_;
    }
}
