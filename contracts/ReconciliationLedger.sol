// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import { IInstitutions, Institution, InstitutionKind } from "./interfaces/IInstitutions.sol";
import { Findings, IReconciliationLedger, Reading } from "./interfaces/IReconciliationLedger.sol";
import { Act } from "./libraries/Acts.sol";
import { Fen, InstitutionId } from "./libraries/Ids.sol";

/// @title What institutions found when they held a feed against the ledger.
contract ReconciliationLedger is IReconciliationLedger, EIP712 {
    bytes32 private constant READING_TYPE = keccak256(
        "Reading(bytes32 feedWord,uint40 asOfBlock,bytes32 asOfBlockHash,uint24 scopeRegion,bytes32 rulesHash,"
        "bytes32 attemptsDigest)"
    );

    IInstitutions private immutable INSTITUTIONS;

    // slots 0 and 1 are EIP712's, which no longer writes them

    // slot 2
    mapping(bytes32 reading => mapping(InstitutionId institution => uint40)) private _anchoredAtSec;

    constructor(IInstitutions institutions) EIP712("Caretrail ReconciliationLedger", "1") {
        INSTITUTIONS = institutions;
    }

    /// @inheritdoc IReconciliationLedger
    function anchor(Reading calldata content, Findings calldata findings) external returns (bytes32 reading) {
        InstitutionId institution = INSTITUTIONS.actingFor(msg.sender, Act.Reconcile);
        _requireScope(institution, content);
        reading = readingOf(content);
        uint40 beforeSec = _anchoredAtSec[reading][institution];
        if (beforeSec != 0) revert ReconciliationAlreadyAnchored(reading, institution, beforeSec);
        _requireMined(content);
        if (!_isWellFormed(content, findings)) revert ReconciliationMalformed(content, findings);

        _anchoredAtSec[reading][institution] = uint40(block.timestamp);

        emit ReconciliationAnchored(reading, institution, content, findings, msg.sender);
    }

    /// @inheritdoc IReconciliationLedger
    function anchoredAtSec(bytes32 reading, InstitutionId institution) external view returns (uint40) {
        return _anchoredAtSec[reading][institution];
    }

    /// @inheritdoc IReconciliationLedger
    function readingOf(Reading calldata content) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        READING_TYPE,
                        content.feedWord,
                        content.asOfBlock,
                        content.asOfBlockHash,
                        content.scopeRegion,
                        content.rulesHash,
                        content.attemptsDigest
                    )
                )
            );
    }

    /// @dev A bureau is told of its own fund alone, so it can say nothing of another; an auditor may look at any.
    function _requireScope(InstitutionId institution, Reading calldata content) private view {
        Institution memory asking = INSTITUTIONS.institution(institution);
        if (asking.kind == InstitutionKind.Bureau && content.scopeRegion != asking.region) {
            revert ReconciliationOutsideRegion(institution, content.scopeRegion, asking.region);
        }
    }

    /// @dev Of a block older than the EVM remembers only the anchorer's word is known; members compare it with theirs.
    function _requireMined(Reading calldata content) private view {
        if (content.asOfBlock >= block.number) {
            revert ReconciliationBlockAhead(content.asOfBlock, uint40(block.number));
        }
        bytes32 mined = blockhash(content.asOfBlock);
        if (mined != 0 && mined != content.asOfBlockHash) {
            revert ReconciliationBlockHashWrong(content.asOfBlock, content.asOfBlockHash, mined);
        }
    }

    function _isWellFormed(Reading calldata content, Findings calldata findings) private pure returns (bool) {
        return
            content.feedWord != 0 &&
            content.asOfBlockHash != 0 &&
            content.rulesHash != 0 &&
            content.attemptsDigest != 0 &&
            findings.digest != 0 &&
            findings.violationCount <= findings.findingCount &&
            // What only has to be looked at disallows nothing.
            (findings.violationCount != 0 || Fen.unwrap(findings.questionedFen) == 0);
    }
}
