// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, ProductStatus } from "../interfaces/IDrugCatalogue.sol";
import { ConsignmentState, ParcelState } from "../interfaces/IDrugCustody.sol";
import { DispenseState } from "../interfaces/IDrugLedger.sol";
import { AgreementStatus } from "../interfaces/IInstitutions.sol";

/// @dev Every status change of the ledger, as tables. A table is 8 rows of 8 bits, lowest row first: row = from,
/// bit = to. server/domain/lifecycles.ts and docs/lifecycles.md repeat them, and a test compares the three.
library Lifecycles {
    // None → Active; Active → Suspended, Terminated; Suspended → Active, Terminated; Terminated → Active (signed anew).
    uint256 internal constant AGREEMENT = 0x02_0a_0c_02;
    // None → Admitted; Admitted → Withdrawn.
    uint256 internal constant PRODUCT = 0x00_04_02;
    // None → Open; Open → Sealed; Sealed → Recalled.
    uint256 internal constant BATCH = 0x00_08_04_02;
    // None → Held; Held → InTransit; InTransit → Held, Disputed; Disputed → Held, Lost.
    uint256 internal constant PARCEL = 0x00_12_0a_04_02;
    // None → Shipped; Shipped → PartlyReceived, Received, Closed; PartlyReceived → PartlyReceived, Received, Closed.
    uint256 internal constant CONSIGNMENT = 0x00_00_1c_1c_02;
    // None → Recorded; Recorded → PartlyReversed, Reversed; PartlyReversed → PartlyReversed, Reversed.
    uint256 internal constant DISPENSE = 0x00_0c_0c_02;

    function allows(AgreementStatus from, AgreementStatus to) internal pure returns (bool) {
        return _allows(AGREEMENT, uint8(from), uint8(to));
    }

    function allows(ProductStatus from, ProductStatus to) internal pure returns (bool) {
        return _allows(PRODUCT, uint8(from), uint8(to));
    }

    function allows(BatchStatus from, BatchStatus to) internal pure returns (bool) {
        return _allows(BATCH, uint8(from), uint8(to));
    }

    function allows(ParcelState from, ParcelState to) internal pure returns (bool) {
        return _allows(PARCEL, uint8(from), uint8(to));
    }

    function allows(ConsignmentState from, ConsignmentState to) internal pure returns (bool) {
        return _allows(CONSIGNMENT, uint8(from), uint8(to));
    }

    function allows(DispenseState from, DispenseState to) internal pure returns (bool) {
        return _allows(DISPENSE, uint8(from), uint8(to));
    }

    function _allows(uint256 table, uint8 from, uint8 to) private pure returns (bool) {
        return (table >> (uint256(from) * 8 + to)) & 1 == 1;
    }
}
