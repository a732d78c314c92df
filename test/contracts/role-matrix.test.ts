import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CastOfRoles, castRoles, freshAddress, ids, regions } from "./support/cast-of-roles.ts";
import {
  everybody,
  expectRow,
  functionsOf,
  guarded,
  type Row,
  refused,
  type Table,
} from "./support/role-table.ts";

const REASON = `0x${"11".repeat(32)}`;
const DAY_SEC = 86_400;
const PHARMACY = 3;

const governing = (values: unknown[], foreign = "InstitutionOutsideRegion"): Row => ({
  values,
  refusal: "OperatorUnknown",
  but: {
    bureauOperator: "done",
    foreignBureauOperator: foreign,
    institutionOperator: "ActNotGranted",
    makerOperator: "ActNotGranted",
    hospitalOperator: "ActNotGranted",
  },
});

const byAdminKey = (values: unknown[]): Row => ({
  values,
  refusal: "CallerNotAdminKey",
  but: { institutionAdmin: "done" },
});

const draft = (kind: number) => [kind, 0, freshAddress(9), "NEW", "NEW"];

const institutionsTable: Table = {
  admitBureau: () => guarded("consortium", [310000, draft(6)]),
  admitAuditor: () => guarded("consortium", [0, draft(7)]),
  replaceMemberAdminKey: () => guarded("consortium", [ids.bureau, freshAddress(9)]),
  pause: () => guarded("guardian", []),
  unpause: () => guarded("administration", [], "LedgerPauseNotInState"),
  setAuthority: ({ contracts }) => ({
    values: [contracts.DrugLedger.address],
    refusal: "AccessManagedUnauthorized",
    but: {},
  }),
  // A foreign bureau registers too, but in its own region: the invariant on regions says so.
  registerInstitution: () => governing([draft(PHARMACY)], "done"),
  replaceAdminKey: () => governing([ids.active, freshAddress(9)]),
  signAgreement: ({ nowSec }) => governing([ids.unsigned, nowSec, nowSec + DAY_SEC]),
  suspendAgreement: ({ nowSec }) => governing([ids.active, nowSec, nowSec + DAY_SEC, REASON]),
  reinstateAgreement: ({ nowSec }) => governing([ids.suspended, nowSec]),
  terminateAgreement: ({ nowSec }) => governing([ids.active, nowSec, REASON]),
  addOperator: ({ nowSec }) => byAdminKey([ids.unsigned, freshAddress(9), 0b1000000, nowSec + DAY_SEC]),
  revokeOperator: ({ addressOf }) => byAdminKey([ids.unsigned, addressOf("institutionOperator")]),
  actingFor: ({ addressOf }) => everybody(addressOf("institutionOperator"), 6),
  agreementActiveAt: ({ nowSec }) => everybody(ids.active, nowSec),
  agreementChange: () => everybody(ids.active, 0),
  agreementChangeCount: () => everybody(ids.active),
  authority: () => everybody(),
  bureauOf: () => everybody(regions.home),
  institution: () => everybody(ids.active),
  isConsumingScheduledOp: () => everybody(),
  isKnownKey: () => everybody(freshAddress(9)),
  operator: () => everybody(freshAddress(9)),
  paused: () => everybody(),
  pausedTotalSec: () => everybody(),
};

const administered = (...values: unknown[]): Row => ({
  values,
  refusal: "AccessManagerUnauthorizedAccount",
  but: { administration: "done", delayedConsortium: "AccessManagerNotScheduled" },
});

/** On Institutions itself even an administrator without a delay waits: the target's own delay is in force. */
const delayed = (...values: unknown[]): Row => ({
  values,
  refusal: "AccessManagerUnauthorizedAccount",
  but: { administration: "AccessManagerNotScheduled", delayedConsortium: "AccessManagerNotScheduled" },
});

const selectorOf = (cast: CastOfRoles, name: string) =>
  cast.contracts.Institutions.face.getFunction(name)?.selector;
const dataOf = (cast: CastOfRoles, name: string, values: unknown[]) =>
  cast.contracts.Institutions.face.encodeFunctionData(name, values);

const authorityTable: Table = {
  labelRole: () => administered(5, "NEW"),
  grantRole: () => administered(1, freshAddress(9), 0),
  revokeRole: ({ addressOf }) => administered(1, addressOf("guardian")),
  setRoleAdmin: () => administered(1, 2),
  setRoleGuardian: () => administered(2, 2),
  setGrantDelay: () => administered(1, 9),
  setTargetFunctionRole: (cast) =>
    delayed(cast.contracts.Institutions.address, [selectorOf(cast, "pause")], 5),
  setTargetClosed: ({ contracts }) => delayed(contracts.Institutions.address, true),
  // Not delayed, but what it lowers holds for OpenZeppelin's setback of five days more.
  setTargetAdminDelay: ({ contracts }) => administered(contracts.Institutions.address, 0),
  updateAuthority: ({ contracts }) => delayed(contracts.Institutions.address, contracts.DrugLedger.address),
  renounceRole: () => refused("AccessManagerBadConfirmation", 0, freshAddress(9)),
  consumeScheduledOp: () => refused("no reason", freshAddress(9), "0x00000000"),
  cancel: (cast) =>
    refused(
      "AccessManagerNotScheduled",
      cast.addressOf("delayedConsortium"),
      cast.contracts.Institutions.address,
      dataOf(cast, "unpause", []),
    ),
  execute: (cast) => ({
    values: [cast.contracts.Institutions.address, dataOf(cast, "pause", [])],
    refusal: "AccessManagerUnauthorizedCall",
    but: { guardian: "done" },
  }),
  schedule: (cast) => ({
    values: [cast.contracts.Institutions.address, dataOf(cast, "unpause", []), 0],
    refusal: "AccessManagerUnauthorizedCall",
    but: { delayedConsortium: "done" },
  }),
  multicall: () => everybody([]),
};

describe("who may call what", () => {
  let cast: CastOfRoles;

  beforeAll(async () => {
    cast = await castRoles();
  });

  afterAll(() => cast.chain.close());

  it("has a row for every function of Institutions, and none for another", () => {
    const { face } = cast.contracts.Institutions;
    expect(Object.keys(institutionsTable).sort()).toEqual(
      functionsOf(face)
        .map((it) => it.name)
        .sort(),
    );
  });

  it("has a row for every function of the authority that changes something", () => {
    const { face } = cast.contracts.AccessManager;
    const changing = functionsOf(face).filter((it) => !it.constant);
    expect(Object.keys(authorityTable).sort()).toEqual(changing.map((it) => it.name).sort());
  });

  it("gives no two functions one name, so that a name stands for a selector", () => {
    const names = functionsOf(cast.contracts.Institutions.face).map((it) => it.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(Object.keys(institutionsTable))(
    "answers each role as the table says: Institutions.%s",
    async (name) => {
      await expectRow(cast, "Institutions", institutionsTable[name]?.(cast), name);
    },
  );

  it.each(Object.keys(authorityTable))(
    "answers each role as the table says: AccessManager.%s",
    async (name) => {
      await expectRow(cast, "AccessManager", authorityTable[name]?.(cast), name);
    },
  );
});
