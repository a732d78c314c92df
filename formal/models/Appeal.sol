// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState, Shipped } from "./Shipped.sol";

/// @dev One claim and any keys: who rejected it, and who decides the appeal.
contract AppealModel {
    ClaimState private _state;
    address private _decider;
    // apart: who really did it
    address private _whoRejected;

    function submit() external {
        require(Shipped.allows(_state, ClaimState.Submitted));
        _state = ClaimState.Submitted;
    }

    /// @dev Endorsing an award asks the same and changes neither state nor decider.
    /// mirrors contracts/libraries/Desks.sol: bool hasDecided = isAppeal && record.decider == msg.sender;
    function approve() external {
        require(Shipped.allows(_state, ClaimState.Approved));
        require(_state != ClaimState.Appealed || _decider != msg.sender);
        assert(_state != ClaimState.Appealed || msg.sender != _whoRejected);
        _state = ClaimState.Approved;
    }

    function reject() external {
        require(Shipped.allows(_state, ClaimState.Rejected));
        _state = ClaimState.Rejected;
        _decider = msg.sender;
        _whoRejected = msg.sender;
    }

    /// mirrors contracts/libraries/ClaimForms.sol: if (state == ClaimState.Appealed) return ClaimState.RejectedFinal;
    function rejectForGood() external {
        require(Shipped.allows(_state, ClaimState.RejectedFinal));
        require(_decider != msg.sender);
        assert(msg.sender != _whoRejected);
        _state = ClaimState.RejectedFinal;
        _decider = msg.sender;
    }

    /// mirrors contracts/ClaimLedger.sol: record.decider = msg.sender;
    function dispute() external {
        require(Shipped.allows(_state, ClaimState.Disputed));
        _state = ClaimState.Disputed;
        _decider = msg.sender;
    }

    function appeal() external {
        require(Shipped.allows(_state, ClaimState.Appealed));
        _state = ClaimState.Appealed;
    }

    function advance() external {
        require(Shipped.allows(_state, ClaimState.Provisional));
        _state = ClaimState.Provisional;
    }

    function pay() external {
        require(Shipped.allows(_state, ClaimState.Paid));
        _state = ClaimState.Paid;
    }

    function uphold() external {
        require(Shipped.allows(_state, ClaimState.Upheld));
        _state = ClaimState.Upheld;
    }
}
