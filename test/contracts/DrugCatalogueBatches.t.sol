// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Batch,
    BatchDraft,
    BatchOrigin,
    BatchStatus,
    BatchTerms,
    IDrugCatalogue,
    ProductDraft,
    ProductFlags,
    ProductStatus
} from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, ProductId, batchIdOf } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, PACKS_PER_BATCH_MAX } from "../../contracts/libraries/Limits.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugCatalogueBatchesTest is DrugFixture {
    ProductId private _product;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
    }

    function test_OpenBatch_StoresWhatTheMakerStated() public {
        BatchDraft memory draft = _batchDraft(_product, 500);
        draft.keyEpoch = 7;
        draft.priceCommitment = keccak256("price");
        BatchId expected = batchIdOf(maker.id, _product, draft.batchNumber);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchOpened(
            expected,
            _product,
            maker.id,
            500,
            draft.madeAtSec,
            draft.expiresAtSec,
            7,
            draft.priceCommitment,
            maker.operator,
            draft.batchNumber
        );
        BatchId id = _open(draft);
        assertEq(id, expected);
        Batch memory opened = catalogue.batch(id);
        assertEq(ProductId.unwrap(opened.product), ProductId.unwrap(_product));
        assertEq(opened.maker, maker.id);
        assertEq(opened.packCount, 500);
        assertEq(opened.manifestCount, 0);
        assertEq(opened.expiresAtSec, draft.expiresAtSec);
        assertEq(opened.sealedAtSec, 0);
        assertEq(opened.keyEpoch, 7);
        assertTrue(opened.status == BatchStatus.Open);
        assertTrue(opened.origin == BatchOrigin.Maker);
        assertEq(opened.manifestHash, 0);
        assertEq(opened.quarantineCount, 0);
        assertEq(opened.recalledAtSec, 0);
    }

    /// @dev One number of one product of one maker is one batch; any of the three apart is another.
    function testFuzz_BatchId_DiffersWithEachOfItsParts(uint32 other, bytes8 number) public view {
        vm.assume(other != ProductId.unwrap(_product) && number != bytes8("B1"));
        BatchId id = batchIdOf(maker.id, _product, "B1");
        assertEq(id, batchIdOf(maker.id, _product, "B1"));
        assertFalse(id == batchIdOf(otherMaker.id, _product, "B1"));
        assertFalse(id == batchIdOf(maker.id, ProductId.wrap(other), "B1"));
        assertFalse(id == batchIdOf(maker.id, _product, string(abi.encodePacked(number))));
    }

    function test_OpenBatch_RevertWhen_ProductIsUnknown() public {
        BatchDraft memory draft = _batchDraft(ProductId.wrap(9), 0);
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.ProductUnknown.selector, ProductId.wrap(9)));
        catalogue.openBatch(draft);
    }

    function test_OpenBatch_RevertWhen_CallerMayNotMake() public {
        BatchDraft memory draft = _batchDraft(_product, 0);
        vm.prank(wholesaler.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                wholesaler.operator,
                wholesaler.id,
                Act.MakeBatches
            )
        );
        catalogue.openBatch(draft);
    }

    function test_OpenBatch_RevertWhen_ProductIsOfAnotherMaker() public {
        _withdraw();
        BatchDraft memory draft = _batchDraft(_product, 0);
        vm.prank(otherMaker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCatalogue.ProductOfOtherMaker.selector,
                _product,
                maker.id,
                otherMaker.id
            )
        );
        catalogue.openBatch(draft);
    }

    function test_OpenBatch_RevertWhen_ProductIsWithdrawn() public {
        _withdraw();
        _expectOpen(
            _batchDraft(_product, 0),
            abi.encodeWithSelector(
                IDrugCatalogue.ProductNotInStatus.selector,
                _product,
                ProductStatus.Withdrawn,
                ProductStatus.Admitted
            )
        );
    }

    function test_OpenBatch_RevertWhen_OpenedBefore() public {
        BatchDraft memory draft = _batchDraft(_product, 1);
        BatchId id = _open(draft);
        draft.packCount = 0;
        _expectOpen(draft, abi.encodeWithSelector(IDrugCatalogue.BatchAlreadyOpened.selector, id));
    }

    function test_OpenBatch_RevertWhen_NumberIsMalformed() public {
        _expectNumberMalformed("");
        _expectNumberMalformed("230104170012345678901"); // 21 bytes
        _expectNumberMalformed("23 0104");
        _expectNumberMalformed("230104\x00");
        _expectNumberMalformed(unicode"批230104");
    }

    function test_OpenBatch_TakesANumberOfTwentyBytes() public {
        BatchDraft memory draft = _batchDraft(_product, 1);
        draft.batchNumber = "2301041700-A/B.C_D#1";
        assertTrue(catalogue.batch(_open(draft)).status == BatchStatus.Open);
    }

    function test_OpenBatch_RevertWhen_SizeIsWrong() public {
        _expectSizeWrong(0);
        _expectSizeWrong(PACKS_PER_BATCH_MAX + 1);
        assertEq(
            catalogue.batch(_open(_batchDraft(_product, PACKS_PER_BATCH_MAX))).packCount,
            PACKS_PER_BATCH_MAX
        );
    }

    function test_OpenBatch_RevertWhen_TimesAreWrong() public {
        uint40 nowSec = uint40(block.timestamp);
        _expectTimesWrong(nowSec, nowSec);
        _expectTimesWrong(nowSec, nowSec - 1);
        _expectTimesWrong(nowSec + CLOCK_SKEW_SEC_MAX + 1, nowSec + 1 days);
    }

    function test_OpenBatch_TakesTimesWithinTheSkew() public {
        BatchDraft memory draft = _batchDraft(_product, 1);
        draft.madeAtSec = uint40(block.timestamp) + CLOCK_SKEW_SEC_MAX;
        draft.expiresAtSec = draft.madeAtSec + 1;
        assertEq(catalogue.batch(_open(draft)).expiresAtSec, draft.expiresAtSec);
    }

    function test_OpenBatch_RevertWhen_Paused() public {
        _pauseLedger();
        _expectOpen(
            _batchDraft(_product, 1),
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.MakeBatches)
        );
    }

    function test_TermsOf_TellsBatchAndProduct() public {
        ProductDraft memory productDraft = _productDraft();
        productDraft.flags = ProductFlags.wrap(9);
        _product = _admit(productDraft);
        BatchDraft memory draft = _batchDraft(_product, 3);
        BatchId id = _open(draft);
        BatchTerms memory terms = catalogue.termsOf(id);
        assertTrue(terms.status == BatchStatus.Open);
        assertTrue(terms.productStatus == ProductStatus.Admitted);
        assertEq(terms.expiresAtSec, draft.expiresAtSec);
        assertEq(terms.packCount, 3);
        assertEq(terms.unitsPerPack, UNITS_PER_PACK);
        assertEq(ProductFlags.unwrap(terms.flags), 9);
        assertTrue(terms.origin == BatchOrigin.Maker);
        assertEq(terms.recalledAtSec, 0);
        assertEq(terms.withdrawnAtSec, 0);
        assertEq(terms.quarantineCount, 0);
        assertEq(terms.productMaker, maker.id);
        vm.warp(block.timestamp + 1 days);
        _withdraw();
        assertTrue(catalogue.termsOf(id).productStatus == ProductStatus.Withdrawn);
        assertEq(catalogue.termsOf(id).withdrawnAtSec, block.timestamp);
        assertTrue(catalogue.termsOf(BatchId.wrap(1)).status == BatchStatus.None);
    }

    function _withdraw() private {
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(_product);
    }

    function _expectOpen(BatchDraft memory draft, bytes memory revertData) private {
        vm.prank(maker.operator);
        vm.expectRevert(revertData);
        catalogue.openBatch(draft);
    }

    function _expectNumberMalformed(string memory number) private {
        BatchDraft memory draft = _batchDraft(_product, 0);
        draft.batchNumber = number;
        _expectOpen(draft, abi.encodeWithSelector(IDrugCatalogue.BatchNumberMalformed.selector, number));
    }

    function _expectSizeWrong(uint32 packCount) private {
        BatchDraft memory draft = _batchDraft(_product, packCount);
        draft.expiresAtSec = 0;
        _expectOpen(
            draft,
            abi.encodeWithSelector(IDrugCatalogue.BatchSizeWrong.selector, packCount, PACKS_PER_BATCH_MAX)
        );
    }

    function _expectTimesWrong(uint40 madeAtSec, uint40 expiresAtSec) private {
        BatchDraft memory draft = _batchDraft(_product, 1);
        draft.madeAtSec = madeAtSec;
        draft.expiresAtSec = expiresAtSec;
        _expectOpen(
            draft,
            abi.encodeWithSelector(
                IDrugCatalogue.BatchTimesWrong.selector,
                madeAtSec,
                expiresAtSec,
                uint40(block.timestamp)
            )
        );
    }
}
