// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ClaimEvidence } from "../../../contracts/ClaimEvidence.sol";
import { ClaimLedger } from "../../../contracts/ClaimLedger.sol";
import { ClaimRules } from "../../../contracts/ClaimRules.sol";
import { DrugCatalogue } from "../../../contracts/DrugCatalogue.sol";
import { DrugCustody } from "../../../contracts/DrugCustody.sol";
import { DrugLedger } from "../../../contracts/DrugLedger.sol";
import { EncounterLedger } from "../../../contracts/EncounterLedger.sol";
import { IDrugCustody } from "../../../contracts/interfaces/IDrugCustody.sol";
import { INullifiers } from "../../../contracts/interfaces/INullifiers.sol";
import { ISpenders } from "../../../contracts/interfaces/ISpenders.sol";
import { Nullifiers } from "../../../contracts/Nullifiers.sol";
import { ReconciliationLedger } from "../../../contracts/ReconciliationLedger.sol";
import { RegionRules } from "../../../contracts/RegionRules.sol";
import { Spenders } from "../../../contracts/Spenders.sol";
import { InstitutionsFixture } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice The whole ledger, deployed by the bootstrap key's transactions 0 to 12.
/// @dev server/domain/deployment.ts tells the same to the server.
contract Fixture is InstitutionsFixture {
    uint256 private constant CUSTODY_NONCE = 4;
    uint256 private constant SPENDERS_NONCE = 6;
    uint256 private constant CLAIM_LEDGER_NONCE = 11;

    RegionRules internal rules;
    DrugCatalogue internal catalogue;
    DrugCustody internal custody;
    DrugLedger internal ledger;
    Spenders internal spenders;
    Nullifiers internal nullifiers;
    EncounterLedger internal encounters;
    ClaimRules internal claimRules;
    ClaimEvidence internal claimEvidence;
    ClaimLedger internal claimLedger;
    ReconciliationLedger internal reconciliations;

    /// @notice Where the claim ledger stands: the spender appointed first.
    address internal spender;

    /// @notice The whole of it: deployed, set up, two bureaus admitted.
    function _setUpLedger() internal {
        _deployInstitutions();
        _deployDrugContracts();
        _deployClaimContracts();
        _deployReconciliationLedger();
        _openAuthority();
        _guardSpending();
        _handOverAuthority();
        _admitBureaus();
    }

    /// @notice Catalogue and custody know each other, so the catalogue is told where custody will stand; and the
    /// ledger where the spenders will.
    function _deployDrugContracts() internal {
        address custodyAddress = vm.computeCreateAddress(bootstrap, CUSTODY_NONCE);
        address spendersAddress = vm.computeCreateAddress(bootstrap, SPENDERS_NONCE);
        vm.startPrank(bootstrap);
        rules = new RegionRules(institutions);
        catalogue = new DrugCatalogue(institutions, IDrugCustody(custodyAddress));
        custody = new DrugCustody(institutions, catalogue, rules);
        ledger = new DrugLedger(institutions, catalogue, custody, rules, ISpenders(spendersAddress));
        vm.stopPrank();
        assertEq(address(custody), custodyAddress);
    }

    /// @notice What spends evidence knows where evidence stands, so the spenders are told where it will stand.
    function _deployClaimContracts() internal {
        address spendersAddress = vm.computeCreateAddress(bootstrap, SPENDERS_NONCE);
        spender = vm.computeCreateAddress(bootstrap, CLAIM_LEDGER_NONCE);
        vm.startPrank(bootstrap);
        spenders = new Spenders(address(authority), spender);
        nullifiers = new Nullifiers(address(authority), spenders);
        encounters = new EncounterLedger(institutions, rules, spenders);
        claimRules = new ClaimRules(institutions);
        claimEvidence = new ClaimEvidence(
            institutions,
            rules,
            claimRules,
            catalogue,
            ledger,
            encounters,
            spenders
        );
        claimLedger = new ClaimLedger(
            institutions,
            claimRules,
            ledger,
            encounters,
            nullifiers,
            claimEvidence
        );
        vm.stopPrank();
        assertEq(address(spenders), spendersAddress);
        assertEq(address(claimLedger), spender);
    }

    function _deployReconciliationLedger() internal {
        vm.prank(bootstrap);
        reconciliations = new ReconciliationLedger(institutions);
    }

    /// @dev Who may appoint the spender and open an epoch of nullifiers: the consortium, after its delay.
    function _guardSpending() private {
        bytes4[] memory appointing = new bytes4[](1);
        bytes4[] memory opening = new bytes4[](1);
        appointing[0] = ISpenders.appointSpender.selector;
        opening[0] = INullifiers.openEpoch.selector;
        vm.startPrank(bootstrap);
        authority.setTargetFunctionRole(address(spenders), appointing, CONSORTIUM_ROLE);
        authority.setTargetFunctionRole(address(nullifiers), opening, CONSORTIUM_ROLE);
        authority.setTargetAdminDelay(address(spenders), ADMIN_DELAY_SEC);
        authority.setTargetAdminDelay(address(nullifiers), ADMIN_DELAY_SEC);
        vm.stopPrank();
    }
}
