// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Consignment } from "../interfaces/IDrugCustody.sol";
import { Decommission, Dispense, Reversal } from "../interfaces/IDrugLedger.sol";
import { Closing, Encounter } from "../interfaces/IEncounterLedger.sol";

/// @dev EIP-712 `hashStruct` of each record. A record's id is this under the ledger's domain, so that a signature of
/// the content signs exactly its id. Arrays of words hash as their concatenation.
library ContentHashes {
    bytes32 private constant CONSIGNMENT_TYPE = keccak256(
        "Consignment(uint32 sender,uint32 receiver,bytes32 documentKey,uint40 shippedAtSec,uint256[] runs,"
        "bytes32[] lineCommitments)"
    );

    bytes32 private constant DISPENSE_TYPE = keccak256(
        "Dispense(uint32 institution,bytes32 documentKey,uint40 dispensedAtSec,uint8 identification,"
        "bytes32 personCommitment,uint256[] lines)"
    );

    bytes32 private constant REVERSAL_TYPE = keccak256(
        "Reversal(uint32 institution,bytes32 documentKey,bytes32 dispense,uint40 reversedAtSec,uint256[] lines)"
    );

    bytes32 private constant DECOMMISSION_TYPE = keccak256(
        "Decommission(uint32 institution,bytes32 documentKey,uint40 occurredAtSec,uint8 reason,uint256[] runs,"
        "uint256[] remnants)"
    );

    bytes32 private constant ENCOUNTER_TYPE = keccak256(
        "Encounter(uint32 institution,bytes32 documentKey,uint8 kind,uint40 openedAtSec,uint8 identification,"
        "bytes32 personCommitment,bytes32 voucherCommitment)"
    );

    bytes32 private constant CLOSING_TYPE = keccak256(
        "Closing(uint40 closedAtSec,bytes32 feeRoot,uint32 feeLineCount,uint64 totalFen,uint64 serviceFen,"
        "bytes16 diagnosisGroup)"
    );

    function ofConsignment(Consignment memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    CONSIGNMENT_TYPE,
                    content.sender,
                    content.receiver,
                    content.documentKey,
                    content.shippedAtSec,
                    keccak256(abi.encodePacked(content.runs)),
                    keccak256(abi.encodePacked(content.lineCommitments))
                )
            );
    }

    function ofDispense(Dispense memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DISPENSE_TYPE,
                    content.institution,
                    content.documentKey,
                    content.dispensedAtSec,
                    content.identification,
                    content.personCommitment,
                    keccak256(abi.encodePacked(content.lines))
                )
            );
    }

    function ofReversal(Reversal memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    REVERSAL_TYPE,
                    content.institution,
                    content.documentKey,
                    content.dispense,
                    content.reversedAtSec,
                    keccak256(abi.encodePacked(content.lines))
                )
            );
    }

    function ofDecommission(Decommission memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DECOMMISSION_TYPE,
                    content.institution,
                    content.documentKey,
                    content.occurredAtSec,
                    content.reason,
                    keccak256(abi.encodePacked(content.runs)),
                    keccak256(abi.encodePacked(content.remnants))
                )
            );
    }

    function ofEncounter(Encounter memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    ENCOUNTER_TYPE,
                    content.institution,
                    content.documentKey,
                    content.kind,
                    content.openedAtSec,
                    content.identification,
                    content.personCommitment,
                    content.voucherCommitment
                )
            );
    }

    /// @dev A part of its encounter, without an id of its own.
    function ofClosing(Closing memory content) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    CLOSING_TYPE,
                    content.closedAtSec,
                    content.feeRoot,
                    content.feeLineCount,
                    content.totalFen,
                    content.serviceFen,
                    content.diagnosisGroup
                )
            );
    }
}
