// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Award,
    Backing,
    Claim,
    ClaimChannel,
    ClaimState,
    DisputeVerdict,
    IClaimLedger
} from "../../../contracts/interfaces/IClaimLedger.sol";
import { ClaimLimits } from "../../../contracts/interfaces/IClaimRules.sol";
import { Dispense } from "../../../contracts/interfaces/IDrugLedger.sol";
import { FundPart } from "../../../contracts/libraries/ClaimWords.sol";
import { Fen, InstitutionId } from "../../../contracts/libraries/Ids.sol";
import { ClaimFixture } from "./ClaimFixture.sol";
import { vm } from "./Vm.sol";

/// @notice What is known of a claim from the calls that were accepted, told as plainly as possible.
struct Note {
    bytes claim; // encoded: the compiler copies no claim into storage
    ClaimState state;
    uint256 dispense; // number of the dispense it holds, from 1; 0 for none
    uint256 primary; // number of its primary, from 1; 0 for none
    uint256 invoice; // number of the invoice it took, from 1; 0 for none
    uint64 totalFen;
    uint64 requestedFen;
    uint64 approvedFen;
    uint64 awardedFen; // all parts of its award together
    address rejecter;
    address endorser;
    address disputer;
    uint40 endSec; // of the present stage, without pauses; 0 for none
    uint40 pausedAtStartSec;
}

/// @notice Random claims of a few people, with good and bad input, and a plain history of what was accepted.
contract ClaimHandler is ClaimFixture {
    uint256 public constant DISPENSES = 8;
    uint256 public constant INVOICES = 10;
    uint256 private constant CLAIMS_MAX = 60;

    Note[] private _notes;
    bytes[] private _sales;
    address[] private _deciders;

    uint256 public outsideTableCount;
    uint256 public sameKeyCount;
    uint256 public otherRegionCount;
    uint256 public whilePausedCount;
    uint256 public outOfTimeCount;
    uint256 public refusedCount;
    mapping(ClaimState state => uint256) public reachedCount;

    uint40 private _clockSec;
    uint40 private _pausedSinceSec;
    uint40 private _pausedBeforeSec;
    uint256 private _seed;

    modifier step(uint256 seed) {
        _seed = seed;
        vm.warp(_clockSec + _pick(15 minutes));
        if (_pick(24) == 0) vm.warp(block.timestamp + _pick(40 days));
        _;
        _clockSec = uint40(block.timestamp);
    }

    constructor() {
        _setUpClaims();
        ClaimLimits memory limits = claimRules.claimLimitsOf(REGION_A);
        limits.automaticFenMax = Fen.wrap(500);
        limits.fourEyesFromFen = Fen.wrap(1_000);
        limits.provisionalFenPerDay = Fen.wrap(3_000);
        _setLimits(bureauA, limits);
        for (uint256 i = 0; i < DISPENSES; ++i) _sales.push(abi.encode(_sold()));
        _deciders = [personA, otherPersonA, adjudicatorA, bureauA.operator, bureauB.operator];
        _clockSec = uint40(block.timestamp);
    }

    function noteCount() external view returns (uint256) {
        return _notes.length;
    }

    function noteAt(uint256 index) external view returns (Note memory) {
        return _notes[index];
    }

    function actualOf(uint256 index) external view returns (ClaimState state, Fen approvedFen, Fen heldFen) {
        Claim memory claim = _claimAt(index);
        state = _stateOf(claim);
        approvedFen = Fen.wrap(_recordOf(claim).approvedFen);
        heldFen = claimLedger.secondaryFenOf(_idOf(claim));
    }

    function isSpent(uint256 number) external view returns (bool) {
        return _isSpent(abi.decode(_sales[number - 1], (Dispense)));
    }

    /// @return the tag of the claim that holds the invoice; 0 when none does.
    function holderOf(uint256 invoice) external view returns (bytes20) {
        return nullifiers.nullifierRecord(_invoice(invoice)).claimTag;
    }

    function tagOf(uint256 index) external view returns (bytes20) {
        return bytes20(_idOf(_claimAt(index)));
    }

    function submit(uint256 seed) external step(seed) {
        if (_notes.length == CLAIMS_MAX) return;
        uint256 way = _pick(5);
        Note memory note;
        Claim memory claim;
        Backing memory backing;
        if (way == 0) {
            claim = _manualClaim(uint64(1 + _pick(3_000)) * 2);
            claim.submitter = _pick(2) == 0 ? personA : bureauA.operator;
        } else if (way == 1 && _notes.length != 0) {
            note.primary = 1 + _pickIn(_pick(2) == 0 ? ClaimState.Approved : ClaimState.Paid);
            Claim memory primary = _claimAt(note.primary - 1);
            if (InstitutionId.unwrap(primary.provider) == 0) return;
            claim = _secondaryOf(primary, uint64(1 + _pick(800)));
            backing = _backing(primary);
        } else {
            note.dispense = 1 + _pick(DISPENSES);
            Dispense memory dispense = abi.decode(_sales[note.dispense - 1], (Dispense));
            claim = _claimOf(dispense);
            claim.requestedFen = Fen.wrap(uint64(300 + _pick(1_100)));
            if (_pick(4) == 0) claim.payerRegion = REGION_B;
            backing = _backing(dispense);
        }
        if (!_try(claim.submitter, _submitting(claim, backing))) return;
        note.claim = abi.encode(claim);
        note.totalFen = Fen.unwrap(claim.totalFen);
        note.requestedFen = Fen.unwrap(claim.requestedFen);
        _notes.push(note);
        _noteIfPaused();
        bool isManual = claim.channel == ClaimChannel.Manual;
        _move(_notes.length - 1, ClaimState.Submitted, isManual ? _businessEnd(claim, 20) : _inSec(600));
    }

    function approve(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pickAny();
        Note storage note = _notes[index];
        Claim memory claim = _claimAt(index);
        Award memory award = _award(claim, uint64(_pick(note.totalFen + 1)));
        if (_pick(3) != 0) award = _award(claim, note.requestedFen);
        if (_pick(8) == 0) award.cashFen = Fen.wrap(uint64(_pick(500)));
        uint256 invoice = 1 + (_pick(3) == 0 ? _pick(INVOICES) : index % INVOICES);
        address by = _deciders[_pick(_deciders.length)];
        if (!_try(by, _approving(claim, award, _invoice(invoice)))) return;
        _noteIfPaused();
        _noteDecider(note, claim, by);
        if (_stateOf(claim) == note.state) {
            note.endorser = by;
            return;
        }
        uint64 fundFen = uint64(FundPart.unwrap(award.fundParts[0]));
        note.approvedFen = fundFen;
        note.awardedFen = fundFen + Fen.unwrap(award.cashFen);
        if (claim.channel != ClaimChannel.Secondary) note.invoice = invoice;
        _move(index, ClaimState.Approved, 0);
    }

    function reject(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pick(2) == 0 ? _pickIn(ClaimState.Appealed) : _pickAny();
        Note storage note = _notes[index];
        Claim memory claim = _claimAt(index);
        address by = _deciders[_pick(_deciders.length)];
        if (!_try(by, _rejecting(claim))) return;
        _noteIfPaused();
        _noteDecider(note, claim, by);
        note.endorser = address(0);
        if (note.state == ClaimState.Submitted) {
            note.rejecter = by;
            _move(index, ClaimState.Rejected, _businessEnd(claim, 15));
        } else {
            bool isAppeal = note.state == ClaimState.Appealed;
            _end(index, isAppeal ? ClaimState.RejectedFinal : ClaimState.ClawedBack);
        }
    }

    /// @dev Appeals, and advances of what is overdue.
    function urge(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pickIn(_pick(2) == 0 ? ClaimState.Rejected : ClaimState.Submitted);
        Note storage note = _notes[index];
        Claim memory claim = _claimAt(index);
        bool isAppeal = note.state == ClaimState.Rejected;
        if (isAppeal) {
            bool isInTime = block.timestamp < _endSecOf(note);
            bool isDone = _try(claim.submitter, _appealing(claim));
            if (_pausedSinceSec == 0 && isDone != isInTime) ++outOfTimeCount;
            if (!isDone) return;
            _noteIfPaused();
            _move(index, ClaimState.Appealed, _businessEnd(claim, 20));
        } else {
            if (!_try(bureauA.operator, _advancing(claim))) return;
            if (block.timestamp < _endSecOf(note)) ++outOfTimeCount;
            _noteIfPaused();
            note.approvedFen = note.requestedFen;
            _move(index, ClaimState.Provisional, 0);
        }
    }

    function pay(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pickIn(ClaimState.Approved);
        Claim memory claim = _claimAt(index);
        address by = _deciders[_pick(_deciders.length)];
        if (!_try(by, _paying(claim))) return;
        _noteIfPaused();
        if ((by == bureauB.operator) != (claim.payerRegion == REGION_B)) ++otherRegionCount;
        _move(index, ClaimState.Paid, _businessEnd(claim, 60));
    }

    /// @dev Reversals and refunds, now and then by another, or with another's word.
    function takeBack(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pickAny();
        Note storage note = _notes[index];
        Claim memory claim = _claimAt(index);
        bool isRefund = _pick(2) == 0;
        bytes32[] memory words = _words(_invoice(_pick(12) == 0 ? 1 + _pick(INVOICES) : note.invoice));
        bytes memory call =
            isRefund
                ? abi.encodeCall(IClaimLedger.refundClaims, (_one(claim), words, WHY))
                : abi.encodeCall(IClaimLedger.reverseClaims, (_one(claim), words, WHY));
        address by = claim.channel == ClaimChannel.Manual ? bureauA.operator : pharmacy.operator;
        if (_pick(12) == 0) by = hospital.operator;
        if (!_try(by, call)) return;
        if (by == hospital.operator) ++otherRegionCount;
        _end(index, isRefund ? ClaimState.ClawedBack : ClaimState.Reversed);
    }

    function dispute(uint256 seed) external step(seed) {
        if (_notes.length == 0) return;
        uint256 index = _pickIn(_pick(2) == 0 ? ClaimState.Paid : ClaimState.Disputed);
        Note storage note = _notes[index];
        Claim memory claim = _claimAt(index);
        address by = _deciders[_pick(_deciders.length)];
        if (_pick(2) == 0) {
            if (!_try(by, _disputing(claim))) return;
            if (block.timestamp >= _endSecOf(note)) ++outOfTimeCount;
            note.disputer = by;
            _noteIfPaused();
            _move(index, ClaimState.Disputed, 0);
            return;
        }
        bool isUpheld = _pick(2) == 0;
        DisputeVerdict verdict = isUpheld ? DisputeVerdict.Upheld : DisputeVerdict.ClawedBack;
        bytes32 word = _invoice(note.invoice);
        if (!_try(by, abi.encodeCall(IClaimLedger.resolveDispute, (claim, verdict, word, WHY)))) return;
        _noteIfPaused();
        if (by == note.disputer) ++sameKeyCount;
        if (by == claim.submitter) ++sameKeyCount;
        if (isUpheld) _move(index, ClaimState.Upheld, 0);
        else _end(index, ClaimState.ClawedBack);
    }

    function pauseOrUnpause(uint256 seed) external step(seed) {
        if (_pausedSinceSec != 0) {
            _unpauseLedger();
            _pausedBeforeSec += uint40(block.timestamp) - _pausedSinceSec;
            _pausedSinceSec = 0;
        } else if (_pick(2) == 0) {
            _pauseLedger();
            _pausedSinceSec = uint40(block.timestamp);
        }
    }

    function _end(uint256 index, ClaimState to) private {
        Note storage note = _notes[index];
        _move(index, to, 0);
        (note.dispense, note.primary, note.invoice) = (0, 0, 0);
    }

    function _move(uint256 index, ClaimState to, uint40 endSec) private {
        Note storage note = _notes[index];
        if (!_isInTable(note.state, to)) ++outsideTableCount;
        note.state = to;
        note.endSec = endSec;
        note.pausedAtStartSec = _pausedSec();
        ++reachedCount[to];
    }

    function _noteDecider(Note storage note, Claim memory claim, address by) private {
        bool isSame = by == claim.submitter || by == note.endorser;
        if (isSame || (note.state == ClaimState.Appealed && by == note.rejecter)) ++sameKeyCount;
        if ((by == bureauB.operator) != (claim.payerRegion == REGION_B)) ++otherRegionCount;
    }

    function _noteIfPaused() private {
        if (_pausedSinceSec != 0) ++whilePausedCount;
    }

    function _try(address by, bytes memory call) private returns (bool isDone) {
        vm.prank(by);
        (isDone, ) = address(claimLedger).call(call);
        if (!isDone) ++refusedCount;
    }

    function _pick(uint256 count) private returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % count;
    }

    /// @dev Any claim, or one in a state that is as likely as any other.
    function _pickAny() private returns (uint256) {
        if (_pick(2) == 0) return _pick(_notes.length);
        return _pickIn(ClaimState(1 + _pick(uint256(type(ClaimState).max))));
    }

    /// @dev A claim in this state, where there is one.
    function _pickIn(ClaimState state) private returns (uint256 index) {
        index = _pick(_notes.length);
        for (uint256 i = 0; i < _notes.length && _notes[index].state != state; ++i) {
            index = (index + 1) % _notes.length;
        }
    }

    function _claimAt(uint256 index) private view returns (Claim memory) {
        return abi.decode(_notes[index].claim, (Claim));
    }

    function _inSec(uint40 sec) private view returns (uint40) {
        return uint40(block.timestamp) + sec;
    }

    function _businessEnd(Claim memory claim, uint8 dayCount) private view returns (uint40) {
        return claimRules.businessDeadlineSec(claim.payerRegion, uint40(block.timestamp), dayCount);
    }

    function _pausedSec() private view returns (uint40) {
        uint40 presentSec = _pausedSinceSec == 0 ? 0 : uint40(block.timestamp) - _pausedSinceSec;
        return _pausedBeforeSec + presentSec;
    }

    function _endSecOf(Note storage note) private view returns (uint256) {
        return uint256(note.endSec) + _pausedSec() - note.pausedAtStartSec;
    }

    function _invoice(uint256 number) private pure returns (bytes32) {
        return keccak256(abi.encode("invoice", number));
    }

    /// @dev Rows as in Lifecycles, written down a second time.
    function _isInTable(ClaimState from, ClaimState to) private pure returns (bool) {
        if (from == ClaimState.None) return to == ClaimState.Submitted;
        if (to == ClaimState.Approved) {
            return
                from == ClaimState.Submitted || from == ClaimState.Appealed || from == ClaimState.Provisional;
        }
        if (to == ClaimState.Rejected || to == ClaimState.Provisional) return from == ClaimState.Submitted;
        if (to == ClaimState.Appealed) return from == ClaimState.Rejected;
        if (to == ClaimState.RejectedFinal) return from == ClaimState.Appealed;
        if (to == ClaimState.Paid) return from == ClaimState.Approved;
        if (to == ClaimState.Disputed) return from == ClaimState.Paid;
        if (to == ClaimState.Upheld) return from == ClaimState.Disputed;
        bool wasPaid = from == ClaimState.Paid || from == ClaimState.Disputed || from == ClaimState.Upheld;
        if (to == ClaimState.ClawedBack) return wasPaid || from == ClaimState.Provisional;
        bool isOver = from == ClaimState.Reversed || from == ClaimState.ClawedBack;
        return to == ClaimState.Reversed && !wasPaid && !isOver && from != ClaimState.RejectedFinal;
    }
}
