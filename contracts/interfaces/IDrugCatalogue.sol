// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchId, InstitutionId, ProductId, RegionCode } from "../libraries/Ids.sol";

enum ProductStatus {
    None,
    Admitted,
    Withdrawn
}

enum BatchStatus {
    None,
    Open,
    Sealed,
    Recalled
}

/// @notice Where a batch's pack keys come from: its maker's manifest, or a holder's declaration of older stock.
enum BatchOrigin {
    Maker,
    Declared
}

/// @notice The public code systems a product is known by.
enum CodeScheme {
    None,
    Nhsa, // 医保药品编码
    TracePrefix, // 药品标识码: the first 7 digits of its trace codes
    Gtin, // GS1 GTIN-14
    Barcode, // 商品码: never a trace code
    NationalDrug // 国家药品编码本位码
}

struct ProductCode {
    CodeScheme scheme;
    string value;
}

/// @notice One bit each, in `Product.flags`.
/// @dev 1 splitAllowed 可拆零 · 2 highValue 高值药 · 4 makerTracedOnly 只认厂家追溯 · 8 prescriptionOnly 处方药 ·
/// 16 hospitalOnly 仅限医疗机构
type ProductFlags is uint8;

struct Product {
    // slot 0: 22 bytes used, 10 spare
    InstitutionId maker; // 4 bytes
    InstitutionId bureau; // 4 bytes, the bureau that admitted it
    uint16 unitsPerPack; // 2 bytes
    ProductFlags flags; // 1 byte
    ProductStatus status; // 1 byte
    uint40 admittedAtSec; // 5 bytes
    uint40 withdrawnAtSec; // 5 bytes, 0 until withdrawn
}

struct ProductDraft {
    InstitutionId maker;
    uint16 unitsPerPack;
    ProductFlags flags;
    string name;
    string unit; // 片, 支, …
    ProductCode[] codes;
}

struct Batch {
    // slot 0: 32 bytes used, 0 spare
    ProductId product; // 4 bytes
    InstitutionId maker; // 4 bytes; of declared stock: the holder that declared it
    uint32 packCount; // 4 bytes
    uint32 manifestCount; // 4 bytes, pack keys appended so far
    uint40 expiresAtSec; // 5 bytes, exclusive: the end of the last day in the region's zone
    uint40 sealedAtSec; // 5 bytes
    uint16 keyEpoch; // 2 bytes
    BatchStatus status; // 1 byte
    BatchOrigin origin; // 1 byte
    uint16 quarantineCount; // 2 bytes, regions that hold it in quarantine
    // slot 1: 32 bytes used, 0 spare
    bytes32 manifestHash; // 32 bytes, keccak256(previous, keccak256(chunk)) over the chunks; starts at 0
    // slot 2: 5 bytes used, 27 spare
    uint40 recalledAtSec; // 5 bytes, stated; 0 until recalled
}

struct BatchDraft {
    ProductId product;
    uint32 packCount;
    uint40 madeAtSec;
    uint40 expiresAtSec;
    uint16 keyEpoch;
    string batchNumber; // printed on every box (GS1 AI 10): 1 to 20 bytes
    bytes32 priceCommitment; // salted commitment of the procurement price; 0 when none is stated
}

/// @notice Stock that is older than the ledger, as its holder declares it.
struct DeclarationDraft {
    InstitutionId holder;
    ProductId product;
    uint32 packCount;
    uint40 madeAtSec;
    uint40 expiresAtSec;
    uint40 declaredAtSec; // stated time of the stock take
    uint16 keyEpoch;
    string batchNumber; // printed on every box (GS1 AI 10): 1 to 20 bytes
    bytes32 documentKey; // keyed number of the stock take 盘存: one batch may be declared in several
}

/// @notice What the other contracts must know of a batch to let packs move or be sold.
struct BatchTerms {
    BatchStatus status;
    ProductStatus productStatus;
    BatchOrigin origin;
    uint40 expiresAtSec;
    uint40 recalledAtSec; // stated; 0 until recalled
    uint40 withdrawnAtSec; // of the product; 0 until withdrawn
    uint16 quarantineCount; // regions that hold it in quarantine: 0 spares asking for each
    uint32 packCount;
    uint16 unitsPerPack;
    ProductFlags flags;
    InstitutionId productMaker; // to whom recalled goods go back
}

/// @title Products, batches and manifests.
/// @notice A bureau admits products, a maker puts batches of them on the ledger pack by pack.
/// @dev Pack keys are emitted, not stored: whoever has the log has the manifest, and `manifestHash` pins it.
interface IDrugCatalogue {
    event ProductAdmitted(
        ProductId indexed product,
        InstitutionId indexed maker,
        InstitutionId indexed bureau,
        uint16 unitsPerPack,
        ProductFlags flags,
        string name,
        string unit,
        ProductCode[] codes
    );
    event ProductWithdrawn(ProductId indexed product, InstitutionId indexed bureau);
    event BatchOpened(
        BatchId indexed batch,
        ProductId indexed product,
        InstitutionId indexed maker,
        uint32 packCount,
        uint40 madeAtSec,
        uint40 expiresAtSec,
        uint16 keyEpoch,
        bytes32 priceCommitment,
        address operator,
        string batchNumber
    );
    event ManifestAppended(BatchId indexed batch, uint32 fromIndex, bytes32 labelsHash, bytes packKeys);
    event BatchSealed(
        BatchId indexed batch,
        InstitutionId indexed maker,
        uint32 packCount,
        bytes32 manifestHash
    );
    /// @dev Its manifest follows as that of any batch, appended and sealed by the holder.
    event BatchDeclared(
        BatchId indexed batch,
        ProductId indexed product,
        InstitutionId indexed holder,
        uint32 packCount,
        uint40 madeAtSec,
        uint40 expiresAtSec,
        uint40 declaredAtSec,
        uint16 keyEpoch,
        bytes32 documentKey,
        address operator,
        string batchNumber
    );
    event LabelsAttached(BatchId indexed batch, bytes32 labelsHash, address operator);
    event BatchRecalled(
        BatchId indexed batch,
        InstitutionId indexed recalledBy,
        uint40 recalledAtSec,
        bytes32 reasonHash,
        address operator
    );
    event BatchQuarantined(
        BatchId indexed batch,
        RegionCode indexed region,
        InstitutionId indexed bureau,
        bytes32 reasonHash,
        address operator
    );
    event BatchReleased(
        BatchId indexed batch,
        RegionCode indexed region,
        InstitutionId indexed bureau,
        address operator
    );

    error ProductUnknown(ProductId product);
    error ProductCodeTaken(CodeScheme scheme, string value, ProductId holder);
    error ProductCodeMalformed(CodeScheme scheme, string value);
    error ProductCodesTooMany(uint256 count, uint256 max);
    error ProductUnitsZero();
    error ProductNotInStatus(ProductId product, ProductStatus actual, ProductStatus required);
    error ProductOfOtherMaker(ProductId product, InstitutionId maker, InstitutionId caller);
    error ProductOfOtherBureau(ProductId product, InstitutionId bureau, InstitutionId caller);
    error MakerWrongKind(InstitutionId institution);
    error BatchUnknown(BatchId batch);
    error BatchAlreadyOpened(BatchId batch);
    error BatchNumberMalformed(string batchNumber);
    error BatchTimesWrong(uint40 madeAtSec, uint40 expiresAtSec, uint40 nowSec);
    error BatchSizeWrong(uint32 packCount, uint32 max);
    error BatchNotInStatus(BatchId batch, BatchStatus actual, BatchStatus required);
    error BatchOfOtherMaker(BatchId batch, InstitutionId maker, InstitutionId caller);
    error ManifestOutOfOrder(BatchId batch, uint32 expectedFrom, uint32 givenFrom);
    error ManifestChunkWrong(BatchId batch, uint256 byteCount, uint256 keysMax);
    error ManifestTooLong(BatchId batch, uint32 packCount, uint32 wouldBe);
    error ManifestIncomplete(BatchId batch, uint32 packCount, uint32 manifestCount);
    error ManifestHashDiffers(BatchId batch, bytes32 actual, bytes32 stated);
    error HolderCannotHoldGoods(InstitutionId holder);
    error DeclarerIsMaker(ProductId product, InstitutionId maker);
    error DeclarationInFuture(uint40 statedSec, uint40 nowSec);
    error RecallInFuture(uint40 statedSec, uint40 nowSec);
    error RecallNotAllowed(BatchId batch, InstitutionId maker, InstitutionId bureau, InstitutionId caller);
    error CallerNotBureau(InstitutionId caller);
    error QuarantineNotInState(BatchId batch, RegionCode region, bool isHeld);

    /// @notice A bureau admits a product of a maker; each of its codes belongs to it alone.
    /// @dev Check order: MakerWrongKind, actingFor, ProductUnitsZero, ProductCodesTooMany; then for each code
    /// ProductCodeMalformed, ProductCodeTaken (a code named twice in one draft is taken by the product itself).
    function admitProduct(ProductDraft calldata draft) external returns (ProductId);

    /// @notice The bureau that admitted a product withdraws it: none of its packs may be dispensed any more. Goes on
    /// while the ledger is paused.
    /// @dev Check order: ProductUnknown, actingFor, ProductOfOtherBureau, ProductNotInStatus.
    function withdrawProduct(ProductId product) external;

    /// @notice A maker opens a batch of its own product, or the bureau of its region imports one.
    /// @dev Check order: ProductUnknown, acting, ProductOfOtherMaker, ProductNotInStatus, BatchAlreadyOpened,
    /// BatchNumberMalformed, BatchSizeWrong, BatchTimesWrong.
    function openBatch(BatchDraft calldata draft) external returns (BatchId);

    /// @notice A maker appends the next pack keys, 16 bytes each, in index order.
    /// @dev Check order: BatchUnknown, acting, BatchOfOtherMaker, BatchNotInStatus, ManifestOutOfOrder,
    /// ManifestChunkWrong, ManifestTooLong.
    /// @param labelsHash hash of the case-label document (大码/中码/SSCC) of these packs, or 0.
    function appendManifest(
        BatchId batch,
        uint32 fromIndex,
        bytes32 labelsHash,
        bytes calldata packKeys
    ) external;

    /// @notice A maker seals a batch whose manifest is complete; all of it is then one parcel in the maker's hands.
    /// @dev Check order: BatchUnknown, acting, BatchOfOtherMaker, BatchNotInStatus, ManifestIncomplete,
    /// ManifestHashDiffers.
    function sealBatch(BatchId batch, bytes32 manifestHash) external;

    /// @notice A holder declares stock that is older than the ledger. It appends and seals the manifest as a maker
    /// does, and then holds it as one parcel whose provenance shows as declared.
    /// @dev Check order: ProductUnknown, HolderCannotHoldGoods, acting (Act.Declare, or an importing bureau),
    /// BatchOfOtherMaker, DeclarerIsMaker, ProductNotInStatus,
    /// BatchAlreadyOpened, BatchNumberMalformed, BatchSizeWrong, BatchTimesWrong, DeclarationInFuture.
    function declareBatch(DeclarationDraft calldata draft) external returns (BatchId);

    /// @notice The maker (or declarer) pins the document that says which packs lie in which case 大码/中码/SSCC.
    /// @dev Check order: BatchUnknown, acting, BatchOfOtherMaker. Open or sealed, as often as cases are packed anew.
    function attachLabels(BatchId batch, bytes32 labelsHash) external;

    /// @notice The product's maker, or the bureau that admitted it, recalls a batch: at once, goods in transit
    /// included, and for good. Goes on while the ledger is paused.
    /// @dev Check order: BatchUnknown, acting, RecallNotAllowed, BatchNotInStatus, RecallInFuture. Declared batches
    /// are recalled by the same two.
    /// @param recalledAtSec stated; what is imported is judged by it, all else by the block.
    function recallBatch(BatchId batch, uint40 recalledAtSec, bytes32 reasonHash) external;

    /// @notice A bureau holds a batch fast in its region: it is neither sold nor sent on. Goes on while paused.
    /// @dev Check order: BatchUnknown, actingFor, CallerNotBureau, QuarantineNotInState.
    function quarantineBatch(BatchId batch, bytes32 reasonHash) external;

    /// @notice The bureau lets go what it held in quarantine.
    /// @dev Check order: BatchUnknown, actingFor, CallerNotBureau, QuarantineNotInState.
    function releaseBatch(BatchId batch) external;

    /// @notice Since when the region holds the batch in quarantine; 0 when it does not.
    function quarantinedSinceSec(BatchId batch, RegionCode region) external view returns (uint40);

    function product(ProductId id) external view returns (Product memory);
    function productByCode(CodeScheme scheme, string calldata value) external view returns (ProductId);
    function batch(BatchId id) external view returns (Batch memory);

    /// @notice What DrugLedger asks before packs are sold, and DrugCustody before recalled ones move.
    function termsOf(BatchId id) external view returns (BatchTerms memory);

    /// @notice What DrugCustody asks before packs move: the status, and how many regions hold it in quarantine.
    /// @dev One slot of storage; {termsOf} reads two or three.
    function statusOf(BatchId id) external view returns (BatchStatus status, uint16 quarantineCount);
}
