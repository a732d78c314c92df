import { businessDayOf, ZONES } from "../../../../server/domain/business-day.ts";
import type { FailureCode } from "../../../../server/domain/failure-catalogue.ts";
import type {
  ClaimFacts,
  InstitutionFact,
  OtherClaim,
  PackFact,
} from "../../../../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../../../server/domain/reconcile/feed-claim.ts";
import type { Finding } from "../../../../server/domain/reconcile/finding.ts";
import { judgeClaim } from "../../../../server/domain/reconcile/judge-claim.ts";
import type { SaleFact } from "../../../../server/domain/reconcile/sale-fact.ts";
import { THRESHOLDS_DEFAULT } from "../../../../server/domain/reconcile/thresholds.ts";

/** A pack of the shop, one of its neighbours, and one that is like neither. */
export const PACK = "cn:81234560000000010011";
export const NEIGHBOUR = "cn:81234560000000010012";
export const STRANGER = "cn:81234560000000029977";

export const SHOP = 7;
export const SHOP_CODE = "P33050299101";

/** An instant by the clock of the zone, `2026-08-10 10:00:00`. */
export function local(text: string): number {
  return Date.parse(`${text.replace(" ", "T")}+08:00`) / 1000;
}

export const SOLD_AT = local("2026-08-10 10:00:00");

export const shop: InstitutionFact = {
  id: SHOP,
  code: SHOP_CODE,
  kind: "pharmacy",
  region: 330_500,
  agreementAt: () => "active",
  tellsAtOnce: true,
};

export function pack(code: string, change: Partial<PackFact> = {}): PackFact {
  return {
    code,
    identity: "known",
    product: {
      id: 3,
      name: "布洛芬片 0.2g",
      unitsPerPack: 24,
      isHighValue: false,
      mustBeMakerTraced: false,
      isPrescriptionOnly: false,
    },
    batch: { batchNumber: "L1", expiresAtSec: local("2028-01-01 00:00:00"), recalledAtSec: null },
    receivedAtSec: [local("2026-07-20 07:00:00")],
    isDeclaredOnly: false,
    returnsAtSec: [],
    otherSales: [],
    claims: [],
    nearHeld: [],
    purchase: "unstated",
    ...change,
  };
}

/** A code that no maker gave out. */
export function noPack(code: string, change: Partial<PackFact> = {}): PackFact {
  return pack(code, { identity: "unknown", product: null, batch: null, receivedAtSec: [], ...change });
}

export function sale(change: Partial<SaleFact> = {}): SaleFact {
  const soldAtSec = change.soldAtSec ?? SOLD_AT;
  return {
    standing: { is: "recorded", dispense: `0x${"11".repeat(32)}`, block: 9 },
    institution: SHOP,
    receiptNumber: "R1",
    settlementId: "S1",
    soldOn: businessDayOf(soldAtSec, ZONES["Asia/Shanghai"]),
    codes: [PACK],
    of: "packs",
    statedProduct: null,
    countE4: 10_000n,
    lineFen: 1000n,
    person: { scheme: "psn", value: "one" },
    hasPrescription: false,
    returns: [],
    toldAtSec: null,
    lateSec: 0,
    ...change,
    soldAtSec,
  };
}

export function refused(code: FailureCode, change: Partial<SaleFact> = {}): SaleFact {
  return sale({ ...change, standing: { is: "refused", attempt: "a1", code } });
}

export function otherClaim(change: Partial<OtherClaim> = {}): OtherClaim {
  return {
    claimId: "C0",
    row: 1,
    institutionCode: "P42010099101",
    channel: "direct",
    claimedOn: "2026-08-01",
    isEarlier: true,
    ...change,
  };
}

export type CaseChange = Partial<Omit<ClaimFacts, "claim">> & { readonly claim?: Partial<FeedClaim> };

/** One pack sold for 10 yuan, of which the fund bears 7; whatever the case changes. */
export function caseOf({ claim = {}, ...change }: CaseChange = {}): ClaimFacts {
  return {
    claim: {
      row: 5,
      claimId: "C5",
      channel: "direct",
      settlementId: "S1",
      receiptNumber: "R1",
      institutionCode: SHOP_CODE,
      person: { scheme: "psn", value: "one" },
      insuredRegion: 330_500,
      claimedOn: "2026-08-10",
      traceCodes: [PACK],
      totalFen: 1000n,
      fundFen: 700n,
      ...claim,
    },
    zone: ZONES["Asia/Shanghai"],
    thresholds: THRESHOLDS_DEFAULT,
    institution: shop,
    sales: [sale()],
    packs: [pack(PACK)],
    sameInvoice: [],
    ledgerClaims: [],
    history: { claimsOfDay: 0, packsInWindow: [{ product: 3, packs: 1, purchases: 1 }] },
    visits: [],
    site: null,
    receiptsInHour: null,
    unseen: [],
    ...change,
  };
}

/** `kind` for a suspect, `kind! fen` for a violation with what it disallows. */
export function told(facts: ClaimFacts): readonly string[] {
  return judgeClaim(facts).map(tell);
}

function tell({ kind, verdict, disallowedFen }: Finding): string {
  return verdict === "violation" ? `${kind}! ${disallowedFen}` : kind;
}
