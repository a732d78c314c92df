// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Claim, ClaimChannel, ClaimRecord, ClaimState, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { ClaimLimits, IClaimRules } from "../interfaces/IClaimRules.sol";
import { IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { IEncounterLedger } from "../interfaces/IEncounterLedger.sol";
import { IInstitutions } from "../interfaces/IInstitutions.sol";
import { INullifiers } from "../interfaces/INullifiers.sol";
import { Acting } from "./Acting.sol";
import { Act, ActSet, Acts } from "./Acts.sol";
import { ClaimBook, ClaimBooks } from "./ClaimBooks.sol";
import { Fen, InstitutionId, RegionCode } from "./Ids.sol";

/// @notice What a call about claims carries from claim to claim, so that it asks nothing twice.
/// @dev Nothing it remembers can change while the call runs: the others are only asked.
struct Desk {
    IInstitutions institutions;
    IClaimRules rules;
    IDrugLedger drugs;
    IEncounterLedger encounters;
    INullifiers nullifiers;
    InstitutionId acting; // for whom the caller speaks; 0 until asked
    Act act; // for which it was asked
    bool isAutomatic; // the caller decides with the adjudicator's key
    RegionCode payerRegion; // of the claim at hand
    InstitutionId payerBureau; // 0 where the region has none
    ClaimLimits limits; // of the payer's region
    InstitutionId provider; // asked for last
    RegionCode providerRegion; // where it stands
    bool isPauseKnown;
    uint40 pausedTotalSec; // how long the ledger has stood paused
    uint8 deadlineDays; // business days that `deadlineSec` lies ahead in the payer's region; 0 until asked
    uint40 deadlineSec;
}

/// @dev A desk asks the other contracts, and remembers what they said.
library Desks {
    using Acts for ActSet;
    using ClaimBooks for ClaimRecord;

    /// @notice The institution for which the caller may do the act.
    function actAs(Desk memory desk, Act act) internal view returns (InstitutionId) {
        if (InstitutionId.unwrap(desk.acting) == 0 || desk.act != act) {
            desk.acting = desk.institutions.actingFor(msg.sender, act);
            desk.act = act;
        }
        return desk.acting;
    }

    /// @notice What the caller decides by: a person's right, or else the adjudicator's.
    function decidingAct(Desk memory desk) internal view returns (Act) {
        if (InstitutionId.unwrap(desk.acting) != 0) return desk.act;
        desk.isAutomatic = !desk.institutions.operator(msg.sender).acts.has(Act.Decide);
        return desk.isAutomatic ? Act.DecideAutomatically : Act.Decide;
    }

    /// @notice The bureau for which the caller advances money: a payment, so not while the ledger is paused.
    function advanceAs(Desk memory desk) internal view {
        if (InstitutionId.unwrap(desk.acting) != 0) return;
        actAs(desk, Act.Supervise);
        if (desk.institutions.paused()) revert IInstitutions.LedgerIsPaused(Act.Supervise);
    }

    /// @notice The claim at hand is of this payer and provider from here on.
    function turnTo(Desk memory desk, Claim memory claim) internal view {
        if (desk.payerRegion != claim.payerRegion) {
            desk.payerRegion = claim.payerRegion;
            desk.payerBureau = desk.institutions.bureauOf(claim.payerRegion);
            desk.limits = desk.rules.claimLimitsOf(claim.payerRegion);
            desk.deadlineDays = 0;
        }
    }

    /// @notice Where the care was given: of a provider that is not on the ledger, where it is paid for.
    function careRegionOf(Desk memory desk, InstitutionId provider) internal view returns (RegionCode) {
        if (InstitutionId.unwrap(provider) == 0) return desk.payerRegion;
        if (desk.provider != provider) {
            desk.provider = provider;
            desk.providerRegion = Acting.regionOf(desk.institutions, provider);
        }
        return desk.providerRegion;
    }

    /// @notice Whether the caller's bureau is that of where the care was given.
    function isOfCare(Desk memory desk, InstitutionId provider) internal view returns (bool) {
        return desk.acting == desk.institutions.bureauOf(careRegionOf(desk, provider));
    }

    /// @notice Refuses whoever is not the bureau that pays the claim at hand.
    function requirePayer(Desk memory desk) internal pure {
        if (desk.acting != desk.payerBureau) {
            revert IClaimLedger.BureauNotOfPayer(desk.acting, desk.payerRegion);
        }
    }

    /// @notice Refuses whoever must not decide the claim: I12, who submitted, or who decided before.
    function requireDecider(
        Desk memory desk,
        ClaimBook storage book,
        ClaimRecord storage record,
        Claim memory claim,
        bytes32 id
    ) internal view {
        if (claim.submitter == msg.sender) revert IClaimLedger.DeciderIsSubmitter(id, msg.sender);
        ClaimState state = record.state;
        bool isAppeal = state == ClaimState.Appealed;
        bool hasDecided = isAppeal && record.decider == msg.sender;
        bool hasEndorsed = needsFourEyes(desk, claim) && book.endorsements[id].key == msg.sender;
        if (hasDecided || hasEndorsed) revert IClaimLedger.DeciderDecidedBefore(id, msg.sender);
        if (!desk.isAutomatic) return;
        bool isOnPaper = claim.channel == ClaimChannel.Manual && claim.evidence.length == 0;
        if (isAppeal || isOnPaper) revert IClaimLedger.AutomaticNotAllowed(id, state, claim.channel);
    }

    /// @notice Refuses the adjudicator's key for more than the region leaves to it.
    function requireWithinAutomatic(Desk memory desk, bytes32 id, Fen requestedFen) internal pure {
        Fen limitFen = desk.limits.automaticFenMax;
        if (desk.isAutomatic && Fen.unwrap(requestedFen) > Fen.unwrap(limitFen)) {
            revert IClaimLedger.AutomaticLimitExceeded(id, limitFen, requestedFen);
        }
    }

    function needsFourEyes(Desk memory desk, Claim memory claim) internal pure returns (bool) {
        return Fen.unwrap(claim.requestedFen) >= Fen.unwrap(desk.limits.fourEyesFromFen);
    }

    /// @notice When a claim submitted now is overdue.
    function decisionDeadlineSec(Desk memory desk, ClaimChannel channel) internal view returns (uint40) {
        if (channel == ClaimChannel.Manual) return businessDeadlineSec(desk, desk.limits.manualDays);
        return uint40(block.timestamp) + desk.limits.decisionSec;
    }

    /// @notice The end of the business day so many days from now, in the payer's region.
    function businessDeadlineSec(Desk memory desk, uint8 dayCount) internal view returns (uint40) {
        if (desk.deadlineDays != dayCount) {
            uint40 nowSec = uint40(block.timestamp);
            desk.deadlineSec = desk.rules.businessDeadlineSec(desk.payerRegion, nowSec, dayCount);
            desk.deadlineDays = dayCount;
        }
        return desk.deadlineSec;
    }

    /// @notice A deadline as records keep it: what the ledger stood paused before is taken off, to be put on again with
    /// what it stood paused since.
    function unpausedSec(Desk memory desk, uint40 deadlineSec) internal view returns (uint40) {
        return deadlineSec - _pausedSec(desk);
    }

    /// @notice Refuses what comes after the end of the present stage.
    function requireInTime(Desk memory desk, ClaimRecord storage record, bytes32 id) internal view {
        uint40 endSec = _endSec(desk, record);
        if (block.timestamp >= endSec) revert IClaimLedger.DeadlinePassed(id, endSec);
    }

    /// @notice Refuses what comes before the end of the present stage.
    function requireOverdue(Desk memory desk, ClaimRecord storage record, bytes32 id) internal view {
        uint40 endSec = _endSec(desk, record);
        if (block.timestamp < endSec) revert IClaimLedger.DeadlineNotPassed(id, endSec);
    }

    /// @dev When the present stage ends: pauses since it began do not count.
    function _endSec(Desk memory desk, ClaimRecord storage record) private view returns (uint40) {
        return record.deadlineSec + _pausedSec(desk);
    }

    function _pausedSec(Desk memory desk) private view returns (uint40) {
        if (!desk.isPauseKnown) {
            desk.pausedTotalSec = desk.institutions.pausedTotalSec();
            desk.isPauseKnown = true;
        }
        return desk.pausedTotalSec;
    }
}
