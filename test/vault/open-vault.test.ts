import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import type { IntentStore } from "../../server/domain/intent-store.ts";
import { type Database, openDatabase } from "../../server/store/database.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { type OpenVault, openVault } from "../../server/vault/open-vault.ts";
import { readPassphrase } from "../../server/vault/passphrase.ts";
import { VaultError } from "../../server/vault/sealed-text.ts";

const RESIDENT = { scheme: "resident-id", value: "11010519491231002X" };
const OTHER = { scheme: "resident-id", value: "440524188001010014" };
const DOCUMENT = `0x${"d1".repeat(32)}` as const;
const ANOTHER_DOCUMENT = `0x${"d2".repeat(32)}` as const;
const CODE = "cn:83857939000000000018";

let data = "";
let database: Database;
let store: IntentStore;
let vault: OpenVault;

async function openAgain(
  options: { readonly whenAbsent?: "make" | "refuse"; readonly human?: string } = {},
): Promise<OpenVault> {
  const passphrase = await readPassphrase({
    keysDir: path.join(data, "keys"),
    humanPassphrase: options.human ?? null,
  });
  const folder = {
    dir: path.join(data, "secrets"),
    passphrase,
    whenAbsent: options.whenAbsent ?? "make",
  } as const;
  return openVault(folder, store);
}

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "caretrail-vault-"));
  database = await openDatabase(path.join(data, "intents"), {
    cacheBytes: 1 << 20,
    writeBufferBytes: 1 << 20,
  });
  store = await openIntentStore(database);
  vault = await openAgain();
});

afterEach(async () => {
  await database.close();
  await rm(data, { recursive: true, force: true });
});

/** Every byte under a folder, as Latin-1 text, so that any run of ASCII in it can be found. */
async function bytesUnder(dir: string): Promise<string> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) found.push(await readFile(path.join(entry.parentPath, entry.name), "latin1"));
  }
  return found.join("\n");
}

describe("keyed words", () => {
  test("are the same after a restart", async () => {
    const again = await openAgain();
    expect(again.packKey(CODE, 1)).toBe(vault.packKey(CODE, 1));
    const document = { kind: "dispense", number: "RX-1", businessDay: "2026-11-22", till: "1" } as const;
    expect(again.documentKey(7, document)).toBe(vault.documentKey(7, document));
    expect(again.hashBody(7, "{}")).toBe(vault.hashBody(7, "{}"));
    expect(again.open(vault.seal("RX-1"))).toBe("RX-1");
  });

  test("differ with everything that goes into them", () => {
    const base = { kind: "dispense", number: "1", businessDay: "2026-11-22", till: "1" } as const;
    const words = [
      vault.documentKey(7, base),
      vault.documentKey(8, base),
      vault.documentKey(7, { ...base, kind: "consignment" }),
      vault.documentKey(7, { ...base, number: "11", till: "" }),
      vault.documentKey(7, { ...base, businessDay: "2026-11-23" }),
      vault.hashBody(7, "a"),
      vault.hashBody(8, "a"),
      vault.hashBody(7, "b"),
      vault.commitLine(7, DOCUMENT, 0, "a"),
      vault.commitLine(7, DOCUMENT, 1, "a"),
      vault.commitLine(7, ANOTHER_DOCUMENT, 0, "a"),
      vault.commitLine(8, DOCUMENT, 0, "a"),
      vault.commitLine(7, DOCUMENT, 0, "b"),
    ];
    expect(new Set(words).size).toBe(words.length);
  });

  test("a pack key is 16 bytes and never the code's own hash", () => {
    expect(vault.packKey(CODE, 1)).toMatch(/^0x[0-9a-f]{32}$/);
    expect(vault.packKeys(CODE)).toEqual([{ epoch: 1, key: vault.packKey(CODE, 1) }]);
  });

  test("a new epoch is looked up first, and an old one is kept", async () => {
    const first = vault.packKey(CODE, 1);
    await vault.addPackEpoch(2, Buffer.alloc(32, 7));
    expect(vault.packKeys(CODE).map(({ epoch }) => epoch)).toEqual([2, 1]);
    expect(vault.packKey(CODE, 1)).toBe(first);
    expect(vault.currentEpoch()).toBe(2);
    expect((await openAgain()).packKeys(CODE)).toEqual(vault.packKeys(CODE));
  });

  test("an epoch's key is never changed, and a missing one is told as could-not-look", async () => {
    await expect(vault.addPackEpoch(1, Buffer.alloc(32, 7))).rejects.toThrow(VaultError);
    try {
      vault.packKey(CODE, 9);
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error) && error.code).toBe("could-not-look");
    }
  });
});

describe("the commitment to a person", () => {
  test("is the same for the same document, however the number was typed, and after a restart", async () => {
    const { commitment } = await vault.commitPerson(RESIDENT, DOCUMENT);
    const typed = { scheme: "resident-id", value: " 11010519491231002x" };
    expect((await vault.commitPerson(typed, DOCUMENT)).commitment).toBe(commitment);
    expect((await (await openAgain()).commitPerson(RESIDENT, DOCUMENT)).commitment).toBe(commitment);
  });

  test("shows no link between two documents of one person, nor between two persons", async () => {
    const words = await Promise.all([
      vault.commitPerson(RESIDENT, DOCUMENT),
      vault.commitPerson(RESIDENT, ANOTHER_DOCUMENT),
      vault.commitPerson(OTHER, DOCUMENT),
    ]);
    expect(new Set(words.map(({ commitment }) => commitment)).size).toBe(3);
  });

  test("two receipts of a new person at once make one data key", async () => {
    const receipts = await Promise.all(
      Array.from({ length: 8 }, () => vault.commitPerson(RESIDENT, DOCUMENT)),
    );
    expect(new Set(receipts.map(({ commitment }) => commitment)).size).toBe(1);
  });

  test("is opened by the opening, and by no other document's", async () => {
    const { sealedOpening } = await vault.commitPerson(RESIDENT, DOCUMENT);
    expect(await vault.openPerson(sealedOpening, DOCUMENT)).toMatchObject({ person: RESIDENT });
    await expect(vault.openPerson(sealedOpening, ANOTHER_DOCUMENT)).rejects.toThrow(VaultError);
  });
});

describe("the number of a person", () => {
  test("is the one that openings name, made at need, and never by asking", async () => {
    expect(await vault.knownPersonNumber(RESIDENT)).toBeNull();
    const number = await vault.personNumber(RESIDENT);
    const { sealedOpening } = await vault.commitPerson(RESIDENT, DOCUMENT);
    expect(vault.personNumberOf(sealedOpening)).toBe(number);
    expect(await vault.knownPersonNumber({ ...RESIDENT, value: "11010519491231002x" })).toBe(number);
    expect(await vault.knownPersonNumber(OTHER)).toBeNull();
  });

  test("is one, however many ask for it at once", async () => {
    const numbers = await Promise.all(Array.from({ length: 8 }, () => vault.personNumber(RESIDENT)));
    expect(new Set(numbers).size).toBe(1);
  });

  test("leads nowhere once the person was erased", async () => {
    const number = await vault.personNumber(RESIDENT);
    await vault.erasePerson(RESIDENT);
    expect(await vault.knownPersonNumber(RESIDENT)).toBeNull();
    expect(await vault.personNumber(RESIDENT)).not.toBe(number);
  });
});

describe("what claims are committed with", () => {
  test("a basis is the same again, and shares its salt with no other claim, stage or text", () => {
    const of = { claim: DOCUMENT, stage: 0, text: "{}" };
    const one = vault.commitBasis(of);
    expect(vault.commitBasis(of)).toEqual(one);
    const others = [{ claim: ANOTHER_DOCUMENT }, { stage: 1 }, { text: "[]" }].map((change) =>
      vault.commitBasis({ ...of, ...change }),
    );
    expect(new Set([one, ...others].map(({ salt }) => salt)).size).toBe(4);
    expect(new Set([one, ...others].map(({ basis }) => basis)).size).toBe(4);
    // SHA-256 over the purpose, the text and the salt's digits, each behind its length.
    const hash = createHash("sha256");
    for (const part of ["caretrail/claim-basis/v1", "{}", one.salt]) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      hash.update(length).update(part);
    }
    expect(`0x${hash.digest("hex")}`).toBe(one.basis);
  });

  test("a fee line has the same commitment again, and another salt when it says something else", () => {
    const line = { lineNumber: 1, text: "a" };
    const made = vault.commitFeeLine(7, DOCUMENT, line);
    expect(vault.commitFeeLine(7, DOCUMENT, line)).toEqual(made);
    const others = [
      vault.commitFeeLine(7, DOCUMENT, { ...line, text: "b" }),
      vault.commitFeeLine(7, DOCUMENT, { ...line, lineNumber: 2 }),
      vault.commitFeeLine(7, ANOTHER_DOCUMENT, line),
      vault.commitFeeLine(8, DOCUMENT, line),
    ];
    expect(new Set([made, ...others].map(({ salt }) => salt)).size).toBe(5);
  });

  test("an invoice has a word of each epoch, and the bureaus' key of one never changes", async () => {
    const [first] = vault.invoiceWords("H1", "A-1", 1);
    await expect(vault.addInvoiceEpoch(1, Buffer.alloc(32, 7))).rejects.toThrow(VaultError);
    await vault.addInvoiceEpoch(2, Buffer.alloc(32, 7));
    expect(vault.invoiceWords("H1", "a1", 2)[0]).toBe(first);
    expect((await openAgain()).invoiceWords("H1", "A1", 2)).toEqual(vault.invoiceWords("H1", "A1", 2));
  });

  test("beside an old ledger the keys of invoices may be absent, and are not made up", async () => {
    await rm(path.join(data, "secrets", "nullifiers.json"));
    const again = await openAgain({ whenAbsent: "refuse" });
    try {
      again.invoiceWords("H1", "A1", 1);
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error) && error.code).toBe("nullifier-keys-missing");
    }
  });
});

describe("erasing a person", () => {
  test("takes the salts and the openings, and nobody else's", async () => {
    const before = await vault.commitPerson(RESIDENT, DOCUMENT);
    const others = await vault.commitPerson(OTHER, DOCUMENT);
    expect(await vault.erasePerson(RESIDENT)).toBe("erased");
    expect(await vault.openPerson(before.sealedOpening, DOCUMENT)).toBeNull();
    expect(await vault.openPerson(others.sealedOpening, DOCUMENT)).toMatchObject({ person: OTHER });
    expect(await vault.erasePerson(RESIDENT)).toBe("unknown");
    expect((await vault.commitPerson(RESIDENT, DOCUMENT)).commitment).not.toBe(before.commitment);
  });

  test("that was cut short after the key goes on when it is asked again", async () => {
    const before = await vault.commitPerson(RESIDENT, DOCUMENT);
    const number = before.sealedOpening.split(".")[0];
    // The first of the two deletions, which is where the power went.
    await store.erasePersonKey(`0x${number?.slice(2)}`);
    expect(await vault.openPerson(before.sealedOpening, DOCUMENT)).toBeNull();
    expect(await vault.erasePerson(RESIDENT)).toBe("erased");
    expect(await vault.erasePerson(RESIDENT)).toBe("unknown");
  });
});

describe("what is on the disk", () => {
  test("nowhere is a person's number, a trace code or a document number in the clear", async () => {
    const { sealedOpening } = await vault.commitPerson(RESIDENT, DOCUMENT);
    const words = vault.seal(JSON.stringify({ number: "RX-2026-0001", codes: [CODE] }));
    await store.commit({
      openings: [{ documentKey: DOCUMENT, sealed: JSON.stringify({ person: sealedOpening, words }) }],
    });
    const written = await bytesUnder(data);
    expect(written).toContain(sealedOpening);
    for (const plain of ["11010519491231002", "83857939000000000018", "RX-2026-0001"]) {
      expect(written).not.toContain(plain);
      expect(written).not.toContain(Buffer.from(plain).toString("base64url").slice(0, -2));
      expect(written).not.toContain(Buffer.from(plain).toString("hex"));
    }
  });

  test("the secrets are for this user's eyes only, and none stands in the clear", async () => {
    for (const file of ["secrets/server.json", "secrets/nullifiers.json", "keys/passphrase"]) {
      expect((await stat(path.join(data, file))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(path.join(data, "secrets"))).mode & 0o777).toBe(0o700);
    await vault.addPackEpoch(2, Buffer.alloc(32, 0xab));
    expect(await bytesUnder(data)).not.toContain("ab".repeat(32));
    const files = (await readdir(path.join(data, "secrets"))).sort();
    expect(files).toEqual(["consortium.json", "nullifiers.json", "server.json"]);
  });

  test("another passphrase opens nothing", async () => {
    await expect(openAgain({ human: "guessed" })).rejects.toThrow(VaultError);
  });

  test("secrets that are gone are not made anew beside an old ledger", async () => {
    await rm(path.join(data, "secrets"), { recursive: true });
    await expect(openAgain({ whenAbsent: "refuse" })).rejects.toThrow(VaultError);
    expect((await openAgain()).packKey(CODE, 1)).not.toBe(vault.packKey(CODE, 1));
  });
});
