import { readFile } from "node:fs/promises";
import { type AdmittingHands, admitInstitution } from "../../server/demo/admit-institution.ts";
import type { DemoInstitution } from "../../server/demo/cast.ts";
import { decidersOf, openForClaims } from "../../server/demo/claims.ts";
import type { Member } from "../../server/demo/demo-ports.ts";
import type { InsuredRow } from "../../server/domain/claims/claim-records.ts";
import type { Command } from "../../server/domain/command.ts";
import type { ProductId } from "../../server/domain/ids.ts";
import type { PersonName } from "../../server/domain/ports.ts";
import { keepInsured } from "../../server/flows/keep/keep-insured.ts";
import { takeBatch } from "../../server/flows/take/take-batch.ts";
import { takeManifest } from "../../server/flows/take/take-manifest.ts";
import { takePlain } from "../../server/flows/take/take-plain.ts";
import { takeReceipt } from "../../server/flows/take/take-receipt.ts";
import { takeShipment } from "../../server/flows/take/take-shipment.ts";
import { apiKeyHash } from "../../server/http/authenticate.ts";
import { readRuleSet } from "../../server/http/read-rule-set.ts";
import type { RunningServer } from "../../server/main.ts";
import { makeApiKey } from "../../server/vault/api-key.ts";
import { keepKey } from "../../server/wire-data.ts";

export type ClaimSite = {
  readonly clerk: Desk;
  readonly decider: Desk;
  readonly reviewer: Desk;
  readonly pharmacies: readonly Shop[];
  readonly persons: readonly PersonName[];
};

/** Who asks, and the API key to ask with. */
export type Desk = { readonly institution: number; readonly token: string };
export type Shop = Desk & { readonly code: string; readonly packs: readonly string[] };

export type SiteAsked = {
  readonly pharmacyCount: number;
  readonly packsPerPharmacy: number;
  readonly personCount: number;
  /** The ledger's present. */
  readonly nowSec: number;
  /** What residents may get in a year; null: as the region's policy is shipped. */
  readonly capFen: string | null;
  /** Up to here the rules alone decide; null: the contract's default. */
  readonly automaticFenMax: string | null;
};

export const REGION = 330_500;

const BUREAU = "330500000001";
const MAKER = "M33050300501";
const PREFIX = "8300385";
const NHSA_CODE = "XA10AAD001A00101010001";
const SETTLE_MS = 60_000;
const FAR_SEC = 4_102_444_800;
const CODES_PER_SHIPMENT = 1_000;
const PERSONS_AT_ONCE = 100;

/** A bureau with all its keys and rule sets, pharmacies that hold packs, and persons who are insured. */
export async function foundClaimSite(server: RunningServer, asked: SiteAsked): Promise<ClaimSite> {
  const members = await admitAll(server, asked);
  const bureau = memberOf(members, BUREAU);
  const maker = memberOf(members, MAKER);
  const shops = members.filter(({ principal }) => principal.role === "pharmacy");
  const acting = { server, asked };
  if (asked.automaticFenMax !== null) await setLimits(acting, bureau, asked.automaticFenMax);
  const product = await admitProduct(acting, bureau, maker);
  const packs = Array.from(
    { length: asked.pharmacyCount * asked.packsPerPharmacy },
    (_, nth) => `${PREFIX}${String(nth).padStart(13, "0")}`,
  );
  await makeBatch(acting, maker, { product, packs });
  const pharmacies: Shop[] = [];
  for (const [nth, shop] of shops.entries()) {
    const own = packs.slice(nth * asked.packsPerPharmacy, (nth + 1) * asked.packsPerPharmacy);
    await handOver(acting, { maker, shop, packs: own });
    const { code } = shop;
    pharmacies.push({ ...(await giveKey(server, shop, [])), code, packs: own });
  }
  const [decider, reviewer] = decidersOf(bureau);
  if (decider === undefined || reviewer === undefined) throw new Error("a bureau without its deciders");
  return {
    clerk: await giveKey(server, bureau, []),
    decider: await giveKey(server, decider, ["decider"]),
    reviewer: await giveKey(server, reviewer, ["reviewer"]),
    pharmacies,
    persons: await insurePersons(server, bureau, asked.personCount),
  };
}

type Acting = { readonly server: RunningServer; readonly asked: SiteAsked };

async function settle({ server }: Pick<Acting, "server">, accepted: Promise<Command>): Promise<Command> {
  const { id } = await accepted;
  const command = await server.take.submitter.settled(id, SETTLE_MS);
  if (command.mined === null)
    throw new Error(`${command.body.kind} ended ${command.refusal?.code ?? "open"}`);
  await server.take.reader.reached(command.mined.block, SETTLE_MS);
  return command;
}

async function admitAll(server: RunningServer, asked: SiteAsked): Promise<readonly Member[]> {
  const members: Member[] = [];
  const { data, take, claims } = server;
  const hands: AdmittingHands = {
    ports: {
      take,
      claims,
      ruleSets: await ruleSetsOf(asked),
      keyring: {
        keep: (code, role) => keepKey(data.keyring, code, role),
        bind: (code, institution) => data.keyring.bind(code, institution),
      },
      genesisSec: asked.nowSec,
      setTime: async () => undefined,
      progress: () => undefined,
    },
    settle: (accepted) => settle({ server }, accepted),
    remember: (one, institution) => {
      if (one.kind === "none") throw new Error("nobody is of no kind");
      const principal = { name: one.name, institution, role: one.kind, region: one.region };
      members.push({ code: one.code, principal });
      return principal;
    },
    bureauOfRegion: () => memberOf(members, BUREAU).principal,
    validUntilSec: FAR_SEC,
  };
  for (const one of castOf(asked)) await admitInstitution(hands, one);
  await openForClaims(hands, memberOf(members, BUREAU), members);
  return members;
}

function castOf({ pharmacyCount }: SiteAsked): readonly DemoInstitution[] {
  const one = (kind: DemoInstitution["kind"], code: string): DemoInstitution => ({
    code,
    kind,
    name: code,
    region: REGION,
    district: kind === "bureau" ? REGION : 330_503,
  });
  const shops = Array.from({ length: pharmacyCount }, (_, nth) =>
    one("pharmacy", `P3305030${String(nth + 1).padStart(4, "0")}`),
  );
  return [one("bureau", BUREAU), one("maker", MAKER), ...shops];
}

function memberOf(members: readonly Member[], code: string): Member {
  const member = members.find((each) => each.code === code);
  if (member === undefined) throw new Error(`nobody is called ${code}`);
  return member;
}

async function ruleSetsOf({ capFen }: SiteAsked): Promise<ReturnType<typeof readRuleSet>[]> {
  const texts = await Promise.all(
    ["catalogue", "policy"].map((kind) =>
      readFile(new URL(`../../rule-sets/${REGION}-${kind}-2026.json`, import.meta.url), "utf8"),
    ),
  );
  const shipped = '"capFen": "150000"';
  return texts.map((text) =>
    readRuleSet(capFen === null ? text : text.replace(shipped, `"capFen": "${capFen}"`)),
  );
}

async function setLimits(acting: Acting, { principal }: Member, automaticFenMax: string): Promise<void> {
  const request = {
    kind: "set-claim-limits",
    decisionSec: 600,
    manualDays: 20,
    appealDays: 15,
    appealDecisionDays: 20,
    disputeDays: 60,
    automaticFenMax,
    fourEyesFromFen: "5000000",
    provisionalFenPerDay: "2000000",
    uncodedFenPerDay: "10000000",
  } as const;
  await settle(acting, takePlain(acting.server.take, { principal, request, idempotencyKey: null }));
}

async function admitProduct(acting: Acting, bureau: Member, maker: Member): Promise<ProductId> {
  const request = {
    kind: "admit-product",
    maker: maker.principal.institution,
    name: "阿莫西林胶囊",
    unit: "粒",
    unitsPerPack: 24,
    flags: [],
    codes: [
      { scheme: "trace-prefix", value: PREFIX },
      { scheme: "nhsa", value: NHSA_CODE },
    ],
  } as const;
  const { principal } = bureau;
  const { mined } = await settle(
    acting,
    takePlain(acting.server.take, { principal, request, idempotencyKey: null }),
  );
  return Number(mined?.result["product"]);
}

async function makeBatch(
  acting: Acting,
  { principal }: Member,
  of: { readonly product: ProductId; readonly packs: readonly string[] },
): Promise<void> {
  const { take } = acting.server;
  const request = {
    product: of.product,
    batchNumber: "B1",
    packCount: of.packs.length,
    madeOn: "2025-12-01",
    expiresOn: "2028-10-31",
    priceFen: "900",
  };
  const { mined } = await settle(acting, takeBatch(take, { principal, request, idempotencyKey: null }));
  const batch = wordOf(mined?.result["batch"]);
  const upload = { batch, labelsHash: null, codes: streamOf(of.packs) };
  await settle(acting, takeManifest(take, { principal, request: upload, idempotencyKey: null }));
  const seal = { kind: "seal-batch", batch } as const;
  await settle(acting, takePlain(take, { principal, request: seal, idempotencyKey: null }));
}

async function handOver(
  acting: Acting,
  of: { readonly maker: Member; readonly shop: Member; readonly packs: readonly string[] },
): Promise<void> {
  const { take } = acting.server;
  const { nowSec } = acting.asked;
  const { maker, shop, packs } = of;
  for (let from = 0; from < packs.length; from += CODES_PER_SHIPMENT) {
    const codes = packs.slice(from, from + CODES_PER_SHIPMENT);
    const shipment = {
      documentNumber: `D-${shop.code}-${from}`,
      receiver: shop.principal.institution,
      shippedAtSec: nowSec,
      lines: [{ codes, unitPriceFen: "1000", invoiceNumber: "INV-1" }],
    };
    const { principal } = maker;
    const shipped = await settle(
      acting,
      takeShipment(take, { principal, request: shipment, idempotencyKey: null }),
    );
    const consignment = wordOf(shipped.mined?.result["consignment"]);
    const request = { consignment, receivedAtSec: nowSec, codes: "all" } as const;
    await settle(acting, takeReceipt(take, { principal: shop.principal, request, idempotencyKey: null }));
  }
}

async function giveKey(server: RunningServer, member: Member, duties: readonly string[]): Promise<Desk> {
  const token = makeApiKey();
  const { institution, role, region, name } = member.principal;
  const row = { name, institution, roles: [role, ...duties], region, createdAtMs: 1, revokedAtMs: null };
  await server.data.intents.putApiKey({ ...row, hash: apiKeyHash(token) });
  return { institution, token };
}

/** Insured as residents, paid up for good. */
async function insurePersons(
  server: RunningServer,
  { principal }: Member,
  count: number,
): Promise<readonly PersonName[]> {
  const persons = Array.from({ length: count }, (_, nth) => ({
    scheme: "psn-no",
    value: `33052200${String(nth).padStart(10, "0")}`,
  }));
  for (let from = 0; from < count; from += PERSONS_AT_ONCE) {
    const some = persons.slice(from, from + PERSONS_AT_ONCE);
    await Promise.all(some.map((person) => keepInsured(server.claims, { principal, person, row: INSURED })));
  }
  return persons;
}

const INSURED: InsuredRow = {
  insurances: [
    {
      insuranceType: "390",
      records: [
        { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
        { kind: "paid", from: "2020-01-01", until: "2099-12-31" },
      ],
      accountCreditFen: null,
      familyCreditFen: null,
    },
  ],
};

function wordOf(value: unknown): `0x${string}` {
  if (typeof value !== "string" || !value.startsWith("0x")) throw new Error("a command without its id");
  return `0x${value.slice(2)}`;
}

async function* streamOf(codes: readonly string[]): AsyncGenerator<string> {
  yield* codes;
}
