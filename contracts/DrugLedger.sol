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
    DocumentRecord,
    IDrugLedger,
    PackCounts,
    ReceiptAnswer,
    Reversal
} from "./interfaces/IDrugLedger.sol";
import { IInstitutions } from "./interfaces/IInstitutions.sol";
import { IRegionRules } from "./interfaces/IRegionRules.sol";
import { ISpenders } from "./interfaces/ISpenders.sol";
import { Acting } from "./libraries/Acting.sol";
import { Act } from "./libraries/Acts.sol";
import { ContentHashes } from "./libraries/ContentHashes.sol";
import { DeclaredKeys, KeyNote } from "./libraries/DeclaredKeys.sol";
import { DispenseRecords } from "./libraries/DispenseRecords.sol";
import { Documents } from "./libraries/Documents.sol";
import { Forms } from "./libraries/Forms.sol";
import { BatchId, Fen, InstitutionId, RegionCode } from "./libraries/Ids.sol";
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
    using DispenseRecords for DispenseRecord;
    using Documents for mapping(InstitutionId institution => mapping(bytes32 documentKey => DocumentRecord));
    using PackBooks for PackBook;
    using PackWords for PackLine;
    using Returns for Return;
    using Shelves for Shelf;
    using Tills for Till;

    IInstitutions private immutable INSTITUTIONS;
    IDrugCatalogue private immutable CATALOGUE;
    IDrugCustody private immutable CUSTODY;
    IRegionRules private immutable RULES;
    ISpenders private immutable SPENDERS;

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
        IRegionRules rules,
        ISpenders spenders
    ) EIP712("Caretrail DrugLedger", "1") {
        INSTITUTIONS = institutions;
        CATALOGUE = catalogue;
        CUSTODY = custody;
        RULES = rules;
        SPENDERS = spenders;
    }

    /// @inheritdoc IDrugLedger
    function recordDispenses(
        address operator,
        Dispense[] calldata dispenses,
        uint32[][] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external {
        Till memory till = _tillFor(operator);
        Forms.requireDispenses(dispenses.length, parcelFroms.length);

        till.bringKeys(declaredKeys);
        till.domain = _domainSeparatorV4();
        for (uint256 i = 0; i < dispenses.length; ++i) {
            _recordDispense(till, dispenses[i], parcelFroms[i]);
        }
        till.requireKeysUsed();
    }

    /// @inheritdoc IDrugLedger
    function reverseDispense(
        address operator,
        Dispense memory dispense,
        Reversal memory reversal,
        uint8[] calldata lineIndexes,
        uint32[] calldata parcelFroms,
        bytes calldata declaredKeys
    ) external {
        Till memory till = _tillFor(operator);
        till.bringKeys(declaredKeys);
        Return memory back = _openReturn(till, dispense, reversal);
        Forms.requireLines(reversal.lines.length);
        Forms.requireEqual(reversal.lines.length, lineIndexes.length);
        Forms.requireEqual(reversal.lines.length, parcelFroms.length);
        _recordOf(dispense).requireUnspent(back.dispense);
        back.requireInTime(till, RULES, dispense.dispensedAtSec);

        back.lines = dispense.lines;
        back.lineIndexes = lineIndexes;
        for (uint256 i = 0; i < parcelFroms.length; ++i) {
            _takeBackLine(till, back, i, reversal.lines[i], parcelFroms[i]);
        }
        till.requireKeysUsed();
        _closeReturn(till, back, _recordOf(dispense), reversal);
    }

    /// @inheritdoc IDrugLedger
    function decommissionPacks(
        Decommission memory decommission,
        uint32[] calldata runParcelFroms,
        uint32[] calldata remnantParcelFroms
    ) external {
        Till memory till = _tillFor(msg.sender);
        till.actFor(Act.Decommission, decommission.institution);
        _decommissions.requireNew(till.institution, decommission.documentKey);
        till.setTime(_importedUntilSec, decommission.occurredAtSec);
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
        DispenseRecord storage record = _recordOf(dispense);
        record.requireKnown(id);
        InstitutionId bureau = Acting.ownOf(INSTITUTIONS, msg.sender, Act.Supervise);
        RegionCode region = Acting.regionOf(INSTITUTIONS, dispense.institution);
        if (Acting.bureauOf(INSTITUTIONS, region) != bureau) {
            revert BureauNotOfProvider(dispense.institution, region, bureau);
        }
        if (answer == ReceiptAnswer.None) revert ReceiptAnswerMissing();
        if (record.answer != ReceiptAnswer.None) revert ReceiptAlreadyAnswered(id, record.answer);

        record.answer = answer;

        emit ReceiptAnswered(id, dispense.institution, bureau, answer);
    }

    /// @inheritdoc IDrugLedger
    function spendDispense(InstitutionId institution, bytes32 documentKey, bytes32 dispense) external {
        SPENDERS.requireSpender(msg.sender);
        _recordAt(institution, documentKey).spend(dispense);
    }

    /// @inheritdoc IDrugLedger
    function freeDispense(InstitutionId institution, bytes32 documentKey, bytes32 dispense) external {
        SPENDERS.requireEverSpender(msg.sender);
        _recordAt(institution, documentKey).free(dispense);
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
    function returnedOf(bytes32 dispense, uint256 lineIndex) external view returns (uint16, Fen) {
        Returned storage returned = _returned[dispense][lineIndex];
        return (returned.amount, returned.givenBackFen);
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
    function dispenseRecord(
        InstitutionId institution,
        bytes32 documentKey
    ) public view returns (DispenseRecord memory) {
        return _recordAt(institution, documentKey);
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
            Documents.revertRecorded(dispense.institution, dispense.documentKey, record.tag);
        }
        till.setTime(_importedUntilSec, dispense.dispensedAtSec);
        Forms.requireDispense(dispense, froms.length);

        bytes32 id = MessageHashUtils.toTypedDataHash(till.domain, ContentHashes.ofDispense(dispense));
        KeyNote[] memory notes = _handOverLines(till, dispense.lines, froms);
        record.keep(id, till.isImport, uint16(froms.length));

        emit DispenseRecorded(
            id,
            dispense.institution,
            dispense.documentKey,
            dispense.dispensedAtSec,
            dispense.identification,
            dispense.personCommitment,
            till.operator,
            dispense.lines
        );
        for (uint256 i = 0; i < notes.length; ++i) notes[i].tell(id, dispense.lines[i]);
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
            bool isDeclared = shelf.isDeclared();
            bool isWaived = isDeclared && till.waivesMakerTrace(RULES, shelf, line);
            till.requireOnShelf(shelf, line, parcelFrom);
            bool wasGone = _book.take(shelf, line);
            if (!isDeclared) continue;
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
        _recordOf(dispense).requireKnown(id);
        till.actFor(Act.Correct, reversal.institution);
        InstitutionId institution = till.institution;
        if (dispense.institution != institution) {
            revert InstitutionMismatch(dispense.institution, institution);
        }
        _reversals.requireNew(institution, reversal.documentKey);
        till.setTime(_importedUntilSec, reversal.reversedAtSec);
        if (reversal.dispense != id) revert ReturnOfOtherDispense(id, reversal.dispense);
    }

    function _takeBackLine(
        Till memory till,
        Return memory back,
        uint256 place,
        PackLine line,
        uint32 parcelFrom
    ) private {
        back.takeBack(_returned[back.dispense], back.lineIndexes[place], line);
        Shelf shelf = till.shelfFor(line.lineBatch(), parcelFrom);
        till.requireOnShelf(shelf, line, parcelFrom);
        bool isFrozen = _book.putBack(line, back.reversalsMax);
        if (!shelf.isDeclared() || line.units() != 0) return;
        _spentBy.free(till.nextKey(), line, back.dispense, isFrozen);
    }

    function _closeReturn(
        Till memory till,
        Return memory back,
        DispenseRecord storage record,
        Reversal memory reversal
    ) private {
        bytes32 id = reversalIdOf(reversal);
        record.lessen(back.closedCount);
        _reversals.keep(reversal.institution, reversal.documentKey, id);

        emit DispenseReversed(
            back.dispense,
            reversal.institution,
            id,
            reversal.documentKey,
            reversal.reversedAtSec,
            record.state,
            till.operator,
            reversal.lines,
            back.lineIndexes
        );
    }

    function _recordOf(Dispense memory dispense) private view returns (DispenseRecord storage) {
        return _recordAt(dispense.institution, dispense.documentKey);
    }

    function _recordAt(
        InstitutionId institution,
        bytes32 documentKey
    ) private view returns (DispenseRecord storage) {
        return _dispenses[institution][documentKey];
    }

    /// @dev The caller itself, or whom the spender says it speaks for: who claims and dispenses in one transaction.
    function _tillFor(address operator) private view returns (Till memory till) {
        if (operator != msg.sender && SPENDERS.spender() != msg.sender) {
            revert OperatorIsNotCaller(operator, msg.sender);
        }
        till.open(INSTITUTIONS, CATALOGUE, CUSTODY, operator);
    }

    function _closeDecommission(Decommission memory decommission) private {
        bytes32 id = decommissionIdOf(decommission);
        _decommissions.keep(decommission.institution, decommission.documentKey, id);

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
}
