import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Random, seededRandom } from "../../server/demo/random.ts";
import type { Planted } from "./score-findings.ts";

/** Honest slips, and the kind of finding that says what each is; null where there is nothing to say. */
export const NOISE_KINDS = {
  "message sent twice": null,
  "message up to three days late": "late_message",
  "digit wrong in the claim": "near_code",
  "digit wrong in the message": "near_code",
  "UTC for +8": "time_zone",
  "box for unit": "units_for_packs",
  "return that was lost": "return_not_recorded",
} as const;

export type NoiseKind = keyof typeof NOISE_KINDS;

/** Claim id → what was done to it. */
export type Noise = Readonly<Record<string, NoiseKind>>;

type Selinfo = {
  setl_id: string;
  rtal_docno: string;
  sel_retn_cnt: string;
  sel_retn_time: string;
  finl_trns_pric: string;
  fixmedins_hilist_id: string;
  trdn_flag: string;
  medins_prod_sel_no: string;
  drugtracinfo: { drug_trac_codg: string }[];
};
type Message = { inf_time: string; msgid: string; fixmedins_code: string; input: { selinfo: Selinfo } };
type ClaimCells = { readonly id: string; cells: string[] };

/** Of each kind so many claims, where the feed has them. */
const CLAIMS_PER_KIND = 25;
const HOUR_SEC = 3_600;
const DAYS_LATE_MAX = 3;

type World = {
  readonly random: Random;
  readonly sales: Message[];
  readonly returns: Message[];
  readonly claims: readonly ClaimCells[];
  readonly head: string;
  readonly unitsOfSku: ReadonlyMap<string, number>;
  readonly noise: Record<string, NoiseKind>;
};

/**
 * Copies a feed and makes slips in its clean claims that happen to honest people, one in each: of these none
 * may become a violation, each is to be told for what it is. The same seed makes the same slips.
 */
export async function makeNoisyFeed(folder: string, out: string, seed: number): Promise<Noise> {
  await mkdir(out, { recursive: true });
  const world = await readWorld(folder, seed);
  const planted: Planted = JSON.parse(await readFile(join(folder, "planted.json"), "utf8"));
  const spoilable = untouched(world.claims, planted);
  loseReturns(world, spoilable);
  for (const [kind, spoil] of Object.entries(SPOILS)) spoilSome(world, { kind, spoil, spoilable });
  for (const name of await readdir(folder)) {
    if (!/^(?:sales|returns|claims)/.test(name)) await copyFile(join(folder, name), join(out, name));
  }
  const sales = world.sales.toSorted((one, other) => (one.inf_time < other.inf_time ? -1 : 1));
  await writeFile(join(out, "sales-3505.ndjson"), linesOf(sales));
  await writeFile(join(out, "returns-3506.ndjson"), linesOf(world.returns));
  const rows = world.claims.map(({ cells }) => cells.join(","));
  await writeFile(join(out, "claims.csv"), `${[world.head, ...rows].join("\n")}\n`);
  return world.noise;
}

/** Clean claims that share no code with a planted one: a slip in what that repeats would hide it. */
function untouched(claims: readonly ClaimCells[], planted: Planted): readonly ClaimCells[] {
  const codesOf = ({ cells }: ClaimCells): readonly string[] => (cells[CODES_COLUMN] ?? "").split("|");
  const isPlanted = ({ id }: ClaimCells): boolean => id in planted.claims;
  const anomalous = new Set(claims.filter(isPlanted).flatMap(codesOf));
  return claims.filter((claim) => !isPlanted(claim) && !codesOf(claim).some((code) => anomalous.has(code)));
}

async function readWorld(folder: string, seed: number): Promise<World> {
  const text = async (name: string): Promise<string> => {
    const names = await readdir(folder);
    if (names.includes(name)) return readFile(join(folder, name), "utf8");
    return gunzipSync(await readFile(join(folder, `${name}.gz`))).toString("utf8");
  };
  const messages = async (name: string): Promise<Message[]> =>
    (await text(name))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  const [head = "", ...rows] = (await text("claims.csv")).trimEnd().split(/\r?\n/);
  const [, ...products] = (await text("products.csv")).trimEnd().split(/\r?\n/);
  return {
    random: seededRandom(seed),
    sales: await messages("sales-3505.ndjson"),
    returns: await messages("returns-3506.ndjson"),
    claims: rows.map((row) => ({ id: row.slice(0, row.indexOf(",")), cells: row.split(",") })),
    head,
    unitsOfSku: new Map(
      products.map((row) => [row.split(",")[SKU_COLUMN] ?? "", Number(row.split(",")[UNITS_COLUMN])]),
    ),
    noise: {},
  };
}

const SKU_COLUMN = 2;
const UNITS_COLUMN = 6;
const SETTLEMENT_COLUMN = 1;
const CODES_COLUMN = 7;

/** Does it, or says that this claim is none to do it to. */
type Spoil = (world: World, claim: ClaimCells, line: Message) => boolean;

const SPOILS: Readonly<Partial<Record<NoiseKind, Spoil>>> = {
  "message sent twice": ({ sales, random }, _, line) => {
    const again = structuredClone(line);
    if (random.below(2) === 0) again.msgid = `${line.msgid.slice(0, -4)}9${line.msgid.slice(-3)}`;
    return sales.push(again) > 0;
  },
  "message up to three days late": ({ random }, _, line) => {
    const hours = 25 + random.below(DAYS_LATE_MAX * 24 - 25);
    line.inf_time = moved(line.input.selinfo.sel_retn_time, hours * HOUR_SEC);
    return true;
  },
  "digit wrong in the claim": ({ random }, claim) => {
    const codes = (claim.cells[CODES_COLUMN] ?? "").split("|");
    codes[0] = withWrongDigit(codes[0] ?? "", random);
    claim.cells[CODES_COLUMN] = codes.join("|");
    return true;
  },
  "digit wrong in the message": ({ random }, _, line) => {
    const [first] = line.input.selinfo.drugtracinfo;
    if (first === undefined || line.input.selinfo.trdn_flag === "1") return false;
    first.drug_trac_codg = withWrongDigit(first.drug_trac_codg, random);
    return true;
  },
  "UTC for +8": (_world, _, line) => {
    line.input.selinfo.sel_retn_time = moved(line.input.selinfo.sel_retn_time, -8 * HOUR_SEC);
    return true;
  },
  "box for unit": ({ unitsOfSku }, _, { input: { selinfo } }) => {
    const units = unitsOfSku.get(selinfo.fixmedins_hilist_id) ?? 1;
    if (selinfo.trdn_flag === "1" || units < 3) return false;
    selinfo.sel_retn_cnt = (Number(selinfo.sel_retn_cnt) * units).toFixed(4);
    selinfo.finl_trns_pric = (Number(selinfo.finl_trns_pric) / units).toFixed(6);
    return true;
  },
};

function spoilSome(
  world: World,
  of: { readonly kind: string; readonly spoil: Spoil; readonly spoilable: readonly ClaimCells[] },
): void {
  const { random, noise } = world;
  const lines = new Map<string, Message[]>();
  for (const sale of world.sales) {
    const { setl_id } = sale.input.selinfo;
    lines.set(setl_id, [...(lines.get(setl_id) ?? []), sale]);
  }
  let count = 0;
  for (let tries = 0; count < CLAIMS_PER_KIND && tries < CLAIMS_PER_KIND * 20; tries += 1) {
    const claim = of.spoilable[random.below(of.spoilable.length)];
    const settlement = claim?.cells[SETTLEMENT_COLUMN] ?? "";
    const own = settlement === "" ? [] : (lines.get(settlement) ?? []);
    const [line] = own;
    // One line, so that what is done to the claim is done to it alone.
    if (claim === undefined || line === undefined || own.length > 1 || claim.id in noise) continue;
    if (!of.spoil(world, claim, line)) continue;
    // Only names of NOISE_KINDS stand in the table of spoils.
    noise[claim.id] = of.kind as NoiseKind;
    count += 1;
  }
}

/** Returns of packs that the same shop sold and settled again later. */
function loseReturns({ returns, sales, claims, noise }: World, spoilable: readonly ClaimCells[]): void {
  const claimOf = new Map(claims.map((claim) => [claim.cells[SETTLEMENT_COLUMN] ?? "", claim]));
  const clean = new Set(spoilable);
  let count = 0;
  for (let at = returns.length - 1; at >= 0 && count < CLAIMS_PER_KIND; at -= 1) {
    const back = returns[at];
    if (back === undefined) continue;
    const codes = back.input.selinfo.drugtracinfo.map(({ drug_trac_codg }) => drug_trac_codg);
    const isOf = ({ input }: Message): boolean =>
      input.selinfo.drugtracinfo.some(({ drug_trac_codg }) => codes.includes(drug_trac_codg));
    const isOnce = returns.filter(isOf).length === 1 && back.input.selinfo.trdn_flag !== "1";
    const later = sales.filter(
      (sale) => isOf(sale) && sale.input.selinfo.sel_retn_time > back.input.selinfo.sel_retn_time,
    );
    const [only] = later;
    const claim = claimOf.get(only?.input.selinfo.setl_id ?? "");
    if (!isOnce || later.length !== 1 || claim === undefined || !clean.has(claim) || claim.id in noise)
      continue;
    returns.splice(at, 1);
    noise[claim.id] = "return that was lost";
    count += 1;
  }
}

/** The drug's own digits of a code. */
const DRUG_DIGITS = 7;

/** Behind the digits of the drug: those are the maker's, and a scanner's list knows them. */
function withWrongDigit(code: string, random: Random): string {
  const at = DRUG_DIGITS + random.below(code.length - DRUG_DIGITS);
  const digit = (Number(code[at]) + 1 + random.below(9)) % 10;
  return `${code.slice(0, at)}${digit}${code.slice(at + 1)}`;
}

function moved(time: string, bySec: number): string {
  const instant = Date.parse(`${time.replace(" ", "T")}Z`) + bySec * 1000;
  return new Date(instant).toISOString().slice(0, 19).replace("T", " ");
}

function linesOf(messages: readonly Message[]): string {
  return `${messages.map((message) => JSON.stringify(message)).join("\n")}\n`;
}
