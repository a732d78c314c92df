// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CodeScheme } from "../interfaces/IDrugCatalogue.sol";
import { BATCH_NUMBER_BYTES_MAX } from "./Limits.sol";

/// @dev The written forms of what is printed on a box. A form that is wrong here can never be scanned.
library ProductCodes {
    uint256 private constant NHSA_BYTES_MAX = 30;

    /// @notice Whether `value` is a code as its scheme writes it.
    function isWellFormed(CodeScheme scheme, string calldata value) internal pure returns (bool) {
        bytes calldata text = bytes(value);
        if (scheme == CodeScheme.Nhsa) return _isPrinted(text, NHSA_BYTES_MAX);
        if (scheme == CodeScheme.TracePrefix) return text.length == 7 && _isDigits(text);
        if (scheme == CodeScheme.Gtin) return text.length == 14 && _isDigits(text) && _endsInCheckDigit(text);
        if (scheme == CodeScheme.Barcode) return (text.length == 8 || text.length == 13) && _isDigits(text);
        if (scheme == CodeScheme.NationalDrug) return text.length == 14 && _isDigits(text);
        return false;
    }

    /// @notice Whether `value` can be a batch number on a box.
    function isBatchNumber(string calldata value) internal pure returns (bool) {
        return _isPrinted(bytes(value), BATCH_NUMBER_BYTES_MAX);
    }

    /// @dev 1 to `max` visible ASCII characters. No space, as in GS1: two numbers that look alike must not differ.
    function _isPrinted(bytes calldata text, uint256 max) private pure returns (bool) {
        if (text.length == 0 || text.length > max) return false;
        for (uint256 i = 0; i < text.length; ++i) {
            if (text[i] < 0x21 || text[i] > 0x7e) return false;
        }
        return true;
    }

    function _isDigits(bytes calldata text) private pure returns (bool) {
        for (uint256 i = 0; i < text.length; ++i) {
            if (text[i] < "0" || text[i] > "9") return false;
        }
        return true;
    }

    /// @dev GS1 General Specifications 7.9: weights 3 and 1 from the right, the whole a multiple of 10.
    function _endsInCheckDigit(bytes calldata digits) private pure returns (bool) {
        uint256 sum = 0;
        for (uint256 i = 0; i < digits.length; ++i) {
            uint256 digit = uint8(digits[i]) - uint8(bytes1("0"));
            sum += (digits.length - i) % 2 == 0 ? digit * 3 : digit;
        }
        return sum % 10 == 0;
    }
}
