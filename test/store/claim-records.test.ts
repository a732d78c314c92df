import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Approval } from "../../server/domain/adjudication/adjudication-input.ts";
import type { InsuredRow } from "../../server/domain/claims/claim-records.ts";
import { openClaimRecords } from "../../server/store/claim-records.ts";
import type { Database } from "../../server/store/database.ts";
import { DATABASES } from "./support/databases.ts";

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const HUZHOU = 330_500;
const WUHAN = 420_100;
const PERSON = hash("a");
const insured = (accountCreditFen: bigint | null): InsuredRow => ({
  insurances: [
    {
      insuranceType: "310",
      records: [
        { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: "2020-06-30" },
        { kind: "paid", from: "2026-01-01", until: "2026-12-31" },
        { kind: "suspended", from: "2026-03-01", until: null },
      ],
      accountCreditFen,
      familyCreditFen: null,
    },
  ],
});
const special: Approval = {
  kind: "special-drug",
  id: "T-2",
  itemCode: "XL01",
  indications: ["C50"],
  doctorCodes: ["D1"],
  siteCodes: [],
  validFrom: "2026-01-01",
  validUntil: "2026-12-31",
};
const chronic: Approval = {
  kind: "chronic",
  id: "M-1",
  indications: ["E11"],
  validFrom: "2026-01-01",
  validUntil: "2027-12-31",
};

describe.each(DATABASES)("what a bureau keeps to decide claims, in $name", ({ open }) => {
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    ({ database, discard } = await open());
  });
  afterEach(() => discard());

  test("a rule set comes back to the byte", async () => {
    const records = openClaimRecords(database);
    const document = { hash: hash("1"), kind: "policy", region: HUZHOU, text: '{"名":"甲\\n"}' } as const;
    await records.putRuleSet(document);
    expect(await records.ruleSet(hash("1"))).toEqual(document);
    expect(await records.ruleSet(hash("2"))).toBe(null);
  });

  test("a person's insurance is replaced whole, in the one region", async () => {
    const records = openClaimRecords(database);
    await records.putInsured(HUZHOU, PERSON, insured(1n));
    await records.putInsured(WUHAN, PERSON, { insurances: [] });
    await records.putInsured(HUZHOU, PERSON, insured((1n << 64n) - 1n));
    expect(await records.insured(HUZHOU, PERSON)).toEqual(insured((1n << 64n) - 1n));
    expect(await records.insured(WUHAN, PERSON)).toEqual({ insurances: [] });
    expect(await records.insured(HUZHOU, hash("b"))).toBe(null);
  });

  test("approvals are the person's in the region, by their ids, the last of an id standing", async () => {
    const records = openClaimRecords(database);
    await records.putApproval(HUZHOU, PERSON, special);
    await records.putApproval(HUZHOU, PERSON, { ...chronic, validUntil: "2026-12-31" });
    await records.putApproval(HUZHOU, PERSON, chronic);
    await records.putApproval(WUHAN, PERSON, special);
    await records.putApproval(HUZHOU, hash("b"), special);
    expect(await records.approvals(HUZHOU, PERSON)).toEqual([chronic, special]);
    expect(await records.approvals(WUHAN, hash("b"))).toEqual([]);
  });

  test("the level of a place of care is kept", async () => {
    const records = openClaimRecords(database);
    await records.putSite(7, { level: "2" });
    await records.putSite(7, { level: "3" });
    expect(await records.site(7)).toEqual({ level: "3" });
    expect(await records.site(8)).toBe(null);
  });

  test("a person's claims stand once each, for the region's fund alone", async () => {
    const records = openClaimRecords(database);
    const one = { filer: 7, documentKey: hash("1") };
    const two = { filer: 0xffff_ffff, documentKey: hash("0") };
    await records.putPersonClaim(HUZHOU, PERSON, two);
    await records.putPersonClaim(HUZHOU, PERSON, one);
    await records.putPersonClaim(HUZHOU, PERSON, one);
    await records.putPersonClaim(WUHAN, PERSON, one);
    expect(await records.personClaims(HUZHOU, PERSON)).toEqual([one, two]);
    expect(await records.personClaims(HUZHOU, hash("b"))).toEqual([]);
  });
});
