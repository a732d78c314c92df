// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    DispenseState,
    IDrugLedger,
    Parcel,
    ParcelState
} from "../../contracts/interfaces/IDrugLedger.sol";
import { parcelIdOf } from "../../contracts/libraries/Ids.sol";
import { Assertions } from "./support/Assertions.sol";
import { DrugHandler } from "./support/DrugHandler.sol";
import { BatchHistory, PackHistory } from "./support/DrugWorld.sol";
import { StatusWitness } from "./support/StatusWitness.sol";

/// @notice What holds of packs whatever a few institutions try, against a naive ledger of single packs.
/// @dev {invariant_NaiveLedgerAgrees} runs long and asks the others in turn; those alone run short, to fail by name.
contract DrugLedgerInvariantsTest is Assertions {
    DrugHandler private _handler;
    IDrugLedger private _ledger;
    StatusWitness private _witness;
    uint32 private _packCount;

    function setUp() public {
        _handler = new DrugHandler();
        _ledger = _handler.drugLedger();
        _witness = _handler.witness();
        _packCount = _handler.PACKS();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I1: no more units of a pack were handed over than it holds, and whole only once; the ledger says the same.
    /// hardhat-config: invariant.runs = 16
    function invariant_PackIsHandedOverOnce() public view {
        if (_handler.batchCount() == 0) return;
        (uint256 batchIndex, BatchHistory memory batch) = _turn();
        for (uint32 i = 0; i < _packCount; ++i) {
            PackHistory memory pack = _handler.packAt(batchIndex, i);
            assertTrue(pack.unitsOut <= _handler.UNITS(), "more units than the pack holds");
            assertTrue(
                _ledger.isGone(batch.id, i) == (pack.unitsOut > 0),
                "the bit differs from the history"
            );
            assertEq(_ledger.unitsTaken(batch.id, i), pack.soldWhole ? 0 : pack.unitsOut);
        }
    }

    /// @dev I2: the parcels of a batch follow each other from 0 to its end, and there are no others.
    /// hardhat-config: invariant.runs = 16
    function invariant_ParcelsCoverTheBatch() public view {
        if (_handler.batchCount() == 0) return;
        (, BatchHistory memory batch) = _turn();
        uint32 next = 0;
        for (uint32 i = 0; i < _packCount + 2; ++i) {
            Parcel memory found = _ledger.parcel(parcelIdOf(batch.id, i));
            if (i != next || i == _packCount) {
                assertTrue(found.state == ParcelState.None, "a parcel inside another");
                continue;
            }
            assertTrue(found.state != ParcelState.None, "a hole between parcels");
            assertTrue(found.to > i && found.to <= _packCount, "a parcel of no packs or past the batch");
            next = found.to;
        }
        assertEq(next, _packCount);
    }

    /// @dev I3: who shipped, dispensed or took over had the packs, and the ledger's custody is the history's.
    /// hardhat-config: invariant.runs = 16
    function invariant_OnlyTheHolderMovesPacks() public view {
        assertEq(_handler.outOfCustodyCount(), 0);
        if (_handler.batchCount() == 0) return;
        (uint256 batchIndex, BatchHistory memory batch) = _turn();
        uint32 from = 0;
        while (from < _packCount) {
            Parcel memory found = _ledger.parcel(parcelIdOf(batch.id, from));
            assertTrue(found.to > from, "a hole between parcels");
            for (; from < found.to && from < _packCount; ++from) {
                PackHistory memory pack = _handler.packAt(batchIndex, from);
                assertEq(found.holder, pack.holder);
                assertEq(found.counterparty, pack.receiver);
                assertEq(bytes32(found.consignmentTag), bytes32(bytes16(pack.consignment)));
                assertTrue((found.state == ParcelState.InTransit) == (pack.consignment != 0), "state");
            }
        }
    }

    /// @dev The real ledger accepted what the naive one accepts, refused all else, and keeps the invariants.
    function invariant_NaiveLedgerAgrees() public view {
        assertEq(_handler.surpriseCount(), 0);
        invariant_PausedMeansNothingRecorded();
        uint256 turn = _handler.stepCount() % 4;
        if (turn == 0) invariant_PackIsHandedOverOnce();
        else if (turn == 1) invariant_ParcelsCoverTheBatch();
        else if (turn == 2) invariant_OnlyTheHolderMovesPacks();
        else invariant_ChangesFollowTheTables();
        uint256 count = _handler.consignmentCount();
        if (count == 0) return;
        uint256 index = _handler.stepCount() % count;
        Consignment memory content = _handler.consignmentAt(index);
        ConsignmentRecord memory record = _ledger.consignmentRecord(content.sender, content.documentKey);
        assertEq(record.outstandingCount, _handler.outstandingAt(index));
        assertTrue((record.state == ConsignmentState.Received) == (record.outstandingCount == 0), "received");
        assertEq(bytes32(record.tag), bytes32(bytes20(_ledger.consignmentIdOf(content))));
    }

    /// @dev I10: of all status changes only those of the tables were ever seen.
    /// hardhat-config: invariant.runs = 16
    function invariant_ChangesFollowTheTables() public view {
        for (uint8 from = 0; from < 4; ++from) {
            for (uint8 to = 0; to < 4; ++to) {
                if (from < 3 && to < 3) {
                    _expectRare(
                        from,
                        to,
                        0x020402,
                        _witness.parcelChanges(ParcelState(from), ParcelState(to))
                    );
                    _expectRare(
                        from,
                        to,
                        0x000402,
                        _witness.batchChanges(BatchStatus(from), BatchStatus(to))
                    );
                    _expectRare(
                        from,
                        to,
                        0x000402,
                        _witness.productChanges(ProductStatus(from), ProductStatus(to))
                    );
                }
                if (from < 2 && to < 2) {
                    _expectRare(
                        from,
                        to,
                        0x0002,
                        _witness.dispenseChanges(DispenseState(from), DispenseState(to))
                    );
                }
                _expectRare(
                    from,
                    to,
                    0x000c0c02,
                    _witness.consignmentChanges(ConsignmentState(from), ConsignmentState(to))
                );
            }
        }
    }

    /// @dev I13: while the ledger was paused nothing was made, moved or handed over.
    /// hardhat-config: invariant.runs = 16
    function invariant_PausedMeansNothingRecorded() public view {
        assertEq(_handler.acceptedWhilePausedCount(), 0);
    }

    /// @dev The invariants are worth something only if the handler comes far.
    function test_TheHandlerReachesEveryKindOfStep() public {
        for (uint256 i = 0; i < 600; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("reach", i)));
            if (i % 8 == 0) _handler.makeBatch(seed);
            else if (i % 8 == 1) _handler.split(seed);
            else if (i % 8 <= 3) _handler.ship(seed);
            else if (i % 8 <= 5) _handler.accept(seed);
            else _handler.dispense(seed);
            if (i % 40 == 39) _handler.pauseOrUnpause(seed);
        }
        assertTrue(_handler.shippedCount() > 5, "too few shipped");
        assertTrue(_handler.receivedCount() > 5, "too few received");
        assertTrue(_handler.splitCount() > 0, "none split");
        assertTrue(_handler.dispensedCount() > 10, "too few dispensed");
        assertTrue(_handler.unitsLineCount() > 3, "too few units");
        assertTrue(_handler.refusedCount() > 50, "too few refused");
        assertTrue(
            _witness.consignmentChanges(ConsignmentState.PartlyReceived, ConsignmentState.PartlyReceived) > 0,
            "no second part"
        );
        assertEq(_handler.surpriseCount(), 0);
    }

    /// @dev Rows and bits as in Lifecycles, written down a second time.
    function _expectRare(uint8 from, uint8 to, uint256 table, uint256 seen) private pure {
        if ((table >> (uint256(from) * 8 + to)) & 1 == 1) return;
        assertEq(seen, 0, "a change outside its table");
    }

    /// @dev One batch after the other, four steps each.
    function _turn() private view returns (uint256 batchIndex, BatchHistory memory batch) {
        batchIndex = (_handler.stepCount() / 4) % _handler.batchCount();
        batch = _handler.batchAt(batchIndex);
    }
}
