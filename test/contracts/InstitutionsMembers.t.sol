// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {
    IInstitutions,
    Institution,
    InstitutionDraft,
    InstitutionKind
} from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionId, RegionCode } from "../../contracts/libraries/Ids.sol";
import { InstitutionsFixture, Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice Admission of bureaus and auditors, registration of all others, and their admin keys.
contract InstitutionsMembersTest is InstitutionsFixture {
    RegionCode private constant REGION_C = RegionCode.wrap(310000);
    InstitutionId private constant NEXT = InstitutionId.wrap(3);
    InstitutionId private constant STRANGER = InstitutionId.wrap(99);

    address private _newKey = key("new admin");

    function setUp() public {
        _setUpInstitutions();
    }

    // given the consortium

    function test_AdmitBureau_RecordsItAsTheBureauOfItsRegion() public {
        InstitutionDraft memory draft = InstitutionDraft(
            InstitutionKind.Bureau,
            310101,
            _newKey,
            "310000-YBJ",
            unicode"上海医保"
        );
        bytes memory call = abi.encodeCall(IInstitutions.admitBureau, (REGION_C, draft));
        vm.prank(consortium);
        authority.schedule(address(institutions), call, 0);
        vm.warp(block.timestamp + CONSORTIUM_DELAY_SEC);

        vm.expectEmit(address(institutions));
        emit IInstitutions.InstitutionRegistered(
            NEXT,
            REGION_C,
            InstitutionKind.Bureau,
            310101,
            _newKey,
            InstitutionId.wrap(0),
            "310000-YBJ",
            unicode"上海医保"
        );
        vm.expectEmit(address(institutions));
        emit IInstitutions.BureauAdmitted(NEXT, REGION_C);
        vm.prank(consortium);
        InstitutionId id = institutions.admitBureau(REGION_C, draft);

        assertEq(id, NEXT);
        assertEq(institutions.bureauOf(REGION_C), NEXT);
        Institution memory stored = institutions.institution(NEXT);
        assertEq(uint256(stored.kind), uint256(InstitutionKind.Bureau));
        assertEq(stored.region, REGION_C);
        assertEq(stored.district, 310101);
        assertEq(stored.registeredAtSec, block.timestamp);
        assertEq(stored.adminKey, _newKey);
    }

    function test_RevertWhen_TheConsortiumDoesNotWaitItsDelay() public {
        bytes memory call = abi.encodeCall(IInstitutions.admitBureau, (REGION_C, _bureauDraft()));
        vm.prank(consortium);
        authority.schedule(address(institutions), call, 0);
        vm.warp(block.timestamp + CONSORTIUM_DELAY_SEC - 1);

        vm.expectRevert();
        vm.prank(consortium);
        institutions.admitBureau(REGION_C, _bureauDraft());
        assertEq(institutions.bureauOf(REGION_C), InstitutionId.wrap(0));
    }

    function test_RevertWhen_TheGuardianCancelledTheAdmission() public {
        bytes memory call = abi.encodeCall(IInstitutions.admitBureau, (REGION_C, _bureauDraft()));
        vm.prank(consortium);
        authority.schedule(address(institutions), call, 0);
        vm.prank(guardian);
        authority.cancel(consortium, address(institutions), call);
        vm.warp(block.timestamp + CONSORTIUM_DELAY_SEC);

        vm.expectRevert();
        vm.prank(consortium);
        institutions.admitBureau(REGION_C, _bureauDraft());
    }

    function test_RevertWhen_RegionHasBureau_BeforeItsCodeIsLookedAt() public {
        InstitutionDraft memory draft = _draft(InstitutionKind.Bureau, "330500-YBJ", _newKey);
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.admitBureau, (REGION_A, draft)),
            abi.encodeWithSelector(IInstitutions.RegionHasBureau.selector, REGION_A, bureauA.id)
        );
    }

    function test_RevertWhen_AdmittedBureauIsOfAnotherKind_BeforeItsRegionIsLookedAt() public {
        InstitutionDraft memory draft = _draft(InstitutionKind.Hospital, "X", _newKey);
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.admitBureau, (REGION_A, draft)),
            abi.encodeWithSelector(IInstitutions.InstitutionKindNotAllowed.selector, InstitutionKind.Hospital)
        );
    }

    function test_RevertWhen_BureauRegionIsMalformed() public {
        uint24[4] memory wrong = [uint24(0), 109999, 1_000_000, 33_050];
        for (uint256 i = 0; i < wrong.length; ++i) {
            RegionCode region = RegionCode.wrap(wrong[i]);
            _expectRefusedByConsortium(
                abi.encodeCall(IInstitutions.admitBureau, (region, _bureauDraft())),
                abi.encodeWithSelector(IInstitutions.RegionMalformed.selector, region)
            );
        }
    }

    function test_AdmitAuditor_ForOneRegionAndForTheWholeCountry() public {
        Member memory regional = _admitAuditor(REGION_A, "AUDIT-A");
        Member memory national = _admitAuditor(RegionCode.wrap(0), "AUDIT");

        assertEq(institutions.institution(regional.id).region, REGION_A);
        assertEq(institutions.institution(national.id).region, RegionCode.wrap(0));
        assertEq(uint256(institutions.institution(national.id).kind), uint256(InstitutionKind.Auditor));
        assertEq(institutions.bureauOf(REGION_A), bureauA.id);
        assertEq(institutions.bureauOf(RegionCode.wrap(0)), InstitutionId.wrap(0));
    }

    function test_RevertWhen_AdmittedAuditorIsOfAnotherKind() public {
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.admitAuditor, (REGION_A, _bureauDraft())),
            abi.encodeWithSelector(IInstitutions.InstitutionKindNotAllowed.selector, InstitutionKind.Bureau)
        );
    }

    function test_ReplaceMemberAdminKey_GivesABureauAnotherKeyAndFreesTheOldOne() public {
        address previous = bureauA.adminKey;
        _asConsortium(abi.encodeCall(IInstitutions.replaceMemberAdminKey, (bureauA.id, _newKey)));

        assertEq(institutions.institution(bureauA.id).adminKey, _newKey);
        assertTrue(institutions.isKnownKey(_newKey));
        assertFalse(institutions.isKnownKey(previous));
    }

    function test_RevertWhen_ReplaceMemberAdminKey_ChecksInOrder() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);

        vm.expectRevert(
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this))
        );
        institutions.replaceMemberAdminKey(STRANGER, address(0));
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.replaceMemberAdminKey, (STRANGER, address(0))),
            abi.encodeWithSelector(IInstitutions.InstitutionUnknown.selector, STRANGER)
        );
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.replaceMemberAdminKey, (pharmacy.id, bureauB.adminKey)),
            abi.encodeWithSelector(IInstitutions.InstitutionKindNotAllowed.selector, InstitutionKind.Pharmacy)
        );
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.replaceMemberAdminKey, (bureauA.id, bureauB.adminKey)),
            abi.encodeWithSelector(IInstitutions.KeyInUse.selector, bureauB.adminKey, bureauB.id)
        );
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.replaceMemberAdminKey, (bureauA.id, bureauA.adminKey)),
            abi.encodeWithSelector(IInstitutions.KeyInUse.selector, bureauA.adminKey, bureauA.id)
        );
        _expectRefusedByConsortium(
            abi.encodeCall(IInstitutions.replaceMemberAdminKey, (bureauA.id, address(0))),
            abi.encodeWithSelector(IInstitutions.KeyIsZero.selector)
        );
    }

    // given a bureau's operator

    function test_RegisterInstitution_StandsInTheRegionOfTheBureau() public {
        InstitutionDraft memory draft = _draft(InstitutionKind.Hospital, "H33050300123", _newKey);
        draft.district = 330503;

        vm.expectEmit(address(institutions));
        emit IInstitutions.InstitutionRegistered(
            NEXT,
            REGION_A,
            InstitutionKind.Hospital,
            330503,
            _newKey,
            bureauA.id,
            "H33050300123",
            "H33050300123"
        );
        vm.prank(bureauA.operator);
        assertEq(institutions.registerInstitution(draft), NEXT);
        assertEq(institutions.institution(NEXT).region, REGION_A);
    }

    function test_RevertWhen_RegisterInstitution_ByANobody() public {
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, address(this)));
        institutions.registerInstitution(_draft(InstitutionKind.None, "", address(0)));
    }

    function test_RevertWhen_RegisterInstitution_OfAKindThatTheConsortiumAdmits() public {
        InstitutionKind[3] memory wrong = [
            InstitutionKind.None,
            InstitutionKind.Bureau,
            InstitutionKind.Auditor
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _expectRefusedByBureau(
                _draft(wrong[i], "330500-YBJ", _newKey),
                abi.encodeWithSelector(IInstitutions.InstitutionKindNotAllowed.selector, wrong[i])
            );
        }
    }

    function test_RevertWhen_RegisterInstitution_ChecksInOrder() public {
        InstitutionDraft memory draft = _draft(InstitutionKind.Pharmacy, "330500-YBJ", bureauB.operator);
        draft.district = 99_999;
        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.InstitutionCodeTaken.selector,
            "330500-YBJ",
            bureauA.id
        );
        _expectRefusedByBureau(draft, refusal);

        draft.code = "a b";
        refusal = abi.encodeWithSelector(IInstitutions.KeyInUse.selector, bureauB.operator, bureauB.id);
        _expectRefusedByBureau(draft, refusal);

        draft.adminKey = address(0);
        _expectRefusedByBureau(draft, abi.encodeWithSelector(IInstitutions.KeyIsZero.selector));

        draft.adminKey = _newKey;
        _expectRefusedByBureau(
            draft,
            abi.encodeWithSelector(IInstitutions.RegionMalformed.selector, RegionCode.wrap(99_999))
        );

        draft.district = 0;
        _expectRefusedByBureau(
            draft,
            abi.encodeWithSelector(IInstitutions.InstitutionCodeMalformed.selector, "a b")
        );
    }

    function test_RevertWhen_DistrictHasMoreThanSixDigits() public {
        InstitutionDraft memory draft = _draft(InstitutionKind.Pharmacy, "P1", _newKey);
        draft.district = 1_000_000;
        _expectRefusedByBureau(
            draft,
            abi.encodeWithSelector(IInstitutions.RegionMalformed.selector, RegionCode.wrap(1_000_000))
        );
    }

    function test_RevertWhen_CodeIsMalformed() public {
        string[5] memory wrong = ["", unicode"药店", "tab\t", "\x7f", "123456789012345678901234567890123"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _expectRefusedByBureau(
                _draft(InstitutionKind.Pharmacy, wrong[i], _newKey),
                abi.encodeWithSelector(IInstitutions.InstitutionCodeMalformed.selector, wrong[i])
            );
        }
    }

    function test_RegisterInstitution_WithTheLongestCode() public {
        vm.prank(bureauA.operator);
        institutions.registerInstitution(
            _draft(InstitutionKind.Maker, "!2345678901234567890123456789~32", _newKey)
        );
    }

    function test_RevertWhen_TheKeyIsAnotherInstitutionsAdminKey() public {
        _expectRefusedByBureau(
            _draft(InstitutionKind.Maker, "M1", bureauB.adminKey),
            abi.encodeWithSelector(IInstitutions.KeyInUse.selector, bureauB.adminKey, bureauB.id)
        );
    }

    function test_ReplaceAdminKey_TakesTheRightFromTheOldKey() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);

        vm.expectEmit(address(institutions));
        emit IInstitutions.AdminKeyReplaced(pharmacy.id, pharmacy.adminKey, _newKey);
        vm.prank(bureauA.operator);
        institutions.replaceAdminKey(pharmacy.id, _newKey);

        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.CallerNotAdminKey.selector,
            pharmacy.id,
            pharmacy.adminKey
        );
        vm.expectRevert(refusal);
        vm.prank(pharmacy.adminKey);
        institutions.revokeOperator(pharmacy.id, pharmacy.operator);
        vm.prank(_newKey);
        institutions.revokeOperator(pharmacy.id, pharmacy.operator);
    }

    function test_ReplaceAdminKey_MayBeAnOperatorOfTheSameInstitution() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        vm.prank(bureauA.operator);
        institutions.replaceAdminKey(pharmacy.id, pharmacy.operator);
        assertEq(institutions.actingFor(pharmacy.operator, Act.Dispense), pharmacy.id);
    }

    function test_RevertWhen_ReplaceAdminKey_ChecksInOrder() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.InstitutionUnknown.selector, STRANGER));
        institutions.replaceAdminKey(STRANGER, address(0));

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, address(this)));
        institutions.replaceAdminKey(pharmacy.id, address(0));

        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.InstitutionOutsideRegion.selector,
            pharmacy.id,
            REGION_A,
            REGION_B
        );
        vm.expectRevert(refusal);
        vm.prank(bureauB.operator);
        institutions.replaceAdminKey(pharmacy.id, address(0));

        vm.startPrank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.InstitutionKindNotAllowed.selector, InstitutionKind.Bureau)
        );
        institutions.replaceAdminKey(bureauA.id, address(0));

        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.KeyInUse.selector, pharmacy.adminKey, pharmacy.id)
        );
        institutions.replaceAdminKey(pharmacy.id, pharmacy.adminKey);

        vm.expectRevert(abi.encodeWithSelector(IInstitutions.KeyIsZero.selector));
        institutions.replaceAdminKey(pharmacy.id, address(0));
        vm.stopPrank();
    }

    function test_GivenAnUnknownNumber_InstitutionIsOfKindNone() public view {
        assertEq(uint256(institutions.institution(STRANGER).kind), uint256(InstitutionKind.None));
    }

    function testFuzz_OnlySixDigitsFromElevenAreARegion(uint24 digits) public {
        bytes memory call = abi.encodeCall(
            IInstitutions.admitBureau,
            (RegionCode.wrap(digits), _bureauDraft())
        );
        RegionCode region = RegionCode.wrap(digits);
        vm.assume(region != REGION_A && region != REGION_B);
        if (digits >= 110_000 && digits <= 999_999) {
            _asConsortium(call);
            assertEq(institutions.bureauOf(region), NEXT);
        } else {
            _expectRefusedByConsortium(
                call,
                abi.encodeWithSelector(IInstitutions.RegionMalformed.selector, region)
            );
        }
    }

    function testFuzz_ACodeIsOneInstitutionsAlone(uint8 length, uint256 seed) public {
        bytes memory code = new bytes(bound(length, 1, 32));
        for (uint256 i = 0; i < code.length; ++i) {
            code[i] = bytes1(uint8(0x21 + (uint256(keccak256(abi.encode(seed, i))) % 0x5e)));
        }
        vm.prank(bureauA.operator);
        InstitutionId id = institutions.registerInstitution(
            _draft(InstitutionKind.Maker, string(code), _newKey)
        );
        assertEq(id, NEXT);

        bytes memory refusal = abi.encodeWithSelector(
            IInstitutions.InstitutionCodeTaken.selector,
            code,
            NEXT
        );
        vm.expectRevert(refusal);
        vm.prank(bureauB.operator);
        institutions.registerInstitution(_draft(InstitutionKind.Maker, string(code), key("another")));
    }

    function _bureauDraft() private view returns (InstitutionDraft memory) {
        return _draft(InstitutionKind.Bureau, "310000-YBJ", _newKey);
    }

    function _expectRefusedByBureau(InstitutionDraft memory draft, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(bureauA.operator);
        institutions.registerInstitution(draft);
    }
}
