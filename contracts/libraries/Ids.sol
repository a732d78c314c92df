// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Small user types, so that the compiler refuses a batch where a product is meant.

/// @notice An institution's number on this ledger; 0 is nobody.
type InstitutionId is uint32;

/// @notice A fund region: the six digits of GB/T 2260 as a number (330500); 0 is the whole country.
type RegionCode is uint24;

/// @notice A product's number on this ledger; 0 is none.
type ProductId is uint32;

/// @notice A production lot: the first 8 bytes of keccak256(maker, product, batch number), of declared stock of
/// keccak256(holder, product, batch number, document); 0 is none.
type BatchId is uint64;

/// @notice A parcel: batch (64 bits) followed by the index of its first pack (32 bits).
type ParcelId is uint96;

/// @notice Whole fen (1/100 yuan).
type Fen is uint64;

using { institutionEquals as ==, institutionDiffers as != } for InstitutionId global;
using { regionEquals as ==, regionDiffers as != } for RegionCode global;
using { batchEquals as ==, batchDiffers as != } for BatchId global;

function institutionEquals(InstitutionId a, InstitutionId b) pure returns (bool) {
    return InstitutionId.unwrap(a) == InstitutionId.unwrap(b);
}

function institutionDiffers(InstitutionId a, InstitutionId b) pure returns (bool) {
    return InstitutionId.unwrap(a) != InstitutionId.unwrap(b);
}

function regionEquals(RegionCode a, RegionCode b) pure returns (bool) {
    return RegionCode.unwrap(a) == RegionCode.unwrap(b);
}

function regionDiffers(RegionCode a, RegionCode b) pure returns (bool) {
    return RegionCode.unwrap(a) != RegionCode.unwrap(b);
}

function batchEquals(BatchId a, BatchId b) pure returns (bool) {
    return BatchId.unwrap(a) == BatchId.unwrap(b);
}

function batchDiffers(BatchId a, BatchId b) pure returns (bool) {
    return BatchId.unwrap(a) != BatchId.unwrap(b);
}

/// @notice The id of a batch: one live batch for each maker, product and batch number.
function batchIdOf(InstitutionId maker, ProductId product, string memory batchNumber) pure returns (BatchId) {
    return BatchId.wrap(uint64(bytes8(keccak256(abi.encode(maker, product, batchNumber)))));
}

/// @notice The id of declared stock: one for each holder, product, batch number and stock take.
function declaredBatchIdOf(
    InstitutionId holder,
    ProductId product,
    string memory batchNumber,
    bytes32 documentKey
) pure returns (BatchId) {
    return BatchId.wrap(uint64(bytes8(keccak256(abi.encode(holder, product, batchNumber, documentKey)))));
}

/// @notice The parcel of `batch` that begins at pack `from`.
function parcelIdOf(BatchId batch, uint32 from) pure returns (ParcelId) {
    return ParcelId.wrap((uint96(BatchId.unwrap(batch)) << 32) | from);
}

/// @dev What an id made of others says of them.
library Ids {
    /// @notice The batch of a parcel.
    function batchOf(ParcelId parcel) internal pure returns (BatchId) {
        return BatchId.wrap(uint64(ParcelId.unwrap(parcel) >> 32));
    }

    /// @notice The index of a parcel's first pack.
    function fromOf(ParcelId parcel) internal pure returns (uint32) {
        return uint32(ParcelId.unwrap(parcel));
    }
}
