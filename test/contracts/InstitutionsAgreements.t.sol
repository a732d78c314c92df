// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AgreementChange,
    AgreementStatus,
    IInstitutions,
    InstitutionKind
} from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionId } from "../../contracts/libraries/Ids.sol";
import { AGREEMENT_CHANGES_MAX, AGREEMENT_LEAD_SEC_MAX } from "../../contracts/libraries/Limits.sol";
import { InstitutionsFixture, Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Agreements: signed, suspended, reinstated, terminated; judged at any instant, past or ahead.
contract InstitutionsAgreementsTest is InstitutionsFixture {
    InstitutionId private constant STRANGER = InstitutionId.wrap(99);
    bytes32 private constant REASON = keccak256("reason");

    Member private _pharmacy;
    uint40 private _nowSec;
    uint40 private _endSec;

    function setUp() public {
        _setUpInstitutions();
        _pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        _nowSec = uint40(block.timestamp);
        _endSec = _nowSec + 365 days;
    }

    // given no agreement

    function test_GivenNone_TheInstitutionIsNeverActive() public view {
        assertFalse(institutions.agreementActiveAt(_pharmacy.id, _nowSec));
        assertFalse(institutions.agreementActiveAt(STRANGER, _nowSec));
        assertEq(institutions.agreementChangeCount(_pharmacy.id), 0);
    }

    function test_GivenNone_SignIsActiveFromItsFirstSecondToTheOneBeforeItsEnd() public {
        vm.expectEmit(address(institutions));
        emit IInstitutions.AgreementSigned(_pharmacy.id, bureauA.id, _nowSec, _endSec);
        _sign(_nowSec, _endSec);

        _assertActive(_nowSec - 1, false);
        _assertActive(_nowSec, true);
        _assertActive(_endSec - 1, true);
        _assertActive(_endSec, false);
        AgreementChange memory change = institutions.agreementChange(_pharmacy.id, 0);
        assertEq(uint256(change.status), uint256(AgreementStatus.Active));
        assertEq(change.fromSec, _nowSec);
        assertEq(change.suspendedUntilSec, 0);
        assertEq(change.validUntilSec, _endSec);
    }

    function test_RevertWhen_GivenNone_NothingCanBeSuspendedReinstatedOrTerminated() public {
        _expectStatusRefusal(AgreementStatus.None, AgreementStatus.Suspended);
        _suspend(_nowSec, _endSec);
        _expectStatusRefusal(AgreementStatus.None, AgreementStatus.Active);
        _reinstate(_nowSec);
        _expectStatusRefusal(AgreementStatus.None, AgreementStatus.Terminated);
        _terminate(_nowSec);
    }

    // given an active agreement

    function test_RevertWhen_GivenActive_SignedOrReinstated() public {
        _sign(_nowSec, _endSec);
        _expectStatusRefusal(AgreementStatus.Active, AgreementStatus.Active);
        _sign(_endSec - 1, _endSec + 1);
        _expectStatusRefusal(AgreementStatus.Active, AgreementStatus.Active);
        _reinstate(_nowSec);
    }

    function test_GivenActive_SuspensionLapsesByItself() public {
        _sign(_nowSec, _endSec);
        vm.expectEmit(address(institutions));
        emit IInstitutions.AgreementSuspended(_pharmacy.id, bureauA.id, _nowSec + 10, _nowSec + 20, REASON);
        _suspend(_nowSec + 10, _nowSec + 20);

        _assertActive(_nowSec + 9, true);
        _assertActive(_nowSec + 10, false);
        _assertActive(_nowSec + 19, false);
        _assertActive(_nowSec + 20, true);
        _assertActive(_endSec, false);
    }

    function test_GivenActive_TerminationEndsItForGood() public {
        _sign(_nowSec, _endSec);
        vm.expectEmit(address(institutions));
        emit IInstitutions.AgreementTerminated(_pharmacy.id, bureauA.id, _nowSec + 10, REASON);
        _terminate(_nowSec + 10);
        _assertActive(_nowSec + 9, true);
        _assertActive(_nowSec + 10, false);
        _assertActive(_endSec - 1, false);
    }

    function test_GivenActive_TheNextMayBeSignedFromItsEnd() public {
        _sign(_nowSec, _endSec);
        _sign(_endSec, _endSec + 365 days);
        _assertActive(_endSec - 1, true);
        _assertActive(_endSec, true);
        _assertActive(_endSec + 365 days, false);
    }

    // given a suspended agreement

    function test_GivenSuspended_ReinstatementLiftsItEarly() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _endSec);
        vm.expectEmit(address(institutions));
        emit IInstitutions.AgreementReinstated(_pharmacy.id, bureauA.id, _nowSec + 5);
        _reinstate(_nowSec + 5);
        _assertActive(_nowSec + 4, false);
        _assertActive(_nowSec + 5, true);
        _assertActive(_endSec, false);
    }

    function test_GivenSuspendedPastItsEnd_TheAgreementDoesNotComeBack() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _endSec + 10);
        _assertActive(_endSec, false);
        _assertActive(_endSec + 10, false);
    }

    function test_RevertWhen_GivenSuspended_SignedOrSuspended() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _endSec);
        _expectStatusRefusal(AgreementStatus.Suspended, AgreementStatus.Active);
        _sign(_nowSec, _endSec);
        _expectStatusRefusal(AgreementStatus.Suspended, AgreementStatus.Suspended);
        _suspend(_nowSec, _endSec);
    }

    function test_GivenSuspended_Termination() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _nowSec + 10);
        _terminate(_nowSec + 5);
        _assertActive(_nowSec + 10, false);
    }

    function test_RevertWhen_ALapsedSuspensionIsReinstated() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _nowSec + 10);
        _expectStatusRefusal(AgreementStatus.Active, AgreementStatus.Active);
        _reinstate(_nowSec + 10);
    }

    // given a terminated agreement

    function test_GivenTerminated_MayBeSignedAnew() public {
        _sign(_nowSec, _endSec);
        _terminate(_nowSec + 10);
        _sign(_nowSec + 20, _endSec);
        _assertActive(_nowSec + 19, false);
        _assertActive(_nowSec + 20, true);
    }

    function test_RevertWhen_GivenTerminated_SuspendedReinstatedOrTerminated() public {
        _sign(_nowSec, _endSec);
        _terminate(_nowSec);
        _expectStatusRefusal(AgreementStatus.Terminated, AgreementStatus.Suspended);
        _suspend(_nowSec, _endSec);
        _expectStatusRefusal(AgreementStatus.Terminated, AgreementStatus.Active);
        _reinstate(_nowSec);
        _expectStatusRefusal(AgreementStatus.Terminated, AgreementStatus.Terminated);
        _terminate(_nowSec);
    }

    // given a caller who is not the bureau of the region

    function test_RevertWhen_EveryChange_AsksWhoBeforeWhat() public {
        bytes[4] memory calls = _changesOf(STRANGER);
        bytes memory unknown = abi.encodeWithSelector(IInstitutions.InstitutionUnknown.selector, STRANGER);
        for (uint256 i = 0; i < calls.length; ++i) _expectRefused(_pharmacy.operator, calls[i], unknown);

        calls = _changesOf(_pharmacy.id);
        bytes memory notGranted = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            _pharmacy.operator,
            _pharmacy.id,
            Act.SignAgreements
        );
        bytes memory outside = abi.encodeWithSelector(
            IInstitutions.InstitutionOutsideRegion.selector,
            _pharmacy.id,
            REGION_A,
            REGION_B
        );
        for (uint256 i = 0; i < calls.length; ++i) {
            _expectRefused(_pharmacy.operator, calls[i], notGranted);
            _expectRefused(bureauB.operator, calls[i], outside);
        }

        calls = _changesOf(bureauA.id);
        bytes memory member = abi.encodeWithSelector(
            IInstitutions.InstitutionKindNotAllowed.selector,
            InstitutionKind.Bureau
        );
        for (uint256 i = 0; i < calls.length; ++i) _expectRefused(bureauA.operator, calls[i], member);
    }

    // given wrong times

    function test_RevertWhen_AChangeBeginsBeforeTheLastOne() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec + 100, _nowSec + 200);
        _expectTimesRefusal(_nowSec + 99, _nowSec + 150);
        _suspend(_nowSec + 99, _nowSec + 150);
        _expectTimesRefusal(_nowSec + 99, 0);
        _terminate(_nowSec + 99);
        _reinstate(_nowSec + 100);
        _suspend(_nowSec + 100, _nowSec + 150);
        _sign(_endSec, _endSec + 1);
        _expectTimesRefusal(_nowSec - 1, _endSec);
        _sign(_nowSec - 1, _endSec);
    }

    function test_RevertWhen_ReinstatedBeforeTheLastChange() public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec, _nowSec + 100);
        _suspend(_nowSec + 100, _nowSec + 200);
        _expectTimesRefusal(_nowSec + 50, 0);
        _reinstate(_nowSec + 50);
    }

    function test_RevertWhen_ATermIsEmpty() public {
        _expectTimesRefusal(_nowSec, _nowSec);
        _sign(_nowSec, _nowSec);
        _sign(_nowSec, _endSec);
        _expectTimesRefusal(_nowSec + 1, _nowSec);
        _suspend(_nowSec + 1, _nowSec);
    }

    function test_RevertWhen_AChangeIsDatedTooFarAhead() public {
        uint40 fromSec = _nowSec + AGREEMENT_LEAD_SEC_MAX;
        _expectTimesRefusal(fromSec + 1, fromSec + 2);
        _sign(fromSec + 1, fromSec + 2);
        _sign(fromSec, fromSec + 2);
        _expectTimesRefusal(fromSec + 1, 0);
        _terminate(fromSec + 1);
    }

    function test_AChangeMayBeDatedBack() public {
        _sign(_nowSec - 100 days, _endSec);
        _suspend(_nowSec - 50 days, _nowSec - 40 days);
        _assertActive(_nowSec - 45 days, false);
        _assertActive(_nowSec, true);
    }

    // given a history that is full

    function test_RevertWhen_TheHistoryIsFull_OnlyTheLastPlaceIsForATermination() public {
        _sign(_nowSec, _endSec);
        for (uint256 i = 1; i < AGREEMENT_CHANGES_MAX - 1; ++i) {
            if (i % 2 == 1) _suspend(_nowSec, _endSec);
            else _reinstate(_nowSec);
        }
        _expectFull(AGREEMENT_CHANGES_MAX - 1);
        _suspend(_nowSec, _endSec);
        _expectFull(AGREEMENT_CHANGES_MAX - 1);
        _reinstate(_nowSec);
        _expectFull(AGREEMENT_CHANGES_MAX - 1);
        _sign(_nowSec, _endSec);

        _terminate(_nowSec);
        assertEq(institutions.agreementChangeCount(_pharmacy.id), AGREEMENT_CHANGES_MAX);
        _expectFull(AGREEMENT_CHANGES_MAX);
        _terminate(_nowSec);
    }

    // given any times

    function testFuzz_ActiveExactlyInsideTheTermAndOutsideTheSuspension(
        uint40 lengthSec,
        uint40 suspendSec,
        uint40 suspendLengthSec,
        uint40 atSec
    ) public {
        uint40 endSec = _nowSec + uint40(bound(lengthSec, 1, 366 days));
        uint40 fromSec = _nowSec + uint40(bound(suspendSec, 0, endSec - _nowSec - 1));
        uint40 untilSec = fromSec + uint40(bound(suspendLengthSec, 1, 366 days));
        uint40 judgedSec = _nowSec - 1 + uint40(bound(atSec, 0, 800 days));
        _sign(_nowSec, endSec);
        _suspend(fromSec, untilSec);
        bool isInTerm = judgedSec >= _nowSec && judgedSec < endSec;
        bool isSuspended = judgedSec >= fromSec && judgedSec < untilSec;
        _assertActive(judgedSec, isInTerm && !isSuspended);
    }

    function testFuzz_TheClockChangesNoVerdict(uint40 atSec, uint32 laterSec) public {
        _sign(_nowSec, _endSec);
        _suspend(_nowSec + 10 days, _nowSec + 20 days);
        uint40 judgedSec = _nowSec + uint40(bound(atSec, 0, 400 days));
        bool isActive = institutions.agreementActiveAt(_pharmacy.id, judgedSec);
        vm.warp(block.timestamp + laterSec);
        _assertActive(judgedSec, isActive);
    }

    function _sign(uint40 fromSec, uint40 validUntilSec) private {
        vm.prank(bureauA.operator);
        institutions.signAgreement(_pharmacy.id, fromSec, validUntilSec);
    }

    function _suspend(uint40 fromSec, uint40 untilSec) private {
        vm.prank(bureauA.operator);
        institutions.suspendAgreement(_pharmacy.id, fromSec, untilSec, REASON);
    }

    function _reinstate(uint40 fromSec) private {
        vm.prank(bureauA.operator);
        institutions.reinstateAgreement(_pharmacy.id, fromSec);
    }

    function _terminate(uint40 fromSec) private {
        vm.prank(bureauA.operator);
        institutions.terminateAgreement(_pharmacy.id, fromSec, REASON);
    }

    /// @dev All with wrong times, so that who is asked for is seen to come first.
    function _changesOf(InstitutionId id) private view returns (bytes[4] memory) {
        return
            [
                abi.encodeCall(IInstitutions.signAgreement, (id, _nowSec, _nowSec)),
                abi.encodeCall(IInstitutions.suspendAgreement, (id, _nowSec, _nowSec, REASON)),
                abi.encodeCall(IInstitutions.reinstateAgreement, (id, type(uint40).max)),
                abi.encodeCall(IInstitutions.terminateAgreement, (id, type(uint40).max, REASON))
            ];
    }

    function _expectRefused(address caller, bytes memory call, bytes memory refusal) private {
        vm.prank(caller);
        (bool isDone, bytes memory answer) = address(institutions).call(call);
        assertFalse(isDone);
        assertEq(answer, refusal);
    }

    function _expectStatusRefusal(AgreementStatus actual, AgreementStatus wanted) private {
        bytes4 selector = IInstitutions.AgreementNotInStatus.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, _pharmacy.id, actual, wanted));
    }

    function _expectTimesRefusal(uint40 fromSec, uint40 untilSec) private {
        bytes4 selector = IInstitutions.AgreementTimesWrong.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, _pharmacy.id, fromSec, untilSec));
    }

    function _expectFull(uint256 max) private {
        bytes4 selector = IInstitutions.AgreementChangesTooMany.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, _pharmacy.id, max));
    }

    function _assertActive(uint40 atSec, bool isActive) private view {
        assertTrue(institutions.agreementActiveAt(_pharmacy.id, atSec) == isActive, "agreementActiveAt");
    }
}
