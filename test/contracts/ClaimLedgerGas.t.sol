// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Award, Backing, Claim, IClaimLedger } from "../../contracts/interfaces/IClaimLedger.sol";
import { Dispense } from "../../contracts/interfaces/IDrugLedger.sol";
import { ClaimFixture } from "./support/ClaimFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice What a claim costs in calls of fifty, kept in snapshots/ so that a change explains its number.
/// @dev What a transaction costs beside its execution is reckoned here: 21,000 gas, and 4 or 16 a byte of it. Slots
/// that the test itself touched are warm.
contract ClaimLedgerGasTest is ClaimFixture {
    uint256 private constant COUNT = 50;
    uint256 private constant GAS_PER_CLAIM_MAX = 150_000;
    uint256 private constant TRANSACTION_GAS = 21_000;

    /// @dev As bytes: the compiler copies no claim into storage.
    bytes private _prepared;

    /// @dev What the transactions cost beside their execution.
    uint256 private _carriedGas;

    function setUp() public {
        _setUpClaims();
        Claim[] memory claims = new Claim[](COUNT);
        Backing[] memory backings = new Backing[](COUNT);
        for (uint256 i = 0; i < COUNT; ++i) {
            Dispense memory dispense = _sold();
            claims[i] = _claimOf(dispense);
            backings[i] = _backing(dispense);
        }
        _prepared = abi.encode(claims, backings);
    }

    function test_FiftyClaimsSubmittedApprovedAndPaid() public {
        (Claim[] memory claims, Backing[] memory backings) = abi.decode(_prepared, (Claim[], Backing[]));
        Award[] memory awards = new Award[](COUNT);
        bytes32[][] memory words = new bytes32[][](COUNT);
        for (uint256 i = 0; i < COUNT; ++i) {
            awards[i] = _award(claims[i], 900);
            words[i] = _words(_word(claims[i]));
        }
        uint256 sum = _measure(
            pharmacy.operator,
            abi.encodeCall(IClaimLedger.submitClaims, (claims, backings)),
            "submit"
        );
        sum += _measure(
            adjudicatorA,
            abi.encodeCall(IClaimLedger.approveClaims, (claims, awards, words)),
            "approve"
        );
        sum += _measure(personA, abi.encodeCall(IClaimLedger.payClaims, (claims, BANK_REFERENCE)), "pay");
        vm.snapshotValue("ClaimLedger", "a claim submitted, approved and paid, of fifty, execution", sum);
        vm.snapshotValue("ClaimLedger", "the same as three transactions", sum + _carriedGas / COUNT);
        assertTrue(sum <= GAS_PER_CLAIM_MAX, "too dear");
    }

    function test_OneClaim() public {
        Dispense memory dispense = _sold();
        Claim memory claim = _claimOf(dispense);
        _do(pharmacy.operator, _submitting(claim, _backing(dispense)));
        vm.snapshotGasLastCall("ClaimLedger", "submit one claim");
        _do(personA, _approving(claim));
        vm.snapshotGasLastCall("ClaimLedger", "approve one claim");
        _do(personA, _paying(claim));
        vm.snapshotGasLastCall("ClaimLedger", "pay one claim");
        _do(pharmacy.operator, _refunding(claim));
        vm.snapshotGasLastCall("ClaimLedger", "refund one claim");
    }

    function test_DispenseAndClaim() public {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = _dispense(pharmacy, _pack(stock, sold++));
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(0);
        Claim memory claim = _claimOf(dispenses[0]);
        _do(
            pharmacy.operator,
            abi.encodeCall(IClaimLedger.dispenseAndClaim, (dispenses, froms, "", _one(claim)))
        );
        vm.snapshotGasLastCall("ClaimLedger", "dispense one pack and claim it");
    }

    /// @return of one claim of the call, its execution.
    function _measure(address by, bytes memory call, string memory name) private returns (uint256) {
        vm.prank(by);
        uint256 before = gasleft();
        (bool isDone, ) = address(claimLedger).call(call);
        uint256 sum = before - gasleft();
        assertTrue(isDone, "refused");
        vm.snapshotValue("ClaimLedger", string.concat(name, " a claim of fifty, execution"), sum / COUNT);
        _carriedGas += TRANSACTION_GAS;
        uint256 bytesGas = 0;
        for (uint256 i = 0; i < call.length; ++i) bytesGas += call[i] == 0 ? 4 : 16;
        _carriedGas += bytesGas;
        return sum / COUNT;
    }
}
