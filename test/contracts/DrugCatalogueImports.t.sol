// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchDraft, BatchStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId } from "../../contracts/libraries/Ids.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Batches from before the ledger, which the bureau of the maker's region records.
contract DrugCatalogueImportsTest is SalesFixture {
    BatchDraft private _stated;

    function setUp() public {
        _setUpTrade();
        _stated = _batchDraft(_admit(_productDraft()), 2);
    }

    function test_ABureauImportsABatchOfItsRegionsMaker() public {
        vm.startPrank(bureauA.operator);
        BatchId id = catalogue.openBatch(_stated);
        catalogue.appendManifest(id, 0, 0, _keys(0, 2));
        catalogue.sealBatch(id, catalogue.batch(id).manifestHash);
        vm.stopPrank();

        assertTrue(catalogue.batch(id).status == BatchStatus.Sealed);
        assertEq(catalogue.batch(id).maker, maker.id);
        assertEq(custody.parcel(_parcelId(id, 0)).holder, maker.id);
    }

    function test_RevertWhen_TheBureauIsOfAnotherRegion() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.MakeBatches
            )
        );
        vm.prank(bureauB.operator);
        catalogue.openBatch(_stated);
    }
}
