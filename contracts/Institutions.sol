// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {
    AgreementChange,
    AgreementStatus,
    IInstitutions,
    Institution,
    InstitutionDraft,
    InstitutionKind,
    Operator
} from "./interfaces/IInstitutions.sol";
import { Act, Acts, ActSet } from "./libraries/Acts.sol";
import { InstitutionId, RegionCode } from "./libraries/Ids.sol";
import { InstitutionCodes } from "./libraries/InstitutionCodes.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import { AGREEMENT_CHANGES_MAX, AGREEMENT_LEAD_SEC_MAX } from "./libraries/Limits.sol";

/// @title Who may act: institutions, their agreements with the bureau of their region, and operator keys.
/// @dev Check order: exists, caller, state, amounts; where the authority is asked, `restricted` is first.
/// In the order told at a function, {f} stands for the checks of f.
contract Institutions is IInstitutions, AccessManaged {
    using Acts for Act;
    using Acts for ActSet;

    /// @dev Roles of the authority are numbered 0 administration, 1 guardian, 2 consortium.
    uint64 private constant LAST_ROLE = 2;

    InstitutionId private constant NOBODY = InstitutionId.wrap(0);

    // slot 0: 31 bytes used, 1 spare; the first 21 are AccessManaged's
    uint40 private _pausedSinceSec; // 5 bytes, 0 unless paused
    uint40 private _pausedBeforeSec; // 5 bytes, length of the pauses that are over

    // slot 1: 4 bytes used, 28 spare
    uint32 private _institutionCount; // 4 bytes, institutions are numbered from 1

    // slot 2
    mapping(InstitutionId id => Institution) private _institutions;
    // slot 3, an operator's key stays its institution's when it is revoked
    mapping(address key => Operator) private _operators;
    // slot 4
    mapping(address adminKey => InstitutionId) private _institutionOfAdminKey;
    // slot 5, keyed by keccak256 of the code
    mapping(bytes32 codeHash => InstitutionId) private _institutionOfCode;
    // slot 6
    mapping(RegionCode region => InstitutionId) private _bureauOfRegion;
    // slot 7, in the order of `fromSec`
    mapping(InstitutionId id => AgreementChange[]) private _agreementChanges;

    constructor(address authority_) AccessManaged(authority_) {}

    /// @inheritdoc IInstitutions
    /// @dev Order: restricted, InstitutionKindNotAllowed, RegionHasBureau, {_create}.
    function admitBureau(
        RegionCode region,
        InstitutionDraft calldata draft
    ) external restricted returns (InstitutionId id) {
        if (draft.kind != InstitutionKind.Bureau) revert InstitutionKindNotAllowed(draft.kind);
        InstitutionId present = _bureauOfRegion[region];
        if (present != NOBODY) revert RegionHasBureau(region, present);

        id = _create(region, draft, NOBODY);
        emit BureauAdmitted(id, region);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: restricted, InstitutionKindNotAllowed, {_create}.
    function admitAuditor(
        RegionCode region,
        InstitutionDraft calldata draft
    ) external restricted returns (InstitutionId) {
        if (draft.kind != InstitutionKind.Auditor) revert InstitutionKindNotAllowed(draft.kind);

        return _create(region, draft, NOBODY);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: restricted, {_existing}, InstitutionKindNotAllowed, {_replaceAdminKey}.
    function replaceMemberAdminKey(InstitutionId id, address adminKey) external restricted {
        InstitutionKind kind = _existing(id).kind;
        if (!Acts.isConsortiumMember(kind)) revert InstitutionKindNotAllowed(kind);

        _replaceAdminKey(id, adminKey);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {actingFor}, InstitutionKindNotAllowed, {_create}.
    function registerInstitution(InstitutionDraft calldata draft) external returns (InstitutionId) {
        InstitutionId bureau = actingFor(msg.sender, Act.RegisterInstitutions);
        if (draft.kind == InstitutionKind.None || Acts.isConsortiumMember(draft.kind)) {
            revert InstitutionKindNotAllowed(draft.kind);
        }

        return _create(_institutions[bureau].region, draft, bureau);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_governing}, {_replaceAdminKey}.
    function replaceAdminKey(InstitutionId id, address adminKey) external {
        _governing(id, Act.RegisterInstitutions);

        _replaceAdminKey(id, adminKey);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_existing}, CallerNotAdminKey, KeyInUse, KeyIsZero, ActsNotForKind, OperatorTimeInPast.
    /// A revoked key may come back, but only to its own institution: what it signed stays that institution's.
    function addOperator(InstitutionId id, address key, ActSet acts, uint40 validUntilSec) external {
        Institution memory principal = _existing(id);

        if (principal.adminKey != msg.sender) revert CallerNotAdminKey(id, msg.sender);
        _checkKeyNotOfOther(key, id);
        if (key == address(0)) revert KeyIsZero();
        ActSet allowed = Acts.allowedFor(principal.kind);
        if (!acts.isWithin(allowed)) revert ActsNotForKind(principal.kind, acts, allowed);
        if (validUntilSec <= block.timestamp) revert OperatorTimeInPast(key, validUntilSec);

        _operators[key] = Operator(id, acts, validUntilSec, false);
        emit OperatorAdded(id, key, acts, validUntilSec);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_existing}, OperatorUnknown, CallerNotAdminKey, OperatorOfOther, OperatorIsRevoked.
    function revokeOperator(InstitutionId id, address key) external {
        Institution memory principal = _existing(id);
        Operator memory present = _operators[key];

        if (present.institution == NOBODY) revert OperatorUnknown(key);
        if (principal.adminKey != msg.sender) revert CallerNotAdminKey(id, msg.sender);
        if (present.institution != id) revert OperatorOfOther(key, present.institution, id);
        if (present.revoked) revert OperatorIsRevoked(key, id);

        _operators[key].revoked = true;
        emit OperatorRevoked(id, key);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_governing}, {_checkChange}, AgreementTimesWrong. An agreement past its end is
    /// terminated: the next may be signed from that second on. A suspended one is reinstated instead.
    function signAgreement(InstitutionId id, uint40 fromSec, uint40 validUntilSec) external {
        InstitutionId bureau = _governing(id, Act.SignAgreements);
        AgreementStatus actual = _checkChange(id, fromSec, AgreementStatus.Active);
        if (actual == AgreementStatus.Suspended)
            revert AgreementNotInStatus(id, actual, AgreementStatus.Active);
        if (fromSec >= validUntilSec) revert AgreementTimesWrong(id, fromSec, validUntilSec);
        _checkDated(id, fromSec, validUntilSec);

        _agreementChanges[id].push(AgreementChange(AgreementStatus.Active, fromSec, 0, validUntilSec));
        emit AgreementSigned(id, bureau, fromSec, validUntilSec);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_governing}, {_checkChange}, AgreementTimesWrong. It lapses by itself: nobody has to act.
    function suspendAgreement(
        InstitutionId id,
        uint40 fromSec,
        uint40 untilSec,
        bytes32 reasonHash
    ) external {
        InstitutionId bureau = _governing(id, Act.SignAgreements);
        _checkChange(id, fromSec, AgreementStatus.Suspended);
        if (fromSec >= untilSec) revert AgreementTimesWrong(id, fromSec, untilSec);
        _checkDated(id, fromSec, untilSec);

        _appendChange(id, AgreementStatus.Suspended, fromSec, untilSec);
        emit AgreementSuspended(id, bureau, fromSec, untilSec, reasonHash);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_governing}, {_checkChange}, AgreementTimesWrong.
    function reinstateAgreement(InstitutionId id, uint40 fromSec) external {
        InstitutionId bureau = _governing(id, Act.SignAgreements);
        AgreementStatus actual = _checkChange(id, fromSec, AgreementStatus.Active);
        if (actual != AgreementStatus.Suspended)
            revert AgreementNotInStatus(id, actual, AgreementStatus.Active);
        _checkDated(id, fromSec, 0);

        _appendChange(id, AgreementStatus.Active, fromSec, 0);
        emit AgreementReinstated(id, bureau, fromSec);
    }

    /// @inheritdoc IInstitutions
    /// @dev Order: {_governing}, {_checkChange}, AgreementTimesWrong.
    function terminateAgreement(InstitutionId id, uint40 fromSec, bytes32 reasonHash) external {
        InstitutionId bureau = _governing(id, Act.SignAgreements);
        _checkChange(id, fromSec, AgreementStatus.Terminated);
        _checkDated(id, fromSec, 0);

        _appendChange(id, AgreementStatus.Terminated, fromSec, 0);
        emit AgreementTerminated(id, bureau, fromSec, reasonHash);
    }

    /// @inheritdoc IInstitutions
    function pause() external restricted {
        if (paused()) revert LedgerPauseNotInState(true);

        _pausedSinceSec = uint40(block.timestamp);
        emit LedgerPaused(msg.sender);
    }

    /// @inheritdoc IInstitutions
    function unpause() external restricted {
        if (!paused()) revert LedgerPauseNotInState(false);

        uint40 totalSec = pausedTotalSec();
        _pausedBeforeSec = totalSec;
        _pausedSinceSec = 0;
        emit LedgerUnpaused(msg.sender, totalSec);
    }

    /// @inheritdoc IInstitutions
    function agreementActiveAt(InstitutionId id, uint40 atSec) external view returns (bool) {
        return _statusAt(id, atSec) == AgreementStatus.Active;
    }

    /// @inheritdoc IInstitutions
    function institution(InstitutionId id) external view returns (Institution memory) {
        return _institutions[id];
    }

    /// @inheritdoc IInstitutions
    function operator(address key) external view returns (Operator memory) {
        return _operators[key];
    }

    /// @inheritdoc IInstitutions
    function agreementChangeCount(InstitutionId id) external view returns (uint256) {
        return _agreementChanges[id].length;
    }

    /// @inheritdoc IInstitutions
    function agreementChange(InstitutionId id, uint256 index) external view returns (AgreementChange memory) {
        return _agreementChanges[id][index];
    }

    /// @inheritdoc IInstitutions
    function bureauOf(RegionCode region) external view returns (InstitutionId) {
        return _bureauOfRegion[region];
    }

    /// @inheritdoc IInstitutions
    function isKnownKey(address key) external view returns (bool) {
        Operator memory present = _operators[key];
        bool isOperator = present.institution != NOBODY && !present.revoked;
        if (isOperator || _institutionOfAdminKey[key] != NOBODY) return true;
        for (uint64 role = 0; role <= LAST_ROLE; ++role) {
            (bool isMember, ) = IAccessManager(authority()).hasRole(role, key);
            if (isMember) return true;
        }
        return false;
    }

    /// @inheritdoc IInstitutions
    function actingFor(address key, Act act) public view returns (InstitutionId) {
        Operator memory present = _operators[key];
        InstitutionId principal = present.institution;

        if (principal == NOBODY) revert OperatorUnknown(key);
        if (present.revoked) revert OperatorIsRevoked(key, principal);
        if (block.timestamp >= present.validUntilSec)
            revert OperatorExpired(key, principal, present.validUntilSec);
        if (!present.acts.has(act)) revert ActNotGranted(key, principal, act);
        if (paused() && act.stopsWhilePaused()) revert LedgerIsPaused(act);

        return principal;
    }

    /// @inheritdoc IInstitutions
    function paused() public view returns (bool) {
        return _pausedSinceSec != 0;
    }

    /// @inheritdoc IInstitutions
    function pausedTotalSec() public view returns (uint40) {
        return paused() ? _pausedBeforeSec + (uint40(block.timestamp) - _pausedSinceSec) : _pausedBeforeSec;
    }

    /// @dev Order: InstitutionCodeTaken, KeyInUse, KeyIsZero, RegionMalformed, InstitutionCodeMalformed.
    function _create(
        RegionCode region,
        InstitutionDraft calldata draft,
        InstitutionId registeredBy
    ) private returns (InstitutionId id) {
        bytes32 codeHash = keccak256(bytes(draft.code));
        InstitutionId holder = _institutionOfCode[codeHash];

        if (holder != NOBODY) revert InstitutionCodeTaken(draft.code, holder);
        _checkKeyNotOfOther(draft.adminKey, NOBODY);
        if (draft.adminKey == address(0)) revert KeyIsZero();
        if (!InstitutionCodes.isRegionFor(draft.kind, region)) revert RegionMalformed(region);
        if (!InstitutionCodes.isDistrict(draft.district))
            revert RegionMalformed(RegionCode.wrap(draft.district));
        if (!InstitutionCodes.isCode(draft.code)) revert InstitutionCodeMalformed(draft.code);

        id = InstitutionId.wrap(++_institutionCount);
        _institutions[id] = Institution(
            draft.kind,
            region,
            draft.district,
            uint40(block.timestamp),
            draft.adminKey
        );
        _institutionOfAdminKey[draft.adminKey] = id;
        _institutionOfCode[codeHash] = id;
        if (draft.kind == InstitutionKind.Bureau) _bureauOfRegion[region] = id;

        emit InstitutionRegistered(
            id,
            region,
            draft.kind,
            draft.district,
            draft.adminKey,
            registeredBy,
            draft.code,
            draft.name
        );
    }

    function _replaceAdminKey(InstitutionId id, address adminKey) private {
        address previous = _institutions[id].adminKey;

        if (adminKey == previous) revert KeyInUse(adminKey, id);
        _checkKeyNotOfOther(adminKey, id);
        if (adminKey == address(0)) revert KeyIsZero();

        _institutionOfAdminKey[previous] = NOBODY;
        _institutionOfAdminKey[adminKey] = id;
        _institutions[id].adminKey = adminKey;
        emit AdminKeyReplaced(id, previous, adminKey);
    }

    /// @dev Order: {_existing}, {actingFor}, InstitutionOutsideRegion, InstitutionKindNotAllowed. The last is
    /// for bureaus: an operator must not give its own bureau another admin key.
    function _governing(InstitutionId id, Act act) private view returns (InstitutionId bureau) {
        Institution memory governed = _existing(id);
        bureau = actingFor(msg.sender, act);
        RegionCode bureauRegion = _institutions[bureau].region;

        if (governed.region != bureauRegion)
            revert InstitutionOutsideRegion(id, governed.region, bureauRegion);
        if (Acts.isConsortiumMember(governed.kind)) revert InstitutionKindNotAllowed(governed.kind);
    }

    /// @dev Order: AgreementChangesTooMany, AgreementNotInStatus. The last place is kept for a termination.
    function _checkChange(
        InstitutionId id,
        uint40 fromSec,
        AgreementStatus wanted
    ) private view returns (AgreementStatus actual) {
        actual = _statusAt(id, fromSec);
        uint256 max = AGREEMENT_CHANGES_MAX - (wanted == AgreementStatus.Terminated ? 0 : 1);

        if (_agreementChanges[id].length >= max) revert AgreementChangesTooMany(id, max);
        if (!Lifecycles.allows(actual, wanted)) revert AgreementNotInStatus(id, actual, wanted);
    }

    /// @dev A change never begins before the one that stands last.
    function _checkDated(InstitutionId id, uint40 fromSec, uint40 untilSec) private view {
        AgreementChange[] storage changes = _agreementChanges[id];
        bool isTooFar = fromSec > uint40(block.timestamp) + AGREEMENT_LEAD_SEC_MAX;
        bool isOutOfOrder = changes.length != 0 && fromSec < changes[changes.length - 1].fromSec;
        if (isTooFar || isOutOfOrder) revert AgreementTimesWrong(id, fromSec, untilSec);
    }

    /// @dev Under the agreement signed last; {_checkChange} has found that there is one.
    function _appendChange(InstitutionId id, AgreementStatus to, uint40 fromSec, uint40 lapsesSec) private {
        AgreementChange[] storage changes = _agreementChanges[id];
        uint40 validUntilSec = changes[changes.length - 1].validUntilSec;
        changes.push(AgreementChange(to, fromSec, lapsesSec, validUntilSec));
    }

    /// @dev The change that stands at `atSec` decides; the end of it and of a suspension come by themselves.
    function _statusAt(InstitutionId id, uint40 atSec) private view returns (AgreementStatus) {
        AgreementChange[] storage changes = _agreementChanges[id];
        for (uint256 i = changes.length; i > 0; --i) {
            AgreementChange memory change = changes[i - 1];
            if (change.fromSec > atSec) continue;
            if (atSec >= change.validUntilSec) return AgreementStatus.Terminated;
            bool hasLapsed = change.status == AgreementStatus.Suspended && atSec >= change.suspendedUntilSec;
            return hasLapsed ? AgreementStatus.Active : change.status;
        }
        return AgreementStatus.None;
    }

    function _existing(InstitutionId id) private view returns (Institution memory present) {
        present = _institutions[id];
        if (present.kind == InstitutionKind.None) revert InstitutionUnknown(id);
    }

    /// @dev A key speaks for one institution, or nobody could say for whom it signed.
    function _checkKeyNotOfOther(address key, InstitutionId id) private view {
        InstitutionId administers = _institutionOfAdminKey[key];
        if (administers != NOBODY && administers != id) revert KeyInUse(key, administers);
        InstitutionId operates = _operators[key].institution;
        if (operates != NOBODY && operates != id) revert KeyInUse(key, operates);
    }
}
