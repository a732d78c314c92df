// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import {
    EnforcementMode,
    IRegionRules,
    ProductClass,
    RegionLimits
} from "../../contracts/interfaces/IRegionRules.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { RegionCode } from "../../contracts/libraries/Ids.sol";
import {
    MODE_CHANGES_MAX,
    MODE_LEAD_SEC_MAX,
    REGION_LIMIT_SEC_MAX
} from "../../contracts/libraries/Limits.sol";
import { Fixture } from "./support/Fixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

contract RegionRulesTest is Fixture {
    function setUp() public {
        _setUpLedger();
    }

    function test_LimitsOf_AreTheDefaultsUntilSet() public view {
        _expectLimits(REGION_A, RegionLimits(1 hours, 10 days, 7 days, 3));
        _expectLimits(RegionCode.wrap(0), RegionLimits(1 hours, 10 days, 7 days, 3));
    }

    function test_SetLimits_HoldsForTheBureausRegionAlone() public {
        RegionLimits memory limits = RegionLimits(2 hours, 15 days, 3 days, 1);
        vm.expectEmit(address(rules));
        emit IRegionRules.RegionLimitsSet(
            REGION_A,
            bureauA.id,
            2 hours,
            15 days,
            3 days,
            1,
            bureauA.operator
        );
        _set(bureauA, limits);
        _expectLimits(REGION_A, limits);
        _expectLimits(REGION_B, RegionLimits(1 hours, 10 days, 7 days, 3));
    }

    function test_SetLimits_TakesTheGreatest() public {
        RegionLimits memory greatest = RegionLimits(
            REGION_LIMIT_SEC_MAX,
            REGION_LIMIT_SEC_MAX,
            REGION_LIMIT_SEC_MAX,
            type(uint8).max
        );
        _set(bureauA, greatest);
        _expectLimits(REGION_A, greatest);
    }

    function test_SetLimits_GoesOnWhilePaused() public {
        _pauseLedger();
        _set(bureauA, RegionLimits(1, 1, 1, 1));
        _expectLimits(REGION_A, RegionLimits(1, 1, 1, 1));
    }

    function test_SetLimits_RevertWhen_CallerIsNoBureau() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.Supervise
            )
        );
        rules.setLimits(RegionLimits(0, 0, 0, 0));
    }

    function test_SetLimits_RevertWhen_OneIsNothingOrTooLong() public {
        _expectWrong(RegionLimits(0, 1, 1, 1));
        _expectWrong(RegionLimits(1, 0, 1, 1));
        _expectWrong(RegionLimits(1, 1, 0, 1));
        _expectWrong(RegionLimits(1, 1, 1, 0));
        _expectWrong(RegionLimits(REGION_LIMIT_SEC_MAX + 1, 1, 1, 1));
        _expectWrong(RegionLimits(1, REGION_LIMIT_SEC_MAX + 1, 1, 1));
        _expectWrong(RegionLimits(1, 1, REGION_LIMIT_SEC_MAX + 1, 1));
    }

    function test_ModeAt_EnforcesUntilSet() public view {
        _expectMode(REGION_A, ProductClass.Ordinary, type(uint40).max, EnforcementMode.Enforce);
        _expectMode(REGION_A, ProductClass.HighValue, 0, EnforcementMode.Enforce);
    }

    function test_SetMode_HoldsFromItsTimeForItsRegionAndClass() public {
        uint40 fromSec = START_SEC + 1 days;
        vm.expectEmit(address(rules));
        emit IRegionRules.EnforcementModeSet(
            REGION_A,
            bureauA.id,
            ProductClass.Ordinary,
            EnforcementMode.Observe,
            fromSec,
            bureauA.operator
        );
        _set(bureauA, EnforcementMode.Observe, fromSec);
        _expectMode(REGION_A, ProductClass.Ordinary, fromSec - 1, EnforcementMode.Enforce);
        _expectMode(REGION_A, ProductClass.Ordinary, fromSec, EnforcementMode.Observe);
        _expectMode(REGION_A, ProductClass.HighValue, fromSec, EnforcementMode.Enforce);
        _expectMode(REGION_B, ProductClass.Ordinary, fromSec, EnforcementMode.Enforce);
    }

    function test_SetMode_KeepsWhatHeldBefore() public {
        _set(bureauA, EnforcementMode.Observe, 0);
        _set(bureauA, EnforcementMode.Warn, 100);
        _set(bureauA, EnforcementMode.Enforce, 200);
        _expectMode(REGION_A, ProductClass.Ordinary, 0, EnforcementMode.Observe);
        _expectMode(REGION_A, ProductClass.Ordinary, 99, EnforcementMode.Observe);
        _expectMode(REGION_A, ProductClass.Ordinary, 100, EnforcementMode.Warn);
        _expectMode(REGION_A, ProductClass.Ordinary, 199, EnforcementMode.Warn);
        _expectMode(REGION_A, ProductClass.Ordinary, 200, EnforcementMode.Enforce);
    }

    /// @dev Of two changes from one instant the later call holds.
    function test_SetMode_MayBeCorrectedFromTheSameTime() public {
        _set(bureauA, EnforcementMode.Observe, 100);
        _set(bureauA, EnforcementMode.Warn, 100);
        _expectMode(REGION_A, ProductClass.Ordinary, 100, EnforcementMode.Warn);
    }

    function test_SetMode_RevertWhen_CallerIsNoBureau() public {
        vm.prank(key("stranger"));
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, key("stranger")));
        rules.setMode(ProductClass.Ordinary, EnforcementMode.Warn, type(uint40).max);
    }

    function test_SetMode_RevertWhen_ChangesAreTooMany() public {
        for (uint256 i = 0; i < MODE_CHANGES_MAX; ++i) _set(bureauA, EnforcementMode.Warn, 100);
        _expectModeRefused(
            1,
            abi.encodeWithSelector(IRegionRules.ModeChangesTooMany.selector, MODE_CHANGES_MAX)
        );
        vm.prank(bureauA.operator);
        rules.setMode(ProductClass.HighValue, EnforcementMode.Warn, 1);
    }

    function test_SetMode_RevertWhen_OutOfOrderOrTooFarAhead() public {
        uint40 latestSec = uint40(block.timestamp) + MODE_LEAD_SEC_MAX;
        _expectModeRefused(
            latestSec + 1,
            abi.encodeWithSelector(IRegionRules.ModeChangeOutOfOrder.selector, 0, latestSec + 1)
        );
        _set(bureauA, EnforcementMode.Warn, latestSec);
        _expectModeRefused(
            latestSec - 1,
            abi.encodeWithSelector(IRegionRules.ModeChangeOutOfOrder.selector, latestSec, latestSec - 1)
        );
    }

    /// @dev Whatever was set, the last change not after the asked time decides.
    function testFuzz_ModeAt_IsTheLastChangeThatHolds(
        uint8[6] calldata modes,
        uint8[6] calldata steps
    ) public {
        uint40 fromSec = 0;
        uint40 askedSec = uint40(uint256(keccak256(abi.encode(modes, steps))) % 1_000);
        EnforcementMode expected = EnforcementMode.Enforce;
        for (uint256 i = 0; i < modes.length; ++i) {
            EnforcementMode mode = EnforcementMode(modes[i] % 3);
            fromSec += steps[i];
            _set(bureauA, mode, fromSec);
            if (fromSec <= askedSec) expected = mode;
        }
        _expectMode(REGION_A, ProductClass.Ordinary, askedSec, expected);
    }

    function _set(Member memory bureau, RegionLimits memory limits) private {
        vm.prank(bureau.operator);
        rules.setLimits(limits);
    }

    function _set(Member memory bureau, EnforcementMode mode, uint40 fromSec) private {
        vm.prank(bureau.operator);
        rules.setMode(ProductClass.Ordinary, mode, fromSec);
    }

    function _expectLimits(RegionCode region, RegionLimits memory limits) private view {
        assertEq(abi.encode(rules.limitsOf(region)), abi.encode(limits));
    }

    function _expectMode(
        RegionCode region,
        ProductClass productClass,
        uint40 atSec,
        EnforcementMode mode
    ) private view {
        assertTrue(rules.modeAt(region, productClass, atSec) == mode);
    }

    function _expectWrong(RegionLimits memory limits) private {
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegionRules.RegionLimitsWrong.selector,
                limits.lateAfterSec,
                limits.returnWindowSec,
                limits.disputeLimitSec,
                limits.reversalsMax
            )
        );
        rules.setLimits(limits);
    }

    function _expectModeRefused(uint40 fromSec, bytes memory revertData) private {
        vm.prank(bureauA.operator);
        vm.expectRevert(revertData);
        rules.setMode(ProductClass.Ordinary, EnforcementMode.Enforce, fromSec);
    }
}
