// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { InstitutionKind } from "../interfaces/IInstitutions.sol";
import { RegionCode } from "./Ids.sol";
import { INSTITUTION_CODE_BYTES_MAX } from "./Limits.sol";

/// @dev The written forms of what an institution is known by.
library InstitutionCodes {
    uint24 private constant DISTRICT_MIN = 100_000;
    uint24 private constant REGION_MIN = 110_000;
    uint24 private constant SIX_DIGITS_MAX = 999_999;

    /// @notice Whether `code` is 1 to 32 visible ASCII characters.
    /// @dev No space: two codes that look alike must not differ.
    function isCode(string calldata code) internal pure returns (bool) {
        bytes calldata text = bytes(code);
        if (text.length == 0 || text.length > INSTITUTION_CODE_BYTES_MAX) return false;
        for (uint256 i = 0; i < text.length; ++i) {
            if (text[i] < 0x21 || text[i] > 0x7e) return false;
        }
        return true;
    }

    /// @notice Whether the number can be a fund region's (GB/T 2260 begins at 110000), or is an auditor's 0.
    function isRegionFor(InstitutionKind kind, RegionCode region) internal pure returns (bool) {
        uint24 digits = RegionCode.unwrap(region);
        if (digits == 0) return kind == InstitutionKind.Auditor;
        return digits >= REGION_MIN && digits <= SIX_DIGITS_MAX;
    }

    /// @notice Whether the number can be a county's; 0 is none stated.
    function isDistrict(uint24 district) internal pure returns (bool) {
        return district == 0 || (district >= DISTRICT_MIN && district <= SIX_DIGITS_MAX);
    }
}
