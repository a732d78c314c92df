// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IClaimRules } from "../../contracts/interfaces/IClaimRules.sol";
import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BUSINESS_DAYS_TURNED_MAX, BUSINESS_DEADLINE_DAYS_MAX } from "../../contracts/libraries/Limits.sol";
import { Fixture } from "./support/Fixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Business days 工作日. The clock stands at Sunday 2025-06-15, 23:06:40 in Shanghai: day 20,254.
contract ClaimRulesDaysTest is Fixture {
    uint24 private constant TODAY = 20_254;

    /// @dev What the test itself turned.
    mapping(uint256 dayNumber => bool) private _turned;

    function setUp() public {
        _setUpLedger();
        vm.warp(START_SEC);
    }

    function test_IsBusinessDay_IsMondayToFriday() public view {
        assertFalse(claimRules.isBusinessDay(REGION_A, TODAY));
        for (uint24 i = 1; i <= 5; ++i) assertTrue(claimRules.isBusinessDay(REGION_A, TODAY + i));
        assertFalse(claimRules.isBusinessDay(REGION_A, TODAY + 6));
        // 1970-01-01 was a Thursday.
        assertTrue(claimRules.isBusinessDay(REGION_A, 0));
        assertTrue(claimRules.isBusinessDay(REGION_A, 1));
        assertFalse(claimRules.isBusinessDay(REGION_A, 2));
    }

    function test_BusinessDeadlineSec_BeginsAfterTheDayOfUtcPlus8() public view {
        // Monday ends 24 hours and 53:20 minutes from now.
        _expectDeadline(START_SEC, 1, START_SEC + 1 days + 3_200);
        _expectDeadline(START_SEC + 3_199, 1, START_SEC + 1 days + 3_200);
        _expectDeadline(START_SEC + 3_200, 1, START_SEC + 2 days + 3_200);
        _expectDeadline(START_SEC, 5, START_SEC + 5 days + 3_200);
        _expectDeadline(START_SEC, 6, START_SEC + 8 days + 3_200);
        _expectDeadline(START_SEC, 0, START_SEC + 3_200);
    }

    function test_TurnBusinessDays_MakesAHolidayAndAWorkingDay() public {
        uint24[] memory days_ = new uint24[](2);
        (days_[0], days_[1]) = (TODAY + 3, TODAY + 6);
        vm.expectEmit(address(claimRules));
        emit IClaimRules.BusinessDaysTurned(REGION_A, bureauA.id, days_, bureauA.operator);
        _turn(days_);
        assertFalse(claimRules.isBusinessDay(REGION_A, TODAY + 3));
        assertTrue(claimRules.isBusinessDay(REGION_A, TODAY + 6));
        assertTrue(claimRules.isBusinessDay(REGION_B, TODAY + 3));
        assertFalse(claimRules.isBusinessDay(REGION_B, TODAY + 6));
        _expectDeadline(START_SEC, 5, START_SEC + 6 days + 3_200);
        _turn(days_);
        assertTrue(claimRules.isBusinessDay(REGION_A, TODAY + 3));
        assertFalse(claimRules.isBusinessDay(REGION_A, TODAY + 6));
    }

    function test_TurnBusinessDays_RevertWhen_CallerIsNoBureau() public {
        Member memory hospital = _register(bureauA, InstitutionKind.Hospital);
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                hospital.operator,
                hospital.id,
                Act.Supervise
            )
        );
        claimRules.turnBusinessDays(new uint24[](0));
    }

    function test_TurnBusinessDays_RevertWhen_NoneOrTooMany() public {
        _expectTurn(
            new uint24[](0),
            abi.encodeWithSelector(IClaimRules.BusinessDaysWrong.selector, 0, BUSINESS_DAYS_TURNED_MAX)
        );
        uint256 count = BUSINESS_DAYS_TURNED_MAX + 1;
        _expectTurn(
            new uint24[](count),
            abi.encodeWithSelector(IClaimRules.BusinessDaysWrong.selector, count, BUSINESS_DAYS_TURNED_MAX)
        );
    }

    /// @dev A day that has begun, or begins within two days.
    function test_TurnBusinessDays_RevertWhen_TheDayIsNear() public {
        for (uint24 i = 0; i < 3; ++i) _expectNear(TODAY + i, TODAY + 3);
        _expectNear(0, TODAY + 3);
        // A minute before midnight, and at midnight.
        vm.warp(START_SEC + 3_140);
        _turn(_days(TODAY + 3));
        vm.warp(START_SEC + 3_200);
        _expectNear(TODAY + 3, TODAY + 4);
        _turn(_days(TODAY + 4));
    }

    function test_TurnBusinessDays_TakesNoneWhenOneIsNear() public {
        uint24[] memory days_ = new uint24[](2);
        (days_[0], days_[1]) = (TODAY + 9, TODAY + 2);
        _expectTurn(
            days_,
            abi.encodeWithSelector(IClaimRules.BusinessDayInPast.selector, TODAY + 2, TODAY + 3)
        );
        assertTrue(claimRules.isBusinessDay(REGION_A, TODAY + 9));
    }

    /// @dev A region that turned every weekday into a holiday: its deadlines come all the same.
    function test_BusinessDeadlineSec_ComesWithoutABusinessDay() public {
        uint24 dayNumber = TODAY + 3;
        while (dayNumber < TODAY + BUSINESS_DEADLINE_DAYS_MAX + 7) {
            uint24[] memory days_ = new uint24[](5);
            for (uint256 i = 0; i < 5; ++dayNumber) {
                if (_isWeekday(dayNumber)) days_[i++] = dayNumber;
            }
            _turn(days_);
        }
        _expectDeadline(START_SEC, 2, START_SEC + 2 days + 3_200);
        _expectDeadline(START_SEC, 3, START_SEC + uint40(BUSINESS_DEADLINE_DAYS_MAX) * 1 days + 3_200);
    }

    /// @dev Against a count on the fingers, over turned days and the ends of words of 256 days.
    function testFuzz_BusinessDeadlineSec_IsTheCountDayByDay(
        uint16[10] calldata turnedSeeds,
        uint32 fromSeed,
        uint8 dayCount
    ) public {
        for (uint256 i = 0; i < turnedSeeds.length; ++i) {
            uint24 dayNumber = TODAY + 3 + (turnedSeeds[i] % 400);
            _turn(_days(dayNumber));
            _turned[dayNumber] = !_turned[dayNumber];
        }
        uint40 fromSec = START_SEC + uint40(bound(fromSeed, 0, 40 days));
        uint256 day = (uint256(fromSec) + 8 hours) / 1 days;
        uint256 leftCount = dayCount;
        while (leftCount > 0) {
            ++day;
            if (_isWeekday(day) != _turned[day]) --leftCount;
        }
        _expectDeadline(fromSec, dayCount, uint40((day + 1) * 1 days - 8 hours));
    }

    /// @dev 1970-01-05 was a Monday.
    function _isWeekday(uint256 dayNumber) private pure returns (bool) {
        return (dayNumber - 4) % 7 < 5;
    }

    function _days(uint24 dayNumber) private pure returns (uint24[] memory days_) {
        days_ = new uint24[](1);
        days_[0] = dayNumber;
    }

    function _turn(uint24[] memory days_) private {
        vm.prank(bureauA.operator);
        claimRules.turnBusinessDays(days_);
    }

    function _expectNear(uint24 dayNumber, uint24 firstDayNumber) private {
        _expectTurn(
            _days(dayNumber),
            abi.encodeWithSelector(IClaimRules.BusinessDayInPast.selector, dayNumber, firstDayNumber)
        );
    }

    function _expectTurn(uint24[] memory days_, bytes memory revertData) private {
        vm.prank(bureauA.operator);
        vm.expectRevert(revertData);
        claimRules.turnBusinessDays(days_);
    }

    function _expectDeadline(uint40 fromSec, uint8 dayCount, uint40 deadlineSec) private view {
        assertEq(claimRules.businessDeadlineSec(REGION_A, fromSec, dayCount), deadlineSec);
    }
}
