// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Closing,
    Encounter,
    EncounterRecord,
    EncounterState,
    IEncounterLedger
} from "../../contracts/interfaces/IEncounterLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { ISpenders } from "../../contracts/interfaces/ISpenders.sol";
import { ContentHashes } from "../../contracts/libraries/ContentHashes.sol";
import { Fen } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, ENCOUNTER_CORRECTIONS_MAX } from "../../contracts/libraries/Limits.sol";
import { EncounterFixture } from "./support/EncounterFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Correcting, cancelling and spending of `_visit`, which the hospital has closed with `_cost`.
contract EncounterLedgerSpendingTest is EncounterFixture {
    bytes32 private constant REASON = keccak256("reason");

    Encounter private _visit;
    Closing private _cost;
    bytes32 private _id;
    address private _successor = key("successor");

    function setUp() public {
        _setUpTrade();
        _visit = _closedEncounter(hospital);
        _cost = _closing();
        _id = encounters.encounterIdOf(_visit);
    }

    function test_CorrectEncounter_ReplacesWhatItCost() public {
        _cost.totalFen = Fen.wrap(4_000);
        vm.expectEmit(address(encounters));
        emit IEncounterLedger.EncounterCorrected(
            _id,
            hospital.id,
            _cost.closedAtSec,
            _cost.feeRoot,
            3,
            Fen.wrap(4_000),
            Fen.wrap(1_200),
            "ES31",
            1,
            REASON,
            hospital.operator
        );
        _correct();
        EncounterRecord memory record = _encounterRecordOf(_visit);
        assertEq(record.correctionCount, 1);
        assertEq(record.closingHash, ContentHashes.ofClosing(_cost));
        assertTrue(record.state == EncounterState.Closed);
        assertFalse(record.isClosedLate);
    }

    /// @dev A correction may come too late, and none makes a late closing timely.
    function test_CorrectEncounter_StaysLate() public {
        vm.warp(block.timestamp + 1 hours + 1);
        _correct();
        assertTrue(_encounterRecordOf(_visit).isClosedLate);
        _cost.closedAtSec = uint40(block.timestamp);
        _correct();
        assertTrue(_encounterRecordOf(_visit).isClosedLate);
    }

    function test_CorrectAndCancel_GoOnWhilePaused() public {
        _pauseLedger();
        _correct();
        _cancel();
        assertTrue(_encounterRecordOf(_visit).state == EncounterState.Cancelled);
    }

    /// @dev Unknown before who calls; then who calls; then the state; then the closing.
    function test_CorrectEncounter_ChecksInOrder() public {
        Closing memory wrong = _cost;
        wrong.closedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        wrong.feeRoot = 0;
        Encounter memory unknown = _encounter(hospital);
        bytes32 unknownId = encounters.encounterIdOf(unknown);
        bytes memory notKnown = abi.encodeWithSelector(IEncounterLedger.EncounterUnknown.selector, unknownId);
        _expect(bureauA.operator, _correcting(unknown, wrong), notKnown);
        _expect(
            key("stranger"),
            _correcting(_visit, wrong),
            abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger"))
        );
        _expect(pharmacy.operator, _correcting(_visit, wrong), _mismatch());
        Encounter memory open = _encounter(hospital);
        _openEncounter(open, hospital.operator);
        _expect(
            hospital.operator,
            _correcting(open, wrong),
            abi.encodeWithSelector(
                IEncounterLedger.EncounterNotInState.selector,
                encounters.encounterIdOf(open),
                EncounterState.Open,
                EncounterState.Closed
            )
        );
        _spend();
        bytes memory inFuture = abi.encodeWithSelector(
            IEncounterLedger.OccurredInFuture.selector,
            wrong.closedAtSec,
            uint40(block.timestamp)
        );
        _expect(hospital.operator, _correcting(_visit, wrong), inFuture);
        wrong.closedAtSec = _visit.openedAtSec - 1;
        bytes memory tooEarly = abi.encodeWithSelector(
            IEncounterLedger.EncounterClosedBeforeOpened.selector,
            _id,
            _visit.openedAtSec,
            wrong.closedAtSec
        );
        _expect(hospital.operator, _correcting(_visit, wrong), tooEarly);
        wrong.closedAtSec = _visit.openedAtSec;
        bytes memory feesWrong = abi.encodeWithSelector(
            IEncounterLedger.EncounterFeesWrong.selector,
            _id,
            3,
            wrong.totalFen,
            wrong.serviceFen
        );
        _expect(hospital.operator, _correcting(_visit, wrong), feesWrong);
        wrong.feeRoot = REASON;
        _expect(hospital.operator, _correcting(_visit, wrong), _alreadySpent());
    }

    function test_CorrectEncounter_RevertWhen_Spent() public {
        _spend();
        _expect(hospital.operator, _correcting(_visit, _cost), _alreadySpent());
        _free();
        _correct();
        assertEq(_encounterRecordOf(_visit).correctionCount, 1);
    }

    /// @dev Of a spent one it is that it is spent.
    function test_CorrectEncounter_RevertWhen_TooOften() public {
        for (uint256 i = 0; i < ENCOUNTER_CORRECTIONS_MAX; ++i) _correct();
        _expect(
            hospital.operator,
            _correcting(_visit, _cost),
            abi.encodeWithSelector(
                IEncounterLedger.EncounterCorrectionsTooMany.selector,
                _id,
                ENCOUNTER_CORRECTIONS_MAX
            )
        );
        _spend();
        _expect(hospital.operator, _correcting(_visit, _cost), _alreadySpent());
    }

    function test_CancelEncounter_TakesBackAnOpenAndAClosedOne() public {
        Encounter memory open = _encounter(hospital);
        _openEncounter(open, hospital.operator);
        vm.prank(hospital.operator);
        encounters.cancelEncounter(open, 0);
        assertTrue(_encounterRecordOf(open).state == EncounterState.Cancelled);
        vm.expectEmit(address(encounters));
        emit IEncounterLedger.EncounterCancelled(_id, hospital.id, REASON, hospital.operator);
        _cancel();
        assertTrue(_encounterRecordOf(_visit).state == EncounterState.Cancelled);
    }

    function test_CancelEncounter_ChecksInOrder() public {
        Encounter memory unknown = _encounter(hospital);
        _expect(
            key("stranger"),
            abi.encodeCall(IEncounterLedger.cancelEncounter, (unknown, REASON)),
            abi.encodeWithSelector(
                IEncounterLedger.EncounterUnknown.selector,
                encounters.encounterIdOf(unknown)
            )
        );
        bytes memory call = abi.encodeCall(IEncounterLedger.cancelEncounter, (_visit, REASON));
        _spend();
        _expect(
            key("stranger"),
            call,
            abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger"))
        );
        _expect(pharmacy.operator, call, _mismatch());
        _expect(hospital.operator, call, _alreadySpent());
        _free();
        _cancel();
        _expect(
            hospital.operator,
            call,
            abi.encodeWithSelector(
                IEncounterLedger.EncounterNotInState.selector,
                _id,
                EncounterState.Cancelled,
                EncounterState.Open
            )
        );
    }

    function test_SpendEncounter_MarksIt() public {
        EncounterRecord memory expected = _encounterRecordOf(_visit);
        expected.isSpent = true;
        EncounterRecord memory answer = _spend();
        assertEq(abi.encode(answer), abi.encode(expected));
        assertEq(abi.encode(_encounterRecordOf(_visit)), abi.encode(expected));
    }

    function test_SpendEncounter_RevertWhen_CallerIsNotTheSpender() public {
        Encounter memory unknown = _encounter(hospital);
        address[3] memory others = [hospital.operator, bureauB.operator, consortium];
        for (uint256 i = 0; i < others.length; ++i) {
            _expect(
                others[i],
                _spending(unknown),
                abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, others[i], spender)
            );
        }
    }

    function test_SpendEncounter_ChecksInOrder() public {
        Encounter memory unknown = _encounter(hospital);
        bytes32 unknownId = encounters.encounterIdOf(unknown);
        bytes memory notKnown = abi.encodeWithSelector(IEncounterLedger.EncounterUnknown.selector, unknownId);
        _expect(spender, _spending(unknown), notKnown);
        _openEncounter(unknown, hospital.operator);
        _expect(spender, _spending(unknown), _notClosed(unknownId, EncounterState.Open));
        _spend();
        _expect(spender, _spending(_visit), _alreadySpent());
        _free();
        _cancel();
        _expect(spender, _spending(_visit), _notClosed(_id, EncounterState.Cancelled));
    }

    function test_FreeEncounter_TakesTheMarkOffAndCounts() public {
        for (uint256 i = 1; i <= 256; ++i) {
            _spend();
            _free();
            if (i == 2) assertEq(_encounterRecordOf(_visit).freedCount, 2);
        }
        // At its greatest the count stays, and nobody is kept from a refund.
        assertEq(_encounterRecordOf(_visit).freedCount, type(uint8).max);
        assertFalse(_encounterRecordOf(_visit).isSpent);
    }

    function test_FreeEncounter_ChecksInOrder() public {
        _expect(
            hospital.operator,
            _freeing(~_id),
            abi.encodeWithSelector(ISpenders.SpenderNeverAppointed.selector, hospital.operator)
        );
        _expect(
            spender,
            _freeing(~_id),
            abi.encodeWithSelector(IEncounterLedger.EncounterUnknown.selector, ~_id)
        );
        _expect(
            spender,
            _freeing(_id),
            abi.encodeWithSelector(IEncounterLedger.EvidenceNotSpent.selector, _id)
        );
    }

    function test_AFormerSpenderFreesAndSpendsNothing() public {
        _spend();
        _asConsortiumOn(address(spenders), abi.encodeCall(ISpenders.appointSpender, (_successor)));
        _expect(_successor, _spending(_visit), _alreadySpent());
        _free();
        _expect(
            spender,
            _spending(_visit),
            abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, spender, _successor)
        );
        vm.prank(_successor);
        encounters.spendEncounter(hospital.id, _visit.documentKey, _id);
        assertTrue(_encounterRecordOf(_visit).isSpent);
    }

    function _correct() private {
        vm.prank(hospital.operator);
        encounters.correctEncounter(_visit, _cost, REASON);
    }

    function _cancel() private {
        vm.prank(hospital.operator);
        encounters.cancelEncounter(_visit, REASON);
    }

    function _spend() private returns (EncounterRecord memory) {
        vm.prank(spender);
        encounters.spendEncounter(hospital.id, _visit.documentKey, _id);
        return _encounterRecordOf(_visit);
    }

    function _free() private {
        vm.prank(spender);
        encounters.freeEncounter(hospital.id, _visit.documentKey, _id);
    }

    function _expect(address caller, bytes memory call, bytes memory revertData) private {
        vm.prank(caller);
        (bool isDone, bytes memory answer) = address(encounters).call(call);
        assertFalse(isDone);
        assertEq(answer, revertData);
    }

    function _freeing(bytes32 id) private view returns (bytes memory) {
        return abi.encodeCall(IEncounterLedger.freeEncounter, (hospital.id, _visit.documentKey, id));
    }

    function _mismatch() private view returns (bytes memory) {
        return
            abi.encodeWithSelector(IEncounterLedger.InstitutionMismatch.selector, hospital.id, pharmacy.id);
    }

    function _alreadySpent() private view returns (bytes memory) {
        return abi.encodeWithSelector(IEncounterLedger.EvidenceAlreadySpent.selector, _id);
    }

    function _notClosed(bytes32 id, EncounterState actual) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IEncounterLedger.EncounterNotInState.selector,
                id,
                actual,
                EncounterState.Closed
            );
    }

    function _correcting(
        Encounter memory encounter,
        Closing memory closing
    ) private pure returns (bytes memory) {
        return abi.encodeCall(IEncounterLedger.correctEncounter, (encounter, closing, REASON));
    }

    function _spending(Encounter memory encounter) private view returns (bytes memory) {
        return
            abi.encodeCall(
                IEncounterLedger.spendEncounter,
                (encounter.institution, encounter.documentKey, encounters.encounterIdOf(encounter))
            );
    }
}
