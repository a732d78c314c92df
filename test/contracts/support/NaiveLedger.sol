// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DispenseState } from "../../../contracts/interfaces/IDrugLedger.sol";
import { InstitutionKind } from "../../../contracts/interfaces/IInstitutions.sol";
import { NaiveCustody } from "./NaiveCustody.sol";
import { Asked, NaiveBatch, NaiveDispense, NaiveLine, NaivePack } from "./NaivePacks.sol";

/// @notice A naive ledger beside the real one: a history for each single pack. Each act is done, or refused as a whole.
/// @dev It asks the real contracts nothing; its clock is the block's, as theirs is.
contract NaiveLedger is NaiveCustody {
    uint16 public constant UNITS = 4;
    uint40 public constant RETURN_WINDOW_SEC = 2 days;
    uint8 public constant REVERSALS_MAX = 2;
    uint256 private constant SALES = 1;

    NaiveDispense[] private _dispenses;
    mapping(uint256 dispense => NaiveLine[]) private _lines;
    mapping(bytes16 key => uint256 packPlusOne) private _spenderOf;

    function dispense(Asked calldata asked, bytes32 documentKey, NaiveLine[] calldata lines) external {
        bool isImport = _act(asked, SALES, isPaused());
        InstitutionKind kind = _actors[asked.stated].kind;
        _require(kind == InstitutionKind.Pharmacy || kind == InstitutionKind.Hospital);
        _useOnce("dispense", asked.stated, documentKey);
        uint256 number = _dispenses.length;
        _dispenses.push(NaiveDispense(asked.stated, documentKey, asked.statedSec, DispenseState.Recorded));
        for (uint256 i = 0; i < lines.length; ++i) {
            _require(_mayTrade(asked, lines[i], isImport));
            _sell(lines[i]);
            _lines[number].push(lines[i]);
        }
    }

    /// @param line the line of the dispense with what comes back of it.
    function takeBack(
        Asked calldata asked,
        uint256 number,
        uint256 lineIndex,
        NaiveLine calldata line,
        bytes32 documentKey
    ) external {
        NaiveDispense storage given = _dispenses[number];
        _require(asked.stated == given.institution);
        bool isImport = _act(asked, SALES, false);
        _useOnce("reverse", asked.stated, documentKey);
        _require(given.state != DispenseState.Reversed && asked.statedSec >= given.dispensedAtSec);
        _require(asked.statedSec <= given.dispensedAtSec + RETURN_WINDOW_SEC);
        NaiveLine storage sold = _lines[number][lineIndex];
        _require(line.batch == sold.batch && line.index == sold.index);
        _require((line.units == 0) == (sold.units == 0));
        uint16 amount = line.units == 0 ? 1 : line.units;
        _require(amount <= (sold.units == 0 ? 1 : sold.units) - sold.returned);
        _require(_mayTrade(asked, line, isImport));
        sold.returned += amount;
        _putBack(line);
        given.state = DispenseState.Reversed;
        for (uint256 i = 0; i < _lines[number].length; ++i) {
            NaiveLine storage other = _lines[number][i];
            bool isAllBack = other.returned == (other.units == 0 ? 1 : other.units);
            if (!isAllBack) given.state = DispenseState.PartlyReversed;
        }
    }

    function destroyRun(Asked calldata asked, bytes32 documentKey) external {
        _act(asked, SALES, false);
        _useOnce("decommission", asked.stated, documentKey);
        _requireInParcel(asked.batch, asked.from, asked.to, asked.parcelFrom);
        _requireHeld(asked.batch, asked.from, asked.to, asked.stated);
        for (uint32 i = asked.from; i < asked.to; ++i) {
            _require(!isGone(asked.batch, i));
            _packs[asked.batch][i].isDestroyed = true;
        }
    }

    function destroyRest(Asked calldata asked, uint16 units, bytes32 documentKey) external {
        _act(asked, SALES, false);
        _useOnce("decommission", asked.stated, documentKey);
        _requireInParcel(asked.batch, asked.from, asked.from + 1, asked.parcelFrom);
        _requireHeld(asked.batch, asked.from, asked.from + 1, asked.stated);
        NaivePack storage pack = _packs[asked.batch][asked.from];
        _require(pack.isOpened || pack.isFrozen);
        _require(units != 0 && units == UNITS - pack.unitsSold - pack.unitsDestroyed);
        pack.unitsDestroyed += units;
    }

    function dispenseCount() external view returns (uint256) {
        return _dispenses.length;
    }

    function dispenseAt(uint256 number) external view returns (NaiveDispense memory) {
        return _dispenses[number];
    }

    function linesOf(uint256 number) external view returns (NaiveLine[] memory) {
        return _lines[number];
    }

    /// @notice The pack that has spent the key: batch and index, plus one; 0 when none.
    function spenderOf(bytes16 packKey) external view returns (uint256) {
        return _spenderOf[packKey];
    }

    function isGone(uint256 batch, uint32 index) public view returns (bool) {
        NaivePack storage pack = _packs[batch][index];
        return pack.isSoldWhole || pack.isOpened || pack.isFrozen || pack.isDestroyed;
    }

    function _sell(NaiveLine calldata line) private {
        NaivePack storage pack = _packs[line.batch][line.index];
        bool wasGone = isGone(line.batch, line.index);
        if (line.units == 0) {
            _require(!wasGone);
            pack.isSoldWhole = true;
        } else {
            _require(_batches[line.batch].isSplitAllowed && !pack.isFrozen && (!wasGone || pack.isOpened));
            pack.isOpened = true;
            pack.unitsSold += line.units;
            _require(pack.unitsSold + pack.unitsDestroyed <= UNITS);
        }
        if (!_batches[line.batch].isDeclared) return;
        uint256 spender = _spenderOf[line.key];
        uint256 self = _numberOf(line);
        if (wasGone) _require(spender == self);
        else _require(spender == 0 && pack.key == 0);
        _spenderOf[line.key] = self;
        pack.key = line.key;
    }

    function _putBack(NaiveLine calldata line) private {
        NaivePack storage pack = _packs[line.batch][line.index];
        _require(!pack.isFrozen);
        ++pack.reversalCount;
        pack.isFrozen = pack.reversalCount >= REVERSALS_MAX;
        if (line.units != 0) {
            pack.unitsSold -= line.units;
            return;
        }
        pack.isSoldWhole = false;
        if (!_batches[line.batch].isDeclared) return;
        _require(line.key == pack.key);
        if (pack.isFrozen) return;
        _spenderOf[line.key] = 0;
        pack.key = 0;
    }

    /// @dev In its holder's hands, its batch for sale where and when that is, and not yet expired.
    function _mayTrade(
        Asked calldata asked,
        NaiveLine calldata line,
        bool isImport
    ) private view returns (bool) {
        _require(line.index < PACKS);
        _requireInParcel(line.batch, line.index, line.index + 1, line.parcelFrom);
        _requireHeld(line.batch, line.index, line.index + 1, asked.stated);
        NaiveBatch storage batch = _batches[line.batch];
        uint40 judgedAtSec = isImport ? asked.statedSec : type(uint40).max;
        return
            !_isBy(batch.recalledAtSec, judgedAtSec) &&
            !_isBy(_withdrawnAtSec[batch.product], judgedAtSec) &&
            !_isQuarantined(line.batch, asked.stated, judgedAtSec) &&
            asked.statedSec < batch.expiresAtSec;
    }

    function _numberOf(NaiveLine calldata line) private pure returns (uint256) {
        return line.batch * PACKS + line.index + 1;
    }
}
