// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import {
    Decommission,
    DecommissionReason,
    Dispense,
    IDrugLedger,
    Reversal
} from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions, InstitutionKind } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, InstitutionId, ProductId } from "../../contracts/libraries/Ids.sol";
import { PackLine, PackRun } from "../../contracts/libraries/PackWords.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What a bureau imports for the institutions of its region. Two pharmacies of region A hold packs 0–100 and
/// 100–200 of a batch, and the hospital of region B packs 200–300.
contract DrugLedgerImportsTest is SalesFixture {
    Member private _second;
    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _second = _register(bureauA, InstitutionKind.Pharmacy);
        _product = _productOf(SPLIT_ALLOWED);
        _batch = _sealedBatch(_product, 300);
        _deliver(maker, pharmacy, _run(_batch, 0, 100), 0);
        _deliver(maker, _second, _run(_batch, 100, 200), 100);
        _deliver(maker, hospital, _run(_batch, 200, 300), 200);
        vm.warp(block.timestamp + 30 days);
    }

    function test_ABureauImportsForSeveralInstitutionsInOneCall() public {
        Dispense[] memory dispenses = new Dispense[](3);
        dispenses[0] = _old(pharmacy, 5, 10 days);
        dispenses[1] = _old(_second, 105, 12 days);
        dispenses[2] = _old(pharmacy, 6, 9 days);
        _import(dispenses, 0, 100, 0);
        assertTrue(ledger.dispenseRecord(pharmacy.id, dispenses[0].documentKey).isImported);
        assertTrue(ledger.dispenseRecord(_second.id, dispenses[1].documentKey).isImported);
        assertTrue(ledger.isGone(_batch, 5) && ledger.isGone(_batch, 105) && ledger.isGone(_batch, 6));
        assertEq(ledger.importedUntilSec(pharmacy.id), dispenses[2].dispensedAtSec);
        assertEq(ledger.importedUntilSec(_second.id), dispenses[1].dispensedAtSec);
    }

    function test_WhatTheTillRecordsItselfIsNotImported() public {
        Dispense memory dispense = _sell(pharmacy, _pack(_batch, 5));
        assertFalse(ledger.dispenseRecord(pharmacy.id, dispense.documentKey).isImported);
        assertEq(ledger.importedUntilSec(pharmacy.id), 0);
    }

    /// @dev The shelf that the call remembers is the first pharmacy's, not the second's.
    function test_RevertWhen_AnImportSellsFromAnothersParcel() public {
        Dispense[] memory dispenses = new Dispense[](2);
        dispenses[0] = _old(pharmacy, 5, 10 days);
        dispenses[1] = _old(_second, 6, 10 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugLedger.NotInCustody.selector,
                _parcelId(_batch, 0),
                pharmacy.id,
                _second.id
            )
        );
        this.importAs(dispenses, 0, 0, 0);
    }

    function test_RevertWhen_ABureauImportsForAnotherRegion() public {
        Dispense memory dispense = _old(hospital, 205, 10 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauA.operator,
                bureauA.id,
                Act.Dispense
            )
        );
        this.recordAs(dispense, bureauA.operator, 200, "");
    }

    function test_RevertWhen_TheBureausKeyMayNotImport() public {
        address clerk = key("clerk");
        _addOperator(bureauA, clerk, _acts(Act.Supervise));
        Dispense memory dispense = _old(pharmacy, 5, 10 days);
        vm.expectRevert(
            abi.encodeWithSelector(IInstitutions.ActNotGranted.selector, clerk, bureauA.id, Act.Import)
        );
        this.recordAs(dispense, clerk, 0, "");
    }

    function test_RevertWhen_Paused() public {
        _pauseLedger();
        Dispense memory dispense = _old(pharmacy, 5, 10 days);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.Import));
        this.recordAs(dispense, bureauA.operator, 0, "");
    }

    /// @dev Each institution's times go on by themselves; the same second twice is in order.
    function test_RevertWhen_AnImportGoesBackInTime() public {
        Dispense memory first = _old(pharmacy, 5, 10 days);
        _record(first, bureauA.operator, 0);
        Dispense memory earlier = _old(pharmacy, 6, 10 days + 1);
        earlier.personCommitment = 0;
        _expectImport(
            earlier,
            abi.encodeWithSelector(
                IDrugLedger.ImportOutOfOrder.selector,
                pharmacy.id,
                first.dispensedAtSec,
                earlier.dispensedAtSec
            )
        );
        _record(_old(pharmacy, 6, 10 days), bureauA.operator, 0);
        Dispense memory live = _dispense(pharmacy, _pack(_batch, 7));
        live.dispensedAtSec -= 20 days;
        _record(live, pharmacy.operator, 0);
        assertEq(ledger.importedUntilSec(pharmacy.id), first.dispensedAtSec);
    }

    function test_ReturnsAndDecommissionsGoInTheSameOrder() public {
        Dispense memory dispense = _old(pharmacy, 5, 10 days);
        _record(dispense, bureauA.operator, 0);
        Reversal memory reversal = _reversal(dispense, dispense.lines);
        reversal.reversedAtSec = dispense.dispensedAtSec + 5 days;
        _reverseKeyed(dispense, reversal, bureauA.operator, 0, "");
        assertEq(ledger.importedUntilSec(pharmacy.id), reversal.reversedAtSec);
        Decommission memory content = _decommission(reversal.reversedAtSec - 1);
        bytes memory expected = abi.encodeWithSelector(
            IDrugLedger.ImportOutOfOrder.selector,
            pharmacy.id,
            reversal.reversedAtSec,
            content.occurredAtSec
        );
        vm.prank(bureauA.operator);
        vm.expectRevert(expected);
        ledger.decommissionPacks(content, _froms(0), new uint32[](0));
        content.occurredAtSec = reversal.reversedAtSec;
        vm.prank(bureauA.operator);
        ledger.decommissionPacks(content, _froms(0), new uint32[](0));
        assertTrue(ledger.isGone(_batch, 50));
        Dispense memory late = _old(pharmacy, 6, 10 days);
        _expectImport(
            late,
            abi.encodeWithSelector(
                IDrugLedger.ImportOutOfOrder.selector,
                pharmacy.id,
                reversal.reversedAtSec,
                late.dispensedAtSec
            )
        );
    }

    /// @dev Live, a recall counts from its block on, whatever is stated; imported, from its stated time on.
    function test_RecallIsJudgedAtTheStatedTimeOfAnImport() public {
        uint40 recalledAtSec = uint40(block.timestamp) - 10 days;
        vm.prank(maker.operator);
        catalogue.recallBatch(_batch, recalledAtSec, 0);
        bytes memory expected = _notSellable(BatchStatus.Recalled, ProductStatus.Admitted);
        _expectLive(_old(pharmacy, 5, 11 days), expected);
        _record(_old(pharmacy, 5, 10 days + 1), bureauA.operator, 0);
        _expectImport(_old(pharmacy, 6, 10 days), expected);
    }

    function test_WithdrawalIsJudgedAtTheStatedTimeOfAnImport() public {
        vm.warp(block.timestamp - 10 days);
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(_product);
        vm.warp(block.timestamp + 10 days);
        bytes memory expected = _notSellable(BatchStatus.Sealed, ProductStatus.Withdrawn);
        _expectLive(_old(pharmacy, 5, 11 days), expected);
        _record(_old(pharmacy, 5, 10 days + 1), bureauA.operator, 0);
        _expectImport(_old(pharmacy, 6, 10 days), expected);
    }

    function test_QuarantineIsJudgedAtTheStatedTimeOfAnImport() public {
        vm.warp(block.timestamp - 10 days);
        uint40 sinceSec = uint40(block.timestamp);
        _quarantine(bureauA, _batch);
        vm.warp(block.timestamp + 10 days);
        bytes memory expected = abi.encodeWithSelector(
            IDrugLedger.BatchInQuarantine.selector,
            _batch,
            REGION_A,
            sinceSec
        );
        _expectLive(_old(pharmacy, 5, 11 days), expected);
        _record(_old(pharmacy, 5, 10 days + 1), bureauA.operator, 0);
        _expectImport(_old(pharmacy, 6, 10 days), expected);
        _record(_dispense(hospital, _pack(_batch, 205)), hospital.operator, 200);
        vm.prank(bureauA.operator);
        catalogue.releaseBatch(_batch);
        _sell(pharmacy, _pack(_batch, 7));
    }

    /// @dev What the call remembers of the parcel from before the recall does not outlive it.
    function test_RevertWhen_ALaterLineOfTheCallIsAfterTheRecall() public {
        uint40 recalledAtSec = uint40(block.timestamp) - 10 days;
        vm.prank(maker.operator);
        catalogue.recallBatch(_batch, recalledAtSec, 0);
        Dispense[] memory dispenses = new Dispense[](2);
        dispenses[0] = _old(pharmacy, 5, 11 days);
        dispenses[1] = _old(pharmacy, 6, 9 days);
        dispenses[1].lines[0] = _pack(_batch, 299);
        vm.expectRevert(_notSellable(BatchStatus.Recalled, ProductStatus.Admitted));
        this.importAs(dispenses, 0, 0, 0);
    }

    function test_RevertWhen_AnImportedSaleIsOfAnExpiredBatch() public {
        uint40 expiresAtSec = catalogue.batch(_batch).expiresAtSec;
        vm.warp(expiresAtSec + 5 days);
        vm.prank(maker.operator);
        catalogue.recallBatch(_batch, expiresAtSec + 1 days, 0);
        Dispense[] memory dispenses = new Dispense[](2);
        dispenses[0] = _old(pharmacy, 5, 5 days + 1);
        dispenses[1] = _old(pharmacy, 6, 5 days);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugLedger.BatchExpired.selector, _batch, expiresAtSec, expiresAtSec)
        );
        this.importAs(dispenses, 0, 0, 0);
    }

    /// @dev For nobody, and for whom the ledger does not know, no bureau speaks.
    function test_RevertWhen_AnImportNamesNobody() public {
        Dispense memory dispense = _old(pharmacy, 5, 1 days);
        for (uint32 id = 0; id < 1000; id += 999) {
            dispense.institution = InstitutionId.wrap(id);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IInstitutions.ActNotGranted.selector,
                    bureauA.operator,
                    bureauA.id,
                    Act.Dispense
                )
            );
            this.recordAs(dispense, bureauA.operator, 0, "");
        }
    }

    function importAs(Dispense[] memory dispenses, uint32 first, uint32 second, uint32 third) external {
        _import(dispenses, first, second, third);
    }

    function _import(Dispense[] memory dispenses, uint32 first, uint32 second, uint32 third) private {
        uint32[3] memory parcelFroms = [first, second, third];
        uint32[][] memory froms = new uint32[][](dispenses.length);
        for (uint256 i = 0; i < dispenses.length; ++i) froms[i] = _froms(parcelFroms[i]);
        vm.prank(bureauA.operator);
        ledger.recordDispenses(bureauA.operator, dispenses, froms, "");
    }

    function _old(
        Member memory till,
        uint32 index,
        uint40 ageSec
    ) private returns (Dispense memory dispense) {
        dispense = _dispense(till, _pack(_batch, index));
        dispense.dispensedAtSec -= ageSec;
    }

    function _decommission(uint40 occurredAtSec) private returns (Decommission memory content) {
        content.institution = pharmacy.id;
        content.documentKey = _nextDocument();
        content.occurredAtSec = occurredAtSec;
        content.reason = DecommissionReason.Expired;
        content.runs = new PackRun[](1);
        content.runs[0] = _run(_batch, 50, 60);
        content.remnants = new PackLine[](0);
    }

    function _notSellable(
        BatchStatus status,
        ProductStatus productStatus
    ) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDrugLedger.BatchNotSellable.selector, _batch, status, productStatus);
    }

    function _expectLive(Dispense memory dispense, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.recordAs(dispense, pharmacy.operator, 0, "");
    }

    function _expectImport(Dispense memory dispense, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.recordAs(dispense, bureauA.operator, 0, "");
    }
}
