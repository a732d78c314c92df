// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchDraft } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Consignment, Dispense, Identification } from "../../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, InstitutionId } from "../../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX } from "../../../contracts/libraries/Limits.sol";
import { PackLine, PackRun, PackWords } from "../../../contracts/libraries/PackWords.sol";
import { BatchHistory, DrugWorld, PackHistory } from "./DrugWorld.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice Random making, shipping, receiving, splitting and dispensing by a few institutions, with good and bad input.
/// @dev Before each call the naive ledger says whether the real one must accept it; `surpriseCount` counts where not.
contract DrugHandler is DrugWorld {
    uint256 public stepCount;
    uint256 public surpriseCount;
    uint256 public acceptedWhilePausedCount;
    uint256 public shippedCount;
    uint256 public receivedCount;
    uint256 public splitCount;
    uint256 public dispensedCount;
    uint256 public unitsLineCount;
    uint256 public refusedCount;

    uint256 private _seed;

    /// @dev One step: its seed decides all of it, its time goes on from the step before.
    modifier step(uint256 seed) {
        _seed = seed;
        ++stepCount;
        vm.warp(clockSec + _pick(1 hours));
        _;
        clockSec = uint40(block.timestamp);
    }

    /// @dev The tills have stock from the start, or a campaign would end before much was sold.
    constructor() {
        _setUpWorld();
        for (uint256 i = 0; i < products.length; ++i) {
            _fillAndSeal(_open(_worldBatch(i, 10 days)), i, 1);
            _stock(i, 0, 5, pharmacy);
            _stock(i, 5, 8, hospital);
            _stock(i, 8, 10, wholesaler);
        }
    }

    function makeBatch(uint256 seed) external step(seed) {
        if (batches.length == BATCHES_MAX) return _makeBatchAgain();
        uint256 productIndex = _sometimes(3) ? 1 : 0;
        BatchDraft memory draft = _worldBatch(productIndex, uint40(2 days + _pick(18 days)));
        bool expected = !isPaused && !isWithdrawn[productIndex];
        vm.prank(maker.operator);
        try catalogue.openBatch(draft) returns (BatchId id) {
            _judge(expected, true);
            _fillAndSeal(id, productIndex, uint32(1 + _pick(PACKS - 1)));
        } catch {
            _judge(expected, false);
        }
    }

    function split(uint256 seed) external step(seed) {
        if (batches.length == 0) return;
        uint256 batchIndex = _pick(batches.length);
        BatchId batch = batches[batchIndex].id;
        uint32 splitIndex = uint32(_pick(PACKS + 2));
        uint32 from = _sometimes(8) ? uint32(_pick(PACKS)) : _parcelFromOf(batch, splitIndex);
        Member memory by = _actorNear(batchIndex, from);
        bool expected =
            !isPaused &&
                _isTrader(by) &&
                from < splitIndex &&
                from == _parcelFromOf(batch, from) &&
                splitIndex < ledger.parcel(_parcelId(batch, from)).to &&
                _isHeldBy(batchIndex, from, splitIndex, by.id);
        vm.prank(by.operator);
        try ledger.splitParcel(_parcelId(batch, from), splitIndex) {
            _judge(expected, true);
            ++splitCount;
        } catch {
            _judge(expected, false);
        }
        witness.seeParcels(batches[batchIndex].id, PACKS);
    }

    function ship(uint256 seed) external step(seed) {
        if (batches.length == 0) return;
        uint256 batchIndex = _pick(batches.length);
        (uint32 from, uint32 to, uint32 parcelFrom) = _pickRun(batchIndex);
        Member memory by = _actorNear(batchIndex, from);
        Member memory receiver = actors[_sometimes(8) ? _pick(actors.length) : 1 + _pick(3)];
        Consignment memory content = _consignment(by, receiver, _run(batches[batchIndex].id, from, to));
        bool used = sent.length > 0 && _sometimes(16);
        if (used) content.documentKey = sent[_pick(sent.length)].documentKey;
        content.shippedAtSec = _statedSec();
        bool expected =
            _mayMove(by, content.shippedAtSec) &&
                _isInParcel(batchIndex, from, to, parcelFrom) &&
                _isHeldBy(batchIndex, from, to, by.id) &&
                _isTrader(receiver) &&
                receiver.id != by.id &&
                !(used && _isDocumentUsed(by.id, content.documentKey));
        vm.prank(by.operator);
        try ledger.shipConsignment(content, _froms(parcelFrom)) returns (bytes32 id) {
            _judge(expected, true);
            ++shippedCount;
            _noteShipped(batchIndex, content, id);
        } catch {
            _judge(expected, false);
        }
        witness.seeParcels(batches[batchIndex].id, PACKS);
    }

    function accept(uint256 seed) external step(seed) {
        if (sent.length == 0) return;
        uint256 index = _sometimes(2) ? sent.length - 1 : _pick(sent.length);
        Consignment memory content = sent[index];
        bytes32 id = ledger.consignmentIdOf(content);
        uint256 batchIndex = _indexOf(PackWords.batch(content.runs[0]));
        (uint32 from, uint32 to, uint32 parcelFrom) = _pickRunOf(batchIndex, content.runs[0]);
        Member memory by = _sometimes(8) ? actors[_pick(actors.length)] : _memberOf(content.receiver);
        uint40 receivedAtSec = _statedSec();
        bool expected =
            _mayMove(by, receivedAtSec) &&
                by.id == content.receiver &&
                _isInParcel(batchIndex, from, to, parcelFrom) &&
                _isOnItsWay(batchIndex, from, to, id);
        PackRun[] memory accepted = new PackRun[](1);
        accepted[0] = _run(batches[batchIndex].id, from, to);
        vm.prank(by.operator);
        try ledger.receiveConsignment(content, receivedAtSec, accepted, _froms(parcelFrom)) {
            _judge(expected, true);
            ++receivedCount;
            _noteReceived(batchIndex, index, from, to);
        } catch {
            _judge(expected, false);
        }
        witness.seeParcels(batches[batchIndex].id, PACKS);
        Consignment storage other = sent[_pick(sent.length)];
        witness.seeConsignment(other.sender, other.documentKey, false);
    }

    function dispense(uint256 seed) external step(seed) {
        if (batches.length == 0) return;
        Member memory by = actors[_sometimes(8) ? _pick(actors.length) : 2 + _pick(2)];
        Dispense memory content = _dispense(by, PackLine.wrap(0));
        bool used = given.length > 0 && _sometimes(16);
        if (used) content.documentKey = given[_pick(given.length)].documentKey;
        content.dispensedAtSec = _statedSec();
        if (_sometimes(16)) content.identification = Identification.None;
        content.lines = new PackLine[](_sometimes(2) ? 1 : 1 + _pick(3));
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = new uint32[](content.lines.length);
        bool expected =
            _mayMove(by, content.dispensedAtSec) &&
                (by.id == pharmacy.id || by.id == hospital.id) &&
                content.identification != Identification.None &&
                !(used && _isReceiptUsed(by.id, content.documentKey));
        for (uint256 i = 0; i < content.lines.length; ++i) {
            (content.lines[i], froms[0][i]) = _pickLine(by);
            expected = expected && _mayHandOver(by, content, i, froms[0][i]);
        }
        Dispense[] memory contents = new Dispense[](1);
        contents[0] = content;
        vm.prank(by.operator);
        try ledger.recordDispenses(contents, froms) {
            _judge(expected, true);
            _noteDispensed(by, content);
        } catch {
            _judge(expected, false);
        }
    }

    function withdraw(uint256 seed) external step(seed) {
        uint256 productIndex = _pick(products.length);
        if (!_sometimes(24)) return;
        bool expected = !isPaused && !isWithdrawn[productIndex];
        vm.prank(bureauA.operator);
        try catalogue.withdrawProduct(products[productIndex]) {
            _judge(expected, true);
            isWithdrawn[productIndex] = true;
        } catch {
            _judge(expected, false);
        }
        witness.seeProduct(products[productIndex]);
    }

    function pauseOrUnpause(uint256 seed) external step(seed) {
        if (isPaused && _sometimes(2)) {
            _unpauseLedger();
            isPaused = false;
        } else if (!isPaused && _sometimes(4)) {
            _pauseLedger();
            isPaused = true;
        }
    }

    function _makeBatchAgain() private {
        BatchId batch = batches[_pick(batches.length)].id;
        bytes32 manifestHash = catalogue.batch(batch).manifestHash;
        vm.prank(maker.operator);
        try catalogue.sealBatch(batch, manifestHash) {
            _judge(false, true);
        } catch {
            _judge(false, false);
        }
        witness.seeBatch(batch);
    }

    function _judge(bool expected, bool accepted) private {
        if (expected != accepted) ++surpriseCount;
        if (accepted && isPaused) ++acceptedWhilePausedCount;
        if (!accepted) ++refusedCount;
    }

    function _noteDispensed(Member memory by, Dispense memory content) private {
        ++dispensedCount;
        for (uint256 i = 0; i < content.lines.length; ++i) {
            PackLine line = content.lines[i];
            PackHistory storage pack = packs[_indexOf(PackWords.lineBatch(line))][PackWords.index(line)];
            if (pack.holder != by.id || pack.consignment != 0) ++outOfCustodyCount;
            uint16 units = PackWords.units(line);
            if (units == 0) pack.soldWhole = true;
            else ++unitsLineCount;
            pack.unitsOut += units == 0 ? UNITS : units;
        }
        given.push(content);
        witness.seeDispense(by.id, content.documentKey, true);
    }

    /// @dev A line as people sell: mostly what is left of the till's own, now and then what is gone or another's.
    function _pickLine(Member memory by) private returns (PackLine line, uint32 parcelFrom) {
        uint256 batchIndex = _pick(batches.length);
        uint32 index = uint32(_pick(PACKS));
        uint256 wanted = _pick(6); // 0 a pack opened, 1 a pack gone, else one with enough left
        uint16 units = wanted == 0 || _sometimes(2) ? uint16(1 + _pick(UNITS)) : 0;
        for (uint256 i = 0; i < PACKS * batches.length && !_sometimes(48); ++i) {
            if (_isWanted(batchIndex, index, by, units, wanted)) break;
            index = (index + 1) % PACKS;
            if (index == 0) batchIndex = (batchIndex + 1) % batches.length;
        }
        if (_sometimes(24)) index = PACKS + uint32(_pick(2));
        if (_sometimes(24)) units = UNITS + 1;
        if (!batches[batchIndex].splitAllowed && !_sometimes(8)) units = 0;
        BatchId batch = batches[batchIndex].id;
        parcelFrom = _sometimes(24) ? uint32(_pick(PACKS)) : _parcelFromOf(batch, index);
        line = _units(batch, index, units);
    }

    function _isWanted(
        uint256 batchIndex,
        uint32 index,
        Member memory by,
        uint16 units,
        uint256 wanted
    ) private view returns (bool) {
        PackHistory storage pack = packs[batchIndex][index];
        if (pack.holder != by.id || pack.consignment != 0) return false;
        if (wanted == 0) return pack.unitsOut > 0 && !pack.soldWhole;
        if (wanted == 1) return pack.unitsOut > 0;
        return pack.unitsOut + (units == 0 ? UNITS : units) <= UNITS;
    }

    /// @dev Whether line `i` must be accepted after those before it.
    function _mayHandOver(
        Member memory by,
        Dispense memory content,
        uint256 i,
        uint32 parcelFrom
    ) private view returns (bool) {
        PackLine line = content.lines[i];
        uint32 index = PackWords.index(line);
        uint256 batchIndex = _indexOf(PackWords.lineBatch(line));
        BatchHistory storage batch = batches[batchIndex];
        if (!_isInParcel(batchIndex, index, index + 1, parcelFrom)) return false;
        if (!_isHeldBy(batchIndex, index, index + 1, by.id)) return false;
        if (isWithdrawn[batch.splitAllowed ? 0 : 1] || content.dispensedAtSec >= batch.expiresAtSec)
            return false;
        uint256 unitsOut = packs[batchIndex][index].unitsOut;
        for (uint256 earlier = 0; earlier < i; ++earlier) {
            PackLine other = content.lines[earlier];
            if (PackLine.unwrap(other) >> 80 != PackLine.unwrap(line) >> 80) continue;
            unitsOut += PackWords.units(other) == 0 ? UNITS : PackWords.units(other);
        }
        uint16 units = PackWords.units(line);
        if (units == 0) return unitsOut == 0;
        return batch.splitAllowed && unitsOut + units <= UNITS;
    }

    /// @dev A run as people ship: mostly inside one parcel, now and then across two or past the end, or empty.
    function _pickRun(uint256 batchIndex) private returns (uint32 from, uint32 to, uint32 parcelFrom) {
        BatchId batch = batches[batchIndex].id;
        from = uint32(_pick(PACKS));
        parcelFrom = _sometimes(16) ? uint32(_pick(PACKS)) : _parcelFromOf(batch, from);
        if (_sometimes(3)) from = parcelFrom;
        uint32 end = ledger.parcel(_parcelId(batch, parcelFrom)).to;
        if (end <= from || _sometimes(12)) return (from, from + uint32(_pick(PACKS)), parcelFrom);
        to = _sometimes(3) ? end : from + 1 + uint32(_pick(end - from));
    }

    function _pickRunOf(
        uint256 batchIndex,
        PackRun run
    ) private returns (uint32 from, uint32 to, uint32 parcelFrom) {
        if (_sometimes(8)) return _pickRun(batchIndex);
        uint32 length = PackWords.to(run) - PackWords.from(run);
        from = PackWords.from(run) + uint32(_pick(length));
        parcelFrom = _parcelFromOf(batches[batchIndex].id, from);
        if (_sometimes(2)) from = parcelFrom;
        uint32 end = ledger.parcel(_parcelId(batches[batchIndex].id, parcelFrom)).to;
        to = _sometimes(2) ? end : from + 1 + uint32(_pick(end - from));
    }

    /// @dev The holder of a pack, mostly.
    function _actorNear(uint256 batchIndex, uint32 packIndex) private returns (Member memory) {
        if (packIndex >= PACKS || _sometimes(8)) return actors[_pick(actors.length)];
        return _memberOf(packs[batchIndex][packIndex].holder);
    }

    /// @dev From five days ago to a little past what may be stated.
    function _statedSec() private returns (uint40) {
        uint40 nowSec = uint40(block.timestamp);
        if (_sometimes(8)) return nowSec + uint40(_pick(2 * CLOCK_SKEW_SEC_MAX));
        return nowSec - uint40(_pick(5 days));
    }

    function _mayMove(Member memory by, uint40 statedSec) private view returns (bool) {
        return !isPaused && _isTrader(by) && statedSec <= block.timestamp + CLOCK_SKEW_SEC_MAX;
    }

    function _isInParcel(
        uint256 batchIndex,
        uint32 from,
        uint32 to,
        uint32 parcelFrom
    ) private view returns (bool) {
        if (from >= to || to > PACKS) return false;
        BatchId batch = batches[batchIndex].id;
        return
            parcelFrom == _parcelFromOf(batch, from) && to <= ledger.parcel(_parcelId(batch, parcelFrom)).to;
    }

    function _isTrader(Member memory by) private view returns (bool) {
        return by.id != actors[TRADERS].id;
    }

    function _memberOf(InstitutionId id) private view returns (Member memory) {
        for (uint256 i = 0; i < actors.length; ++i) {
            if (actors[i].id == id) return actors[i];
        }
        return actors[0];
    }

    function _indexOf(BatchId batch) private view returns (uint256 index) {
        while (batches[index].id != batch) ++index;
    }

    function _sometimes(uint256 oneIn) private returns (bool) {
        return _pick(oneIn) == 0;
    }

    function _pick(uint256 count) private returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % count;
    }
}
