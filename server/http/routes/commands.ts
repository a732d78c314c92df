import { z } from "zod";
import { ROLES } from "../../domain/principal.ts";
import { guardedRoute, type Route } from "../route.ts";
import { commandAnswer } from "../schemas/commands.ts";
import { commandOnTheWire } from "../write-answer.ts";
import { ok } from "./replies.ts";

const read = guardedRoute({
  method: "GET",
  path: "/v1/commands/{id}",
  operation: "readCommand",
  summary: "How far a write has come: accepted, submitted, mined or refused",
  subject: "Commands",
  access: ROLES,
  writes: "no",
  params: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/) }),
  answers: [ok(commandAnswer, "The command.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: commandOnTheWire(await doors.answer.command(principal, id), doors.reader.head()),
  }),
});

export const COMMAND_ROUTES: readonly Route[] = [read];
