// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DrugCatalogue } from "../../../contracts/DrugCatalogue.sol";
import { DrugLedger } from "../../../contracts/DrugLedger.sol";
import { IDrugLedger } from "../../../contracts/interfaces/IDrugLedger.sol";
import { InstitutionsFixture } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice The whole ledger, deployed by the bootstrap key's transactions 0 to 3.
/// @dev server/domain/deployment.ts tells the same to the server.
contract Fixture is InstitutionsFixture {
    DrugCatalogue internal catalogue;
    DrugLedger internal ledger;

    /// @notice The whole of it: deployed, set up, two bureaus admitted.
    function _setUpLedger() internal {
        _deployInstitutions();
        _deployDrugContracts();
        _setUpAuthority();
        _admitBureaus();
    }

    /// @notice Catalogue and ledger know each other, so the catalogue is told where the ledger will stand.
    function _deployDrugContracts() internal {
        address ledgerAddress = vm.computeCreateAddress(bootstrap, vm.getNonce(bootstrap) + 1);
        vm.startPrank(bootstrap);
        catalogue = new DrugCatalogue(institutions, IDrugLedger(ledgerAddress));
        ledger = new DrugLedger(institutions, catalogue);
        vm.stopPrank();
        assertEq(address(ledger), ledgerAddress);
    }
}
