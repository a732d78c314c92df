// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugCatalogue } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import {
    Decommission,
    DecommissionReason,
    Dispense,
    IDrugLedger,
    Reversal
} from "../../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, Fen } from "../../../contracts/libraries/Ids.sol";
import { PackLine, PackWords } from "../../../contracts/libraries/PackWords.sol";
import { DrugMoves } from "./DrugMoves.sol";
import { Member } from "./InstitutionsFixture.sol";
import { NaiveCustody } from "./NaiveCustody.sol";
import { NaiveLedger } from "./NaiveLedger.sol";
import { Asked, NaiveLine, NaivePack } from "./NaivePacks.sol";

/// @notice Random life of packs among a few institutions, with good and bad input.
/// @dev Before each call the naive ledger says whether the real one must accept it; `surpriseCount` counts where not.
contract DrugHandler is DrugMoves {
    uint256 public constant KEYS = 24;
    Fen private constant FREE = Fen.wrap(0);

    uint256 public dispensedCount;
    uint256 public unitsLineCount;
    uint256 public declaredLineCount;
    uint256 public importedCount;
    uint256 public reversedCount;
    uint256 public destroyedCount;
    uint256 public recalledCount;
    uint256 public quarantinedCount;

    /// @notice Units of a pack in persons' hands, by what the real ledger accepted; a whole pack counts all of them.
    mapping(uint256 batch => mapping(uint32 index => int256)) public unitsOut;

    /// @dev The tills have stock from the start, or a campaign would end before much was sold.
    constructor() {
        _setUpWorld();
        for (uint256 i = 0; i < PRODUCTS; ++i) {
            (, BatchId id) = _make(i, 10 days);
            _fillAndSeal(id, i, maker);
            _stock(i, 0, 5, pharmacy);
            _stock(i, 5, 8, hospital);
            _stock(i, 8, 10, wholesaler);
        }
        (, BatchId declared) = _declare(0, pharmacy);
        _fillAndSeal(declared, 0, pharmacy);
        (, declared) = _declare(0, hospital);
        _fillAndSeal(declared, 0, hospital);
    }

    function dispense(uint256 seed) external step(seed) {
        Member memory till = _sometimes(10) ? actors[_pick(4)] : actors[2 + _pick(2)];
        Member memory by = _speakerFor(till.id);
        Asked memory asked;
        (asked.by, asked.stated, asked.statedSec) = (by.id, till.id, _statedSec());
        NaiveLine[] memory lines = new NaiveLine[](_sometimes(2) ? 1 : 1 + _pick(3));
        bool wasHeld = true;
        for (uint256 i = 0; i < lines.length; ++i) {
            lines[i] = _pickLine(till);
            wasHeld = wasHeld && _isHeldBy(lines[i].batch, lines[i].index, lines[i].index + 1, till.id);
        }
        Dispense[] memory contents = new Dispense[](1);
        contents[0] = _contentOf(till, asked.statedSec, lines);
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _fromsOf(lines);
        bool isDone = _tell(
            abi.encodeCall(NaiveLedger.dispense, (asked, contents[0].documentKey, lines)),
            by,
            address(ledger),
            abi.encodeCall(IDrugLedger.recordDispenses, (by.operator, contents, froms, _keysOf(lines)))
        );
        _noteIfPaused(isDone);
        if (!isDone) return;
        if (!wasHeld) ++outOfCustodyCount;
        if (by.id != till.id) ++importedCount;
        ++dispensedCount;
        given.push(contents[0]);
        for (uint256 i = 0; i < lines.length; ++i) _noteLine(lines[i], 1);
        witness.seeDispense(till.id, contents[0].documentKey, true);
    }

    function reverse(uint256 seed) external step(seed) {
        if (given.length == 0) return;
        uint256 number = _sometimes(2) ? given.length - 1 : _pick(given.length);
        NaiveLine[] memory sold = naive.linesOf(number);
        uint256 lineIndex = _pick(sold.length);
        NaiveLine memory line = _pickReturn(sold[lineIndex]);
        Dispense memory content = given[number];
        Member memory by = _speakerFor(content.institution);
        Asked memory asked;
        (asked.by, asked.stated) = (by.id, content.institution);
        asked.statedSec = content.dispensedAtSec + uint40(_pick(2 days));
        if (asked.statedSec > block.timestamp) asked.statedSec = uint40(block.timestamp);
        if (_sometimes(6)) asked.statedSec = _statedSec();
        bool wasHeld = _isHeldBy(line.batch, line.index, line.index + 1, content.institution);
        NaiveLine[] memory lines = new NaiveLine[](1);
        lines[0] = line;
        uint8[] memory lineIndexes = new uint8[](1);
        lineIndexes[0] = uint8(lineIndex);
        Reversal memory reversal = _reversalOf(content, asked.statedSec, line);
        bytes memory keys = line.units == 0 ? _keysOf(lines) : bytes("");
        bool isDone = _tell(
            abi.encodeCall(NaiveLedger.takeBack, (asked, number, lineIndex, line, reversal.documentKey)),
            by,
            address(ledger),
            abi.encodeCall(
                IDrugLedger.reverseDispense,
                (by.operator, content, reversal, lineIndexes, _fromsOf(lines), keys)
            )
        );
        witness.seeDispense(content.institution, content.documentKey, isDone);
        if (!isDone) return;
        if (!wasHeld) ++outOfCustodyCount;
        ++reversedCount;
        _noteLine(line, -1);
    }

    function decommission(uint256 seed) external step(seed) {
        if (!_sometimes(3)) return;
        uint256 batch = _pick(batches.length);
        uint32 around = uint32(_pick(PACKS));
        Asked memory asked = _pickRun(batch, around);
        if (asked.to > asked.from + 2) asked.to = asked.from + 2;
        Member memory holder = _memberOf(naive.packAt(batch, around).holder);
        Member memory by = _speakerFor(holder.id);
        (asked.by, asked.stated, asked.statedSec) = (by.id, holder.id, _statedSec());
        Decommission memory content;
        content.institution = holder.id;
        content.documentKey = _nextDocument();
        content.occurredAtSec = asked.statedSec;
        content.reason = DecommissionReason(1 + _pick(5));
        bool isRun = _sometimes(2);
        // A remnant is one pack.
        if (!isRun) asked.to = asked.from + 1;
        bool wasHeld = _isHeldBy(batch, asked.from, asked.to, holder.id);
        bool isDone = isRun ? _destroyRun(asked, by, content) : _destroyRest(asked, by, content);
        _noteIfNotHolder(isDone, asked, wasHeld);
        if (isDone) ++destroyedCount;
    }

    /// @dev Recall, quarantine and release, withdrawal, pause: each now and then.
    function govern(uint256 seed) external step(seed) {
        uint256 what = _pick(24);
        if (what < 4) _pauseOrUnpause();
        else if (what < 9) _quarantineOrRelease();
        else if (what == 9) _recallOne();
        else if (what == 10) _withdrawOne();
    }

    function _destroyRun(
        Asked memory asked,
        Member memory by,
        Decommission memory content
    ) private returns (bool) {
        content.runs = _runOf(asked);
        return
            _tell(
                abi.encodeCall(NaiveLedger.destroyRun, (asked, content.documentKey)),
                by,
                address(ledger),
                abi.encodeCall(
                    IDrugLedger.decommissionPacks,
                    (content, _froms(asked.parcelFrom), new uint32[](0))
                )
            );
    }

    function _destroyRest(
        Asked memory asked,
        Member memory by,
        Decommission memory content
    ) private returns (bool) {
        NaivePack memory pack = naive.packAt(asked.batch, asked.from % PACKS);
        uint16 left = UNITS - pack.unitsSold - pack.unitsDestroyed;
        if (_sometimes(8)) left += 1;
        content.remnants = new PackLine[](1);
        content.remnants[0] = PackWords.toLine(batches[asked.batch], asked.from, left, FREE);
        return
            _tell(
                abi.encodeCall(NaiveLedger.destroyRest, (asked, left, content.documentKey)),
                by,
                address(ledger),
                abi.encodeCall(
                    IDrugLedger.decommissionPacks,
                    (content, new uint32[](0), _froms(asked.parcelFrom))
                )
            );
    }

    function _pauseOrUnpause() private {
        if (naive.isPaused()) {
            _unpauseLedger();
            naive.unpause();
        } else if (_sometimes(3)) {
            _pauseLedger();
            naive.pause();
        }
    }

    function _quarantineOrRelease() private {
        uint256 batch = _pick(batches.length);
        Member memory by = _sometimes(8) ? actors[_pick(actors.length)] : actors[4 + _pick(2)];
        bool isRelease = !_sometimes(3);
        uint40 sinceSec = isRelease ? 0 : uint40(block.timestamp);
        bytes memory realCall =
            isRelease
                ? abi.encodeCall(IDrugCatalogue.releaseBatch, (batches[batch]))
                : abi.encodeCall(IDrugCatalogue.quarantineBatch, (batches[batch], bytes32(0)));
        bytes memory naiveCall = abi.encodeCall(NaiveCustody.quarantine, (by.id, batch, sinceSec));
        if (_tell(naiveCall, by, address(catalogue), realCall)) ++quarantinedCount;
    }

    function _recallOne() private {
        uint256 batch = _pick(batches.length);
        Member memory by = actors[_pick(actors.length)];
        uint40 statedSec = _statedSec();
        bool isDone = _tell(
            abi.encodeCall(NaiveCustody.recall, (by.id, REGION_A, batch, statedSec)),
            by,
            address(catalogue),
            abi.encodeCall(IDrugCatalogue.recallBatch, (batches[batch], statedSec, bytes32(0)))
        );
        if (isDone) ++recalledCount;
        witness.seeBatch(batches[batch]);
    }

    function _withdrawOne() private {
        if (!_sometimes(3)) return;
        uint256 product = _pick(PRODUCTS);
        bytes memory realCall = abi.encodeCall(IDrugCatalogue.withdrawProduct, (products[product]));
        _tell(abi.encodeCall(NaiveCustody.withdrawProduct, (product)), bureauA, address(catalogue), realCall);
        witness.seeProduct(products[product]);
    }

    function _noteLine(NaiveLine memory line, int256 sign) private {
        if (line.units != 0) ++unitsLineCount;
        if (naive.batchAt(line.batch).isDeclared) ++declaredLineCount;
        unitsOut[line.batch][line.index] += sign * int256(uint256(line.units == 0 ? UNITS : line.units));
    }

    /// @dev A line as people sell: mostly what is left of the till's own, now and then what is gone or another's.
    function _pickLine(Member memory till) private returns (NaiveLine memory line) {
        line.batch = _pick(batches.length);
        line.index = uint32(_pick(PACKS));
        bool isOpenedWanted = _sometimes(3);
        for (uint256 i = 0; i < PACKS * batches.length && !_sometimes(64); ++i) {
            if (_isWanted(line, till, isOpenedWanted)) break;
            line.index = (line.index + 1) % PACKS;
            if (line.index == 0) line.batch = (line.batch + 1) % batches.length;
        }
        bool isSplitAllowed = naive.batchAt(line.batch).isSplitAllowed;
        NaivePack memory pack = naive.packAt(line.batch, line.index);
        if (isSplitAllowed && (pack.isOpened || _sometimes(2))) line.units = uint16(1 + _pick(UNITS));
        if (_sometimes(32)) line.units = uint16(1 + _pick(UNITS));
        if (_sometimes(32)) line.index = PACKS + uint32(_pick(2));
        line.parcelFrom = _sometimes(24) ? uint32(_pick(PACKS)) : naive.startOf(line.batch, line.index);
        line.key = pack.key != 0 ? pack.key : _key(_sometimes(4) ? _pick(KEYS) : line.index);
        if (_sometimes(16)) line.key = _key(_pick(KEYS));
    }

    function _isWanted(
        NaiveLine memory line,
        Member memory till,
        bool isOpenedWanted
    ) private view returns (bool) {
        if (!_isHeldBy(line.batch, line.index, line.index + 1, till.id)) return false;
        NaivePack memory pack = naive.packAt(line.batch, line.index);
        if (isOpenedWanted) return pack.isOpened && pack.unitsSold < UNITS;
        return !naive.isGone(line.batch, line.index);
    }

    /// @dev What comes back of a line: mostly what may.
    function _pickReturn(NaiveLine memory sold) private returns (NaiveLine memory line) {
        line = sold;
        line.returned = 0;
        if (sold.units != 0) line.units = uint16(1 + _pick(sold.units));
        if (_sometimes(16)) line.units = uint16(_pick(UNITS));
        if (_sometimes(24)) line.index = uint32(_pick(PACKS));
        line.parcelFrom = _sometimes(24) ? uint32(_pick(PACKS)) : naive.startOf(line.batch, line.index);
        if (_sometimes(16)) line.key = _key(_pick(KEYS));
    }

    function _contentOf(
        Member memory till,
        uint40 statedSec,
        NaiveLine[] memory lines
    ) private returns (Dispense memory content) {
        content = _dispense(till, PackLine.wrap(0));
        if (given.length != 0 && _sometimes(16)) content.documentKey = given[_pick(given.length)].documentKey;
        content.dispensedAtSec = statedSec;
        content.lines = new PackLine[](lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            content.lines[i] = _units(batches[lines[i].batch], lines[i].index, lines[i].units);
        }
    }

    function _reversalOf(
        Dispense memory content,
        uint40 statedSec,
        NaiveLine memory line
    ) private returns (Reversal memory reversal) {
        reversal.institution = content.institution;
        reversal.documentKey = _nextDocument();
        reversal.dispense = ledger.dispenseIdOf(content);
        reversal.reversedAtSec = statedSec;
        reversal.lines = new PackLine[](1);
        reversal.lines[0] = PackWords.toLine(batches[line.batch], line.index, line.units, FREE);
    }

    function _fromsOf(NaiveLine[] memory lines) private pure returns (uint32[] memory froms) {
        froms = new uint32[](lines.length);
        for (uint256 i = 0; i < lines.length; ++i) froms[i] = lines[i].parcelFrom;
    }

    function _keysOf(NaiveLine[] memory lines) private view returns (bytes memory keys) {
        for (uint256 i = 0; i < lines.length; ++i) {
            if (naive.batchAt(lines[i].batch).isDeclared) keys = bytes.concat(keys, lines[i].key);
        }
    }

    function _key(uint256 number) private pure returns (bytes16) {
        return bytes16(uint128(number + 1));
    }
}
