import fc from "fast-check";
import type { Hex } from "../../server/domain/ids.ts";
import type { LedgerEvent, LedgerFact } from "../../server/domain/ledger-event.ts";

export const hexOf = (bytes: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(asHex);
const anyBytes = fc.uint8Array({ maxLength: 80 }).map(asHex);
const uint = (bits: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(0, 1, 2 ** bits - 1), fc.integer({ min: 0, max: 2 ** bits - 1 }));
const word = hexOf(32);
const address = hexOf(20);
const words = fc.array(word, { maxLength: 5 });
const uint32 = uint(32);
const uint40 = uint(40);
const text = fc.string({ unit: "grapheme", maxLength: 40 });

function asHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** The fields of an event, each any value that its type has. */
type Fields<Name extends LedgerFact["name"]> = {
  [Field in Exclude<keyof Extract<LedgerFact, { name: Name }>, "name">]: fc.Arbitrary<
    Extract<LedgerFact, { name: Name }>[Field]
  >;
};

const FIELDS: { readonly [Name in LedgerFact["name"]]: Fields<Name> } = {
  BureauAdmitted: { institution: uint32, region: uint(24) },
  InstitutionRegistered: {
    institution: uint32,
    region: uint(24),
    kind: uint(8),
    district: uint(24),
    adminKey: address,
    registeredBy: uint32,
    code: text,
    institutionName: text,
  },
  AdminKeyReplaced: { institution: uint32, previous: address, adminKey: address },
  OperatorAdded: { institution: uint32, operator: address, acts: uint32, validUntilSec: uint40 },
  OperatorRevoked: { institution: uint32, operator: address },
  AgreementSigned: { institution: uint32, bureau: uint32, fromSec: uint40, validUntilSec: uint40 },
  AgreementSuspended: {
    institution: uint32,
    bureau: uint32,
    fromSec: uint40,
    untilSec: uint40,
    reasonHash: word,
  },
  AgreementReinstated: { institution: uint32, bureau: uint32, fromSec: uint40 },
  AgreementTerminated: { institution: uint32, bureau: uint32, fromSec: uint40, reasonHash: word },
  LedgerPaused: { guardian: address },
  LedgerUnpaused: { by: address, pausedTotalSec: uint40 },
  ProductAdmitted: {
    product: uint32,
    maker: uint32,
    bureau: uint32,
    unitsPerPack: uint(16),
    flags: uint(8),
    productName: text,
    unit: text,
    // Five schemes stand on the chain beside none; ethers refuses a number that is no uint8 only.
    codes: fc.array(fc.record({ scheme: uint(8), value: text }), { maxLength: 5 }),
  },
  ProductWithdrawn: { product: uint32, bureau: uint32 },
  BatchOpened: {
    batch: hexOf(8),
    product: uint32,
    maker: uint32,
    packCount: uint32,
    madeAtSec: uint40,
    expiresAtSec: uint40,
    keyEpoch: uint(16),
    priceCommitment: word,
    operator: address,
    batchNumber: text,
  },
  ManifestAppended: { batch: hexOf(8), fromIndex: uint32, labelsHash: word, packKeys: anyBytes },
  BatchSealed: { batch: hexOf(8), maker: uint32, packCount: uint32, manifestHash: word },
  CustodyOpened: { batch: hexOf(8), maker: uint32, packCount: uint32 },
  ParcelSplit: { batch: hexOf(8), from: uint32, splitIndex: uint32 },
  ConsignmentShipped: {
    consignment: word,
    sender: uint32,
    receiver: uint32,
    documentKey: word,
    shippedAtSec: uint40,
    operator: address,
    runs: fc.array(word, { maxLength: 5 }),
    lineCommitments: fc.array(word, { maxLength: 5 }),
  },
  ConsignmentReceived: {
    consignment: word,
    receiver: uint32,
    sender: uint32,
    receivedAtSec: uint40,
    outstandingCount: uint32,
    operator: address,
    accepted: fc.array(word, { maxLength: 5 }),
  },
  DispenseRecorded: {
    dispense: word,
    institution: uint32,
    documentKey: word,
    dispensedAtSec: uint40,
    identification: uint(8),
    personCommitment: word,
    operator: address,
    lines: fc.array(word, { maxLength: 6 }),
  },
  ParcelsJoined: {
    batch: hexOf(8),
    from: uint32,
    to: uint32,
    joinedFroms: fc.array(uint32, { maxLength: 5 }),
  },
  ConsignmentWithdrawn: {
    consignment: word,
    sender: uint32,
    receiver: uint32,
    withdrawnAtSec: uint40,
    outstandingCount: uint32,
    operator: address,
    runs: words,
  },
  ConsignmentDisputed: {
    consignment: word,
    disputedBy: uint32,
    disputedAtSec: uint40,
    reasonHash: word,
    operator: address,
    runs: words,
  },
  DisputeAnswered: {
    consignment: word,
    answeredBy: uint32,
    outcome: uint(8),
    operator: address,
    runs: words,
  },
  DisputeResolved: {
    consignment: word,
    resolvedBy: uint32,
    outcome: uint(8),
    outstandingCount: uint32,
    operator: address,
    runs: words,
  },
  BatchDeclared: {
    batch: hexOf(8),
    product: uint32,
    holder: uint32,
    packCount: uint32,
    madeAtSec: uint40,
    expiresAtSec: uint40,
    declaredAtSec: uint40,
    keyEpoch: uint(16),
    documentKey: word,
    operator: address,
    batchNumber: text,
  },
  LabelsAttached: { batch: hexOf(8), labelsHash: word, operator: address },
  BatchRecalled: {
    batch: hexOf(8),
    recalledBy: uint32,
    recalledAtSec: uint40,
    reasonHash: word,
    operator: address,
  },
  BatchQuarantined: {
    batch: hexOf(8),
    region: uint(24),
    bureau: uint32,
    reasonHash: word,
    operator: address,
  },
  BatchReleased: { batch: hexOf(8), region: uint(24), bureau: uint32, operator: address },
  DeclaredKeySpent: { packKey: hexOf(16), dispense: word, batch: hexOf(8), index: uint32 },
  DeclaredKeyFreed: { packKey: hexOf(16), dispense: word, batch: hexOf(8), index: uint32 },
  MakerTraceWaived: { dispense: word, batch: hexOf(8), index: uint32 },
  DispenseReversed: {
    dispense: word,
    institution: uint32,
    reversal: word,
    documentKey: word,
    reversedAtSec: uint40,
    state: uint(8),
    operator: address,
    lines: words,
    lineIndexes: fc.array(uint(8), { maxLength: 5 }),
  },
  PackFrozen: { batch: hexOf(8), index: uint32, reversalCount: uint(8) },
  PacksDecommissioned: {
    decommission: word,
    institution: uint32,
    documentKey: word,
    occurredAtSec: uint40,
    reason: uint(8),
    operator: address,
    runs: words,
    remnants: words,
  },
  ReceiptAnswered: { dispense: word, institution: uint32, bureau: uint32, answer: uint(8) },
  RegionLimitsSet: {
    region: uint(24),
    bureau: uint32,
    lateAfterSec: uint40,
    returnWindowSec: uint40,
    disputeLimitSec: uint40,
    reversalsMax: uint(8),
    operator: address,
  },
  EnforcementModeSet: {
    region: uint(24),
    bureau: uint32,
    productClass: uint(8),
    mode: uint(8),
    fromSec: uint40,
    operator: address,
  },
};

// The keys of FIELDS are the names of events, as its type says.
export const EVENT_NAMES = Object.keys(FIELDS) as LedgerFact["name"][];

/** Any event of a name, whether or not it could have happened. */
export function anyEvent(name: LedgerFact["name"]): fc.Arbitrary<LedgerEvent> {
  const place = fc.record({ block: uint32, logIndex: uint32, timeSec: uint40, transactionHash: word });
  const fields: Record<string, fc.Arbitrary<unknown>> = { ...FIELDS[name] };
  // Each field is made by the generator of its own type, so together they are the event of that name.
  return fc.record({
    name: fc.constant(name),
    place,
    ...fields,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<LedgerEvent>;
}
