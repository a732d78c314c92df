// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { InstitutionKind } from "../interfaces/IInstitutions.sol";

/// @notice What an operator key may be allowed to do.
/// @dev The order is the bit in an ActSet: append, never reorder.
enum Act {
    RegisterInstitutions,
    SignAgreements,
    AdmitProducts,
    MakeBatches,
    Ship,
    Receive,
    Dispense,
    Correct, // undo or contest what was recorded: withdraw, dispute, take back
    Decommission,
    Declare,
    Recall, // recall; of a bureau also quarantine and release
    Supervise, // of a bureau: limits and modes of its region, disputes, answers of persons
    Import, // of a bureau: records of its region's institutions from before the ledger
    RecordEncounters,
    Claim, // of a provider: direct and secondary claims
    FileManualClaims, // of a bureau: for a person with a paper invoice
    Decide, // of a bureau: a person decides claims, and ends disputes
    DecideAutomatically, // of a bureau: a key of the adjudicator, up to the region's limit
    Pay, // of a bureau
    Reconcile // of a bureau or an auditor: what it found when it held a feed against the ledger
}

/// @notice A set of acts, one bit each.
type ActSet is uint32;

/// @dev Which kind may hold which act, and which acts stop while the ledger is paused.
library Acts {
    /// @dev Evidence and movements of goods stop; governing (a correction) goes on.
    uint32 private constant STOPPED_BY_PAUSE =
        (uint32(1) << uint8(Act.AdmitProducts)) |
            (uint32(1) << uint8(Act.MakeBatches)) |
            (uint32(1) << uint8(Act.Ship)) |
            (uint32(1) << uint8(Act.Receive)) |
            (uint32(1) << uint8(Act.Dispense)) |
            (uint32(1) << uint8(Act.Declare)) |
            (uint32(1) << uint8(Act.Import)) |
            (uint32(1) << uint8(Act.RecordEncounters)) |
            (uint32(1) << uint8(Act.Claim)) |
            (uint32(1) << uint8(Act.FileManualClaims)) |
            (uint32(1) << uint8(Act.Decide)) |
            (uint32(1) << uint8(Act.DecideAutomatically)) |
            (uint32(1) << uint8(Act.Pay));

    uint32 private constant BUREAU =
        (uint32(1) << uint8(Act.RegisterInstitutions)) |
            (uint32(1) << uint8(Act.SignAgreements)) |
            (uint32(1) << uint8(Act.AdmitProducts)) |
            (uint32(1) << uint8(Act.Recall)) |
            (uint32(1) << uint8(Act.Supervise)) |
            (uint32(1) << uint8(Act.Import)) |
            (uint32(1) << uint8(Act.Correct)) |
            (uint32(1) << uint8(Act.FileManualClaims)) |
            (uint32(1) << uint8(Act.Decide)) |
            (uint32(1) << uint8(Act.DecideAutomatically)) |
            (uint32(1) << uint8(Act.Pay)) |
            (uint32(1) << uint8(Act.Reconcile));

    uint32 private constant TRADER =
        (uint32(1) << uint8(Act.Ship)) |
            (uint32(1) << uint8(Act.Receive)) |
            (uint32(1) << uint8(Act.Correct)) |
            (uint32(1) << uint8(Act.Decommission)) |
            (uint32(1) << uint8(Act.Declare));

    uint32 private constant PROVIDER =
        TRADER | (uint32(1) << uint8(Act.Dispense)) | (uint32(1) << uint8(Act.Claim));

    function bit(Act act) internal pure returns (uint32) {
        return uint32(1) << uint8(act);
    }

    function has(ActSet acts, Act act) internal pure returns (bool) {
        return ActSet.unwrap(acts) & bit(act) != 0;
    }

    function isWithin(ActSet acts, ActSet allowed) internal pure returns (bool) {
        return ActSet.unwrap(acts) & ~ActSet.unwrap(allowed) == 0;
    }

    function stopsWhilePaused(Act act) internal pure returns (bool) {
        return STOPPED_BY_PAUSE & bit(act) != 0;
    }

    /// @notice The acts that operators of this kind of institution may be granted.
    function allowedFor(InstitutionKind kind) internal pure returns (ActSet) {
        if (kind == InstitutionKind.Bureau) return ActSet.wrap(BUREAU);
        if (kind == InstitutionKind.Maker)
            return ActSet.wrap(TRADER | bit(Act.MakeBatches) | bit(Act.Recall));
        if (kind == InstitutionKind.Wholesaler) return ActSet.wrap(TRADER);
        if (kind == InstitutionKind.Pharmacy) return ActSet.wrap(PROVIDER);
        if (kind == InstitutionKind.Hospital) return ActSet.wrap(PROVIDER | bit(Act.RecordEncounters));
        if (kind == InstitutionKind.Auditor) return ActSet.wrap(bit(Act.Reconcile));
        return ActSet.wrap(0);
    }

    /// @notice Whether the consortium admits this kind; bureaus register all others.
    function isConsortiumMember(InstitutionKind kind) internal pure returns (bool) {
        return kind == InstitutionKind.Bureau || kind == InstitutionKind.Auditor;
    }

    /// @notice Whether this kind may hold goods: be a consignment's sender or receiver.
    function holdsGoods(InstitutionKind kind) internal pure returns (bool) {
        return has(allowedFor(kind), Act.Receive);
    }
}
