// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Consignment, Dispense, IDrugLedger, Identification } from "../interfaces/IDrugLedger.sol";
import {
    CLOCK_SKEW_SEC_MAX,
    DISPENSES_PER_CALL_MAX,
    LINES_PER_DISPENSE_MAX,
    RUNS_PER_CONSIGNMENT_MAX
} from "./Limits.sol";

/// @dev What must hold of a form by itself, before any goods are looked at: its time, how much it carries, and that
/// its lists are of one length.
library Forms {
    function requireConsignment(Consignment memory consignment, uint256 parcelFromCount) internal view {
        _requireNotFuture(consignment.shippedAtSec);
        _requireRuns(consignment.runs.length);
        _requireEqual(consignment.runs.length, consignment.lineCommitments.length);
        _requireEqual(consignment.runs.length, parcelFromCount);
    }

    function requireReceipt(uint40 receivedAtSec, uint256 runCount, uint256 parcelFromCount) internal view {
        _requireNotFuture(receivedAtSec);
        _requireRuns(runCount);
        _requireEqual(runCount, parcelFromCount);
    }

    function requireDispenses(uint256 dispenseCount, uint256 parcelFromsCount) internal pure {
        if (dispenseCount == 0 || dispenseCount > DISPENSES_PER_CALL_MAX) {
            revert IDrugLedger.DispensesWrong(dispenseCount, DISPENSES_PER_CALL_MAX);
        }
        _requireEqual(dispenseCount, parcelFromsCount);
    }

    function requireDispense(Dispense memory dispense, uint256 parcelFromCount) internal view {
        _requireNotFuture(dispense.dispensedAtSec);
        Identification identification = dispense.identification;
        bytes32 personCommitment = dispense.personCommitment;
        if ((identification == Identification.None) != (personCommitment == 0)) {
            revert IDrugLedger.PersonCommitmentWrong(identification, personCommitment);
        }
        uint256 lineCount = dispense.lines.length;
        if (lineCount == 0 || lineCount > LINES_PER_DISPENSE_MAX) {
            revert IDrugLedger.LinesWrong(lineCount, LINES_PER_DISPENSE_MAX);
        }
        _requireEqual(lineCount, parcelFromCount);
    }

    function _requireNotFuture(uint40 statedSec) private view {
        uint40 nowSec = uint40(block.timestamp);
        if (statedSec > nowSec + CLOCK_SKEW_SEC_MAX) revert IDrugLedger.OccurredInFuture(statedSec, nowSec);
    }

    function _requireRuns(uint256 runCount) private pure {
        if (runCount == 0 || runCount > RUNS_PER_CONSIGNMENT_MAX) {
            revert IDrugLedger.RunsWrong(runCount, RUNS_PER_CONSIGNMENT_MAX);
        }
    }

    function _requireEqual(uint256 left, uint256 right) private pure {
        if (left != right) revert IDrugLedger.ListsDiffer(left, right);
    }
}
