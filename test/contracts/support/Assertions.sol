// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ActSet } from "../../../contracts/libraries/Acts.sol";
import {
    BatchId,
    Fen,
    InstitutionId,
    ParcelId,
    ProductId,
    RegionCode
} from "../../../contracts/libraries/Ids.sol";
import { vm } from "./Vm.sol";

/// @notice Assertions for plain words and for the ledger's own id types.
contract Assertions {
    function assertTrue(bool condition) internal pure {
        vm.assertTrue(condition);
    }

    function assertTrue(bool condition, string memory why) internal pure {
        vm.assertTrue(condition, why);
    }

    function assertFalse(bool condition) internal pure {
        vm.assertFalse(condition);
    }

    function assertFalse(bool condition, string memory why) internal pure {
        vm.assertFalse(condition, why);
    }

    function assertEq(uint256 left, uint256 right) internal pure {
        vm.assertEq(left, right);
    }

    function assertEq(uint256 left, uint256 right, string memory why) internal pure {
        vm.assertEq(left, right, why);
    }

    function assertEq(address left, address right) internal pure {
        vm.assertEq(left, right);
    }

    function assertEq(bytes32 left, bytes32 right) internal pure {
        vm.assertEq(left, right);
    }

    function assertEq(string memory left, string memory right) internal pure {
        vm.assertEq(left, right);
    }

    function assertEq(bytes memory left, bytes memory right) internal pure {
        vm.assertEq(left, right);
    }

    function assertEq(InstitutionId left, InstitutionId right) internal pure {
        vm.assertEq(uint256(InstitutionId.unwrap(left)), uint256(InstitutionId.unwrap(right)));
    }

    function assertEq(RegionCode left, RegionCode right) internal pure {
        vm.assertEq(uint256(RegionCode.unwrap(left)), uint256(RegionCode.unwrap(right)));
    }

    function assertEq(ActSet left, ActSet right) internal pure {
        vm.assertEq(uint256(ActSet.unwrap(left)), uint256(ActSet.unwrap(right)));
    }

    function assertEq(ProductId left, ProductId right) internal pure {
        vm.assertEq(uint256(ProductId.unwrap(left)), uint256(ProductId.unwrap(right)));
    }

    function assertEq(BatchId left, BatchId right) internal pure {
        vm.assertEq(uint256(BatchId.unwrap(left)), uint256(BatchId.unwrap(right)));
    }

    function assertEq(ParcelId left, ParcelId right) internal pure {
        vm.assertEq(uint256(ParcelId.unwrap(left)), uint256(ParcelId.unwrap(right)));
    }

    function assertEq(Fen left, Fen right) internal pure {
        vm.assertEq(uint256(Fen.unwrap(left)), uint256(Fen.unwrap(right)));
    }

    /// @dev Brings a fuzzed word into [min, max], so that a run is never thrown away.
    function bound(uint256 word, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + (word % (max - min + 1));
    }
}
