import { type Failure, isFailure } from "../../../domain/failure.ts";
import { FAILURES } from "../../../domain/failure-catalogue.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { SettlementMessage } from "../../../domain/nhsa/settlement/message.ts";
import type { RequestName, SettlementRecords } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { Log } from "../../../domain/ports.ts";
import type { Principal } from "../../../domain/principal.ts";
import type { ClaimPorts } from "../../claims/claim-ports.ts";
import type { InTurn } from "../../claims/in-turn.ts";

export type SettlementPorts = {
  readonly claims: ClaimPorts;
  readonly records: SettlementRecords;
  /** What is kept of a request, or of a visit, is changed by one at a time. */
  readonly turns: InTurn;
  readonly log: Log;
  readonly limits: {
    /** How long a message waits for its end. */
    readonly waitMs: number;
    /** How often it is looked whether the server stops. */
    readonly pollMs: number;
  };
};

/** A message that settles, cancels or reverses, on its way to its end. */
export type SettlementCall<Message extends SettlementMessage = SettlementMessage> = {
  readonly ports: SettlementPorts;
  readonly principal: Principal;
  readonly request: RequestName;
  readonly message: Message;
  /** Which time it is taken to the ledger, from 1. */
  readonly attempt: number;
  readonly fingerprint: Hex32;
  /** Throws `Stopped` when the server stops. */
  readonly requireRunning: () => void;
  /** Sees another request to its end. */
  readonly carry: (name: RequestName) => Promise<void>;
};

export type MessageOf<Kind extends SettlementMessage["kind"]> = Extract<
  SettlementMessage,
  { readonly kind: Kind }
>;

/** Thrown where a request is given up because the server stops: its next start goes on with it. */
export class Stopped extends Error {}

/** A refusal that is final whatever its code says of sending again: what was asked for has ended by it. */
export class Ended extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Whether the request has ended by this; anything else may pass. */
export function isFinal(error: unknown): error is Ended | Failure {
  return error instanceof Ended || (isFailure(error) && FAILURES[error.code].retry !== "same-request");
}
