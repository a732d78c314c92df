// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Claim, ClaimState, DisputeVerdict, IClaimLedger } from "../../contracts/interfaces/IClaimLedger.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Every state of a claim against every function: what may be done, and that all else is refused.
contract ClaimLedgerLifecycleTest is ClaimFixture {
    enum Deed {
        Approve,
        Reject,
        Appeal,
        Advance,
        Pay,
        Reverse,
        Refund,
        Dispute,
        Uphold,
        ClawBack
    }

    uint256 private constant BOOK_SLOT = 2;

    function setUp() public {
        _setUpClaims();
    }

    function test_EveryStateAgainstEveryFunction() public {
        for (uint8 from = 1; from <= uint8(type(ClaimState).max); ++from) {
            for (uint8 deed = 0; deed <= uint8(type(Deed).max); ++deed) {
                _tryOut(ClaimState(from), Deed(deed));
            }
        }
    }

    function test_RevertWhen_ClaimIsUnknown() public {
        Claim memory claim = _claimOf(_sold());
        bytes memory refusal = abi.encodeWithSelector(IClaimLedger.ClaimUnknown.selector, _idOf(claim));
        for (uint8 deed = 0; deed <= uint8(type(Deed).max); ++deed) {
            (address by, bytes memory call) = _callOf(claim, Deed(deed));
            _refused(by, call, refusal);
        }
    }

    function _tryOut(ClaimState from, Deed deed) private {
        Claim memory claim = _claimIn(from);
        (address by, bytes memory call) = _callOf(claim, deed);
        ClaimState to = _outcome(from, deed);
        if (deed == Deed.Advance) vm.warp(block.timestamp + 10 minutes);
        if (to != ClaimState.None) {
            _do(by, call);
            assertState(claim, to);
            return;
        }
        bytes memory refusal = abi.encodeWithSelector(
            IClaimLedger.ClaimNotInState.selector,
            _idOf(claim),
            from,
            _wanted(deed)
        );
        _refused(by, call, refusal);
        assertState(claim, from);
    }

    /// @dev The table of docs/lifecycles.md written down a second time, with who leads where.
    function _outcome(ClaimState from, Deed deed) private pure returns (ClaimState) {
        if (from == ClaimState.Submitted) {
            if (deed == Deed.Approve) return ClaimState.Approved;
            if (deed == Deed.Reject) return ClaimState.Rejected;
            if (deed == Deed.Advance) return ClaimState.Provisional;
        }
        if (from == ClaimState.Appealed) {
            if (deed == Deed.Approve) return ClaimState.Approved;
            if (deed == Deed.Reject) return ClaimState.RejectedFinal;
        }
        if (from == ClaimState.Provisional) {
            if (deed == Deed.Approve) return ClaimState.Approved;
            if (deed == Deed.Reject) return ClaimState.ClawedBack;
        }
        if (from == ClaimState.Rejected && deed == Deed.Appeal) return ClaimState.Appealed;
        if (from == ClaimState.Approved && deed == Deed.Pay) return ClaimState.Paid;
        bool isUnpaid =
            from == ClaimState.Submitted ||
                from == ClaimState.Approved ||
                from == ClaimState.Rejected ||
                from == ClaimState.Appealed ||
                from == ClaimState.Provisional ||
                from == ClaimState.AwaitingFunds ||
                from == ClaimState.Posted;
        if (deed == Deed.Reverse && isUnpaid) return ClaimState.Reversed;
        bool isPaid = from == ClaimState.Paid || from == ClaimState.Settled;
        if (isPaid && deed == Deed.Dispute) return ClaimState.Disputed;
        bool isRefundable = isPaid || from == ClaimState.Disputed || from == ClaimState.Upheld;
        if (isRefundable && deed == Deed.Refund) return ClaimState.ClawedBack;
        if (from == ClaimState.Disputed && deed == Deed.Uphold) return ClaimState.Upheld;
        if (from == ClaimState.Disputed && deed == Deed.ClawBack) return ClaimState.ClawedBack;
        return ClaimState.None;
    }

    function _wanted(Deed deed) private pure returns (ClaimState) {
        if (deed == Deed.Approve) return ClaimState.Approved;
        if (deed == Deed.Reject) return ClaimState.Rejected;
        if (deed == Deed.Appeal) return ClaimState.Appealed;
        if (deed == Deed.Advance) return ClaimState.Provisional;
        if (deed == Deed.Pay) return ClaimState.Paid;
        if (deed == Deed.Reverse) return ClaimState.Reversed;
        if (deed == Deed.Refund) return ClaimState.ClawedBack;
        return deed == Deed.Dispute ? ClaimState.Disputed : ClaimState.Upheld;
    }

    function _callOf(Claim memory claim, Deed deed) private view returns (address, bytes memory) {
        if (deed == Deed.Approve) return (otherPersonA, _approving(claim));
        if (deed == Deed.Reject) return (otherPersonA, _rejecting(claim));
        if (deed == Deed.Appeal) return (pharmacy.operator, _appealing(claim));
        if (deed == Deed.Advance) return (bureauA.operator, _advancing(claim));
        if (deed == Deed.Pay) return (personA, _paying(claim));
        if (deed == Deed.Reverse) return (pharmacy.operator, _reversing(claim));
        if (deed == Deed.Refund) return (pharmacy.operator, _refunding(claim));
        if (deed == Deed.Dispute) return (personA, _disputing(claim));
        if (deed == Deed.Uphold) return (otherPersonA, _resolving(claim, DisputeVerdict.Upheld));
        return (otherPersonA, _resolving(claim, DisputeVerdict.ClawedBack));
    }

    function _claimIn(ClaimState state) private returns (Claim memory claim) {
        claim = _submitted();
        if (state == ClaimState.Provisional) {
            vm.warp(block.timestamp + 10 minutes);
            _do(bureauA.operator, _advancing(claim));
        } else if (state == ClaimState.Reversed) {
            _do(pharmacy.operator, _reversing(claim));
        } else if (_isOfRejection(state)) {
            _do(personA, _rejecting(claim));
            if (state != ClaimState.Rejected) _do(pharmacy.operator, _appealing(claim));
            if (state == ClaimState.RejectedFinal) _do(otherPersonA, _rejecting(claim));
        } else if (state != ClaimState.Submitted) {
            _grant(claim, state);
        }
        assertState(claim, state);
    }

    function _grant(Claim memory claim, ClaimState state) private {
        _do(personA, _approving(claim));
        if (state == ClaimState.Approved) return;
        if (state == ClaimState.AwaitingFunds || state == ClaimState.Posted) return _force(claim, state);
        _do(personA, _paying(claim));
        if (state == ClaimState.Settled) _force(claim, state);
        if (state == ClaimState.ClawedBack) _do(pharmacy.operator, _refunding(claim));
        if (state != ClaimState.Disputed && state != ClaimState.Upheld) return;
        _do(personA, _disputing(claim));
        if (state == ClaimState.Upheld) _do(otherPersonA, _resolving(claim, DisputeVerdict.Upheld));
    }

    /// @dev No function leads there before the clearing house stands.
    function _force(Claim memory claim, ClaimState state) private {
        bytes32 outer = keccak256(abi.encode(claim.filer, BOOK_SLOT));
        bytes32 slot = keccak256(abi.encode(claim.documentKey, outer));
        uint256 word = uint256(vm.load(address(claimLedger), slot));
        word = (word & ~(uint256(0xff) << 160)) | (uint256(uint8(state)) << 160);
        vm.store(address(claimLedger), slot, bytes32(word));
    }

    function _isOfRejection(ClaimState state) private pure returns (bool) {
        return
            state == ClaimState.Rejected || state == ClaimState.Appealed || state == ClaimState.RejectedFinal;
    }
}
