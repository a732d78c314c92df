// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev One claim and any keys, in any order of calls: fewer checks than in the shipped code, where states stand too.
contract SubmitterModel {
    bool private _isKnown;
    address private _submitter;
    // apart: who really did it
    address private _whoSubmitted;

    /// mirrors contracts/libraries/ClaimForms.sol: if (claim.submitter != caller) {
    function submit(address stated) external {
        require(!_isKnown);
        require(stated == msg.sender);
        _isKnown = true;
        _submitter = stated;
        _whoSubmitted = msg.sender;
    }

    /// @dev Approves, endorses, rejects or rejects for good.
    /// mirrors contracts/libraries/Desks.sol: if (claim.submitter == msg.sender) revert IClaimLedger.DeciderIsSubmitter(id, msg.sender);
    function decide() external view {
        require(_isKnown);
        require(_submitter != msg.sender);
        assert(msg.sender != _whoSubmitted);
    }

    /// mirrors contracts/ClaimLedger.sol: if (claim.submitter == msg.sender) revert DeciderIsSubmitter(id, msg.sender);
    function resolve() external view {
        require(_isKnown);
        require(_submitter != msg.sender);
        assert(msg.sender != _whoSubmitted);
    }
}
