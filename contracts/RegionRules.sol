// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions } from "./interfaces/IInstitutions.sol";
import {
    EnforcementMode,
    IRegionRules,
    ModeChange,
    ProductClass,
    RegionLimits
} from "./interfaces/IRegionRules.sol";
import { Act } from "./libraries/Acts.sol";
import { InstitutionId, RegionCode } from "./libraries/Ids.sol";
import { MODE_CHANGES_MAX, MODE_LEAD_SEC_MAX, REGION_LIMIT_SEC_MAX } from "./libraries/Limits.sol";

/// @title What a bureau sets for its region.
contract RegionRules is IRegionRules {
    uint40 private constant LATE_AFTER_SEC = 1 hours;
    uint40 private constant RETURN_WINDOW_SEC = 10 days;
    uint40 private constant DISPUTE_LIMIT_SEC = 7 days;
    uint8 private constant REVERSALS_MAX = 3;

    IInstitutions private immutable INSTITUTIONS;

    // slot 0, all zero where the bureau has set nothing
    mapping(RegionCode region => RegionLimits) private _limits;

    // slot 1, in the order of `fromSec`
    mapping(RegionCode region => mapping(ProductClass productClass => ModeChange[])) private _modeChanges;

    constructor(IInstitutions institutions) {
        INSTITUTIONS = institutions;
    }

    /// @inheritdoc IRegionRules
    function setLimits(RegionLimits calldata limits) external {
        (InstitutionId bureau, RegionCode region) = _supervised();
        if (!_areSane(limits)) {
            revert RegionLimitsWrong(
                limits.lateAfterSec,
                limits.returnWindowSec,
                limits.disputeLimitSec,
                limits.reversalsMax
            );
        }

        _limits[region] = limits;

        emit RegionLimitsSet(
            region,
            bureau,
            limits.lateAfterSec,
            limits.returnWindowSec,
            limits.disputeLimitSec,
            limits.reversalsMax,
            msg.sender
        );
    }

    /// @inheritdoc IRegionRules
    function setMode(ProductClass productClass, EnforcementMode mode, uint40 fromSec) external {
        (InstitutionId bureau, RegionCode region) = _supervised();
        ModeChange[] storage changes = _modeChanges[region][productClass];
        uint256 count = changes.length;
        if (count == MODE_CHANGES_MAX) revert ModeChangesTooMany(MODE_CHANGES_MAX);
        uint40 lastFromSec = count == 0 ? 0 : changes[count - 1].fromSec;
        if (fromSec < lastFromSec || fromSec > uint40(block.timestamp) + MODE_LEAD_SEC_MAX) {
            revert ModeChangeOutOfOrder(lastFromSec, fromSec);
        }

        changes.push(ModeChange(mode, fromSec));

        emit EnforcementModeSet(region, bureau, productClass, mode, fromSec, msg.sender);
    }

    /// @inheritdoc IRegionRules
    function limitsOf(RegionCode region) external view returns (RegionLimits memory limits) {
        limits = _limits[region];
        // No bureau can set a limit of 0.
        if (limits.reversalsMax == 0) {
            return RegionLimits(LATE_AFTER_SEC, RETURN_WINDOW_SEC, DISPUTE_LIMIT_SEC, REVERSALS_MAX);
        }
    }

    /// @inheritdoc IRegionRules
    function modeAt(
        RegionCode region,
        ProductClass productClass,
        uint40 atSec
    ) external view returns (EnforcementMode) {
        ModeChange[] storage changes = _modeChanges[region][productClass];
        for (uint256 i = changes.length; i > 0; --i) {
            ModeChange memory change = changes[i - 1];
            if (change.fromSec <= atSec) return change.mode;
        }
        return EnforcementMode.Enforce;
    }

    /// @dev Only operators of bureaus can hold the act, so who acts is the bureau of its region.
    function _supervised() private view returns (InstitutionId bureau, RegionCode region) {
        bureau = INSTITUTIONS.actingFor(msg.sender, Act.Supervise);
        region = INSTITUTIONS.institution(bureau).region;
    }

    function _areSane(RegionLimits calldata limits) private pure returns (bool) {
        return
            _isSaneSec(limits.lateAfterSec) &&
            _isSaneSec(limits.returnWindowSec) &&
            _isSaneSec(limits.disputeLimitSec) &&
            limits.reversalsMax != 0;
    }

    function _isSaneSec(uint40 limitSec) private pure returns (bool) {
        return limitSec != 0 && limitSec <= REGION_LIMIT_SEC_MAX;
    }
}
