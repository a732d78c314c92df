import { z } from "zod";
import type { StatusAnswer } from "../status.ts";
import type { Wire } from "../wire.ts";
import { failureCode } from "./failures.ts";
import { block, blockRef, count, hex32, instant } from "./primitives.ts";

export const healthAnswer = z.strictObject({ status: z.literal("live") }).meta({ id: "Health" });

export const readyAnswer = z
  .strictObject({ status: z.literal("ready"), lagBlocks: count, asOf: blockRef.nullable() })
  .meta({ id: "Ready" });

export const statusAnswer = z
  .strictObject({
    version: z.string(),
    chain: z.strictObject({
      head: z.strictObject({ block, blockHash: hex32, timeAt: instant }).nullable(),
      failure: failureCode.nullable().describe("Why the head could not be read."),
      nodeKind: z
        .enum(["embedded", "consortium"])
        .describe("embedded: a single operator makes the blocks, on this machine."),
      chainId: count,
    }),
    index: z.strictObject({
      head: blockRef.nullable(),
      lagBlocks: count.nullable(),
      isHalted: z.boolean().describe("The indexer met something it may not pass over, and stands still."),
    }),
    unfinishedCommands: count,
    asOf: blockRef.nullable(),
  })
  .meta({ id: "Status" }) satisfies z.ZodType<Wire<StatusAnswer>>;
