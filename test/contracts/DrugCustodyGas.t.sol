// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Consignment } from "../../contracts/interfaces/IDrugCustody.sol";
import { BatchId, ProductId } from "../../contracts/libraries/Ids.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

/// @notice What the calls that people make all day cost, kept in snapshots/ so that a change explains its number.
/// @dev Execution alone, with the slots that the test itself touched already warm: good to compare with yesterday.
/// What a transaction costs is measured by bench/gas.ts.
contract DrugCustodyGasTest is DrugFixture {
    uint32 private constant BATCH_PACKS = 1_000;

    ProductId private _product;
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _product = _admit(_productDraft());
        _batch = _sealedBatch(_product, BATCH_PACKS);
    }

    function test_ShipFromTheFront() public {
        _shipSnapshot(0, 500, "ship a run from the front of a parcel");
    }

    function test_ShipFromTheMiddle() public {
        _shipSnapshot(400, 500, "ship a run from the middle of a parcel");
    }

    function test_ShipAWholeParcel() public {
        _shipSnapshot(0, BATCH_PACKS, "ship a whole parcel");
    }

    function test_ShippingCostsTheSameForOnePackAndForAll() public {
        uint256 one = _shipSnapshot(0, 1, "ship one pack from the front of a parcel");
        BatchId batch = _sealedBatch(_product, BATCH_PACKS);
        _batch = batch;
        uint256 many = _shipSnapshot(0, BATCH_PACKS - 1, "ship 999 packs from the front of a parcel");
        assertTrue(many < one + 2_000, "shipping grows with the packs");
    }

    function test_ReceiveAWholeConsignment() public {
        Consignment memory consignment = _consignment(maker, pharmacy, _run(_batch, 0, 500));
        _ship(consignment, maker.operator, 0);
        _receive(consignment, pharmacy.operator, _run(_batch, 0, 500), 0);
        vm.snapshotGasLastCall("DrugCustody", "receive a whole consignment of one run");
    }

    function _shipSnapshot(uint32 from, uint32 to, string memory name) private returns (uint256) {
        _ship(_consignment(maker, pharmacy, _run(_batch, from, to)), maker.operator, 0);
        return vm.snapshotGasLastCall("DrugCustody", name);
    }
}
