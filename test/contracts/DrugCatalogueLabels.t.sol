// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IDrugCatalogue } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Which packs lie in which case 大码/中码: a document, of which the log keeps the hash.
contract DrugCatalogueLabelsTest is SalesFixture {
    bytes32 private constant LABELS = keccak256("labels");

    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _open(_batchDraft(_product, 10));
    }

    function test_AttachLabels_TakesThemOpenAndSealed() public {
        _expectAttached(_batch, maker.operator);
        _append(_batch, 0, 10);
        _seal(_batch);
        _expectAttached(_batch, maker.operator);
        _expectAttached(_batch, maker.operator);
    }

    function test_AttachLabels_TakesThoseOfTheDeclarerAndOfItsImportingBureau() public {
        BatchId declared = _declared(pharmacy, _product, 5);
        _expectAttached(declared, pharmacy.operator);
        _expectAttached(declared, bureauA.operator);
    }

    function test_AttachLabels_RevertWhen_BatchIsUnknown() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.BatchUnknown.selector, BatchId.wrap(1)));
        catalogue.attachLabels(BatchId.wrap(1), LABELS);
    }

    function test_AttachLabels_RevertWhen_CallerMayNotMake() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.MakeBatches
            )
        );
        catalogue.attachLabels(_batch, LABELS);
    }

    function test_AttachLabels_RevertWhen_BatchIsAnothers() public {
        vm.prank(otherMaker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCatalogue.BatchOfOtherMaker.selector, _batch, maker.id, otherMaker.id)
        );
        catalogue.attachLabels(_batch, LABELS);
        BatchId declared = _declared(pharmacy, _product, 5);
        vm.prank(hospital.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCatalogue.BatchOfOtherMaker.selector,
                declared,
                pharmacy.id,
                hospital.id
            )
        );
        catalogue.attachLabels(declared, LABELS);
    }

    function _expectAttached(BatchId batch, address operator) private {
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.LabelsAttached(batch, LABELS, operator);
        vm.prank(operator);
        catalogue.attachLabels(batch, LABELS);
    }
}
