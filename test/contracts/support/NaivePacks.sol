// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ConsignmentState } from "../../../contracts/interfaces/IDrugCustody.sol";
import { DispenseState } from "../../../contracts/interfaces/IDrugLedger.sol";
import { InstitutionKind } from "../../../contracts/interfaces/IInstitutions.sol";
import { BatchId, InstitutionId, RegionCode } from "../../../contracts/libraries/Ids.sol";

enum Place {
    Held,
    OnItsWay,
    Contested,
    Lost
}

/// @notice What happened to one pack, told without parcels, bits and words.
struct NaivePack {
    InstitutionId holder; // who has it, or had it last
    InstitutionId receiver; // unless held; else 0
    bytes32 consignment; // unless held; else 0
    Place place;
    bool isFirst; // of its parcel
    bool isSoldWhole;
    bool isOpened;
    bool isFrozen;
    bool isDestroyed;
    uint16 unitsSold; // of an opened pack, net of what came back
    uint16 unitsDestroyed; // what was left of an opened or frozen one
    uint8 reversalCount;
    bytes16 key; // of declared stock, while it is spent; else 0
}

struct NaiveBatch {
    BatchId id;
    uint256 product; // 0 or 1
    uint40 expiresAtSec;
    bool isSplitAllowed;
    bool isDeclared;
    uint40 recalledAtSec;
    uint40 quarantinedInASec;
    uint40 quarantinedInBSec;
}

struct NaiveConsignment {
    bytes32 id;
    InstitutionId sender;
    InstitutionId receiver;
    bytes32 documentKey;
    uint256 batch;
    uint32 outstanding;
    bool isShort;
    ConsignmentState state;
}

struct NaiveQuarrel {
    uint40 beganSec;
    uint40 pausedBeforeSec;
    uint8 bySender;
    uint8 byReceiver;
}

struct NaiveLine {
    uint256 batch;
    uint32 index;
    uint32 parcelFrom;
    uint16 units; // 0 is the whole pack
    bytes16 key; // of declared stock
    uint16 returned; // units, or 1 for a whole pack
}

struct NaiveDispense {
    InstitutionId institution;
    bytes32 documentKey;
    uint40 dispensedAtSec;
    DispenseState state;
}

struct NaiveActor {
    InstitutionKind kind;
    RegionCode region;
}

/// @notice Who asks to do what with a run of packs, and for whom.
struct Asked {
    InstitutionId by; // the operator's institution
    InstitutionId stated;
    uint256 batch;
    uint32 parcelFrom;
    uint32 from;
    uint32 to;
    uint40 statedSec;
}
