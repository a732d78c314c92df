import { DatabaseSync } from "node:sqlite";
import type { World } from "../reconcile-world.ts";

const TABLES = `
CREATE TABLE institution (id INTEGER PRIMARY KEY, code TEXT UNIQUE, resting INTEGER);
CREATE TABLE sale (id INTEGER PRIMARY KEY, institution INTEGER, settlement TEXT, receipt TEXT, sold_at INTEGER,
  sold_on TEXT, fen INTEGER, person TEXT, stated INTEGER, returned INTEGER, miscounted INTEGER);
CREATE TABLE sale_code (sale INTEGER, code TEXT, product INTEGER, expires INTEGER, recalled INTEGER,
  received INTEGER, returns INTEGER);
CREATE TABLE pack (code TEXT PRIMARY KEY, product INTEGER, received INTEGER, returns INTEGER);
CREATE TABLE claim (row INTEGER PRIMARY KEY, id TEXT, channel TEXT, settlement TEXT, receipt TEXT,
  institution TEXT, person TEXT, claimed_on TEXT, day_end INTEGER, fen INTEGER);
CREATE TABLE claim_code (row INTEGER, code TEXT);
CREATE TABLE match (row INTEGER, sale INTEGER);
CREATE TABLE same (row INTEGER, other INTEGER, PRIMARY KEY (row, other)) WITHOUT ROWID;
CREATE TABLE earlier (row INTEGER, code TEXT, other INTEGER);
CREATE TABLE bought (row INTEGER, person TEXT, claimed_on TEXT, day INTEGER, product INTEGER, packs INTEGER);
CREATE TABLE found (row INTEGER, kind TEXT, PRIMARY KEY (row, kind)) WITHOUT ROWID;
`;

const INDEXES = `
CREATE INDEX sale_settlement ON sale (settlement);
CREATE INDEX sale_receipt ON sale (institution, receipt);
CREATE INDEX sale_code_sale ON sale_code (sale);
CREATE INDEX claim_settlement ON claim (settlement);
CREATE INDEX claim_receipt ON claim (institution, receipt);
CREATE INDEX claim_code_code ON claim_code (code);
CREATE INDEX claim_code_row ON claim_code (row);
`;

const IS_EARLIER = "(o.claimed_on, o.id, o.row) < (c.claimed_on, c.id, c.row)";

/** One statement after the other; what a kind needs of another comes before it. */
const STEPS = [
  `INSERT INTO match SELECT c.row, s.id FROM claim c JOIN sale s ON s.settlement = c.settlement
   WHERE c.channel = 'direct'
   UNION ALL SELECT c.row, s.id FROM claim c JOIN institution i ON i.code = c.institution
   JOIN sale s ON s.institution = i.id AND s.receipt = c.receipt
   WHERE c.channel <> 'direct' OR c.settlement IS NULL`,
  "CREATE INDEX match_row ON match (row)",
  `INSERT OR IGNORE INTO same
   SELECT c.row, o.row FROM claim c JOIN claim o ON o.settlement = c.settlement WHERE o.row <> c.row
   UNION ALL SELECT c.row, o.row FROM claim c JOIN claim o ON o.institution = c.institution
   AND o.receipt = c.receipt WHERE o.row <> c.row
   UNION ALL SELECT m.row, o.row FROM match m JOIN sale s ON s.id = m.sale
   JOIN claim o ON o.settlement = s.settlement WHERE o.row <> m.row
   UNION ALL SELECT m.row, o.row FROM match m JOIN sale s ON s.id = m.sale JOIN claim c ON c.row = m.row
   JOIN claim o ON o.institution = c.institution AND o.receipt = s.receipt WHERE o.row <> m.row`,
  `INSERT INTO earlier SELECT c.row, a.code, o.row FROM claim_code a JOIN claim_code b ON b.code = a.code
   JOIN claim c ON c.row = a.row JOIN claim o ON o.row = b.row
   WHERE a.row <> b.row AND ${IS_EARLIER}
   AND NOT EXISTS (SELECT 1 FROM same WHERE same.row = c.row AND same.other = o.row)`,
  kind("no_sale", "FROM claim c WHERE NOT EXISTS (SELECT 1 FROM match m WHERE m.row = c.row)"),
  kind("unknown_institution", "FROM claim c WHERE c.institution NOT IN (SELECT code FROM institution)"),
  sold("claim_before_sale", "c.claimed_on < s.sold_on"),
  sold("institution_mismatch", "i.id <> s.institution"),
  sold("suspended_institution", "i.resting = 1"),
  sold("wrong_patient", "s.person <> c.person"),
  sold("quantity_mismatch", "s.miscounted = 1"),
  packed("expired", "s.sold_at >= k.expires"),
  packed("recalled", "s.sold_at >= k.recalled"),
  packed("never_received", "i.id IS NOT NULL AND (k.received IS NULL OR k.received > s.sold_at)"),
  packed("product_mismatch", "k.product <> s.stated"),
  packed(
    "quantity_mismatch",
    "NOT EXISTS (SELECT 1 FROM claim_code x WHERE x.row = c.row AND x.code = k.code)",
  ),
  `INSERT OR IGNORE INTO found SELECT m.row, 'amount_mismatch' FROM match m JOIN sale s ON s.id = m.sale
   JOIN claim c ON c.row = m.row GROUP BY m.row HAVING sum(s.fen) <> max(c.fen)`,
  `INSERT OR IGNORE INTO found SELECT m.row, 'large_purchase' FROM match m JOIN sale s ON s.id = m.sale
   GROUP BY m.row HAVING sum(s.fen) > 500000`,
  `INSERT OR IGNORE INTO found SELECT m.row, 'returned_and_claimed' FROM match m JOIN sale s ON s.id = m.sale
   GROUP BY m.row HAVING min(s.returned) = 1`,
  claimed("quantity_mismatch", "k.code IS NULL AND EXISTS (SELECT 1 FROM match m WHERE m.row = c.row)"),
  claimed(
    "never_received",
    `k.code IS NULL AND p.code IS NOT NULL AND c.institution IN (SELECT code FROM institution)
     AND (p.received IS NULL OR p.received > c.day_end)`,
  ),
  claimed("refund_cycle", "coalesce(k.returns, p.returns) > 3"),
  `INSERT OR IGNORE INTO found SELECT e.row, 'duplicate_code' FROM earlier e JOIN claim c ON c.row = e.row
   JOIN claim o ON o.row = e.other LEFT JOIN match m ON m.row = e.row
   LEFT JOIN sale_code k ON k.sale = m.sale AND k.code = e.code JOIN pack p ON p.code = e.code
   GROUP BY e.row, e.code HAVING max(o.institution <> c.institution) = 1
   OR (max(coalesce(k.returns, p.returns)) <= 3
       AND count(DISTINCT e.other) > max(coalesce(k.returns, p.returns)))`,
  kind(
    "manual_repeats_direct",
    `FROM same JOIN claim c ON c.row = same.row JOIN claim o ON o.row = same.other
     WHERE c.channel = 'manual' AND o.channel = 'direct'`,
  ),
  kind(
    "same_invoice_twice",
    `FROM same JOIN claim c ON c.row = same.row JOIN claim o ON o.row = same.other
     WHERE c.channel = o.channel AND ${IS_EARLIER}`,
  ),
  `INSERT INTO bought SELECT c.row, c.person, c.claimed_on,
   unixepoch(coalesce((SELECT s.sold_on FROM match m JOIN sale s ON s.id = m.sale WHERE m.row = c.row),
     c.claimed_on)) / 86400, p.product, count(*)
   FROM claim c JOIN claim_code a ON a.row = c.row JOIN pack p ON p.code = a.code
   WHERE c.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM same JOIN claim o ON o.row = same.other
     WHERE same.row = c.row AND ${IS_EARLIER})
   GROUP BY c.row, p.product`,
  "CREATE INDEX bought_person ON bought (person, row)",
  `INSERT OR IGNORE INTO found SELECT c.row, 'over_frequency' FROM bought c JOIN bought o
   ON o.person = c.person AND o.row < c.row AND o.claimed_on = c.claimed_on
   GROUP BY c.row HAVING count(DISTINCT o.row) + 1 > 4`,
  `INSERT OR IGNORE INTO found SELECT c.row, 'over_frequency' FROM bought c JOIN bought o
   ON o.person = c.person AND o.row < c.row AND o.product = c.product AND o.day BETWEEN c.day - 29 AND c.day
   GROUP BY c.row, c.product HAVING count(*) + 1 > 6`,
  `INSERT OR IGNORE INTO found SELECT c.row, 'over_quantity' FROM bought c LEFT JOIN bought o
   ON o.person = c.person AND o.row < c.row AND o.product = c.product AND o.day BETWEEN c.day - 29 AND c.day
   GROUP BY c.row, c.product HAVING coalesce(sum(o.packs), 0) + c.packs > 12`,
  `DELETE FROM found WHERE kind IN ('product_mismatch', 'returned_and_claimed') AND row IN (SELECT row
   FROM found WHERE kind IN ('never_received', 'duplicate_code', 'expired', 'recalled', 'refund_cycle',
     'suspended_institution'))`,
  `DELETE FROM found WHERE kind IN ('over_quantity', 'over_frequency') AND row IN (SELECT row FROM found
   WHERE kind IN ('refund_cycle', 'duplicate_code', 'same_invoice_twice', 'manual_repeats_direct', 'no_sale'))`,
];

function kind(name: string, from: string): string {
  return `INSERT OR IGNORE INTO found SELECT c.row, '${name}' ${from}`;
}

function sold(name: string, where: string): string {
  return kind(
    name,
    `FROM match m JOIN claim c ON c.row = m.row JOIN sale s ON s.id = m.sale
     LEFT JOIN institution i ON i.code = c.institution WHERE ${where}`,
  );
}

function packed(name: string, where: string): string {
  return kind(
    name,
    `FROM match m JOIN claim c ON c.row = m.row JOIN sale s ON s.id = m.sale
     JOIN sale_code k ON k.sale = s.id LEFT JOIN institution i ON i.code = c.institution WHERE ${where}`,
  );
}

function claimed(name: string, where: string): string {
  return kind(
    name,
    `FROM claim c JOIN claim_code a ON a.row = c.row LEFT JOIN pack p ON p.code = a.code
     LEFT JOIN match m ON m.row = c.row LEFT JOIN sale_code k ON k.sale = m.sale AND k.code = a.code
     WHERE ${where}`,
  );
}

/** The same classification in sqlite, in memory: rows inserted by prepared statements, then joins. */
export function classifyWithSqlite(world: World): Map<number, string> {
  const database = new DatabaseSync(":memory:");
  database.exec(TABLES);
  database.exec("BEGIN");
  fill(database, world);
  database.exec("COMMIT");
  database.exec(INDEXES);
  for (const step of STEPS) database.exec(step);
  const found = new Map<number, string>();
  const rows = database
    .prepare("SELECT row, group_concat(kind, ' ') AS kinds FROM found GROUP BY row")
    .iterate();
  for (const { row, kinds } of rows) found.set(Number(row), String(kinds).split(" ").sort().join(" "));
  database.close();
  return found;
}

function fill(database: DatabaseSync, { institutions, sales, shelf, claims }: World): void {
  const institution = database.prepare("INSERT INTO institution VALUES (?, ?, ?)");
  for (const { id, code, agreementAt } of institutions) {
    institution.run(id, code, agreementAt(0) === "suspended" ? 1 : 0);
  }
  const sale = database.prepare("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const saleCode = database.prepare("INSERT INTO sale_code VALUES (?, ?, ?, ?, ?, ?, ?)");
  const pack = database.prepare("INSERT OR REPLACE INTO pack VALUES (?, ?, ?, ?)");
  for (const [id, { sale: one, packs }] of sales.entries()) {
    const person = one.person === null || one.person === "closed" ? null : one.person.value;
    const isReturned = one.returns.some(({ isWhole, isRefused }) => isWhole && !isRefused);
    const isMiscounted = one.countE4 !== BigInt(one.codes.length) * 10_000n;
    sale.run(
      id,
      one.institution,
      one.settlementId,
      one.receiptNumber,
      one.soldAtSec,
      one.soldOn,
      one.lineFen,
      person,
      one.statedProduct,
      isReturned ? 1 : 0,
      isMiscounted ? 1 : 0,
    );
    for (const { code, product, batch, receivedAtSec, returnsAtSec } of packs) {
      const [received = null] = receivedAtSec;
      const { expiresAtSec = null, recalledAtSec = null } = batch ?? {};
      saleCode.run(id, code, product?.id ?? null, expiresAtSec, recalledAtSec, received, returnsAtSec.length);
      pack.run(code, product?.id ?? null, received, returnsAtSec.length);
    }
  }
  for (const { code, product, receivedAtSec, returnsAtSec } of shelf) {
    pack.run(code, product?.id ?? null, receivedAtSec[0] ?? null, returnsAtSec.length);
  }
  const claim = database.prepare("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const claimCode = database.prepare("INSERT INTO claim_code VALUES (?, ?)");
  for (const one of claims) {
    const dayEnd = Date.parse(`${one.claimedOn}T23:59:59+08:00`) / 1000;
    claim.run(
      one.row,
      one.claimId,
      one.channel,
      one.settlementId,
      one.receiptNumber,
      one.institutionCode,
      one.person?.value ?? null,
      one.claimedOn,
      dayEnd,
      one.totalFen,
    );
    for (const code of one.traceCodes) claimCode.run(one.row, code);
  }
}
