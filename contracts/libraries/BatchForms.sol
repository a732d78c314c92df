// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugCatalogue } from "../interfaces/IDrugCatalogue.sol";
import { BatchId } from "./Ids.sol";
import { Limits, PACKS_PER_BATCH_MAX } from "./Limits.sol";
import { ProductCodes } from "./ProductCodes.sol";

/// @dev What must hold of a batch by itself, whoever states it: its number, its size and its times.
library BatchForms {
    function requireForm(
        BatchId id,
        string calldata batchNumber,
        uint32 packCount,
        uint40 madeAtSec,
        uint40 expiresAtSec
    ) internal view {
        // Id 0 means no batch; the one number in 2^64 that hashes to it cannot be used.
        if (!ProductCodes.isBatchNumber(batchNumber) || BatchId.unwrap(id) == 0) {
            revert IDrugCatalogue.BatchNumberMalformed(batchNumber);
        }
        if (packCount == 0 || packCount > PACKS_PER_BATCH_MAX) {
            revert IDrugCatalogue.BatchSizeWrong(packCount, PACKS_PER_BATCH_MAX);
        }
        uint40 nowSec = uint40(block.timestamp);
        if (madeAtSec >= expiresAtSec || Limits.isInFuture(madeAtSec, nowSec)) {
            revert IDrugCatalogue.BatchTimesWrong(madeAtSec, expiresAtSec, nowSec);
        }
    }
}
