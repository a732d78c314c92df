// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Batch,
    BatchOrigin,
    BatchStatus,
    DeclarationDraft,
    IDrugCatalogue,
    ProductStatus
} from "../../contracts/interfaces/IDrugCatalogue.sol";
import { Parcel, ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId, ProductId, declaredBatchIdOf } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX, PACKS_PER_BATCH_MAX } from "../../contracts/libraries/Limits.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Stock older than the ledger, as its holder declares it.
contract DrugCatalogueDeclarationsTest is SalesFixture {
    ProductId private _product;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
    }

    function test_DeclareBatch_StoresWhatTheHolderStated() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 20);
        draft.declaredAtSec -= 3 days;
        BatchId expected = _idOf(draft);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchDeclared(
            expected,
            _product,
            pharmacy.id,
            20,
            draft.madeAtSec,
            draft.expiresAtSec,
            draft.declaredAtSec,
            1,
            draft.documentKey,
            pharmacy.operator,
            "OLD-1"
        );
        vm.prank(pharmacy.operator);
        BatchId id = catalogue.declareBatch(draft);
        assertEq(id, expected);
        Batch memory declared = catalogue.batch(id);
        assertEq(ProductId.unwrap(declared.product), ProductId.unwrap(_product));
        assertEq(declared.maker, pharmacy.id);
        assertEq(declared.packCount, 20);
        assertEq(declared.expiresAtSec, draft.expiresAtSec);
        assertEq(declared.keyEpoch, 1);
        assertTrue(declared.status == BatchStatus.Open && declared.origin == BatchOrigin.Declared);
        assertTrue(catalogue.termsOf(id).origin == BatchOrigin.Declared);
        assertEq(catalogue.termsOf(id).productMaker, maker.id);
    }

    function test_SealBatch_GivesDeclaredStockToItsHolder() public {
        BatchId id = _declared(pharmacy, _product, 20);
        Parcel memory whole = custody.parcel(_parcelId(id, 0));
        assertTrue(whole.state == ParcelState.Held);
        assertEq(whole.holder, pharmacy.id);
        assertEq(whole.to, 20);
    }

    function test_DeclareBatch_TakesOneBatchInSeveralStockTakes() public {
        BatchId first = _declared(pharmacy, _product, 20);
        BatchId second = _declared(pharmacy, _product, 20);
        assertFalse(first == second);
    }

    function test_DeclareBatch_TakesWhatABureauImports() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        vm.startPrank(bureauA.operator);
        BatchId id = catalogue.declareBatch(draft);
        catalogue.appendManifest(id, 0, 0, _keys(0, 2));
        catalogue.sealBatch(id, catalogue.batch(id).manifestHash);
        vm.stopPrank();
        assertEq(custody.parcel(_parcelId(id, 0)).holder, pharmacy.id);
    }

    /// @dev An import is judged at its stated time: the product was withdrawn since.
    function test_DeclareBatch_TakesAnImportFromBeforeTheWithdrawal() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        draft.declaredAtSec -= 1;
        _withdrawProduct();
        _expect(bureauB.operator, draft, _notGranted(bureauB.operator, bureauB.id));
        _expect(pharmacy.operator, draft, _withdrawn());
        vm.prank(bureauA.operator);
        catalogue.declareBatch(draft);
        draft.declaredAtSec += 1;
        draft.documentKey = _nextDocument();
        _expect(bureauA.operator, draft, _withdrawn());
    }

    function test_DeclareBatch_RevertWhen_ProductIsUnknown() public {
        DeclarationDraft memory draft = _declaration(bureauA, ProductId.wrap(9), 0);
        _expect(
            bureauB.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.ProductUnknown.selector, ProductId.wrap(9))
        );
    }

    function test_DeclareBatch_RevertWhen_HolderCannotHoldGoods() public {
        DeclarationDraft memory draft = _declaration(bureauA, _product, 0);
        _expect(
            bureauB.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.HolderCannotHoldGoods.selector, bureauA.id)
        );
    }

    function test_DeclareBatch_RevertWhen_CallerMayNotDeclare() public {
        address clerk = key("clerk");
        _addOperator(pharmacy, clerk, _acts(Act.Dispense));
        DeclarationDraft memory draft = _declaration(hospital, _product, 0);
        bytes memory expected = abi.encodeWithSelector(
            IInstitutions.ActNotGranted.selector,
            clerk,
            pharmacy.id,
            Act.Declare
        );
        _expect(clerk, draft, expected);
    }

    function test_DeclareBatch_RevertWhen_StockIsAnothers() public {
        DeclarationDraft memory draft = _declaration(maker, _product, 0);
        bytes memory expected = abi.encodeWithSelector(
            IDrugCatalogue.BatchOfOtherMaker.selector,
            _idOf(draft),
            maker.id,
            pharmacy.id
        );
        _expect(pharmacy.operator, draft, expected);
    }

    function test_DeclareBatch_RevertWhen_HolderIsTheMaker() public {
        DeclarationDraft memory draft = _declaration(maker, _product, 0);
        _withdrawProduct();
        _expect(
            maker.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.DeclarerIsMaker.selector, _product, maker.id)
        );
    }

    function test_DeclareBatch_RevertWhen_ProductIsWithdrawn() public {
        _withdrawProduct();
        _expect(pharmacy.operator, _declaration(pharmacy, _product, 0), _withdrawn());
    }

    function test_DeclareBatch_RevertWhen_DeclaredBefore() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        vm.prank(pharmacy.operator);
        BatchId id = catalogue.declareBatch(draft);
        draft.packCount = 0;
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.BatchAlreadyOpened.selector, id)
        );
    }

    function test_DeclareBatch_RevertWhen_FormIsWrong() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 0);
        draft.batchNumber = "OLD 1";
        draft.expiresAtSec = draft.madeAtSec;
        draft.declaredAtSec = type(uint40).max;
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.BatchNumberMalformed.selector, "OLD 1")
        );
        draft.batchNumber = "OLD-1";
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(IDrugCatalogue.BatchSizeWrong.selector, 0, PACKS_PER_BATCH_MAX)
        );
        draft.packCount = 2;
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(
                IDrugCatalogue.BatchTimesWrong.selector,
                draft.madeAtSec,
                draft.expiresAtSec,
                uint40(block.timestamp)
            )
        );
    }

    function test_DeclareBatch_RevertWhen_StatedTimeIsInTheFuture() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        draft.declaredAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(
                IDrugCatalogue.DeclarationInFuture.selector,
                draft.declaredAtSec,
                uint40(block.timestamp)
            )
        );
    }

    function test_DeclareBatch_RevertWhen_Paused() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        _pauseLedger();
        _expect(
            pharmacy.operator,
            draft,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Declare)
        );
    }

    /// @dev The manifest is its holder's: not another's, nor the product's maker's.
    function test_AppendManifest_RevertWhen_DeclaredStockIsAnothers() public {
        DeclarationDraft memory draft = _declaration(pharmacy, _product, 2);
        vm.prank(pharmacy.operator);
        BatchId id = catalogue.declareBatch(draft);
        bytes memory expected = abi.encodeWithSelector(
            IDrugCatalogue.BatchOfOtherMaker.selector,
            id,
            pharmacy.id,
            maker.id
        );
        vm.startPrank(maker.operator);
        vm.expectRevert(expected);
        catalogue.appendManifest(id, 9, 0, "");
        vm.expectRevert(expected);
        catalogue.sealBatch(id, 0);
        vm.stopPrank();
    }

    /// @dev A bureau imports what holders declared, and makes no batch in a maker's name.
    function test_AppendManifest_RevertWhen_ABureauActsForAMakerOfAnotherRegion() public {
        BatchId id = _open(_batchDraft(_product, 2));
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.MakeBatches
            )
        );
        catalogue.appendManifest(id, 0, 0, _keys(0, 2));
    }

    function declareAs(address operator, DeclarationDraft memory draft) external {
        vm.prank(operator);
        catalogue.declareBatch(draft);
    }

    function _idOf(DeclarationDraft memory draft) private pure returns (BatchId) {
        return declaredBatchIdOf(draft.holder, draft.product, draft.batchNumber, draft.documentKey);
    }

    function _withdrawProduct() private {
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(_product);
    }

    function _withdrawn() private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDrugCatalogue.ProductNotInStatus.selector,
                _product,
                ProductStatus.Withdrawn,
                ProductStatus.Admitted
            );
    }

    function _notGranted(address operator, InstitutionId institution) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, operator, institution, Act.Declare);
    }

    function _expect(address operator, DeclarationDraft memory draft, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.declareAs(operator, draft);
    }
}
