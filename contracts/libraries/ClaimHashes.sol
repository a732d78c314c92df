// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Award, Claim, Evidence } from "../interfaces/IClaimLedger.sol";
import { UncodedLine } from "./ClaimWords.sol";

/// @dev EIP-712 `hashStruct` of a claim, as {ContentHashes} makes that of other records.
library ClaimHashes {
    bytes32 private constant CLAIM_TYPE = keccak256(
        "Claim(uint32 filer,bytes32 documentKey,uint32 provider,uint24 payerRegion,uint8 channel,"
        "uint40 claimedAtSec,bytes32 personCommitment,bytes32 catalogue,bytes32 policy,uint64 totalFen,"
        "uint64 requestedFen,uint32 primaryFiler,bytes32 primaryKey,address submitter,Evidence[] evidence,"
        "uint256[] uncodedLines)Evidence(uint8 kind,bytes32 id,bytes32 documentKey)"
    );

    bytes32 private constant EVIDENCE_TYPE = keccak256("Evidence(uint8 kind,bytes32 id,bytes32 documentKey)");

    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    /// @notice The EIP-712 domain of version 1 of a contract here: what it makes ids under.
    function domainOf(string memory name, address ledger) internal view returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN_TYPE, keccak256(bytes(name)), keccak256("1"), block.chainid, ledger));
    }

    /// @dev In two halves, because the compiler cannot hold seventeen values at once.
    function ofClaim(Claim memory content) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            CLAIM_TYPE,
            content.filer,
            content.documentKey,
            content.provider,
            content.payerRegion,
            content.channel,
            content.claimedAtSec,
            content.personCommitment,
            content.catalogue
        );
        return
            keccak256(
                bytes.concat(
                    head,
                    abi.encode(
                        content.policy,
                        content.totalFen,
                        content.requestedFen,
                        content.primaryFiler,
                        content.primaryKey,
                        content.submitter,
                        _ofEvidence(content.evidence),
                        _ofLines(content.uncodedLines)
                    )
                )
            );
    }

    /// @notice By which the second of two persons brings the award that the first one gave.
    function ofAward(Award memory award) internal pure returns (bytes32) {
        return keccak256(abi.encode(award));
    }

    /// @dev Nearly every claim has one piece.
    function _ofEvidence(Evidence[] memory evidence) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < evidence.length; ++i) {
            bytes32 hash = _ofPiece(evidence[i]);
            hashes = i == 0 ? abi.encode(hash) : bytes.concat(hashes, hash);
        }
        return keccak256(hashes);
    }

    /// @dev Most claims have none.
    function _ofLines(UncodedLine[] memory lines) private pure returns (bytes32) {
        return lines.length == 0 ? keccak256("") : keccak256(abi.encodePacked(lines));
    }

    function _ofPiece(Evidence memory piece) private pure returns (bytes32) {
        return keccak256(abi.encode(EVIDENCE_TYPE, piece.kind, piece.id, piece.documentKey));
    }
}
