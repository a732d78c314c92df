// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchDraft, DeclarationDraft } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Consignment, DisputeOutcome, IDrugCustody } from "../../../contracts/interfaces/IDrugCustody.sol";
import { BatchId, InstitutionId } from "../../../contracts/libraries/Ids.sol";
import { PackRun, PackWords } from "../../../contracts/libraries/PackWords.sol";
import { DrugWorld } from "./DrugWorld.sol";
import { Member } from "./InstitutionsFixture.sol";
import { NaiveCustody } from "./NaiveCustody.sol";
import { Asked, NaiveBatch, NaiveConsignment, NaivePack, Place } from "./NaivePacks.sol";
import { vm } from "./Vm.sol";

/// @notice Random making, declaring and moving of goods, with good and bad input.
contract DrugMoves is DrugWorld {
    uint256 public constant BATCHES_MAX = 7;

    uint256 public splitCount;
    uint256 public joinedCount;
    uint256 public shippedCount;
    uint256 public receivedCount;
    uint256 public withdrawnCount;
    uint256 public contestedCount;
    uint256 public answeredCount;
    uint256 public resolvedCount;

    function makeBatch(uint256 seed) external step(seed) {
        if (batches.length == BATCHES_MAX) return _sealAgain();
        uint256 productIndex = _pick(PRODUCTS);
        bool isExpected = _isExpected(abi.encodeCall(NaiveCustody.requireMayMake, (productIndex)));
        bool isDeclared = _sometimes(2);
        (bool isDone, BatchId id) = isDeclared
            ? _declare(productIndex, pharmacy)
            : _make(productIndex, 5 days);
        _noteIfPaused(isDone);
        if (isDone != isExpected) ++surpriseCount;
        if (isDone) _fillAndSeal(id, productIndex, isDeclared ? pharmacy : maker);
        else ++refusedCount;
    }

    function splitOrJoin(uint256 seed) external step(seed) {
        uint256 batch = _pick(batches.length);
        uint32 cutIndex = uint32(1 + _pick(PACKS));
        uint32 from = _sometimes(8) ? uint32(_pick(PACKS)) : naive.startOf(batch, cutIndex - 1);
        Member memory by = _speakerFor(_holderOf(batch, from));
        uint32 end = naive.endOf(batch, from);
        bool isDone;
        if (_sometimes(2) && end != 0) {
            uint32 next = _sometimes(8) ? cutIndex : end;
            isDone = _tell(
                abi.encodeCall(NaiveCustody.join, (by.id, batch, from, next)),
                by,
                address(custody),
                abi.encodeCall(IDrugCustody.joinParcels, (_parcelId(batches[batch], from), _froms(next)))
            );
            if (isDone) ++joinedCount;
        } else {
            isDone = _tell(
                abi.encodeCall(NaiveCustody.split, (by.id, batch, from, cutIndex)),
                by,
                address(custody),
                abi.encodeCall(IDrugCustody.splitParcel, (_parcelId(batches[batch], from), cutIndex))
            );
            if (isDone) ++splitCount;
        }
        _noteIfPaused(isDone);
        witness.seeParcels(batches[batch], PACKS);
    }

    function ship(uint256 seed) external step(seed) {
        uint256 batch = _pick(batches.length);
        Asked memory asked = _pickRun(batch, uint32(_pick(PACKS)));
        Member memory sender = _memberOf(_holderOf(batch, asked.from));
        Member memory receiver = actors[_sometimes(12) ? _pick(actors.length) : _pick(4)];
        Member memory by = _speakerFor(sender.id);
        if (_sometimes(10)) sender = by;
        asked.statedSec = _statedSec();
        (asked.by, asked.stated) = (by.id, sender.id);
        Consignment memory content = _consignmentOf(asked, sender, receiver);
        if (sent.length != 0 && _sometimes(16)) content.documentKey = sent[_pick(sent.length)].documentKey;
        _ship(asked, by, content);
    }

    function accept(uint256 seed) external step(seed) {
        if (sent.length == 0) return;
        uint256 index = _pickConsignment(Place.OnItsWay);
        Asked memory asked = _pickOf(index, Place.OnItsWay);
        Member memory by = _speakerFor(sent[index].receiver);
        (asked.by, asked.stated) = (by.id, sent[index].receiver);
        asked.statedSec = _statedSec();
        bool isDone = _tell(
            abi.encodeCall(NaiveCustody.receiveRun, (asked, index)),
            by,
            address(custody),
            abi.encodeCall(
                IDrugCustody.receiveConsignment,
                (sent[index], asked.statedSec, _runOf(asked), _froms(asked.parcelFrom))
            )
        );
        _noteIfPaused(isDone);
        if (isDone) ++receivedCount;
        _see(asked.batch, index, isDone);
    }

    /// @dev The sender withdraws, or one of the two contests.
    function takeOut(uint256 seed) external step(seed) {
        if (sent.length == 0) return;
        uint256 index = _pickConsignment(Place.OnItsWay);
        Asked memory asked = _pickOf(index, Place.OnItsWay);
        asked.statedSec = _statedSec();
        uint32[] memory froms = _froms(asked.parcelFrom);
        bool isDone;
        if (_sometimes(2)) {
            Member memory by = _speakerFor(sent[index].sender);
            (asked.by, asked.stated) = (by.id, sent[index].sender);
            isDone = _tell(
                abi.encodeCall(NaiveCustody.withdrawRun, (asked, index)),
                by,
                address(custody),
                abi.encodeCall(
                    IDrugCustody.withdrawConsignment,
                    (sent[index], asked.statedSec, _runOf(asked), froms)
                )
            );
            if (isDone) ++withdrawnCount;
        } else {
            Member memory by = _partyTo(index);
            asked.by = by.id;
            isDone = _tell(
                abi.encodeCall(NaiveCustody.contest, (asked, index)),
                by,
                address(custody),
                abi.encodeCall(
                    IDrugCustody.disputeConsignment,
                    (sent[index], asked.statedSec, _runOf(asked), froms, bytes32(0))
                )
            );
            if (isDone) ++contestedCount;
        }
        _see(asked.batch, index, isDone);
    }

    /// @dev A party answers, or the bureau of the receiver's region (or another) resolves.
    function quarrel(uint256 seed) external step(seed) {
        if (sent.length == 0) return;
        uint256 index = _pickConsignment(Place.Contested);
        Asked memory asked = _pickOf(index, Place.Contested);
        uint8 outcome = uint8(1 + _pick(2));
        bool isDone;
        if (_sometimes(2)) {
            Member memory by = _partyTo(index);
            asked.by = by.id;
            isDone = _tell(
                abi.encodeCall(NaiveCustody.answer, (asked, index, outcome)),
                by,
                address(custody),
                abi.encodeCall(
                    IDrugCustody.answerDispute,
                    (sent[index], DisputeOutcome(outcome), _runOf(asked))
                )
            );
            if (isDone) ++answeredCount;
        } else {
            Member memory by = (sent[index].receiver == hospital.id) != _sometimes(8) ? bureauB : bureauA;
            asked.by = by.id;
            isDone = _tell(
                abi.encodeCall(NaiveCustody.resolve, (asked, index, outcome)),
                by,
                address(custody),
                abi.encodeCall(
                    IDrugCustody.resolveDispute,
                    (sent[index], DisputeOutcome(outcome), _runOf(asked))
                )
            );
            if (isDone) ++resolvedCount;
        }
        _see(asked.batch, index, isDone);
    }

    /// @notice The maker delivers packs to one who trades; those before them have left it already.
    function _stock(uint256 batch, uint32 from, uint32 to, Member memory receiver) internal {
        Asked memory asked = Asked(maker.id, maker.id, batch, from, from, to, uint40(block.timestamp));
        _ship(asked, maker, _consignmentOf(asked, maker, receiver));
        (asked.by, asked.stated) = (receiver.id, receiver.id);
        uint256 index = sent.length - 1;
        naive.receiveRun(asked, index);
        _receive(sent[index], receiver.operator, _runOf(asked)[0], from);
        _see(batch, index, true);
    }

    function _make(uint256 productIndex, uint40 shelfLifeSec) internal returns (bool isDone, BatchId id) {
        BatchDraft memory draft = _batchDraft(products[productIndex], PACKS);
        draft.expiresAtSec = uint40(block.timestamp + shelfLifeSec + _pick(10 days));
        vm.prank(maker.operator);
        try catalogue.openBatch(draft) returns (BatchId made) {
            return (true, made);
        } catch {
            return (false, id);
        }
    }

    function _declare(uint256 productIndex, Member memory holder) internal returns (bool isDone, BatchId id) {
        BatchDraft memory form = _batchDraft(products[productIndex], PACKS);
        DeclarationDraft memory draft = DeclarationDraft({
            holder: holder.id,
            product: form.product,
            packCount: PACKS,
            madeAtSec: form.madeAtSec,
            expiresAtSec: uint40(block.timestamp + 5 days + _pick(10 days)),
            declaredAtSec: uint40(block.timestamp),
            keyEpoch: 1,
            batchNumber: form.batchNumber,
            documentKey: _nextDocument()
        });
        vm.prank(holder.operator);
        try catalogue.declareBatch(draft) returns (BatchId made) {
            return (true, made);
        } catch {
            return (false, id);
        }
    }

    /// @notice Fills and seals a batch just opened, and knows all of it in its holder's hands.
    function _fillAndSeal(BatchId id, uint256 productIndex, Member memory holder) internal {
        witness.seeBatch(id);
        vm.prank(holder.operator);
        catalogue.appendManifest(id, 0, 0, _keys(0, PACKS));
        bytes32 manifestHash = catalogue.batch(id).manifestHash;
        vm.prank(holder.operator);
        catalogue.sealBatch(id, manifestHash);
        witness.seeBatch(id);
        NaiveBatch memory made;
        made.id = id;
        made.product = productIndex;
        made.expiresAtSec = catalogue.batch(id).expiresAtSec;
        made.isSplitAllowed = productIndex == 0;
        made.isDeclared = holder.id != maker.id;
        naive.seal(made, holder.id);
        batches.push(id);
        witness.seeParcels(id, PACKS);
    }

    function _ship(Asked memory asked, Member memory by, Consignment memory content) private {
        bool wasHeld = _isHeldBy(asked.batch, asked.from, asked.to, asked.stated);
        bytes32 id = custody.consignmentIdOf(content);
        bool isDone = _tell(
            abi.encodeCall(NaiveCustody.ship, (asked, content.receiver, id, content.documentKey)),
            by,
            address(custody),
            abi.encodeCall(IDrugCustody.shipConsignment, (content, _froms(asked.parcelFrom)))
        );
        _noteIfPaused(isDone);
        _noteIfNotHolder(isDone, asked, wasHeld);
        witness.seeParcels(batches[asked.batch], PACKS);
        if (!isDone) return;
        ++shippedCount;
        sent.push(content);
        witness.seeConsignment(content.sender, content.documentKey, true);
    }

    function _consignmentOf(
        Asked memory asked,
        Member memory sender,
        Member memory receiver
    ) private returns (Consignment memory content) {
        content = _consignment(sender, receiver, _runOf(asked)[0]);
        content.shippedAtSec = asked.statedSec;
    }

    function _sealAgain() private {
        BatchId batch = batches[_pick(batches.length)];
        bytes32 manifestHash = catalogue.batch(batch).manifestHash;
        vm.prank(maker.operator);
        try catalogue.sealBatch(batch, manifestHash) {
            ++surpriseCount;
        } catch {
            ++refusedCount;
        }
        witness.seeBatch(batch);
    }

    function _see(uint256 batch, uint256 index, bool isDone) private {
        witness.seeParcels(batches[batch], PACKS);
        witness.seeConsignment(sent[index].sender, sent[index].documentKey, isDone);
    }

    /// @dev The newest, or one that has packs there, if there is any.
    function _pickConsignment(Place place) private returns (uint256 index) {
        index = _sometimes(4) ? sent.length - 1 : _pick(sent.length);
        for (uint256 i = 0; i < 8; ++i) {
            if (_placeIn(index, place) < PACKS) return index;
            index = (index + 1) % sent.length;
        }
    }

    /// @dev A run of the consignment's packs that are there; in dispute mostly exactly the parcel.
    function _pickOf(uint256 index, Place place) private returns (Asked memory asked) {
        NaiveConsignment memory content = naive.consignmentAt(index);
        uint32 around = _placeIn(index, place);
        if (around == PACKS) around = PackWords.from(sent[index].runs[0]) % PACKS;
        asked = _pickRun(content.batch, around);
        if (place != Place.Contested || _sometimes(8)) return asked;
        asked.from = naive.startOf(content.batch, around);
        asked.to = naive.endOf(content.batch, asked.from);
    }

    /// @dev The first pack of the consignment that is there; PACKS when none is.
    function _placeIn(uint256 index, Place place) private view returns (uint32 found) {
        PackRun run = sent[index].runs[0];
        NaiveConsignment memory content = naive.consignmentAt(index);
        for (found = PackWords.from(run); found < PackWords.to(run); ++found) {
            NaivePack memory pack = naive.packAt(content.batch, found);
            if (pack.place == place && pack.consignment == content.id) return found;
        }
        return PACKS;
    }

    function _partyTo(uint256 index) private returns (Member memory) {
        if (_sometimes(10)) return actors[_pick(actors.length)];
        return _memberOf(_sometimes(2) ? sent[index].sender : sent[index].receiver);
    }

    function _holderOf(uint256 batch, uint32 index) private view returns (InstitutionId) {
        return naive.packAt(batch, index < PACKS ? index : 0).holder;
    }

    function _isExpected(bytes memory naiveCall) private returns (bool isExpected) {
        (isExpected, ) = address(naive).call(naiveCall);
    }
}
