// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IReconciliationLedger } from "../../contracts/interfaces/IReconciliationLedger.sol";
import { RegionCode } from "../../contracts/libraries/Ids.sol";
import { Assertions } from "./support/Assertions.sol";
import { ReconciliationHandler, Taken } from "./support/ReconciliationHandler.sol";

/// @notice What holds of anchors whatever bureaus and auditors try.
contract ReconciliationLedgerInvariantsTest is Assertions {
    ReconciliationHandler private _handler;
    IReconciliationLedger private _ledger;

    function setUp() public {
        _handler = new ReconciliationHandler();
        _ledger = _handler.subject();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I19: an institution says once what it found in a reading, and its word stays as it was said.
    function invariant_AWordStands() public view {
        assertEq(_handler.takenTwiceCount(), 0);
        uint256 count = _handler.takenCount();
        if (count == 0) return;
        // Each was once the last; the first is looked at again and again, long after it was said.
        _expectStanding(_handler.taken(0));
        _expectStanding(_handler.taken(count - 1));
    }

    /// @dev I19: of a block that was mined, with its hash as long as the EVM knows it; a bureau of its own fund.
    function invariant_AWordIsOfAMinedBlockAndTheOwnScope() public view {
        assertEq(_handler.refusedWronglyCount(), 0);
        uint256 count = _handler.takenCount();
        if (count == 0) return;
        Taken memory last = _handler.taken(count - 1);
        uint40 number = last.content.asOfBlock;
        assertTrue(number < last.atBlock, "of a block ahead");
        if (last.atBlock - number <= 256) assertEq(last.content.asOfBlockHash, _handler.hashOf(number));
        bool isBureaus = last.region != RegionCode.wrap(0);
        if (isBureaus) assertEq(last.content.scopeRegion, last.region);
    }

    function _expectStanding(Taken memory said) private view {
        bytes32 reading = _ledger.readingOf(said.content);
        assertEq(_ledger.anchoredAtSec(reading, said.institution), said.atSec);
    }
}
