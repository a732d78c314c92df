import type { z } from "zod";
import type { AsOf } from "../../domain/answers.ts";
import type { Page } from "../../domain/ledger-view.ts";
import { cursorOf } from "../page-request.ts";
import type { Reply, RouteAnswer } from "../route.ts";
import { commandAnswer } from "../schemas/commands.ts";
import { wireOf } from "../wire.ts";

/** A page of a list: rows say nothing of the block, the page does. */
export function listReply<Row extends object>(
  list: AsOf & Page<Row>,
  rowOf: (row: Row) => object = wireOf,
): Reply {
  const rows = list.rows.map((row) => {
    const wire: { asOf?: unknown } = { ...rowOf(row) };
    delete wire.asOf;
    return wire;
  });
  return { status: 200, body: { rows, next: cursorOf(list.next), asOf: list.asOf } };
}

export function ok(schema: z.ZodType, description: string): RouteAnswer {
  return { status: 200, description, schema };
}

/** What every write may answer. */
export function writeAnswers(result: z.ZodType): readonly RouteAnswer[] {
  return [
    { status: 201, description: "With `Prefer: wait=N`: in a block in time; the result.", schema: result },
    { status: 202, description: "Accepted and kept; ask the command at `Location`.", schema: commandAnswer },
  ];
}
