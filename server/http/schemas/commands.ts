import { z } from "zod";
import type { CommandAnswer } from "../../domain/answers.ts";
import type { Fact, Facts } from "../../domain/failure.ts";
import type { Wire } from "../wire.ts";
import { failureCode } from "./failures.ts";
import { block, blockRef, hex32, instant, institutionId } from "./primitives.ts";

const fact: z.ZodType<Fact> = z
  .lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(fact), z.record(z.string(), fact)]),
  )
  .meta({ id: "Fact", description: "A value that decided something; any JSON." });
export const facts: z.ZodType<Facts> = z.record(z.string(), fact);

export const commandAnswer = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    state: z.enum(["accepted", "submitted", "mined", "refused"]),
    acceptedAt: instant,
    institution: institutionId,
    transactions: z.array(hex32),
    mined: z.strictObject({ block, blockHash: hex32, result: facts }).nullable(),
    refusal: z.strictObject({ code: failureCode, facts, at: instant }).nullable(),
    asOf: blockRef.nullable(),
  })
  .meta({
    id: "Command",
    description: "What was asked of the ledger, and how far it has come.",
  }) satisfies z.ZodType<Wire<CommandAnswer>>;
