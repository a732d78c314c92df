import type {
  BodyPart,
  Command,
  CommandProgress,
  CommandResult,
  CommandState,
  Refusal,
  RefusedAttempt,
  SignerRole,
} from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { Facts } from "../../domain/failure.ts";
import { FAILURES, type FailureCode } from "../../domain/failure-catalogue.ts";
import type { BlockRef, PackRef } from "../../domain/ids.ts";
import type { ApiKeyRow, ChainIdentity, LaneTransaction } from "../../domain/intent-store.ts";
import {
  anyHex,
  hex,
  jsonRow,
  list,
  misfit,
  nullable,
  objectOf,
  oneOf,
  record,
  type Shape,
  text,
  whole,
} from "./shape.ts";

/** Values that we wrote as plain JSON and read back as plain JSON. */
export const facts: Shape<Facts> = {
  encode: (value) => value,
  // JSON.parse gives only what Facts allows: texts, numbers, flags, null, lists and objects of these.
  decode: (json) => objectOf(json) as Facts,
};

const result: Shape<CommandResult> = {
  encode: (value) => value,
  decode: (json) => {
    const given = objectOf(json);
    for (const value of Object.values(given)) {
      const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
      if (!isList && typeof value !== "string" && typeof value !== "number") misfit("a result", value);
    }
    // Each value has just been seen to be a text, a number or a list of texts.
    return given as CommandResult;
  },
};

/** Every kind of body: one that is missing here would be accepted and could not be read back. */
const BODY_KINDS = {
  "admit-bureau": true,
  "admit-auditor": true,
  "register-institution": true,
  "add-operator": true,
  "revoke-operator": true,
  "sign-agreement": true,
  "suspend-agreement": true,
  "reinstate-agreement": true,
  "terminate-agreement": true,
  "admit-product": true,
  "withdraw-product": true,
  "open-batch": true,
  "append-manifest": true,
  "seal-batch": true,
  "ship-consignment": true,
  "receive-consignment": true,
  "record-dispenses": true,
  "withdraw-consignment": true,
  "dispute-consignment": true,
  "answer-dispute": true,
  "resolve-dispute": true,
  "join-parcels": true,
  "reverse-dispense": true,
  "decommission-packs": true,
  "declare-batch": true,
  "attach-labels": true,
  "recall-batch": true,
  "quarantine-batch": true,
  "release-batch": true,
  "answer-receipt": true,
  "set-region-limits": true,
  "set-enforcement-mode": true,
  "import-record": true,
  "import-dispenses": true,
  "submit-claim": true,
  "dispense-and-claim": true,
  "approve-claims": true,
  "reject-claims": true,
  "appeal-claim": true,
  "advance-claims": true,
  "pay-claims": true,
  "reverse-claim": true,
  "refund-claim": true,
  "reverse-claim-and-dispense": true,
  "dispute-claim": true,
  "resolve-claim-dispute": true,
  "open-encounter": true,
  "close-encounter": true,
  "correct-encounter": true,
  "cancel-encounter": true,
  "set-claim-limits": true,
  "publish-rule-set": true,
  "turn-business-days": true,
  "anchor-reconciliation": true,
} as const satisfies Record<CommandBody["kind"], true>;

/**
 * A body is JSON that was parsed at the edge before it was accepted; its kind tells whether we know it still.
 */
const body: Shape<CommandBody> = {
  encode: (value) => value,
  decode: (json) => {
    const given = objectOf(json);
    oneOf(Object.keys(BODY_KINDS)).decode(given["kind"]);
    // Only accepted bodies are written, and the row's version changes with their form.
    return given as CommandBody;
  },
};

/** The catalogue's own keys are its codes. */
export const codes = Object.keys(FAILURES) as FailureCode[];

const refusal = record<Refusal>({ code: oneOf(codes), facts, atMs: whole });

const progress = record<CommandProgress>({
  pending: list(record<BodyPart>({ from: whole, to: whole })),
  callsAfter: whole,
  attempts: whole,
  seen: nullable(record<BlockRef>({ block: whole, blockHash: hex(32) })),
  result,
  refusals: list(refusal),
});

const STATES = ["accepted", "submitted", "mined", "refused"] as const satisfies readonly CommandState[];
const SIGNERS = [
  "operator",
  "admin",
  "consortium",
  "adjudicator",
  "decider",
  "reviewer",
] as const satisfies readonly SignerRole[];

export const commandCodec = jsonRow<Command>(
  "commands",
  record<Command>({
    id: text,
    institution: whole,
    principal: text,
    signer: oneOf(SIGNERS),
    operation: text,
    idempotencyKey: text,
    bodyHash: hex(32),
    acceptedAtMs: whole,
    state: oneOf(STATES),
    body,
    echo: facts,
    progress,
    transactions: list(hex(32)),
    mined: nullable(record<NonNullable<Command["mined"]>>({ block: whole, blockHash: hex(32), result })),
    refusal: nullable(refusal),
  }),
);

export const laneCodec = jsonRow<LaneTransaction>(
  "unconfirmed",
  record<LaneTransaction>({
    key: hex(20),
    nonce: whole,
    raw: anyHex,
    hash: hex(32),
    command: nullable(text),
  }),
);

const attempt = record<RefusedAttempt>({
  id: text,
  institution: whole,
  principal: text,
  operation: text,
  atMs: whole,
  bodyHash: hex(32),
  code: oneOf(codes),
  facts,
  packs: list(record<PackRef>({ batch: hex(8), index: whole })),
  words: nullable(text),
});

/** Attempts are kept for ever: those from before their words were kept are read without. */
export const refusedCodec = jsonRow<RefusedAttempt>("refused", {
  encode: (row) => attempt.encode(row),
  decode: (json) => {
    const given = objectOf(json);
    return attempt.decode("words" in given ? given : { ...given, words: null });
  },
});

export const apiKeyCodec = jsonRow<ApiKeyRow>(
  "apiKeys",
  record<ApiKeyRow>({
    hash: hex(32),
    name: text,
    institution: whole,
    roles: list(text),
    region: whole,
    createdAtMs: whole,
    revokedAtMs: nullable(whole),
  }),
);

const contracts: Shape<ChainIdentity["contracts"]> = {
  encode: (value) => value,
  decode: (json) => {
    const address = hex(20);
    return Object.fromEntries(Object.entries(objectOf(json)).map(([name, at]) => [name, address.decode(at)]));
  },
};

export const chainIdentityCodec = jsonRow<ChainIdentity>(
  "settings",
  record<ChainIdentity>({ chainId: whole, genesisHash: hex(32), contracts }),
);

export const settingCodec = jsonRow<string>("settings", text);
export const sealedCodec = jsonRow<string>("sealed", text);
