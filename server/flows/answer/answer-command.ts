import type { CommandAnswer } from "../../domain/answers.ts";
import { fail } from "../../domain/failure.ts";
import type { Principal } from "../../domain/principal.ts";
import type { AnswerPorts } from "./answer-ports.ts";

/** One command, for the institution that gave it. */
export async function answerCommand(
  { commands }: Pick<AnswerPorts, "commands">,
  principal: Principal,
  id: string,
): Promise<CommandAnswer> {
  const command = await commands.command(id);
  if (command === null || command.institution !== principal.institution) {
    return fail("not-found", { command: id });
  }
  const { state, acceptedAtMs, institution, transactions, mined, refusal, body } = command;
  return { id, kind: body.kind, state, acceptedAtMs, institution, transactions, mined, refusal };
}
