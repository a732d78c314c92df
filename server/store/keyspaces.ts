/**
 * Every table of the two databases. The id is the first byte of each key; fields follow at fixed widths,
 * big-endian, so that the order of keys is the order of what they mean. docs/keyspaces.md is made from this
 * table.
 */
export type Keyspace = {
  readonly id: number;
  readonly database: "intents" | "index";
  readonly key: readonly KeyField[];
  readonly value: string;
  readonly writer: string;
  readonly why: string;
};

/** Bytes wide; a text is padded with zero bytes to its width. */
type KeyField = { readonly name: string; readonly bytes: number };

const field = (name: string, bytes: number): KeyField => ({ name, bytes });

/** uint32 on the chain. */
const INSTITUTION = field("institution", 4);
/** uint24 on the chain. */
const REGION = field("region", 3);
/** uint64 on the chain. */
const BATCH = field("batch", 8);
/** uint32 on the chain: an index, or the first index of a parcel. */
const INDEX = field("index", 4);
const FROM = field("from", 4);
/** 2^32 blocks at one a second are 136 years. */
const BLOCK = field("block", 4);
/** A block of 60 M gas holds at most some 160,000 logs. */
const LOG_INDEX = field("logIndex", 4);
/** An Ethereum address. */
const ADDRESS = field("key", 20);
/** Nobody counts 2^48 commands. */
const SEQUENCE = field("sequence", 6);

const INDEXER = "flows/index-chain";
const OUTBOX = "flows/submit";
const IMPORT = "flows/import";

const index = (id: number, key: readonly KeyField[], value: string, why: string): Keyspace => ({
  id,
  database: "index",
  key,
  value,
  writer: INDEXER,
  why,
});

const intent = (
  id: number,
  key: readonly KeyField[],
  value: string,
  writer: string,
  why: string,
): Keyspace => ({ id, database: "intents", key, value, writer, why });

export const KEYSPACES = {
  cursor: index(0x01, [], "cursor, packed", "the block up to which every other table stands"),
  blocks: index(0x02, [BLOCK], "block, packed", "which chain the rows came from, block by block"),
  institutions: index(0x10, [INSTITUTION], "institution, JSON", "who may act, with its agreement"),
  institutionCodes: index(0x11, [field("code", 32)], "institution 4", "an institution by its code"),
  bureaus: index(0x12, [REGION], "institution 4", "the bureau of a region"),
  operators: index(0x13, [ADDRESS], "operator, JSON", "what a key may do"),
  operatorsOf: index(0x14, [INSTITUTION, ADDRESS], "nothing", "the keys of an institution"),
  regionRules: index(0x15, [REGION], "region rules, JSON", "the limits and modes that a bureau set"),
  products: index(0x20, [field("product", 4)], "product, JSON", "what a batch is a batch of"),
  productCodes: index(
    0x21,
    [field("scheme", 1), field("code", 32)],
    "product 4",
    "a product by any of its codes",
  ),
  batches: index(0x22, [BATCH], "batch, JSON", "one production lot"),
  batchesOf: index(0x23, [INSTITUTION, BLOCK, LOG_INDEX], "batch 8", "a maker's batches as they were opened"),
  keyEpochs: index(0x26, [field("epoch", 2)], "nothing", "the key epochs that batches name"),
  manifests: index(0x24, [BATCH, FROM], "manifest, packed", "the keys of a batch's packs, one row an event"),
  packKeys: index(0x25, [field("packKey", 16)], "packs, packed", "a pack by its key; the owner stands first"),
  parcels: index(0x30, [BATCH, FROM], "parcel, packed", "who has a pack: the last parcel at or before it"),
  parcelsOf: index(0x31, [INSTITUTION, BATCH, FROM], "nothing", "what a holder has"),
  custody: index(
    0x32,
    [BATCH, BLOCK, LOG_INDEX, field("ordinal", 2)],
    "custody step or join, packed",
    "how packs changed hands; an event has at most 200 runs, and a join tells where stories part",
  ),
  consignments: index(0x33, [field("id", 32)], "consignment, JSON", "a delivery note and its receipts"),
  consignmentsFrom: index(0x34, [INSTITUTION, BLOCK, LOG_INDEX], "consignment 32", "what a sender sent"),
  consignmentsTo: index(0x35, [INSTITUTION, BLOCK, LOG_INDEX], "consignment 32", "what comes to a receiver"),
  dispenses: index(
    0x40,
    [INSTITUTION, BLOCK, LOG_INDEX],
    "dispenses, packed",
    "one row a call, under its first dispense: what an institution handed over, in the order of the chain",
  ),
  dispenseIds: index(
    0x41,
    [field("id", 32)],
    "key of dispenses 12, place in the call 2",
    "a dispense by its id",
  ),
  packs: index(
    0x42,
    [BATCH, field("page", 4)],
    "32 packs, packed",
    "what became of packs that stand side by side; absent = untouched",
  ),
  dispenseDocuments: index(
    0x43,
    [INSTITUTION, field("documentKey", 32)],
    "key of dispenses 12, place in the call 2",
    "a dispense by its document",
  ),
  aftermaths: index(
    0x44,
    [field("dispense", 32)],
    "aftermath, JSON",
    "returns, answer and waivers; apart, because a dispense's own row never changes",
  ),
  reversals: index(0x45, [field("id", 32)], "dispense 32", "which dispense a return belongs to"),
  spentKeys: index(0x46, [field("packKey", 16)], "pack, packed", "the declared pack that has spent a key"),
  decommissions: index(0x47, [field("id", 32)], "decommission, JSON", "packs that left the trade"),
  decommissionsOf: index(
    0x48,
    [INSTITUTION, BLOCK, LOG_INDEX],
    "decommission 32",
    "what an institution wrote off, in the order of the chain",
  ),
  stock: index(0x50, [INSTITUTION, BATCH], "stock, packed", "the mass balance of a batch at a site"),

  settings: intent(
    0x01,
    [field("name", 32)],
    "text",
    "main, cli",
    "chain identity and small facts of the installation",
  ),
  commands: intent(0x10, [SEQUENCE], "command, JSON", OUTBOX, "commands in the order of acceptance"),
  commandIds: intent(0x11, [field("sha256 of id", 32)], "sequence 6", OUTBOX, "a command by its id"),
  commandKeys: intent(
    0x12,
    [INSTITUTION, field("sha256 of idempotency key", 32)],
    "sequence 6",
    OUTBOX,
    "the same document again finds its command",
  ),
  commandsOf: intent(0x13, [INSTITUTION, SEQUENCE], "nothing", OUTBOX, "an institution's commands"),
  unfinished: intent(
    0x14,
    [SEQUENCE],
    "nothing",
    OUTBOX,
    "neither mined nor refused: what a restart goes on with",
  ),
  lanes: intent(0x20, [ADDRESS], "next nonce 6", OUTBOX, "which nonce a key signs with next"),
  unconfirmed: intent(
    0x21,
    [ADDRESS, field("nonce", 6)],
    "signed transaction, JSON",
    OUTBOX,
    "bytes to send until there is a receipt",
  ),
  refused: intent(0x30, [SEQUENCE], "refused attempt, JSON", OUTBOX, "what was asked and refused, for ever"),
  refusedOf: intent(0x31, [INSTITUTION, SEQUENCE], "nothing", OUTBOX, "an institution's refused attempts"),
  refusedPacks: intent(0x32, [BATCH, INDEX, SEQUENCE], "nothing", OUTBOX, "the refused attempts on a pack"),
  openings: intent(0x40, [field("documentKey", 32)], "sealed text", OUTBOX, "plain words behind a document"),
  personKeys: intent(
    0x41,
    [field("person", 32)],
    "sealed text",
    "vault",
    "a person's data key; taken away on erasure",
  ),
  apiKeys: intent(0x50, [field("hash", 32)], "API key, JSON", "cli, main", "who a bearer key speaks for"),
  uploads: intent(0x60, [field("upload", 16)], "key count 4", "flows/submit", "staged pack keys: how many"),
  uploadParts: intent(
    0x61,
    [field("upload", 16), FROM],
    "pack keys, 16 bytes each",
    "flows/submit",
    "staged pack keys, part by part",
  ),
  labelDocuments: intent(
    0x70,
    [field("labels hash", 32)],
    "label document, JSON",
    "flows/take",
    "which packs lie in which case; counts once the ledger pins its hash",
  ),
  labelCases: intent(
    0x71,
    [field("sha256 of case code", 32), field("labels hash", 32)],
    "run of packs, JSON",
    "flows/take",
    "the packs of a case by the code on it",
  ),
  skus: intent(
    0x72,
    [INSTITUTION, field("sha256 of sku", 32)],
    "product, JSON",
    "http",
    "an institution's own number of a product",
  ),
  receiptAnswers: intent(
    0x73,
    [field("dispense", 32)],
    "answer, JSON",
    "flows/take",
    "what a person answered, on the ledger or not yet",
  ),
  imports: intent(
    0x80,
    [field("import", 16)],
    "import, JSON",
    IMPORT,
    "how far an import of a feed has come",
  ),
  importPlans: intent(
    0x81,
    [field("import", 16)],
    "plan, JSON",
    IMPORT,
    "what was decided of a window of entries and is not seen to its end",
  ),
  importNames: intent(
    0x82,
    [field("import", 16), field("sha256 of name", 32)],
    "id",
    IMPORT,
    "what a feed calls a batch, a shipment, a product",
  ),
  importRefusals: intent(
    0x83,
    [field("import", 16), field("entry", 6)],
    "refusal, JSON",
    IMPORT,
    "lines that were not taken, for ever",
  ),
} as const satisfies Record<string, Keyspace>;

export type KeyspaceName = keyof typeof KEYSPACES;

/** The width of the keys of a table, its id included. */
export function keyBytes(name: KeyspaceName): number {
  return KEYSPACES[name].key.reduce((sum, { bytes }) => sum + bytes, 1);
}
