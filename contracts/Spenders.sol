// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { ISpenders } from "./interfaces/ISpenders.sol";

/// @title Who may spend evidence.
contract Spenders is ISpenders, AccessManaged {
    // slot 0 is AccessManaged's

    // slot 1: 20 bytes used, 12 spare
    address private _spender;

    // slot 2
    mapping(address spender => bool) private _wasAppointed;

    /// @param firstSpender where the claim ledger will stand: it is deployed last, and knows the evidence ledgers.
    constructor(address authority_, address firstSpender) AccessManaged(authority_) {
        _appoint(firstSpender);
    }

    /// @inheritdoc ISpenders
    function appointSpender(address next) external restricted {
        _appoint(next);
    }

    /// @inheritdoc ISpenders
    function requireSpender(address caller) external view {
        if (caller != _spender) revert SpenderNotAppointed(caller, _spender);
    }

    /// @inheritdoc ISpenders
    function requireEverSpender(address caller) external view {
        if (!_wasAppointed[caller]) revert SpenderNeverAppointed(caller);
    }

    /// @inheritdoc ISpenders
    function spender() external view returns (address) {
        return _spender;
    }

    function _appoint(address next) private {
        if (next == address(0)) revert SpenderIsZero();
        if (_wasAppointed[next]) revert SpenderAppointedBefore(next);

        address previous = _spender;
        _spender = next;
        _wasAppointed[next] = true;
        emit SpenderAppointed(next, previous);
    }
}
