// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ProductDraft, ProductFlags } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Consignment, IDrugCustody } from "../../../contracts/interfaces/IDrugCustody.sol";
import { Dispense, IDrugLedger } from "../../../contracts/interfaces/IDrugLedger.sol";
import { InstitutionKind } from "../../../contracts/interfaces/IInstitutions.sol";
import { RegionLimits } from "../../../contracts/interfaces/IRegionRules.sol";
import { BatchId, InstitutionId, ProductId, RegionCode } from "../../../contracts/libraries/Ids.sol";
import { PackRun } from "../../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./DrugFixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { NaiveLedger } from "./NaiveLedger.sol";
import { Asked, NaivePack, Place } from "./NaivePacks.sol";
import { StatusWitness } from "./StatusWitness.sol";
import { vm } from "./Vm.sol";

/// @notice A few institutions, their random choices, and the two ledgers that are told the same.
contract DrugWorld is DrugFixture {
    uint32 public constant PACKS = 16;
    uint16 public constant UNITS = 4;
    uint256 internal constant PRODUCTS = 2;

    /// @dev maker, wholesaler, pharmacy, hospital (of region B); then the bureaus of both regions.
    Member[] internal actors;
    ProductId[PRODUCTS] internal products;
    BatchId[] internal batches;
    Consignment[] internal sent;
    Dispense[] internal given;

    NaiveLedger public naive;
    StatusWitness public witness;
    uint40 public clockSec;

    uint256 public stepCount;
    uint256 public surpriseCount;
    bytes public lastSurprise;
    uint256 public refusedCount;
    uint256 public outOfCustodyCount;
    uint256 public recordedWhilePausedCount;

    uint256 private _seed;

    /// @dev One step: its seed decides all of it, its time goes on from the step before. Once the two ledgers differ
    /// nothing goes on, and what they differ in is left to see.
    modifier step(uint256 seed) {
        _seed = seed;
        ++stepCount;
        if (surpriseCount == 0) {
            vm.warp(clockSec + _pick(1 hours));
            _;
            clockSec = uint40(block.timestamp);
        }
    }

    function drugLedger() external view returns (IDrugLedger) {
        return ledger;
    }

    function drugCustody() external view returns (IDrugCustody) {
        return custody;
    }

    function consignmentAt(uint256 index) external view returns (Consignment memory) {
        return sent[index];
    }

    function dispenseAt(uint256 index) external view returns (Dispense memory) {
        return given[index];
    }

    function _setUpWorld() internal {
        _setUpTrade();
        naive = new NaiveLedger();
        witness = new StatusWitness(catalogue, custody, ledger);
        _meet(maker, InstitutionKind.Maker, REGION_A);
        _meet(wholesaler, InstitutionKind.Wholesaler, REGION_A);
        _meet(pharmacy, InstitutionKind.Pharmacy, REGION_A);
        _meet(hospital, InstitutionKind.Hospital, REGION_B);
        _meet(bureauA, InstitutionKind.Bureau, REGION_A);
        _meet(bureauB, InstitutionKind.Bureau, REGION_B);
        RegionLimits memory limits = RegionLimits({
            lateAfterSec: 1 hours,
            returnWindowSec: naive.RETURN_WINDOW_SEC(),
            disputeLimitSec: naive.DISPUTE_LIMIT_SEC(),
            reversalsMax: naive.REVERSALS_MAX()
        });
        vm.prank(bureauA.operator);
        rules.setLimits(limits);
        vm.prank(bureauB.operator);
        rules.setLimits(limits);
        for (uint256 i = 0; i < PRODUCTS; ++i) {
            ProductDraft memory draft = _productDraft();
            draft.unitsPerPack = UNITS;
            draft.flags = ProductFlags.wrap(i == 0 ? SPLIT_ALLOWED : 0);
            products[i] = _admit(draft);
            witness.seeProduct(products[i]);
        }
        clockSec = uint40(block.timestamp);
    }

    /// @notice Tells both ledgers, the naive one first.
    function _tell(
        bytes memory naiveCall,
        Member memory by,
        address target,
        bytes memory realCall
    ) internal returns (bool isDone) {
        (bool isExpected, ) = address(naive).call(naiveCall);
        bytes memory answer;
        vm.prank(by.operator);
        (isDone, answer) = target.call(realCall);
        if (isExpected != isDone) {
            ++surpriseCount;
            lastSurprise = abi.encode(bytes4(naiveCall), isExpected, answer);
        }
        if (!isDone) ++refusedCount;
    }

    /// @dev Of acts that stop while the ledger is paused.
    function _noteIfPaused(bool isDone) internal {
        if (isDone && institutions.paused()) ++recordedWhilePausedCount;
    }

    function _noteIfNotHolder(bool isDone, Asked memory asked, bool wasHeld) internal {
        if (isDone && !wasHeld && asked.from < asked.to) ++outOfCustodyCount;
    }

    function _isHeldBy(
        uint256 batch,
        uint32 from,
        uint32 to,
        InstitutionId holder
    ) internal view returns (bool) {
        for (uint32 i = from; i < to; ++i) {
            if (i >= PACKS) return false;
            NaivePack memory pack = naive.packAt(batch, i);
            if (pack.holder != holder || pack.place != Place.Held) return false;
        }
        return true;
    }

    function _runOf(Asked memory asked) internal view returns (PackRun[] memory) {
        return _runs(_run(batches[asked.batch], asked.from, asked.to));
    }

    /// @dev Who says so: mostly the institution itself, now and then the bureau that imports for it, or another.
    function _speakerFor(InstitutionId id) internal returns (Member memory) {
        if (_sometimes(10)) return actors[_pick(actors.length)];
        Member memory member = _memberOf(id);
        if (!_sometimes(8)) return member;
        return id == hospital.id ? bureauB : bureauA;
    }

    function _memberOf(InstitutionId id) internal view returns (Member memory) {
        for (uint256 i = 0; i < actors.length; ++i) {
            if (actors[i].id == id) return actors[i];
        }
        return actors[0];
    }

    /// @dev From five days ago to a little past what may be stated.
    function _statedSec() internal returns (uint40) {
        uint40 nowSec = uint40(block.timestamp);
        if (_sometimes(8)) return nowSec + uint40(_pick(240));
        if (_sometimes(2)) return nowSec - uint40(_pick(2 hours));
        return nowSec - uint40(_pick(5 days));
    }

    /// @dev A run as people mean it: mostly inside the parcel around a pack, now and then across two, or empty.
    function _pickRun(uint256 batch, uint32 around) internal returns (Asked memory asked) {
        asked.batch = batch;
        asked.from = around;
        asked.parcelFrom = _sometimes(20) ? uint32(_pick(PACKS)) : naive.startOf(batch, around);
        if (_sometimes(2)) asked.from = asked.parcelFrom;
        uint32 end = naive.endOf(batch, asked.parcelFrom);
        if (end <= asked.from || _sometimes(16)) asked.to = asked.from + uint32(_pick(PACKS));
        else asked.to = _sometimes(2) ? end : asked.from + 1 + uint32(_pick(end - asked.from));
    }

    function _sometimes(uint256 oneIn) internal returns (bool) {
        return _pick(oneIn) == 0;
    }

    function _pick(uint256 count) internal returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % count;
    }

    function _meet(Member memory member, InstitutionKind kind, RegionCode region) private {
        actors.push(member);
        naive.meet(member.id, kind, region);
    }
}
