// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Batch,
    BatchDraft,
    BatchOrigin,
    BatchStatus,
    BatchTerms,
    CodeScheme,
    DeclarationDraft,
    IDrugCatalogue,
    Product,
    ProductCode,
    ProductDraft,
    ProductStatus
} from "./interfaces/IDrugCatalogue.sol";
import { IDrugCustody } from "./interfaces/IDrugCustody.sol";
import { IInstitutions, Institution, InstitutionKind } from "./interfaces/IInstitutions.sol";
import { Acting } from "./libraries/Acting.sol";
import { Act, Acts } from "./libraries/Acts.sol";
import { BatchForms } from "./libraries/BatchForms.sol";
import {
    BatchId,
    InstitutionId,
    ProductId,
    RegionCode,
    batchIdOf,
    declaredBatchIdOf
} from "./libraries/Ids.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import { CODES_PER_PRODUCT_MAX, KEYS_PER_CHUNK_MAX, KEY_BYTES, Limits } from "./libraries/Limits.sol";
import { ProductCodes } from "./libraries/ProductCodes.sol";

/// @title Products, batches and manifests.
contract DrugCatalogue is IDrugCatalogue {
    IInstitutions private immutable INSTITUTIONS;
    IDrugCustody private immutable CUSTODY;

    // slot 0: 4 bytes used, 28 spare
    uint32 private _productCount; // 4 bytes, products are numbered from 1

    // slot 1
    mapping(ProductId id => Product) private _products;

    // slot 2, keyed by keccak256(abi.encode(scheme, value))
    mapping(bytes32 code => ProductId) private _productOfCode;

    // slot 3
    mapping(BatchId id => Batch) private _batches;

    // slot 4, since when the region holds the batch
    mapping(BatchId id => mapping(RegionCode region => uint40)) private _quarantinedSinceSec;

    constructor(IInstitutions institutions, IDrugCustody custody) {
        INSTITUTIONS = institutions;
        CUSTODY = custody;
    }

    /// @inheritdoc IDrugCatalogue
    function admitProduct(ProductDraft calldata draft) external returns (ProductId id) {
        if (INSTITUTIONS.institution(draft.maker).kind != InstitutionKind.Maker)
            revert MakerWrongKind(draft.maker);
        InstitutionId bureau = INSTITUTIONS.actingFor(msg.sender, Act.AdmitProducts);
        if (draft.unitsPerPack == 0) revert ProductUnitsZero();
        uint256 codeCount = draft.codes.length;
        if (codeCount == 0 || codeCount > CODES_PER_PRODUCT_MAX) {
            revert ProductCodesTooMany(codeCount, CODES_PER_PRODUCT_MAX);
        }

        id = ProductId.wrap(++_productCount);
        for (uint256 i = 0; i < codeCount; ++i) {
            _claimCode(id, draft.codes[i]);
        }
        _products[id] = Product({
            maker: draft.maker,
            bureau: bureau,
            unitsPerPack: draft.unitsPerPack,
            flags: draft.flags,
            status: ProductStatus.Admitted,
            admittedAtSec: uint40(block.timestamp),
            withdrawnAtSec: 0
        });

        emit ProductAdmitted(
            id,
            draft.maker,
            bureau,
            draft.unitsPerPack,
            draft.flags,
            draft.name,
            draft.unit,
            draft.codes
        );
    }

    /// @inheritdoc IDrugCatalogue
    function withdrawProduct(ProductId id) external {
        Product storage withdrawn = _products[id];
        ProductStatus status = withdrawn.status;
        InstitutionId bureau = withdrawn.bureau;

        if (status == ProductStatus.None) revert ProductUnknown(id);
        // Not the act by which products are admitted: that one stops while the ledger is paused.
        InstitutionId acting = INSTITUTIONS.actingFor(msg.sender, Act.Recall);
        if (acting != bureau) revert ProductOfOtherBureau(id, bureau, acting);
        if (!Lifecycles.allows(status, ProductStatus.Withdrawn)) {
            revert ProductNotInStatus(id, status, ProductStatus.Admitted);
        }

        withdrawn.status = ProductStatus.Withdrawn;
        withdrawn.withdrawnAtSec = uint40(block.timestamp);

        emit ProductWithdrawn(id, bureau);
    }

    /// @inheritdoc IDrugCatalogue
    function openBatch(BatchDraft calldata draft) external returns (BatchId id) {
        Product memory made = _products[draft.product];

        if (made.status == ProductStatus.None) revert ProductUnknown(draft.product);
        InstitutionId owner = made.maker;
        (InstitutionId maker, ) = Acting.institutionFor(INSTITUTIONS, msg.sender, Act.MakeBatches, owner);
        if (owner != maker) revert ProductOfOtherMaker(draft.product, owner, maker);
        if (made.status != ProductStatus.Admitted) {
            revert ProductNotInStatus(draft.product, made.status, ProductStatus.Admitted);
        }
        id = batchIdOf(maker, draft.product, draft.batchNumber);
        if (_batches[id].status != BatchStatus.None) revert BatchAlreadyOpened(id);
        BatchForms.requireForm(id, draft.batchNumber, draft.packCount, draft.madeAtSec, draft.expiresAtSec);

        Batch storage opened = _batches[id];
        opened.product = draft.product;
        opened.maker = maker;
        opened.packCount = draft.packCount;
        opened.expiresAtSec = draft.expiresAtSec;
        opened.keyEpoch = draft.keyEpoch;
        opened.status = BatchStatus.Open;

        emit BatchOpened(
            id,
            draft.product,
            maker,
            draft.packCount,
            draft.madeAtSec,
            draft.expiresAtSec,
            draft.keyEpoch,
            draft.priceCommitment,
            msg.sender,
            draft.batchNumber
        );
    }

    /// @inheritdoc IDrugCatalogue
    function declareBatch(DeclarationDraft calldata draft) external returns (BatchId id) {
        id = declaredBatchIdOf(draft.holder, draft.product, draft.batchNumber, draft.documentKey);
        _requireDeclarable(draft, id);
        if (_batches[id].status != BatchStatus.None) revert BatchAlreadyOpened(id);
        BatchForms.requireForm(id, draft.batchNumber, draft.packCount, draft.madeAtSec, draft.expiresAtSec);
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(draft.declaredAtSec, nowSec)) {
            revert DeclarationInFuture(draft.declaredAtSec, nowSec);
        }

        Batch storage declared = _batches[id];
        declared.product = draft.product;
        declared.maker = draft.holder;
        declared.packCount = draft.packCount;
        declared.expiresAtSec = draft.expiresAtSec;
        declared.keyEpoch = draft.keyEpoch;
        declared.status = BatchStatus.Open;
        declared.origin = BatchOrigin.Declared;

        emit BatchDeclared(
            id,
            draft.product,
            draft.holder,
            draft.packCount,
            draft.madeAtSec,
            draft.expiresAtSec,
            draft.declaredAtSec,
            draft.keyEpoch,
            draft.documentKey,
            msg.sender,
            draft.batchNumber
        );
    }

    /// @inheritdoc IDrugCatalogue
    function appendManifest(
        BatchId id,
        uint32 fromIndex,
        bytes32 labelsHash,
        bytes calldata packKeys
    ) external {
        Batch storage appended = _openBatchOfCaller(id);
        uint32 manifestCount = appended.manifestCount;
        uint32 packCount = appended.packCount;

        if (fromIndex != manifestCount) revert ManifestOutOfOrder(id, manifestCount, fromIndex);
        uint256 keyCount = packKeys.length / KEY_BYTES;
        if (keyCount == 0 || keyCount > KEYS_PER_CHUNK_MAX || packKeys.length % KEY_BYTES != 0) {
            revert ManifestChunkWrong(id, packKeys.length, KEYS_PER_CHUNK_MAX);
        }
        // At most PACKS_PER_BATCH_MAX + KEYS_PER_CHUNK_MAX: far below 2^32.
        uint32 wouldBe = manifestCount + uint32(keyCount);
        if (wouldBe > packCount) revert ManifestTooLong(id, packCount, wouldBe);

        appended.manifestCount = wouldBe;
        appended.manifestHash = keccak256(abi.encode(appended.manifestHash, keccak256(packKeys)));

        emit ManifestAppended(id, fromIndex, labelsHash, packKeys);
    }

    /// @inheritdoc IDrugCatalogue
    function sealBatch(BatchId id, bytes32 manifestHash) external {
        Batch storage finished = _openBatchOfCaller(id);
        uint32 packCount = finished.packCount;
        InstitutionId maker = finished.maker;

        if (finished.manifestCount != packCount)
            revert ManifestIncomplete(id, packCount, finished.manifestCount);
        if (finished.manifestHash != manifestHash) {
            revert ManifestHashDiffers(id, finished.manifestHash, manifestHash);
        }

        finished.status = BatchStatus.Sealed;
        finished.sealedAtSec = uint40(block.timestamp);

        emit BatchSealed(id, maker, packCount, manifestHash);

        CUSTODY.openCustody(id, maker, packCount);
    }

    /// @inheritdoc IDrugCatalogue
    function attachLabels(BatchId id, bytes32 labelsHash) external {
        Batch storage labelled = _knownBatch(id);
        InstitutionId maker = labelled.maker;
        Act act = labelled.origin == BatchOrigin.Declared ? Act.Declare : Act.MakeBatches;
        (InstitutionId acting, ) = Acting.institutionFor(INSTITUTIONS, msg.sender, act, maker);
        if (acting != maker) revert BatchOfOtherMaker(id, maker, acting);

        emit LabelsAttached(id, labelsHash, msg.sender);
    }

    /// @inheritdoc IDrugCatalogue
    function recallBatch(BatchId id, uint40 recalledAtSec, bytes32 reasonHash) external {
        Batch storage recalled = _knownBatch(id);
        BatchStatus status = recalled.status;
        Product storage made = _products[recalled.product];
        InstitutionId acting = INSTITUTIONS.actingFor(msg.sender, Act.Recall);
        if (acting != made.maker && acting != made.bureau) {
            revert RecallNotAllowed(id, made.maker, made.bureau, acting);
        }
        if (!Lifecycles.allows(status, BatchStatus.Recalled)) {
            revert BatchNotInStatus(id, status, BatchStatus.Sealed);
        }
        uint40 nowSec = uint40(block.timestamp);
        if (Limits.isInFuture(recalledAtSec, nowSec)) revert RecallInFuture(recalledAtSec, nowSec);

        recalled.status = BatchStatus.Recalled;
        recalled.recalledAtSec = recalledAtSec;

        emit BatchRecalled(id, acting, recalledAtSec, reasonHash, msg.sender);
    }

    /// @inheritdoc IDrugCatalogue
    function quarantineBatch(BatchId id, bytes32 reasonHash) external {
        Batch storage held = _knownBatch(id);
        (InstitutionId bureau, RegionCode region) = _bureauOfCaller();
        if (_quarantinedSinceSec[id][region] != 0) revert QuarantineNotInState(id, region, true);

        _quarantinedSinceSec[id][region] = uint40(block.timestamp);
        ++held.quarantineCount;

        emit BatchQuarantined(id, region, bureau, reasonHash, msg.sender);
    }

    /// @inheritdoc IDrugCatalogue
    function releaseBatch(BatchId id) external {
        Batch storage held = _knownBatch(id);
        (InstitutionId bureau, RegionCode region) = _bureauOfCaller();
        if (_quarantinedSinceSec[id][region] == 0) revert QuarantineNotInState(id, region, false);

        delete _quarantinedSinceSec[id][region];
        --held.quarantineCount;

        emit BatchReleased(id, region, bureau, msg.sender);
    }

    /// @inheritdoc IDrugCatalogue
    function quarantinedSinceSec(BatchId id, RegionCode region) external view returns (uint40) {
        return _quarantinedSinceSec[id][region];
    }

    /// @inheritdoc IDrugCatalogue
    function product(ProductId id) external view returns (Product memory) {
        return _products[id];
    }

    /// @inheritdoc IDrugCatalogue
    function productByCode(CodeScheme scheme, string calldata value) external view returns (ProductId) {
        return _productOfCode[_codeKey(scheme, value)];
    }

    /// @inheritdoc IDrugCatalogue
    function batch(BatchId id) external view returns (Batch memory) {
        return _batches[id];
    }

    /// @inheritdoc IDrugCatalogue
    function termsOf(BatchId id) external view returns (BatchTerms memory) {
        Batch storage asked = _batches[id];
        Product storage made = _products[asked.product];
        BatchStatus status = asked.status;
        return
            BatchTerms({
                status: status,
                productStatus: made.status,
                origin: asked.origin,
                expiresAtSec: asked.expiresAtSec,
                // In a slot of its own, which a sale need not read.
                recalledAtSec: status == BatchStatus.Recalled ? asked.recalledAtSec : 0,
                withdrawnAtSec: made.withdrawnAtSec,
                quarantineCount: asked.quarantineCount,
                packCount: asked.packCount,
                unitsPerPack: made.unitsPerPack,
                flags: made.flags,
                productMaker: made.maker
            });
    }

    /// @inheritdoc IDrugCatalogue
    function statusOf(BatchId id) external view returns (BatchStatus status, uint16 quarantineCount) {
        Batch storage asked = _batches[id];
        return (asked.status, asked.quarantineCount);
    }

    /// @dev The same code twice in one draft finds itself taken, by the product being admitted.
    function _claimCode(ProductId id, ProductCode calldata code) private {
        if (!ProductCodes.isWellFormed(code.scheme, code.value))
            revert ProductCodeMalformed(code.scheme, code.value);
        bytes32 key = _codeKey(code.scheme, code.value);
        ProductId holder = _productOfCode[key];
        if (ProductId.unwrap(holder) != 0) revert ProductCodeTaken(code.scheme, code.value, holder);

        _productOfCode[key] = id;
    }

    /// @dev What a bureau imports is judged at the stated time: the product may have been withdrawn since.
    function _requireDeclarable(DeclarationDraft calldata draft, BatchId id) private view {
        Product memory made = _products[draft.product];
        if (made.status == ProductStatus.None) revert ProductUnknown(draft.product);
        InstitutionKind kind = INSTITUTIONS.institution(draft.holder).kind;
        if (!Acts.holdsGoods(kind)) revert HolderCannotHoldGoods(draft.holder);
        (InstitutionId acting, bool isImport) = Acting.institutionFor(
            INSTITUTIONS,
            msg.sender,
            Act.Declare,
            draft.holder
        );
        if (acting != draft.holder) revert BatchOfOtherMaker(id, draft.holder, acting);
        if (draft.holder == made.maker) revert DeclarerIsMaker(draft.product, made.maker);
        bool isBeforeWithdrawal = isImport && draft.declaredAtSec < made.withdrawnAtSec;
        if (made.status != ProductStatus.Admitted && !isBeforeWithdrawal) {
            revert ProductNotInStatus(draft.product, made.status, ProductStatus.Admitted);
        }
    }

    function _knownBatch(BatchId id) private view returns (Batch storage found) {
        found = _batches[id];
        if (found.status == BatchStatus.None) revert BatchUnknown(id);
    }

    function _bureauOfCaller() private view returns (InstitutionId bureau, RegionCode region) {
        bureau = INSTITUTIONS.actingFor(msg.sender, Act.Recall);
        Institution memory found = INSTITUTIONS.institution(bureau);
        if (found.kind != InstitutionKind.Bureau) revert CallerNotBureau(bureau);
        region = found.region;
    }

    /// @dev A maker makes its batches itself; what a holder declared, a bureau may import for it.
    function _openBatchOfCaller(BatchId id) private view returns (Batch storage found) {
        found = _knownBatch(id);
        BatchStatus status = found.status;
        InstitutionId maker = found.maker;
        Act act = found.origin == BatchOrigin.Maker ? Act.MakeBatches : Act.Declare;
        (InstitutionId acting, ) = Acting.institutionFor(INSTITUTIONS, msg.sender, act, maker);
        if (acting != maker) revert BatchOfOtherMaker(id, maker, acting);
        if (!Lifecycles.allows(status, BatchStatus.Sealed))
            revert BatchNotInStatus(id, status, BatchStatus.Open);
    }

    function _codeKey(CodeScheme scheme, string calldata value) private pure returns (bytes32) {
        return keccak256(abi.encode(scheme, value));
    }
}
