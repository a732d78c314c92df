// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, BatchTerms, ProductStatus } from "../interfaces/IDrugCatalogue.sol";
import { IDrugLedger, PackCounts } from "../interfaces/IDrugLedger.sol";
import { BatchId } from "./Ids.sol";
import { PackLine, PackWords } from "./PackWords.sol";

/// @dev Whether a pack in its holder's hands may be handed to a person, or taken back from one.
library SaleRules {
    using PackWords for PackLine;

    /// @notice Refuses a batch recalled, or of a product withdrawn, at `judgedAtSec` or before.
    /// @dev What is neither sealed nor recalled has no such time: it is 0, and the batch refused.
    function requireSellable(BatchId batch, BatchTerms memory terms, uint40 judgedAtSec) internal pure {
        bool isRecalled = terms.status != BatchStatus.Sealed && terms.recalledAtSec <= judgedAtSec;
        bool isWithdrawn =
            terms.productStatus != ProductStatus.Admitted && terms.withdrawnAtSec <= judgedAtSec;
        if (isRecalled || isWithdrawn) {
            revert IDrugLedger.BatchNotSellable(batch, terms.status, terms.productStatus);
        }
    }

    /// @notice From when on a sale is refused: expiry, recall, withdrawal or quarantine, whichever came first.
    /// @param quarantinedSinceSec 0 when the region of the holder holds none of the batch in quarantine.
    function sellableUntilSec(
        BatchTerms memory terms,
        uint40 quarantinedSinceSec
    ) internal pure returns (uint40 untilSec) {
        untilSec = terms.expiresAtSec;
        if (terms.status == BatchStatus.Recalled && terms.recalledAtSec < untilSec) {
            untilSec = terms.recalledAtSec;
        }
        if (terms.productStatus == ProductStatus.Withdrawn && terms.withdrawnAtSec < untilSec) {
            untilSec = terms.withdrawnAtSec;
        }
        if (quarantinedSinceSec != 0 && quarantinedSinceSec < untilSec) untilSec = quarantinedSinceSec;
    }

    /// @notice Units gone from the pack after those of the line are taken.
    /// @param unitsPerPack 0 when packs may not be split.
    function unitsAfter(
        PackLine line,
        uint16 unitsPerPack,
        bool gone,
        PackCounts memory counts
    ) internal pure returns (uint16) {
        if (unitsPerPack == 0) revert IDrugLedger.SplitNotAllowed(line.lineBatch(), line.index());
        if (counts.isFrozen || (gone && !counts.isOpened)) revertGone(line, counts);
        uint16 unitsLeft = unitsPerPack - counts.unitsTaken;
        if (line.units() > unitsLeft) {
            revert IDrugLedger.UnitsExceedPack(line.lineBatch(), line.index(), unitsLeft, line.units());
        }
        return counts.unitsTaken + line.units();
    }

    /// @notice Names why a pack is not for sale: frozen, or gone.
    function revertGone(PackLine line, PackCounts memory counts) internal pure {
        if (counts.isFrozen) {
            revert IDrugLedger.PackIsFrozen(line.lineBatch(), line.index(), counts.reversalCount);
        }
        revert IDrugLedger.PackNotSellable(line.lineBatch(), line.index());
    }
}
