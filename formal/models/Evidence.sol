// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev One piece of evidence, any number of claims, and any number of claim ledgers that follow each other. A claim
/// ledger is the shipped one: it spends when it takes a claim in, and frees when that claim ends, once.
contract EvidenceModel {
    bool private _isStanding;
    bool private _isSpent;
    address private _spender;
    mapping(address spender => bool) private _wasAppointed;
    mapping(address ledger => mapping(bytes32 claim => bool)) private _isLive;
    uint256 private _liveCount;

    constructor(address firstSpender) {
        _spender = firstSpender;
        _wasAppointed[firstSpender] = true;
        _isStanding = true;
    }

    /// mirrors contracts/Spenders.sol: if (_wasAppointed[next]) revert SpenderAppointedBefore(next);
    function appoint(address next) external {
        require(next != address(0) && !_wasAppointed[next]);
        _spender = next;
        _wasAppointed[next] = true;
    }

    /// mirrors contracts/Spenders.sol: if (caller != _spender) revert SpenderNotAppointed(caller, _spender);
    /// mirrors contracts/libraries/DispenseRecords.sol: if (record.isSpent) revert IDrugLedger.EvidenceAlreadySpent(id);
    /// mirrors contracts/EncounterLedger.sol: if (record.isSpent) revert EvidenceAlreadySpent(encounter);
    /// mirrors contracts/libraries/ClaimBooks.sol: if (tag != 0) revert IClaimLedger.DocumentAlreadyRecorded
    function submit(bytes32 claim) external {
        require(msg.sender == _spender);
        require(!_isLive[msg.sender][claim]);
        require(_isStanding);
        require(!_isSpent);
        _isSpent = true;
        _isLive[msg.sender][claim] = true;
        ++_liveCount;
        assert(_liveCount <= 1);
    }

    /// mirrors contracts/Spenders.sol: if (!_wasAppointed[caller]) revert SpenderNeverAppointed(caller);
    /// mirrors contracts/libraries/DispenseRecords.sol: if (!record.isSpent) revert IDrugLedger.EvidenceNotSpent(id);
    /// mirrors contracts/EncounterLedger.sol: if (!record.isSpent) revert EvidenceNotSpent(encounter);
    function end(bytes32 claim) external {
        require(_wasAppointed[msg.sender]);
        require(_isLive[msg.sender][claim]);
        require(_isSpent);
        _isSpent = false;
        _isLive[msg.sender][claim] = false;
        --_liveCount;
    }

    /// @dev What is given back, cancelled or corrected is held by no claim.
    /// mirrors contracts/libraries/DispenseRecords.sol: if (record.isSpent) revert IDrugLedger.EvidenceAlreadySpent(id);
    /// mirrors contracts/EncounterLedger.sol: if (record.isSpent) revert EvidenceAlreadySpent(id);
    function undo() external {
        require(!_isSpent);
        _isStanding = false;
        assert(_liveCount == 0);
    }
}
