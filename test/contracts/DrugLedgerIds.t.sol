// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DrugLedger } from "../../contracts/DrugLedger.sol";
import { Consignment } from "../../contracts/interfaces/IDrugCustody.sol";
import {
    Decommission,
    DecommissionReason,
    Dispense,
    Identification,
    Reversal
} from "../../contracts/interfaces/IDrugLedger.sol";
import {
    BatchId,
    InstitutionId,
    ProductId,
    batchIdOf,
    declaredBatchIdOf,
    parcelIdOf
} from "../../contracts/libraries/Ids.sol";
import { PackLine, PackRun } from "../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./support/DrugFixture.sol";

/// @dev The ids are EIP-712 hashes, written down a second time here from the standard.
contract DrugLedgerIdsTest is DrugFixture {
    uint256 private constant CODE_BYTES_MAX = 22_000;
    string private constant LEDGER = "Caretrail DrugLedger";

    function setUp() public {
        _setUpTrade();
    }

    function test_ContractsStayBelowTheCodeLimit() public view {
        assertTrue(address(ledger).code.length <= CODE_BYTES_MAX);
        assertTrue(address(catalogue).code.length <= CODE_BYTES_MAX);
        assertTrue(address(custody).code.length <= CODE_BYTES_MAX);
        assertTrue(address(rules).code.length <= CODE_BYTES_MAX);
        assertTrue(address(institutions).code.length <= CODE_BYTES_MAX);
    }

    function test_Eip712Domain_NamesTheLedger() public view {
        (, string memory name, string memory version, uint256 chainId, address verifyingContract, , ) = ledger
            .eip712Domain();
        assertEq(name, "Caretrail DrugLedger");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(verifyingContract, address(ledger));
    }

    function testFuzz_ConsignmentId_IsTheTypedDataHash(Consignment calldata content) public view {
        bytes32 typeHash = keccak256(
            "Consignment(uint32 sender,uint32 receiver,bytes32 documentKey,uint40 shippedAtSec,"
            "uint256[] runs,bytes32[] lineCommitments)"
        );
        bytes memory runs;
        for (uint256 i = 0; i < content.runs.length; ++i) runs = bytes.concat(runs, _word(content.runs[i]));
        bytes32 expected = keccak256(
            abi.encode(
                typeHash,
                content.sender,
                content.receiver,
                content.documentKey,
                content.shippedAtSec,
                keccak256(runs),
                keccak256(abi.encodePacked(content.lineCommitments))
            )
        );
        assertEq(
            custody.consignmentIdOf(content),
            _typed("Caretrail DrugCustody", address(custody), expected)
        );
    }

    function testFuzz_DispenseId_IsTheTypedDataHash(
        bytes32 documentKey,
        uint32 institution,
        uint40 dispensedAtSec,
        uint8 identification,
        PackLine[] memory linesGiven
    ) public view {
        Dispense memory content = Dispense({
            institution: InstitutionId.wrap(institution),
            documentKey: documentKey,
            dispensedAtSec: dispensedAtSec,
            identification: Identification(identification % 3),
            personCommitment: keccak256(abi.encode(documentKey)),
            lines: linesGiven
        });
        bytes32 typeHash = keccak256(
            "Dispense(uint32 institution,bytes32 documentKey,uint40 dispensedAtSec,uint8 identification,"
            "bytes32 personCommitment,uint256[] lines)"
        );
        bytes memory lines = _wordsOf(linesGiven);
        bytes32 expected = keccak256(
            abi.encode(
                typeHash,
                content.institution,
                content.documentKey,
                content.dispensedAtSec,
                content.identification,
                content.personCommitment,
                keccak256(lines)
            )
        );
        assertEq(ledger.dispenseIdOf(content), _typed(LEDGER, address(ledger), expected));
    }

    function testFuzz_ReversalId_IsTheTypedDataHash(
        bytes32 documentKey,
        uint32 institution,
        bytes32 dispense,
        uint40 reversedAtSec,
        PackLine[] memory lines
    ) public view {
        Reversal memory content = Reversal(
            InstitutionId.wrap(institution),
            documentKey,
            dispense,
            reversedAtSec,
            lines
        );
        bytes32 typeHash = keccak256(
            "Reversal(uint32 institution,bytes32 documentKey,bytes32 dispense,uint40 reversedAtSec,"
            "uint256[] lines)"
        );
        bytes32 expected = keccak256(
            abi.encode(
                typeHash,
                institution,
                documentKey,
                dispense,
                reversedAtSec,
                keccak256(_wordsOf(lines))
            )
        );
        assertEq(ledger.reversalIdOf(content), _typed(LEDGER, address(ledger), expected));
    }

    function testFuzz_DecommissionId_IsTheTypedDataHash(
        bytes32 documentKey,
        uint32 institution,
        uint40 occurredAtSec,
        uint8 reason,
        PackRun[] memory runs,
        PackLine[] memory remnants
    ) public view {
        Decommission memory content = Decommission(
            InstitutionId.wrap(institution),
            documentKey,
            occurredAtSec,
            DecommissionReason(reason % 6),
            runs,
            remnants
        );
        bytes memory runWords;
        for (uint256 i = 0; i < runs.length; ++i) runWords = bytes.concat(runWords, _word(runs[i]));
        bytes32 typeHash = keccak256(
            "Decommission(uint32 institution,bytes32 documentKey,uint40 occurredAtSec,uint8 reason,"
            "uint256[] runs,uint256[] remnants)"
        );
        bytes32 expected = keccak256(
            abi.encode(
                typeHash,
                institution,
                documentKey,
                occurredAtSec,
                reason % 6,
                keccak256(runWords),
                keccak256(_wordsOf(remnants))
            )
        );
        assertEq(ledger.decommissionIdOf(content), _typed(LEDGER, address(ledger), expected));
    }

    /// @dev Another ledger of the same code gives the same content another id.
    function test_DispenseId_IsBoundToItsLedger() public {
        DrugLedger other = new DrugLedger(institutions, catalogue, custody, rules, spenders);
        Dispense memory content = _dispense(pharmacy, PackLine.wrap(1));
        assertFalse(other.dispenseIdOf(content) == ledger.dispenseIdOf(content));
    }

    function test_BatchId_IsTheStartOfItsHash() public pure {
        bytes32 hash = keccak256(abi.encode(uint256(7), uint256(9), "230104"));
        BatchId id = batchIdOf(InstitutionId.wrap(7), ProductId.wrap(9), "230104");
        assertEq(uint256(BatchId.unwrap(id)), uint256(hash) >> 192);
        assertEq(parcelIdOf(id, 5), _parcelId(id, 5));
    }

    /// @dev One batch of one holder may be declared in several stock takes, and is another than its maker's.
    function test_DeclaredBatchId_IsTheStartOfItsHash() public pure {
        bytes32 document = keccak256("stock take");
        bytes32 hash = keccak256(abi.encode(uint256(7), uint256(9), "230104", document));
        BatchId id = declaredBatchIdOf(InstitutionId.wrap(7), ProductId.wrap(9), "230104", document);
        assertEq(uint256(BatchId.unwrap(id)), uint256(hash) >> 192);
        assertFalse(id == batchIdOf(InstitutionId.wrap(7), ProductId.wrap(9), "230104"));
        assertFalse(id == declaredBatchIdOf(InstitutionId.wrap(7), ProductId.wrap(9), "230104", 0));
    }

    function _typed(
        string memory name,
        address verifyingContract,
        bytes32 structHash
    ) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                verifyingContract
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _wordsOf(PackLine[] memory lines) private pure returns (bytes memory words) {
        for (uint256 i = 0; i < lines.length; ++i) {
            words = bytes.concat(words, bytes32(PackLine.unwrap(lines[i])));
        }
    }

    function _word(PackRun run) private pure returns (bytes32) {
        return bytes32(PackRun.unwrap(run));
    }
}
