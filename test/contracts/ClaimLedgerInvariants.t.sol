// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState } from "../../contracts/interfaces/IClaimLedger.sol";
import { Fen } from "../../contracts/libraries/Ids.sol";
import { Assertions } from "./support/Assertions.sol";
import { ClaimHandler, Note } from "./support/ClaimHandler.sol";

/// @notice What holds of claims whatever a few people try, against a plain history of what was accepted.
/// @dev {invariant_HistoryAgrees} runs long and asks the others too; those alone run short, to fail by name.
contract ClaimLedgerInvariantsTest is Assertions {
    ClaimHandler private _handler;

    function setUp() public {
        _handler = new ClaimHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I4: evidence is spent by at most one live primary claim, and marked exactly while one lives.
    /// hardhat-config: invariant.runs = 16
    function invariant_EvidenceIsSpentOnce() public view {
        uint256[] memory holders = new uint256[](_handler.DISPENSES() + 1);
        for (uint256 i = 0; i < _handler.noteCount(); ++i) ++holders[_handler.noteAt(i).dispense];
        for (uint256 number = 1; number < holders.length; ++number) {
            assertTrue(holders[number] <= 1, "two live claims hold one dispense");
            assertTrue(_handler.isSpent(number) == (holders[number] == 1), "the mark differs");
        }
    }

    /// @dev I5: a nullifier has at most one live claim, which it names.
    /// hardhat-config: invariant.runs = 16
    function invariant_InvoiceIsPaidOnce() public view {
        bytes20[] memory holders = new bytes20[](_handler.INVOICES() + 1);
        for (uint256 i = 0; i < _handler.noteCount(); ++i) {
            uint256 invoice = _handler.noteAt(i).invoice;
            if (invoice == 0) continue;
            assertTrue(holders[invoice] == 0, "two live claims hold one invoice");
            holders[invoice] = _handler.tagOf(i);
        }
        for (uint256 invoice = 1; invoice < holders.length; ++invoice) {
            assertTrue(_handler.holderOf(invoice) == holders[invoice], "the invoice names another");
        }
    }

    /// @dev I6: approved ≤ requested ≤ total, awards add up, primary and secondaries together ≤ total.
    /// hardhat-config: invariant.runs = 16
    function invariant_FenConserved() public view {
        uint256 count = _handler.noteCount();
        uint256[] memory heldFen = new uint256[](count + 1);
        for (uint256 i = 0; i < count; ++i) {
            Note memory note = _handler.noteAt(i);
            (, Fen approvedFen, ) = _handler.actualOf(i);
            assertEq(Fen.unwrap(approvedFen), note.approvedFen);
            assertTrue(note.approvedFen <= note.requestedFen, "approved more than requested");
            assertTrue(note.requestedFen <= note.totalFen, "requested more than the total");
            assertTrue(note.awardedFen == 0 || note.awardedFen == note.totalFen, "an award does not add up");
            heldFen[note.primary] += note.totalFen;
        }
        for (uint256 i = 0; i < count; ++i) {
            Note memory note = _handler.noteAt(i);
            (, , Fen actualFen) = _handler.actualOf(i);
            assertEq(Fen.unwrap(actualFen), heldFen[i + 1]);
            if (heldFen[i + 1] == 0) continue;
            assertTrue(note.approvedFen + heldFen[i + 1] <= note.totalFen, "more is borne than the total");
        }
    }

    /// @dev I10: no claim went a way outside the table, and the ledger has it where the history does.
    /// hardhat-config: invariant.runs = 16
    function invariant_ChangesFollowTheTable() public view {
        assertEq(_handler.outsideTableCount(), 0);
        for (uint256 i = 0; i < _handler.noteCount(); ++i) {
            (ClaimState state, , ) = _handler.actualOf(i);
            assertTrue(state == _handler.noteAt(i).state, "state");
        }
    }

    /// @dev I12: who submitted, rejected, endorsed or disputed did not decide, and no bureau for another region.
    /// hardhat-config: invariant.runs = 16
    function invariant_SubmitterDoesNotDecide() public view {
        assertEq(_handler.sameKeyCount(), 0);
        assertEq(_handler.otherRegionCount(), 0);
    }

    /// @dev I13: while paused nothing was submitted, decided or paid, and no deadline passed.
    /// hardhat-config: invariant.runs = 16
    function invariant_PausedMeansNothingPaid() public view {
        assertEq(_handler.whilePausedCount(), 0);
        assertEq(_handler.outOfTimeCount(), 0);
    }

    function invariant_HistoryAgrees() public view {
        invariant_EvidenceIsSpentOnce();
        invariant_InvoiceIsPaidOnce();
        invariant_FenConserved();
        invariant_ChangesFollowTheTable();
        invariant_SubmitterDoesNotDecide();
        invariant_PausedMeansNothingPaid();
    }

    /// @dev The invariants are worth something only if the handler comes far.
    function test_TheHandlerReachesEveryState() public {
        for (uint256 i = 0; i < 1_200; ++i) {
            _step(i % 16, uint256(keccak256(abi.encode("reach", i))));
            if (i % 120 == 119) invariant_HistoryAgrees();
        }
        assertTrue(_handler.reachedCount(ClaimState.Submitted) > 10, "submitted");
        assertTrue(_handler.reachedCount(ClaimState.Approved) > 5, "approved");
        assertTrue(_handler.reachedCount(ClaimState.Rejected) > 2, "rejected");
        assertTrue(_handler.reachedCount(ClaimState.Appealed) > 1, "appealed");
        assertTrue(_handler.reachedCount(ClaimState.RejectedFinal) > 0, "rejected for good");
        assertTrue(_handler.reachedCount(ClaimState.Provisional) > 0, "provisional");
        assertTrue(_handler.reachedCount(ClaimState.Paid) > 2, "paid");
        assertTrue(_handler.reachedCount(ClaimState.Reversed) > 2, "reversed");
        assertTrue(_handler.reachedCount(ClaimState.ClawedBack) > 1, "clawed back");
        assertTrue(_handler.reachedCount(ClaimState.Disputed) > 0, "disputed");
        assertTrue(_handler.reachedCount(ClaimState.Upheld) > 0, "upheld");
        assertTrue(_handler.refusedCount() > 50, "too few refused");
    }

    function _step(uint256 kind, uint256 seed) private {
        if (kind < 4) _handler.submit(seed);
        else if (kind < 8) _handler.approve(seed);
        else if (kind == 8) _handler.reject(seed);
        else if (kind < 11) _handler.urge(seed);
        else if (kind == 11) _handler.pay(seed);
        else if (kind == 12) _handler.takeBack(seed);
        else if (kind < 15) _handler.dispute(seed);
        else _handler.pauseOrUnpause(seed);
    }
}
