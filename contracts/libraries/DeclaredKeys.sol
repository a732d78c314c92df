// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { BatchId } from "./Ids.sol";
import { PackLine, PackWords } from "./PackWords.sol";
import { Packs } from "./Packs.sol";

/// @notice What is to be told of a line from declared stock once its dispense is: the key in the high half, and
/// below it whether the line spent it (1) and whether the maker's trace was waived (2).
type KeyNote is uint256;

/// @dev The keys of declared stock that the contract which calls knows as spent: one key a pack, one pack a key (I18).
library DeclaredKeys {
    using PackWords for PackLine;

    uint256 private constant SPENT = 1;
    uint256 private constant WAIVED = 2;

    /// @notice The first line that takes of a pack spends its key; lines with further units name the same.
    /// @param wasGone whether the pack had been opened before.
    function spend(
        mapping(bytes16 packKey => uint96) storage spentBy,
        bytes16 key,
        PackLine line,
        bool wasGone,
        bool isWaived
    ) internal returns (KeyNote) {
        uint256 note = isWaived ? WAIVED : 0;
        uint96 pack = _packOf(line);
        uint96 spender = spentBy[key];
        if (spender == pack) return KeyNote.wrap(note);
        if (spender != 0) {
            BatchId batch = BatchId.wrap(uint64(spender >> 32));
            revert IDrugLedger.DeclaredKeySpentAlready(key, batch, uint32(spender));
        }
        if (wasGone) revert IDrugLedger.DeclaredKeyDiffers(key, line.lineBatch(), line.index());

        spentBy[key] = pack;
        return KeyNote.wrap((uint256(uint128(key)) << 128) | note | SPENT);
    }

    /// @notice The pack is whole again, and its key may be spent anew. A frozen pack is not, and its key stays spent.
    function free(
        mapping(bytes16 packKey => uint96) storage spentBy,
        bytes16 key,
        PackLine line,
        bytes32 dispense,
        bool isFrozen
    ) internal {
        if (spentBy[key] != _packOf(line)) {
            revert IDrugLedger.DeclaredKeyDiffers(key, line.lineBatch(), line.index());
        }
        if (isFrozen) return;

        delete spentBy[key];
        emit IDrugLedger.DeclaredKeyFreed(key, dispense, line.lineBatch(), line.index());
    }

    function tell(KeyNote note, bytes32 dispense, PackLine line) internal {
        uint256 word = KeyNote.unwrap(note);
        if (word & SPENT != 0) {
            bytes16 key = bytes16(uint128(word >> 128));
            emit IDrugLedger.DeclaredKeySpent(key, dispense, line.lineBatch(), line.index());
        }
        if (word & WAIVED != 0) {
            emit IDrugLedger.MakerTraceWaived(dispense, line.lineBatch(), line.index());
        }
    }

    function _packOf(PackLine line) private pure returns (uint96) {
        return uint96(Packs.keyOf(line.lineBatch(), line.index()));
    }
}
