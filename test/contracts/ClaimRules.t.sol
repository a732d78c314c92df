// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimLimits, IClaimRules, RuleSetKind } from "../../contracts/interfaces/IClaimRules.sol";
import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { Fen, RegionCode } from "../../contracts/libraries/Ids.sol";
import { DECISION_SEC_MAX, RULE_SET_LEAD_SEC_MAX } from "../../contracts/libraries/Limits.sol";
import { Fixture } from "./support/Fixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

contract ClaimRulesTest is Fixture {
    bytes32 private constant RULE_SET = keccak256("rule set");

    function setUp() public {
        _setUpLedger();
    }

    function test_ClaimLimitsOf_AreTheDefaultsUntilSet() public view {
        _expectLimits(REGION_A, _defaults());
        _expectLimits(RegionCode.wrap(0), _defaults());
    }

    function test_SetClaimLimits_HoldsForTheBureausRegionAlone() public {
        ClaimLimits memory limits = _limits(1, 0, 0);
        vm.expectEmit(address(claimRules));
        emit IClaimRules.ClaimLimitsSet(REGION_A, bureauA.id, limits, bureauA.operator);
        _set(limits);
        _expectLimits(REGION_A, limits);
        _expectLimits(REGION_B, _defaults());
    }

    /// @dev An automatic key never decides what two persons must.
    function test_SetClaimLimits_TakesTheEdges() public {
        _set(_limits(DECISION_SEC_MAX, 4_999, 5_000));
        _set(_limits(1, 0, 0));
        _set(_limits(1, type(uint64).max - 1, type(uint64).max));
    }

    function test_SetClaimLimits_GoesOnWhilePaused() public {
        _pauseLedger();
        _set(_limits(1, 0, 0));
        _expectLimits(REGION_A, _limits(1, 0, 0));
    }

    function test_SetClaimLimits_RevertWhen_CallerIsNoBureau() public {
        Member memory hospital = _register(bureauA, InstitutionKind.Hospital);
        _expectNotGranted(hospital);
        claimRules.setClaimLimits(_limits(0, 0, 0));
    }

    function test_SetClaimLimits_RevertWhen_ATimeIsNothingOrTooLong() public {
        _expectWrong(_limits(0, 0, 0));
        _expectWrong(_limits(DECISION_SEC_MAX + 1, 0, 0));
        for (uint256 i = 0; i < 4; ++i) {
            ClaimLimits memory limits = _limits(1, 0, 0);
            if (i == 0) limits.manualDays = 0;
            if (i == 1) limits.appealDays = 0;
            if (i == 2) limits.appealDecisionDays = 0;
            if (i == 3) limits.disputeDays = 0;
            _expectWrong(limits);
        }
    }

    function test_SetClaimLimits_RevertWhen_TheAutomaticLimitReachesFourEyes() public {
        _expectWrong(_limits(1, 5_000, 5_000));
        _expectWrong(_limits(1, 5_001, 5_000));
        _expectWrong(_limits(1, 1, 0));
    }

    function test_PublishRuleSet_PinsItForTheBureausRegionAlone() public {
        uint40 fromSec = uint40(block.timestamp) + 30 days;
        vm.expectEmit(address(claimRules));
        emit IClaimRules.RuleSetPublished(
            RULE_SET,
            REGION_A,
            bureauA.id,
            RuleSetKind.Policy,
            fromSec,
            bureauA.operator
        );
        _publish(RULE_SET, RuleSetKind.Policy, fromSec);
        _expectRuleSet(REGION_A, RuleSetKind.Policy, fromSec);
        _expectRuleSet(REGION_B, RuleSetKind.None, 0);
        vm.prank(bureauB.operator);
        claimRules.publishRuleSet(RULE_SET, RuleSetKind.Catalogue, uint40(block.timestamp));
        _expectRuleSet(REGION_B, RuleSetKind.Catalogue, uint40(block.timestamp));
    }

    function test_PublishRuleSet_RevertWhen_CallerIsNoBureau() public {
        Member memory hospital = _register(bureauA, InstitutionKind.Hospital);
        _expectNotGranted(hospital);
        claimRules.publishRuleSet(0, RuleSetKind.None, 0);
    }

    function test_PublishRuleSet_RevertWhen_Malformed() public {
        _expectPublish(0, RuleSetKind.Policy, 0, IClaimRules.RuleSetMalformed.selector);
        _expectPublish(RULE_SET, RuleSetKind.None, 0, IClaimRules.RuleSetMalformed.selector);
    }

    function test_PublishRuleSet_RevertWhen_PublishedBefore() public {
        uint40 fromSec = uint40(block.timestamp);
        _publish(RULE_SET, RuleSetKind.Policy, fromSec);
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IClaimRules.RuleSetAlreadyPublished.selector, RULE_SET, REGION_A, fromSec)
        );
        claimRules.publishRuleSet(RULE_SET, RuleSetKind.Catalogue, 0);
    }

    function test_PublishRuleSet_RevertWhen_MoreThanAYearOff() public {
        uint40 nowSec = uint40(block.timestamp);
        bytes4 wrong = IClaimRules.RuleSetTimeWrong.selector;
        _expectPublish(RULE_SET, RuleSetKind.Policy, nowSec - RULE_SET_LEAD_SEC_MAX - 1, wrong);
        _expectPublish(RULE_SET, RuleSetKind.Policy, nowSec + RULE_SET_LEAD_SEC_MAX + 1, wrong);
        _expectPublish(RULE_SET, RuleSetKind.Policy, type(uint40).max, wrong);
        _publish(keccak256("old"), RuleSetKind.Policy, nowSec - RULE_SET_LEAD_SEC_MAX);
        _publish(RULE_SET, RuleSetKind.Policy, nowSec + RULE_SET_LEAD_SEC_MAX);
    }

    function _defaults() private pure returns (ClaimLimits memory) {
        return
            ClaimLimits({
                decisionSec: 600,
                manualDays: 20,
                appealDays: 15,
                appealDecisionDays: 20,
                disputeDays: 60,
                automaticFenMax: Fen.wrap(500_000),
                fourEyesFromFen: Fen.wrap(5_000_000),
                provisionalFenPerDay: Fen.wrap(2_000_000),
                uncodedFenPerDay: Fen.wrap(10_000_000)
            });
    }

    function _limits(
        uint32 decisionSec,
        uint64 automaticFenMax,
        uint64 fourEyesFromFen
    ) private pure returns (ClaimLimits memory) {
        return
            ClaimLimits({
                decisionSec: decisionSec,
                manualDays: 1,
                appealDays: 1,
                appealDecisionDays: 1,
                disputeDays: 1,
                automaticFenMax: Fen.wrap(automaticFenMax),
                fourEyesFromFen: Fen.wrap(fourEyesFromFen),
                provisionalFenPerDay: Fen.wrap(0),
                uncodedFenPerDay: Fen.wrap(0)
            });
    }

    function _set(ClaimLimits memory limits) private {
        vm.prank(bureauA.operator);
        claimRules.setClaimLimits(limits);
    }

    function _publish(bytes32 ruleSet, RuleSetKind kind, uint40 fromSec) private {
        vm.prank(bureauA.operator);
        claimRules.publishRuleSet(ruleSet, kind, fromSec);
    }

    function _expectLimits(RegionCode region, ClaimLimits memory limits) private view {
        assertEq(abi.encode(claimRules.claimLimitsOf(region)), abi.encode(limits));
    }

    function _expectRuleSet(RegionCode region, RuleSetKind kind, uint40 fromSec) private view {
        assertEq(abi.encode(claimRules.ruleSetOf(region, RULE_SET)), abi.encode(kind, fromSec));
    }

    function _expectWrong(ClaimLimits memory limits) private {
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(IClaimRules.ClaimLimitsWrong.selector, limits));
        claimRules.setClaimLimits(limits);
    }

    /// @dev Both errors of a rule set carry what was stated, and one of them the time of the block.
    function _expectPublish(bytes32 ruleSet, RuleSetKind kind, uint40 fromSec, bytes4 selector) private {
        bytes memory revertData =
            selector == IClaimRules.RuleSetMalformed.selector
                ? abi.encodeWithSelector(selector, ruleSet, kind)
                : abi.encodeWithSelector(selector, fromSec, uint40(block.timestamp));
        vm.prank(bureauA.operator);
        vm.expectRevert(revertData);
        claimRules.publishRuleSet(ruleSet, kind, fromSec);
    }

    /// @dev The member's next call is refused.
    function _expectNotGranted(Member memory member) private {
        vm.prank(member.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                member.operator,
                member.id,
                Act.Supervise
            )
        );
    }
}
