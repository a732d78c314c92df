// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { Identification } from "./interfaces/IDrugLedger.sol";
import {
    Closing,
    Encounter,
    EncounterKind,
    EncounterRecord,
    EncounterState,
    IEncounterLedger
} from "./interfaces/IEncounterLedger.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { IRegionRules } from "./interfaces/IRegionRules.sol";
import { ISpenders } from "./interfaces/ISpenders.sol";
import { Acting } from "./libraries/Acting.sol";
import { Act } from "./libraries/Acts.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { Fen, InstitutionId } from "./libraries/Ids.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import { ENCOUNTER_CORRECTIONS_MAX, Limits } from "./libraries/Limits.sol";

/// @title Outpatient visits and hospital stays.
contract EncounterLedger is IEncounterLedger, EIP712 {
    IInstitutions private immutable INSTITUTIONS;
    IRegionRules private immutable RULES;
    ISpenders private immutable SPENDERS;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2
    mapping(InstitutionId institution => mapping(bytes32 documentKey => EncounterRecord)) private _encounters;

    constructor(
        IInstitutions institutions,
        IRegionRules rules,
        ISpenders spenders
    ) EIP712("Caretrail EncounterLedger", "1") {
        INSTITUTIONS = institutions;
        RULES = rules;
        SPENDERS = spenders;
    }

    /// @inheritdoc IEncounterLedger
    function openEncounter(Encounter calldata encounter) external {
        _requireActing(Act.RecordEncounters, encounter.institution);
        EncounterRecord storage record = _encounters[encounter.institution][encounter.documentKey];
        if (record.state != EncounterState.None) {
            revert DocumentAlreadyRecorded(encounter.institution, encounter.documentKey, record.tag);
        }
        _requireNotFuture(encounter.openedAtSec);
        _requireWellFormed(encounter);

        bytes32 id = encounterIdOf(encounter);
        record.tag = bytes20(id);
        record.state = EncounterState.Open;
        record.recordedAtSec = uint40(block.timestamp);

        emit EncounterOpened(
            id,
            encounter.institution,
            encounter.documentKey,
            encounter.kind,
            encounter.openedAtSec,
            encounter.identification,
            encounter.personCommitment,
            encounter.voucherCommitment,
            msg.sender
        );
    }

    /// @inheritdoc IEncounterLedger
    function closeEncounter(Encounter calldata encounter, Closing calldata closing) external {
        (bytes32 id, EncounterRecord storage record) = _known(encounter);
        _requireActing(Act.RecordEncounters, encounter.institution);
        if (!Lifecycles.allows(record.state, EncounterState.Closed)) {
            revert EncounterNotInState(id, record.state, EncounterState.Open);
        }
        _requireClosing(id, encounter, closing);

        record.state = EncounterState.Closed;
        _keepClosing(record, encounter.institution, closing);

        emit EncounterClosed(
            id,
            encounter.institution,
            closing.closedAtSec,
            closing.feeRoot,
            closing.feeLineCount,
            closing.totalFen,
            closing.serviceFen,
            closing.diagnosisGroup,
            msg.sender
        );
    }

    /// @inheritdoc IEncounterLedger
    function correctEncounter(
        Encounter calldata encounter,
        Closing calldata closing,
        bytes32 reasonHash
    ) external {
        (bytes32 id, EncounterRecord storage record) = _known(encounter);
        _requireActing(Act.Correct, encounter.institution);
        _requireClosed(id, record.state);
        _requireClosing(id, encounter, closing);
        if (record.isSpent) revert EvidenceAlreadySpent(id);
        if (record.correctionCount == ENCOUNTER_CORRECTIONS_MAX) {
            revert EncounterCorrectionsTooMany(id, ENCOUNTER_CORRECTIONS_MAX);
        }

        ++record.correctionCount;
        _keepClosing(record, encounter.institution, closing);

        emit EncounterCorrected(
            id,
            encounter.institution,
            closing.closedAtSec,
            closing.feeRoot,
            closing.feeLineCount,
            closing.totalFen,
            closing.serviceFen,
            closing.diagnosisGroup,
            record.correctionCount,
            reasonHash,
            msg.sender
        );
    }

    /// @inheritdoc IEncounterLedger
    function cancelEncounter(Encounter calldata encounter, bytes32 reasonHash) external {
        (bytes32 id, EncounterRecord storage record) = _known(encounter);
        _requireActing(Act.Correct, encounter.institution);
        if (!Lifecycles.allows(record.state, EncounterState.Cancelled)) {
            revert EncounterNotInState(id, record.state, EncounterState.Open);
        }
        if (record.isSpent) revert EvidenceAlreadySpent(id);

        record.state = EncounterState.Cancelled;

        emit EncounterCancelled(id, encounter.institution, reasonHash, msg.sender);
    }

    /// @inheritdoc IEncounterLedger
    function spendEncounter(InstitutionId institution, bytes32 documentKey, bytes32 encounter) external {
        SPENDERS.requireSpender(msg.sender);
        EncounterRecord storage record = _encounters[institution][documentKey];
        if (record.tag != bytes20(encounter)) revert EncounterUnknown(encounter);
        _requireClosed(encounter, record.state);
        if (record.isSpent) revert EvidenceAlreadySpent(encounter);

        record.isSpent = true;
    }

    /// @inheritdoc IEncounterLedger
    function freeEncounter(InstitutionId institution, bytes32 documentKey, bytes32 encounter) external {
        SPENDERS.requireEverSpender(msg.sender);
        EncounterRecord storage record = _encounters[institution][documentKey];
        if (record.tag != bytes20(encounter)) revert EncounterUnknown(encounter);
        if (!record.isSpent) revert EvidenceNotSpent(encounter);

        record.isSpent = false;
        // At the greatest count it stays: nothing may block a refund.
        if (record.freedCount != type(uint8).max) ++record.freedCount;
    }

    /// @inheritdoc IEncounterLedger
    function encounterRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (EncounterRecord memory) {
        return _encounters[institution][documentKey];
    }

    /// @inheritdoc IEncounterLedger
    function encounterIdOf(Encounter calldata encounter) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofEncounter(encounter));
    }

    /// @dev Late once is late for good: a correction with a later stated time makes no closing timely.
    function _keepClosing(
        EncounterRecord storage record,
        InstitutionId institution,
        Closing calldata closing
    ) private {
        uint40 lateAfterSec = RULES.limitsOf(Acting.regionOf(INSTITUTIONS, institution)).lateAfterSec;
        if (block.timestamp > uint256(closing.closedAtSec) + lateAfterSec) record.isClosedLate = true;
        record.closingHash = ContentHashes.ofClosing(closing);
    }

    function _known(
        Encounter calldata encounter
    ) private view returns (bytes32 id, EncounterRecord storage record) {
        id = encounterIdOf(encounter);
        record = _encounters[encounter.institution][encounter.documentKey];
        if (record.tag != bytes20(id)) revert EncounterUnknown(id);
    }

    function _requireActing(Act act, InstitutionId stated) private view {
        InstitutionId acting = INSTITUTIONS.actingFor(msg.sender, act);
        if (acting != stated) revert InstitutionMismatch(stated, acting);
    }

    function _requireNotFuture(uint40 statedSec) private view {
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(statedSec, nowSec)) revert OccurredInFuture(statedSec, nowSec);
    }

    function _requireClosing(
        bytes32 id,
        Encounter calldata encounter,
        Closing calldata closing
    ) private view {
        _requireNotFuture(closing.closedAtSec);
        if (closing.closedAtSec < encounter.openedAtSec) {
            revert EncounterClosedBeforeOpened(id, encounter.openedAtSec, closing.closedAtSec);
        }
        bool isBare = closing.feeLineCount == 0 || closing.feeRoot == 0;
        if (isBare || Fen.unwrap(closing.serviceFen) > Fen.unwrap(closing.totalFen)) {
            revert EncounterFeesWrong(id, closing.feeLineCount, closing.totalFen, closing.serviceFen);
        }
    }

    function _requireClosed(bytes32 id, EncounterState state) private pure {
        if (state != EncounterState.Closed) {
            revert EncounterNotInState(id, state, EncounterState.Closed);
        }
    }

    function _requireWellFormed(Encounter calldata encounter) private pure {
        if (encounter.kind == EncounterKind.None) revert EncounterKindMissing();
        bool isUnknown = encounter.identification == Identification.None;
        if (isUnknown || encounter.personCommitment == 0) revert EncounterPersonMissing();
        bool isByVoucher = encounter.identification == Identification.EVoucher;
        if (isByVoucher != (encounter.voucherCommitment != 0)) {
            revert EncounterVoucherWrong(encounter.identification, encounter.voucherCommitment);
        }
    }
}
