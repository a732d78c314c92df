// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimLimits, IClaimRules, RuleSet, RuleSetKind } from "./interfaces/IClaimRules.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { Act } from "./libraries/Acts.sol";
import { BusinessDays } from "./libraries/BusinessDays.sol";
import { Fen, InstitutionId, RegionCode } from "./libraries/Ids.sol";
import {
    BUSINESS_DAYS_TURNED_MAX,
    BUSINESS_DAY_LEAD_SEC,
    DECISION_SEC_MAX,
    RULE_SET_LEAD_SEC_MAX
} from "./libraries/Limits.sol";

/// @title What a bureau sets for claims.
contract ClaimRules is IClaimRules {
    using BusinessDays for mapping(uint256 wordIndex => uint256);

    uint32 private constant DECISION_SEC = 10 minutes;
    uint8 private constant MANUAL_DAYS = 20;
    uint8 private constant APPEAL_DAYS = 15;
    uint8 private constant APPEAL_DECISION_DAYS = 20;
    uint8 private constant DISPUTE_DAYS = 60;
    uint64 private constant AUTOMATIC_FEN_MAX = 5_000_00;
    uint64 private constant FOUR_EYES_FROM_FEN = 50_000_00;
    uint64 private constant PROVISIONAL_FEN_PER_DAY = 20_000_00;
    uint64 private constant UNCODED_FEN_PER_DAY = 100_000_00;

    IInstitutions private immutable INSTITUTIONS;

    // slot 0, all zero where the bureau has set nothing
    mapping(RegionCode region => ClaimLimits) private _limits;

    // slot 1
    mapping(RegionCode region => mapping(bytes32 ruleSet => RuleSet)) private _ruleSets;

    // slot 2, 256 days a word; a set bit is a day that was turned
    mapping(RegionCode region => mapping(uint256 wordIndex => uint256)) private _turnedDays;

    constructor(IInstitutions institutions) {
        INSTITUTIONS = institutions;
    }

    /// @inheritdoc IClaimRules
    function setClaimLimits(ClaimLimits calldata limits) external {
        (InstitutionId bureau, RegionCode region) = _supervised();
        if (!_areSane(limits)) revert ClaimLimitsWrong(limits);

        _limits[region] = limits;

        emit ClaimLimitsSet(region, bureau, limits, msg.sender);
    }

    /// @inheritdoc IClaimRules
    function publishRuleSet(bytes32 ruleSet, RuleSetKind kind, uint40 fromSec) external {
        (InstitutionId bureau, RegionCode region) = _supervised();
        if (ruleSet == 0 || kind == RuleSetKind.None) revert RuleSetMalformed(ruleSet, kind);
        RuleSet memory present = _ruleSets[region][ruleSet];
        if (present.kind != RuleSetKind.None) {
            revert RuleSetAlreadyPublished(ruleSet, region, present.fromSec);
        }
        uint40 nowSec = uint40(block.timestamp);
        bool isTooEarly = uint256(fromSec) + RULE_SET_LEAD_SEC_MAX < nowSec;
        if (isTooEarly || fromSec > uint256(nowSec) + RULE_SET_LEAD_SEC_MAX) {
            revert RuleSetTimeWrong(fromSec, nowSec);
        }

        _ruleSets[region][ruleSet] = RuleSet(kind, fromSec);

        emit RuleSetPublished(ruleSet, region, bureau, kind, fromSec, msg.sender);
    }

    /// @inheritdoc IClaimRules
    function turnBusinessDays(uint24[] calldata dayNumbers) external {
        (InstitutionId bureau, RegionCode region) = _supervised();
        uint256 count = dayNumbers.length;
        if (count == 0 || count > BUSINESS_DAYS_TURNED_MAX) {
            revert BusinessDaysWrong(count, BUSINESS_DAYS_TURNED_MAX);
        }
        uint24 firstDayNumber = BusinessDays.dayOf(uint40(block.timestamp) + BUSINESS_DAY_LEAD_SEC) + 1;
        for (uint256 i = 0; i < count; ++i) {
            if (dayNumbers[i] < firstDayNumber) revert BusinessDayInPast(dayNumbers[i], firstDayNumber);
        }

        for (uint256 i = 0; i < count; ++i) _turnedDays[region].turn(dayNumbers[i]);

        emit BusinessDaysTurned(region, bureau, dayNumbers, msg.sender);
    }

    /// @inheritdoc IClaimRules
    function claimLimitsOf(RegionCode region) external view returns (ClaimLimits memory limits) {
        limits = _limits[region];
        // No bureau can set a time of 0.
        if (limits.decisionSec == 0) {
            return
                ClaimLimits({
                    decisionSec: DECISION_SEC,
                    manualDays: MANUAL_DAYS,
                    appealDays: APPEAL_DAYS,
                    appealDecisionDays: APPEAL_DECISION_DAYS,
                    disputeDays: DISPUTE_DAYS,
                    automaticFenMax: Fen.wrap(AUTOMATIC_FEN_MAX),
                    fourEyesFromFen: Fen.wrap(FOUR_EYES_FROM_FEN),
                    provisionalFenPerDay: Fen.wrap(PROVISIONAL_FEN_PER_DAY),
                    uncodedFenPerDay: Fen.wrap(UNCODED_FEN_PER_DAY)
                });
        }
    }

    /// @inheritdoc IClaimRules
    function ruleSetOf(RegionCode region, bytes32 ruleSet) external view returns (RuleSet memory) {
        return _ruleSets[region][ruleSet];
    }

    /// @inheritdoc IClaimRules
    function isBusinessDay(RegionCode region, uint24 dayNumber) external view returns (bool) {
        return _turnedDays[region].isBusinessDay(dayNumber);
    }

    /// @inheritdoc IClaimRules
    function businessDeadlineSec(
        RegionCode region,
        uint40 fromSec,
        uint8 dayCount
    ) external view returns (uint40) {
        return _turnedDays[region].deadlineSec(fromSec, dayCount);
    }

    /// @dev Only operators of bureaus can hold the act, so who acts is the bureau of its region.
    function _supervised() private view returns (InstitutionId bureau, RegionCode region) {
        bureau = INSTITUTIONS.actingFor(msg.sender, Act.Supervise);
        region = INSTITUTIONS.institution(bureau).region;
    }

    function _areSane(ClaimLimits calldata limits) private pure returns (bool) {
        uint64 automaticFenMax = Fen.unwrap(limits.automaticFenMax);
        return
            limits.decisionSec != 0 &&
            limits.decisionSec <= DECISION_SEC_MAX &&
            limits.manualDays != 0 &&
            limits.appealDays != 0 &&
            limits.appealDecisionDays != 0 &&
            limits.disputeDays != 0 &&
            (automaticFenMax == 0 || automaticFenMax < Fen.unwrap(limits.fourEyesFromFen));
    }
}
