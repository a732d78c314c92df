// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { BatchStatus, IDrugCatalogue, ProductStatus } from "../../../contracts/interfaces/IDrugCatalogue.sol";
import {
    ConsignmentState,
    IDrugCustody,
    Parcel,
    ParcelState
} from "../../../contracts/interfaces/IDrugCustody.sol";
import { DispenseState, IDrugLedger } from "../../../contracts/interfaces/IDrugLedger.sol";
import { BatchId, InstitutionId, ProductId, parcelIdOf } from "../../../contracts/libraries/Ids.sol";

/// @notice Looks at every status after each step and counts how it changed since it was looked at last.
contract StatusWitness {
    mapping(ParcelState from => mapping(ParcelState to => uint256)) public parcelChanges;
    mapping(ConsignmentState from => mapping(ConsignmentState to => uint256)) public consignmentChanges;
    mapping(DispenseState from => mapping(DispenseState to => uint256)) public dispenseChanges;
    mapping(BatchStatus from => mapping(BatchStatus to => uint256)) public batchChanges;
    mapping(ProductStatus from => mapping(ProductStatus to => uint256)) public productChanges;

    mapping(BatchId batch => mapping(uint32 packIndex => ParcelState)) private _parcelSeen;
    mapping(InstitutionId sender => mapping(bytes32 documentKey => ConsignmentState))
        private _consignmentSeen;
    mapping(InstitutionId institution => mapping(bytes32 documentKey => DispenseState)) private _dispenseSeen;
    mapping(BatchId batch => BatchStatus) private _batchSeen;
    mapping(ProductId product => ProductStatus) private _productSeen;

    IDrugCatalogue private immutable CATALOGUE;
    IDrugCustody private immutable CUSTODY;
    IDrugLedger private immutable LEDGER;

    constructor(IDrugCatalogue catalogue, IDrugCustody custody, IDrugLedger ledger) {
        CATALOGUE = catalogue;
        CUSTODY = custody;
        LEDGER = ledger;
    }

    /// @dev The state of a pack is that of the parcel it lies in, so neither a split nor a join changes it.
    function seeParcels(BatchId batch, uint32 packCount) external {
        uint32 index = 0;
        while (index < packCount) {
            Parcel memory found = CUSTODY.parcel(parcelIdOf(batch, index));
            if (found.to <= index) return; // the chain is broken, which I2 reports
            for (; index < found.to && index < packCount; ++index) {
                ParcelState before = _parcelSeen[batch][index];
                if (found.state != before) ++parcelChanges[before][found.state];
                _parcelSeen[batch][index] = found.state;
            }
        }
    }

    /// @param touched whether a call on it was just accepted: a second part received is a change to the same state.
    function seeConsignment(InstitutionId sender, bytes32 documentKey, bool touched) external {
        ConsignmentState before = _consignmentSeen[sender][documentKey];
        ConsignmentState found = CUSTODY.consignmentRecord(sender, documentKey).state;
        if (touched || found != before) ++consignmentChanges[before][found];
        _consignmentSeen[sender][documentKey] = found;
    }

    function seeDispense(InstitutionId institution, bytes32 documentKey, bool touched) external {
        DispenseState before = _dispenseSeen[institution][documentKey];
        DispenseState found = LEDGER.dispenseRecord(institution, documentKey).state;
        if (touched || found != before) ++dispenseChanges[before][found];
        _dispenseSeen[institution][documentKey] = found;
    }

    function seeBatch(BatchId batch) external {
        BatchStatus found = CATALOGUE.batch(batch).status;
        if (found != _batchSeen[batch]) ++batchChanges[_batchSeen[batch]][found];
        _batchSeen[batch] = found;
    }

    function seeProduct(ProductId product) external {
        ProductStatus found = CATALOGUE.product(product).status;
        if (found != _productSeen[product]) ++productChanges[_productSeen[product]][found];
        _productSeen[product] = found;
    }
}
