// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimState } from "../interfaces/IClaimLedger.sol";
import { BatchStatus, ProductStatus } from "../interfaces/IDrugCatalogue.sol";
import { ConsignmentState, ParcelState } from "../interfaces/IDrugCustody.sol";
import { DispenseState } from "../interfaces/IDrugLedger.sol";
import { EncounterState } from "../interfaces/IEncounterLedger.sol";
import { AgreementStatus } from "../interfaces/IInstitutions.sol";

/// @dev Every status change of the ledger, as tables. A table is 8 rows of 8 bits, lowest row first: row = from,
/// bit = to; that of claims, which have more states, is 16 rows of 16 bits. server/domain/lifecycles.ts and
/// docs/lifecycles.md repeat them, and a test compares the three.
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
    // None → Open; Open → Closed, Cancelled; Closed → Cancelled.
    uint256 internal constant ENCOUNTER = 0x00_08_0c_02;
    // None → Submitted; Submitted → Approved, Rejected, Provisional, Reversed; Approved → AwaitingFunds, Posted, Paid,
    // Reversed; Rejected → Appealed, Reversed; Appealed → Approved, RejectedFinal, Reversed; Provisional → Approved,
    // Reversed, ClawedBack; AwaitingFunds → Posted, Reversed; Posted → Settled, Reversed; Settled → ClawedBack,
    // Disputed; Paid → ClawedBack, Disputed; Disputed → ClawedBack, Upheld; Upheld → ClawedBack.
    uint256 internal constant CLAIM =
        0x1000_5000_0000_0000_3000_3000_0a00_0900_1804_0000_0824_0810_0d80_084c_0002;

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

    function allows(EncounterState from, EncounterState to) internal pure returns (bool) {
        return _allows(ENCOUNTER, uint8(from), uint8(to));
    }

    function allows(ClaimState from, ClaimState to) internal pure returns (bool) {
        return _allowsWide(CLAIM, uint8(from), uint8(to));
    }

    function _allows(uint256 table, uint8 from, uint8 to) private pure returns (bool) {
        return (table >> (uint256(from) * 8 + to)) & 1 == 1;
    }

    function _allowsWide(uint256 table, uint8 from, uint8 to) private pure returns (bool) {
        return (table >> (uint256(from) * 16 + to)) & 1 == 1;
    }
}
