// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fen, InstitutionId, RegionCode } from "./Ids.sol";

/// @notice A provider's day with one region: region (24 bits at 64; 0 for all), provider (32 bits at 32), day (32 at 0).
type ProviderDay is uint256;

/// @dev Days are those of UTC+8, counted from 1970-01-01, as in {IClaimRules}.
library ProviderDays {
    uint256 private constant ZONE_SEC = 8 hours;

    function today(RegionCode region, InstitutionId provider) internal view returns (ProviderDay) {
        uint256 dayNumber = (block.timestamp + ZONE_SEC) / 1 days;
        return
            ProviderDay.wrap(
                (uint256(RegionCode.unwrap(region)) << 64) |
                    (uint256(InstitutionId.unwrap(provider)) << 32) |
                    uint32(dayNumber)
            );
    }

    /// @notice Adds to the sum of the day unless that would pass the limit.
    /// @return sumFen what the sum is, or would be; the largest there is where a Fen does not hold it.
    function add(
        mapping(ProviderDay day => Fen) storage sums,
        ProviderDay day,
        Fen moreFen,
        Fen limitFen
    ) internal returns (Fen sumFen, bool isWithin) {
        uint256 nextFen = uint256(Fen.unwrap(moreFen)) + Fen.unwrap(sums[day]);
        isWithin = nextFen <= Fen.unwrap(limitFen);
        sumFen = Fen.wrap(nextFen > type(uint64).max ? type(uint64).max : uint64(nextFen));
        if (isWithin) sums[day] = sumFen;
    }
}
