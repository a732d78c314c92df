// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugLedger, PackCounts } from "../interfaces/IDrugLedger.sol";
import { BatchId, Fen, parcelIdOf } from "./Ids.sol";
import { PACKS_PER_DECOMMISSION_MAX } from "./Limits.sol";
import { PackLine, PackRun, PackWords } from "./PackWords.sol";
import { Packs } from "./Packs.sol";
import { SaleRules } from "./SaleRules.sol";
import { Shelf, Shelves } from "./Shelves.sol";
import { Till, Tills } from "./Tills.sol";

/// @notice What became of each pack.
struct PackBook {
    // slot 0: 32 bytes used, 0 spare
    mapping(uint256 wordKey => uint256 packBits) gone; // 32 bytes; a set bit is a pack that is gone as a whole
    // slot 1: 32 bytes used, 0 spare
    mapping(uint256 packKey => PackCounts) counts; // 32 bytes
}

/// @dev The book of the contract that calls: a pack leaves it once, and comes back only by what was taken of it (I1).
library PackBooks {
    using PackWords for PackLine;
    using PackWords for PackRun;
    using Shelves for Shelf;
    using Tills for Till;

    /// @notice Takes the pack, or units of it, off the shelf.
    /// @return wasGone whether the pack had been opened before.
    function take(PackBook storage book, Shelf shelf, PackLine line) internal returns (bool wasGone) {
        uint32 index = line.index();
        uint256 wordKey = Packs.wordKeyOf(line.lineBatch(), index);
        uint256 packBits = book.gone[wordKey];
        wasGone = packBits & Packs.bitOf(index) != 0;
        if (line.units() != 0) {
            PackCounts storage counts = _countsOf(book, line);
            counts.unitsTaken = SaleRules.unitsAfter(line, shelf.unitsPerPack(), wasGone, counts);
            counts.isOpened = true;
        } else if (wasGone) {
            SaleRules.revertGone(line, _countsOf(book, line));
        }

        if (!wasGone) book.gone[wordKey] = packBits | Packs.bitOf(index);
    }

    /// @notice Puts the pack, or units of it, back on the shelf; with the last reversal allowed it freezes.
    function putBack(
        PackBook storage book,
        PackLine line,
        uint8 reversalsMax
    ) internal returns (bool isFrozen) {
        BatchId batch = line.lineBatch();
        uint32 index = line.index();
        PackCounts memory counts = _countsOf(book, line);
        if (counts.isFrozen) SaleRules.revertGone(line, counts);

        ++counts.reversalCount;
        isFrozen = counts.reversalCount >= reversalsMax;
        counts.isFrozen = isFrozen;
        counts.unitsTaken -= line.units();
        book.counts[Packs.keyOf(batch, index)] = counts;
        if (isFrozen) emit IDrugLedger.PackFrozen(batch, index, counts.reversalCount);
        else if (line.units() == 0) book.gone[Packs.wordKeyOf(batch, index)] &= ~Packs.bitOf(index);
    }

    /// @notice Takes whole packs in the institution's hands out of the trade, word by word.
    /// @param countBefore packs that the call took out before.
    function removeRun(
        PackBook storage book,
        Till memory till,
        PackRun run,
        uint32 parcelFrom,
        uint256 countBefore
    ) internal returns (uint256 count) {
        if (!run.isWellFormed()) revert IDrugLedger.RunMalformed(run);
        BatchId batch = run.batch();
        uint32 from = run.from();
        uint32 to = run.to();
        count = countBefore + to - from;
        if (count > PACKS_PER_DECOMMISSION_MAX) {
            revert IDrugLedger.PacksTooMany(count, PACKS_PER_DECOMMISSION_MAX);
        }
        uint32 parcelTo = till.parcelEnd(batch, parcelFrom);
        if (from < parcelFrom || to > parcelTo) {
            revert IDrugLedger.RunOutsideParcel(parcelIdOf(batch, parcelFrom), parcelTo, from, to);
        }

        while (from < to) {
            uint32 end = Packs.wordEndOf(from, to);
            _removeInWord(book, batch, from, end);
            from = end;
        }
    }

    /// @notice Takes what is left of an opened pack out of the trade; of a frozen one too, whose bit is set though it
    /// is in the institution's hands.
    function removeRemnant(
        PackBook storage book,
        Till memory till,
        PackLine line,
        uint32 parcelFrom
    ) internal {
        if (!line.isWellFormed() || Fen.unwrap(line.priceFen()) != 0) revert IDrugLedger.LineMalformed(line);
        BatchId batch = line.lineBatch();
        uint32 index = line.index();
        uint32 parcelTo = till.parcelEnd(batch, parcelFrom);
        if (index < parcelFrom || index >= parcelTo) {
            revert IDrugLedger.PackOutsideParcel(parcelIdOf(batch, parcelFrom), parcelTo, index);
        }
        PackCounts memory counts = _countsOf(book, line);
        uint16 unitsLeft = 0;
        if (counts.isOpened || counts.isFrozen) {
            unitsLeft = till.catalogue.termsOf(batch).unitsPerPack - counts.unitsTaken;
        }
        if (unitsLeft == 0 || line.units() != unitsLeft) {
            revert IDrugLedger.RemnantWrong(batch, index, unitsLeft, line.units());
        }

        book.counts[Packs.keyOf(batch, index)].unitsTaken = counts.unitsTaken + unitsLeft;
    }

    function isGone(PackBook storage book, BatchId batch, uint32 index) internal view returns (bool) {
        return book.gone[Packs.wordKeyOf(batch, index)] & Packs.bitOf(index) != 0;
    }

    function _removeInWord(PackBook storage book, BatchId batch, uint32 from, uint32 to) private {
        uint256 wordKey = Packs.wordKeyOf(batch, from);
        uint256 runBits = Packs.bitsOf(from, to);
        uint256 packBits = book.gone[wordKey];
        if (packBits & runBits != 0) {
            revert IDrugLedger.PackNotSellable(batch, Packs.firstOf(packBits & runBits, from));
        }

        book.gone[wordKey] = packBits | runBits;
    }

    function _countsOf(PackBook storage book, PackLine line) private view returns (PackCounts storage) {
        return book.counts[Packs.keyOf(line.lineBatch(), line.index())];
    }
}
