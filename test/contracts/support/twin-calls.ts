import type { Consortium } from "./consortium.ts";
import type { Step } from "./drug-histories.ts";
import type { Deployed } from "./edr-chain.ts";
import { lineWord, runWord } from "./words.ts";

const NO_HASH = `0x${"00".repeat(32)}`;
const OUTCOMES = { returned: 1, lost: 2 } as const;

/** What a history's earlier steps put on the ledger. */
export type Known = {
  readonly batch: bigint;
  readonly consignments: unknown[][];
  readonly dispenses: { readonly content: unknown[]; readonly id: string }[];
};

/** `actor` null = the bureau. */
export type TwinCall = {
  readonly actor: number | null;
  readonly to: Deployed;
  readonly method: string;
  readonly args: readonly unknown[];
};

/** The call of a contract that a step of a history is. `document` is one that nobody has used. */
export function callOfStep(
  step: Exclude<Step, { act: "wait" }>,
  known: Known,
  on: {
    readonly contracts: Pick<Consortium, "custody" | "catalogue" | "ledger">;
    readonly maker: number;
    readonly document: string;
    readonly nowSec: number;
    readonly operatorOf: (actor: number) => string;
  },
): TwinCall {
  const { custody, catalogue, ledger } = on.contracts;
  const { batch } = known;
  switch (step.act) {
    case "ship": {
      const runs = [runWord(batch, step.run.from, step.run.to)];
      const content = [step.actor, step.receiver, on.document, step.statedSec, runs, [NO_HASH]];
      return by(step.actor, custody, "shipConsignment", [content, [step.parcelFrom]]);
    }
    case "receive":
    case "withdraw":
    case "dispute": {
      const runs = [runWord(batch, step.run.from, step.run.to)];
      const args = [known.consignments[step.consignment], step.statedSec, runs, [step.parcelFrom]];
      const reason = step.act === "dispute" ? [NO_HASH] : [];
      return by(step.actor, custody, `${step.act}Consignment`, [...args, ...reason]);
    }
    case "answer":
    case "resolve": {
      const runs = [runWord(batch, step.run.from, step.run.to)];
      const args = [known.consignments[step.consignment], OUTCOMES[step.outcome], runs];
      if (step.act === "answer") return by(step.actor, custody, "answerDispute", args);
      return { actor: null, to: custody, method: "resolveDispute", args };
    }
    case "join":
      return by(step.actor, custody, "joinParcels", [(batch << 32n) | BigInt(step.from), [step.nextFrom]]);
    case "dispense": {
      const lines = step.lines.map(({ index, units }) => lineWord({ batch, index, units, priceFen: 100n }));
      const content = [step.actor, on.document, step.statedSec, 0, NO_HASH, lines];
      const args = [[content], [step.parcelFroms], "0x"];
      return by(step.actor, ledger, "recordDispenses", [on.operatorOf(step.actor), ...args]);
    }
    case "reverse": {
      const dispense = known.dispenses[step.dispense];
      const index = packIndexOf(dispense?.content, step.lineIndex);
      const lines = [lineWord({ batch, index, units: step.units, priceFen: 1n })];
      const reversal = [step.actor, on.document, dispense?.id, step.statedSec, lines];
      const args = [dispense?.content, reversal, [step.lineIndex], [step.parcelFrom], "0x"];
      return by(step.actor, ledger, "reverseDispense", [on.operatorOf(step.actor), ...args]);
    }
    case "decommission": {
      const runs = [runWord(batch, step.run.from, step.run.to)];
      const content = [step.actor, on.document, step.statedSec, 1, runs, []];
      return by(step.actor, ledger, "decommissionPacks", [content, [step.parcelFrom], []]);
    }
    case "discard": {
      const remnants = [lineWord({ batch, ...step.line, priceFen: 0n })];
      const content = [step.actor, on.document, step.statedSec, 5, [], remnants];
      return by(step.actor, ledger, "decommissionPacks", [content, [], [step.parcelFrom]]);
    }
    case "recall":
      return by(on.maker, catalogue, "recallBatch", [batch, on.nowSec, NO_HASH]);
    case "quarantine":
      return { actor: null, to: catalogue, method: "quarantineBatch", args: [batch, NO_HASH] };
    case "release":
      return { actor: null, to: catalogue, method: "releaseBatch", args: [batch] };
  }
}

/** The lines stand last in a dispense's content, as the words that were sent. */
function packIndexOf(content: readonly unknown[] | undefined, lineIndex: number): number {
  const words = content?.[5] as bigint[];
  return Number((BigInt(words[lineIndex] ?? 0n) >> 80n) & 0xffff_ffffn);
}

function by(actor: number, to: Deployed, method: string, args: readonly unknown[]): TwinCall {
  return { actor, to, method, args };
}
