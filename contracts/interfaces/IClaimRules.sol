// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fen, InstitutionId, RegionCode } from "../libraries/Ids.sol";

/// @notice What a published rule set says.
enum RuleSetKind {
    None,
    Catalogue, // of the place of care: what is payable, at which price at most
    Policy // of the insured region: who gets how much of it
}

/// @notice The limits of one region on claims that its fund pays; `uncodedFenPerDay` on those of care in it.
struct ClaimLimits {
    // slot 0: 32 bytes used, 0 spare
    uint32 decisionSec; // 4 bytes, for a direct or secondary claim
    uint8 manualDays; // 1 byte, business days to decide a manual claim
    uint8 appealDays; // 1 byte, business days in which a rejection may be appealed
    uint8 appealDecisionDays; // 1 byte, business days to decide an appeal
    uint8 disputeDays; // 1 byte, business days after payment in which it may be disputed
    Fen automaticFenMax; // 8 bytes, the most that a claim may request which an automatic key approves
    Fen fourEyesFromFen; // 8 bytes, from this request on two persons approve
    Fen provisionalFenPerDay; // 8 bytes, for each provider and day; 0: none
    // slot 1: 8 bytes used, 24 spare
    Fen uncodedFenPerDay; // 8 bytes, for each provider and day
}

/// @notice A rule set that a region published; keyed by region and hash.
struct RuleSet {
    // slot 0: 6 bytes used, 26 spare
    RuleSetKind kind; // 1 byte
    uint40 fromSec; // 5 bytes, claims of care before it may not name it
}

/// @title What a bureau sets for claims.
/// @notice Limits, published rule sets and business days that the claim ledger asks for.
/// @dev A region whose bureau has set nothing has the defaults: 10 minutes for a direct claim, 20 business days for a
/// manual one, 15 to appeal, 20 to decide the appeal, 60 to dispute; automatic up to 5,000 yuan, four eyes from
/// 50,000 yuan, provisional up to 20,000 yuan a provider and day, uncoded up to 100,000 yuan a provider and day. A day
/// is a day of UTC+8, counted from 1970-01-01; Monday to Friday are business days but where a bureau turned a day.
interface IClaimRules {
    event ClaimLimitsSet(
        RegionCode indexed region,
        InstitutionId indexed bureau,
        ClaimLimits limits,
        address operator
    );
    event RuleSetPublished(
        bytes32 indexed ruleSet,
        RegionCode indexed region,
        InstitutionId indexed bureau,
        RuleSetKind kind,
        uint40 fromSec,
        address operator
    );
    event BusinessDaysTurned(
        RegionCode indexed region,
        InstitutionId indexed bureau,
        uint24[] dayNumbers,
        address operator
    );

    error ClaimLimitsWrong(ClaimLimits limits);
    error RuleSetMalformed(bytes32 ruleSet, RuleSetKind kind);
    error RuleSetAlreadyPublished(bytes32 ruleSet, RegionCode region, uint40 fromSec);
    error RuleSetTimeWrong(uint40 fromSec, uint40 nowSec);
    error BusinessDaysWrong(uint256 count, uint256 max);
    error BusinessDayInPast(uint24 dayNumber, uint24 firstDayNumber);

    /// @notice A bureau sets the limits of its region, from this block on.
    /// @dev Check order: actingFor (Supervise), ClaimLimitsWrong (times 0; decisionSec above a day; an automatic limit
    /// that reaches the request from which four eyes are needed).
    function setClaimLimits(ClaimLimits calldata limits) external;

    /// @notice A bureau pins a rule set: the hash of its canonical JSON.
    /// @dev Check order: actingFor (Supervise), RuleSetMalformed (no hash or no kind), RuleSetAlreadyPublished,
    /// RuleSetTimeWrong (more than a year off either way).
    function publishRuleSet(bytes32 ruleSet, RuleSetKind kind, uint40 fromSec) external;

    /// @notice A bureau turns days of its region: a weekday into a holiday 节假日, a weekend day into a working day
    /// 调休, and back.
    /// @dev Check order: actingFor (Supervise), BusinessDaysWrong, BusinessDayInPast (a day that has begun, or begins
    /// within two days: running deadlines do not move).
    function turnBusinessDays(uint24[] calldata dayNumbers) external;

    function claimLimitsOf(RegionCode region) external view returns (ClaimLimits memory);
    function ruleSetOf(RegionCode region, bytes32 ruleSet) external view returns (RuleSet memory);
    function isBusinessDay(RegionCode region, uint24 dayNumber) external view returns (bool);

    /// @notice The end (exclusive) of the `dayCount`-th business day after the day of `fromSec`; at the latest that of
    /// the 1,000th day.
    function businessDeadlineSec(
        RegionCode region,
        uint40 fromSec,
        uint8 dayCount
    ) external view returns (uint40);
}
