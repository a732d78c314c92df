// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import { IDrugCatalogue } from "./interfaces/IDrugCatalogue.sol";
import { IDrugCustody } from "./interfaces/IDrugCustody.sol";
import {
    Decommission,
    DecommissionReason,
    Dispense,
    DispenseRecord,
    DispenseState,
    DocumentRecord,
    IDrugLedger,
    PackCounts,
    ReceiptAnswer,
    Reversal
} from "./interfaces/IDrugLedger.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { IRegionRules, RegionLimits } from "./interfaces/IRegionRules.sol";
import { Acting } from "./libraries/Acting.sol";
import { Act } from "./libraries/Acts.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { DeclaredKeys, KeyNote } from "./libraries/DeclaredKeys.sol";
import { Forms } from "./libraries/Forms.sol";
import { BatchId, InstitutionId, RegionCode } from "./libraries/Ids.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import { PackBook, PackBooks } from "./libraries/PackBooks.sol";
import { PackLine, PackWords } from "./libraries/PackWords.sol";
import { Packs } from "./libraries/Packs.sol";
import { Return, Returned, Returns } from "./libraries/Returns.sol";
import { Shelf, Shelves } from "./libraries/Shelves.sol";
import { Till, Tills } from "./libraries/Tills.sol";

/// @title What became of packs: dispensed, taken back, decommissioned.
contract DrugLedger is IDrugLedger, EIP712 {
    using DeclaredKeys for KeyNote;
    using DeclaredKeys for mapping(bytes16 packKey => uint96);
    using PackBooks for PackBook;
    using PackWords for PackLine;
    using Returns for Return;
    using Shelves for Shelf;
    using Tills for Till;

    IInstitutions private immutable INSTITUTIONS;
    IDrugCatalogue private immutable CATALOGUE;
    IDrugCustody private immutable CUSTODY;
    IRegionRules private immutable RULES;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2
    mapping(InstitutionId institution => mapping(bytes32 documentKey => DispenseRecord)) private _dispenses;

    // slot 3
    mapping(InstitutionId institution => mapping(bytes32 documentKey => DocumentRecord)) private _reversals;

    // slot 4
    mapping(InstitutionId owner => mapping(bytes32 documentKey => DocumentRecord)) private _decommissions;

    // slot 5, and slot 6
    PackBook private _book;

    // slot 7
    mapping(bytes32 dispense => mapping(uint256 lineIndex => Returned)) private _returned;

    // slot 8, to Packs.keyOf
    mapping(bytes16 packKey => uint96) private _spentBy;

    // slot 9
    mapping(InstitutionId institution => uint40) private _importedUntilSec;

    constructor(
        IInstitutions institutions,
        IDrugCatalogue catalogue,
        IDrugCustody custody,
        IRegionRules rules
    ) EIP712("Caretrail DrugLedger", "1") {
        INSTITUTIONS = institutions;
        CATALOGUE = catalogue;
        CUSTODY = custody;
        RULES = rules;
    }

    /// @inheritdoc IDrugLedger
    function recordDispenses(
        Dispense[] calldata dispenses,
        uint32[][] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external {
        Forms.requireDispenses(dispenses.length, parcelFroms.length);

        Till memory till = Tills.open(INSTITUTIONS, CATALOGUE, CUSTODY);
        till.bringKeys(declaredKeys);
        till.domain = _domainSeparatorV4();
        for (uint256 i = 0; i < dispenses.length; ++i) {
            _recordDispense(till, dispenses[i], parcelFroms[i]);
        }
        till.requireKeysUsed();
    }

    /// @inheritdoc IDrugLedger
    function reverseDispense(
        Dispense memory dispense,
        Reversal memory reversal,
        uint8[] calldata lineIndexes,
        uint32[] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external {
        Till memory till = Tills.open(INSTITUTIONS, CATALOGUE, CUSTODY);
        till.bringKeys(declaredKeys);
        Return memory back = _openReturn(till, dispense, reversal);
        Forms.requireLines(reversal.lines.length);
        Forms.requireEqual(reversal.lines.length, lineIndexes.length);
        Forms.requireEqual(reversal.lines.length, parcelFroms.length);
        _requireReturnable(till, dispense, back);

        back.lines = dispense.lines;
        back.lineIndexes = lineIndexes;
        for (uint256 i = 0; i < parcelFroms.length; ++i) {
            PackLine line = reversal.lines[i];
            back.takeBack(_returned[back.dispense], lineIndexes[i], line);
            Shelf shelf = till.shelfFor(line.lineBatch(), parcelFroms[i]);
            till.requireOnShelf(shelf, line, parcelFroms[i]);
            bool isFrozen = _book.putBack(line, back.reversalsMax);
            if (!shelf.isDeclared() || line.units() != 0) continue;
            _spentBy.free(till.nextKey(), line, back.dispense, isFrozen);
        }
        till.requireKeysUsed();
        _closeReturn(back, dispense.documentKey, reversal);
    }

    /// @inheritdoc IDrugLedger
    function decommissionPacks(
        Decommission memory decommission,
        uint32[] calldata runParcelFroms,
        uint32[] calldata remnantParcelFroms
    ) external {
        Till memory till = Tills.open(INSTITUTIONS, CATALOGUE, CUSTODY);
        till.actFor(Act.Decommission, decommission.institution);
        InstitutionId institution = till.institution;
        DocumentRecord storage record = _decommissions[institution][decommission.documentKey];
        if (record.recordedAtSec != 0) {
            revert DocumentAlreadyRecorded(institution, decommission.documentKey, record.tag);
        }
        _keepOrder(till, decommission.occurredAtSec);
        if (decommission.reason == DecommissionReason.None) revert DecommissionReasonMissing();
        Forms.requireDecommissioned(decommission.runs.length, decommission.remnants.length);
        Forms.requireEqual(decommission.runs.length, runParcelFroms.length);
        Forms.requireEqual(decommission.remnants.length, remnantParcelFroms.length);

        uint256 packCount = 0;
        for (uint256 i = 0; i < runParcelFroms.length; ++i) {
            packCount = _book.removeRun(till, decommission.runs[i], runParcelFroms[i], packCount);
        }
        for (uint256 i = 0; i < remnantParcelFroms.length; ++i) {
            _book.removeRemnant(till, decommission.remnants[i], remnantParcelFroms[i]);
        }
        _closeDecommission(decommission);
    }

    /// @inheritdoc IDrugLedger
    function answerReceipt(Dispense memory dispense, ReceiptAnswer answer) external {
        bytes32 id = dispenseIdOf(dispense);
        DispenseRecord storage record = _dispenses[dispense.institution][dispense.documentKey];
        if (record.tag != bytes20(id)) revert DispenseUnknown(id);
        InstitutionId bureau = INSTITUTIONS.actingFor(msg.sender, Act.Supervise);
        RegionCode region = Acting.regionOf(INSTITUTIONS, dispense.institution);
        if (INSTITUTIONS.bureauOf(region) != bureau) {
            revert BureauNotOfProvider(dispense.institution, region, bureau);
        }
        if (answer == ReceiptAnswer.None) revert ReceiptAnswerMissing();
        if (record.answer != ReceiptAnswer.None) revert ReceiptAlreadyAnswered(id, record.answer);

        record.answer = answer;

        emit ReceiptAnswered(id, dispense.institution, bureau, answer);
    }

    /// @inheritdoc IDrugLedger
    function dispenseRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DispenseRecord memory) {
        return _dispenses[institution][documentKey];
    }

    /// @inheritdoc IDrugLedger
    function reversalRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DocumentRecord memory) {
        return _reversals[institution][documentKey];
    }

    /// @inheritdoc IDrugLedger
    function decommissionRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) external view returns (DocumentRecord memory) {
        return _decommissions[institution][documentKey];
    }

    /// @inheritdoc IDrugLedger
    function returnedOf(bytes32 dispense, uint256 lineIndex) external view returns (uint16) {
        return _returned[dispense][lineIndex].amount;
    }

    /// @inheritdoc IDrugLedger
    function isGone(BatchId batch, uint32 index) external view returns (bool) {
        return _book.isGone(batch, index);
    }

    /// @inheritdoc IDrugLedger
    function packCounts(BatchId batch, uint32 index) external view returns (PackCounts memory) {
        return _book.counts[Packs.keyOf(batch, index)];
    }

    /// @inheritdoc IDrugLedger
    function spentBy(bytes16 packKey) external view returns (uint96) {
        return _spentBy[packKey];
    }

    /// @inheritdoc IDrugLedger
    function importedUntilSec(InstitutionId institution) external view returns (uint40) {
        return _importedUntilSec[institution];
    }

    /// @inheritdoc IDrugLedger
    function reversalIdOf(Reversal memory reversal) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofReversal(reversal));
    }

    /// @inheritdoc IDrugLedger
    function decommissionIdOf(Decommission memory decommission) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofDecommission(decommission));
    }

    /// @inheritdoc IDrugLedger
    function dispenseIdOf(Dispense memory dispense) public view returns (bytes32) {
        return _hashTypedDataV4(ContentHashes.ofDispense(dispense));
    }

    function _recordDispense(Till memory till, Dispense memory dispense, uint32[] calldata froms) private {
        till.actFor(Act.Dispense, dispense.institution);
        DispenseRecord storage record = _dispenses[dispense.institution][dispense.documentKey];
        if (record.recordedAtSec != 0) {
            revert DocumentAlreadyRecorded(dispense.institution, dispense.documentKey, record.tag);
        }
        _keepOrder(till, dispense.dispensedAtSec);
        Forms.requireDispense(dispense, froms.length);

        bytes32 id = MessageHashUtils.toTypedDataHash(till.domain, ContentHashes.ofDispense(dispense));
        KeyNote[] memory notes = _handOverLines(till, dispense.lines, froms);
        _keepRecord(record, id, till.isImport, uint16(froms.length));

        emit DispenseRecorded(
            id,
            dispense.institution,
            dispense.documentKey,
            dispense.dispensedAtSec,
            dispense.identification,
            dispense.personCommitment,
            msg.sender,
            dispense.lines
        );
        for (uint256 i = 0; i < notes.length; ++i) notes[i].tell(id, dispense.lines[i]);
    }

    /// @dev Field by field and from the stack, so that the compiler writes the slot once.
    function _keepRecord(
        DispenseRecord storage record,
        bytes32 id,
        bool isImported,
        uint16 standingCount
    ) private {
        record.tag = bytes20(id);
        record.state = DispenseState.Recorded;
        record.recordedAtSec = uint40(block.timestamp);
        record.isImported = isImported;
        record.standingCount = standingCount;
    }

    /// @return notes one a line, or none when no line is from declared stock.
    function _handOverLines(
        Till memory till,
        PackLine[] memory lines,
        uint32[] calldata froms
    ) private returns (KeyNote[] memory notes) {
        for (uint256 i = 0; i < lines.length; ++i) {
            PackLine line = lines[i];
            uint32 parcelFrom = froms[i];
            if (!line.isWellFormed()) revert LineMalformed(line);
            Shelf shelf = till.shelfFor(line.lineBatch(), parcelFrom);
            bool isWaived = shelf.isDeclared() && till.waivesMakerTrace(RULES, shelf, line);
            till.requireOnShelf(shelf, line, parcelFrom);
            bool wasGone = _book.take(shelf, line);
            if (!shelf.isDeclared()) continue;
            if (notes.length == 0) notes = new KeyNote[](lines.length);
            notes[i] = _spentBy.spend(till.nextKey(), line, wasGone, isWaived);
        }
    }

    function _openReturn(
        Till memory till,
        Dispense memory dispense,
        Reversal memory reversal
    ) private returns (Return memory back) {
        bytes32 id = dispenseIdOf(dispense);
        back.dispense = id;
        if (_dispenses[dispense.institution][dispense.documentKey].tag != bytes20(id)) {
            revert DispenseUnknown(id);
        }
        till.actFor(Act.Correct, reversal.institution);
        InstitutionId institution = till.institution;
        if (dispense.institution != institution) {
            revert InstitutionMismatch(dispense.institution, institution);
        }
        DocumentRecord storage record = _reversals[institution][reversal.documentKey];
        if (record.recordedAtSec != 0) {
            revert DocumentAlreadyRecorded(institution, reversal.documentKey, record.tag);
        }
        _keepOrder(till, reversal.reversedAtSec);
        if (reversal.dispense != id) revert ReturnOfOtherDispense(id, reversal.dispense);
    }

    function _requireReturnable(Till memory till, Dispense memory dispense, Return memory back) private view {
        DispenseState state = _dispenses[dispense.institution][dispense.documentKey].state;
        if (!Lifecycles.allows(state, DispenseState.Reversed)) {
            revert DispenseNotInState(back.dispense, state);
        }
        if (till.atSec < dispense.dispensedAtSec) {
            revert ReturnBeforeDispense(back.dispense, dispense.dispensedAtSec, till.atSec);
        }
        RegionLimits memory limits = RULES.limitsOf(till.regionOf());
        uint40 untilSec = dispense.dispensedAtSec + limits.returnWindowSec;
        if (till.atSec > untilSec) revert ReturnTooLate(back.dispense, untilSec, till.atSec);
        back.reversalsMax = limits.reversalsMax;
    }

    function _closeReturn(Return memory back, bytes32 dispenseDocumentKey, Reversal memory reversal) private {
        bytes32 id = _hashTypedDataV4(ContentHashes.ofReversal(reversal));
        DispenseRecord storage record = _dispenses[reversal.institution][dispenseDocumentKey];
        record.standingCount -= back.closedCount;
        record.state = record.standingCount == 0 ? DispenseState.Reversed : DispenseState.PartlyReversed;
        DocumentRecord storage document = _reversals[reversal.institution][reversal.documentKey];
        document.tag = bytes20(id);
        document.recordedAtSec = uint40(block.timestamp);

        emit DispenseReversed(
            back.dispense,
            reversal.institution,
            id,
            reversal.documentKey,
            reversal.reversedAtSec,
            record.state,
            msg.sender,
            reversal.lines,
            back.lineIndexes
        );
    }

    function _closeDecommission(Decommission memory decommission) private {
        bytes32 id = _hashTypedDataV4(ContentHashes.ofDecommission(decommission));
        DocumentRecord storage record = _decommissions[decommission.institution][decommission.documentKey];
        record.tag = bytes20(id);
        record.recordedAtSec = uint40(block.timestamp);

        emit PacksDecommissioned(
            id,
            decommission.institution,
            decommission.documentKey,
            decommission.occurredAtSec,
            decommission.reason,
            msg.sender,
            decommission.runs,
            decommission.remnants
        );
    }

    /// @dev Stated times may lead the block's a little; those imported for an institution never go back.
    function _keepOrder(Till memory till, uint40 statedSec) private {
        Forms.requireNotFuture(statedSec);
        till.atSec = statedSec;
        if (!till.isImport) return;
        uint40 untilSec = _importedUntilSec[till.institution];
        if (statedSec < untilSec) revert ImportOutOfOrder(till.institution, untilSec, statedSec);

        if (statedSec > untilSec) _importedUntilSec[till.institution] = statedSec;
    }
}
