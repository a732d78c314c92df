// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions, InstitutionKind, Operator } from "../../contracts/interfaces/IInstitutions.sol";
import { Act, Acts, ActSet } from "../../contracts/libraries/Acts.sol";
import { InstitutionId } from "../../contracts/libraries/Ids.sol";
import { InstitutionsFixture, Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Operator keys, and the one question that every other contract asks.
contract InstitutionsOperatorsTest is InstitutionsFixture {
    InstitutionId private constant STRANGER = InstitutionId.wrap(99);

    Member private _pharmacy;
    Member private _other;
    address private _newKey = key("new operator");
    uint40 private _endSec;

    function setUp() public {
        _setUpInstitutions();
        _pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        _other = _register(bureauB, InstitutionKind.Hospital);
        _endSec = uint40(block.timestamp) + 30 days;
    }

    // given the admin key of the institution

    function test_AddOperator_LetsTheKeyActForIt() public {
        vm.expectEmit(address(institutions));
        emit IInstitutions.OperatorAdded(_pharmacy.id, _newKey, _acts(Act.Dispense), _endSec);
        vm.prank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Dispense), _endSec);

        Operator memory stored = institutions.operator(_newKey);
        assertEq(stored.institution, _pharmacy.id);
        assertEq(stored.acts, _acts(Act.Dispense));
        assertEq(stored.validUntilSec, _endSec);
        assertFalse(stored.revoked);
        assertEq(institutions.actingFor(_newKey, Act.Dispense), _pharmacy.id);
    }

    function test_AddOperator_ChangesTheActsAndTheEndOfOneItHas() public {
        _addOperator(_pharmacy, _newKey, _acts(Act.Dispense));
        vm.prank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Ship, Act.Receive), _endSec);

        assertEq(institutions.actingFor(_newKey, Act.Ship), _pharmacy.id);
        assertEq(institutions.operator(_newKey).validUntilSec, _endSec);
        _expectRefusal(IInstitutions.ActNotGranted.selector, _newKey, Act.Dispense);
    }

    function test_AddOperator_MayBeTheAdminKeyItself() public {
        _addOperator(_pharmacy, _pharmacy.adminKey, _acts(Act.Dispense));
        assertEq(institutions.actingFor(_pharmacy.adminKey, Act.Dispense), _pharmacy.id);
    }

    function test_AddOperator_TakesARevokedKeyBackToTheSameInstitution() public {
        _addOperator(_pharmacy, _newKey, _acts(Act.Dispense));
        vm.prank(_pharmacy.adminKey);
        institutions.revokeOperator(_pharmacy.id, _newKey);
        _addOperator(_pharmacy, _newKey, _acts(Act.Dispense));
        assertEq(institutions.actingFor(_newKey, Act.Dispense), _pharmacy.id);
    }

    function test_RevertWhen_ARevokedKeyIsAddedByAnotherInstitution() public {
        _addOperator(_pharmacy, _newKey, _acts(Act.Dispense));
        vm.prank(_pharmacy.adminKey);
        institutions.revokeOperator(_pharmacy.id, _newKey);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.KeyInUse.selector, _newKey, _pharmacy.id));
        vm.prank(_other.adminKey);
        institutions.addOperator(_other.id, _newKey, _acts(Act.Dispense), _endSec);
    }

    function test_RevertWhen_AddOperator_ChecksInOrder() public {
        ActSet bureauAct = _acts(Act.SignAgreements);
        uint40 nowSec = uint40(block.timestamp);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.InstitutionUnknown.selector, STRANGER));
        institutions.addOperator(STRANGER, _other.adminKey, bureauAct, nowSec);

        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.CallerNotAdminKey.selector, _pharmacy.id, _other.adminKey)
        );
        vm.prank(_other.adminKey);
        institutions.addOperator(_pharmacy.id, _other.adminKey, bureauAct, nowSec);

        vm.startPrank(_pharmacy.adminKey);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.KeyInUse.selector, _other.adminKey, _other.id));
        institutions.addOperator(_pharmacy.id, _other.adminKey, bureauAct, nowSec);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.KeyInUse.selector, _other.operator, _other.id));
        institutions.addOperator(_pharmacy.id, _other.operator, bureauAct, nowSec);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.KeyIsZero.selector));
        institutions.addOperator(_pharmacy.id, address(0), bureauAct, nowSec);

        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.ActsNotForKind.selector,
            InstitutionKind.Pharmacy,
            bureauAct,
            Acts.allowedFor(InstitutionKind.Pharmacy)
        );
        vm.expectRevert(refusal);
        institutions.addOperator(_pharmacy.id, _newKey, bureauAct, nowSec);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorTimeInPast.selector, _newKey, nowSec));
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Dispense), nowSec);
        vm.stopPrank();
    }

    function test_RevokeOperator_TakesTheRightAtOnce() public {
        vm.expectEmit(address(institutions));
        emit IInstitutions.OperatorRevoked(_pharmacy.id, _pharmacy.operator);
        vm.prank(_pharmacy.adminKey);
        institutions.revokeOperator(_pharmacy.id, _pharmacy.operator);

        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.OperatorIsRevoked.selector, _pharmacy.operator, _pharmacy.id)
        );
        institutions.actingFor(_pharmacy.operator, Act.Dispense);
        assertTrue(institutions.operator(_pharmacy.operator).revoked);
    }

    function test_RevertWhen_RevokeOperator_ChecksInOrder() public {
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.InstitutionUnknown.selector, STRANGER));
        institutions.revokeOperator(STRANGER, _newKey);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, _newKey));
        institutions.revokeOperator(_pharmacy.id, _newKey);

        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.CallerNotAdminKey.selector, _pharmacy.id, address(this))
        );
        institutions.revokeOperator(_pharmacy.id, _other.operator);

        vm.startPrank(_pharmacy.adminKey);
        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.OperatorOfOther.selector,
            _other.operator,
            _other.id,
            _pharmacy.id
        );
        vm.expectRevert(refusal);
        institutions.revokeOperator(_pharmacy.id, _other.operator);

        institutions.revokeOperator(_pharmacy.id, _pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.OperatorIsRevoked.selector, _pharmacy.operator, _pharmacy.id)
        );
        institutions.revokeOperator(_pharmacy.id, _pharmacy.operator);
        vm.stopPrank();
    }

    // given any contract that asks for whom a key acts

    function test_RevertWhen_ActingFor_ChecksInOrder() public {
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, _newKey));
        institutions.actingFor(_newKey, Act.Dispense);

        vm.startPrank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Dispense), _endSec);
        institutions.revokeOperator(_pharmacy.id, _newKey);
        vm.stopPrank();
        _pauseLedger();
        vm.warp(_endSec);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.OperatorIsRevoked.selector, _newKey, _pharmacy.id)
        );
        institutions.actingFor(_newKey, Act.Ship);

        vm.prank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Dispense), _endSec + 1);
        vm.warp(_endSec + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.OperatorExpired.selector, _newKey, _pharmacy.id, _endSec + 1)
        );
        institutions.actingFor(_newKey, Act.Ship);

        vm.warp(_endSec);
        _expectRefusal(IInstitutions.ActNotGranted.selector, _newKey, Act.Ship);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Dispense));
        institutions.actingFor(_newKey, Act.Dispense);
    }

    function test_AnOperatorActsUntilTheSecondBeforeItsEnd() public {
        vm.prank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Dispense), _endSec);
        vm.warp(_endSec - 1);
        assertEq(institutions.actingFor(_newKey, Act.Dispense), _pharmacy.id);
    }

    // given a node that asks whether a key is known

    function test_IsKnownKey_IsTrueForOperatorsAdminKeysAndRoles() public {
        assertTrue(institutions.isKnownKey(_pharmacy.operator));
        assertTrue(institutions.isKnownKey(_pharmacy.adminKey));
        assertTrue(institutions.isKnownKey(consortium));
        assertTrue(institutions.isKnownKey(guardian));
        assertFalse(institutions.isKnownKey(bootstrap));
        assertFalse(institutions.isKnownKey(_newKey));
        assertFalse(institutions.isKnownKey(address(0)));

        vm.prank(_pharmacy.adminKey);
        institutions.revokeOperator(_pharmacy.id, _pharmacy.operator);
        assertFalse(institutions.isKnownKey(_pharmacy.operator));
    }

    function test_IsKnownKey_IsTrueForAnOperatorPastItsEnd() public {
        vm.warp(START_SEC + OPERATOR_TERM_SEC);
        assertTrue(institutions.isKnownKey(_pharmacy.operator));
    }

    // given any set of acts and any kind

    function testFuzz_OnlyActsOfTheKindAreGranted(uint32 acts, uint8 kindSeed) public {
        InstitutionKind kind = InstitutionKind(bound(kindSeed, 1, uint8(InstitutionKind.CareAgency)));
        Member memory member = _register(bureauA, kind);
        ActSet allowed = Acts.allowedFor(kind);
        if (acts & ~ActSet.unwrap(allowed) != 0) {
            vm.expectRevert(
                abi.encodeWithSelector(IInstitutions.ActsNotForKind.selector, kind, acts, allowed)
            );
        }
        vm.prank(member.adminKey);
        institutions.addOperator(member.id, _newKey, ActSet.wrap(acts), _endSec);
    }

    function testFuzz_ActingFor_ExactlyTheGrantedActs(uint32 actsSeed, uint8 actSeed, bool isPaused) public {
        ActSet allowed = Acts.allowedFor(InstitutionKind.Pharmacy);
        ActSet granted = ActSet.wrap(actsSeed & ActSet.unwrap(allowed));
        Act act = Act(bound(actSeed, 0, uint8(type(Act).max)));
        bool isCorrection = act == Act.Correct || act == Act.Decommission;
        _addOperator(_pharmacy, _newKey, granted);
        if (isPaused) _pauseLedger();

        if (!Acts.has(granted, act)) {
            _expectRefusal(IInstitutions.ActNotGranted.selector, _newKey, act);
        } else if (isPaused && !isCorrection) {
            vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, act));
            institutions.actingFor(_newKey, act);
        } else {
            assertEq(institutions.actingFor(_newKey, act), _pharmacy.id);
        }
    }

    function testFuzz_AnEndMustLieAhead(uint40 validUntilSec) public {
        if (validUntilSec <= block.timestamp) {
            vm.expectRevert(
                abi.encodeWithSelector(IInstitutions.OperatorTimeInPast.selector, _newKey, validUntilSec)
            );
        }
        vm.prank(_pharmacy.adminKey);
        institutions.addOperator(_pharmacy.id, _newKey, _acts(Act.Ship), validUntilSec);
    }

    function _expectRefusal(bytes4 selector, address operator, Act act) private {
        vm.expectRevert(abi.encodeWithSelector(selector, operator, _pharmacy.id, act));
        institutions.actingFor(operator, act);
    }
}
