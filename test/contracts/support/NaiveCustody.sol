// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ConsignmentState } from "../../../contracts/interfaces/IDrugCustody.sol";
import { InstitutionKind } from "../../../contracts/interfaces/IInstitutions.sol";
import { InstitutionId, RegionCode } from "../../../contracts/libraries/Ids.sol";
import {
    Asked,
    NaiveActor,
    NaiveBatch,
    NaiveConsignment,
    NaivePack,
    NaiveQuarrel,
    Place
} from "./NaivePacks.sol";

/// @notice The half of {NaiveLedger} that knows where each single pack is.
contract NaiveCustody {
    error Refused();

    uint32 public constant PACKS = 16;
    uint40 public constant SKEW_SEC = 120;
    uint40 public constant DISPUTE_LIMIT_SEC = 6 hours;
    RegionCode private constant REGION_A = RegionCode.wrap(330500);
    uint256 private constant CUSTODY = 0;

    mapping(InstitutionId id => NaiveActor) internal _actors;
    InstitutionId private _maker;
    NaiveBatch[] internal _batches;
    mapping(uint256 batch => mapping(uint32 index => NaivePack)) internal _packs;
    mapping(uint256 batch => mapping(uint32 from => NaiveQuarrel)) private _quarrels;
    NaiveConsignment[] private _consignments;
    mapping(bytes32 document => bool) private _isUsed;
    mapping(uint256 ledger => mapping(InstitutionId id => uint40)) private _importedUntilSec;
    uint40[2] internal _withdrawnAtSec;
    uint40 private _pausedSinceSec;
    uint40 private _pausedBeforeSec;

    function meet(InstitutionId id, InstitutionKind kind, RegionCode region) external {
        if (kind == InstitutionKind.Maker) _maker = id;
        _actors[id] = NaiveActor(kind, region);
    }

    function pause() external {
        _pausedSinceSec = uint40(block.timestamp);
    }

    function unpause() external {
        _pausedBeforeSec = pausedTotalSec();
        _pausedSinceSec = 0;
    }

    function withdrawProduct(uint256 product) external {
        _require(_withdrawnAtSec[product] == 0);
        _withdrawnAtSec[product] = uint40(block.timestamp);
    }

    /// @notice Whether a batch of the product may be put on the ledger now.
    function requireMayMake(uint256 product) external view {
        _require(!isPaused() && _withdrawnAtSec[product] == 0);
    }

    function seal(NaiveBatch calldata made, InstitutionId holder) external {
        uint256 batch = _batches.length;
        _batches.push(made);
        for (uint32 i = 0; i < PACKS; ++i) _packs[batch][i].holder = holder;
        _packs[batch][0].isFirst = true;
    }

    function recall(InstitutionId by, RegionCode admittedIn, uint256 batch, uint40 statedSec) external {
        bool isBureau = _actors[by].kind == InstitutionKind.Bureau && _actors[by].region == admittedIn;
        _require(by == _maker || isBureau);
        _require(_batches[batch].recalledAtSec == 0 && statedSec <= block.timestamp + SKEW_SEC);
        _batches[batch].recalledAtSec = statedSec;
    }

    /// @param sinceSec 0 lets go.
    function quarantine(InstitutionId by, uint256 batch, uint40 sinceSec) external {
        _require(_actors[by].kind == InstitutionKind.Bureau);
        bool isInA = _actors[by].region == REGION_A;
        uint40 heldSec = isInA ? _batches[batch].quarantinedInASec : _batches[batch].quarantinedInBSec;
        _require((heldSec == 0) == (sinceSec != 0));
        if (isInA) _batches[batch].quarantinedInASec = sinceSec;
        else _batches[batch].quarantinedInBSec = sinceSec;
    }

    function split(InstitutionId by, uint256 batch, uint32 from, uint32 splitIndex) external {
        _require(!isPaused() && _isTrader(by) && from < splitIndex && splitIndex < _endOf(batch, from));
        _requireHeld(batch, from, splitIndex, by);
        _packs[batch][splitIndex].isFirst = true;
    }

    function join(InstitutionId by, uint256 batch, uint32 from, uint32 next) external {
        _require(!isPaused() && _isTrader(by) && next == _endOf(batch, from) && next < PACKS);
        _requireHeld(batch, from, _endOf(batch, next), by);
        _packs[batch][next].isFirst = false;
    }

    function ship(
        Asked calldata asked,
        InstitutionId receiver,
        bytes32 id,
        bytes32 documentKey
    ) external returns (uint256 consignment) {
        bool isImport = _act(asked, CUSTODY, isPaused());
        _useOnce("ship", asked.stated, documentKey);
        _require(receiver != asked.stated && _isTrader(receiver));
        _requireHeld(asked.batch, asked.from, asked.to, asked.stated);
        uint40 judgedAtSec = isImport ? asked.statedSec : type(uint40).max;
        _require(!_isQuarantined(asked.batch, asked.stated, judgedAtSec));
        _requireMayReach(asked.batch, receiver, judgedAtSec);
        _cut(asked);
        for (uint32 i = asked.from; i < asked.to; ++i) {
            NaivePack storage pack = _packs[asked.batch][i];
            pack.receiver = receiver;
            pack.consignment = id;
            pack.place = Place.OnItsWay;
        }
        consignment = _consignments.length;
        _consignments.push();
        NaiveConsignment storage sent = _consignments[consignment];
        (sent.id, sent.sender, sent.receiver) = (id, asked.stated, receiver);
        (sent.documentKey, sent.batch, sent.outstanding) = (documentKey, asked.batch, asked.to - asked.from);
        sent.state = ConsignmentState.Shipped;
    }

    function receiveRun(Asked calldata asked, uint256 consignment) external {
        NaiveConsignment storage sent = _consignments[consignment];
        _require(asked.stated == sent.receiver);
        bool isImport = _act(asked, CUSTODY, isPaused());
        _requireAt(asked, sent.id, Place.OnItsWay);
        _requireMayReach(asked.batch, sent.receiver, isImport ? asked.statedSec : type(uint40).max);
        _cut(asked);
        sent.state = ConsignmentState.PartlyReceived;
        _settle(asked.batch, asked.from, asked.to, sent, sent.receiver);
    }

    function withdrawRun(Asked calldata asked, uint256 consignment) external {
        NaiveConsignment storage sent = _consignments[consignment];
        _require(asked.stated == sent.sender);
        _act(asked, CUSTODY, false);
        _requireAt(asked, sent.id, Place.OnItsWay);
        _cut(asked);
        sent.isShort = true;
        _settle(asked.batch, asked.from, asked.to, sent, sent.sender);
    }

    function contest(Asked calldata asked, uint256 consignment) external {
        NaiveConsignment storage sent = _consignments[consignment];
        _require(asked.by == sent.sender || asked.by == sent.receiver);
        _require(asked.statedSec <= block.timestamp + SKEW_SEC);
        _requireAt(asked, sent.id, Place.OnItsWay);
        _cut(asked);
        for (uint32 i = asked.from; i < asked.to; ++i) _packs[asked.batch][i].place = Place.Contested;
        _quarrels[asked.batch][asked.from] = NaiveQuarrel(uint40(block.timestamp), pausedTotalSec(), 0, 0);
    }

    /// @param outcome 1 returned, 2 lost.
    function answer(Asked calldata asked, uint256 consignment, uint8 outcome) external {
        NaiveConsignment storage sent = _consignments[consignment];
        _require(asked.by == sent.sender || asked.by == sent.receiver);
        _requireQuarrel(asked, sent.id);
        NaiveQuarrel storage quarrel = _quarrels[asked.batch][asked.from];
        if (asked.by == sent.sender) quarrel.bySender = outcome;
        else quarrel.byReceiver = outcome;
        if (quarrel.bySender == quarrel.byReceiver) _end(asked, sent, outcome);
    }

    function resolve(Asked calldata asked, uint256 consignment, uint8 outcome) external {
        NaiveConsignment storage sent = _consignments[consignment];
        NaiveActor storage bureau = _actors[asked.by];
        _require(bureau.kind == InstitutionKind.Bureau && bureau.region == _actors[sent.receiver].region);
        _requireQuarrel(asked, sent.id);
        NaiveQuarrel storage quarrel = _quarrels[asked.batch][asked.from];
        uint40 runningSec = uint40(block.timestamp) - quarrel.beganSec;
        _require(runningSec - (pausedTotalSec() - quarrel.pausedBeforeSec) >= DISPUTE_LIMIT_SEC);
        _end(asked, sent, outcome);
    }

    function batchCount() external view returns (uint256) {
        return _batches.length;
    }

    function batchAt(uint256 batch) external view returns (NaiveBatch memory) {
        return _batches[batch];
    }

    function packAt(uint256 batch, uint32 index) external view returns (NaivePack memory) {
        return _packs[batch][index];
    }

    function consignmentCount() external view returns (uint256) {
        return _consignments.length;
    }

    function consignmentAt(uint256 consignment) external view returns (NaiveConsignment memory) {
        return _consignments[consignment];
    }

    function isPaused() public view returns (bool) {
        return _pausedSinceSec != 0;
    }

    function pausedTotalSec() public view returns (uint40) {
        return isPaused() ? _pausedBeforeSec + (uint40(block.timestamp) - _pausedSinceSec) : _pausedBeforeSec;
    }

    /// @notice Where the parcel begins that contains the pack.
    function startOf(uint256 batch, uint32 index) public view returns (uint32 from) {
        from = index < PACKS ? index : PACKS - 1;
        while (!_packs[batch][from].isFirst) --from;
    }

    /// @notice Where the parcel ends that begins at `from`; 0 when none does.
    function endOf(uint256 batch, uint32 from) external view returns (uint32) {
        return _endOf(batch, from);
    }

    /// @return isImport a bureau may speak for the institutions of its region, in the order of their times.
    function _act(Asked calldata asked, uint256 ledger, bool isStopped) internal returns (bool isImport) {
        _require(asked.statedSec <= block.timestamp + SKEW_SEC);
        if (asked.by == asked.stated) {
            _require(_isTrader(asked.by) && !isStopped);
            return false;
        }
        NaiveActor storage bureau = _actors[asked.by];
        _require(bureau.kind == InstitutionKind.Bureau && bureau.region == _actors[asked.stated].region);
        _require(!isPaused() && asked.statedSec >= _importedUntilSec[ledger][asked.stated]);
        _importedUntilSec[ledger][asked.stated] = asked.statedSec;
        return true;
    }

    function _settle(
        uint256 batch,
        uint32 from,
        uint32 to,
        NaiveConsignment storage sent,
        InstitutionId holder
    ) private {
        for (uint32 i = from; i < to; ++i) {
            NaivePack storage pack = _packs[batch][i];
            (pack.holder, pack.receiver, pack.consignment) = (holder, InstitutionId.wrap(0), 0);
            pack.place = Place.Held;
        }
        _count(sent, to - from);
    }

    function _end(Asked calldata asked, NaiveConsignment storage sent, uint8 outcome) private {
        sent.isShort = true;
        if (outcome == 1) return _settle(asked.batch, asked.from, asked.to, sent, sent.sender);
        for (uint32 i = asked.from; i < asked.to; ++i) _packs[asked.batch][i].place = Place.Lost;
        _count(sent, asked.to - asked.from);
    }

    function _count(NaiveConsignment storage sent, uint32 settled) private {
        sent.outstanding -= settled;
        if (sent.outstanding != 0) return;
        sent.state = sent.isShort ? ConsignmentState.Closed : ConsignmentState.Received;
    }

    function _cut(Asked calldata asked) private {
        _requireInParcel(asked.batch, asked.from, asked.to, asked.parcelFrom);
        _packs[asked.batch][asked.from].isFirst = true;
        if (asked.to < PACKS) _packs[asked.batch][asked.to].isFirst = true;
    }

    function _useOnce(string memory kind, InstitutionId institution, bytes32 documentKey) internal {
        bytes32 document = keccak256(abi.encode(kind, institution, documentKey));
        _require(!_isUsed[document]);
        _isUsed[document] = true;
    }

    function _isQuarantined(
        uint256 batch,
        InstitutionId id,
        uint40 judgedAtSec
    ) internal view returns (bool) {
        bool isInA = _actors[id].region == REGION_A;
        uint40 sinceSec = isInA ? _batches[batch].quarantinedInASec : _batches[batch].quarantinedInBSec;
        return _isBy(sinceSec, judgedAtSec);
    }

    function _requireMayReach(uint256 batch, InstitutionId receiver, uint40 judgedAtSec) private view {
        if (!_isBy(_batches[batch].recalledAtSec, judgedAtSec)) return;
        _require(receiver == _maker || _actors[receiver].kind == InstitutionKind.Wholesaler);
    }

    function _requireHeld(uint256 batch, uint32 from, uint32 to, InstitutionId holder) internal view {
        _require(from < to && to <= PACKS);
        for (uint32 i = from; i < to; ++i) {
            NaivePack storage pack = _packs[batch][i];
            _require(pack.holder == holder && pack.place == Place.Held);
        }
    }

    function _requireAt(Asked calldata asked, bytes32 consignment, Place place) private view {
        _require(asked.from < asked.to && asked.to <= PACKS);
        for (uint32 i = asked.from; i < asked.to; ++i) {
            NaivePack storage pack = _packs[asked.batch][i];
            _require(pack.consignment == consignment && pack.place == place);
        }
    }

    function _requireQuarrel(Asked calldata asked, bytes32 consignment) private view {
        _requireAt(asked, consignment, Place.Contested);
        _require(asked.to == _endOf(asked.batch, asked.from));
    }

    function _requireInParcel(uint256 batch, uint32 from, uint32 to, uint32 parcelFrom) internal view {
        _require(from < to && to <= PACKS && parcelFrom <= from && to <= _endOf(batch, parcelFrom));
    }

    function _endOf(uint256 batch, uint32 from) private view returns (uint32 to) {
        if (from >= PACKS || !_packs[batch][from].isFirst) return 0;
        to = from + 1;
        while (to < PACKS && !_packs[batch][to].isFirst) ++to;
    }

    function _isTrader(InstitutionId id) private view returns (bool) {
        InstitutionKind kind = _actors[id].kind;
        return kind != InstitutionKind.None && kind != InstitutionKind.Bureau;
    }

    function _isBy(uint40 sinceSec, uint40 judgedAtSec) internal pure returns (bool) {
        return sinceSec != 0 && sinceSec <= judgedAtSec;
    }

    function _require(bool isAllowed) internal pure {
        if (!isAllowed) revert Refused();
    }
}
