// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AgreementStatus } from "../../../contracts/interfaces/IInstitutions.sol";

enum Verb {
    Sign,
    Suspend,
    Reinstate,
    Terminate
}

/// @notice What a bureau said and the contract accepted.
struct Change {
    Verb verb;
    uint40 fromSec;
    uint40 untilSec; // of the term, or of the suspension
}

/// @notice The agreement's rules told a second time, as slowly and plainly as possible.
library AgreementHistory {
    /// @notice Replays everything that was said to hold from `atSec` or before.
    function statusAt(Change[] memory changes, uint40 atSec) internal pure returns (AgreementStatus status) {
        uint40 termEndSec = 0;
        uint40 suspensionEndSec = 0;
        for (uint256 i = 0; i < changes.length; ++i) {
            Change memory change = changes[i];
            if (change.fromSec > atSec) break;
            if (change.verb == Verb.Sign) {
                status = AgreementStatus.Active;
                termEndSec = change.untilSec;
            }
            if (change.verb == Verb.Suspend) {
                status = AgreementStatus.Suspended;
                suspensionEndSec = change.untilSec;
            }
            if (change.verb == Verb.Reinstate) status = AgreementStatus.Active;
            if (change.verb == Verb.Terminate) status = AgreementStatus.Terminated;
        }
        if (status == AgreementStatus.Suspended && suspensionEndSec <= atSec) status = AgreementStatus.Active;
        if (status == AgreementStatus.Suspended || status == AgreementStatus.Active) {
            if (termEndSec <= atSec) status = AgreementStatus.Terminated;
        }
    }

    /// @notice What may be said of an agreement in this status.
    function allows(AgreementStatus from, Verb verb) internal pure returns (bool) {
        if (verb == Verb.Sign) return from == AgreementStatus.None || from == AgreementStatus.Terminated;
        if (verb == Verb.Suspend) return from == AgreementStatus.Active;
        if (verb == Verb.Reinstate) return from == AgreementStatus.Suspended;
        return from == AgreementStatus.Active || from == AgreementStatus.Suspended;
    }
}
