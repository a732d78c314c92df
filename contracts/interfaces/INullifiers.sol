// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Which claim an invoice was paid by; keyed by nullifier.
struct NullifierRecord {
    // slot 0: 27 bytes used, 5 spare
    bytes20 claimTag; // 20 bytes: the start of the claim's id; 0 while no live claim holds it
    uint40 takenAtSec; // 5 bytes
    uint16 releasedCount; // 2 bytes
}

/// @title The invoices that were paid, whoever asked.
/// @notice One word an invoice: HMAC of provider and canonical invoice number under the bureaus' key of an epoch.
/// @dev Only the spender of {ISpenders} takes; a spender or former spender releases what its claim holds.
interface INullifiers {
    event NullifierEpochOpened(uint8 indexed epoch);
    event NullifierTaken(bytes32 indexed nullifier, bytes32 indexed claim, uint8 epoch);
    event NullifierReleased(bytes32 indexed nullifier, bytes32 indexed claim, uint16 releasedCount);

    error NullifierAlreadyTaken(bytes32 nullifier, bytes20 claimTag);
    error NullifierNotHeld(bytes32 nullifier, bytes32 claim, bytes20 claimTag);
    error NullifierMissing();
    error NullifierWordsWrong(uint256 count, uint256 epochCount);
    error NullifierEpochsTooMany(uint256 max);

    /// @notice From here on invoices are named under one key more, and looked up under each. Consortium only.
    /// @dev Check order: the authority's, NullifierEpochsTooMany.
    function openEpoch() external;

    /// @notice Marks an invoice as paid by the claim.
    /// @param words the invoice's word of each epoch, in their order: the last is taken, none of the others may be.
    /// @dev Check order: SpenderNotAppointed, NullifierWordsWrong, NullifierMissing (a word is 0),
    /// NullifierAlreadyTaken.
    function take(bytes32[] calldata words, bytes32 claim) external;

    /// @notice Gives the invoice free that the claim holds.
    /// @dev Check order: SpenderNeverAppointed, NullifierNotHeld.
    function release(bytes32 nullifier, bytes32 claim) external;

    function nullifierRecord(bytes32 nullifier) external view returns (NullifierRecord memory);

    /// @notice How many keys invoices are named under; 1 from the start.
    function epochCount() external view returns (uint8);
}
