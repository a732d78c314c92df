// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { INullifiers, NullifierRecord } from "../../contracts/interfaces/INullifiers.sol";
import { ISpenders } from "../../contracts/interfaces/ISpenders.sol";
import { NULLIFIER_EPOCHS_MAX } from "../../contracts/libraries/Limits.sol";
import { Nullifiers } from "../../contracts/Nullifiers.sol";
import { Fixture } from "./support/Fixture.sol";
import { vm } from "./support/Vm.sol";

contract NullifiersTest is Fixture {
    bytes32 private constant CLAIM = keccak256("claim");
    bytes32 private constant OTHER_CLAIM = keccak256("other claim");

    function setUp() public {
        _setUpLedger();
    }

    function test_EpochCount_IsOneFromTheStart() public {
        vm.expectEmit();
        emit INullifiers.NullifierEpochOpened(1);
        Nullifiers fresh = new Nullifiers(address(authority), spenders);
        assertEq(fresh.epochCount(), 1);
    }

    function test_Take_MarksTheInvoice() public {
        bytes32[] memory words = _words("invoice", 1);
        vm.expectEmit(address(nullifiers));
        emit INullifiers.NullifierTaken(words[0], CLAIM, 1);
        _take(words, CLAIM);
        _expectRecord(words[0], CLAIM, uint40(block.timestamp), 0);
    }

    /// @dev Before anything about the words is looked at.
    function test_Take_RevertWhen_CallerIsNotTheSpender() public {
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, bureauA.operator, spender)
        );
        nullifiers.take(new bytes32[](0), CLAIM);
    }

    function test_Take_RevertWhen_WordsAreNotOneAnEpoch() public {
        for (uint256 count = 0; count < 3; ++count) {
            if (count == 1) continue;
            _expectTake(
                new bytes32[](count),
                abi.encodeWithSelector(INullifiers.NullifierWordsWrong.selector, count, 1)
            );
        }
    }

    function test_Take_RevertWhen_AWordIsMissing() public {
        _take(_words("invoice", 1), CLAIM);
        _openEpochs(1);
        bytes32[] memory words = _words("invoice", 2);
        words[1] = 0;
        _expectTake(words, abi.encodeWithSelector(INullifiers.NullifierMissing.selector));
    }

    function test_Take_RevertWhen_AlreadyTaken() public {
        _take(_words("invoice", 1), CLAIM);
        _expectTaken(_words("invoice", 1), 0);
    }

    /// @dev An invoice paid under an old key is found under each newer one.
    function testFuzz_Take_FindsTheInvoiceOfEveryEpoch(uint8 takenSeed, uint8 laterSeed) public {
        uint256 takenEpoch = bound(takenSeed, 1, NULLIFIER_EPOCHS_MAX - 1);
        uint256 laterEpoch = bound(laterSeed, takenEpoch, NULLIFIER_EPOCHS_MAX);
        _openEpochs(takenEpoch - 1);
        _take(_words("invoice", takenEpoch), CLAIM);
        _openEpochs(laterEpoch - takenEpoch);
        assertEq(nullifiers.epochCount(), laterEpoch);
        _expectTaken(_words("invoice", laterEpoch), takenEpoch - 1);
        _take(_words("another", laterEpoch), OTHER_CLAIM);
        _expectRecord(_word("another", laterEpoch), OTHER_CLAIM, uint40(block.timestamp), 0);
        for (uint256 epoch = 1; epoch < laterEpoch; ++epoch) {
            assertTrue(nullifiers.nullifierRecord(_word("another", epoch)).claimTag == 0);
        }
    }

    function test_Release_GivesTheInvoiceFreeAndCounts() public {
        bytes32[] memory words = _words("invoice", 1);
        _take(words, CLAIM);
        vm.expectEmit(address(nullifiers));
        emit INullifiers.NullifierReleased(words[0], CLAIM, 1);
        _release(spender, words[0], CLAIM);
        _expectRecord(words[0], 0, 0, 1);
        _take(words, OTHER_CLAIM);
        _expectRecord(words[0], OTHER_CLAIM, uint40(block.timestamp), 1);
        _release(spender, words[0], OTHER_CLAIM);
        _expectRecord(words[0], 0, 0, 2);
    }

    /// @dev At its greatest the count stays, and nobody is kept from a refund.
    function test_Release_GoesOnAtTheGreatestCount() public {
        bytes32[] memory words = _words("invoice", 1);
        _take(words, CLAIM);
        bytes32 slot = keccak256(abi.encode(words[0], uint256(1)));
        bytes32 present = vm.load(address(nullifiers), slot);
        vm.store(address(nullifiers), slot, present | bytes32(uint256(type(uint16).max) << 200));
        _expectRecord(words[0], CLAIM, uint40(block.timestamp), type(uint16).max);
        _release(spender, words[0], CLAIM);
        _expectRecord(words[0], 0, 0, type(uint16).max);
    }

    function test_Release_RevertWhen_CallerWasNeverTheSpender() public {
        bytes32[] memory words = _words("invoice", 1);
        _take(words, CLAIM);
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(ISpenders.SpenderNeverAppointed.selector, bureauA.operator));
        nullifiers.release(words[0], OTHER_CLAIM);
    }

    function test_Release_RevertWhen_TheClaimDoesNotHoldIt() public {
        bytes32[] memory words = _words("invoice", 1);
        _expectNotHeld(words[0], CLAIM, 0);
        _expectNotHeld(words[0], 0, 0);
        _take(words, CLAIM);
        _expectNotHeld(words[0], OTHER_CLAIM, bytes20(CLAIM));
    }

    function test_AFormerSpenderReleasesAndTakesNothing() public {
        bytes32[] memory words = _words("invoice", 1);
        _take(words, CLAIM);
        address successor = key("successor");
        _asConsortiumOn(address(spenders), abi.encodeCall(ISpenders.appointSpender, (successor)));
        vm.startPrank(successor);
        vm.expectRevert(
            abi.encodeWithSelector(INullifiers.NullifierAlreadyTaken.selector, words[0], bytes20(CLAIM))
        );
        nullifiers.take(words, OTHER_CLAIM);
        vm.stopPrank();
        _release(spender, words[0], CLAIM);
        _expectTake(
            words,
            abi.encodeWithSelector(ISpenders.SpenderNotAppointed.selector, spender, successor)
        );
        vm.prank(successor);
        nullifiers.take(words, OTHER_CLAIM);
        _expectRecord(words[0], OTHER_CLAIM, uint40(block.timestamp), 1);
    }

    function test_OpenEpoch_RevertWhen_CallerIsNotTheConsortium() public {
        vm.prank(spender);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, spender));
        nullifiers.openEpoch();
    }

    function test_OpenEpoch_RevertWhen_TooMany() public {
        for (uint8 epoch = 2; epoch <= NULLIFIER_EPOCHS_MAX; ++epoch) {
            _schedule(address(nullifiers), abi.encodeCall(INullifiers.openEpoch, ()), CONSORTIUM_DELAY_SEC);
            vm.expectEmit(address(nullifiers));
            emit INullifiers.NullifierEpochOpened(epoch);
            vm.prank(consortium);
            nullifiers.openEpoch();
        }
        _expectRefusedByConsortium(
            address(nullifiers),
            abi.encodeCall(INullifiers.openEpoch, ()),
            abi.encodeWithSelector(INullifiers.NullifierEpochsTooMany.selector, NULLIFIER_EPOCHS_MAX)
        );
    }

    function _openEpochs(uint256 count) private {
        for (uint256 i = 0; i < count; ++i) {
            _asConsortiumOn(address(nullifiers), abi.encodeCall(INullifiers.openEpoch, ()));
        }
    }

    function _word(string memory invoice, uint256 epoch) private pure returns (bytes32) {
        return keccak256(abi.encode(invoice, epoch));
    }

    /// @dev The invoice's word of each epoch from 1 on.
    function _words(string memory invoice, uint256 count) private pure returns (bytes32[] memory words) {
        words = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) words[i] = _word(invoice, i + 1);
    }

    function _take(bytes32[] memory words, bytes32 claim) private {
        vm.prank(spender);
        nullifiers.take(words, claim);
    }

    function _release(address caller, bytes32 nullifier, bytes32 claim) private {
        vm.prank(caller);
        nullifiers.release(nullifier, claim);
    }

    function _expectTake(bytes32[] memory words, bytes memory revertData) private {
        vm.prank(spender);
        vm.expectRevert(revertData);
        nullifiers.take(words, OTHER_CLAIM);
    }

    function _expectTaken(bytes32[] memory words, uint256 place) private {
        _expectTake(
            words,
            abi.encodeWithSelector(INullifiers.NullifierAlreadyTaken.selector, words[place], bytes20(CLAIM))
        );
    }

    function _expectNotHeld(bytes32 nullifier, bytes32 claim, bytes20 holder) private {
        vm.prank(spender);
        vm.expectRevert(
            abi.encodeWithSelector(INullifiers.NullifierNotHeld.selector, nullifier, claim, holder)
        );
        nullifiers.release(nullifier, claim);
    }

    function _expectRecord(
        bytes32 nullifier,
        bytes32 claim,
        uint40 takenAtSec,
        uint16 releasedCount
    ) private view {
        assertEq(
            abi.encode(nullifiers.nullifierRecord(nullifier)),
            abi.encode(NullifierRecord(bytes20(claim), takenAtSec, releasedCount))
        );
    }
}
