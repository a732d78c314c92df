// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState, Shipped } from "./Shipped.sol";

/// @dev One paid claim and any keys: who disputed it, and who ends the dispute.
contract DisputeModel {
    ClaimState private _state;
    address private _decider;
    // apart: who really did it
    address private _whoDisputed;

    function submit() external {
        require(Shipped.allows(_state, ClaimState.Submitted));
        _state = ClaimState.Submitted;
    }

    function approve() external {
        require(Shipped.allows(_state, ClaimState.Approved));
        _state = ClaimState.Approved;
    }

    function pay() external {
        require(Shipped.allows(_state, ClaimState.Paid));
        _state = ClaimState.Paid;
    }

    /// mirrors contracts/ClaimLedger.sol: record.requireChange(id, ClaimState.Disputed);
    function dispute() external {
        require(Shipped.allows(_state, ClaimState.Disputed));
        _state = ClaimState.Disputed;
        _decider = msg.sender;
        _whoDisputed = msg.sender;
    }

    /// mirrors contracts/ClaimLedger.sol: if (record.decider == msg.sender) revert DeciderDecidedBefore(id, msg.sender);
    function resolve(bool isUpheld) external {
        require(Shipped.allows(_state, ClaimState.Upheld));
        require(_decider != msg.sender);
        assert(msg.sender != _whoDisputed);
        _decider = msg.sender;
        _state = isUpheld ? ClaimState.Upheld : ClaimState.ClawedBack;
    }
}
