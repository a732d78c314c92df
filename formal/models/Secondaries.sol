// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState, Shipped } from "./Shipped.sol";

/// @dev One primary claim, and any number of secondary ones that ask for parts of what it leaves to the person.
contract SecondariesModel {
    ClaimState private _state;
    uint64 private _totalFen;
    uint64 private _approvedFen;
    uint64 private _heldFen;

    function submit(uint64 totalFen) external {
        require(Shipped.allows(_state, ClaimState.Submitted));
        _totalFen = totalFen;
        _state = ClaimState.Submitted;
    }

    /// @dev No more than the total is what {ConservationModel} proves.
    function approve(uint64 fundFen) external {
        require(Shipped.allows(_state, ClaimState.Approved));
        require(fundFen <= _totalFen);
        _approvedFen = fundFen;
        _state = ClaimState.Approved;
    }

    /// mirrors contracts/libraries/ClaimBooks.sol: if (askedFen > remainderFen) {
    /// mirrors contracts/libraries/ClaimBooks.sol: !ClaimForms.isGranted(record.state)
    function submitSecondary(uint64 askedFen) external {
        require(Shipped.isGranted(_state));
        require(_heldFen <= _totalFen - _approvedFen);
        require(askedFen <= _totalFen - _approvedFen - _heldFen);
        _heldFen += askedFen;
    }

    /// @dev A secondary claim that ends gives back what it asked for, or the subtraction reverts.
    /// mirrors contracts/libraries/ClaimBooks.sol: heldFen - Fen.unwrap(claim.totalFen)
    function endSecondary(uint64 askedFen) external {
        require(askedFen <= _heldFen);
        _heldFen -= askedFen;
    }

    /// mirrors contracts/libraries/ClaimBooks.sol: if (Fen.unwrap(heldFen) != 0) revert IClaimLedger.SecondariesLive(id, heldFen);
    function end() external {
        require(Shipped.allows(_state, ClaimState.Reversed) || Shipped.allows(_state, ClaimState.ClawedBack));
        require(_heldFen == 0);
        _state = ClaimState.ClawedBack;
    }

    /// mirrors contracts/ClaimLedger.sol: record.requireChange(id, ClaimState.Provisional);
    function advance(uint64 requestedFen) external {
        require(Shipped.allows(_state, ClaimState.Provisional));
        require(requestedFen <= _totalFen);
        _approvedFen = requestedFen;
        _state = ClaimState.Provisional;
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

    function check() external view {
        assert(_approvedFen <= _totalFen && _heldFen <= _totalFen - _approvedFen);
    }
}
