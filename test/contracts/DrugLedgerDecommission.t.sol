// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ParcelState } from "../../contracts/interfaces/IDrugCustody.sol";
import {
    Decommission,
    DecommissionReason,
    Dispense,
    IDrugLedger
} from "../../contracts/interfaces/IDrugLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { BatchId, Fen } from "../../contracts/libraries/Ids.sol";
import {
    CLOCK_SKEW_SEC_MAX,
    PACKS_PER_DECOMMISSION_MAX,
    REMNANTS_PER_DECOMMISSION_MAX,
    RUNS_PER_DECOMMISSION_MAX
} from "../../contracts/libraries/Limits.sol";
import { PackLine, PackRun, PackWords } from "../../contracts/libraries/PackWords.sol";
import { SalesFixture } from "./support/SalesFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev What leaves the trade without being sold 报废. The pharmacy holds a batch of 600 packs of 24 units.
contract DrugLedgerDecommissionTest is SalesFixture {
    BatchId private _batch;

    function setUp() public {
        _setUpTrade();
        _batch = _sealedBatch(_productOf(SPLIT_ALLOWED), 600);
        _deliver(maker, pharmacy, _run(_batch, 0, 600), 0);
    }

    function test_DecommissionPacks_TakesRunsAndRemnantsOut() public {
        _sell(pharmacy, _units(_batch, 5, 10));
        Decommission memory content = _content(_runs(_run(_batch, 250, 520)), _lines(_remnant(5, 14)));
        bytes32 id = ledger.decommissionIdOf(content);
        vm.warp(block.timestamp + 60);
        vm.expectEmit(address(ledger));
        emit IDrugLedger.PacksDecommissioned(
            id,
            pharmacy.id,
            content.documentKey,
            content.occurredAtSec,
            DecommissionReason.Destroyed,
            pharmacy.operator,
            content.runs,
            content.remnants
        );
        _decommission(content);
        assertEq(
            bytes32(ledger.decommissionRecord(pharmacy.id, content.documentKey).tag),
            bytes32(bytes20(id))
        );
        assertEq(ledger.decommissionRecord(pharmacy.id, content.documentKey).recordedAtSec, block.timestamp);
        assertFalse(ledger.isGone(_batch, 249));
        assertTrue(ledger.isGone(_batch, 250) && ledger.isGone(_batch, 255) && ledger.isGone(_batch, 256));
        assertTrue(ledger.isGone(_batch, 511) && ledger.isGone(_batch, 512) && ledger.isGone(_batch, 519));
        assertFalse(ledger.isGone(_batch, 520));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
    }

    /// @dev What is expired, recalled or held in quarantine is what is destroyed; no pause keeps it.
    function test_DecommissionPacks_GoesOnForBadGoodsWhilePaused() public {
        _quarantine(bureauA, _batch);
        _recall(_batch);
        vm.warp(block.timestamp + SHELF_LIFE_SEC);
        _pauseLedger();
        _decommission(_content(_runs(_run(_batch, 0, 600)), new PackLine[](0)));
        assertTrue(ledger.isGone(_batch, 0) && ledger.isGone(_batch, 599));
    }

    /// @dev A frozen pack's bit is set though it lies on the shelf: it goes as a remnant of all its units, once.
    function test_DecommissionPacks_TakesAFrozenPackAsARemnant() public {
        for (uint256 i = 0; i < 3; ++i)
            _reverse(_sell(pharmacy, _pack(_batch, 5)), pharmacy, _pack(_batch, 5));
        _expect(
            _content(_runs(_run(_batch, 5, 6)), new PackLine[](0)),
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 5)
        );
        _decommission(_content(new PackRun[](0), _lines(_remnant(5, UNITS_PER_PACK))));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, UNITS_PER_PACK);
        _expectRemnantWrong(5, 0, UNITS_PER_PACK);
    }

    function test_DecommissionPacks_LeavesUnitsThatComeBackForSale() public {
        Dispense memory dispense = _sell(pharmacy, _units(_batch, 5, 10));
        _decommission(_content(new PackRun[](0), _lines(_remnant(5, 14))));
        _reverse(dispense, pharmacy, _units(_batch, 5, 10));
        assertEq(ledger.packCounts(_batch, 5).unitsTaken, 14);
        _sell(pharmacy, _units(_batch, 5, 10));
    }

    function test_RevertWhen_CallerMayNotDecommission() public {
        Decommission memory content = _empty();
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                bureauB.operator,
                bureauB.id,
                Act.Decommission
            )
        );
        ledger.decommissionPacks(content, _froms(0), _froms(0));
    }

    function test_RevertWhen_InstitutionIsAnother() public {
        Decommission memory content = _empty();
        content.institution = hospital.id;
        content.occurredAtSec = type(uint40).max;
        _expect(
            content,
            abi.encodeWithSelector(IDrugLedger.InstitutionMismatch.selector, hospital.id, pharmacy.id)
        );
    }

    function test_RevertWhen_DocumentIsRecorded() public {
        Decommission memory content = _content(_runs(_run(_batch, 0, 1)), new PackLine[](0));
        _decommission(content);
        bytes20 tag = bytes20(ledger.decommissionIdOf(content));
        content.occurredAtSec = type(uint40).max;
        _expect(
            content,
            abi.encodeWithSelector(
                IDrugLedger.DocumentAlreadyRecorded.selector,
                pharmacy.id,
                content.documentKey,
                tag
            )
        );
    }

    function test_RevertWhen_StatedTimeIsInTheFuture() public {
        Decommission memory content = _empty();
        content.reason = DecommissionReason.None;
        content.occurredAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expect(
            content,
            abi.encodeWithSelector(
                IDrugLedger.OccurredInFuture.selector,
                content.occurredAtSec,
                uint40(block.timestamp)
            )
        );
    }

    function test_RevertWhen_ReasonIsMissing() public {
        Decommission memory content = _empty();
        content.reason = DecommissionReason.None;
        _expect(content, abi.encodeWithSelector(IDrugLedger.DecommissionReasonMissing.selector));
    }

    function test_RevertWhen_RunsOrRemnantsAreNoneOrTooMany() public {
        uint256 max = RUNS_PER_DECOMMISSION_MAX;
        _expect(_empty(), abi.encodeWithSelector(IDrugLedger.RunsWrong.selector, 0, max));
        uint256 linesMax = REMNANTS_PER_DECOMMISSION_MAX;
        _expect(
            _content(new PackRun[](max + 1), new PackLine[](linesMax + 1)),
            abi.encodeWithSelector(IDrugLedger.RunsWrong.selector, max + 1, max)
        );
        _expect(
            _content(new PackRun[](0), new PackLine[](linesMax + 1)),
            abi.encodeWithSelector(IDrugLedger.LinesWrong.selector, linesMax + 1, linesMax)
        );
    }

    function test_RevertWhen_ListsDiffer() public {
        Decommission memory content = _content(new PackRun[](1), new PackLine[](2));
        vm.startPrank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 1, 0));
        ledger.decommissionPacks(content, new uint32[](0), new uint32[](0));
        vm.expectRevert(abi.encodeWithSelector(IDrugLedger.ListsDiffer.selector, 2, 0));
        ledger.decommissionPacks(content, new uint32[](1), new uint32[](0));
        vm.stopPrank();
    }

    function test_RevertWhen_RunIsMalformed() public {
        _expectRun(
            _run(_batch, 5, 5),
            abi.encodeWithSelector(IDrugLedger.RunMalformed.selector, _run(_batch, 5, 5))
        );
    }

    /// @dev Of the whole call, and looked at before the parcel is.
    function test_RevertWhen_PacksAreTooMany() public {
        uint256 max = PACKS_PER_DECOMMISSION_MAX;
        _expectRun(
            _run(BatchId.wrap(1), 0, uint32(max) + 1),
            abi.encodeWithSelector(IDrugLedger.PacksTooMany.selector, max + 1, max)
        );
        PackRun[] memory runs = new PackRun[](2);
        runs[0] = _run(_batch, 0, 1);
        runs[1] = _run(BatchId.wrap(1), 0, uint32(max));
        _expect(
            _content(runs, new PackLine[](0)),
            abi.encodeWithSelector(IDrugLedger.PacksTooMany.selector, max + 1, max)
        );
    }

    function test_RevertWhen_ParcelIsNotHeldByTheCaller() public {
        BatchId none = BatchId.wrap(1);
        _expectRun(
            _run(none, 0, 1),
            abi.encodeWithSelector(IDrugLedger.ParcelUnknown.selector, _parcelId(none, 0))
        );
        _ship(_consignment(pharmacy, hospital, _run(_batch, 0, 10)), pharmacy.operator, 0);
        _expectRun(
            _run(_batch, 0, 600),
            abi.encodeWithSelector(
                IDrugLedger.ParcelNotInState.selector,
                _parcelId(_batch, 0),
                ParcelState.InTransit,
                ParcelState.Held
            )
        );
        BatchId other = _sealedBatch(_productOf(0), 10);
        _expectRun(
            _run(other, 0, 600),
            abi.encodeWithSelector(
                IDrugLedger.NotInCustody.selector,
                _parcelId(other, 0),
                maker.id,
                pharmacy.id
            )
        );
    }

    function test_RevertWhen_RunIsOutsideTheParcel() public {
        _sell(pharmacy, _pack(_batch, 599));
        _expectRun(
            _run(_batch, 599, 601),
            abi.encodeWithSelector(IDrugLedger.RunOutsideParcel.selector, _parcelId(_batch, 0), 600, 599, 601)
        );
    }

    function test_RevertWhen_APackOfTheRunIsGone() public {
        _sell(pharmacy, _pack(_batch, 300));
        _sell(pharmacy, _units(_batch, 270, 1));
        _expectRun(
            _run(_batch, 10, 400),
            abi.encodeWithSelector(IDrugLedger.PackNotSellable.selector, _batch, 270)
        );
        assertFalse(ledger.isGone(_batch, 10));
    }

    function test_RevertWhen_RemnantIsMalformed() public {
        PackLine line = _units(_batch, 5, 1);
        _expect(
            _content(new PackRun[](0), _lines(line)),
            abi.encodeWithSelector(IDrugLedger.LineMalformed.selector, line)
        );
    }

    function test_RevertWhen_RemnantIsOutsideTheParcel() public {
        _expect(
            _content(new PackRun[](0), _lines(_remnant(600, 1))),
            abi.encodeWithSelector(IDrugLedger.PackOutsideParcel.selector, _parcelId(_batch, 0), 600, 600)
        );
    }

    /// @dev Exactly what is left, of packs that were opened and not used up.
    function test_RevertWhen_RemnantIsWrong() public {
        _sell(pharmacy, _units(_batch, 5, 10));
        _expectRemnantWrong(5, 14, 13);
        _expectRemnantWrong(5, 14, 15);
        _expectRemnantWrong(5, 14, 0);
        _expectRemnantWrong(6, 0, UNITS_PER_PACK);
        _sell(pharmacy, _pack(_batch, 7));
        _expectRemnantWrong(7, 0, UNITS_PER_PACK);
        _sell(pharmacy, _units(_batch, 5, 14));
        _expectRemnantWrong(5, 0, 0);
    }

    /// @dev Exactly the packs of the run are gone, across the words of 256.
    function testFuzz_ARunSetsItsBitsAlone(uint32 from, uint32 to) public {
        from = uint32(bound(from, 0, 598));
        to = uint32(bound(to, from + 1, 599));
        _decommission(_content(_runs(_run(_batch, from, to)), new PackLine[](0)));
        for (uint32 i = 0; i < 600; i += 7) {
            assertTrue(ledger.isGone(_batch, i) == (i >= from && i < to));
        }
        assertTrue(ledger.isGone(_batch, from) && ledger.isGone(_batch, to - 1));
        assertFalse(ledger.isGone(_batch, to));
        if (from > 0) assertFalse(ledger.isGone(_batch, from - 1));
    }

    function decommissionAs(Decommission memory content) external {
        _decommission(content);
    }

    function _content(
        PackRun[] memory runs,
        PackLine[] memory remnants
    ) private returns (Decommission memory content) {
        content.institution = pharmacy.id;
        content.documentKey = _nextDocument();
        content.occurredAtSec = uint40(block.timestamp);
        content.reason = DecommissionReason.Destroyed;
        content.runs = runs;
        content.remnants = remnants;
    }

    function _empty() private returns (Decommission memory) {
        return _content(new PackRun[](0), new PackLine[](0));
    }

    function _remnant(uint32 index, uint16 units) private view returns (PackLine) {
        return PackWords.toLine(_batch, index, units, Fen.wrap(0));
    }

    function _decommission(Decommission memory content) private {
        vm.prank(pharmacy.operator);
        ledger.decommissionPacks(content, _froms(0, content.runs.length), _froms(0, content.remnants.length));
    }

    function _expect(Decommission memory content, bytes memory revertData) private {
        vm.expectRevert(revertData);
        this.decommissionAs(content);
    }

    function _expectRun(PackRun run, bytes memory revertData) private {
        _expect(_content(_runs(run), _lines(PackLine.wrap(type(uint256).max))), revertData);
    }

    function _expectRemnantWrong(uint32 index, uint16 unitsLeft, uint16 asked) private {
        _expect(
            _content(new PackRun[](0), _lines(_remnant(index, asked))),
            abi.encodeWithSelector(IDrugLedger.RemnantWrong.selector, _batch, index, unitsLeft, asked)
        );
    }
}
