// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

/// Stands in the AccessManager's place: the bootstrap key creates it with its nonce 0.
contract Counter {
    mapping(address key => uint256) public countOf;
    uint256 public total;
    mapping(uint256 slot => uint256) internal burnt;

    event Counted(address indexed key, uint256 count, uint256 atSec);
    error NotAllowed(uint256 number);
    error Expired(uint256 nowSec, uint256 untilSec);

    function count() external {
        total += 1;
        countOf[msg.sender] += 1;
        emit Counted(msg.sender, countOf[msg.sender], block.timestamp);
    }

    function countUntil(uint256 untilSec) external {
        if (block.timestamp > untilSec) revert Expired(block.timestamp, untilSec);
        total += 1;
    }

    function refuse(uint256 number) external pure {
        revert NotAllowed(number);
    }

    function burn(uint256 slots) external {
        for (uint256 i = 0; i < slots; ++i) burnt[i + total * 1_000] = block.prevrandao;
        total += 1;
    }

    function atSec() external view returns (uint256) {
        return block.timestamp;
    }

    function baseFee() external view returns (uint256) {
        return block.basefee;
    }
}

/// Stands in the place of Institutions: the bootstrap key creates it with its nonce 1.
contract Keys {
    mapping(address key => bool) public isKnownKey;

    function allow(address key, bool known) external {
        isKnownKey[key] = known;
    }
}
