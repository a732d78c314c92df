// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { DrugCatalogue } from "../../../contracts/DrugCatalogue.sol";
import { DrugCustody } from "../../../contracts/DrugCustody.sol";
import { DrugLedger } from "../../../contracts/DrugLedger.sol";
import { IDrugCustody } from "../../../contracts/interfaces/IDrugCustody.sol";
import { RegionRules } from "../../../contracts/RegionRules.sol";
import { InstitutionsFixture } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice The whole ledger, deployed by the bootstrap key's transactions 0 to 5.
/// @dev server/domain/deployment.ts tells the same to the server.
contract Fixture is InstitutionsFixture {
    RegionRules internal rules;
    DrugCatalogue internal catalogue;
    DrugCustody internal custody;
    DrugLedger internal ledger;

    /// @notice The whole of it: deployed, set up, two bureaus admitted.
    function _setUpLedger() internal {
        _deployInstitutions();
        _deployDrugContracts();
        _setUpAuthority();
        _admitBureaus();
    }

    /// @notice Catalogue and custody know each other, so the catalogue is told where custody will stand.
    function _deployDrugContracts() internal {
        address custodyAddress = vm.computeCreateAddress(bootstrap, vm.getNonce(bootstrap) + 2);
        vm.startPrank(bootstrap);
        rules = new RegionRules(institutions);
        catalogue = new DrugCatalogue(institutions, IDrugCustody(custodyAddress));
        custody = new DrugCustody(institutions, catalogue, rules);
        ledger = new DrugLedger(institutions, catalogue, custody, rules);
        vm.stopPrank();
        assertEq(address(custody), custodyAddress);
    }
}
