// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fen, InstitutionId, RegionCode } from "../libraries/Ids.sol";

/// @notice What was held against the ledger, at which block and by what: who reads the same must find the same.
struct Reading {
    bytes32 feedWord; // the feed, under the consortium's key: a plain hash of a small file could be guessed
    uint40 asOfBlock;
    bytes32 asOfBlockHash;
    RegionCode scopeRegion; // whose fund's claims were looked at; 0 is every fund's
    bytes32 rulesHash; // rules, their versions and the thresholds in force
    bytes32 attemptsDigest; // refused attempts that were looked at: each server has its own
}

/// @notice What was found, in numbers and as one digest.
struct Findings {
    bytes32 digest;
    uint32 findingCount;
    uint32 violationCount;
    Fen questionedFen; // of each claim the most that one finding disallows
}

/// @title What institutions found when they held a feed against the ledger.
/// @notice Two that anchor the same digest for the same reading agree, and neither can say otherwise later.
/// @dev The ledger can not judge findings; it keeps who said what, and when. Goes on while the ledger is paused.
interface IReconciliationLedger {
    event ReconciliationAnchored(
        bytes32 indexed reading,
        InstitutionId indexed institution,
        Reading content,
        Findings findings,
        address operator
    );

    error ReconciliationAlreadyAnchored(bytes32 reading, InstitutionId institution, uint40 anchoredAtSec);
    error ReconciliationBlockAhead(uint40 asOfBlock, uint40 currentBlock);
    error ReconciliationBlockHashWrong(uint40 asOfBlock, bytes32 asOfBlockHash, bytes32 minedHash);
    error ReconciliationOutsideRegion(InstitutionId bureau, RegionCode scopeRegion, RegionCode bureauRegion);
    error ReconciliationMalformed(Reading content, Findings findings);

    /// @notice Keeps what the caller's institution found: a bureau of its own fund's claims, an auditor of any.
    /// @dev Check order: actingFor, ReconciliationOutsideRegion, ReconciliationAlreadyAnchored,
    /// ReconciliationBlockAhead (not mined before this one), ReconciliationBlockHashWrong (of the last 256 blocks;
    /// older ones the ledger no longer knows), ReconciliationMalformed (a word is 0, or the numbers contradict each
    /// other).
    function anchor(Reading calldata content, Findings calldata findings) external returns (bytes32 reading);

    /// @notice When the institution anchored the reading; 0: it did not.
    function anchoredAtSec(bytes32 reading, InstitutionId institution) external view returns (uint40);

    /// @notice The EIP-712 hash of a reading under this ledger's domain.
    function readingOf(Reading calldata content) external view returns (bytes32);
}
