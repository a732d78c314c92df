// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { ISpenders } from "../../contracts/interfaces/ISpenders.sol";
import { Spenders } from "../../contracts/Spenders.sol";
import { Fixture } from "./support/Fixture.sol";
import { vm } from "./support/Vm.sol";

contract SpendersTest is Fixture {
    address private _successor = key("successor");

    function setUp() public {
        _setUpLedger();
    }

    function test_Spender_IsTheFirstFromTheStart() public {
        vm.expectEmit();
        emit ISpenders.SpenderAppointed(_successor, address(0));
        Spenders fresh = new Spenders(address(authority), _successor);
        assertEq(fresh.spender(), _successor);
        assertEq(spenders.spender(), spender);
        spenders.requireSpender(spender);
        spenders.requireEverSpender(spender);
    }

    function test_RevertWhen_FirstSpenderIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ISpenders.SpenderIsZero.selector));
        new Spenders(address(authority), address(0));
    }

    function test_RequireSpender_RevertWhen_CallerIsAnother() public {
        _expectNotAppointed(_successor, spender);
        _expectNotAppointed(address(0), spender);
        vm.expectRevert(abi.encodeWithSelector(ISpenders.SpenderNeverAppointed.selector, _successor));
        spenders.requireEverSpender(_successor);
    }

    function test_AppointSpender_ClosesTheFormerOneToSpendingAlone() public {
        bytes memory call = abi.encodeCall(ISpenders.appointSpender, (_successor));
        _schedule(address(spenders), call, CONSORTIUM_DELAY_SEC);
        spenders.requireSpender(spender);
        vm.expectEmit(address(spenders));
        emit ISpenders.SpenderAppointed(_successor, spender);
        vm.prank(consortium);
        spenders.appointSpender(_successor);
        assertEq(spenders.spender(), _successor);
        spenders.requireSpender(_successor);
        spenders.requireEverSpender(_successor);
        spenders.requireEverSpender(spender);
        _expectNotAppointed(spender, _successor);
    }

    function test_AppointSpender_RevertWhen_CallerIsNotTheConsortium() public {
        address[3] memory others = [bootstrap, guardian, spender];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, others[i])
            );
            spenders.appointSpender(address(0));
        }
    }

    function test_AppointSpender_RevertWhen_TheDelayHasNotPassed() public {
        vm.prank(consortium);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        spenders.appointSpender(_successor);
        bytes memory call = abi.encodeCall(ISpenders.appointSpender, (_successor));
        vm.prank(consortium);
        authority.schedule(address(spenders), call, 0);
        vm.warp(block.timestamp + CONSORTIUM_DELAY_SEC - 1);
        vm.prank(consortium);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotReady.selector);
        spenders.appointSpender(_successor);
        assertEq(spenders.spender(), spender);
    }

    function test_AppointSpender_RevertWhen_Zero() public {
        _expectRefusedByConsortium(
            address(spenders),
            abi.encodeCall(ISpenders.appointSpender, (address(0))),
            abi.encodeWithSelector(ISpenders.SpenderIsZero.selector)
        );
    }

    /// @dev Neither the present one nor a former one.
    function test_AppointSpender_RevertWhen_AppointedBefore() public {
        _asConsortiumOn(address(spenders), abi.encodeCall(ISpenders.appointSpender, (_successor)));
        _expectAppointedBefore(spender);
        _expectAppointedBefore(_successor);
    }

    function _expectAppointedBefore(address who) private {
        _expectRefusedByConsortium(
            address(spenders),
            abi.encodeCall(ISpenders.appointSpender, (who)),
            abi.encodeWithSelector(ISpenders.SpenderAppointedBefore.selector, who)
        );
    }

    function _expectNotAppointed(address caller, address present) private {
        vm.expectRevert(abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, caller, present));
        spenders.requireSpender(caller);
    }
}
