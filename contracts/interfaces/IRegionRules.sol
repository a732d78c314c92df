// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { InstitutionId, RegionCode } from "../libraries/Ids.sol";

/// @notice How strictly a region holds a class of products to the ledger's rules of provenance.
enum EnforcementMode {
    Enforce,
    Warn,
    Observe
}

/// @notice What a bureau may set apart when it brings the ledger in by and by.
enum ProductClass {
    Ordinary,
    HighValue // 高值药: products flagged highValue
}

/// @notice The limits of one region.
struct RegionLimits {
    // slot 0: 16 bytes used, 16 spare
    uint40 lateAfterSec; // 5 bytes, a record that comes later than this after it occurred is late
    uint40 returnWindowSec; // 5 bytes, how long after a dispense packs may come back
    uint40 disputeLimitSec; // 5 bytes, after this the receiver's bureau may resolve a dispute
    uint8 reversalsMax; // 1 byte, at this many reversals a pack freezes
}

/// @notice A mode that holds from a time on.
struct ModeChange {
    // slot 0: 6 bytes used, 26 spare
    EnforcementMode mode; // 1 byte
    uint40 fromSec; // 5 bytes
}

/// @title What a bureau sets for its region.
/// @notice Limits and enforcement modes that the other contracts ask for.
/// @dev A region whose bureau has set nothing has the defaults: late after an hour, returns within 10 days, disputes
/// resolvable after 7 days, frozen at 3 reversals, everything enforced.
interface IRegionRules {
    event RegionLimitsSet(
        RegionCode indexed region,
        InstitutionId indexed bureau,
        uint40 lateAfterSec,
        uint40 returnWindowSec,
        uint40 disputeLimitSec,
        uint8 reversalsMax,
        address operator
    );
    event EnforcementModeSet(
        RegionCode indexed region,
        InstitutionId indexed bureau,
        ProductClass productClass,
        EnforcementMode mode,
        uint40 fromSec,
        address operator
    );

    error RegionLimitsWrong(
        uint40 lateAfterSec,
        uint40 returnWindowSec,
        uint40 disputeLimitSec,
        uint8 reversalsMax
    );
    error ModeChangeOutOfOrder(uint40 lastFromSec, uint40 fromSec);
    error ModeChangesTooMany(uint256 max);

    /// @notice A bureau sets the limits of its region, from this block on.
    /// @dev Check order: actingFor, RegionLimitsWrong (each above 0, times at most a year).
    function setLimits(RegionLimits calldata limits) external;

    /// @notice A bureau sets how strictly it holds a class of products, from `fromSec` on.
    /// @dev Check order: actingFor, ModeChangesTooMany, ModeChangeOutOfOrder (before the last change, or more than a
    /// year ahead).
    function setMode(ProductClass productClass, EnforcementMode mode, uint40 fromSec) external;

    function limitsOf(RegionCode region) external view returns (RegionLimits memory);
    function modeAt(
        RegionCode region,
        ProductClass productClass,
        uint40 atSec
    ) external view returns (EnforcementMode);
}
