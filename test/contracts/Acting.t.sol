// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Acting } from "../../contracts/libraries/Acting.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionId } from "../../contracts/libraries/Ids.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Maker, wholesaler and pharmacy stand in region A, the hospital in region B.
contract ActingTest is DrugFixture {
    function setUp() public {
        _setUpTrade();
    }

    /// @notice The library's answer about an operator, whoever calls.
    function ask(
        address operator,
        Act act,
        InstitutionId stated
    ) external view returns (InstitutionId, bool) {
        return Acting.institutionFor(institutions, operator, act, stated);
    }

    function test_InstitutionFor_IsTheOperatorsOwn() public view {
        _expectActing(pharmacy.operator, Act.Dispense, pharmacy.id, pharmacy.id, false);
    }

    /// @dev The caller sees the difference and refuses by its own name.
    function test_InstitutionFor_IsTheOperatorsOwnWhateverIsStated() public view {
        _expectActing(pharmacy.operator, Act.Dispense, hospital.id, pharmacy.id, false);
        _expectActing(pharmacy.operator, Act.Ship, InstitutionId.wrap(0), pharmacy.id, false);
        _expectActing(pharmacy.operator, Act.Ship, InstitutionId.wrap(999), pharmacy.id, false);
    }

    function test_InstitutionFor_IsTheStatedOneForTheBureauOfItsRegion() public view {
        _expectActing(bureauA.operator, Act.Dispense, pharmacy.id, pharmacy.id, true);
        _expectActing(bureauB.operator, Act.Dispense, hospital.id, hospital.id, true);
        _expectActing(bureauA.operator, Act.Ship, maker.id, maker.id, true);
    }

    function test_InstitutionFor_RevertWhen_BureauIsOfAnotherRegion() public {
        _expectRefused(bureauB, Act.Dispense, pharmacy.id, Act.Dispense);
    }

    /// @dev A bureau brings in what the institution could have recorded itself: a wholesaler sells to no person.
    function test_InstitutionFor_RevertWhen_TheInstitutionMayNotItself() public {
        _expectRefused(bureauA, Act.Dispense, wholesaler.id, Act.Dispense);
        _expectRefused(bureauA, Act.Dispense, maker.id, Act.Dispense);
    }

    /// @dev For itself a bureau does what bureaus may, and imports nothing.
    function test_InstitutionFor_RevertWhen_BureauStatesItself() public {
        _expectRefused(bureauA, Act.Dispense, bureauA.id, Act.Dispense);
    }

    function test_InstitutionFor_RevertWhen_KeyIsOfNobody() public {
        address stranger = key("stranger");
        bytes memory unknown = abi.encodeWithSelector(IInstitutions.OperatorUnknown.selector, stranger);
        vm.expectRevert(unknown);
        this.ask(stranger, Act.Ship, maker.id);
        vm.expectRevert(unknown);
        this.ask(stranger, Act.Ship, InstitutionId.wrap(999));
    }

    function _expectActing(
        address operator,
        Act act,
        InstitutionId stated,
        InstitutionId expected,
        bool isImport
    ) private view {
        (InstitutionId acting, bool asImport) = this.ask(operator, act, stated);
        assertEq(acting, expected);
        assertTrue(asImport == isImport);
    }

    function _expectRefused(Member memory bureau, Act act, InstitutionId stated, Act refused) private {
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, bureau.operator, bureau.id, refused)
        );
        this.ask(bureau.operator, act, stated);
    }
}
