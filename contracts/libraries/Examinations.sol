// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import { Claim, ClaimChannel, ClaimState, IClaimLedger } from "../interfaces/IClaimLedger.sol";
import { IClaimRules, RuleSet, RuleSetKind } from "../interfaces/IClaimRules.sol";
import { AgreementChange, AgreementStatus, IInstitutions } from "../interfaces/IInstitutions.sol";
import { EnforcementMode, IRegionRules, ProductClass } from "../interfaces/IRegionRules.sol";
import { Acting } from "./Acting.sol";
import { Act } from "./Acts.sol";
import { ClaimForms } from "./ClaimForms.sol";
import { ClaimHashes } from "./ClaimHashes.sol";
import { InstitutionId, RegionCode } from "./Ids.sol";

/// @notice From when on a rule set holds, remembered.
struct KnownRuleSet {
    bytes32 ruleSet;
    RegionCode region;
    uint40 fromSec;
}

/// @notice What an examination of claims carries from claim to claim, so that it asks nothing twice.
/// @dev Nothing it remembers can change while the call runs: the others are only asked.
struct Examination {
    IInstitutions institutions;
    IRegionRules regionRules;
    IClaimRules claimRules;
    bytes32 claimDomain; // of the claim ledger that asks
    address caller;
    InstitutionId acting; // for whom the caller speaks; 0 until asked
    Act act; // for which it was asked
    RegionCode payerRegion; // of the claim at hand
    InstitutionId payerBureau; // 0 where the region has none
    InstitutionId provider; // of the claim at hand
    RegionCode providerRegion;
    uint40 lateAfterSec; // of the provider's region; 0 until asked
    uint40 activeFromSec; // the provider's agreement is active from here
    uint40 activeUntilSec; // until here, exclusive; 0 until asked
    KnownRuleSet catalogue;
    KnownRuleSet policy;
}

/// @dev An examination asks the other contracts, and remembers what they said.
library Examinations {
    /// @notice Refuses whoever may not file this claim, or files it for another.
    function requireFiler(Examination memory examination, Claim memory claim) internal view {
        Act act = ClaimForms.filingAct(claim.channel);
        if (InstitutionId.unwrap(examination.acting) == 0 || examination.act != act) {
            examination.acting = examination.institutions.actingFor(examination.caller, act);
            examination.act = act;
        }
        if (examination.acting != claim.filer) {
            revert IClaimLedger.InstitutionMismatch(claim.filer, examination.acting);
        }
    }

    /// @notice The claim at hand is of this payer and provider from here on.
    function turnTo(Examination memory examination, Claim memory claim) internal view {
        RegionCode payerRegion = claim.payerRegion;
        if (examination.payerRegion != payerRegion) {
            examination.payerRegion = payerRegion;
            examination.payerBureau = examination.institutions.bureauOf(payerRegion);
        }
        InstitutionId payer = examination.payerBureau;
        if (InstitutionId.unwrap(payer) == 0) revert IClaimLedger.RegionHasNoBureau(payerRegion);
        if (claim.channel == ClaimChannel.Manual && claim.filer != payer) {
            revert IClaimLedger.BureauNotOfPayer(claim.filer, payerRegion);
        }
        if (examination.provider != claim.provider) {
            examination.provider = claim.provider;
            examination.providerRegion = Acting.regionOf(examination.institutions, claim.provider);
            examination.lateAfterSec = 0;
            examination.activeUntilSec = 0;
        }
    }

    /// @notice Where the care was given: of a provider that is not on the ledger, where it is paid for.
    function careRegion(Examination memory examination) internal pure returns (RegionCode) {
        bool isOutside = InstitutionId.unwrap(examination.provider) == 0;
        return isOutside ? examination.payerRegion : examination.providerRegion;
    }

    /// @notice Refuses rule sets that were not in force when the claim was made.
    function requireRuleSets(Examination memory examination, Claim memory claim) internal view {
        uint40 atSec = claim.claimedAtSec;
        IClaimRules rules = examination.claimRules;
        RegionCode region = careRegion(examination);
        _requireInForce(rules, examination.catalogue, claim.catalogue, region, RuleSetKind.Catalogue, atSec);
        region = claim.payerRegion;
        _requireInForce(rules, examination.policy, claim.policy, region, RuleSetKind.Policy, atSec);
    }

    /// @notice The id of a primary claim, which is of the same provider and no secondary one itself.
    function primaryIdOf(
        Examination memory examination,
        Claim memory claim,
        Claim memory primary
    ) internal pure returns (bytes32 id) {
        id = MessageHashUtils.toTypedDataHash(examination.claimDomain, ClaimHashes.ofClaim(primary));
        requireOwn(examination, id, primary.provider);
        if (primary.channel == claim.channel) revert IClaimLedger.PrimaryNotLive(id, ClaimState.None);
    }

    /// @notice Refuses evidence of another institution than the provider at hand.
    function requireOwn(
        Examination memory examination,
        bytes32 evidence,
        InstitutionId institution
    ) internal pure {
        if (institution != examination.provider) {
            revert IClaimLedger.EvidenceOfOther(evidence, institution, examination.provider);
        }
    }

    /// @notice Refuses care by the provider at hand while no fund had agreed to pay it.
    function requireAgreement(Examination memory examination, uint40 atSec) internal view {
        if (examination.activeUntilSec == 0) _rememberAgreement(examination);
        if (examination.activeFromSec <= atSec && atSec < examination.activeUntilSec) return;
        if (!examination.institutions.agreementActiveAt(examination.provider, atSec)) {
            revert IClaimLedger.AgreementNotActive(examination.provider, atSec);
        }
    }

    /// @notice Whether what happened at `statedSec` came to the ledger at `recordedSec` too late.
    function isLate(
        Examination memory examination,
        uint40 statedSec,
        uint40 recordedSec
    ) internal view returns (bool) {
        if (examination.lateAfterSec == 0) {
            RegionCode region = examination.providerRegion;
            examination.lateAfterSec = examination.regionRules.limitsOf(region).lateAfterSec;
        }
        return recordedSec > uint256(statedSec) + examination.lateAfterSec;
    }

    /// @notice Whether the region of care enforced the rules of provenance for these products then.
    function enforces(
        Examination memory examination,
        ProductClass class,
        uint40 atSec
    ) internal view returns (bool) {
        IRegionRules rules = examination.regionRules;
        return rules.modeAt(careRegion(examination), class, atSec) == EnforcementMode.Enforce;
    }

    function _requireInForce(
        IClaimRules rules,
        KnownRuleSet memory known,
        bytes32 ruleSet,
        RegionCode region,
        RuleSetKind kind,
        uint40 atSec
    ) private view {
        if (known.ruleSet != ruleSet || known.region != region) {
            RuleSet memory found = rules.ruleSetOf(region, ruleSet);
            known.ruleSet = ruleSet;
            known.region = region;
            known.fromSec = found.kind == kind ? found.fromSec : type(uint40).max;
        }
        if (ruleSet == 0 || atSec < known.fromSec) {
            revert IClaimLedger.RuleSetNotInForce(ruleSet, region, kind, atSec);
        }
    }

    /// @dev The change that stands last rules from its first second on, so an active one spares all further questions.
    function _rememberAgreement(Examination memory examination) private view {
        (examination.activeFromSec, examination.activeUntilSec) = (1, 1);
        IInstitutions institutions = examination.institutions;
        uint256 count = institutions.agreementChangeCount(examination.provider);
        if (count == 0) return;
        AgreementChange memory last = institutions.agreementChange(examination.provider, count - 1);
        if (last.status != AgreementStatus.Active) return;
        (examination.activeFromSec, examination.activeUntilSec) = (last.fromSec, last.validUntilSec);
    }
}
