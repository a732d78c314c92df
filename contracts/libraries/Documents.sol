// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DocumentRecord, IDrugLedger } from "../interfaces/IDrugLedger.sol";
import { InstitutionId } from "./Ids.sol";

/// @dev What is kept of the reversals and decommissions of the contract that calls: one live record a document.
library Documents {
    function requireNew(
        mapping(InstitutionId institution => mapping(bytes32 documentKey => DocumentRecord)) storage records,
        InstitutionId institution,
        bytes32 documentKey
    ) internal view {
        DocumentRecord storage record = _at(records, institution, documentKey);
        if (record.recordedAtSec != 0) revertRecorded(institution, documentKey, record.tag);
    }

    function revertRecorded(InstitutionId institution, bytes32 documentKey, bytes20 tag) internal pure {
        revert IDrugLedger.DocumentAlreadyRecorded(institution, documentKey, tag);
    }

    function keep(
        mapping(InstitutionId institution => mapping(bytes32 documentKey => DocumentRecord)) storage records,
        InstitutionId institution,
        bytes32 documentKey,
        bytes32 id
    ) internal {
        DocumentRecord storage record = _at(records, institution, documentKey);
        record.tag = bytes20(id);
        record.recordedAtSec = uint40(block.timestamp);
    }

    function _at(
        mapping(InstitutionId institution => mapping(bytes32 documentKey => DocumentRecord)) storage records,
        InstitutionId institution,
        bytes32 documentKey
    ) private view returns (DocumentRecord storage) {
        return records[institution][documentKey];
    }
}
