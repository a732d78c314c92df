// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch, BatchStatus, IDrugCatalogue } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IDrugCustody, Parcel, ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId, ProductId } from "../../contracts/libraries/Ids.sol";
import { KEYS_PER_CHUNK_MAX } from "../../contracts/libraries/Limits.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugCatalogueManifestTest is DrugFixture {
    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _open(_batchDraft(_product, 100));
    }

    function test_AppendManifest_EmitsTheKeysAndChainsTheirHash() public {
        bytes memory first = _keys(0, 60);
        bytes memory second = _keys(60, 40);
        vm.startPrank(maker.operator);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.ManifestAppended(_batch, 0, keccak256("labels"), first);
        catalogue.appendManifest(_batch, 0, keccak256("labels"), first);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.ManifestAppended(_batch, 60, 0, second);
        catalogue.appendManifest(_batch, 60, 0, second);
        vm.stopPrank();
        bytes32 expected = keccak256(abi.encode(bytes32(0), keccak256(first)));
        expected = keccak256(abi.encode(expected, keccak256(second)));
        assertEq(catalogue.batch(_batch).manifestHash, expected);
        assertEq(catalogue.batch(_batch).manifestCount, 100);
    }

    function test_AppendManifest_TakesAWholeChunk() public {
        _batch = _open(_batchDraft(_product, uint32(KEYS_PER_CHUNK_MAX)));
        _append(_batch, 0, uint32(KEYS_PER_CHUNK_MAX));
        assertEq(catalogue.batch(_batch).manifestCount, KEYS_PER_CHUNK_MAX);
    }

    function test_AppendManifest_RevertWhen_BatchIsUnknown() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.BatchUnknown.selector, BatchId.wrap(1)));
        catalogue.appendManifest(BatchId.wrap(1), 9, 0, "");
    }

    function test_AppendManifest_RevertWhen_CallerMayNotMake() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.MakeBatches
            )
        );
        catalogue.appendManifest(_batch, 9, 0, "");
    }

    function test_AppendManifest_RevertWhen_BatchIsOfAnotherMaker() public {
        _append(_batch, 0, 100);
        _seal(_batch);
        vm.prank(otherMaker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCatalogue.BatchOfOtherMaker.selector, _batch, maker.id, otherMaker.id)
        );
        catalogue.appendManifest(_batch, 9, 0, "");
    }

    function test_AppendManifest_RevertWhen_Sealed() public {
        _append(_batch, 0, 100);
        _seal(_batch);
        _expectAppend(9, "", _notOpen());
    }

    function test_AppendManifest_RevertWhen_OutOfOrder() public {
        _append(_batch, 0, 10);
        _expectAppend(
            9,
            "",
            abi.encodeWithSelector(IDrugCatalogue.ManifestOutOfOrder.selector, _batch, 10, 9)
        );
        _expectAppend(
            11,
            "",
            abi.encodeWithSelector(IDrugCatalogue.ManifestOutOfOrder.selector, _batch, 10, 11)
        );
    }

    function test_AppendManifest_RevertWhen_ChunkIsWrong() public {
        _expectChunkWrong(0);
        _expectChunkWrong(15);
        _expectChunkWrong(17);
        _expectChunkWrong((KEYS_PER_CHUNK_MAX + 1) * 16);
        _expectChunkWrong(KEYS_PER_CHUNK_MAX * 16 + 1);
    }

    function test_AppendManifest_RevertWhen_TooLong() public {
        _append(_batch, 0, 90);
        bytes memory expected = abi.encodeWithSelector(
            IDrugCatalogue.ManifestTooLong.selector,
            _batch,
            100,
            101
        );
        _expectAppend(90, _keys(90, 11), expected);
        _append(_batch, 90, 10);
        expected = abi.encodeWithSelector(IDrugCatalogue.ManifestTooLong.selector, _batch, 100, 101);
        _expectAppend(100, _keys(100, 1), expected);
    }

    function test_AppendManifest_RevertWhen_Paused() public {
        _pauseLedger();
        _expectAppend(
            0,
            _keys(0, 1),
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.MakeBatches)
        );
    }

    /// @dev However the keys are cut into chunks, all of them are counted and none twice.
    function testFuzz_AppendManifest_CountsEveryKeyOnce(uint8[6] calldata cuts) public {
        uint32 count = 0;
        bytes32 hash = 0;
        for (uint256 i = 0; i < cuts.length && count < 100; ++i) {
            uint32 keyCount = uint32(bound(cuts[i], 1, 100 - count));
            _append(_batch, count, keyCount);
            hash = keccak256(abi.encode(hash, keccak256(_keys(count, keyCount))));
            count += keyCount;
        }
        assertEq(catalogue.batch(_batch).manifestCount, count);
        assertEq(catalogue.batch(_batch).manifestHash, hash);
    }

    function test_SealBatch_GivesItToTheMakerAsOneParcel() public {
        _append(_batch, 0, 100);
        Batch memory before = catalogue.batch(_batch);
        vm.warp(block.timestamp + 60);
        vm.prank(maker.operator);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchSealed(_batch, maker.id, 100, before.manifestHash);
        vm.expectEmit(address(custody));
        emit IDrugCustody.CustodyOpened(_batch, maker.id, 100);
        catalogue.sealBatch(_batch, before.manifestHash);
        Batch memory sealed_ = catalogue.batch(_batch);
        assertTrue(sealed_.status == BatchStatus.Sealed);
        assertEq(sealed_.sealedAtSec, block.timestamp);
        assertEq(sealed_.manifestHash, before.manifestHash);
        Parcel memory whole = custody.parcel(_parcelId(_batch, 0));
        assertTrue(whole.state == ParcelState.Held);
        assertEq(whole.to, 100);
        assertEq(whole.holder, maker.id);
        assertEq(whole.counterparty, InstitutionId.wrap(0));
        assertEq(bytes32(whole.consignmentTag), 0);
    }

    function test_SealBatch_RevertWhen_BatchIsUnknown() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.BatchUnknown.selector, BatchId.wrap(1)));
        catalogue.sealBatch(BatchId.wrap(1), 0);
    }

    function test_SealBatch_RevertWhen_BatchIsOfAnotherMaker() public {
        vm.prank(otherMaker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCatalogue.BatchOfOtherMaker.selector, _batch, maker.id, otherMaker.id)
        );
        catalogue.sealBatch(_batch, 0);
    }

    function test_SealBatch_RevertWhen_SealedBefore() public {
        _append(_batch, 0, 100);
        _seal(_batch);
        _expectSeal(0, _notOpen());
    }

    function test_SealBatch_RevertWhen_ManifestIsIncomplete() public {
        _append(_batch, 0, 99);
        _expectSeal(0, abi.encodeWithSelector(IDrugCatalogue.ManifestIncomplete.selector, _batch, 100, 99));
    }

    function test_SealBatch_RevertWhen_HashDiffers() public {
        _append(_batch, 0, 100);
        bytes32 actual = catalogue.batch(_batch).manifestHash;
        bytes32 stated = keccak256("another manifest");
        _expectSeal(
            stated,
            abi.encodeWithSelector(IDrugCatalogue.ManifestHashDiffers.selector, _batch, actual, stated)
        );
    }

    function _notOpen() private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDrugCatalogue.BatchNotInStatus.selector,
                _batch,
                BatchStatus.Sealed,
                BatchStatus.Open
            );
    }

    function _expectAppend(uint32 from, bytes memory keys, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        catalogue.appendManifest(_batch, from, 0, keys);
    }

    function _expectChunkWrong(uint256 byteCount) private {
        _expectAppend(
            0,
            new bytes(byteCount),
            abi.encodeWithSelector(
                IDrugCatalogue.ManifestChunkWrong.selector,
                _batch,
                byteCount,
                KEYS_PER_CHUNK_MAX
            )
        );
    }

    function _expectSeal(bytes32 manifestHash, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        catalogue.sealBatch(_batch, manifestHash);
    }
}
