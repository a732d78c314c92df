// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AgreementStatus,
    IInstitutions,
    InstitutionKind
} from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionId } from "../../contracts/libraries/Ids.sol";
import { AgreementHistory, Change } from "./support/AgreementHistory.sol";
import { Assertions } from "./support/Assertions.sol";
import { Actor, Governed, InstitutionsHandler } from "./support/InstitutionsHandler.sol";
import { vm } from "./support/Vm.sol";

/// @notice What holds of Institutions whatever a bounded set of actors tries.
contract InstitutionsInvariantsTest is Assertions {
    using AgreementHistory for Change[];

    InstitutionsHandler private _handler;
    IInstitutions private _institutions;

    function setUp() public {
        _handler = new InstitutionsHandler();
        _institutions = _handler.ledger();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I12: every governing call that was accepted came from the bureau of that region.
    function invariant_NoBureauActsForAnotherRegion() public view {
        uint256 count = _handler.governedCount();
        if (count == 0) return;
        Governed memory last = _handler.governed(count - 1);
        assertTrue(last.by < _handler.actorCount(), "governed by a key of nobody");
        Actor memory by = _handler.actor(last.by);
        Actor memory subject = _handler.actor(last.subject);
        assertTrue(by.kind == InstitutionKind.Bureau, "governed by one who is no bureau");
        assertEq(by.region, subject.region);
        assertEq(_institutions.bureauOf(subject.region), by.id);
        assertEq(_institutions.institution(subject.id).region, subject.region);
        assertEq(_institutions.institution(subject.id).adminKey, subject.adminKey);
    }

    /// @dev I13: while the ledger is paused no key may make evidence or move goods; governing goes on, and
    /// deadlines stand still exactly so long.
    function invariant_PausedMeansNoEvidence() public {
        vm.warp(_handler.clockSec());
        assertEq(_institutions.pausedTotalSec(), _handler.pausedTotalSec());
        assertTrue(_institutions.paused() == _handler.isPaused(), "paused");
        assertEq(_handler.evidenceWhilePausedCount(), 0);
        assertEq(_handler.governingRefusedByPauseCount(), 0);
        if (!_handler.isPaused()) return;
        uint256 turn = _handler.stepCount();
        _expectNoEvidence(_handler.actor(turn % _handler.actorCount()).operator);
        _expectNoEvidence(_handler.spareKey(turn % _handler.SPARE_KEYS()));
    }

    /// @dev I10: every status change that was ever accepted is one of the agreement's table.
    function invariant_AgreementChangesFollowTheTable() public view {
        uint256 count = _handler.transitionCount();
        if (count == 0) return;
        (AgreementStatus from, AgreementStatus to) = _handler.transition(count - 1);
        assertTrue(_isInTable(from, to), "a change outside the table");
    }

    /// @dev I10: what the contract judges at any instant is what a replay of all that was said judges.
    function invariant_AgreementActiveIsTheReplayOfItsHistory() public {
        vm.warp(_handler.clockSec());
        uint256 count = _handler.governedCount();
        if (count > 0) _expectReplayOf(_handler.governed(count - 1).subject);
        _expectReplayOf(_handler.stepCount() % _handler.actorCount());
    }

    /// @dev The contract accepted what it had to accept and refused all else.
    function invariant_EveryCallHadTheExpectedOutcome() public view {
        assertEq(_handler.surpriseCount(), 0);
    }

    function _expectNoEvidence(address operator) private view {
        for (uint8 i = 0; i <= uint8(type(Act).max); ++i) {
            if (!_handler.makesEvidence(Act(i))) continue;
            bytes memory question = abi.encodeCall(IInstitutions.actingFor, (operator, Act(i)));
            (bool isGranted, ) = address(_institutions).staticcall(question);
            assertFalse(isGranted, "evidence while paused");
        }
    }

    /// @dev Judged now and on both sides of where something changes; each change was once the last.
    function _expectReplayOf(uint256 index) private view {
        InstitutionId id = _handler.actor(index).id;
        Change[] memory changes = _handler.changesOf(index);
        assertEq(_institutions.agreementChangeCount(id), changes.length);
        _expectReplay(id, changes, _handler.clockSec());
        for (uint256 back = 1; back <= 2 && back <= changes.length; ++back) {
            Change memory change = changes[changes.length - back];
            _expectReplay(id, changes, change.fromSec);
            _expectReplay(id, changes, change.fromSec - 1);
            _expectReplay(id, changes, change.untilSec);
            _expectReplay(id, changes, change.untilSec - 1);
        }
    }

    function _expectReplay(InstitutionId id, Change[] memory changes, uint40 atSec) private view {
        bool isActive = changes.statusAt(atSec) == AgreementStatus.Active;
        assertTrue(_institutions.agreementActiveAt(id, atSec) == isActive, "agreementActiveAt differs");
    }

    /// @dev Written out here and not asked of Lifecycles: the invariant must not believe what it tests.
    function _isInTable(AgreementStatus from, AgreementStatus to) private pure returns (bool) {
        if (to == AgreementStatus.Active) return from != AgreementStatus.Active;
        if (to == AgreementStatus.Suspended) return from == AgreementStatus.Active;
        if (to == AgreementStatus.Terminated) {
            return from == AgreementStatus.Active || from == AgreementStatus.Suspended;
        }
        return false;
    }
}
