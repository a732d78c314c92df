import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One dispense of the table, at its time here. */
type Dispense = {
  readonly atMs: number;
  readonly patient: string;
  readonly rxnorm: string;
  readonly drug: string;
};

const REGION = "330500";
const MAKER = "M33050399901";
const SHOP = "P33050399101";
const HOUR_MS = 3_600_000;
/** Asia/Shanghai. */
const OFFSET_MS = 8 * HOUR_MS;
/**
 * The last of them, of 2021, becomes one of 2026. An import lets agreements begin with 2000, so older ones
 * move on by generations.
 */
const YEARS_LATER = 5;
const YEAR_MIN = 2001;
const GENERATION_YEARS = 25;

/**
 * Makes a feed of the dispenses of Synthea: each a sale of its own, settled at the counter, and a claim for
 * it. Nothing is wrong with any. Persons, drugs, days and times are theirs, years are moved; prices are
 * invented, for a total of 255 dollars is none.
 */
export async function makeSyntheaFeed(shared: string, out: string): Promise<void> {
  const dispenses = await readDispenses(join(shared, "synthea/pharmacy-dispenses.csv"));
  const sample = JSON.parse(await readFile(join(shared, "china/yb-interface/3505.request.json"), "utf8"));
  const drugs = [...new Map(dispenses.map(({ rxnorm, drug }) => [rxnorm, drug]))];
  const persons = [...new Set(dispenses.map(({ patient }) => patient))];
  const placeOf = new Map(drugs.map(([rxnorm], at) => [rxnorm, at]));
  const supply = supplyOf(dispenses, placeOf);
  const sales: string[] = [];
  const claims: string[] = [];
  for (const [at, dispense] of dispenses.entries()) {
    const drug = placeOf.get(dispense.rxnorm) ?? 0;
    const sold = {
      number: String(at + 1).padStart(9, "0"),
      time: localTime(dispense.atMs),
      person: `${REGION}99${String(persons.indexOf(dispense.patient)).padStart(18, "0")}`,
      year: Number(localTime(dispense.atMs).slice(0, 4)),
      code: supply.codes[at] ?? "",
      fen: 980 + drug * 37,
    };
    sales.push(JSON.stringify(saleOf(sample, sold, drug)));
    claims.push(claimRow(sold));
  }
  await mkdir(out, { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(out, name), `${lines.join("\n")}\n`);
  await write("institutions.csv", INSTITUTIONS);
  await write("products.csv", [PRODUCT_HEAD, ...drugs.map(productRow)]);
  await write("shipments.ndjson", supply.events);
  await write("sales-3505.ndjson", sales);
  await write("returns-3506.ndjson", []);
  await write("claims.csv", [CLAIM_HEAD, ...claims]);
  await write("planted.json", [JSON.stringify({ claims_total: claims.length, kinds: {}, claims: {} })]);
}

const INSTITUTIONS = [
  "code,kind,name,region,region_name,insurance_region,insurance_region_name," +
    "hospital_level,dual_channel,suspended_from,suspended_to",
  `${MAKER},M,示例制药（湖州）有限公司,330503,南浔区,${REGION},湖州市,,,,`,
  `${SHOP},P,示例大药房（湖州）,330503,南浔区,${REGION},湖州市,,1,,`,
];
const PRODUCT_HEAD =
  "trace_prefix,nhsa_code,sku,name,maker,barcode,pack_units,unit,price_fen," +
  "high_value,split_allowed,prescription";
const CLAIM_HEAD =
  "claim_id,setl_id,receipt_no,institution,patient,insured_region,date,trace_codes,total_fen,fund_fen,channel";

async function readDispenses(file: string): Promise<readonly Dispense[]> {
  const [head = "", ...rows] = (await readFile(file, "utf8")).trimEnd().split(/\r?\n/);
  const names = head.split(",");
  const cell = (cells: readonly string[], name: string): string => cells[names.indexOf(name)] ?? "";
  return rows
    .map((row) => {
      // The drug alone may hold commas, and then stands in quotes.
      const cells = [...row.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, text = ""]) => text);
      return {
        atMs: movedYear(Date.parse(cell(cells, "service_start"))),
        patient: cell(cells, "patient_id"),
        rxnorm: cell(cells, "rxnorm"),
        drug: cell(cells, "drug").replaceAll('"', "").replaceAll(",", " "),
      };
    })
    .sort((one, other) => one.atMs - other.atMs);
}

function movedYear(atMs: number): number {
  const at = new Date(atMs);
  let year = at.getUTCFullYear() + YEARS_LATER;
  while (year < YEAR_MIN) year += GENERATION_YEARS;
  at.setUTCFullYear(year);
  return at.getTime();
}

/** A batch of each drug for each year, made the year before; and the code of each dispense's pack. */
function supplyOf(
  dispenses: readonly Dispense[],
  placeOf: ReadonlyMap<string, number>,
): { readonly events: readonly string[]; readonly codes: readonly string[] } {
  const codesOfBatch = new Map<string, string[]>();
  const codes = dispenses.map(({ rxnorm, atMs }) => {
    const drug = placeOf.get(rxnorm) ?? 0;
    const year = Number(localTime(atMs).slice(0, 4));
    const own = codesOfBatch.get(`${year} ${drug}`) ?? [];
    codesOfBatch.set(`${year} ${drug}`, own);
    const serial = `${year}${String(own.length).padStart(5, "0")}0000`;
    own.push(`${tracePrefix(drug)}${serial}`);
    return own.at(-1) ?? "";
  });
  const batches = [...codesOfBatch].map(([name, own], at) => {
    const [year = "", drug = ""] = name.split(" ");
    return { year: Number(year), drug: Number(drug), own, number: String(at + 1).padStart(6, "0") };
  });
  const events = batches
    .sort((one, other) => one.year - other.year)
    .flatMap(({ year, drug, own, number }) => [
      {
        event: "batch",
        time: `${year - 1}-06-01 09:00:00`,
        batch: `BT${number}`,
        maker: MAKER,
        trace_prefix: tracePrefix(drug),
        lot: lotOf(year, drug),
        manu_date: `${year - 1}-05-01`,
        expy_end: `${year + 3}-05-01`,
        packs: own.length,
        codes: own,
      },
      {
        event: "ship",
        time: `${year - 1}-07-01 09:00:00`,
        shipment: `SH${number}`,
        from: MAKER,
        to: SHOP,
        doc_no: `DN${number}`,
        lines: [{ batch: `BT${number}`, packs: own.length, codes: own }],
      },
      { event: "receive", time: `${year - 1}-07-02 09:00:00`, shipment: `SH${number}`, by: SHOP },
    ])
    .sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
  return { events: events.map((event) => JSON.stringify(event)), codes };
}

type Sold = {
  readonly number: string;
  readonly time: string;
  readonly year: number;
  readonly person: string;
  readonly code: string;
  readonly fen: number;
};

function saleOf(
  sample: { readonly input: { readonly selinfo: object } },
  { number, time, year, person, code, fen }: Sold,
  drug: number,
): object {
  const selinfo = {
    ...sample.input.selinfo,
    med_list_codg: nhsaCode(drug),
    fixmedins_hilist_id: sku(drug),
    manu_lotnum: lotOf(year, drug),
    manu_date: `${year - 1}-05-01`,
    expy_end: `${year + 3}-05-01`,
    setl_id: settlementOf(number, time),
    psn_no: person,
    certno: "",
    psn_name: "",
    rtal_docno: `R${number}`,
    sel_retn_cnt: "1.0000",
    finl_trns_pric: (fen / 100).toFixed(6),
    sel_retn_time: time,
    drugtracinfo: [{ drug_trac_codg: code }],
  };
  return {
    ...sample,
    msgid: `${SHOP}${time.replaceAll(/[^0-9]/g, "")}${number.slice(-4)}`,
    inf_time: time,
    fixmedins_code: SHOP,
    input: { selinfo },
  };
}

function claimRow({ number, time, person, code, fen }: Sold): string {
  const fundFen = Math.floor((fen * 7) / 10);
  const day = time.slice(0, 10);
  const settlement = settlementOf(number, time);
  return [
    `C${number}`,
    settlement,
    `R${number}`,
    SHOP,
    person,
    REGION,
    day,
    code,
    fen,
    fundFen,
    "direct",
  ].join(",");
}

function productRow([, drug]: readonly [string, string], at: number): string {
  const barcode = String(6_900_000_000_000 + at);
  return [
    tracePrefix(at),
    nhsaCode(at),
    sku(at),
    drug,
    MAKER,
    barcode,
    24,
    "片",
    980 + at * 37,
    0,
    0,
    0,
  ].join(",");
}

function settlementOf(number: string, time: string): string {
  return `${REGION}${time.slice(0, 10).replaceAll("-", "")}${number.padStart(16, "0")}`;
}

const lotOf = (year: number, drug: number): string => `L${year}${String(drug).padStart(3, "0")}`;
const tracePrefix = (drug: number): string => `81${String(drug).padStart(5, "0")}`;
const nhsaCode = (drug: number): string => `XS01AAA001A00109${String(drug).padStart(7, "0")}`;
const sku = (drug: number): string => `SKU-${String(drug).padStart(6, "0")}`;

function localTime(atMs: number): string {
  return new Date(atMs + OFFSET_MS).toISOString().slice(0, 19).replace("T", " ");
}
