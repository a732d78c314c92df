// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import { Examined, IClaimEvidence } from "./interfaces/IClaimEvidence.sol";
import {
    Backing,
    Claim,
    ClaimChannel,
    Evidence,
    EvidenceKind,
    IClaimLedger
} from "./interfaces/IClaimLedger.sol";
import { IClaimRules } from "./interfaces/IClaimRules.sol";
import { IDrugCatalogue, ProductFlags } from "./interfaces/IDrugCatalogue.sol";
import {
    Dispense,
    DispenseRecord,
    IDrugLedger,
    Identification,
    ReceiptAnswer
} from "./interfaces/IDrugLedger.sol";
import { Closing, Encounter, EncounterRecord, IEncounterLedger } from "./interfaces/IEncounterLedger.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { IRegionRules, ProductClass } from "./interfaces/IRegionRules.sol";
import { ISpenders } from "./interfaces/ISpenders.sol";
import { ClaimForms } from "./libraries/ClaimForms.sol";
import { ClaimHashes } from "./libraries/ClaimHashes.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { EvidenceSums, Tally } from "./libraries/EvidenceSums.sol";
import { Examination, Examinations } from "./libraries/Examinations.sol";
import { BatchId, Fen, InstitutionId } from "./libraries/Ids.sol";
import { PackLine, PackWords } from "./libraries/PackWords.sol";

/// @title What stands behind a claim.
contract ClaimEvidence is IClaimEvidence {
    using EvidenceSums for Tally;
    using Examinations for Examination;
    using PackWords for PackLine;

    uint8 private constant HIGH_VALUE = 2;

    IInstitutions private immutable INSTITUTIONS;
    IRegionRules private immutable REGION_RULES;
    IClaimRules private immutable CLAIM_RULES;
    IDrugCatalogue private immutable CATALOGUE;
    IDrugLedger private immutable DRUGS;
    IEncounterLedger private immutable ENCOUNTERS;
    ISpenders private immutable SPENDERS;

    // under which the ids of dispenses are made
    bytes32 private immutable DRUG_DOMAIN;

    constructor(
        IInstitutions institutions,
        IRegionRules regionRules,
        IClaimRules claimRules,
        IDrugCatalogue catalogue,
        IDrugLedger drugs,
        IEncounterLedger encounters,
        ISpenders spenders
    ) {
        INSTITUTIONS = institutions;
        REGION_RULES = regionRules;
        CLAIM_RULES = claimRules;
        CATALOGUE = catalogue;
        DRUGS = drugs;
        ENCOUNTERS = encounters;
        SPENDERS = spenders;
        DRUG_DOMAIN = ClaimHashes.domainOf("Caretrail DrugLedger", address(drugs));
    }

    /// @inheritdoc IClaimEvidence
    function examineClaims(
        address caller,
        bytes calldata arguments
    ) external view returns (Examined[] memory found) {
        (Claim[] memory claims, Backing[] memory backings) = abi.decode(arguments, (Claim[], Backing[]));
        Examination memory examination = _open(caller);
        found = new Examined[](claims.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            found[i] = _examine(examination, claims[i], backings[i]);
        }
    }

    /// @inheritdoc IClaimEvidence
    function examineSales(
        address caller,
        bytes calldata arguments
    ) external view returns (Examined[] memory found) {
        (Dispense[] memory dispenses, , , Claim[] memory claims) = abi.decode(
            arguments,
            (Dispense[], uint32[][], bytes, Claim[])
        );
        Examination memory examination = _open(caller);
        found = new Examined[](claims.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            Backing memory backing;
            backing.dispenses = new Dispense[](1);
            backing.dispenses[0] = dispenses[i];
            found[i] = _examine(examination, claims[i], backing);
        }
    }

    function _examine(
        Examination memory examination,
        Claim memory claim,
        Backing memory backing
    ) private view returns (Examined memory found) {
        examination.requireFiler(claim);
        ClaimForms.requireParties(claim, examination.caller);
        examination.turnTo(claim);
        examination.requireRuleSets(claim);
        ClaimForms.requireContents(claim);
        ClaimForms.requireBacked(claim, backing);
        if (claim.channel == ClaimChannel.Secondary) {
            found.primary = examination.primaryIdOf(claim, backing.primary[0]);
            found.primaryFen = backing.primary[0].totalFen;
            return found;
        }

        Tally memory tally;
        for (uint256 i = 0; i < claim.evidence.length; ++i) {
            Evidence memory piece = claim.evidence[i];
            if (piece.kind == EvidenceKind.Dispense) _addDispense(examination, piece, backing, tally);
            else _addEncounter(examination, piece, backing, tally);
        }
        _addUncoded(examination, claim, tally);
        tally.requireTotal(claim.totalFen);
        found.isTimely = tally.isTimely();
        if (tally.uncodedFen == 0 || InstitutionId.unwrap(claim.provider) == 0) return found;
        // At most the total, which is a Fen.
        found.uncodedFen = Fen.wrap(uint64(tally.uncodedFen));
        found.uncodedFenMax = CLAIM_RULES.claimLimitsOf(examination.careRegion()).uncodedFenPerDay;
    }

    function _addDispense(
        Examination memory examination,
        Evidence memory piece,
        Backing memory backing,
        Tally memory tally
    ) private view {
        bytes32 id = piece.id;
        if (tally.dispenseCount == backing.dispenses.length) revert IClaimLedger.EvidenceNotAsStated(id);
        Dispense memory dispense = backing.dispenses[tally.dispenseCount++];
        bytes32 content = ContentHashes.ofDispense(dispense);
        bytes32 contentId = MessageHashUtils.toTypedDataHash(DRUG_DOMAIN, content);
        _requireStated(piece, contentId, dispense.documentKey);
        examination.requireOwn(id, dispense.institution);
        DispenseRecord memory record = DRUGS.dispenseRecord(dispense.institution, dispense.documentKey);
        _requirePerson(examination, id, dispense, record.answer);
        examination.requireAgreement(dispense.dispensedAtSec);

        if (record.isImported || examination.isLate(dispense.dispensedAtSec, record.recordedAtSec)) {
            tally.isUntimely = true;
        }
        tally.drugFen += EvidenceSums.standingFen(DRUGS, id, dispense.lines, record.state);
    }

    function _addEncounter(
        Examination memory examination,
        Evidence memory piece,
        Backing memory backing,
        Tally memory tally
    ) private view {
        bytes32 id = piece.id;
        bool isMissing = tally.encounterCount == backing.encounters.length;
        if (isMissing || piece.kind == EvidenceKind.None) revert IClaimLedger.EvidenceNotAsStated(id);
        Encounter memory encounter = backing.encounters[tally.encounterCount];
        Closing memory closing = backing.closings[tally.encounterCount++];
        _requireStated(piece, ENCOUNTERS.encounterIdOf(encounter), encounter.documentKey);
        examination.requireOwn(id, encounter.institution);
        EncounterRecord memory record = ENCOUNTERS.encounterRecord(
            encounter.institution,
            encounter.documentKey
        );
        if (record.closingHash != ContentHashes.ofClosing(closing)) {
            revert IClaimLedger.EvidenceNotAsStated(id);
        }
        examination.requireAgreement(encounter.openedAtSec);

        if (record.isClosedLate) tally.isUntimely = true;
        tally.addClosing(id, closing);
    }

    function _addUncoded(
        Examination memory examination,
        Claim memory claim,
        Tally memory tally
    ) private view {
        bool isOnLedger = InstitutionId.unwrap(claim.provider) != 0;
        if (claim.evidence.length == 0 && isOnLedger) examination.requireAgreement(claim.claimedAtSec);
        if (claim.uncodedLines.length == 0) return;
        tally.addUncoded(claim, examination.enforces(ProductClass.Ordinary, claim.claimedAtSec));
    }

    /// @dev A card alone does not show that the person was there: what is dear needs the token of the e-voucher or the
    /// person's own word, where the region of care enforces that.
    function _requirePerson(
        Examination memory examination,
        bytes32 id,
        Dispense memory dispense,
        ReceiptAnswer answer
    ) private view {
        if (dispense.identification == Identification.None) revert IClaimLedger.EvidenceWithoutPerson(id);
        if (answer == ReceiptAnswer.Denied) revert IClaimLedger.EvidenceDenied(id);
        if (dispense.identification == Identification.EVoucher || answer == ReceiptAnswer.Confirmed) return;
        for (uint256 i = 0; i < dispense.lines.length; ++i) {
            BatchId batch = dispense.lines[i].lineBatch();
            if (ProductFlags.unwrap(CATALOGUE.termsOf(batch).flags) & HIGH_VALUE == 0) continue;
            if (examination.enforces(ProductClass.HighValue, dispense.dispensedAtSec)) {
                revert IClaimLedger.EvidenceNeedsConfirmation(id, batch);
            }
        }
    }

    /// @dev For nobody but the spender: a claim ledger that was replaced takes in nothing, evidence or not.
    function _open(address caller) private view returns (Examination memory examination) {
        SPENDERS.requireSpender(msg.sender);
        examination.institutions = INSTITUTIONS;
        examination.regionRules = REGION_RULES;
        examination.claimRules = CLAIM_RULES;
        examination.claimDomain = ClaimHashes.domainOf("Caretrail ClaimLedger", msg.sender);
        examination.caller = caller;
    }

    function _requireStated(Evidence memory piece, bytes32 id, bytes32 documentKey) private pure {
        if (piece.id != id || piece.documentKey != documentKey) {
            revert IClaimLedger.EvidenceNotAsStated(piece.id);
        }
    }
}
