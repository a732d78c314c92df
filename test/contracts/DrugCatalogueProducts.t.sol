// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    CodeScheme,
    IDrugCatalogue,
    Product,
    ProductCode,
    ProductDraft,
    ProductFlags,
    ProductStatus
} from "../../contracts/interfaces/IDrugCatalogue.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { InstitutionId, ProductId } from "../../contracts/libraries/Ids.sol";
import { CODES_PER_PRODUCT_MAX } from "../../contracts/libraries/Limits.sol";
import { DrugFixture } from "./support/DrugFixture.sol";
import { vm } from "./support/Vm.sol";

contract DrugCatalogueProductsTest is DrugFixture {
    function setUp() public {
        _setUpTrade();
    }

    function test_AdmitProduct_StoresWhatTheBureauStated() public {
        ProductDraft memory draft = _productDraft();
        draft.flags = ProductFlags.wrap(3);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.ProductAdmitted(
            ProductId.wrap(1),
            maker.id,
            bureauA.id,
            UNITS_PER_PACK,
            draft.flags,
            draft.name,
            draft.unit,
            draft.codes
        );
        ProductId id = _admit(draft);
        assertEq(id, ProductId.wrap(1));
        Product memory admitted = catalogue.product(id);
        assertEq(admitted.maker, maker.id);
        assertEq(admitted.bureau, bureauA.id);
        assertEq(admitted.unitsPerPack, UNITS_PER_PACK);
        assertEq(ProductFlags.unwrap(admitted.flags), 3);
        assertTrue(admitted.status == ProductStatus.Admitted);
        assertEq(admitted.admittedAtSec, block.timestamp);
        assertEq(catalogue.productByCode(draft.codes[0].scheme, draft.codes[0].value), id);
    }

    function test_AdmitProduct_NumbersProductsOneByOne() public {
        assertEq(_admit(_productDraft()), ProductId.wrap(1));
        assertEq(_admit(_productDraft()), ProductId.wrap(2));
    }

    function test_AdmitProduct_TakesEverySchemeUpToTheLimit() public {
        ProductDraft memory draft = _productDraft();
        draft.codes = _manyCodes(CODES_PER_PRODUCT_MAX);
        draft.codes[0] = ProductCode(CodeScheme.Nhsa, "XN02BEN005A001010100001");
        draft.codes[1] = ProductCode(CodeScheme.Gtin, "06901234567892");
        draft.codes[2] = ProductCode(CodeScheme.Barcode, "6901234567892");
        draft.codes[3] = ProductCode(CodeScheme.NationalDrug, "86900001000012");
        ProductId id = _admit(draft);
        for (uint256 i = 0; i < draft.codes.length; ++i) {
            assertEq(catalogue.productByCode(draft.codes[i].scheme, draft.codes[i].value), id);
        }
    }

    function test_ProductByCode_IsNoneForTheSameTextUnderAnotherScheme() public {
        ProductDraft memory draft = _productDraft();
        _admit(draft);
        assertEq(catalogue.productByCode(CodeScheme.Nhsa, draft.codes[0].value), ProductId.wrap(0));
    }

    function test_AdmitProduct_RevertWhen_MakerIsNoMaker() public {
        ProductDraft memory draft = _productDraft();
        draft.maker = wholesaler.id;
        draft.unitsPerPack = 0;
        vm.prank(pharmacy.operator); // nor does the caller's act come first
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.MakerWrongKind.selector, wholesaler.id));
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_MakerIsUnknown() public {
        ProductDraft memory draft = _productDraft();
        draft.maker = InstitutionId.wrap(999);
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.MakerWrongKind.selector, draft.maker));
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_CallerIsNoBureau() public {
        ProductDraft memory draft = _productDraft();
        draft.unitsPerPack = 0;
        vm.prank(maker.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                maker.operator,
                maker.id,
                Act.AdmitProducts
            )
        );
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_Paused() public {
        ProductDraft memory draft = _productDraft();
        _pauseLedger();
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.AdmitProducts));
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_PackHasNoUnits() public {
        ProductDraft memory draft = _productDraft();
        draft.unitsPerPack = 0;
        draft.codes = new ProductCode[](0);
        vm.prank(bureauA.operator);
        vm.expectRevert(IDrugCatalogue.ProductUnitsZero.selector);
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_CodesAreNoneOrTooMany() public {
        ProductDraft memory draft = _productDraft();
        draft.codes = new ProductCode[](0);
        _expectCodesTooMany(draft, 0);
        draft.codes = _manyCodes(CODES_PER_PRODUCT_MAX + 1);
        _expectCodesTooMany(draft, CODES_PER_PRODUCT_MAX + 1);
    }

    function test_AdmitProduct_RevertWhen_CodeIsTakenByAnother() public {
        ProductDraft memory draft = _productDraft();
        ProductId holder = _admit(draft);
        ProductCode memory code = draft.codes[0];
        vm.prank(bureauB.operator);
        vm.expectRevert(_codeTaken(code, holder));
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_OneDraftNamesACodeTwice() public {
        ProductDraft memory draft = _productDraft();
        draft.codes = _manyCodes(2);
        draft.codes[1] = draft.codes[0];
        vm.prank(bureauA.operator);
        vm.expectRevert(_codeTaken(draft.codes[0], ProductId.wrap(1)));
        catalogue.admitProduct(draft);
    }

    function test_AdmitProduct_RevertWhen_CodeIsMalformed() public {
        _expectMalformed(CodeScheme.None, "8341234");
        _expectMalformed(CodeScheme.Nhsa, "");
        _expectMalformed(CodeScheme.Nhsa, "XN02BEN005A0010101000010123456X"); // 31 bytes
        _expectMalformed(CodeScheme.Nhsa, "XN02 EN005A001");
        _expectMalformed(CodeScheme.Nhsa, unicode"药02");
        _expectMalformed(CodeScheme.Nhsa, "XN02\x7f");
        _expectMalformed(CodeScheme.TracePrefix, "834123");
        _expectMalformed(CodeScheme.TracePrefix, "83412345");
        _expectMalformed(CodeScheme.TracePrefix, "834123a");
        _expectMalformed(CodeScheme.TracePrefix, "834123/");
        _expectMalformed(CodeScheme.TracePrefix, "834123:");
        _expectMalformed(CodeScheme.Gtin, "0690123456789");
        _expectMalformed(CodeScheme.Gtin, "06901234567893");
        _expectMalformed(CodeScheme.Gtin, "0690123456789x");
        _expectMalformed(CodeScheme.Barcode, "690123456789");
        _expectMalformed(CodeScheme.Barcode, "69012345678x2");
        _expectMalformed(CodeScheme.Barcode, "69012345678925");
        _expectMalformed(CodeScheme.NationalDrug, "8690000100001");
        _expectMalformed(CodeScheme.NationalDrug, "8690000100001x");
    }

    function test_AdmitProduct_TakesTheBoundaryForms() public {
        _expectWellFormed(CodeScheme.Nhsa, "!");
        _expectWellFormed(CodeScheme.Nhsa, "XN02BEN005A00101010000101234~~"); // 30 bytes
        _expectWellFormed(CodeScheme.TracePrefix, "0000000");
        _expectWellFormed(CodeScheme.TracePrefix, "9999999");
        _expectWellFormed(CodeScheme.Gtin, "00000000000000");
        _expectWellFormed(CodeScheme.Barcode, "96385074");
    }

    /// @dev Every text of 14 digits has exactly one last digit that makes it a GTIN.
    function testFuzz_Gtin_HasOneCheckDigit(uint64 number) public {
        uint256 body = bound(number, 1e12, 1e13 - 1);
        uint256 sum = 0;
        for ((uint256 rest, uint256 place) = (body, 0); rest > 0; (rest, place) = (rest / 10, place + 1)) {
            sum += (rest % 10) * (place % 2 == 0 ? 3 : 1);
        }
        uint256 right = (10 - (sum % 10)) % 10;
        for (uint256 digit = 0; digit < 10; ++digit) {
            string memory gtin = vm.toString(body * 10 + digit);
            if (digit != right) _expectMalformed(CodeScheme.Gtin, gtin);
            else _expectWellFormed(CodeScheme.Gtin, gtin);
        }
    }

    function test_WithdrawProduct_EndsIt() public {
        ProductId id = _admit(_productDraft());
        vm.prank(bureauA.operator);
        vm.expectEmit(address(catalogue));
        emit IDrugCatalogue.ProductWithdrawn(id, bureauA.id);
        catalogue.withdrawProduct(id);
        assertTrue(catalogue.product(id).status == ProductStatus.Withdrawn);
        assertEq(catalogue.product(id).withdrawnAtSec, block.timestamp);
        assertEq(catalogue.product(id).maker, maker.id);
    }

    function test_WithdrawProduct_GoesOnWhilePaused() public {
        ProductId id = _admit(_productDraft());
        _pauseLedger();
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(id);
        assertTrue(catalogue.product(id).status == ProductStatus.Withdrawn);
    }

    function test_WithdrawProduct_RevertWhen_CallerMayNotRecall() public {
        ProductId id = _admit(_productDraft());
        vm.prank(pharmacy.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                pharmacy.operator,
                pharmacy.id,
                Act.Recall
            )
        );
        catalogue.withdrawProduct(id);
    }

    function test_WithdrawProduct_RevertWhen_Unknown() public {
        vm.prank(pharmacy.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.ProductUnknown.selector, ProductId.wrap(7)));
        catalogue.withdrawProduct(ProductId.wrap(7));
    }

    function test_WithdrawProduct_RevertWhen_CallerIsAnotherBureau() public {
        ProductId id = _admit(_productDraft());
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(id);
        vm.prank(bureauB.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCatalogue.ProductOfOtherBureau.selector, id, bureauA.id, bureauB.id)
        );
        catalogue.withdrawProduct(id);
    }

    function test_WithdrawProduct_RevertWhen_AlreadyWithdrawn() public {
        ProductId id = _admit(_productDraft());
        vm.prank(bureauA.operator);
        catalogue.withdrawProduct(id);
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDrugCatalogue.ProductNotInStatus.selector,
                id,
                ProductStatus.Withdrawn,
                ProductStatus.Admitted
            )
        );
        catalogue.withdrawProduct(id);
    }

    function _expectCodesTooMany(ProductDraft memory draft, uint256 count) private {
        vm.prank(bureauA.operator);
        vm.expectRevert(
            abi.encodeWithSelector(IDrugCatalogue.ProductCodesTooMany.selector, count, CODES_PER_PRODUCT_MAX)
        );
        catalogue.admitProduct(draft);
    }

    function _expectMalformed(CodeScheme scheme, string memory value) private {
        ProductDraft memory draft = _productDraft();
        draft.codes = _codes(scheme, value);
        vm.prank(bureauA.operator);
        vm.expectRevert(abi.encodeWithSelector(IDrugCatalogue.ProductCodeMalformed.selector, scheme, value));
        catalogue.admitProduct(draft);
    }

    function _expectWellFormed(CodeScheme scheme, string memory value) private {
        ProductDraft memory draft = _productDraft();
        draft.codes = _codes(scheme, value);
        assertEq(catalogue.productByCode(scheme, value), ProductId.wrap(0));
        ProductId id = _admit(draft);
        assertEq(catalogue.productByCode(scheme, value), id);
    }

    function _codeTaken(ProductCode memory code, ProductId holder) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IDrugCatalogue.ProductCodeTaken.selector, code.scheme, code.value, holder);
    }

    function _manyCodes(uint256 count) private pure returns (ProductCode[] memory codes) {
        codes = new ProductCode[](count);
        for (uint256 i = 0; i < count; ++i) {
            codes[i] = ProductCode(CodeScheme.TracePrefix, vm.toString(9_000_000 + i));
        }
    }
}
