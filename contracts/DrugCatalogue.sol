// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Batch,
    BatchDraft,
    BatchOrigin,
    BatchStatus,
    BatchTerms,
    CodeScheme,
    IDrugCatalogue,
    Product,
    ProductCode,
    ProductDraft,
    ProductStatus
} from "./interfaces/IDrugCatalogue.sol";
import { IDrugLedger } from "./interfaces/IDrugLedger.sol";
import { IInstitutions, InstitutionKind } from "./interfaces/IInstitutions.sol";
import { Act } from "./libraries/Acts.sol";
import { BatchId, InstitutionId, ProductId, batchIdOf } from "./libraries/Ids.sol";
import { Lifecycles } from "./libraries/Lifecycles.sol";
import {
    CLOCK_SKEW_SEC_MAX,
    CODES_PER_PRODUCT_MAX,
    KEYS_PER_CHUNK_MAX,
    KEY_BYTES,
    PACKS_PER_BATCH_MAX
} from "./libraries/Limits.sol";
import { ProductCodes } from "./libraries/ProductCodes.sol";

/// @title Products, batches and manifests.
contract DrugCatalogue is IDrugCatalogue {
    IInstitutions private immutable INSTITUTIONS;
    IDrugLedger private immutable CUSTODY;

    // slot 0: 4 bytes used, 28 spare
    uint32 private _productCount; // 4 bytes, products are numbered from 1

    // slot 1
    mapping(ProductId id => Product) private _products;

    // slot 2, keyed by keccak256(abi.encode(scheme, value))
    mapping(bytes32 code => ProductId) private _productOfCode;

    // slot 3
    mapping(BatchId id => Batch) private _batches;

    constructor(IInstitutions institutions, IDrugLedger custody) {
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
            admittedAtSec: uint40(block.timestamp)
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
        InstitutionId acting = INSTITUTIONS.actingFor(msg.sender, Act.AdmitProducts);
        if (acting != bureau) revert ProductOfOtherBureau(id, bureau, acting);
        if (!Lifecycles.allows(status, ProductStatus.Withdrawn)) {
            revert ProductNotInStatus(id, status, ProductStatus.Admitted);
        }

        withdrawn.status = ProductStatus.Withdrawn;

        emit ProductWithdrawn(id, bureau);
    }

    /// @inheritdoc IDrugCatalogue
    function openBatch(BatchDraft calldata draft) external returns (BatchId id) {
        Product memory made = _products[draft.product];

        if (made.status == ProductStatus.None) revert ProductUnknown(draft.product);
        InstitutionId maker = INSTITUTIONS.actingFor(msg.sender, Act.MakeBatches);
        if (made.maker != maker) revert ProductOfOtherMaker(draft.product, made.maker, maker);
        if (made.status != ProductStatus.Admitted) {
            revert ProductNotInStatus(draft.product, made.status, ProductStatus.Admitted);
        }
        id = batchIdOf(maker, draft.product, draft.batchNumber);
        if (_batches[id].status != BatchStatus.None) revert BatchAlreadyOpened(id);
        // Id 0 means no batch; the one number in 2^64 that hashes to it cannot be used.
        if (!ProductCodes.isBatchNumber(draft.batchNumber) || BatchId.unwrap(id) == 0) {
            revert BatchNumberMalformed(draft.batchNumber);
        }
        if (draft.packCount == 0 || draft.packCount > PACKS_PER_BATCH_MAX) {
            revert BatchSizeWrong(draft.packCount, PACKS_PER_BATCH_MAX);
        }
        uint40 nowSec = uint40(block.timestamp);
        if (draft.madeAtSec >= draft.expiresAtSec || draft.madeAtSec > nowSec + CLOCK_SKEW_SEC_MAX) {
            revert BatchTimesWrong(draft.madeAtSec, draft.expiresAtSec, nowSec);
        }

        _batches[id] = Batch({
            product: draft.product,
            maker: maker,
            packCount: draft.packCount,
            manifestCount: 0,
            expiresAtSec: draft.expiresAtSec,
            sealedAtSec: 0,
            keyEpoch: draft.keyEpoch,
            status: BatchStatus.Open,
            origin: BatchOrigin.Maker,
            manifestHash: 0
        });

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
        return
            BatchTerms({
                status: asked.status,
                productStatus: made.status,
                expiresAtSec: asked.expiresAtSec,
                packCount: asked.packCount,
                unitsPerPack: made.unitsPerPack,
                flags: made.flags
            });
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

    function _openBatchOfCaller(BatchId id) private view returns (Batch storage found) {
        found = _batches[id];
        BatchStatus status = found.status;
        InstitutionId maker = found.maker;

        if (status == BatchStatus.None) revert BatchUnknown(id);
        InstitutionId acting = INSTITUTIONS.actingFor(msg.sender, Act.MakeBatches);
        if (acting != maker) revert BatchOfOtherMaker(id, maker, acting);
        if (!Lifecycles.allows(status, BatchStatus.Sealed))
            revert BatchNotInStatus(id, status, BatchStatus.Open);
    }

    function _codeKey(CodeScheme scheme, string calldata value) private pure returns (bytes32) {
        return keccak256(abi.encode(scheme, value));
    }
}
