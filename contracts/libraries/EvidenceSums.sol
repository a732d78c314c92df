// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Claim, Exemption, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { DispenseState, IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { Closing } from "../interfaces/IEncounterLedger.sol";
import { ClaimWords, UncodedLine } from "./ClaimWords.sol";
import { Fen, InstitutionId } from "./Ids.sol";
import { PackLine, PackWords } from "./PackWords.sol";

/// @notice What the evidence of one claim comes to, piece by piece.
/// @dev 2^64 a summand, and few of them: no sum comes near 2^256.
struct Tally {
    uint256 drugFen; // of what was dispensed and still stands, and of uncoded lines
    uint256 serviceFen; // of what encounters cost beside drugs
    uint256 statedDrugFen; // of drugs, as encounters state it
    uint256 uncodedFen;
    uint256 dispenseCount; // of the backing's, used so far
    uint256 encounterCount;
    bytes32 encounter; // the last one
    bool isUntimely;
}

/// @dev Sums of a claim's evidence and lines, and whether they are the claim's total.
library EvidenceSums {
    using ClaimWords for UncodedLine;
    using PackWords for PackLine;

    /// @notice What still stands of a dispense: of each line its price without what was given back, and nothing of a
    /// line that came back whole.
    function standingFen(
        IDrugLedger drugs,
        bytes32 id,
        PackLine[] memory lines,
        DispenseState state
    ) internal view returns (uint256 sumFen) {
        for (uint256 i = 0; i < lines.length; ++i) {
            PackLine line = lines[i];
            uint256 fen = Fen.unwrap(line.priceFen());
            if (state != DispenseState.Recorded) {
                (uint16 amount, Fen givenBackFen) = drugs.returnedOf(id, i);
                bool isAllBack = amount == (line.units() == 0 ? 1 : line.units());
                // Never more is given back than the line's price.
                fen = isAllBack ? 0 : fen - Fen.unwrap(givenBackFen);
            }
            sumFen += fen;
        }
    }

    /// @notice Adds what a closed encounter cost.
    function addClosing(Tally memory tally, bytes32 encounter, Closing memory closing) internal pure {
        uint64 totalFen = Fen.unwrap(closing.totalFen);
        uint64 serviceFen = Fen.unwrap(closing.serviceFen);
        tally.encounter = encounter;
        tally.serviceFen += serviceFen;
        // No encounter is closed with services above the total: where the closing stands, so does the difference.
        tally.statedDrugFen += totalFen > serviceFen ? totalFen - serviceFen : 0;
    }

    /// @notice Adds lines without a pack, each with an exemption that holds here.
    /// @param isEnforced whether the region of care enforces the codes of ordinary products.
    function addUncoded(Tally memory tally, Claim memory claim, bool isEnforced) internal pure {
        bool isOutside = InstitutionId.unwrap(claim.provider) == 0;
        for (uint256 i = 0; i < claim.uncodedLines.length; ++i) {
            UncodedLine line = claim.uncodedLines[i];
            Exemption exemption = _exemptionOf(line);
            bool isAllowed =
                exemption != Exemption.None &&
                    (exemption == Exemption.OutsideConsortium) == isOutside &&
                    !(exemption == Exemption.NotYetEnforced && isEnforced);
            if (!isAllowed) revert IClaimLedger.UncodedLineNotAllowed(i, exemption);
            tally.uncodedFen += Fen.unwrap(line.lineFen());
        }
        tally.drugFen += tally.uncodedFen;
    }

    /// @notice Refuses a claim whose evidence comes to another sum than it states.
    function requireTotal(Tally memory tally, Fen totalFen) internal pure {
        if (tally.encounterCount != 0 && tally.drugFen != tally.statedDrugFen) {
            revert IClaimLedger.EncounterDrugsDiffer(
                tally.encounter,
                _shown(tally.statedDrugFen),
                _shown(tally.drugFen)
            );
        }
        uint256 sumFen = tally.drugFen + tally.serviceFen;
        if (sumFen != Fen.unwrap(totalFen)) revert IClaimLedger.ClaimTotalDiffers(totalFen, _shown(sumFen));
    }

    /// @notice Whether there is evidence and none of it came late: fees on paper alone are never advanced.
    function isTimely(Tally memory tally) internal pure returns (bool) {
        return tally.dispenseCount + tally.encounterCount != 0 && !tally.isUntimely;
    }

    /// @dev None where the word is malformed or no exemption of ours.
    function _exemptionOf(UncodedLine line) private pure returns (Exemption) {
        uint8 number = line.exemptionNumber();
        if (!line.isWellFormed() || number > uint8(type(Exemption).max)) return Exemption.None;
        return Exemption(number);
    }

    /// @dev For an error alone: what is too large shows as the largest there is.
    function _shown(uint256 fen) private pure returns (Fen) {
        return Fen.wrap(fen > type(uint64).max ? type(uint64).max : uint64(fen));
    }
}
