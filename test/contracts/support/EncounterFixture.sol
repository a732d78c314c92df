// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Identification } from "../../../contracts/interfaces/IDrugLedger.sol";
import {
    Closing,
    Encounter,
    EncounterKind,
    EncounterRecord
} from "../../../contracts/interfaces/IEncounterLedger.sol";
import { Fen } from "../../../contracts/libraries/Ids.sol";
import { DrugFixture } from "./DrugFixture.sol";
import { Member } from "./InstitutionsFixture.sol";
import { vm } from "./Vm.sol";

/// @notice Short words for what a hospital does when a person comes and leaves.
contract EncounterFixture is DrugFixture {
    /// @notice An outpatient visit of a person with a card, now, under a document number nobody had before.
    function _encounter(Member memory host) internal returns (Encounter memory encounter) {
        encounter.institution = host.id;
        encounter.documentKey = _nextDocument();
        encounter.kind = EncounterKind.Outpatient;
        encounter.openedAtSec = uint40(block.timestamp);
        encounter.identification = Identification.Card;
        encounter.personCommitment = keccak256(abi.encode("person", encounter.documentKey));
    }

    /// @notice Three lines of 30.00 yuan, 12.00 of them for services, now.
    function _closing() internal view returns (Closing memory) {
        return
            Closing({
                closedAtSec: uint40(block.timestamp),
                feeRoot: keccak256("fees"),
                feeLineCount: 3,
                totalFen: Fen.wrap(3_000),
                serviceFen: Fen.wrap(1_200),
                diagnosisGroup: "ES31"
            });
    }

    function _openEncounter(Encounter memory encounter, address operator) internal {
        vm.prank(operator);
        encounters.openEncounter(encounter);
    }

    function _closeEncounter(Encounter memory encounter, Closing memory closing, address operator) internal {
        vm.prank(operator);
        encounters.closeEncounter(encounter, closing);
    }

    /// @notice A visit of now that is over.
    function _closedEncounter(Member memory host) internal returns (Encounter memory encounter) {
        encounter = _encounter(host);
        _openEncounter(encounter, host.operator);
        _closeEncounter(encounter, _closing(), host.operator);
    }

    function _encounterRecordOf(Encounter memory encounter) internal view returns (EncounterRecord memory) {
        return encounters.encounterRecord(encounter.institution, encounter.documentKey);
    }
}
