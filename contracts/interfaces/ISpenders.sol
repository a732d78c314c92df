// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who may spend evidence: the one claim ledger appointed.
/// @notice Evidence ledgers and the nullifiers ask here before they mark anything as spent.
/// @dev The authority is the consortium's AccessManager: an appointment takes effect only after its delay. What was
/// spent stays spent under a successor, because the marks stand with the evidence.
interface ISpenders {
    event SpenderAppointed(address indexed spender, address indexed previous);

    error SpenderIsZero();
    error SpenderAppointedBefore(address spender);
    error SpenderNotAppointed(address caller, address spender);
    error SpenderNeverAppointed(address caller);

    /// @notice Puts a successor in the place of the present spender, who can spend nothing from here on. Consortium
    /// only, after its delay.
    /// @dev Check order: the authority's, SpenderIsZero, SpenderAppointedBefore (a former one never comes back).
    function appointSpender(address spender) external;

    /// @notice Refuses everybody but the present spender (SpenderNotAppointed).
    function requireSpender(address caller) external view;

    /// @notice Refuses who was never the spender (SpenderNeverAppointed): a former one may still free what its live
    /// claims hold, so that nobody can block a refund.
    function requireEverSpender(address caller) external view;

    function spender() external view returns (address);
}
