// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, BatchTerms, ProductStatus } from "../interfaces/IDrugCatalogue.sol";
import { IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { PackLine, PackWords } from "./PackWords.sol";

/// @dev Whether a pack in its holder's hands may be handed to a person.
library SaleRules {
    using PackWords for PackLine;

    function requireSellable(PackLine line, BatchTerms memory terms) internal pure {
        if (terms.status != BatchStatus.Sealed || terms.productStatus != ProductStatus.Admitted) {
            revert IDrugLedger.BatchNotSellable(line.lineBatch(), terms.status, terms.productStatus);
        }
    }

    /// @notice Units gone from the pack after those of the line are taken.
    /// @param unitsPerPack 0 when packs may not be split.
    /// @dev A pack that is gone and from which no unit was ever taken was handed over whole.
    function unitsAfter(
        PackLine line,
        uint16 unitsPerPack,
        bool gone,
        uint16 taken
    ) internal pure returns (uint16) {
        if (unitsPerPack == 0) revert IDrugLedger.SplitNotAllowed(line.lineBatch(), line.index());
        if (gone && taken == 0) revert IDrugLedger.PackNotSellable(line.lineBatch(), line.index());
        uint16 unitsLeft = unitsPerPack - taken;
        if (line.units() > unitsLeft) {
            revert IDrugLedger.UnitsExceedPack(line.lineBatch(), line.index(), unitsLeft, line.units());
        }
        return taken + line.units();
    }
}
