// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    BatchDraft,
    CodeScheme,
    ProductCode,
    ProductDraft,
    ProductFlags
} from "../../../contracts/interfaces/IDrugCatalogue.sol";
import { Consignment, DisputeOutcome } from "../../../contracts/interfaces/IDrugCustody.sol";
import { Dispense, Identification } from "../../../contracts/interfaces/IDrugLedger.sol";
import { InstitutionKind } from "../../../contracts/interfaces/IInstitutions.sol";
import { BatchId, Fen, ParcelId, ProductId, parcelIdOf } from "../../../contracts/libraries/Ids.sol";
import { PackLine, PackRun, PackWords } from "../../../contracts/libraries/PackWords.sol";
import { Fixture } from "./Fixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice A ledger with two makers and three who trade, and short words for what they do.
contract DrugFixture is Fixture {
    uint8 internal constant SPLIT_ALLOWED = 1;
    uint16 internal constant UNITS_PER_PACK = 24;
    uint40 internal constant SHELF_LIFE_SEC = 700 days;

    Member internal maker;
    Member internal otherMaker;
    Member internal wholesaler;
    Member internal pharmacy;
    Member internal hospital;

    uint256 private _prefixCount;
    uint256 private _documentCount;
    uint256 private _batchCount;

    function _setUpTrade() internal {
        _setUpLedger();
        maker = _register(bureauA, InstitutionKind.Maker);
        otherMaker = _register(bureauA, InstitutionKind.Maker);
        wholesaler = _register(bureauA, InstitutionKind.Wholesaler);
        pharmacy = _register(bureauA, InstitutionKind.Pharmacy);
        hospital = _register(bureauB, InstitutionKind.Hospital);
    }

    /// @notice A product of `maker` with a trace prefix nobody had before; packs of 24 that may be split.
    function _productDraft() internal returns (ProductDraft memory draft) {
        draft.maker = maker.id;
        draft.unitsPerPack = UNITS_PER_PACK;
        draft.flags = ProductFlags.wrap(SPLIT_ALLOWED);
        draft.name = unicode"布洛芬片";
        draft.unit = unicode"片";
        draft.codes = _codes(CodeScheme.TracePrefix, vm.toString(8_340_000 + ++_prefixCount));
    }

    function _codes(
        CodeScheme scheme,
        string memory value
    ) internal pure returns (ProductCode[] memory codes) {
        codes = new ProductCode[](1);
        codes[0] = ProductCode(scheme, value);
    }

    function _admit(ProductDraft memory draft) internal returns (ProductId) {
        vm.prank(bureauA.operator);
        return catalogue.admitProduct(draft);
    }

    function _batchDraft(ProductId product, uint32 packCount) internal returns (BatchDraft memory) {
        return
            BatchDraft({
                product: product,
                packCount: packCount,
                madeAtSec: uint40(block.timestamp),
                expiresAtSec: uint40(block.timestamp) + SHELF_LIFE_SEC,
                keyEpoch: 1,
                batchNumber: string.concat("B", vm.toString(++_batchCount)),
                priceCommitment: 0
            });
    }

    function _open(BatchDraft memory draft) internal returns (BatchId) {
        vm.prank(maker.operator);
        return catalogue.openBatch(draft);
    }

    /// @notice `count` pack keys, each telling its index.
    function _keys(uint32 from, uint32 count) internal pure returns (bytes memory keys) {
        keys = new bytes(uint256(count) * 16);
        for (uint256 i = 0; i < count; ++i) {
            keys[i * 16] = 0x80;
            for (uint256 place = 0; place < 4; ++place) {
                keys[i * 16 + 12 + place] = bytes4(uint32(from + i))[place];
            }
        }
    }

    function _append(BatchId batch, uint32 from, uint32 count) internal {
        vm.prank(maker.operator);
        catalogue.appendManifest(batch, from, 0, _keys(from, count));
    }

    function _seal(BatchId batch) internal {
        bytes32 manifestHash = catalogue.batch(batch).manifestHash;
        vm.prank(maker.operator);
        catalogue.sealBatch(batch, manifestHash);
    }

    function _sealedBatch(ProductId product, uint32 packCount) internal returns (BatchId batch) {
        batch = _open(_batchDraft(product, packCount));
        _append(batch, 0, packCount);
        _seal(batch);
    }

    /// @notice The product's maker recalls the batch as of now.
    function _recall(BatchId batch) internal {
        vm.prank(maker.operator);
        catalogue.recallBatch(batch, uint40(block.timestamp), 0);
    }

    function _quarantine(Member memory bureau, BatchId batch) internal {
        vm.prank(bureau.operator);
        catalogue.quarantineBatch(batch, 0);
    }

    /// @notice A consignment of one run under a document number nobody had before.
    function _consignment(
        Member memory sender,
        Member memory receiver,
        PackRun run
    ) internal returns (Consignment memory consignment) {
        return _consignment(sender, receiver, _runs(run));
    }

    function _consignment(
        Member memory sender,
        Member memory receiver,
        PackRun[] memory runs
    ) internal returns (Consignment memory consignment) {
        consignment.sender = sender.id;
        consignment.receiver = receiver.id;
        consignment.documentKey = _nextDocument();
        consignment.shippedAtSec = uint40(block.timestamp);
        consignment.runs = runs;
        consignment.lineCommitments = new bytes32[](runs.length);
    }

    function _ship(
        Consignment memory consignment,
        address operator,
        uint32 parcelFrom
    ) internal returns (bytes32) {
        vm.prank(operator);
        return custody.shipConsignment(consignment, _froms(parcelFrom));
    }

    function _receive(
        Consignment memory consignment,
        address operator,
        PackRun run,
        uint32 parcelFrom
    ) internal {
        vm.prank(operator);
        custody.receiveConsignment(consignment, uint40(block.timestamp), _runs(run), _froms(parcelFrom));
    }

    function _withdraw(
        Consignment memory consignment,
        address operator,
        PackRun run,
        uint32 parcelFrom
    ) internal {
        vm.prank(operator);
        custody.withdrawConsignment(consignment, uint40(block.timestamp), _runs(run), _froms(parcelFrom));
    }

    function _contest(
        Consignment memory consignment,
        address operator,
        PackRun run,
        uint32 parcelFrom
    ) internal {
        vm.prank(operator);
        custody.disputeConsignment(consignment, uint40(block.timestamp), _runs(run), _froms(parcelFrom), 0);
    }

    function _answer(
        Consignment memory consignment,
        address operator,
        DisputeOutcome outcome,
        PackRun run
    ) internal {
        vm.prank(operator);
        custody.answerDispute(consignment, outcome, _runs(run));
    }

    /// @notice The run ends in the receiver's hands, out of the sender's parcel that begins at `parcelFrom`.
    function _deliver(Member memory sender, Member memory receiver, PackRun run, uint32 parcelFrom) internal {
        Consignment memory consignment = _consignment(sender, receiver, run);
        _ship(consignment, sender.operator, parcelFrom);
        _receive(consignment, receiver.operator, run, PackWords.from(run));
    }

    /// @notice A receipt of one line to a person with an e-voucher, under a document number nobody had before.
    function _dispense(Member memory till, PackLine line) internal returns (Dispense memory dispense) {
        dispense.institution = till.id;
        dispense.documentKey = _nextDocument();
        dispense.dispensedAtSec = uint40(block.timestamp);
        dispense.identification = Identification.EVoucher;
        dispense.personCommitment = keccak256(abi.encode("person", dispense.documentKey));
        dispense.lines = new PackLine[](1);
        dispense.lines[0] = line;
    }

    function _record(Dispense memory dispense, address operator, uint32 parcelFrom) internal {
        Dispense[] memory dispenses = new Dispense[](1);
        dispenses[0] = dispense;
        uint32[][] memory froms = new uint32[][](1);
        froms[0] = _froms(parcelFrom, dispense.lines.length);
        vm.prank(operator);
        ledger.recordDispenses(operator, dispenses, froms, "");
    }

    function _froms(uint32 parcelFrom) internal pure returns (uint32[] memory) {
        return _froms(parcelFrom, 1);
    }

    function _froms(uint32 parcelFrom, uint256 count) internal pure returns (uint32[] memory froms) {
        froms = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) froms[i] = parcelFrom;
    }

    function _nextDocument() internal returns (bytes32) {
        return keccak256(abi.encode("document", ++_documentCount));
    }

    function _run(BatchId batch, uint32 from, uint32 to) internal pure returns (PackRun) {
        return PackWords.toRun(batch, from, to);
    }

    function _runs(PackRun run) internal pure returns (PackRun[] memory runs) {
        runs = new PackRun[](1);
        runs[0] = run;
    }

    /// @notice A whole pack at 12.90 yuan.
    function _pack(BatchId batch, uint32 index) internal pure returns (PackLine) {
        return PackWords.toLine(batch, index, 0, Fen.wrap(1290));
    }

    function _units(BatchId batch, uint32 index, uint16 units) internal pure returns (PackLine) {
        return PackWords.toLine(batch, index, units, Fen.wrap(54));
    }

    function _parcelId(BatchId batch, uint32 from) internal pure returns (ParcelId) {
        return parcelIdOf(batch, from);
    }
}
