// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManager } from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { Institutions } from "../../../contracts/Institutions.sol";
import {
    IInstitutions,
    InstitutionDraft,
    InstitutionKind
} from "../../../contracts/interfaces/IInstitutions.sol";
import { Act, Acts, ActSet } from "../../../contracts/libraries/Acts.sol";
import { InstitutionId, RegionCode } from "../../../contracts/libraries/Ids.sol";
import { Assertions } from "./Assertions.sol";
import { vm } from "./Vm.sol";

/// @notice An institution with its two keys: `operator` holds every act its kind may hold.
struct Member {
    InstitutionId id;
    address adminKey;
    address operator;
}

/// @notice A ledger of institutions alone: the authority with its roles, and the bureaus of two regions.
/// @dev server/domain/deployment.ts tells the same to the server.
contract InstitutionsFixture is Assertions {
    uint64 internal constant ADMIN_ROLE = 0;
    uint64 internal constant GUARDIAN_ROLE = 1;
    uint64 internal constant CONSORTIUM_ROLE = 2;

    uint40 internal constant START_SEC = 1_750_000_000;
    uint32 internal constant CONSORTIUM_DELAY_SEC = 1 hours;
    uint32 internal constant ADMIN_DELAY_SEC = 1 days;
    uint40 internal constant OPERATOR_TERM_SEC = 3650 days;

    RegionCode internal constant REGION_A = RegionCode.wrap(330500);
    RegionCode internal constant REGION_B = RegionCode.wrap(330100);

    address internal bootstrap = key("bootstrap");
    address internal consortium = key("consortium");
    address internal guardian = key("guardian");

    AccessManager internal authority;
    Institutions internal institutions;

    Member internal bureauA;
    Member internal bureauB;

    uint256 private _membersMade;

    /// @notice The whole of it: deployed, set up, two bureaus admitted.
    function _setUpInstitutions() internal {
        _deployInstitutions();
        _setUpAuthority();
        _admitBureaus();
    }

    /// @notice The bootstrap key's transactions 0 and 1.
    function _deployInstitutions() internal {
        vm.warp(START_SEC);
        vm.startPrank(bootstrap);
        authority = new AccessManager(bootstrap);
        institutions = new Institutions(address(authority));
        vm.stopPrank();
    }

    /// @notice Gives the authority its roles; the bootstrap key keeps none.
    function _setUpAuthority() internal {
        _openAuthority();
        _handOverAuthority();
    }

    /// @notice Names the roles, and who may do what with the institutions.
    function _openAuthority() internal {
        bytes4[] memory guarded = new bytes4[](1);
        bytes4[] memory admitting = new bytes4[](3);
        bytes4[] memory lifting = new bytes4[](1);
        guarded[0] = IInstitutions.pause.selector;
        admitting[0] = IInstitutions.admitBureau.selector;
        admitting[1] = IInstitutions.admitAuditor.selector;
        admitting[2] = IInstitutions.replaceMemberAdminKey.selector;
        lifting[0] = IInstitutions.unpause.selector;
        vm.startPrank(bootstrap);
        authority.labelRole(GUARDIAN_ROLE, "GUARDIAN");
        authority.labelRole(CONSORTIUM_ROLE, "CONSORTIUM");
        authority.setTargetFunctionRole(address(institutions), guarded, GUARDIAN_ROLE);
        authority.setTargetFunctionRole(address(institutions), admitting, CONSORTIUM_ROLE);
        authority.setTargetFunctionRole(address(institutions), lifting, ADMIN_ROLE);
        authority.setRoleGuardian(CONSORTIUM_ROLE, GUARDIAN_ROLE);
        authority.setTargetAdminDelay(address(institutions), ADMIN_DELAY_SEC);
        vm.stopPrank();
    }

    /// @notice Gives the roles to whom they belong; the bootstrap key keeps none.
    function _handOverAuthority() internal {
        vm.startPrank(bootstrap);
        authority.grantRole(GUARDIAN_ROLE, guardian, 0);
        authority.grantRole(CONSORTIUM_ROLE, consortium, CONSORTIUM_DELAY_SEC);
        authority.grantRole(ADMIN_ROLE, consortium, ADMIN_DELAY_SEC);
        authority.renounceRole(ADMIN_ROLE, bootstrap);
        vm.stopPrank();
    }

    /// @notice Admits the bureaus of REGION_A and REGION_B, each with an operator.
    function _admitBureaus() internal {
        bureauA = _admitBureau(REGION_A, "330500-YBJ");
        bureauB = _admitBureau(REGION_B, "330100-YBJ");
    }

    function _admitBureau(RegionCode region, string memory code) internal returns (Member memory member) {
        member = _keysFor(code);
        InstitutionDraft memory draft = _draft(InstitutionKind.Bureau, code, member.adminKey);
        bytes memory answer = _asConsortium(abi.encodeCall(IInstitutions.admitBureau, (region, draft)));
        member.id = abi.decode(answer, (InstitutionId));
        _grantAllActs(member, InstitutionKind.Bureau);
    }

    function _admitAuditor(RegionCode region, string memory code) internal returns (Member memory member) {
        member = _keysFor(code);
        InstitutionDraft memory draft = _draft(InstitutionKind.Auditor, code, member.adminKey);
        bytes memory answer = _asConsortium(abi.encodeCall(IInstitutions.admitAuditor, (region, draft)));
        member.id = abi.decode(answer, (InstitutionId));
        _grantAllActs(member, InstitutionKind.Auditor);
    }

    /// @notice Registers an institution with the bureau and gives it an operator with all acts of its kind.
    function _register(Member memory bureau, InstitutionKind kind) internal returns (Member memory member) {
        string memory code = string.concat("MEMBER-", vm.toString(++_membersMade));
        member = _keysFor(code);
        vm.prank(bureau.operator);
        member.id = institutions.registerInstitution(_draft(kind, code, member.adminKey));
        _grantAllActs(member, kind);
    }

    /// @notice Lets `newKey` act for the member, for acts named and until the end of the fixture's term.
    function _addOperator(Member memory member, address newKey, ActSet acts) internal {
        vm.prank(member.adminKey);
        institutions.addOperator(member.id, newKey, acts, START_SEC + OPERATOR_TERM_SEC);
    }

    /// @notice Schedules a consortium call on Institutions, waits its delay and makes it; the clock moves on.
    function _asConsortium(bytes memory call) internal returns (bytes memory) {
        return _asConsortiumOn(address(institutions), call);
    }

    /// @notice The same for a call on another contract that the authority guards.
    function _asConsortiumOn(address target, bytes memory call) internal returns (bytes memory) {
        return _scheduled(target, call, CONSORTIUM_DELAY_SEC);
    }

    /// @notice The same for a call that only the consortium's administration may make.
    function _asAdmin(bytes memory call) internal returns (bytes memory) {
        return _scheduled(address(institutions), call, ADMIN_DELAY_SEC);
    }

    /// @notice Schedules a consortium call on Institutions, waits its delay and asserts the refusal.
    function _expectRefusedByConsortium(bytes memory call, bytes memory refusal) internal {
        _expectRefusedByConsortium(address(institutions), call, refusal);
    }

    /// @notice The same for a call on another contract that the authority guards.
    function _expectRefusedByConsortium(address target, bytes memory call, bytes memory refusal) internal {
        _schedule(target, call, CONSORTIUM_DELAY_SEC);
        vm.prank(consortium);
        (bool isDone, bytes memory answer) = target.call(call);
        assertFalse(isDone);
        assertEq(answer, refusal);
    }

    /// @notice Schedules a consortium call and waits its delay.
    function _schedule(address target, bytes memory call, uint32 delaySec) internal {
        vm.prank(consortium);
        authority.schedule(target, call, 0);
        vm.warp(block.timestamp + delaySec);
    }

    function _pauseLedger() internal {
        vm.prank(guardian);
        institutions.pause();
    }

    function _unpauseLedger() internal {
        _asAdmin(abi.encodeCall(IInstitutions.unpause, ()));
    }

    function _draft(
        InstitutionKind kind,
        string memory code,
        address adminKey
    ) internal pure returns (InstitutionDraft memory) {
        return InstitutionDraft({ kind: kind, district: 0, adminKey: adminKey, code: code, name: code });
    }

    /// @notice The set of exactly these acts.
    function _acts(Act a) internal pure returns (ActSet) {
        return ActSet.wrap(Acts.bit(a));
    }

    function _acts(Act a, Act b) internal pure returns (ActSet) {
        return ActSet.wrap(Acts.bit(a) | Acts.bit(b));
    }

    /// @notice A key made of a name: the same name, the same key.
    function key(string memory name) internal pure returns (address) {
        return vm.addr(uint256(keccak256(bytes(name))));
    }

    function _keysFor(string memory name) private pure returns (Member memory member) {
        member.adminKey = key(string.concat(name, " admin"));
        member.operator = key(string.concat(name, " operator"));
    }

    function _grantAllActs(Member memory member, InstitutionKind kind) private {
        _addOperator(member, member.operator, Acts.allowedFor(kind));
    }

    function _scheduled(address target, bytes memory call, uint32 delaySec) private returns (bytes memory) {
        _schedule(target, call, delaySec);
        vm.prank(consortium);
        return Address.functionCall(target, call);
    }
}
