// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Act, Shipped } from "./Shipped.sol";

/// @dev Whatever a key is granted and whenever the ledger is paused and goes on: what spends evidence, decides or
/// pays is refused while it is paused.
contract PausedModel {
    bool private _isPaused;
    mapping(address key => mapping(Act act => bool)) private _isGranted;

    function pause(bool isPaused) external {
        _isPaused = isPaused;
    }

    function grant(address key, Act act) external {
        _isGranted[key][act] = true;
    }

    /// mirrors contracts/libraries/Examinations.sol: examination.institutions.actingFor(examination.caller, act);
    /// mirrors contracts/libraries/ClaimForms.sol: return channel == ClaimChannel.Manual ? Act.FileManualClaims : Act.Claim;
    function submit(bool isManual) external view {
        _actAs(isManual ? Act.FileManualClaims : Act.Claim);
        assert(!_isPaused);
    }

    /// mirrors contracts/libraries/Desks.sol: return desk.isAutomatic ? Act.DecideAutomatically : Act.Decide;
    function decide() external view {
        _actAs(_isGranted[msg.sender][Act.Decide] ? Act.Decide : Act.DecideAutomatically);
        assert(!_isPaused);
    }

    /// mirrors contracts/ClaimLedger.sol: _ofPayer(desk, Act.Pay, claim, ClaimState.Paid)
    function pay() external view {
        _actAs(Act.Pay);
        assert(!_isPaused);
    }

    /// mirrors contracts/libraries/Desks.sol: if (desk.institutions.paused()) revert IInstitutions.LedgerIsPaused(Act.Supervise);
    function advance() external view {
        _actAs(Act.Supervise);
        require(!_isPaused);
        assert(!_isPaused);
    }

    /// mirrors contracts/Institutions.sol: if (!present.acts.has(act)) revert ActNotGranted(key, principal, act);
    /// mirrors contracts/Institutions.sol: if (paused() && act.stopsWhilePaused()) revert LedgerIsPaused(act);
    function _actAs(Act act) private view {
        require(_isGranted[msg.sender][act]);
        require(!(_isPaused && Shipped.stopsWhilePaused(act)));
    }
}
