// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, BatchTerms, IDrugCatalogue } from "../interfaces/IDrugCatalogue.sol";
import { IDrugCustody } from "../interfaces/IDrugCustody.sol";
import { IInstitutions, InstitutionKind } from "../interfaces/IInstitutions.sol";
import { Acting } from "./Acting.sol";
import { Acts } from "./Acts.sol";
import { BatchId, InstitutionId, RegionCode } from "./Ids.sol";

/// @notice What a call about one consignment carries from run to run, so that it asks nothing twice.
struct Passage {
    bytes32 id; // of the consignment
    InstitutionId sender;
    InstitutionId receiver;
    uint40 atSec; // stated
    bool isImport;
    BatchId batch; // of the run at hand
    BatchStatus status; // of the batch; None until asked
    uint16 quarantineCount; // regions that hold the batch in quarantine
}

/// @dev Whether goods may go where they are sent, as recall and quarantine have it: at the block, or at the stated
/// time of what is imported.
library Passages {
    function askStatus(Passage memory passage, IDrugCatalogue catalogue, BatchId batch) internal view {
        if (passage.batch == batch && passage.status != BatchStatus.None) return;
        passage.batch = batch;
        (passage.status, passage.quarantineCount) = catalogue.statusOf(batch);
    }

    /// @dev Order: ReceiverIsSender, ReceiverCannotHoldGoods.
    function requireReceiver(Passage memory passage, IInstitutions institutions) internal view {
        InstitutionId receiver = passage.receiver;
        if (receiver == passage.sender) revert IDrugCustody.ReceiverIsSender(receiver);
        if (!Acts.holdsGoods(institutions.institution(receiver).kind)) {
            revert IDrugCustody.ReceiverCannotHoldGoods(receiver);
        }
    }

    /// @notice Sender and receiver speak for themselves when they contest goods.
    /// @dev A bureau that imported for both would settle at once what it may decide only after the limit.
    function requireParty(Passage memory passage, InstitutionId party) internal pure {
        if (party == passage.sender || party == passage.receiver) return;
        revert IDrugCustody.ConsignmentForOther(passage.id, passage.receiver, party);
    }

    /// @notice Only what is sealed is goods, and what was recalled still is.
    function requireGoods(Passage memory passage) internal pure {
        BatchStatus status = passage.status;
        if (status != BatchStatus.Sealed && status != BatchStatus.Recalled) {
            revert IDrugCustody.BatchNotMovable(passage.batch, status);
        }
    }

    /// @notice Quarantined goods do not leave the region that holds them.
    function requireMayLeave(
        Passage memory passage,
        IInstitutions institutions,
        IDrugCatalogue catalogue
    ) internal view {
        if (passage.quarantineCount == 0) return;
        RegionCode region = Acting.regionOf(institutions, passage.sender);
        uint40 sinceSec = catalogue.quarantinedSinceSec(passage.batch, region);
        if (sinceSec == 0 || (passage.isImport && passage.atSec < sinceSec)) return;
        revert IDrugCustody.BatchInQuarantine(passage.batch, region, sinceSec);
    }

    /// @notice Recalled goods only go back: to their maker, or to a wholesaler on the way there.
    function requireMayReach(
        Passage memory passage,
        IInstitutions institutions,
        IDrugCatalogue catalogue
    ) internal view {
        if (passage.status != BatchStatus.Recalled) return;
        BatchTerms memory terms = catalogue.termsOf(passage.batch);
        if (passage.isImport && passage.atSec < terms.recalledAtSec) return;
        InstitutionId receiver = passage.receiver;
        if (receiver == terms.productMaker) return;
        if (institutions.institution(receiver).kind == InstitutionKind.Wholesaler) return;
        revert IDrugCustody.BatchOnlyGoesBack(passage.batch, terms.productMaker, receiver);
    }
}
