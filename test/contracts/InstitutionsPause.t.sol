// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionsFixture, Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice The guardian stops evidence at once; lifting the pause takes the administration and its delay.
contract InstitutionsPauseTest is InstitutionsFixture {
    Member private _maker;
    Member private _pharmacy;

    function setUp() public {
        _setUpInstitutions();
        _maker = _register(bureauA, InstitutionKind.Maker);
        _pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
    }

    function test_GivenTheGuardian_PauseHoldsAtOnce() public {
        vm.expectEmit(address(institutions));
        emit IInstitutions.LedgerPaused(guardian);
        _pauseLedger();
        assertTrue(institutions.paused());
    }

    function test_RevertWhen_AnybodyElsePauses() public {
        address[3] memory others = [consortium, bootstrap, bureauA.operator];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(
                IAccessManaged.AccessManagedUnauthorized.selector,
                others[i]
            );
            vm.expectRevert(refusal);
            vm.prank(others[i]);
            institutions.pause();
        }
    }

    function test_RevertWhen_PausedTwice() public {
        _pauseLedger();
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerPauseNotInState.selector, true));
        vm.prank(guardian);
        institutions.pause();
    }

    function test_RevertWhen_TheGuardianUnpauses() public {
        _pauseLedger();
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, guardian));
        vm.prank(guardian);
        institutions.unpause();
    }

    function test_RevertWhen_TheAdministrationDoesNotWaitItsDelay() public {
        _pauseLedger();
        vm.prank(consortium);
        authority.schedule(address(institutions), abi.encodeCall(IInstitutions.unpause, ()), 0);
        vm.warp(block.timestamp + ADMIN_DELAY_SEC - 1);
        vm.expectRevert();
        vm.prank(consortium);
        institutions.unpause();
        assertTrue(institutions.paused());

        vm.warp(block.timestamp + 1);
        vm.expectEmit(address(institutions));
        emit IInstitutions.LedgerUnpaused(consortium, ADMIN_DELAY_SEC);
        vm.prank(consortium);
        institutions.unpause();
        assertFalse(institutions.paused());
    }

    function test_RevertWhen_UnpausedWithoutAPause() public {
        vm.prank(consortium);
        authority.schedule(address(institutions), abi.encodeCall(IInstitutions.unpause, ()), 0);
        vm.warp(block.timestamp + ADMIN_DELAY_SEC);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerPauseNotInState.selector, false));
        vm.prank(consortium);
        institutions.unpause();
    }

    function test_PausedTotalSec_AddsUpEveryPause() public {
        assertEq(institutions.pausedTotalSec(), 0);
        _pauseLedger();
        vm.warp(block.timestamp + 100);
        assertEq(institutions.pausedTotalSec(), 100);
        _unpauseLedger();
        uint256 firstSec = 100 + ADMIN_DELAY_SEC;
        assertEq(institutions.pausedTotalSec(), firstSec);

        vm.warp(block.timestamp + 1000);
        assertEq(institutions.pausedTotalSec(), firstSec);
        _pauseLedger();
        vm.warp(block.timestamp + 5);
        assertEq(institutions.pausedTotalSec(), firstSec + 5);
    }

    function test_WhilePaused_EvidenceAndGoodsStop() public {
        _pauseLedger();
        _expectStopped(bureauA.operator, Act.AdmitProducts);
        _expectStopped(_maker.operator, Act.MakeBatches);
        _expectStopped(_maker.operator, Act.Ship);
        _expectStopped(_pharmacy.operator, Act.Receive);
        _expectStopped(_pharmacy.operator, Act.Dispense);
    }

    function test_WhilePaused_GoverningGoesOn() public {
        _pauseLedger();
        assertEq(institutions.actingFor(bureauA.operator, Act.RegisterInstitutions), bureauA.id);
        assertEq(institutions.actingFor(bureauA.operator, Act.SignAgreements), bureauA.id);
        Member memory hospital = _register(bureauA, InstitutionKind.Hospital);
        uint40 nowSec = uint40(block.timestamp);
        vm.prank(bureauA.operator);
        institutions.signAgreement(hospital.id, nowSec, nowSec + 365 days);
        vm.prank(hospital.adminKey);
        institutions.revokeOperator(hospital.id, hospital.operator);
        assertTrue(institutions.agreementActiveAt(hospital.id, nowSec));
    }

    function testFuzz_PausedTotalSec_IsTheSumOfThePauses(uint32[6] memory stepsSec) public {
        uint256 expectedSec = 0;
        for (uint256 i = 0; i < stepsSec.length; ++i) {
            vm.warp(block.timestamp + stepsSec[i]);
            if (institutions.paused()) {
                expectedSec += uint256(stepsSec[i]) + ADMIN_DELAY_SEC;
                _unpauseLedger();
            } else {
                _pauseLedger();
            }
            assertEq(institutions.pausedTotalSec(), expectedSec);
        }
    }

    function _expectStopped(address operator, Act act) private {
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, act));
        institutions.actingFor(operator, act);
    }
}
