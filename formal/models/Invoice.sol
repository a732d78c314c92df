// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev One invoice with its words of two epochs, and any number of claims for it. The second epoch may open at any
/// time.
contract InvoiceModel {
    bool private _isSecondOpen;
    bytes20 private _firstTag;
    bytes20 private _secondTag;
    uint256 private _liveCount;

    function openEpoch() external {
        _isSecondOpen = true;
    }

    /// mirrors contracts/Nullifiers.sol: if (holder != 0) revert NullifierAlreadyTaken(words[i], holder);
    /// mirrors contracts/Nullifiers.sol: for (uint256 i = 0; i < epoch; ++i) {
    /// mirrors contracts/Nullifiers.sol: bytes32 nullifier = words[epoch - 1];
    /// mirrors contracts/ClaimLedger.sol: NULLIFIERS.take(words, id);
    function approve(bytes20 tag) external {
        require(tag != 0);
        require(_firstTag == 0);
        if (_isSecondOpen) require(_secondTag == 0);
        if (_isSecondOpen) _secondTag = tag;
        else _firstTag = tag;
        ++_liveCount;
        assert(_liveCount <= 1);
    }

    /// @dev The word is the caller's choice among those of the invoice.
    /// mirrors contracts/Nullifiers.sol: if (record.claimTag == 0 || record.claimTag != bytes20(claim)) {
    function end(bytes20 tag, bool isSecondWord) external {
        bytes20 holder = isSecondWord ? _secondTag : _firstTag;
        require(holder != 0 && holder == tag);
        if (isSecondWord) _secondTag = 0;
        else _firstTag = 0;
        --_liveCount;
    }
}
