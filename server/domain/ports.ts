import type {
  Command,
  KeyRole,
  LedgerCall,
  RefusedAttempt,
  SignedTransaction,
  SignerRole,
} from "./command.ts";
import type { CommandBody } from "./command-body.ts";
import type { ContractCreation, DeployedContract, SetUpCall } from "./deployment.ts";
import type { Address, BatchId, BlockRef, Hex, Hex16, Hex32, InstitutionId, ProductId } from "./ids.ts";
import type { IntentCommit } from "./intent-store.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { LedgerView } from "./ledger-view.ts";

export type Clock = { nowMs(): number };

/** A constant message and fields, as pino takes them; no personal data. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type Receipt = BlockRef & {
  readonly hash: Hex32;
  readonly succeeded: boolean;
  readonly events: readonly LedgerEvent[];
};

/** What flows ask of the chain. Refusals are thrown as Failures; an absent node as `chain-unreachable`. */
export type Ledger = {
  head(): Promise<BlockRef & { readonly timeSec: number }>;
  /**
   * Runs the call as `from` and changes nothing; throws the Failure that a revert on the pending block means.
   * While something sent waits for its block, a call that goes through on the newest block is not held
   * against what waits: its own block may refuse it yet.
   */
  simulate(from: Address, call: LedgerCall): Promise<void>;
  /** The account's next nonce by the latest block. */
  minedNonce(key: Address): Promise<number>;
  /** Signs without sending: free gas, fixed limit, the chain's id. */
  sign(key: Address, nonce: number, call: LedgerCall): Promise<SignedTransaction>;
  /** A no-op self-transfer with the nonce, for a lane that is stuck. */
  signNoop(key: Address, nonce: number): Promise<SignedTransaction>;
  /** Resolves when the node has it ("already known" and "nonce too low" included). */
  send(raw: Hex): Promise<void>;
  receipt(hash: Hex32): Promise<Receipt | null>;
};

/** The keys this server may sign with. Keys themselves never leave the chain room. */
export type Keyring = {
  /** A key of the institution for this role; throws `operator-unknown` when this server holds none. */
  keyFor(institution: InstitutionId, role: KeyRole): Address;
  /** Makes a random key, stores it encrypted, and remembers whose it is to be. */
  makeKey(label: { readonly institutionCode: string; readonly role: KeyRole }): Promise<Address>;
  /** Tells the keyring the ledger number that the institution with this code was given. */
  bind(institutionCode: string, institution: InstitutionId): Promise<void>;
};

/**
 * What deployment asks of the chain. The same step of the same key is the same bytes each time it is signed.
 */
export type DeploymentChain = {
  chainId(): Promise<number>;
  genesisHash(): Promise<Hex32>;
  minedNonce(key: Address): Promise<number>;
  /** Where the bootstrap key's creation with this place in the order stands, or will stand. */
  addressOf(bootstrapKey: Address, contract: DeployedContract): Address;
  signCreation(bootstrapKey: Address, creation: ContractCreation): Promise<SignedTransaction>;
  signSetUp(bootstrapKey: Address, nonce: number, call: SetUpCall): Promise<SignedTransaction>;
  send(raw: Hex): Promise<void>;
  outcome(hash: Hex32): Promise<{ readonly succeeded: boolean; readonly created: Address | null } | null>;
  hasCode(address: Address): Promise<boolean>;
};

/** Keyed words and secrets. */
export type Vault = {
  /** The pack key in each epoch this server holds, newest first. */
  packKeys(canonicalCode: string): readonly { readonly epoch: number; readonly key: Hex16 }[];
  packKey(canonicalCode: string, epoch: number): Hex16;
  currentEpoch(): number;
  /**
   * A feed's word on the chain and the salt of what is found in it, under the consortium's key of each epoch,
   * newest first: the same at every member, and nothing to whoever has no key, however small the feed is.
   */
  feedWords(feed: FeedName): readonly FeedWord[];
  documentKey(institution: InstitutionId, document: DocumentName): Hex32;
  /**
   * Commits to a person in one document: the salt derives from the person's data key and the document, so the
   * same document gives the same commitment. `sealedOpening` (who, which salt) goes into the command's
   * openings.
   */
  commitPerson(
    person: PersonName,
    documentKey: Hex32,
  ): Promise<{ readonly commitment: Hex32; readonly sealedOpening: string }>;
  /**
   * Commits to what one line says of money: unit purchase price and invoice number, or a procurement price.
   */
  commitLine(institution: InstitutionId, documentKey: Hex32, line: number, plain: string): Hex32;
  /**
   * Commits to one line of a fee list. The salt comes from the line's words too: who is told one line's salt
   * can guess at no other line, nor at what this one said before it was corrected.
   */
  commitFeeLine(
    institution: InstitutionId,
    documentKey: Hex32,
    line: { readonly lineNumber: number; readonly text: string },
  ): { readonly commitment: Hex32; readonly salt: Hex32 };
  /**
   * Commits to what a claim was decided upon. At one stage of the claim the same text has the same basis, so
   * that two persons who come to the same award say the same; no other claim and no other stage shares its
   * salt.
   */
  commitBasis(of: { readonly claim: Hex32; readonly stage: number; readonly text: string }): {
    readonly basis: Hex32;
    readonly salt: Hex32;
  };
  /**
   * The words of an invoice under the bureaus' key of each epoch, the first first: the same for every bureau,
   * however the number was typed. Refuses with `nullifier-keys-missing` when a key of one is not here.
   */
  invoiceWords(providerCode: string, invoiceNumber: string, epochCount: number): readonly Hex32[];
  /**
   * The random number of a person's data key, made when there is none: what is kept about a person stands
   * under it, and once the key is erased nothing leads there.
   */
  personNumber(person: PersonName): Promise<Hex32>;
  /** The same, null for somebody this server has never met or has erased. */
  knownPersonNumber(person: PersonName): Promise<Hex32 | null>;
  /** The number that a sealed opening names. */
  personNumberOf(sealedOpening: string): Hex32;
  /** Who a commitment stands for; null when the person's data key was erased. */
  openPerson(sealedOpening: string, documentKey: Hex32): Promise<PersonOpening | null>;
  /** Keyed fingerprint of a request, so that no stored hash lets anybody guess the person in it. */
  hashBody(institution: InstitutionId, canonicalJson: string): Hex32;
  /** What the receipt of a dispense prints, so that its holder can ask about this dispense alone. */
  receiptToken(dispense: Hex32): string;
  /** Whether a token as somebody typed it is the one of the dispense. */
  isReceiptToken(dispense: Hex32, typed: string): boolean;
  /** Encrypts plain words that the owner may need again; opened only for the owner. */
  seal(plain: string): string;
  open(sealed: string): string;
};

export type DocumentName = {
  readonly kind:
    | "consignment"
    | "dispense"
    | "batch"
    | "reversal"
    | "decommission"
    | "declaration"
    | "claim"
    | "encounter";
  readonly number: string;
  readonly businessDay: string;
  readonly till: string;
};

/** What a feed is, apart from what its sender calls it. */
export type FeedName = {
  readonly sha256: string;
  readonly format: string;
  /** Whose settlements it tells, where the feed itself does not say. */
  readonly institutionCode: string | null;
};

export type FeedWord = { readonly epoch: number; readonly word: Hex32; readonly salt: Hex32 };

export type PersonName = { readonly scheme: string; readonly value: string };

/** Who a commitment stands for, and the salt that proves it. */
export type PersonOpening = { readonly person: PersonName; readonly salt: Hex32 };

/** Reads of the index. `view` pins a snapshot for the time of `use`. */
export type LedgerReader = {
  view<T>(use: (view: LedgerView) => Promise<T>): Promise<T>;
  head(): BlockRef | null;
  /** Resolves when the index holds the block, or false when the time is up. */
  reached(block: number, timeoutMs: number): Promise<boolean>;
};

export type NewCommand = {
  readonly institution: InstitutionId;
  readonly principal: string;
  readonly signer: SignerRole;
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly bodyHash: Hex32;
  readonly body: CommandBody;
  readonly echo: Command["echo"];
  /** Openings of documents, kept in the same commit as the command. */
  readonly openings?: IntentCommit["openings"];
  /** Of a sale or a return: what is kept of it where it is refused. */
  readonly tried?: SealTried;
};

/** Seals the words of an attempt, asked only when it was refused: most are not. */
export type SealTried = () => Promise<string | null>;

/**
 * The calls still to do for a body, given what stands on the ledger: after each is mined the plan is made
 * again, so a body that needs several calls must leave out those whose effect the view shows. Refuses with a
 * Failure.
 */
export type Planner = (
  body: CommandBody,
  signing: Signing,
  view: LedgerView,
) => Promise<readonly LedgerCall[]>;

/** Whose command it is, and the key that signs its calls. */
export type Signing = { readonly institution: InstitutionId; readonly key: Address };

/** The door to the outbox. */
export type Submitter = {
  /**
   * Accepts a command durably: simulated, its nonce reserved, its signed bytes synced before this resolves.
   * The same key and body again gives the same command; another body `idempotency-body-differs`.
   * A refusal is thrown as a Failure, after the attempt was kept as a RefusedAttempt.
   */
  accept(command: NewCommand): Promise<Command>;
  /** The command when it is mined or refused, or as it stands when the time is up. */
  settled(id: string, timeoutMs: number): Promise<Command>;
  /** Keeps an attempt that was refused before it became a command. */
  keepRefused(attempt: Omit<RefusedAttempt, "id" | "atMs">): Promise<void>;
};

export type CommandReader = {
  command(id: string): Promise<Command | null>;
  commandByKey(institution: InstitutionId, idempotencyKey: string): Promise<Command | null>;
  commandsOf(
    institution: InstitutionId,
    limit: number,
    after: string | null,
  ): Promise<{ rows: readonly Command[]; next: string | null }>;
  refusedAttemptsOf(pack: { batch: string; index: number }): Promise<readonly RefusedAttempt[]>;
};

/** The running hash of a manifest after one part more, as DrugCatalogue keeps it. */
export type ManifestHash = (previous: Hex32, packKeys: Hex) => Hex32;

/** keccak256 of a rule set's canonical JSON: what the ledger pins of it. */
export type RuleSetHash = (text: string) => Hex32;

/** The id that a declaration of stock gives its batch, as DrugCatalogue makes it. */
export type DeclaredBatchId = (declaration: {
  readonly holder: InstitutionId;
  readonly product: ProductId;
  readonly batchNumber: string;
  readonly documentKey: Hex32;
}) => BatchId;

/** Pack keys of an upload, staged durably part by part; complete or absent. */
export type Uploads = {
  begin(): Promise<string>;
  append(upload: string, keys: readonly Hex16[]): Promise<void>;
  keys(upload: string, from: number, count: number): Promise<readonly Hex16[]>;
  discard(upload: string): Promise<void>;
};
