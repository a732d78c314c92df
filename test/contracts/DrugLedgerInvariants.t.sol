// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../../contracts/interfaces/IDrugCatalogue.sol";
import {
    Consignment,
    ConsignmentRecord,
    ConsignmentState,
    IDrugCustody,
    Parcel,
    ParcelState
} from "../../contracts/interfaces/IDrugCustody.sol";
import { Dispense, DispenseState, IDrugLedger, PackCounts } from "../../contracts/interfaces/IDrugLedger.sol";
import { ParcelId, parcelIdOf } from "../../contracts/libraries/Ids.sol";
import { Assertions } from "./support/Assertions.sol";
import { DrugHandler } from "./support/DrugHandler.sol";
import { NaiveLedger } from "./support/NaiveLedger.sol";
import { NaiveBatch, NaiveConsignment, NaivePack, Place } from "./support/NaivePacks.sol";
import { StatusWitness } from "./support/StatusWitness.sol";

/// @notice What holds of packs whatever a few institutions try, against a naive ledger of single packs.
/// @dev {invariant_NaiveLedgerAgrees} runs long and asks the others in turn; those alone run short, to fail by name.
contract DrugLedgerInvariantsTest is Assertions {
    DrugHandler private _handler;
    IDrugCustody private _custody;
    IDrugLedger private _ledger;
    NaiveLedger private _naive;
    StatusWitness private _witness;
    uint32 private _packCount;

    function setUp() public {
        _handler = new DrugHandler();
        _custody = _handler.drugCustody();
        _ledger = _handler.drugLedger();
        _naive = _handler.naive();
        _witness = _handler.witness();
        _packCount = _handler.PACKS();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I1: net of what came back no more units of a pack are out than it holds, and the ledger says the same.
    /// hardhat-config: invariant.runs = 16
    function invariant_PackIsHandedOverOnce() public view {
        (uint256 batch, NaiveBatch memory known) = _turn();
        int256 unitsMax = int256(uint256(_handler.UNITS()));
        for (uint32 i = 0; i < _packCount; ++i) {
            NaivePack memory pack = _naive.packAt(batch, i);
            int256 unitsOut = _handler.unitsOut(batch, i);
            assertTrue(unitsOut >= 0, "more came back than was handed over");
            assertTrue(
                unitsOut + int256(uint256(pack.unitsDestroyed)) <= unitsMax,
                "more units than the pack holds"
            );
            assertTrue(!pack.isDestroyed || unitsOut == 0, "a destroyed pack was handed over");
            assertTrue(
                _ledger.isGone(known.id, i) == _naive.isGone(batch, i),
                "the bit differs from the history"
            );
            PackCounts memory counts = _ledger.packCounts(known.id, i);
            assertEq(counts.unitsTaken, pack.unitsSold + pack.unitsDestroyed);
            assertEq(counts.reversalCount, pack.reversalCount);
            assertTrue(counts.isOpened == pack.isOpened, "opened");
            assertTrue(counts.isFrozen == pack.isFrozen, "frozen");
        }
    }

    /// @dev I2: the parcels of a batch follow each other from 0 to its end, and there are no others.
    /// hardhat-config: invariant.runs = 16
    function invariant_ParcelsCoverTheBatch() public view {
        (uint256 batch, NaiveBatch memory known) = _turn();
        uint32 next = 0;
        for (uint32 i = 0; i < _packCount + 2; ++i) {
            Parcel memory found = _custody.parcel(parcelIdOf(known.id, i));
            if (i != next || i == _packCount) {
                assertTrue(found.state == ParcelState.None, "a parcel inside another");
                continue;
            }
            assertTrue(found.state != ParcelState.None, "a hole between parcels");
            assertTrue(found.to > i && found.to <= _packCount, "a parcel of no packs or past the batch");
            assertEq(found.to, _naive.endOf(batch, i));
            next = found.to;
        }
        assertEq(next, _packCount);
    }

    /// @dev I3: who shipped, dispensed or took back had the packs, and the ledger's custody is the history's.
    /// hardhat-config: invariant.runs = 16
    function invariant_OnlyTheHolderMovesPacks() public view {
        assertEq(_handler.outOfCustodyCount(), 0);
        (uint256 batch, NaiveBatch memory known) = _turn();
        uint32 from = 0;
        while (from < _packCount) {
            Parcel memory found = _custody.parcel(parcelIdOf(known.id, from));
            assertTrue(found.to > from, "a hole between parcels");
            for (; from < found.to && from < _packCount; ++from) {
                NaivePack memory pack = _naive.packAt(batch, from);
                assertEq(found.holder, pack.holder);
                assertEq(found.counterparty, pack.receiver);
                assertEq(bytes32(found.consignmentTag), bytes32(bytes16(pack.consignment)));
                assertTrue(found.state == _stateOf(pack.place), "state");
            }
        }
    }

    /// @dev I18: no two packs of declared stock have spent one key, and each key is spent by the pack that names it.
    /// hardhat-config: invariant.runs = 16
    function invariant_DeclaredKeyIsSpentOnce() public view {
        uint256 keyCount = _handler.KEYS();
        uint256[] memory holders = new uint256[](keyCount + 1);
        for (uint256 batch = 0; batch < _naive.batchCount(); ++batch) {
            NaiveBatch memory known = _naive.batchAt(batch);
            if (!known.isDeclared) continue;
            for (uint32 i = 0; i < _packCount; ++i) {
                uint256 number = uint128(_naive.packAt(batch, i).key);
                if (number == 0) {
                    assertTrue(
                        !_naive.isGone(batch, i) || _handler.unitsOut(batch, i) == 0,
                        "sold, no key spent"
                    );
                    continue;
                }
                assertEq(holders[number], 0, "one key, two packs");
                holders[number] = uint256(ParcelId.unwrap(parcelIdOf(known.id, i)));
            }
        }
        for (uint256 number = 1; number <= keyCount; ++number) {
            assertEq(uint256(_ledger.spentBy(bytes16(uint128(number)))), holders[number], "spent by another");
        }
    }

    /// @dev The real ledger accepted what the naive one accepts, refused all else, and keeps the invariants.
    function invariant_NaiveLedgerAgrees() public view {
        assertEq(_handler.lastSurprise(), "");
        assertEq(_handler.surpriseCount(), 0);
        invariant_PausedMeansNothingRecorded();
        uint256 turn = _handler.stepCount() % 5;
        if (turn == 0) invariant_PackIsHandedOverOnce();
        else if (turn == 1) invariant_ParcelsCoverTheBatch();
        else if (turn == 2) invariant_OnlyTheHolderMovesPacks();
        else if (turn == 3) invariant_DeclaredKeyIsSpentOnce();
        else invariant_ChangesFollowTheTables();
        _expectConsignment(_handler.stepCount() % _naive.consignmentCount());
        uint256 dispenses = _naive.dispenseCount();
        if (dispenses != 0) _expectDispense(_handler.stepCount() % dispenses);
    }

    /// @dev I10: of all status changes only those of the tables were ever seen.
    /// hardhat-config: invariant.runs = 16
    function invariant_ChangesFollowTheTables() public view {
        for (uint8 from = 0; from < 5; ++from) {
            for (uint8 to = 0; to < 5; ++to) {
                _expectRare(from, to, 0x001c1c02, _consignmentChanges(from, to));
                _expectRare(from, to, 0x00120a0402, _parcelChanges(from, to));
                if (from > 3 || to > 3) continue;
                _expectRare(from, to, 0x000c0c02, _dispenseChanges(from, to));
                _expectRare(from, to, 0x00080402, _batchChanges(from, to));
                if (from < 3 && to < 3) _expectRare(from, to, 0x000402, _productChanges(from, to));
            }
        }
    }

    /// @dev I13: while the ledger was paused nothing was made, moved or handed over.
    /// hardhat-config: invariant.runs = 16
    function invariant_PausedMeansNothingRecorded() public view {
        assertEq(_handler.recordedWhilePausedCount(), 0);
    }

    /// @dev The invariants are worth something only if the handler comes far.
    function test_TheHandlerReachesEveryKindOfStep() public {
        for (uint256 i = 0; i < 1_200; ++i) _step(i % 20, uint256(keccak256(abi.encode("reach", i))));
        assertEq(_handler.lastSurprise(), "");
        assertEq(_handler.surpriseCount(), 0);
        assertTrue(_handler.shippedCount() > 5, "too few shipped");
        assertTrue(_handler.receivedCount() > 5, "too few received");
        assertTrue(_handler.withdrawnCount() > 2, "too few withdrawn");
        assertTrue(_handler.contestedCount() > 2, "too few contested");
        assertTrue(_handler.answeredCount() > 2, "too few answered");
        assertTrue(_handler.resolvedCount() > 0, "none resolved");
        assertTrue(_handler.splitCount() > 0, "none split");
        assertTrue(_handler.joinedCount() > 0, "none joined");
        assertTrue(_handler.dispensedCount() > 10, "too few dispensed");
        assertTrue(_handler.unitsLineCount() > 3, "too few units");
        assertTrue(_handler.declaredLineCount() > 3, "too few of declared stock");
        assertTrue(_handler.importedCount() > 0, "none imported");
        assertTrue(_handler.reversedCount() > 3, "too few reversed");
        assertTrue(_handler.destroyedCount() > 1, "too few decommissioned");
        assertTrue(_handler.recalledCount() > 0, "none recalled");
        assertTrue(_handler.quarantinedCount() > 0, "none quarantined");
        assertTrue(_handler.refusedCount() > 50, "too few refused");
    }

    function _step(uint256 kind, uint256 seed) private {
        if (kind == 0) _handler.makeBatch(seed);
        else if (kind == 1) _handler.splitOrJoin(seed);
        else if (kind <= 4) _handler.ship(seed);
        else if (kind <= 6) _handler.accept(seed);
        else if (kind <= 8) _handler.takeOut(seed);
        else if (kind <= 10) _handler.quarrel(seed);
        else if (kind <= 14) _handler.dispense(seed);
        else if (kind <= 17) _handler.reverse(seed);
        else if (kind == 18) _handler.decommission(seed);
        else _handler.govern(seed);
    }

    function _expectConsignment(uint256 index) private view {
        NaiveConsignment memory known = _naive.consignmentAt(index);
        ConsignmentRecord memory record = _custody.consignmentRecord(known.sender, known.documentKey);
        assertEq(record.outstandingCount, known.outstanding);
        assertTrue(record.state == known.state, "consignment state");
        assertTrue(record.isShort == known.isShort, "short");
        Consignment memory content = _handler.consignmentAt(index);
        assertEq(bytes32(record.tag), bytes32(bytes20(_custody.consignmentIdOf(content))));
    }

    function _expectDispense(uint256 number) private view {
        Dispense memory content = _handler.dispenseAt(number);
        DispenseState state = _ledger.dispenseRecord(content.institution, content.documentKey).state;
        assertTrue(state == _naive.dispenseAt(number).state, "dispense state");
    }

    /// @dev Rows and bits as in Lifecycles, written down a second time.
    function _expectRare(uint8 from, uint8 to, uint256 table, uint256 seen) private pure {
        if ((table >> (uint256(from) * 8 + to)) & 1 == 1) return;
        assertEq(seen, 0, "a change outside its table");
    }

    function _consignmentChanges(uint8 from, uint8 to) private view returns (uint256) {
        // A withdrawal that leaves some outstanding touches the consignment and changes no state.
        if (from == to && from == uint8(ConsignmentState.Shipped)) return 0;
        return _witness.consignmentChanges(ConsignmentState(from), ConsignmentState(to));
    }

    function _parcelChanges(uint8 from, uint8 to) private view returns (uint256) {
        return _witness.parcelChanges(ParcelState(from), ParcelState(to));
    }

    function _dispenseChanges(uint8 from, uint8 to) private view returns (uint256) {
        return _witness.dispenseChanges(DispenseState(from), DispenseState(to));
    }

    function _batchChanges(uint8 from, uint8 to) private view returns (uint256) {
        return _witness.batchChanges(BatchStatus(from), BatchStatus(to));
    }

    function _productChanges(uint8 from, uint8 to) private view returns (uint256) {
        return _witness.productChanges(ProductStatus(from), ProductStatus(to));
    }

    function _stateOf(Place place) private pure returns (ParcelState) {
        if (place == Place.Held) return ParcelState.Held;
        if (place == Place.OnItsWay) return ParcelState.InTransit;
        return place == Place.Contested ? ParcelState.Disputed : ParcelState.Lost;
    }

    /// @dev One batch after the other, five steps each.
    function _turn() private view returns (uint256 batch, NaiveBatch memory known) {
        batch = (_handler.stepCount() / 5) % _naive.batchCount();
        known = _naive.batchAt(batch);
    }
}
