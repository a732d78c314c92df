// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Consignment,
    ConsignmentState,
    Dispute,
    DisputeOutcome,
    IDrugCustody
} from "../interfaces/IDrugCustody.sol";
import { ParcelId } from "./Ids.sol";
import { Lifecycles } from "./Lifecycles.sol";
import { JOINS_PER_CALL_MAX, Limits, RUNS_PER_CONSIGNMENT_MAX } from "./Limits.sol";

/// @dev What must hold of a form about parcels by itself, before any goods are looked at.
library CustodyForms {
    function requireNotFuture(uint40 statedSec) internal view {
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(statedSec, nowSec)) revert IDrugCustody.OccurredInFuture(statedSec, nowSec);
    }

    function requireOutstanding(bytes32 consignment, ConsignmentState state) internal pure {
        if (!Lifecycles.allows(state, ConsignmentState.Closed)) {
            revert IDrugCustody.ConsignmentNotInState(consignment, state);
        }
    }

    function requireJoinCount(uint256 joinCount) internal pure {
        if (joinCount == 0 || joinCount > JOINS_PER_CALL_MAX) {
            revert IDrugCustody.RunsWrong(joinCount, JOINS_PER_CALL_MAX);
        }
    }

    function requireRunCount(uint256 runCount) internal pure {
        if (runCount == 0 || runCount > RUNS_PER_CONSIGNMENT_MAX) {
            revert IDrugCustody.RunsWrong(runCount, RUNS_PER_CONSIGNMENT_MAX);
        }
    }

    function requireConsignment(Consignment memory consignment, uint256 parcelFromCount) internal pure {
        requireRuns(consignment.runs.length, consignment.lineCommitments.length);
        _requireEqual(consignment.runs.length, parcelFromCount);
    }

    function requireRuns(uint256 runCount, uint256 parcelFromCount) internal pure {
        requireRunCount(runCount);
        _requireEqual(runCount, parcelFromCount);
    }

    function requireAnswer(DisputeOutcome outcome, uint256 runCount) internal pure {
        if (outcome == DisputeOutcome.None) revert IDrugCustody.DisputeOutcomeMissing();
        requireRunCount(runCount);
    }

    /// @param limitSec the region's limit and all pauses so far, of which those before the dispute do not count.
    function requireResolvable(ParcelId parcel, Dispute memory begun, uint40 limitSec) internal view {
        uint40 resolvableAtSec = begun.disputedAtSec + limitSec - begun.pausedBeforeSec;
        uint40 nowSec = uint40(block.timestamp);
        if (nowSec < resolvableAtSec) {
            revert IDrugCustody.DisputeStillOpen(parcel, resolvableAtSec, nowSec);
        }
    }

    function _requireEqual(uint256 left, uint256 right) private pure {
        if (left != right) revert IDrugCustody.ListsDiffer(left, right);
    }
}
