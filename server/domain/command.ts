import type { CommandBody } from "./command-body.ts";
import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type { Address, BlockRef, Hex, Hex32, InstitutionId, PackRef } from "./ids.ts";

/**
 * Which key signs: an operator of the institution with the act, its admin key, or the consortium's. Of a
 * bureau: "adjudicator" decides by rule alone, "decider" and "reviewer" are two persons who decide.
 */
export type SignerRole = "operator" | "admin" | "consortium" | "adjudicator" | "decider" | "reviewer";

/** What a key is for: the signers of commands, the consortium's guardian, and the key that deploys. */
export type KeyRole = SignerRole | "guardian" | "bootstrap";

/** One call of a contract, in the words of its ABI; bigint for everything wider than 48 bits. */
export type LedgerCall = {
  readonly contract:
    | "institutions"
    | "regionRules"
    | "drugCatalogue"
    | "drugCustody"
    | "drugLedger"
    | "spenders"
    | "nullifiers"
    | "encounterLedger"
    | "claimRules"
    | "claimLedger"
    | "reconciliationLedger";
  readonly method: string;
  readonly args: readonly unknown[];
};

/**
 * accepted: durable here · submitted: signed bytes durable and sent · mined: in a block · refused: ended
 * without effect.
 */
export type CommandState = "accepted" | "submitted" | "mined" | "refused";

/** What a mined command brought about: the ids that its events gave, e.g. {batch}, {product}, {dispense}. */
export type CommandResult = { readonly [name: string]: string | number | readonly string[] };

export type Refusal = { readonly code: FailureCode; readonly facts: Facts; readonly atMs: number };

/**
 * How far a command has come: what a restart goes on from. The plan of calls is not kept, because what stands
 * on the ledger changes under it: it is made anew from the body.
 */
export type CommandProgress = {
  /** Parts of the body still to do: [from, to) of its dispenses; any other body is the one part [0, 1). */
  readonly pending: readonly BodyPart[];
  /** Calls of the first pending part that the plan held after the one signed last. */
  readonly callsAfter: number;
  /** How often the call under way was signed: a block may refuse what the simulation let pass. */
  readonly attempts: number;
  /** The newest block in which a transaction of this command stands: a plan needs an index that holds it. */
  readonly seen: BlockRef | null;
  /** What the parts mined so far brought about. */
  readonly result: CommandResult;
  /** Why parts of the body were refused, the first reason of each. */
  readonly refusals: readonly Refusal[];
};

export type BodyPart = { readonly from: number; readonly to: number };

/** The durable record of a command; never lost once its acceptance was answered. */
export type Command = {
  readonly id: string;
  readonly institution: InstitutionId;
  readonly principal: string;
  readonly signer: SignerRole;
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly bodyHash: Hex32;
  readonly acceptedAtMs: number;
  readonly state: CommandState;
  readonly body: CommandBody;
  /** Documents' plain words that the answer needs again (trace codes, document number); owner's eyes only. */
  readonly echo: Facts;
  readonly progress: CommandProgress;
  readonly transactions: readonly Hex32[];
  readonly mined: (BlockRef & { readonly result: CommandResult }) | null;
  readonly refusal: Refusal | null;
};

/** A refused attempt is a retained fact: never evidence, but reconciliation joins it. */
export type RefusedAttempt = {
  readonly id: string;
  readonly institution: InstitutionId;
  readonly principal: string;
  readonly operation: string;
  readonly atMs: number;
  readonly bodyHash: Hex32;
  readonly code: FailureCode;
  readonly facts: Facts;
  /** The packs the attempt named, so that a pack's story can show it. */
  readonly packs: readonly PackRef[];
  /**
   * What was tried, sealed: who, what and for how much, as far as it could be read. Null of what is neither a
   * sale nor a return, and of attempts that were kept before their words were.
   */
  readonly words: string | null;
};

export type SignedTransaction = {
  readonly key: Address;
  readonly nonce: number;
  readonly raw: Hex;
  readonly hash: Hex32;
};
