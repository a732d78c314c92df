// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DispenseRecord, DispenseState, IDrugLedger, ReceiptAnswer } from "../interfaces/IDrugLedger.sol";
import { Lifecycles } from "./Lifecycles.sol";

/// @dev What is kept of a dispense by the contract that calls: recorded, spent by a claim and freed, reversed.
library DispenseRecords {
    /// @dev Field by field and from the stack, so that the compiler writes the slot once; each of them, so that it
    /// need not read it first.
    function keep(DispenseRecord storage record, bytes32 id, bool isImported, uint16 standingCount) internal {
        record.tag = bytes20(id);
        record.state = DispenseState.Recorded;
        record.recordedAtSec = uint40(block.timestamp);
        record.isImported = isImported;
        record.standingCount = standingCount;
        record.answer = ReceiptAnswer.None;
        record.isSpent = false;
        record.freedCount = 0;
    }

    function spend(DispenseRecord storage record, bytes32 id) internal {
        requireKnown(record, id);
        requireUnspent(record, id);

        record.isSpent = true;
    }

    /// @dev At the greatest count it stays: nothing may block a refund.
    function free(DispenseRecord storage record, bytes32 id) internal {
        requireKnown(record, id);
        if (!record.isSpent) revert IDrugLedger.EvidenceNotSpent(id);

        record.isSpent = false;
        if (record.freedCount != type(uint8).max) ++record.freedCount;
    }

    /// @notice Of so many lines more nothing stands any longer.
    function lessen(DispenseRecord storage record, uint16 closedCount) internal {
        record.standingCount -= closedCount;
        record.state = record.standingCount == 0 ? DispenseState.Reversed : DispenseState.PartlyReversed;
    }

    function requireKnown(DispenseRecord storage record, bytes32 id) internal view {
        if (record.tag != bytes20(id)) revert IDrugLedger.DispenseUnknown(id);
    }

    /// @notice Refuses a dispense of which nothing stands, and one that a live claim holds.
    function requireUnspent(DispenseRecord storage record, bytes32 id) internal view {
        DispenseState state = record.state;
        if (!Lifecycles.allows(state, DispenseState.Reversed)) {
            revert IDrugLedger.DispenseNotInState(id, state);
        }
        if (record.isSpent) revert IDrugLedger.EvidenceAlreadySpent(id);
    }
}
