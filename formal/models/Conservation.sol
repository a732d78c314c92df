// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState, Shipped } from "./Shipped.sol";

/// @dev One claim, whatever becomes of it.
contract ConservationModel {
    ClaimState private _state;
    uint64 private _totalFen;
    uint64 private _requestedFen;
    uint64 private _approvedFen;

    /// mirrors contracts/libraries/ClaimForms.sol: if (requestedFen == 0 || requestedFen > totalFen
    function submit(uint64 totalFen, uint64 requestedFen) external {
        require(Shipped.allows(_state, ClaimState.Submitted));
        require(requestedFen != 0 && requestedFen <= totalFen);
        _totalFen = totalFen;
        _requestedFen = requestedFen;
        _state = ClaimState.Submitted;
    }

    /// mirrors contracts/libraries/Awards.sol: if (fundFen > Fen.unwrap(content.requestedFen)) {
    function approve(uint64 fundFen) external {
        require(Shipped.allows(_state, ClaimState.Approved));
        require(fundFen <= _requestedFen);
        _approvedFen = fundFen;
        _state = ClaimState.Approved;
    }

    /// mirrors contracts/ClaimLedger.sol: record.requireChange(id, ClaimState.Provisional);
    function advance() external {
        require(Shipped.allows(_state, ClaimState.Provisional));
        _approvedFen = _requestedFen;
        _state = ClaimState.Provisional;
    }

    function reject() external {
        require(Shipped.allows(_state, ClaimState.Rejected));
        _state = ClaimState.Rejected;
    }

    function appeal() external {
        require(Shipped.allows(_state, ClaimState.Appealed));
        _state = ClaimState.Appealed;
    }

    function pay() external {
        require(Shipped.allows(_state, ClaimState.Paid));
        _state = ClaimState.Paid;
    }

    function dispute() external {
        require(Shipped.allows(_state, ClaimState.Disputed));
        _state = ClaimState.Disputed;
    }

    function uphold() external {
        require(Shipped.allows(_state, ClaimState.Upheld));
        _state = ClaimState.Upheld;
    }

    function end() external {
        require(Shipped.allows(_state, ClaimState.Reversed) || Shipped.allows(_state, ClaimState.ClawedBack));
        _state = ClaimState.ClawedBack;
    }

    function check() external view {
        assert(_approvedFen <= _requestedFen && _requestedFen <= _totalFen);
    }
}
