// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import {
    Findings,
    IReconciliationLedger,
    Reading
} from "../../contracts/interfaces/IReconciliationLedger.sol";
import { Act, Acts, ActSet } from "../../contracts/libraries/Acts.sol";
import { Fen, RegionCode } from "../../contracts/libraries/Ids.sol";
import { Fixture } from "./support/Fixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

contract ReconciliationLedgerTest is Fixture {
    uint40 private constant BLOCK = 1_000;
    bytes32 private constant BLOCK_HASH = keccak256("block");

    Member private _auditor;

    function setUp() public {
        _setUpLedger();
        _auditor = _admitAuditor(RegionCode.wrap(0), "AUDIT");
        vm.roll(BLOCK + 1);
        vm.setBlockhash(BLOCK, BLOCK_HASH);
    }

    function test_Anchor_KeepsWhoSaidWhatOfWhichReading() public {
        bytes32 id = reconciliations.readingOf(_reading());
        vm.expectEmit(address(reconciliations));
        emit IReconciliationLedger.ReconciliationAnchored(
            id,
            bureauA.id,
            _reading(),
            _findings(),
            bureauA.operator
        );
        vm.prank(bureauA.operator);
        assertEq(reconciliations.anchor(_reading(), _findings()), id);
        assertEq(reconciliations.anchoredAtSec(id, bureauA.id), block.timestamp);
        assertEq(reconciliations.anchoredAtSec(id, bureauB.id), 0);
    }

    function test_Anchor_CostsLittle() public {
        vm.prank(bureauA.operator);
        reconciliations.anchor(_reading(), _findings());
        vm.snapshotGasLastCall("ReconciliationLedger", "what was found in a feed is anchored");
    }

    /// @dev Each says for itself what it found: that is how two see that they agree.
    function test_Anchor_IsTakenOfEachInstitutionForTheSameReading() public {
        _anchor(bureauA, _reading(), _findings());
        _anchor(_auditor, _reading(), _findings());
        bytes32 id = reconciliations.readingOf(_reading());
        assertEq(reconciliations.anchoredAtSec(id, _auditor.id), block.timestamp);
    }

    function test_Anchor_TakesAnotherReadingOfTheSameFeed() public {
        _anchor(bureauA, _reading(), _findings());
        Reading memory other = _reading();
        other.rulesHash = keccak256("other rules");
        _anchor(bureauA, other, _findings());
        other.attemptsDigest = keccak256("other attempts");
        _anchor(bureauA, other, _findings());
        other.feedWord = keccak256("other feed");
        _anchor(bureauA, other, _findings());
    }

    function test_Anchor_OfEveryFundIsAnAuditors() public {
        Reading memory everyFund = _reading();
        everyFund.scopeRegion = RegionCode.wrap(0);
        _anchor(_auditor, everyFund, _findings());
        _expectRefused(
            bureauA,
            everyFund,
            _findings(),
            abi.encodeWithSelector(
                IReconciliationLedger.ReconciliationOutsideRegion.selector,
                bureauA.id,
                everyFund.scopeRegion,
                REGION_A
            )
        );
    }

    function test_Anchor_GoesOnWhilePaused() public {
        _pauseLedger();
        _anchor(bureauA, _reading(), _findings());
    }

    function test_Anchor_TakesNothingFound() public {
        _anchor(bureauA, _reading(), Findings(keccak256("nothing"), 0, 0, Fen.wrap(0)));
    }

    function test_Anchor_RevertWhen_CallerIsNeitherBureauNorAuditor() public {
        Member memory pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        _expectRefused(
            pharmacy,
            _reading(),
            _findings(),
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.Reconcile
            )
        );
    }

    function test_Anchor_RevertWhen_KeyHasNotTheAct() public {
        address clerk = key("clerk");
        _addOperator(bureauA, clerk, _acts(Act.Pay));
        vm.prank(clerk);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauA.id, Act.Reconcile)
        );
        reconciliations.anchor(_reading(), _findings());
    }

    function test_Reconcile_IsForNoOtherKind() public pure {
        for (uint8 kind = 0; kind <= uint8(type(InstitutionKind).max); ++kind) {
            bool isAsking =
                InstitutionKind(kind) == InstitutionKind.Bureau ||
                    InstitutionKind(kind) == InstitutionKind.Auditor;
            assertTrue(Acts.has(Acts.allowedFor(InstitutionKind(kind)), Act.Reconcile) == isAsking);
        }
        uint32 auditors = ActSet.unwrap(Acts.allowedFor(InstitutionKind.Auditor));
        assertEq(auditors, Acts.bit(Act.Reconcile));
    }

    function test_Anchor_RevertWhen_ScopeIsAnotherRegion() public {
        _expectRefused(
            bureauB,
            _reading(),
            _findings(),
            abi.encodeWithSelector(
                IReconciliationLedger.ReconciliationOutsideRegion.selector,
                bureauB.id,
                REGION_A,
                REGION_B
            )
        );
    }

    /// @dev Nobody takes a word back by saying another one later.
    function test_Anchor_RevertWhen_InstitutionHasSpokenOfTheReading() public {
        _anchor(bureauA, _reading(), _findings());
        uint40 saidSec = uint40(block.timestamp);
        vm.warp(saidSec + 60);
        Findings memory other = _findings();
        other.digest = keccak256("other");
        bytes32 id = reconciliations.readingOf(_reading());
        _expectRefused(
            bureauA,
            _reading(),
            other,
            abi.encodeWithSelector(
                IReconciliationLedger.ReconciliationAlreadyAnchored.selector,
                id,
                bureauA.id,
                saidSec
            )
        );
    }

    function test_Anchor_RevertWhen_BlockIsNotMined() public {
        for (uint40 ahead = 1; ahead < 3; ++ahead) {
            Reading memory content = _reading();
            content.asOfBlock = BLOCK + ahead;
            _expectRefused(
                bureauA,
                content,
                _findings(),
                abi.encodeWithSelector(
                    IReconciliationLedger.ReconciliationBlockAhead.selector,
                    BLOCK + ahead,
                    BLOCK + 1
                )
            );
        }
    }

    function test_Anchor_RevertWhen_HashIsNotTheBlocks() public {
        Reading memory content = _reading();
        content.asOfBlockHash = keccak256("other block");
        _expectRefused(
            bureauA,
            content,
            _findings(),
            abi.encodeWithSelector(
                IReconciliationLedger.ReconciliationBlockHashWrong.selector,
                BLOCK,
                content.asOfBlockHash,
                BLOCK_HASH
            )
        );
    }

    /// @dev The EVM knows the hashes of 256 blocks; of an older one it can not say that the hash is wrong.
    function test_Anchor_TakesTheHashOfABlockThatTheEvmForgot() public {
        Reading memory content = _reading();
        content.asOfBlockHash = keccak256("other block");
        vm.roll(BLOCK + 256);
        vm.setBlockhash(BLOCK, BLOCK_HASH);
        _expectRefusedBy(IReconciliationLedger.ReconciliationBlockHashWrong.selector, content);
        vm.roll(BLOCK + 257);
        _anchor(bureauA, content, _findings());
    }

    function test_Anchor_RevertWhen_AWordIsMissing() public {
        for (uint256 i = 0; i < 5; ++i) {
            Reading memory content = _reading();
            Findings memory findings = _findings();
            if (i == 0) content.feedWord = 0;
            if (i == 1) content.rulesHash = 0;
            if (i == 2) content.attemptsDigest = 0;
            if (i == 3) findings.digest = 0;
            if (i == 4) (content.asOfBlock, content.asOfBlockHash) = (1, 0);
            if (i == 4) vm.roll(BLOCK + 500);
            _expectMalformed(content, findings);
        }
    }

    function test_Anchor_RevertWhen_NumbersContradictEachOther() public {
        _expectMalformed(_reading(), Findings(keccak256("found"), 3, 4, Fen.wrap(0)));
        _expectMalformed(_reading(), Findings(keccak256("found"), 3, 0, Fen.wrap(1)));
        _anchor(bureauA, _reading(), Findings(keccak256("found"), 3, 3, Fen.wrap(0)));
    }

    /// @dev Every field is part of what a reading is.
    function testFuzz_ReadingOf_TellsReadingsApart(Reading calldata one, Reading calldata other) public view {
        bool isSame = keccak256(abi.encode(one)) == keccak256(abi.encode(other));
        assertTrue((reconciliations.readingOf(one) == reconciliations.readingOf(other)) == isSame);
        for (uint256 i = 0; i < 6; ++i) {
            Reading memory changed = one;
            if (i == 0) changed.feedWord = ~one.feedWord;
            if (i == 1) changed.asOfBlock = ~one.asOfBlock;
            if (i == 2) changed.asOfBlockHash = ~one.asOfBlockHash;
            if (i == 3) changed.scopeRegion = RegionCode.wrap(~RegionCode.unwrap(one.scopeRegion));
            if (i == 4) changed.rulesHash = ~one.rulesHash;
            if (i == 5) changed.attemptsDigest = ~one.attemptsDigest;
            assertFalse(reconciliations.readingOf(changed) == reconciliations.readingOf(one));
        }
    }

    function _reading() private pure returns (Reading memory) {
        return
            Reading({
                feedWord: keccak256("feed"),
                asOfBlock: BLOCK,
                asOfBlockHash: BLOCK_HASH,
                scopeRegion: REGION_A,
                rulesHash: keccak256("rules"),
                attemptsDigest: keccak256("attempts")
            });
    }

    function _findings() private pure returns (Findings memory) {
        return Findings(keccak256("found"), 12, 5, Fen.wrap(45_600));
    }

    function _anchor(Member memory by, Reading memory content, Findings memory findings) private {
        vm.prank(by.operator);
        reconciliations.anchor(content, findings);
    }

    function _expectRefused(
        Member memory by,
        Reading memory content,
        Findings memory findings,
        bytes memory revertData
    ) private {
        vm.prank(by.operator);
        vm.expectRevert(revertData);
        reconciliations.anchor(content, findings);
    }

    function _expectRefusedBy(bytes4 selector, Reading memory content) private {
        vm.prank(bureauA.operator);
        vm.expectPartialRevert(selector);
        reconciliations.anchor(content, _findings());
    }

    function _expectMalformed(Reading memory content, Findings memory findings) private {
        _expectRefused(
            bureauA,
            content,
            findings,
            abi.encodeWithSelector(IReconciliationLedger.ReconciliationMalformed.selector, content, findings)
        );
    }
}
