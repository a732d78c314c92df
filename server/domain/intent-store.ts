import type { Command, RefusedAttempt, SignedTransaction } from "./command.ts";
import type { Address, Hex32, InstitutionId, PackRef, RegionCode } from "./ids.ts";
import type { ImportChange } from "./import/import-store.ts";
import type { Page, PageRequest } from "./ledger-view.ts";

/**
 * What this server was told and must not forget: commands, signed bytes, nonces, refusals, secrets. Not
 * derived from the chain. Every write is one atomic batch and is on the disk when its promise resolves.
 */
export type IntentStore = {
  /**
   * All of it or nothing, synced. Commits of one command, or of one lane, are awaited one after the other.
   */
  commit(change: IntentCommit): Promise<void>;

  command(id: string): Promise<Command | null>;
  commandByKey(institution: InstitutionId, idempotencyKey: string): Promise<Command | null>;
  /** Newest acceptance first. */
  commandsOf(institution: InstitutionId, page: PageRequest): Promise<Page<Command>>;
  /** Commands that are neither mined nor refused, oldest acceptance first: what a restart goes on with. */
  unfinishedCommands(): Promise<readonly Command[]>;
  unfinishedCount(): number;

  /** Null: this server never signed with the key. */
  nextNonce(key: Address): Promise<number | null>;
  /** Signed and not yet confirmed, in the order of nonces. */
  unconfirmed(key: Address): Promise<readonly LaneTransaction[]>;
  /** Every key that this server signed with, in the order of addresses. */
  lanes(): Promise<readonly { readonly key: Address; readonly nextNonce: number }[]>;

  refusedAttemptsOf(pack: PackRef): Promise<readonly RefusedAttempt[]>;
  /** Newest first. */
  refusedAttempts(institution: InstitutionId, page: PageRequest): Promise<Page<RefusedAttempt>>;

  /** The opening of a document as the vault sealed it. */
  opening(documentKey: Hex32): Promise<string | null>;

  /** A person's data key as the vault sealed it, under the vault's own keyed name of the person. */
  personKey(person: Hex32): Promise<string | null>;
  putPersonKey(person: Hex32, sealed: string): Promise<void>;
  /** Erasure: when this resolves the key is gone from the files too, not only marked as deleted. */
  erasePersonKey(person: Hex32): Promise<void>;

  apiKey(hash: Hex32): Promise<ApiKeyRow | null>;
  apiKeys(): Promise<readonly ApiKeyRow[]>;
  putApiKey(row: ApiKeyRow): Promise<void>;

  chainIdentity(): Promise<ChainIdentity | null>;
  pinChainIdentity(identity: ChainIdentity): Promise<void>;

  /** Small facts of this installation, e.g. that the demo was loaded. */
  setting(name: string): Promise<string | null>;
  putSetting(name: string, value: string): Promise<void>;
};

/**
 * Any part may be left out. Putting a command again replaces it; its place in the order of acceptance stays.
 */
export type IntentCommit = {
  readonly commands?: readonly Command[];
  /** Signed bytes that are to be sent until there is a receipt. */
  readonly signed?: readonly LaneTransaction[];
  /** Transactions that need no more sending: mined, or their nonce was used by another. */
  readonly confirmed?: readonly { readonly key: Address; readonly nonce: number }[];
  readonly nextNonces?: readonly { readonly key: Address; readonly nextNonce: number }[];
  /** Kept for ever; each pack it names finds it again. */
  readonly refused?: readonly RefusedAttempt[];
  readonly openings?: readonly { readonly documentKey: Hex32; readonly sealed: string }[];
  /** How far an import came, with what was refused on the way. */
  readonly imports?: ImportChange;
};

/** A signed transaction in its key's lane, and the command it serves; null for one that only fills a gap. */
export type LaneTransaction = SignedTransaction & { readonly command: string | null };

/** Only the hash of an API key is kept. */
export type ApiKeyRow = {
  readonly hash: Hex32;
  readonly name: string;
  readonly institution: InstitutionId;
  readonly roles: readonly string[];
  readonly region: RegionCode;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
};

/** Which chain this data belongs to. Addresses by the names of `LedgerCall.contract`. */
export type ChainIdentity = {
  readonly chainId: number;
  readonly genesisHash: Hex32;
  readonly contracts: { readonly [name: string]: Address };
};
