// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fen } from "../libraries/Ids.sol";

/// @notice What a claim was found to rest on.
struct Examined {
    bool isTimely; // there is evidence, and none of it was imported or late
    Fen uncodedFen; // of lines without a pack, that count toward the provider's limit of the day
    Fen uncodedFenMax; // that limit; 0 where nothing counts toward it
    bytes32 primary; // id of the claim whose self-pay a secondary one asks for; 0 of any other
    Fen primaryFen; // its total
}

/// @title What stands behind a claim: whether it may be made, and whether its evidence comes to what it states.
/// @notice {IClaimLedger} asks here before it spends anything. Nothing is kept here, and nothing is changed.
/// @dev It answers the spender of {ISpenders} alone (SpenderNotAppointed): a claim ledger that was replaced is
/// closed. Otherwise errors are those of {IClaimLedger}, whose check order says which comes first. Claims come as the
/// bytes of a call, because to read them twice is cheaper than to pack them again.
interface IClaimEvidence {
    /// @notice Examines the claims of a call of {IClaimLedger-submitClaims}.
    /// @param caller who makes it.
    /// @param arguments of the call, without its selector.
    function examineClaims(
        address caller,
        bytes calldata arguments
    ) external view returns (Examined[] memory);

    /// @notice Examines the claims of a call of {IClaimLedger-dispenseAndClaim}, whose dispenses are recorded.
    function examineSales(address caller, bytes calldata arguments) external view returns (Examined[] memory);
}
