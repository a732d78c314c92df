// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchDraft, ProductDraft, ProductFlags } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Consignment, Dispense, IDrugLedger } from "../../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, InstitutionId, ProductId } from "../../../contracts/libraries/Ids.sol";
import { PackRun, PackWords } from "../../../contracts/libraries/PackWords.sol";
import { DrugFixture } from "./DrugFixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { StatusWitness } from "./StatusWitness.sol";

/// @notice What happened to one pack, told without parcels, bits and words.
struct PackHistory {
    InstitutionId holder;
    InstitutionId receiver; // while on its way; else 0
    bytes32 consignment; // while on its way; else 0
    uint16 unitsOut; // units handed to persons; a whole pack counts all of them
    bool soldWhole;
}

/// @notice A batch as the test knows it.
struct BatchHistory {
    BatchId id;
    ProductId product;
    uint40 expiresAtSec;
    bool splitAllowed;
}

/// @notice A naive ledger beside the real one: a history for each single pack.
contract DrugWorld is DrugFixture {
    uint32 public constant PACKS = 16;
    uint256 public constant BATCHES_MAX = 3;
    uint16 public constant UNITS = 4;

    /// @dev maker, wholesaler, pharmacy, hospital; then one who may hold no goods.
    Member[] internal actors;
    uint256 internal constant TRADERS = 4;

    BatchHistory[] internal batches;
    mapping(uint256 batchIndex => mapping(uint32 packIndex => PackHistory)) internal packs;
    ProductId[2] internal products;
    Consignment[] internal sent;
    Dispense[] internal given;
    mapping(uint256 consignmentIndex => uint32) internal outstanding;

    bool public isPaused;
    uint40 public clockSec;
    mapping(uint256 productIndex => bool) internal isWithdrawn;

    StatusWitness public witness;
    uint256 public outOfCustodyCount;

    function _setUpWorld() internal {
        _setUpTrade();
        witness = new StatusWitness(catalogue, ledger);
        actors.push(maker);
        actors.push(wholesaler);
        actors.push(pharmacy);
        actors.push(hospital);
        actors.push(bureauB);
        for (uint256 i = 0; i < products.length; ++i) {
            ProductDraft memory draft = _productDraft();
            draft.unitsPerPack = UNITS;
            draft.flags = ProductFlags.wrap(i == 0 ? SPLIT_ALLOWED : 0);
            products[i] = _admit(draft);
            witness.seeProduct(products[i]);
        }
        clockSec = uint40(block.timestamp);
    }

    function drugLedger() external view returns (IDrugLedger) {
        return ledger;
    }

    function batchCount() external view returns (uint256) {
        return batches.length;
    }

    function batchAt(uint256 batchIndex) external view returns (BatchHistory memory) {
        return batches[batchIndex];
    }

    function packAt(uint256 batchIndex, uint32 packIndex) external view returns (PackHistory memory) {
        return packs[batchIndex][packIndex];
    }

    function consignmentCount() external view returns (uint256) {
        return sent.length;
    }

    function consignmentAt(uint256 index) external view returns (Consignment memory) {
        return sent[index];
    }

    function outstandingAt(uint256 consignmentIndex) external view returns (uint32) {
        return outstanding[consignmentIndex];
    }

    /// @dev A batch that expires within the world's time, so that the clock decides too.
    function _worldBatch(
        uint256 productIndex,
        uint40 shelfLifeSec
    ) internal returns (BatchDraft memory draft) {
        draft = _batchDraft(products[productIndex], PACKS);
        draft.expiresAtSec = uint40(block.timestamp) + shelfLifeSec;
    }

    /// @notice Where the parcel begins that contains the pack, found by walking the chain from 0.
    function _parcelFromOf(BatchId batch, uint32 packIndex) internal view returns (uint32 from) {
        uint32 to = ledger.parcel(_parcelId(batch, 0)).to;
        while (to != 0 && to <= packIndex) {
            from = to;
            to = ledger.parcel(_parcelId(batch, from)).to;
        }
    }

    function _isHeldBy(
        uint256 batchIndex,
        uint32 from,
        uint32 to,
        InstitutionId holder
    ) internal view returns (bool) {
        for (uint32 i = from; i < to; ++i) {
            PackHistory storage pack = packs[batchIndex][i];
            if (pack.holder != holder || pack.consignment != 0) return false;
        }
        return true;
    }

    function _isOnItsWay(
        uint256 batchIndex,
        uint32 from,
        uint32 to,
        bytes32 id
    ) internal view returns (bool) {
        for (uint32 i = from; i < to; ++i) {
            if (packs[batchIndex][i].consignment != id) return false;
        }
        return true;
    }

    function _isDocumentUsed(InstitutionId sender, bytes32 documentKey) internal view returns (bool) {
        for (uint256 i = 0; i < sent.length; ++i) {
            if (sent[i].sender == sender && sent[i].documentKey == documentKey) return true;
        }
        return false;
    }

    function _isReceiptUsed(InstitutionId institution, bytes32 documentKey) internal view returns (bool) {
        for (uint256 i = 0; i < given.length; ++i) {
            if (given[i].institution == institution && given[i].documentKey == documentKey) return true;
        }
        return false;
    }

    /// @notice Fills and seals a batch just opened, in two chunks, and knows all of it in the maker's hands.
    function _fillAndSeal(BatchId id, uint256 productIndex, uint32 cut) internal {
        witness.seeBatch(id);
        _append(id, 0, cut);
        _append(id, cut, PACKS - cut);
        witness.seeBatch(id);
        _seal(id);
        witness.seeBatch(id);
        uint40 expiresAtSec = catalogue.batch(id).expiresAtSec;
        batches.push(BatchHistory(id, products[productIndex], expiresAtSec, productIndex == 0));
        for (uint32 i = 0; i < PACKS; ++i) packs[batches.length - 1][i].holder = maker.id;
        witness.seeParcels(id, PACKS);
    }

    /// @notice The maker delivers packs to a till; those before them have left it already.
    function _stock(uint256 batchIndex, uint32 from, uint32 to, Member memory receiver) internal {
        PackRun run = _run(batches[batchIndex].id, from, to);
        Consignment memory content = _consignment(maker, receiver, run);
        _noteShipped(batchIndex, content, _ship(content, maker.operator, from));
        witness.seeParcels(batches[batchIndex].id, PACKS);
        _receive(content, receiver.operator, run, from);
        _noteReceived(batchIndex, sent.length - 1, from, to);
        witness.seeParcels(batches[batchIndex].id, PACKS);
    }

    function _noteShipped(uint256 batchIndex, Consignment memory content, bytes32 id) internal {
        PackRun run = content.runs[0];
        for (uint32 i = PackWords.from(run); i < PackWords.to(run); ++i) {
            PackHistory storage pack = packs[batchIndex][i];
            if (pack.holder != content.sender || pack.consignment != 0) ++outOfCustodyCount;
            pack.receiver = content.receiver;
            pack.consignment = id;
        }
        sent.push(content);
        outstanding[sent.length - 1] = PackWords.to(run) - PackWords.from(run);
        witness.seeConsignment(content.sender, content.documentKey, true);
    }

    function _noteReceived(uint256 batchIndex, uint256 index, uint32 from, uint32 to) internal {
        for (uint32 i = from; i < to; ++i) {
            PackHistory storage pack = packs[batchIndex][i];
            if (pack.receiver != sent[index].receiver) ++outOfCustodyCount;
            pack.holder = sent[index].receiver;
            pack.receiver = InstitutionId.wrap(0);
            pack.consignment = 0;
        }
        outstanding[index] -= to - from;
        witness.seeConsignment(sent[index].sender, sent[index].documentKey, true);
    }
}
