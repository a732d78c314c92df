// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Findings,
    IReconciliationLedger,
    Reading
} from "../../../contracts/interfaces/IReconciliationLedger.sol";
import { Fen, InstitutionId, RegionCode } from "../../../contracts/libraries/Ids.sol";
import { Fixture } from "./Fixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice One anchor that the ledger took, with what the handler knew of the chain then.
struct Taken {
    InstitutionId institution;
    RegionCode region; // of a bureau; 0 for the auditor
    Reading content;
    uint40 atSec;
    uint40 atBlock;
}

/// @notice Bureaus and an auditor that anchor few readings again and again, while blocks pass.
/// @dev Readings are drawn from so few that most come twice; some are of blocks ahead, some carry a wrong hash.
contract ReconciliationHandler is Fixture {
    uint40 private constant FIRST_BLOCK = 1_000;
    /// @dev More than the EVM remembers, so that some readings are of blocks that it forgot.
    uint40 private constant BLOCKS_BACK_MAX = 300;

    Member[] private _actors;
    RegionCode[] private _regions;
    Taken[] private _taken;
    mapping(bytes32 word => uint256) private _timesTaken;

    uint40 public blockNumber = FIRST_BLOCK;
    uint40 public clockSec;
    uint256 public takenTwiceCount;
    uint256 public refusedWronglyCount;

    constructor() {
        _setUpLedger();
        _play(bureauA, REGION_A);
        _play(bureauB, REGION_B);
        _play(_admitAuditor(RegionCode.wrap(0), "AUDIT"), RegionCode.wrap(0));
        clockSec = uint40(block.timestamp);
    }

    function anchor(uint256 by, uint256 scope, uint256 back, uint256 word, bool isHashWrong) external {
        by %= _actors.length;
        Reading memory content = _draw(
            scope % _regions.length,
            bound(back, 0, BLOCKS_BACK_MAX),
            word % 2,
            isHashWrong
        );
        vm.roll(blockNumber);
        vm.warp(clockSec);
        if (content.asOfBlock < blockNumber) {
            vm.setBlockhash(content.asOfBlock, hashOf(content.asOfBlock));
        }
        vm.prank(_actors[by].operator);
        try reconciliations.anchor(content, Findings(keccak256(abi.encode(word)), 2, 1, Fen.wrap(100))) {
            _keep(by, content);
        } catch {
            if (_isFree(by, content)) ++refusedWronglyCount;
        }
    }

    function pass(uint8 blocks) external {
        blockNumber += blocks;
        clockSec += uint40(blocks) + 1;
    }

    function subject() external view returns (IReconciliationLedger) {
        return reconciliations;
    }

    function takenCount() external view returns (uint256) {
        return _taken.length;
    }

    function taken(uint256 index) external view returns (Taken memory) {
        return _taken[index];
    }

    function hashOf(uint40 number) public pure returns (bytes32) {
        return keccak256(abi.encode("block", number));
    }

    /// @dev What the ledger must take: of a mined block, in the own scope, not said before, with the right hash.
    function _isFree(uint256 by, Reading memory content) private view returns (bool) {
        bool isMined = content.asOfBlock < blockNumber;
        bool isRemembered = isMined && blockNumber - content.asOfBlock <= 256;
        bool isHashRight = !isRemembered || content.asOfBlockHash == hashOf(content.asOfBlock);
        bool isOwnScope = by == 2 || content.scopeRegion == _regions[by];
        return isMined && isHashRight && isOwnScope && _timesTaken[_word(by, content)] == 0;
    }

    function _keep(uint256 by, Reading memory content) private {
        if (++_timesTaken[_word(by, content)] > 1) ++takenTwiceCount;
        _taken.push(Taken(_actors[by].id, _regions[by], content, clockSec, blockNumber));
    }

    function _word(uint256 by, Reading memory content) private pure returns (bytes32) {
        return keccak256(abi.encode(by, content));
    }

    function _play(Member memory member, RegionCode region) private {
        _actors.push(member);
        _regions.push(region);
    }

    function _draw(
        uint256 scope,
        uint256 back,
        uint256 word,
        bool isHashWrong
    ) private view returns (Reading memory) {
        // Back 0 is the block under way, which is not mined.
        uint40 number = blockNumber - uint40(back);
        bytes32 hash = isHashWrong ? keccak256("wrong") : hashOf(number);
        return
            Reading({
                feedWord: keccak256(abi.encode("feed", word)),
                asOfBlock: number,
                asOfBlockHash: hash,
                scopeRegion: _regions[scope],
                rulesHash: keccak256("rules"),
                attemptsDigest: keccak256("attempts")
            });
    }
}
