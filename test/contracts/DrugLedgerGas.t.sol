// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Decommission, DecommissionReason, Dispense } from "../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import { KEYS_PER_CHUNK_MAX } from "../../contracts/libraries/Limits.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice What the calls that people make all day cost, kept in snapshots/ so that a change explains its number.
/// @dev Execution alone, with the slots that the test itself touched already warm: good to compare with yesterday.
/// What a transaction costs is measured by bench/gas.ts.
contract DrugLedgerGasTest is SalesFixture {
    uint32 private constant BATCH_PACKS = 1_000;

    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, BATCH_PACKS);
    }

    function test_Catalogue() public {
        _admit(_productDraft());
        vm.snapshotGasLastCall("DrugCatalogue", "admit a product with one code");
        BatchId batch = _open(_batchDraft(_product, uint32(KEYS_PER_CHUNK_MAX) * 2));
        vm.snapshotGasLastCall("DrugCatalogue", "open a batch");
        _append(batch, 0, uint32(KEYS_PER_CHUNK_MAX));
        vm.snapshotGasLastCall("DrugCatalogue", "append the first 4,000 pack keys");
        _append(batch, uint32(KEYS_PER_CHUNK_MAX), uint32(KEYS_PER_CHUNK_MAX));
        vm.snapshotGasLastCall("DrugCatalogue", "append 4,000 pack keys more");
        _seal(batch);
        vm.snapshotGasLastCall("DrugCatalogue", "seal a batch");
    }

    function test_Dispense() public {
        _deliver(maker, pharmacy, _run(_batch, 0, 500), 0);
        _record(_dispense(pharmacy, _pack(_batch, 0)), pharmacy.operator, 0);
        vm.snapshotGasLastCall("DrugLedger", "record one dispense of one pack");
        _record(_dispense(pharmacy, _units(_batch, 1, 6)), pharmacy.operator, 0);
        vm.snapshotGasLastCall("DrugLedger", "record one dispense of six units of a pack");
        Dispense[] memory dispenses = new Dispense[](50);
        uint32[][] memory froms = new uint32[][](50);
        for (uint32 i = 0; i < 50; ++i) {
            dispenses[i] = _dispense(pharmacy, _pack(_batch, 256 + i));
            froms[i] = _froms(0);
        }
        vm.prank(pharmacy.operator);
        ledger.recordDispenses(pharmacy.operator, dispenses, froms, "");
        vm.snapshotGasLastCall("DrugLedger", "record fifty dispenses of one pack in one call");
    }

    function test_DispenseOfDeclaredStock() public {
        BatchId batch = _declared(pharmacy, _product, 10);
        _recordKeyed(_dispense(pharmacy, _pack(batch, 5)), pharmacy.operator, 0, _keys(5, 1));
        vm.snapshotGasLastCall("DrugLedger", "record one dispense of one declared pack");
    }

    function test_Reverse() public {
        _deliver(maker, pharmacy, _run(_batch, 0, 500), 0);
        _reverse(_sell(pharmacy, _pack(_batch, 0)), pharmacy, _pack(_batch, 0));
        vm.snapshotGasLastCall("DrugLedger", "take back one pack");
    }

    function test_Decommission() public {
        _deliver(maker, pharmacy, _run(_batch, 0, 500), 0);
        Decommission memory content;
        content.institution = pharmacy.id;
        content.documentKey = _nextDocument();
        content.occurredAtSec = uint40(block.timestamp);
        content.reason = DecommissionReason.Destroyed;
        content.runs = _runs(_run(_batch, 0, 500));
        vm.prank(pharmacy.operator);
        ledger.decommissionPacks(content, _froms(0), new uint32[](0));
        vm.snapshotGasLastCall("DrugLedger", "decommission five hundred packs of one parcel");
    }
}
