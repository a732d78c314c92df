// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Identification } from "../../contracts/interfaces/IDrugLedger.sol";
import {
    Closing,
    Encounter,
    EncounterKind,
    EncounterRecord,
    EncounterState,
    IEncounterLedger
} from "../../contracts/interfaces/IEncounterLedger.sol";
import { IInstitutions } from "../../contracts/interfaces/IInstitutions.sol";
import { Act } from "../../contracts/libraries/Acts.sol";
import { ContentHashes } from "../../contracts/libraries/ContentHashes.sol";
import { Fen, InstitutionId } from "../../contracts/libraries/Ids.sol";
import { CLOCK_SKEW_SEC_MAX } from "../../contracts/libraries/Limits.sol";
import { EncounterFixture } from "./support/EncounterFixture.sol";
import { Member } from "./support/InstitutionsFixture.sol";
import { vm } from "./support/Vm.sol";

/// @dev Opening and closing. The hospital stands in region B, where a record is late after an hour.
contract EncounterLedgerTest is EncounterFixture {
    function setUp() public {
        _setUpTrade();
    }

    function test_OpenEncounter_IsOnTheLedger() public {
        Encounter memory encounter = _byVoucher();
        bytes32 id = encounters.encounterIdOf(encounter);
        vm.expectEmit(address(encounters));
        emit IEncounterLedger.EncounterOpened(
            id,
            hospital.id,
            encounter.documentKey,
            EncounterKind.Inpatient,
            encounter.openedAtSec,
            Identification.EVoucher,
            encounter.personCommitment,
            encounter.voucherCommitment,
            hospital.operator
        );
        _openEncounter(encounter, hospital.operator);
        EncounterRecord memory record = _encounterRecordOf(encounter);
        assertEq(bytes32(record.tag), bytes32(bytes20(id)));
        assertTrue(record.state == EncounterState.Open);
        assertEq(record.recordedAtSec, block.timestamp);
        assertFalse(record.isSpent || record.isClosedLate);
        assertEq(record.closingHash, 0);
    }

    function test_OpenEncounter_RevertWhen_CallerMayNot() public {
        Encounter memory encounter = _encounter(pharmacy);
        encounter.kind = EncounterKind.None;
        _expect(pharmacy, abi.encodeCall(IEncounterLedger.openEncounter, (encounter)), _notGranted(pharmacy));
        _expect(bureauB, abi.encodeCall(IEncounterLedger.openEncounter, (encounter)), _notGranted(bureauB));
    }

    function test_OpenEncounter_RevertWhen_Paused() public {
        Encounter memory encounter = _encounter(hospital);
        _pauseLedger();
        _expectOpen(
            encounter,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.RecordEncounters)
        );
    }

    /// @dev Before the document: the other's is on the ledger already.
    function test_OpenEncounter_RevertWhen_InstitutionIsAnother() public {
        Encounter memory encounter = _encounter(pharmacy);
        _expectOpen(
            encounter,
            abi.encodeWithSelector(IEncounterLedger.InstitutionMismatch.selector, pharmacy.id, hospital.id)
        );
    }

    /// @dev Whatever else it says, and whatever became of it: a cancelled one too.
    function test_OpenEncounter_RevertWhen_DocumentIsRecorded() public {
        Encounter memory encounter = _closedEncounter(hospital);
        bytes20 tag = bytes20(encounters.encounterIdOf(encounter));
        Encounter memory second = _encounter(hospital);
        second.documentKey = encounter.documentKey;
        second.openedAtSec = type(uint40).max;
        bytes memory revertData = abi.encodeWithSelector(
            IEncounterLedger.DocumentAlreadyRecorded.selector,
            hospital.id,
            encounter.documentKey,
            tag
        );
        _expectOpen(second, revertData);
        vm.prank(hospital.operator);
        encounters.cancelEncounter(encounter, 0);
        _expectOpen(second, revertData);
    }

    function test_OpenEncounter_RevertWhen_InTheFuture() public {
        Encounter memory encounter = _encounter(hospital);
        encounter.openedAtSec += CLOCK_SKEW_SEC_MAX;
        _openEncounter(encounter, hospital.operator);
        Encounter memory later = _encounter(hospital);
        later.openedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        later.kind = EncounterKind.None;
        _expectOpen(
            later,
            abi.encodeWithSelector(
                IEncounterLedger.OccurredInFuture.selector,
                later.openedAtSec,
                uint40(block.timestamp)
            )
        );
    }

    function test_OpenEncounter_RevertWhen_KindIsMissing() public {
        Encounter memory encounter = _encounter(hospital);
        encounter.kind = EncounterKind.None;
        encounter.personCommitment = 0;
        _expectOpen(encounter, abi.encodeWithSelector(IEncounterLedger.EncounterKindMissing.selector));
    }

    function test_OpenEncounter_RevertWhen_PersonIsMissing() public {
        bytes memory missing = abi.encodeWithSelector(IEncounterLedger.EncounterPersonMissing.selector);
        Encounter memory encounter = _encounter(hospital);
        encounter.voucherCommitment = bytes32(uint256(1));
        encounter.identification = Identification.None;
        _expectOpen(encounter, missing);
        encounter.identification = Identification.Card;
        encounter.personCommitment = 0;
        _expectOpen(encounter, missing);
    }

    function test_OpenEncounter_RevertWhen_VoucherIsWrong() public {
        Encounter memory encounter = _byVoucher();
        encounter.identification = Identification.Card;
        _expectVoucherWrong(encounter);
        encounter.identification = Identification.EVoucher;
        encounter.voucherCommitment = 0;
        _expectVoucherWrong(encounter);
    }

    function test_CloseEncounter_KeepsWhatItCost() public {
        Encounter memory encounter = _encounter(hospital);
        _openEncounter(encounter, hospital.operator);
        vm.warp(block.timestamp + 600);
        Closing memory closing = _closing();
        vm.expectEmit(address(encounters));
        emit IEncounterLedger.EncounterClosed(
            encounters.encounterIdOf(encounter),
            hospital.id,
            closing.closedAtSec,
            closing.feeRoot,
            3,
            Fen.wrap(3_000),
            Fen.wrap(1_200),
            "ES31",
            hospital.operator
        );
        _closeEncounter(encounter, closing, hospital.operator);
        EncounterRecord memory record = _encounterRecordOf(encounter);
        assertTrue(record.state == EncounterState.Closed);
        assertEq(record.recordedAtSec, block.timestamp - 600);
        assertEq(record.closingHash, ContentHashes.ofClosing(closing));
        assertFalse(record.isClosedLate);
    }

    function test_CloseEncounter_IsLateAfterTheRegionsLimit() public {
        uint40 lateAfterSec = rules.limitsOf(REGION_B).lateAfterSec;
        Encounter memory inTime = _encounter(hospital);
        Encounter memory late = _encounter(hospital);
        _openEncounter(inTime, hospital.operator);
        _openEncounter(late, hospital.operator);
        Closing memory closing = _closing();
        vm.warp(block.timestamp + lateAfterSec);
        _closeEncounter(inTime, closing, hospital.operator);
        vm.warp(block.timestamp + 1);
        _closeEncounter(late, closing, hospital.operator);
        assertFalse(_encounterRecordOf(inTime).isClosedLate);
        assertTrue(_encounterRecordOf(late).isClosedLate);
    }

    /// @dev Looked at before who calls.
    function test_CloseEncounter_RevertWhen_Unknown() public {
        Encounter memory encounter = _encounter(hospital);
        _expectUnknown(encounter);
        _openEncounter(encounter, hospital.operator);
        encounter.openedAtSec -= 1;
        _expectUnknown(encounter);
    }

    function test_CloseEncounter_RevertWhen_CallerMayNot() public {
        Encounter memory encounter = _closedEncounter(hospital);
        bytes memory call = abi.encodeCall(IEncounterLedger.closeEncounter, (encounter, _closing()));
        _expect(pharmacy, call, _notGranted(pharmacy));
        _expect(
            _registerHospital(),
            call,
            abi.encodeWithSelector(
                IEncounterLedger.InstitutionMismatch.selector,
                hospital.id,
                InstitutionId.wrap(InstitutionId.unwrap(hospital.id) + 1)
            )
        );
        _pauseLedger();
        _expect(
            hospital,
            call,
            abi.encodeWithSelector(IInstitutions.LedgerIsPaused.selector, Act.RecordEncounters)
        );
    }

    /// @dev Closed and cancelled ones; the closing is of the future as well.
    function test_CloseEncounter_RevertWhen_NotOpen() public {
        Encounter memory encounter = _closedEncounter(hospital);
        Closing memory closing = _closing();
        closing.closedAtSec = type(uint40).max;
        _expectClose(encounter, closing, _notInState(encounter, EncounterState.Closed));
        vm.prank(hospital.operator);
        encounters.cancelEncounter(encounter, 0);
        _expectClose(encounter, closing, _notInState(encounter, EncounterState.Cancelled));
    }

    function test_CloseEncounter_RevertWhen_TimeIsWrong() public {
        Encounter memory encounter = _encounter(hospital);
        _openEncounter(encounter, hospital.operator);
        Closing memory closing = _closing();
        closing.feeLineCount = 0;
        closing.closedAtSec += CLOCK_SKEW_SEC_MAX + 1;
        _expectClose(
            encounter,
            closing,
            abi.encodeWithSelector(
                IEncounterLedger.OccurredInFuture.selector,
                closing.closedAtSec,
                uint40(block.timestamp)
            )
        );
        closing.closedAtSec = encounter.openedAtSec - 1;
        _expectClose(
            encounter,
            closing,
            abi.encodeWithSelector(
                IEncounterLedger.EncounterClosedBeforeOpened.selector,
                encounters.encounterIdOf(encounter),
                encounter.openedAtSec,
                closing.closedAtSec
            )
        );
    }

    function test_CloseEncounter_RevertWhen_FeesAreWrong() public {
        Encounter memory encounter = _encounter(hospital);
        _openEncounter(encounter, hospital.operator);
        for (uint256 i = 0; i < 3; ++i) {
            Closing memory closing = _closing();
            if (i == 0) closing.feeLineCount = 0;
            if (i == 1) closing.feeRoot = 0;
            if (i == 2) closing.serviceFen = Fen.wrap(3_001);
            _expectClose(
                encounter,
                closing,
                abi.encodeWithSelector(
                    IEncounterLedger.EncounterFeesWrong.selector,
                    encounters.encounterIdOf(encounter),
                    closing.feeLineCount,
                    closing.totalFen,
                    closing.serviceFen
                )
            );
        }
        Closing memory servicesAlone = _closing();
        servicesAlone.serviceFen = servicesAlone.totalFen;
        _closeEncounter(encounter, servicesAlone, hospital.operator);
    }

    function testFuzz_EncounterId_IsTheEip712Hash(bytes32 seed, uint40 openedAtSec) public {
        Encounter memory encounter = _byVoucher();
        encounter.documentKey = seed;
        encounter.openedAtSec = openedAtSec;
        bytes32 typeHash = keccak256(
            "Encounter(uint32 institution,bytes32 documentKey,uint8 kind,uint40 openedAtSec,uint8 identification,bytes32 personCommitment,bytes32 voucherCommitment)"
        );
        bytes32 structHash = keccak256(
            abi.encode(
                typeHash,
                hospital.id,
                seed,
                uint8(2),
                openedAtSec,
                uint8(2),
                encounter.personCommitment,
                encounter.voucherCommitment
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Caretrail EncounterLedger"),
                keccak256("1"),
                block.chainid,
                address(encounters)
            )
        );
        assertEq(
            encounters.encounterIdOf(encounter),
            keccak256(abi.encodePacked(hex"1901", domain, structHash))
        );
    }

    function testFuzz_ClosingHash_IsTheEip712Hash(
        uint40 closedAtSec,
        bytes32 feeRoot,
        uint32 feeLineCount,
        uint64 totalFen,
        uint64 serviceFen,
        bytes16 diagnosisGroup
    ) public pure {
        bytes32 typeHash = keccak256(
            "Closing(uint40 closedAtSec,bytes32 feeRoot,uint32 feeLineCount,uint64 totalFen,uint64 serviceFen,bytes16 diagnosisGroup)"
        );
        Closing memory closing = Closing(
            closedAtSec,
            feeRoot,
            feeLineCount,
            Fen.wrap(totalFen),
            Fen.wrap(serviceFen),
            diagnosisGroup
        );
        assertEq(
            ContentHashes.ofClosing(closing),
            keccak256(
                abi.encode(typeHash, closedAtSec, feeRoot, feeLineCount, totalFen, serviceFen, diagnosisGroup)
            )
        );
    }

    function _byVoucher() private returns (Encounter memory encounter) {
        encounter = _encounter(hospital);
        encounter.kind = EncounterKind.Inpatient;
        encounter.identification = Identification.EVoucher;
        encounter.voucherCommitment = keccak256("voucher");
    }

    function _registerHospital() private returns (Member memory) {
        return _register(bureauB, institutions.institution(hospital.id).kind);
    }

    function _notGranted(Member memory member) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IInstitutions.ActNotGranted.selector,
                member.operator,
                member.id,
                Act.RecordEncounters
            );
    }

    function _notInState(
        Encounter memory encounter,
        EncounterState actual
    ) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IEncounterLedger.EncounterNotInState.selector,
                encounters.encounterIdOf(encounter),
                actual,
                EncounterState.Open
            );
    }

    function _expectVoucherWrong(Encounter memory encounter) private {
        _expectOpen(
            encounter,
            abi.encodeWithSelector(
                IEncounterLedger.EncounterVoucherWrong.selector,
                encounter.identification,
                encounter.voucherCommitment
            )
        );
    }

    function _expectUnknown(Encounter memory encounter) private {
        bytes memory revertData = abi.encodeWithSelector(
            IEncounterLedger.EncounterUnknown.selector,
            encounters.encounterIdOf(encounter)
        );
        _expect(
            pharmacy,
            abi.encodeCall(IEncounterLedger.closeEncounter, (encounter, _closing())),
            revertData
        );
    }

    function _expectOpen(Encounter memory encounter, bytes memory revertData) private {
        _expect(hospital, abi.encodeCall(IEncounterLedger.openEncounter, (encounter)), revertData);
    }

    function _expectClose(
        Encounter memory encounter,
        Closing memory closing,
        bytes memory revertData
    ) private {
        _expect(hospital, abi.encodeCall(IEncounterLedger.closeEncounter, (encounter, closing)), revertData);
    }

    function _expect(Member memory caller, bytes memory call, bytes memory revertData) private {
        vm.prank(caller.operator);
        (bool isDone, bytes memory answer) = address(encounters).call(call);
        assertFalse(isDone);
        assertEq(answer, revertData);
    }
}
