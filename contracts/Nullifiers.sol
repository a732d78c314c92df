// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { INullifiers, NullifierRecord } from "./interfaces/INullifiers.sol";
import { ISpenders } from "./interfaces/ISpenders.sol";
import { NULLIFIER_EPOCHS_MAX } from "./libraries/Limits.sol";

/// @title The invoices that were paid, whoever asked.
contract Nullifiers is INullifiers, AccessManaged {
    ISpenders private immutable SPENDERS;

    // slot 0: 22 bytes used, 10 spare; the first 21 are AccessManaged's
    uint8 private _epochCount; // 1 byte

    // slot 1
    mapping(bytes32 nullifier => NullifierRecord) private _records;

    constructor(address authority_, ISpenders spenders) AccessManaged(authority_) {
        SPENDERS = spenders;
        _openEpoch();
    }

    /// @inheritdoc INullifiers
    function openEpoch() external restricted {
        if (_epochCount == NULLIFIER_EPOCHS_MAX) revert NullifierEpochsTooMany(NULLIFIER_EPOCHS_MAX);

        _openEpoch();
    }

    /// @inheritdoc INullifiers
    function take(bytes32[] calldata words, bytes32 claim) external {
        SPENDERS.requireSpender(msg.sender);
        uint8 epoch = _epochCount;
        if (words.length != epoch) revert NullifierWordsWrong(words.length, epoch);
        for (uint256 i = 0; i < epoch; ++i) {
            if (words[i] == 0) revert NullifierMissing();
        }
        for (uint256 i = 0; i < epoch; ++i) {
            bytes20 holder = _records[words[i]].claimTag;
            if (holder != 0) revert NullifierAlreadyTaken(words[i], holder);
        }

        bytes32 nullifier = words[epoch - 1];
        NullifierRecord storage record = _records[nullifier];
        record.claimTag = bytes20(claim);
        record.takenAtSec = uint40(block.timestamp);

        emit NullifierTaken(nullifier, claim, epoch);
    }

    /// @inheritdoc INullifiers
    function release(bytes32 nullifier, bytes32 claim) external {
        SPENDERS.requireEverSpender(msg.sender);
        NullifierRecord memory record = _records[nullifier];
        if (record.claimTag == 0 || record.claimTag != bytes20(claim)) {
            revert NullifierNotHeld(nullifier, claim, record.claimTag);
        }

        // At the greatest count it stays: nothing may block a refund.
        if (record.releasedCount != type(uint16).max) ++record.releasedCount;
        _records[nullifier] = NullifierRecord(0, 0, record.releasedCount);

        emit NullifierReleased(nullifier, claim, record.releasedCount);
    }

    /// @inheritdoc INullifiers
    function nullifierRecord(bytes32 nullifier) external view returns (NullifierRecord memory) {
        return _records[nullifier];
    }

    /// @inheritdoc INullifiers
    function epochCount() external view returns (uint8) {
        return _epochCount;
    }

    function _openEpoch() private {
        uint8 epoch = ++_epochCount;
        emit NullifierEpochOpened(epoch);
    }
}
