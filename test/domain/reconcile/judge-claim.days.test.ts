import { describe, expect, test } from "vitest";
import type { AgreementStatus } from "../../../server/domain/lifecycles.ts";
import type { PackFact } from "../../../server/domain/reconcile/claim-facts.ts";
import {
  type CaseChange,
  caseOf,
  local,
  noPack,
  PACK,
  pack,
  refused,
  sale,
  shop,
  told,
} from "./support/claim-cases.ts";

type Row = readonly [title: string, change: CaseChange, expected: readonly string[]];

const packs = (change: Partial<PackFact>): readonly PackFact[] => [pack(PACK, change)];
const batch = { batchNumber: "L1", expiresAtSec: local("2028-01-01 00:00:00"), recalledAtSec: null };
const expiring = { ...batch, expiresAtSec: local("2026-08-11 00:00:00") };
const recalled = { ...batch, recalledAtSec: local("2026-08-10 10:00:00") };
const at = (text: string): CaseChange => ({ sales: [sale({ soldAtSec: local(text) })] });
const suspendedOn = (from: string, to: string): CaseChange => ({
  institution: {
    ...shop,
    agreementAt: (atSec): AgreementStatus =>
      atSec >= local(from) && atSec < local(to) ? "suspended" : "active",
  },
});

const DAYS: readonly Row[] = [
  ["claimed the day before", { claim: { claimedOn: "2026-08-09" } }, ["claim_before_sale! 700"]],
  ["claimed the day after an evening's sale", { claim: { claimedOn: "2026-08-11" } }, []],
  [
    "expired: the last second of the last day",
    { ...at("2026-08-10 23:59:59"), packs: packs({ batch: expiring }) },
    [],
  ],
  [
    "expired: at the first second after",
    { packs: packs({ batch: { ...batch, expiresAtSec: local("2026-08-10 10:00:00") } }) },
    ["expired! 700"],
  ],
  [
    "expired: the morning after the last day",
    { ...at("2026-08-11 08:00:00"), claim: { claimedOn: "2026-08-11" }, packs: packs({ batch: expiring }) },
    ["expired! 700"],
  ],
  [
    "recalled a second after the sale",
    { ...at("2026-08-10 09:59:59"), packs: packs({ batch: recalled }) },
    [],
  ],
  ["recalled at that second", { packs: packs({ batch: recalled }) }, ["recalled! 700"]],
  [
    "recalled, sold that afternoon",
    { ...at("2026-08-10 15:30:00"), packs: packs({ batch: recalled }) },
    ["recalled! 700"],
  ],
  [
    "expired and recalled say nothing of what was not sold",
    { sales: [], packs: packs({ batch: recalled }) },
    ["no_sale! 700"],
  ],
];

const CUSTODY: readonly Row[] = [
  ["received at that second", { packs: packs({ receivedAtSec: [local("2026-08-10 10:00:00")] }) }, []],
  [
    "received a second later",
    { packs: packs({ receivedAtSec: [local("2026-08-10 10:00:01")] }) },
    ["never_received! 700"],
  ],
  ["unknown", { sales: [refused("trace-code-unknown")], packs: [noPack(PACK)] }, ["never_received! 700"]],
  [
    "two manifests have the code",
    { packs: packs({ identity: "contested", receivedAtSec: [] }) },
    ["never_received"],
  ],
  ["its form cannot be read", { packs: [noPack(PACK, { identity: "unreadable" })] }, ["never_received"]],
  [
    "not sold, received by the end of the claim's day",
    { sales: [], packs: packs({ receivedAtSec: [local("2026-08-10 23:59:59")] }) },
    ["no_sale! 700"],
  ],
  [
    "not sold, received the next day",
    { sales: [], packs: packs({ receivedAtSec: [local("2026-08-11 00:00:00")] }) },
    ["no_sale! 700", "never_received! 700"],
  ],
  ["the keys of packs could not be had", { packs: packs({ receivedAtSec: [] }), unseen: ["pack-keys"] }, []],
];

const SUSPENDED: readonly Row[] = [
  [
    "on the first day",
    suspendedOn("2026-08-10 00:00:00", "2026-09-01 00:00:00"),
    ["suspended_institution! 700"],
  ],
  [
    "on the last day",
    suspendedOn("2026-07-01 00:00:00", "2026-08-11 00:00:00"),
    ["suspended_institution! 700"],
  ],
  ["the day before", suspendedOn("2026-08-11 00:00:00", "2026-09-01 00:00:00"), []],
  ["the day after", suspendedOn("2026-07-01 00:00:00", "2026-08-10 00:00:00"), []],
  [
    "filed during it for an earlier sale",
    { ...suspendedOn("2026-08-11 00:00:00", "2026-09-01 00:00:00"), claim: { claimedOn: "2026-08-15" } },
    [],
  ],
  [
    "not sold, claimed on its last day",
    { ...suspendedOn("2026-07-01 00:00:00", "2026-08-11 00:00:00"), sales: [] },
    ["no_sale! 700", "suspended_institution! 700"],
  ],
  [
    "not sold, claimed on a day it ended at noon",
    { ...suspendedOn("2026-07-01 00:00:00", "2026-08-10 12:00:00"), sales: [] },
    ["no_sale! 700"],
  ],
  [
    "not sold, claimed on a day it began at noon",
    { ...suspendedOn("2026-08-10 12:00:00", "2026-09-01 00:00:00"), sales: [] },
    ["no_sale! 700"],
  ],
  [
    "the agreement had ended",
    { institution: { ...shop, agreementAt: () => "terminated" } },
    ["suspended_institution! 700"],
  ],
];

describe.each([
  ["claim_before_sale, expired, recalled", DAYS],
  ["never_received", CUSTODY],
  ["suspended_institution", SUSPENDED],
])("%s", (_, rows) => {
  test.each(rows)("%s", (_title, change, expected) => {
    expect(told(caseOf(change))).toEqual(expected);
  });
});
