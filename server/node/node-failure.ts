/**
 * Why the embedded node refuses: a request (JSON-RPC error, `data.code`) or its own start (a named refusal
 * with what to do). Both catalogues are closed, so that the chain adapter can switch over the codes.
 */
export class RpcFailure extends Error {
  readonly code: RpcFailureCode;
  readonly facts: Facts;

  constructor(code: RpcFailureCode, facts: Facts = {}) {
    super(RPC_FAILURES[code].message);
    this.name = "RpcFailure";
    this.code = code;
    this.facts = facts;
  }

  get rpcCode(): number {
    return RPC_FAILURES[this.code].rpcCode;
  }
}

export class NodeRefusal extends Error {
  readonly code: NodeRefusalCode;
  readonly facts: Facts;

  constructor(code: NodeRefusalCode, facts: Facts = {}) {
    super(`${NODE_REFUSALS[code].title}. ${NODE_REFUSALS[code].whatToDo}`);
    this.name = "NodeRefusal";
    this.code = code;
    this.facts = facts;
  }
}

/**
 * A fault after which nothing may be published any more: the process ends and the journal decides what was.
 */
export class NodeFatal extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "NodeFatal";
  }
}

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * -32700…-32600 are JSON-RPC's own; -32002, -32003 and -32005 follow EIP-1474 (unavailable, rejected, limit).
 * "nonce too low" stands in its message because clients of every Ethereum node recognise those words.
 */
export const RPC_FAILURES = {
  "parse-error": { rpcCode: -32700, message: "the body is not JSON" },
  "invalid-request": { rpcCode: -32600, message: "not a JSON-RPC 2.0 request" },
  "batch-too-large": { rpcCode: -32600, message: "too many requests in one batch" },
  "method-not-allowed": { rpcCode: -32601, message: "the method does not exist or is not on the allow-list" },
  "invalid-params": { rpcCode: -32602, message: "the parameters do not fit the method" },
  "transaction-undecodable": { rpcCode: -32602, message: "not a signed transaction" },
  "transaction-type-unsupported": { rpcCode: -32602, message: "this type of transaction is not taken" },
  "wrong-chain-id": { rpcCode: -32602, message: "the transaction is signed for another chain" },
  replaying: { rpcCode: -32002, message: "the node replays its journal" },
  stopping: { rpcCode: -32002, message: "the node stops" },
  "clock-behind": { rpcCode: -32002, message: "the wall clock is behind the newest block: no writes" },
  "build-time-unset": { rpcCode: -32002, message: "the ledger is being built and no build time is set" },
  "sender-not-permitted": { rpcCode: -32003, message: "the sender's key is not known to the ledger" },
  "transaction-too-large": { rpcCode: -32003, message: "the transaction has too many bytes" },
  "gas-limit-too-high": { rpcCode: -32003, message: "the transaction asks for too much gas" },
  "nonce-too-low": { rpcCode: -32003, message: "nonce too low" },
  "nonce-gap": { rpcCode: -32003, message: "the nonce is too far ahead" },
  "nonce-taken": { rpcCode: -32003, message: "another transaction with this nonce is pending" },
  "transaction-refused": { rpcCode: -32003, message: "the transaction can not be executed" },
  "not-mined-in-time": { rpcCode: -32003, message: "not put in a block in time, and dropped" },
  "rate-limited": { rpcCode: -32005, message: "too many transactions from this key" },
  "pending-full": { rpcCode: -32005, message: "too many transactions are pending" },
  "execution-failed": { rpcCode: -32000, message: "the call failed without a revert" },
  "node-error": { rpcCode: -32000, message: "the node could not answer" },
  "response-too-large": { rpcCode: -32005, message: "the answer is too large: ask for fewer blocks" },
  internal: { rpcCode: -32603, message: "internal error" },
} as const satisfies Record<string, { rpcCode: number; message: string }>;

export type RpcFailureCode = keyof typeof RPC_FAILURES;

export const NODE_REFUSALS = {
  "settings-invalid": {
    title: "The settings are not valid",
    whatToDo: "Correct the named setting and start again.",
  },
  "journal-locked": {
    title: "Another process holds this journal",
    whatToDo: "Stop that process first; two nodes on one journal would make two histories.",
  },
  "journal-damaged": {
    title: "The journal is damaged before its end",
    whatToDo:
      "Restore the newest backup of the journal. Only with an auditor's record of the head may it be cut " +
      "by hand at the byte named here: every block after it is lost.",
  },
  "journal-other-version": {
    title: "The journal was written under another version or execution setting",
    whatToDo: "Start the version that wrote it, or run `migrate`, which replays it and compares every root.",
  },
  "journal-settings-differ": {
    title: "The journal belongs to another ledger than the settings",
    whatToDo: "Use the settings this ledger was made with, or another journal directory.",
  },
  "replay-diverged": {
    title: "Executing the journal again gives another block than it recorded",
    whatToDo: "Restore a backup and compare the program files with the release; tell the maintainers.",
  },
  "migration-diverged": {
    title: "The new version executes a block of the old journal differently",
    whatToDo: "Stay with the version that wrote the journal and tell the maintainers the block named here.",
  },
  "journal-unwritable": {
    title: "The journal directory can not be used",
    whatToDo: "Check that it exists, that this user may write to it and that the disk has room.",
  },
  "genesis-ahead-of-clock": {
    title: "The genesis time is later than the wall clock",
    whatToDo: "Set the clock right, or give a genesis time in the past.",
  },
  "port-unavailable": {
    title: "The node can not listen on its port",
    whatToDo: "Free the port or configure another one.",
  },
} as const satisfies Record<string, { title: string; whatToDo: string }>;

export type NodeRefusalCode = keyof typeof NODE_REFUSALS;
