// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev One claim and any keys, in any order of calls. Whether the claim is a large one is asked anew in each: the
/// region may have changed its limit in between.
contract FourEyesModel {
    address private _endorser;
    bytes32 private _endorsedHash;
    // apart: who really did it
    address private _whoEndorsed;

    /// mirrors contracts/libraries/ClaimBooks.sol: if (endorsedHash == awardHash) return false;
    /// mirrors contracts/libraries/ClaimBooks.sol: book.endorsements[id] = Endorsement(awardHash, msg.sender);
    /// mirrors contracts/libraries/Desks.sol: bool hasEndorsed = needsFourEyes(desk, claim) && book.endorsements[id].key == msg.sender;
    function approve(bytes32 awardHash, bool isLarge) external {
        require(msg.sender != address(0) && awardHash != 0);
        require(!isLarge || _endorser != msg.sender);
        if (isLarge && _endorsedHash != awardHash) {
            require(_endorsedHash == 0);
            _endorsedHash = awardHash;
            _endorser = msg.sender;
            _whoEndorsed = msg.sender;
        } else {
            assert(!isLarge || (_whoEndorsed != address(0) && _whoEndorsed != msg.sender));
        }
    }

    /// mirrors contracts/ClaimLedger.sol: delete _book.endorsements[id];
    function reject(bool isLarge) external {
        require(!isLarge || _endorser != msg.sender);
        _endorser = address(0);
        _endorsedHash = 0;
        _whoEndorsed = address(0);
    }
}
