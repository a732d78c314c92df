// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Dispense, IDrugLedger, Identification } from "../interfaces/IDrugLedger.sol";
import {
    DISPENSES_PER_CALL_MAX,
    LINES_PER_DISPENSE_MAX,
    Limits,
    REMNANTS_PER_DECOMMISSION_MAX,
    RUNS_PER_DECOMMISSION_MAX
} from "./Limits.sol";

/// @dev What must hold of a form about packs by itself, before any goods are looked at: its time, how much it
/// carries, and that its lists are of one length.
library Forms {
    function requireNotFuture(uint40 statedSec) internal view {
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(statedSec, nowSec)) revert IDrugLedger.OccurredInFuture(statedSec, nowSec);
    }

    function requireDispenses(uint256 dispenseCount, uint256 parcelFromsCount) internal pure {
        if (dispenseCount == 0 || dispenseCount > DISPENSES_PER_CALL_MAX) {
            revert IDrugLedger.DispensesWrong(dispenseCount, DISPENSES_PER_CALL_MAX);
        }
        requireEqual(dispenseCount, parcelFromsCount);
    }

    function requireDispense(Dispense memory dispense, uint256 parcelFromCount) internal pure {
        Identification identification = dispense.identification;
        bytes32 personCommitment = dispense.personCommitment;
        if ((identification == Identification.None) != (personCommitment == 0)) {
            revert IDrugLedger.PersonCommitmentWrong(identification, personCommitment);
        }
        requireLines(dispense.lines.length);
        requireEqual(dispense.lines.length, parcelFromCount);
    }

    function requireLines(uint256 lineCount) internal pure {
        if (lineCount == 0 || lineCount > LINES_PER_DISPENSE_MAX) {
            revert IDrugLedger.LinesWrong(lineCount, LINES_PER_DISPENSE_MAX);
        }
    }

    /// @dev Either list may be empty, but not both.
    function requireDecommissioned(uint256 runCount, uint256 remnantCount) internal pure {
        if (runCount > RUNS_PER_DECOMMISSION_MAX || (runCount == 0 && remnantCount == 0)) {
            revert IDrugLedger.RunsWrong(runCount, RUNS_PER_DECOMMISSION_MAX);
        }
        if (remnantCount > REMNANTS_PER_DECOMMISSION_MAX) {
            revert IDrugLedger.LinesWrong(remnantCount, REMNANTS_PER_DECOMMISSION_MAX);
        }
    }

    function requireEqual(uint256 left, uint256 right) internal pure {
        if (left != right) revert IDrugLedger.ListsDiffer(left, right);
    }
}
