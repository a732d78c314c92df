// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { IRegionRules, RegionLimits } from "../interfaces/IRegionRules.sol";
import { Fen } from "./Ids.sol";
import { PackLine, PackWords } from "./PackWords.sol";
import { Till, Tills } from "./Tills.sol";

/// @notice What came back of a line of a dispense.
struct Returned {
    // slot 0: 10 bytes used, 22 spare
    uint16 amount; // 2 bytes, units, or 1 for a whole pack
    Fen givenBackFen; // 8 bytes
}

/// @notice What a return carries from line to line.
struct Return {
    bytes32 dispense; // id
    uint8 reversalsMax; // of the region
    uint16 closedCount; // lines of which nothing stands any more
    PackLine[] lines; // of the dispense
    uint8[] lineIndexes; // which of them come back
}

/// @dev What comes back is of a line's pack and kind, at most what still stands of it, and for at most its price.
library Returns {
    using PackWords for PackLine;
    using Tills for Till;

    function takeBack(
        Return memory back,
        mapping(uint256 lineIndex => Returned) storage returnedOf,
        uint256 lineIndex,
        PackLine line
    ) internal {
        if (!line.isWellFormed()) revert IDrugLedger.LineMalformed(line);
        if (lineIndex >= back.lines.length) _revertWrong(back, lineIndex, line);
        PackLine dispensed = back.lines[lineIndex];
        Returned memory returned = returnedOf[lineIndex];
        // Neither is above 2^64: the sum is not above 2^65.
        uint256 sumFen = uint256(Fen.unwrap(returned.givenBackFen)) + Fen.unwrap(line.priceFen());
        if (!_isOfSamePack(line, dispensed) || sumFen > Fen.unwrap(dispensed.priceFen())) {
            _revertWrong(back, lineIndex, line);
        }
        uint16 standing = _amountOf(dispensed) - returned.amount;
        uint16 asked = _amountOf(line);
        if (asked > standing) {
            revert IDrugLedger.ReturnExceedsLine(back.dispense, lineIndex, standing, asked);
        }

        // At most the price of the line, which is a Fen.
        returnedOf[lineIndex] = Returned(returned.amount + asked, Fen.wrap(uint64(sumFen)));
        if (asked == standing) ++back.closedCount;
    }

    /// @notice Refuses a return before the dispense, and one after the region's window; keeps the region's limit.
    function requireInTime(
        Return memory back,
        Till memory till,
        IRegionRules rules,
        uint40 dispensedAtSec
    ) internal view {
        if (till.atSec < dispensedAtSec) {
            revert IDrugLedger.ReturnBeforeDispense(back.dispense, dispensedAtSec, till.atSec);
        }
        RegionLimits memory limits = rules.limitsOf(till.regionOf());
        uint40 untilSec = dispensedAtSec + limits.returnWindowSec;
        if (till.atSec > untilSec) revert IDrugLedger.ReturnTooLate(back.dispense, untilSec, till.atSec);
        back.reversalsMax = limits.reversalsMax;
    }

    function _revertWrong(Return memory back, uint256 lineIndex, PackLine line) private pure {
        revert IDrugLedger.ReturnLineWrong(back.dispense, lineIndex, line);
    }

    /// @dev Units come back as units, and a whole pack whole.
    function _isOfSamePack(PackLine left, PackLine right) private pure returns (bool) {
        return
            left.lineBatch() == right.lineBatch() &&
            left.index() == right.index() &&
            (left.units() == 0) == (right.units() == 0);
    }

    function _amountOf(PackLine line) private pure returns (uint16) {
        return line.units() == 0 ? 1 : line.units();
    }
}
