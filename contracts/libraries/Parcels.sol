// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugCustody, Parcel, ParcelState } from "../interfaces/IDrugCustody.sol";
import { Ids, InstitutionId, ParcelId, parcelIdOf } from "./Ids.sol";
import { PackRun, PackWords } from "./PackWords.sol";
import { Passage } from "./Passages.sol";

/// @dev The parcels of the contract that calls, as a chain: where one ends the next begins, whatever is cut (I2).
library Parcels {
    using Ids for ParcelId;
    using PackWords for PackRun;

    /// @dev Field by field and with a constant state, so that the compiler writes the slot once.
    function hold(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        uint32 to,
        InstitutionId holder
    ) internal {
        Parcel storage place = parcels[id];
        place.to = to;
        place.holder = holder;
        place.counterparty = InstitutionId.wrap(0);
        place.state = ParcelState.Held;
        place.consignmentTag = 0;
    }

    function sendOff(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        uint32 to,
        Passage memory passage
    ) internal {
        Parcel storage place = parcels[id];
        place.to = to;
        place.holder = passage.sender;
        place.counterparty = passage.receiver;
        place.state = ParcelState.InTransit;
        place.consignmentTag = bytes16(passage.id);
    }

    /// @notice Leaves what lies before and after the run as parcels like `whole`; the caller then writes the run's own.
    /// @dev What is not held is of the passage, or would not be cut.
    function cut(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        Parcel memory whole,
        PackRun run,
        Passage memory passage
    ) internal {
        uint32 from = run.from();
        uint32 to = run.to();
        if (from < id.fromOf() || to > whole.to) {
            revert IDrugCustody.RunOutsideParcel(id, whole.to, from, to);
        }

        if (from > id.fromOf()) {
            parcels[id].to = from;
            emit IDrugCustody.ParcelSplit(id, from);
        }
        if (to < whole.to) {
            ParcelId rest = parcelIdOf(run.batch(), to);
            if (whole.state == ParcelState.Held) hold(parcels, rest, whole.to, whole.holder);
            else sendOff(parcels, rest, whole.to, passage);
            emit IDrugCustody.ParcelSplit(run.parcelId(), to);
        }
    }

    function known(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id
    ) internal view returns (Parcel memory found) {
        found = parcels[id];
        if (found.state == ParcelState.None) revert IDrugCustody.ParcelUnknown(id);
    }

    /// @notice The parcel, which is in that state and of the passage, and the run well formed.
    /// @dev The tag is half of a hash; the two institutions keep even a forged half from moving another's goods.
    function ofPassage(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        PackRun run,
        Passage memory passage,
        ParcelState required
    ) internal view returns (Parcel memory whole) {
        if (!run.isWellFormed()) revert IDrugCustody.RunMalformed(run);
        whole = known(parcels, id);
        if (whole.state != required) revert IDrugCustody.ParcelNotInState(id, whole.state, required);
        bool isOfPassage =
            whole.consignmentTag == bytes16(passage.id) &&
                whole.holder == passage.sender &&
                whole.counterparty == passage.receiver;
        if (!isOfPassage) revert IDrugCustody.RunNotOfConsignment(passage.id, id);
    }

    /// @notice The parcel ends at `splitIndex`, and another of the same holder begins there.
    function split(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        Parcel memory whole,
        uint32 splitIndex
    ) internal {
        if (splitIndex <= id.fromOf() || splitIndex >= whole.to) {
            revert IDrugCustody.SplitOutsideParcel(id, whole.to, splitIndex);
        }
        parcels[id].to = splitIndex;
        hold(parcels, parcelIdOf(id.batchOf(), splitIndex), whole.to, whole.holder);
    }

    /// @notice The parcel ends where the last of the parcels taken in ended, each its holder's and its neighbour.
    function takeIn(
        mapping(ParcelId id => Parcel) storage parcels,
        ParcelId id,
        Parcel memory whole,
        uint32[] calldata nextFroms
    ) internal returns (uint32 to) {
        to = whole.to;
        for (uint256 i = 0; i < nextFroms.length; ++i) {
            if (nextFroms[i] != to) revert IDrugCustody.ParcelsNotNeighbours(id, to, nextFroms[i]);
            ParcelId nextId = parcelIdOf(id.batchOf(), to);
            Parcel memory next = known(parcels, nextId);
            requireHeldBy(next, nextId, whole.holder);
            to = next.to;
            delete parcels[nextId];
        }
        parcels[id].to = to;
    }

    /// @notice Cuts the run out of a parcel on its way; the caller then writes the run's own.
    function takeOut(
        mapping(ParcelId id => Parcel) storage parcels,
        Passage memory passage,
        PackRun run,
        uint32 parcelFrom
    ) internal {
        ParcelId id = parcelIdOf(run.batch(), parcelFrom);
        cut(parcels, id, ofPassage(parcels, id, run, passage, ParcelState.InTransit), run, passage);
    }

    /// @notice The parcel in dispute that the run is exactly.
    function contested(
        mapping(ParcelId id => Parcel) storage parcels,
        PackRun run,
        Passage memory passage
    ) internal view returns (ParcelId id) {
        id = run.parcelId();
        uint32 to = ofPassage(parcels, id, run, passage, ParcelState.Disputed).to;
        if (run.to() != to) revert IDrugCustody.RunOutsideParcel(id, to, run.from(), run.to());
    }

    function requireHeldBy(Parcel memory whole, ParcelId id, InstitutionId acting) internal pure {
        if (whole.holder != acting) revert IDrugCustody.NotInCustody(id, whole.holder, acting);
        if (whole.state != ParcelState.Held) {
            revert IDrugCustody.ParcelNotInState(id, whole.state, ParcelState.Held);
        }
    }
}
