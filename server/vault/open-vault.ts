import { fail } from "../domain/failure.ts";
import type { Hex32, InstitutionId } from "../domain/ids.ts";
import type { Vault } from "../domain/ports.ts";
import type { PersonKeys } from "./data-keys.ts";
import { invoiceWordsOf } from "./invoice-words.ts";
import { commitment, hex, hex16, keyedWord } from "./keyed-words.ts";
import { createPersonVault, type PersonVault } from "./person-vault.ts";
import { isReceiptTokenOf, receiptTokenOf } from "./receipt-token.ts";
import { openText, sealText, VaultError } from "./sealed-text.ts";
import {
  type ConsortiumSecrets,
  loadConsortiumSecrets,
  loadNullifierSecrets,
  loadServerSecrets,
  type SecretsFolder,
  type ServerSecrets,
  saveConsortiumSecrets,
  saveNullifierSecrets,
} from "./secrets.ts";

/** The vault of one server, and what only its operator may ask of it. */
export type OpenVault = Vault & {
  /** Takes the pack key of an epoch that another member made. Refuses to change one that is there. */
  addPackEpoch(epoch: number, key: Uint8Array): Promise<void>;
  /** The same of the key of invoices, which the bureaus share. */
  addInvoiceEpoch(epoch: number, key: Uint8Array): Promise<void>;
  erasePerson: PersonVault["erase"];
};

/** Opens the secrets of a folder, making them when they are absent and may be. */
export async function openVault(folder: SecretsFolder, persons: PersonKeys): Promise<OpenVault> {
  const server = await loadServerSecrets(folder);
  let consortium = await loadConsortiumSecrets(folder);
  let nullifiers = await loadNullifierSecrets(folder);
  const people = createPersonVault(server, persons);
  return {
    ...packWords(() => consortium),
    ...documentWords(server),
    commitPerson: people.commit,
    erasePerson: people.erase,
    openPerson: people.open,
    personNumber: people.number,
    knownPersonNumber: people.knownNumber,
    personNumberOf: people.numberOf,
    commitBasis({ claim, stage, text }) {
      const salt = hex(keyedWord(server.documentRoot, "claimBasisSalt", claim, stage, text));
      return { basis: commitment("claimBasis", text, salt), salt };
    },
    invoiceWords: (providerCode, invoiceNumber, epochCount) =>
      invoiceWordsOf(nullifiers.invoiceKeys, { providerCode, invoiceNumber, epochCount }),
    receiptToken: (dispense) => receiptTokenOf(server.bodyKey, dispense),
    isReceiptToken: (dispense, typed) => isReceiptTokenOf(server.bodyKey, dispense, typed),
    seal: (plain) => sealText(server.sealKey, plain, SEALED_WORDS),
    open: (sealed) => openText(server.sealKey, sealed, SEALED_WORDS),
    async addPackEpoch(epoch, key) {
      const next = { packKeys: withEpoch(consortium.packKeys, epoch, key) };
      await saveConsortiumSecrets(folder, next);
      consortium = next;
    },
    async addInvoiceEpoch(epoch, key) {
      const next = { invoiceKeys: withEpoch(nullifiers.invoiceKeys, epoch, key) };
      await saveNullifierSecrets(folder, next);
      nullifiers = next;
    },
  };
}

function withEpoch(
  keys: ReadonlyMap<number, Buffer>,
  epoch: number,
  key: Uint8Array,
): ReadonlyMap<number, Buffer> {
  const bytes = Buffer.from(key);
  const standing = keys.get(epoch);
  if (bytes.byteLength !== 32) throw new VaultError("an epoch's key is 32 bytes");
  if (standing !== undefined && !standing.equals(bytes)) {
    throw new VaultError(`epoch ${epoch} has another key: the ledger holds words that were made with it`);
  }
  return new Map([...keys, [epoch, bytes]]);
}

const SEALED_WORDS = "caretrail/words/v1";

type PackVault = Pick<Vault, "packKeys" | "packKey" | "currentEpoch" | "feedWords">;

function packWords(secrets: () => ConsortiumSecrets): PackVault {
  const newestFirst = (): [number, Buffer][] => [...secrets().packKeys].sort(([a], [b]) => b - a);
  return {
    packKeys: (code) =>
      newestFirst().map(([epoch, key]) => ({ epoch, key: hex16(keyedWord(key, "packKey", code)) })),
    packKey(code, epoch) {
      const key = secrets().packKeys.get(epoch);
      if (key === undefined) return fail("could-not-look", { missing: [`key epoch ${epoch}`] });
      return hex16(keyedWord(key, "packKey", code));
    },
    currentEpoch() {
      const [newest] = newestFirst();
      if (newest === undefined) throw new VaultError("there is no pack key of any epoch");
      return newest[0];
    },
    feedWords: ({ sha256, format, institutionCode }) =>
      newestFirst().map(([epoch, key]) => {
        const parts = [sha256, format, institutionCode ?? ""];
        const word = hex(keyedWord(key, "feed", ...parts));
        return { epoch, word, salt: hex(keyedWord(key, "feedSalt", ...parts)) };
      }),
  };
}

type DocumentVault = Pick<Vault, "documentKey" | "commitLine" | "commitFeeLine" | "hashBody">;

function documentWords(server: ServerSecrets): DocumentVault {
  const secretOf = (institution: InstitutionId): Buffer =>
    keyedWord(server.documentRoot, "institutionSecret", institution);
  return {
    documentKey: (institution, { kind, businessDay, till, number }) =>
      hex(keyedWord(secretOf(institution), "document", kind, businessDay, till, number)),
    commitLine(institution, documentKey, line, plain): Hex32 {
      const salt = keyedWord(secretOf(institution), "lineSalt", documentKey, line);
      return commitment("line", salt, plain);
    },
    commitFeeLine(institution, documentKey, { lineNumber, text }) {
      const salt = keyedWord(secretOf(institution), "feeLineSalt", documentKey, lineNumber, text);
      return { commitment: commitment("feeLine", salt, text), salt: hex(salt) };
    },
    hashBody: (institution, canonicalJson) =>
      hex(keyedWord(server.bodyKey, "body", institution, canonicalJson)),
  };
}
