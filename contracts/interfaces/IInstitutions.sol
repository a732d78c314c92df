// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Act, ActSet } from "../libraries/Acts.sol";
import { InstitutionId, RegionCode } from "../libraries/Ids.sol";

enum InstitutionKind {
    None,
    Maker,
    Wholesaler,
    Pharmacy,
    Hospital,
    CareAgency,
    Bureau,
    Auditor
}

enum AgreementStatus {
    None,
    Active,
    Suspended,
    Terminated
}

/// @notice One institution on the ledger.
struct Institution {
    // slot 0: 32 bytes used, 0 spare
    InstitutionKind kind; // 1 byte
    RegionCode region; // 3 bytes, the fund region whose bureau governs it
    uint24 district; // 3 bytes, GB/T 2260 county where it stands
    uint40 registeredAtSec; // 5 bytes
    address adminKey; // 20 bytes, adds and revokes operators
}

/// @notice A key that speaks for one institution, for named acts, until a time.
struct Operator {
    // slot 0: 14 bytes used, 18 spare
    InstitutionId institution; // 4 bytes
    ActSet acts; // 4 bytes
    uint40 validUntilSec; // 5 bytes, exclusive
    bool revoked; // 1 byte
}

/// @notice One dated change of an agreement; the changes of an institution stand in the order of `fromSec`.
struct AgreementChange {
    // slot 0: 16 bytes used, 16 spare
    AgreementStatus status; // 1 byte
    uint40 fromSec; // 5 bytes, inclusive
    uint40 suspendedUntilSec; // 5 bytes, exclusive; 0 unless Suspended
    uint40 validUntilSec; // 5 bytes, exclusive: the end of the agreement signed last
}

/// @notice What a bureau (or the consortium) states about a new institution.
struct InstitutionDraft {
    InstitutionKind kind;
    uint24 district;
    address adminKey;
    string code; // 12 characters for hospitals and pharmacies (NHSA 定点医药机构代码); unique on the ledger
    string name;
}

/// @title Who may act: institutions, their agreements with the bureau of their region, and operator keys.
/// @notice Every other contract asks one question: {actingFor}.
/// @dev Assumptions: the authority is an OpenZeppelin AccessManager whose admin delay is set; institutions are legal
/// entities, so their names and codes are no personal data.
interface IInstitutions {
    event BureauAdmitted(InstitutionId indexed institution, RegionCode indexed region);
    event InstitutionRegistered(
        InstitutionId indexed institution,
        RegionCode indexed region,
        InstitutionKind indexed kind,
        uint24 district,
        address adminKey,
        InstitutionId registeredBy,
        string code,
        string name
    );
    event AdminKeyReplaced(InstitutionId indexed institution, address previous, address adminKey);
    event OperatorAdded(
        InstitutionId indexed institution,
        address indexed operator,
        ActSet acts,
        uint40 validUntilSec
    );
    event OperatorRevoked(InstitutionId indexed institution, address indexed operator);
    event AgreementSigned(
        InstitutionId indexed institution,
        InstitutionId bureau,
        uint40 fromSec,
        uint40 validUntilSec
    );
    event AgreementSuspended(
        InstitutionId indexed institution,
        InstitutionId bureau,
        uint40 fromSec,
        uint40 untilSec,
        bytes32 reasonHash
    );
    event AgreementReinstated(InstitutionId indexed institution, InstitutionId bureau, uint40 fromSec);
    event AgreementTerminated(
        InstitutionId indexed institution,
        InstitutionId bureau,
        uint40 fromSec,
        bytes32 reasonHash
    );
    event LedgerPaused(address indexed guardian);
    event LedgerUnpaused(address indexed by, uint40 pausedTotalSec);

    error InstitutionUnknown(InstitutionId institution);
    error InstitutionCodeTaken(string code, InstitutionId holder);
    error InstitutionCodeMalformed(string code);
    error InstitutionKindNotAllowed(InstitutionKind kind);
    error InstitutionOutsideRegion(InstitutionId institution, RegionCode region, RegionCode bureauRegion);
    error RegionHasBureau(RegionCode region, InstitutionId bureau);
    error RegionMalformed(RegionCode region);
    error KeyIsZero();
    error KeyInUse(address key, InstitutionId institution);
    error CallerNotAdminKey(InstitutionId institution, address caller);
    error OperatorUnknown(address key);
    error OperatorOfOther(address key, InstitutionId actual, InstitutionId stated);
    error OperatorIsRevoked(address key, InstitutionId institution);
    error OperatorExpired(address key, InstitutionId institution, uint40 validUntilSec);
    error OperatorTimeInPast(address key, uint40 validUntilSec);
    error ActNotGranted(address key, InstitutionId institution, Act act);
    error ActsNotForKind(InstitutionKind kind, ActSet acts, ActSet allowed);
    error LedgerIsPaused(Act act);
    error LedgerPauseNotInState(bool paused);
    error AgreementNotInStatus(InstitutionId institution, AgreementStatus actual, AgreementStatus wanted);
    error AgreementTimesWrong(InstitutionId institution, uint40 fromSec, uint40 untilSec);
    error AgreementChangesTooMany(InstitutionId institution, uint256 max);

    /// @notice Admits the one bureau of a fund region. Consortium only.
    function admitBureau(RegionCode region, InstitutionDraft calldata draft) external returns (InstitutionId);

    /// @notice Admits an auditor; region 0 audits the whole country. Consortium only.
    function admitAuditor(
        RegionCode region,
        InstitutionDraft calldata draft
    ) external returns (InstitutionId);

    /// @notice Gives a bureau or auditor a new admin key. Consortium only.
    function replaceMemberAdminKey(InstitutionId institution, address adminKey) external;

    /// @notice A bureau registers an institution of its own region.
    function registerInstitution(InstitutionDraft calldata draft) external returns (InstitutionId);

    /// @notice A bureau gives an institution of its region a new admin key.
    function replaceAdminKey(InstitutionId institution, address adminKey) external;

    /// @notice The admin key of an institution lets a key act for it. Also changes the acts or the end of one it has.
    function addOperator(InstitutionId institution, address key, ActSet acts, uint40 validUntilSec) external;

    /// @notice The admin key of an institution takes a key's right to act, at once.
    function revokeOperator(InstitutionId institution, address key) external;

    /// @notice A bureau signs an agreement: the institution may be paid by funds in [fromSec, validUntilSec).
    function signAgreement(InstitutionId institution, uint40 fromSec, uint40 validUntilSec) external;

    /// @notice A bureau suspends an agreement for [fromSec, untilSec).
    function suspendAgreement(
        InstitutionId institution,
        uint40 fromSec,
        uint40 untilSec,
        bytes32 reasonHash
    ) external;

    /// @notice A bureau lifts a suspension early, from `fromSec` on.
    function reinstateAgreement(InstitutionId institution, uint40 fromSec) external;

    /// @notice A bureau ends an agreement from `fromSec` on.
    function terminateAgreement(InstitutionId institution, uint40 fromSec, bytes32 reasonHash) external;

    /// @notice Stops new evidence and payment at once. Guardian only.
    function pause() external;

    /// @notice Lets work go on. Consortium administration only, after its delay.
    function unpause() external;

    /// @notice The institution for which `key` may do `act` now.
    /// @dev Check order: OperatorUnknown, OperatorIsRevoked, OperatorExpired, ActNotGranted, LedgerIsPaused.
    function actingFor(address key, Act act) external view returns (InstitutionId);

    /// @notice Whether a fund may pay the institution for care given at `atSec`.
    function agreementActiveAt(InstitutionId institution, uint40 atSec) external view returns (bool);

    function institution(InstitutionId id) external view returns (Institution memory);
    function operator(address key) external view returns (Operator memory);
    function agreementChangeCount(InstitutionId id) external view returns (uint256);
    function agreementChange(InstitutionId id, uint256 index) external view returns (AgreementChange memory);
    function bureauOf(RegionCode region) external view returns (InstitutionId);

    /// @notice Whether the key is an operator not revoked, an admin key, or a holder of a consortium role.
    function isKnownKey(address key) external view returns (bool);

    function paused() external view returns (bool);

    /// @notice Seconds for which the ledger has stood paused, the present pause included: deadlines stand still.
    function pausedTotalSec() external view returns (uint40);
}
