// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AgreementStatus,
    IInstitutions,
    InstitutionDraft,
    InstitutionKind
} from "../../../contracts/interfaces/IInstitutions.sol";
import { Act, Acts } from "../../../contracts/libraries/Acts.sol";
import { InstitutionId, RegionCode } from "../../../contracts/libraries/Ids.sol";
import { AGREEMENT_CHANGES_MAX, AGREEMENT_LEAD_SEC_MAX } from "../../../contracts/libraries/Limits.sol";
import { AgreementHistory, Change, Verb } from "./AgreementHistory.sol";
import { InstitutionsFixture, Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice What the handler knows of an institution without asking the contract.
struct Actor {
    InstitutionId id;
    InstitutionKind kind;
    RegionCode region;
    address adminKey;
    address operator;
}

/// @notice One successful call by which somebody governed an institution.
struct Governed {
    uint256 by; // index of the caller's actor; type(uint256).max for a key of nobody
    uint256 subject; // index of the governed actor
}

/// @notice Random governing, keys, pauses and time by a bounded set of actors, with the history of it.
/// @dev Each step knows from its own history whether the contract must accept it; `surpriseCount` counts where it
/// did not do so.
contract InstitutionsHandler is InstitutionsFixture {
    using AgreementHistory for Change[];

    uint256 public constant ACTORS_MAX = 10;
    uint256 public constant SPARE_KEYS = 4;
    uint256 private constant NOBODY = type(uint256).max;

    Actor[] private _actors;
    Governed[] private _governed;
    mapping(uint256 actor => Change[]) private _changes;
    mapping(address key => uint256 actorPlusOne) private _homeOf;
    mapping(address key => bool) private _isRevoked;
    uint8[2][] private _transitions;

    uint256 public stepCount;
    uint256 public surpriseCount;
    uint256 public evidenceWhilePausedCount;
    uint256 public governingRefusedByPauseCount;
    uint40 public clockSec;
    bool public isPaused;
    uint40 public pausedSec;
    uint40 private _pauseBeganSec;
    uint256 private _keysMade;

    constructor() {
        _setUpInstitutions();
        _learn(bureauA, InstitutionKind.Bureau, REGION_A);
        _learn(bureauB, InstitutionKind.Bureau, REGION_B);
        _learn(_register(bureauA, InstitutionKind.Pharmacy), InstitutionKind.Pharmacy, REGION_A);
        _learn(_register(bureauA, InstitutionKind.Maker), InstitutionKind.Maker, REGION_A);
        _learn(_register(bureauB, InstitutionKind.Hospital), InstitutionKind.Hospital, REGION_B);
        _learn(_register(bureauB, InstitutionKind.CareAgency), InstitutionKind.CareAgency, REGION_B);
        clockSec = uint40(block.timestamp);
    }

    function signAgreement(uint256 bySeed, uint256 ofSeed, uint256 fromSeed, uint256 termSeed) external {
        uint256 subject = ofSeed % _actors.length;
        uint40 fromSec = _instant(subject, fromSeed);
        uint40 untilSec = _instant(subject, termSeed) + 60 days;
        bytes memory call = abi.encodeCall(
            IInstitutions.signAgreement,
            (_actors[subject].id, fromSec, untilSec)
        );
        _change(bySeed, subject, Change(Verb.Sign, fromSec, untilSec), call);
    }

    function suspendAgreement(uint256 bySeed, uint256 ofSeed, uint256 fromSeed, uint256 untilSeed) external {
        uint256 subject = ofSeed % _actors.length;
        uint40 fromSec = _instant(subject, fromSeed);
        uint40 untilSec = _instant(subject, untilSeed) + 10 days;
        bytes memory call = abi.encodeCall(
            IInstitutions.suspendAgreement,
            (_actors[subject].id, fromSec, untilSec, bytes32(0))
        );
        _change(bySeed, subject, Change(Verb.Suspend, fromSec, untilSec), call);
    }

    function reinstateAgreement(uint256 bySeed, uint256 ofSeed, uint256 fromSeed) external {
        uint256 subject = ofSeed % _actors.length;
        uint40 fromSec = _instant(subject, fromSeed);
        bytes memory call = abi.encodeCall(IInstitutions.reinstateAgreement, (_actors[subject].id, fromSec));
        _change(bySeed, subject, Change(Verb.Reinstate, fromSec, type(uint40).max), call);
    }

    function terminateAgreement(uint256 bySeed, uint256 ofSeed, uint256 fromSeed) external {
        uint256 subject = ofSeed % _actors.length;
        uint40 fromSec = _instant(subject, fromSeed);
        bytes memory call = abi.encodeCall(
            IInstitutions.terminateAgreement,
            (_actors[subject].id, fromSec, bytes32(0))
        );
        _change(bySeed, subject, Change(Verb.Terminate, fromSec, type(uint40).max), call);
    }

    function registerInstitution(uint256 bySeed, uint256 kindSeed) external {
        if (_actors.length == ACTORS_MAX) return;
        address caller = _anyKey(bySeed);
        InstitutionKind kind = InstitutionKind(kindSeed % (uint256(type(InstitutionKind).max) + 1));
        InstitutionDraft memory draft = _draft(kind, vm.toString(++_keysMade), _freshKey());
        bool isExpected =
            _isBureauOperator(caller) && kind != InstitutionKind.None && !Acts.isConsortiumMember(kind);

        uint256 subject = _actors.length;
        bool isDone = _try(caller, abi.encodeCall(IInstitutions.registerInstitution, (draft)), isExpected);
        if (!isDone) return;
        RegionCode region = _homeOf[caller] == 0 ? RegionCode.wrap(0) : _actors[_homeOf[caller] - 1].region;
        InstitutionId id = InstitutionId.wrap(uint32(subject + 1));
        _actors.push(Actor(id, kind, region, draft.adminKey, address(0)));
        _homeOf[draft.adminKey] = subject + 1;
        _governed.push(Governed(_homeIndexOf(caller), subject));
    }

    function replaceAdminKey(uint256 bySeed, uint256 ofSeed) external {
        uint256 subject = ofSeed % _actors.length;
        address caller = _governor(bySeed, subject);
        address adminKey = _freshKey();
        bytes memory call = abi.encodeCall(IInstitutions.replaceAdminKey, (_actors[subject].id, adminKey));
        if (!_try(caller, call, _mayGovern(caller, subject))) return;
        _homeOf[_actors[subject].adminKey] = 0;
        _homeOf[adminKey] = subject + 1;
        _actors[subject].adminKey = adminKey;
        _governed.push(Governed(_homeIndexOf(caller), subject));
    }

    function addOperator(uint256 bySeed, uint256 ofSeed, uint256 keySeed) external {
        uint256 subject = ofSeed % _actors.length;
        address caller = bySeed % 2 == 0 ? _actors[subject].adminKey : _anyKey(bySeed);
        address added = spareKey(keySeed % SPARE_KEYS);
        bool isExpected =
            caller == _actors[subject].adminKey && (_homeOf[added] == 0 || _homeOf[added] == subject + 1);
        bytes memory call = abi.encodeCall(
            IInstitutions.addOperator,
            (
                _actors[subject].id,
                added,
                Acts.allowedFor(_actors[subject].kind),
                START_SEC + OPERATOR_TERM_SEC
            )
        );
        if (!_try(caller, call, isExpected)) return;
        _homeOf[added] = subject + 1;
        _isRevoked[added] = false;
    }

    function revokeOperator(uint256 bySeed, uint256 ofSeed, uint256 keySeed) external {
        uint256 subject = ofSeed % _actors.length;
        address caller = bySeed % 2 == 0 ? _actors[subject].adminKey : _anyKey(bySeed);
        address revoked = spareKey(keySeed % SPARE_KEYS);
        bool isExpected =
            caller == _actors[subject].adminKey && _homeOf[revoked] == subject + 1 && !_isRevoked[revoked];
        if (
            !_try(
                caller,
                abi.encodeCall(IInstitutions.revokeOperator, (_actors[subject].id, revoked)),
                isExpected
            )
        ) return;
        _isRevoked[revoked] = true;
    }

    function pauseLedger(uint256 bySeed) external {
        address caller = bySeed % 2 == 0 ? guardian : _anyKey(bySeed);
        if (!_try(caller, abi.encodeCall(IInstitutions.pause, ()), caller == guardian && !isPaused)) return;
        isPaused = true;
        _pauseBeganSec = clockSec;
    }

    /// @dev Without a schedule nobody may; with one, the administration may after its delay.
    function unpauseLedger(uint256 bySeed) external {
        if (bySeed % 2 == 0 || !isPaused) {
            _try(_anyKey(bySeed / 2), abi.encodeCall(IInstitutions.unpause, ()), false);
            return;
        }
        vm.warp(clockSec);
        _unpauseLedger();
        clockSec += ADMIN_DELAY_SEC;
        pausedSec += clockSec - _pauseBeganSec;
        isPaused = false;
    }

    function act(uint256 keySeed, uint256 actSeed) external {
        vm.warp(clockSec);
        Act wanted = Act(actSeed % (uint256(type(Act).max) + 1));
        bytes memory question = abi.encodeCall(IInstitutions.actingFor, (_anyKey(keySeed), wanted));
        (bool isGranted, ) = address(institutions).staticcall(question);
        if (isGranted && isPaused && makesEvidence(wanted)) ++evidenceWhilePausedCount;
    }

    function wait_(uint256 seconds_) external {
        ++stepCount;
        clockSec += uint40(bound(seconds_, 1, 15 days));
    }

    function ledger() external view returns (IInstitutions) {
        return institutions;
    }

    function actorCount() external view returns (uint256) {
        return _actors.length;
    }

    function actor(uint256 index) external view returns (Actor memory) {
        return _actors[index];
    }

    function governedCount() external view returns (uint256) {
        return _governed.length;
    }

    function governed(uint256 index) external view returns (Governed memory) {
        return _governed[index];
    }

    function transitionCount() external view returns (uint256) {
        return _transitions.length;
    }

    /// @notice From which status to which an accepted change led, at the second from which it holds.
    function transition(uint256 index) external view returns (AgreementStatus from, AgreementStatus to) {
        return (AgreementStatus(_transitions[index][0]), AgreementStatus(_transitions[index][1]));
    }

    function changesOf(uint256 index) external view returns (Change[] memory) {
        return _changes[index];
    }

    function pausedTotalSec() external view returns (uint40) {
        return isPaused ? pausedSec + (clockSec - _pauseBeganSec) : pausedSec;
    }

    function spareKey(uint256 index) public pure returns (address) {
        return address(uint160(0x1000_0000 + index));
    }

    /// @dev Written out here and not asked of Acts: the invariant must not believe what it tests.
    function makesEvidence(Act wanted) public pure returns (bool) {
        return
            wanted == Act.AdmitProducts ||
            wanted == Act.MakeBatches ||
            wanted == Act.Ship ||
            wanted == Act.Receive ||
            wanted == Act.Dispense ||
            wanted == Act.Declare ||
            wanted == Act.Import ||
            wanted == Act.RecordEncounters ||
            wanted == Act.Claim ||
            wanted == Act.FileManualClaims ||
            wanted == Act.Decide ||
            wanted == Act.DecideAutomatically ||
            wanted == Act.Pay;
    }

    function _change(uint256 bySeed, uint256 subject, Change memory change, bytes memory call) private {
        address caller = _governor(bySeed, subject);
        Change[] storage history = _changes[subject];
        uint256 max = AGREEMENT_CHANGES_MAX - (change.verb == Verb.Terminate ? 0 : 1);
        AgreementStatus from = history.statusAt(change.fromSec);
        bool isDatedWell =
            change.fromSec < change.untilSec &&
                change.fromSec <= clockSec + AGREEMENT_LEAD_SEC_MAX &&
                (history.length == 0 || change.fromSec >= history[history.length - 1].fromSec);
        bool isExpected =
            _mayGovern(caller, subject) &&
                history.length < max &&
                AgreementHistory.allows(from, change.verb) &&
                isDatedWell;

        if (!_try(caller, call, isExpected)) return;
        history.push(change);
        _transitions.push([uint8(from), uint8(history.statusAt(change.fromSec))]);
        _governed.push(Governed(_homeIndexOf(caller), subject));
    }

    function _try(address caller, bytes memory call, bool isExpected) private returns (bool isDone) {
        ++stepCount;
        vm.warp(clockSec);
        bytes memory answer;
        vm.prank(caller);
        (isDone, answer) = address(institutions).call(call);
        if (isDone != isExpected) ++surpriseCount;
        if (!isDone && bytes4(answer) == IInstitutions.LedgerIsPaused.selector)
            ++governingRefusedByPauseCount;
    }

    /// @dev Mostly the right bureau, else any key: most steps do something, and the wrong ones are tried too.
    function _governor(uint256 seed, uint256 subject) private view returns (address) {
        if (seed % 3 == 0) return _anyKey(seed / 3);
        return _actors[subject].region == REGION_A ? bureauA.operator : bureauB.operator;
    }

    function _anyKey(uint256 seed) private view returns (address) {
        uint256 pick = seed % (_actors.length * 2 + SPARE_KEYS + 4);
        if (pick < _actors.length) return _actors[pick].adminKey;
        pick -= _actors.length;
        if (pick < _actors.length) {
            address operator = _actors[pick].operator;
            return operator == address(0) ? bureauB.operator : operator;
        }
        pick -= _actors.length;
        if (pick < SPARE_KEYS) return spareKey(pick);
        return [guardian, consortium, bootstrap, address(this)][pick - SPARE_KEYS];
    }

    /// @dev Around now, and often exactly at the last change or one second beside it.
    function _instant(uint256 subject, uint256 seed) private view returns (uint40) {
        Change[] storage history = _changes[subject];
        if (seed % 4 == 0 && history.length > 0) {
            return history[history.length - 1].fromSec + uint40((seed / 4) % 3) - 1;
        }
        if (seed % 64 == 1) return clockSec + AGREEMENT_LEAD_SEC_MAX + uint40((seed / 64) % 2);
        return clockSec - 10 days + uint40(bound(seed / 4, 0, 30 days));
    }

    function _mayGovern(address caller, uint256 subject) private view returns (bool) {
        if (!_isBureauOperator(caller) || Acts.isConsortiumMember(_actors[subject].kind)) return false;
        return _actors[_homeOf[caller] - 1].region == _actors[subject].region;
    }

    function _isBureauOperator(address caller) private view returns (bool) {
        uint256 home = _homeOf[caller];
        if (home == 0 || _actors[home - 1].kind != InstitutionKind.Bureau) return false;
        return caller != _actors[home - 1].adminKey && !_isRevoked[caller];
    }

    function _homeIndexOf(address caller) private view returns (uint256) {
        return _homeOf[caller] == 0 ? NOBODY : _homeOf[caller] - 1;
    }

    function _freshKey() private returns (address) {
        return address(uint160(0x2000_0000 + ++_keysMade));
    }

    function _learn(Member memory member, InstitutionKind kind, RegionCode region) private {
        _actors.push(Actor(member.id, kind, region, member.adminKey, member.operator));
        _homeOf[member.adminKey] = _actors.length;
        _homeOf[member.operator] = _actors.length;
    }
}
