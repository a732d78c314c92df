// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchTerms, IDrugCatalogue } from "../interfaces/IDrugCatalogue.sol";
import { IDrugCustody, Parcel, ParcelState } from "../interfaces/IDrugCustody.sol";
import { IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { IInstitutions } from "../interfaces/IInstitutions.sol";
import { EnforcementMode, IRegionRules, ProductClass } from "../interfaces/IRegionRules.sol";
import { Acting } from "./Acting.sol";
import { Act } from "./Acts.sol";
import { Forms } from "./Forms.sol";
import { BatchId, InstitutionId, ParcelId, RegionCode, parcelIdOf } from "./Ids.sol";
import { DECLARED_KEYS_PER_CALL_MAX, KEY_BYTES } from "./Limits.sol";
import { PackLine, PackWords } from "./PackWords.sol";
import { SaleRules } from "./SaleRules.sol";
import { Shelf, Shelves } from "./Shelves.sol";

/// @notice What a call about packs carries from line to line, so that it reads and asks nothing twice.
/// @dev Nothing it remembers can change while the call runs: no parcel moves, and the others are only asked.
struct Till {
    IInstitutions institutions;
    IDrugCatalogue catalogue;
    IDrugCustody custody;
    address operator; // who acts
    bytes32 domain; // under which ids are made
    InstitutionId institution; // whose goods these are
    RegionCode region; // where it stands; 0 until asked for
    bool isImport;
    uint40 atSec; // stated time of the record at hand
    bytes16[] keys; // of the lines from declared stock, in their order
    uint256 keyCount; // of them used so far
    Shelf[] shelves; // each in the place of its parcel
}

/// @dev A till asks the other contracts, and remembers what they said.
library Tills {
    using PackWords for PackLine;
    using Shelves for Shelf;

    /// @dev How many parcels a till remembers, a power of 2. Batch ids are hashes, so the few of a call rarely share a
    /// place.
    uint256 private constant PLACES = 64;

    function open(
        Till memory till,
        IInstitutions institutions,
        IDrugCatalogue catalogue,
        IDrugCustody custody,
        address operator
    ) internal pure {
        till.institutions = institutions;
        till.catalogue = catalogue;
        till.custody = custody;
        till.operator = operator;
        till.shelves = new Shelf[](PLACES);
    }

    /// @notice From here on the till is that of the institution stated, for which the operator must act.
    function actFor(Till memory till, Act act, InstitutionId stated) internal view {
        if (stated == till.institution && InstitutionId.unwrap(stated) != 0) return;

        (InstitutionId acting, bool isImport) = Acting.institutionFor(
            till.institutions,
            till.operator,
            act,
            stated
        );
        if (stated != acting) revert IDrugLedger.InstitutionMismatch(stated, acting);
        till.institution = stated;
        till.region = RegionCode.wrap(0);
        till.isImport = isImport;
    }

    /// @notice From here on the till is at this stated time.
    /// @dev Stated times may lead the block's a little; those imported for an institution never go back.
    function setTime(
        Till memory till,
        mapping(InstitutionId institution => uint40) storage importedUntilSec,
        uint40 statedSec
    ) internal {
        Forms.requireNotFuture(statedSec);
        till.atSec = statedSec;
        if (!till.isImport) return;
        uint40 untilSec = importedUntilSec[till.institution];
        if (statedSec < untilSec) {
            revert IDrugLedger.ImportOutOfOrder(till.institution, untilSec, statedSec);
        }

        if (statedSec > untilSec) importedUntilSec[till.institution] = statedSec;
    }

    function regionOf(Till memory till) internal view returns (RegionCode region) {
        region = till.region;
        if (RegionCode.unwrap(region) == 0) {
            region = Acting.regionOf(till.institutions, till.institution);
            till.region = region;
        }
    }

    /// @notice Where the parcel ends that begins at `parcelFrom` and is in the institution's hands.
    function parcelEnd(Till memory till, BatchId batch, uint32 parcelFrom) internal view returns (uint32) {
        ParcelId id = parcelIdOf(batch, parcelFrom);
        Parcel memory found = till.custody.parcel(id);
        if (found.state == ParcelState.None) revert IDrugLedger.ParcelUnknown(id);
        if (found.holder != till.institution) {
            revert IDrugLedger.NotInCustody(id, found.holder, till.institution);
        }
        if (found.state != ParcelState.Held) {
            revert IDrugLedger.ParcelNotInState(id, found.state, ParcelState.Held);
        }
        return found.to;
    }

    /// @notice The parcel that begins at `parcelFrom`: the institution's, its batch for sale.
    function shelfFor(
        Till memory till,
        BatchId batch,
        uint32 parcelFrom
    ) internal view returns (Shelf shelf) {
        uint256 place = (BatchId.unwrap(batch) ^ parcelFrom) & (PLACES - 1);
        shelf = till.shelves[place];
        bool isRemembered = shelf.isOf(till.institution, batch, parcelFrom);
        if (!isRemembered && Shelf.unwrap(shelf) != 0) {
            // Another parcel's place: the one beside it is the second choice of both.
            place ^= 1;
            shelf = till.shelves[place];
            isRemembered = shelf.isOf(till.institution, batch, parcelFrom);
        }
        if (isRemembered && till.atSec < shelf.untilSec()) return shelf;

        uint32 to = parcelEnd(till, batch, parcelFrom);
        BatchTerms memory terms = till.catalogue.termsOf(batch);
        // What a bureau imports is judged at the stated time; of all else it counts that it was said at all.
        uint40 judgedAtSec = till.isImport ? till.atSec : type(uint40).max;
        SaleRules.requireSellable(batch, terms, judgedAtSec);
        uint40 sinceSec = 0;
        if (terms.quarantineCount != 0) {
            sinceSec = till.catalogue.quarantinedSinceSec(batch, regionOf(till));
            if (sinceSec != 0 && sinceSec <= judgedAtSec) {
                revert IDrugLedger.BatchInQuarantine(batch, till.region, sinceSec);
            }
        }
        uint40 untilSec = SaleRules.sellableUntilSec(terms, sinceSec);
        shelf = Shelves.toShelf(till.institution, batch, parcelFrom, to, untilSec, terms);
        till.shelves[place] = shelf;
    }

    /// @notice Refuses declared stock of products that need their maker's trace, where the region enforces it.
    /// @return Whether the region let it pass.
    function waivesMakerTrace(
        Till memory till,
        IRegionRules rules,
        Shelf shelf,
        PackLine line
    ) internal view returns (bool) {
        if (!shelf.isMakerTracedOnly()) return false;
        ProductClass class = shelf.isHighValue() ? ProductClass.HighValue : ProductClass.Ordinary;
        if (rules.modeAt(regionOf(till), class, till.atSec) == EnforcementMode.Enforce) {
            revert IDrugLedger.MakerTraceRequired(line.lineBatch(), line.index());
        }
        return true;
    }

    /// @notice Refuses a pack that is not in the parcel, and one that had expired.
    function requireOnShelf(Till memory till, Shelf shelf, PackLine line, uint32 parcelFrom) internal pure {
        uint32 index = line.index();
        if (index < parcelFrom || index >= shelf.to()) {
            revert IDrugLedger.PackOutsideParcel(parcelIdOf(line.lineBatch(), parcelFrom), shelf.to(), index);
        }
        // Recall, withdrawal and quarantine were refused as the shelf was found; what ends a sale here is expiry.
        if (till.atSec >= shelf.untilSec()) {
            revert IDrugLedger.BatchExpired(line.lineBatch(), shelf.untilSec(), till.atSec);
        }
    }

    /// @notice Gives the till the pack keys of the call's lines from declared stock.
    function bringKeys(Till memory till, bytes calldata packKeys) internal pure {
        uint256 count = packKeys.length / KEY_BYTES;
        if (count > DECLARED_KEYS_PER_CALL_MAX || packKeys.length % KEY_BYTES != 0) {
            _revertKeys(count, packKeys.length);
        }
        till.keys = new bytes16[](count);
        for (uint256 i = 0; i < count; ++i) {
            till.keys[i] = bytes16(packKeys[i * KEY_BYTES:]);
        }
    }

    /// @notice The next of the keys brought.
    function nextKey(Till memory till) internal pure returns (bytes16) {
        uint256 used = till.keyCount++;
        if (used == till.keys.length) _revertKeys(used + 1, used * KEY_BYTES);
        return till.keys[used];
    }

    function requireKeysUsed(Till memory till) internal pure {
        uint256 count = till.keys.length;
        if (till.keyCount != count) _revertKeys(till.keyCount, count * KEY_BYTES);
    }

    function _revertKeys(uint256 keyCount, uint256 byteCount) private pure {
        revert IDrugLedger.DeclaredKeysWrong(keyCount, byteCount);
    }
}
