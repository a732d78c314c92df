// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Batch, BatchStatus, IDrugCatalogue } from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId, ProductId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX } from "../../contracts/libraries/Limits.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Recall for good, and quarantine of one region. The product is of `maker`, admitted by bureau A.
contract DrugCatalogueRecallTest is SalesFixture {
    bytes32 private constant REASON = keccak256("reason");

    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, 10);
    }

    function test_RecallBatch_EndsTheBatch() public {
        uint40 recalledAtSec = uint40(block.timestamp) - 2 days;
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchRecalled(_batch, maker.id, recalledAtSec, REASON, maker.operator);
        vm.prank(maker.operator);
        catalogue.recallBatch(_batch, recalledAtSec, REASON);
        Batch memory recalled = catalogue.batch(_batch);
        assertTrue(recalled.status == BatchStatus.Recalled);
        assertEq(recalled.recalledAtSec, recalledAtSec);
        assertEq(catalogue.termsOf(_batch).recalledAtSec, recalledAtSec);
        assertEq(recalled.packCount, 10);
    }

    function test_RecallBatch_IsAlsoTheBureausWhilePaused() public {
        _pauseLedger();
        vm.prank(bureauA.operator);
        catalogue.recallBatch(_batch, 0, REASON);
        assertTrue(catalogue.batch(_batch).status == BatchStatus.Recalled);
    }

    /// @dev Its maker and the bureau that admitted it recall what others declared, too.
    function test_RecallBatch_TakesDeclaredStock() public {
        BatchId declared = _declared(pharmacy, _product, 5);
        _recall(declared);
        assertTrue(catalogue.batch(declared).status == BatchStatus.Recalled);
    }

    function test_RecallBatch_RevertWhen_BatchIsUnknown() public {
        _expectRecall(
            pharmacy.operator,
            BatchId.wrap(1),
            type(uint40).max,
            abi.encodeWithSelector(IDrugCatalogue.BatchUnknown.selector, BatchId.wrap(1))
        );
    }

    function test_RecallBatch_RevertWhen_CallerMayNotRecall() public {
        _expectRecall(
            pharmacy.operator,
            _batch,
            type(uint40).max,
            _notGranted(pharmacy.operator, pharmacy.id)
        );
    }

    function test_RecallBatch_RevertWhen_CallerIsNeitherMakerNorBureau() public {
        _recall(_batch);
        _expectRecall(otherMaker.operator, _batch, type(uint40).max, _notAllowed(otherMaker.id));
        _expectRecall(bureauB.operator, _batch, type(uint40).max, _notAllowed(bureauB.id));
    }

    function test_RecallBatch_RevertWhen_NotSealedOrRecalled() public {
        BatchId open = _open(_batchDraft(_product, 5));
        _expectRecall(maker.operator, open, type(uint40).max, _notSealed(open, BatchStatus.Open));
        _recall(_batch);
        _expectRecall(maker.operator, _batch, type(uint40).max, _notSealed(_batch, BatchStatus.Recalled));
    }

    function test_RecallBatch_RevertWhen_StatedTimeIsInTheFuture() public {
        uint40 nowSec = uint40(block.timestamp);
        uint40 statedSec = nowSec + CLOCK_SKEW_SEC_MAX + 1;
        _expectRecall(
            maker.operator,
            _batch,
            statedSec,
            abi.encodeWithSelector(IDrugCatalogue.RecallInFuture.selector, statedSec, nowSec)
        );
    }

    function test_QuarantineBatch_HoldsItInOneRegion() public {
        _pauseLedger();
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchQuarantined(_batch, REGION_B, bureauB.id, REASON, bureauB.operator);
        vm.prank(bureauB.operator);
        catalogue.quarantineBatch(_batch, REASON);
        assertEq(catalogue.quarantinedSinceSec(_batch, REGION_B), block.timestamp);
        assertEq(catalogue.quarantinedSinceSec(_batch, REGION_A), 0);
        assertEq(catalogue.termsOf(_batch).quarantineCount, 1);
        _quarantine(bureauA, _batch);
        assertEq(catalogue.batch(_batch).quarantineCount, 2);
        assertTrue(catalogue.batch(_batch).status == BatchStatus.Sealed);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.BatchReleased(_batch, REGION_B, bureauB.id, bureauB.operator);
        vm.prank(bureauB.operator);
        catalogue.releaseBatch(_batch);
        assertEq(catalogue.quarantinedSinceSec(_batch, REGION_B), 0);
        assertEq(catalogue.batch(_batch).quarantineCount, 1);
        _quarantine(bureauB, _batch);
        assertEq(catalogue.batch(_batch).quarantineCount, 2);
    }

    function test_Quarantine_RevertWhen_BatchIsUnknown() public {
        bytes memory expected = abi.encodeWithSelector(IDrugCatalogue.BatchUnknown.selector, BatchId.wrap(1));
        _expectBoth(pharmacy.operator, BatchId.wrap(1), expected, expected);
    }

    function test_Quarantine_RevertWhen_CallerMayNotRecall() public {
        bytes memory expected = _notGranted(pharmacy.operator, pharmacy.id);
        _expectBoth(pharmacy.operator, _batch, expected, expected);
    }

    function test_Quarantine_RevertWhen_CallerIsNoBureau() public {
        bytes memory expected = abi.encodeWithSelector(IDrugCatalogue.CallerNotBureau.selector, maker.id);
        _expectBoth(maker.operator, _batch, expected, expected);
    }

    function test_Quarantine_RevertWhen_NotInState() public {
        vm.prank(bureauA.operator);
        vm.expectRevert(_notInState(false));
        catalogue.releaseBatch(_batch);
        _quarantine(bureauA, _batch);
        vm.prank(bureauA.operator);
        vm.expectRevert(_notInState(true));
        catalogue.quarantineBatch(_batch, 0);
    }

    function _notInState(bool isHeld) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugCatalogue.QuarantineNotInState.selector, _batch, REGION_A, isHeld);
    }

    function _notAllowed(InstitutionId caller) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDrugCatalogue.RecallNotAllowed.selector,
                _batch,
                maker.id,
                bureauA.id,
                caller
            );
    }

    function _notSealed(BatchId batch, BatchStatus actual) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDrugCatalogue.BatchNotInStatus.selector,
                batch,
                actual,
                BatchStatus.Sealed
            );
    }

    function _notGranted(address operator, InstitutionId institution) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, operator, institution, Act.Recall);
    }

    function _expectRecall(
        address operator,
        BatchId batch,
        uint40 recalledAtSec,
        bytes memory revertData
    ) private {
        vm.prank(operator);
        vm.expectRevert(revertData);
        catalogue.recallBatch(batch, recalledAtSec, 0);
    }

    function _expectBoth(
        address operator,
        BatchId batch,
        bytes memory onQuarantine,
        bytes memory onRelease
    ) private {
        vm.startPrank(operator);
        vm.expectRevert(onQuarantine);
        catalogue.quarantineBatch(batch, 0);
        vm.expectRevert(onRelease);
        catalogue.releaseBatch(batch);
        vm.stopPrank();
    }
}
