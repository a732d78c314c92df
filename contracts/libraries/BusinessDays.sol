// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BUSINESS_DEADLINE_DAYS_MAX } from "./Limits.sol";

/// @dev Days of UTC+8, counted from 1970-01-01, which was a Thursday. China has known no other zone and no summer
/// time since 1991. One bit a day, 256 a word: set where a bureau turned the day.
library BusinessDays {
    uint40 private constant ZONE_SEC = 8 hours;

    /// @dev Day 0 is the fourth of a week that begins on Monday.
    uint256 private constant WEEKDAY_OF_DAY_0 = 3;

    uint256 private constant SATURDAY = 5;

    function turn(mapping(uint256 wordIndex => uint256) storage turned, uint24 dayNumber) internal {
        turned[dayNumber >> 8] ^= uint256(1) << (dayNumber & 0xff);
    }

    function isBusinessDay(
        mapping(uint256 wordIndex => uint256) storage turned,
        uint24 dayNumber
    ) internal view returns (bool) {
        return _isBusinessDay(turned[dayNumber >> 8], dayNumber);
    }

    /// @notice The end (exclusive) of the `dayCount`-th business day after the day of `fromSec`.
    /// @dev Should a bureau have turned day after day into holidays, the walk ends at the named maximum.
    function deadlineSec(
        mapping(uint256 wordIndex => uint256) storage turned,
        uint40 fromSec,
        uint8 dayCount
    ) internal view returns (uint40) {
        uint256 dayNumber = dayOf(fromSec);
        uint256 lastDayNumber = dayNumber + BUSINESS_DEADLINE_DAYS_MAX;
        uint256 daysLeft = dayCount;
        uint256 turnedBits = turned[dayNumber >> 8];
        while (daysLeft != 0 && dayNumber < lastDayNumber) {
            ++dayNumber;
            if (dayNumber & 0xff == 0) turnedBits = turned[dayNumber >> 8];
            if (_isBusinessDay(turnedBits, dayNumber)) --daysLeft;
        }
        return uint40((dayNumber + 1) * 1 days - ZONE_SEC);
    }

    function dayOf(uint40 atSec) internal pure returns (uint24) {
        // 2^40 seconds are fewer than 2^24 days.
        return uint24((uint256(atSec) + ZONE_SEC) / 1 days);
    }

    function _isBusinessDay(uint256 turnedBits, uint256 dayNumber) private pure returns (bool) {
        bool isWeekday = (dayNumber + WEEKDAY_OF_DAY_0) % 7 < SATURDAY;
        bool isTurned = (turnedBits >> (dayNumber & 0xff)) & 1 == 1;
        return isWeekday != isTurned;
    }
}
