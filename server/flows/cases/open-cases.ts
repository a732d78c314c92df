import type { CaseId } from "../../domain/cases/case-number.ts";
import { caseNumber } from "../../domain/cases/case-number.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { createTurns } from "../submit/turns.ts";
import type { CasePorts } from "./case-ports.ts";
import { type OpeningAsked, openCase } from "./open-case.ts";
import { type CaseFilter, type CaseStory, listCases, readCase, type ToldCase } from "./read-cases.ts";
import { type CaseStepAsked, takeCaseStep } from "./take-step.ts";

/** Audit cases 稽核案件: what was found, what the institution says, and what becomes of the money. */
export type Cases = {
  open(asked: OpeningAsked): Promise<CaseStory>;
  step(asked: CaseStepAsked): Promise<CaseStory>;
  read(principal: Principal, number: string): Promise<CaseStory>;
  list(
    principal: Principal,
    asked: { readonly filter: CaseFilter; readonly page: PageRequest },
  ): Promise<Page<ToldCase>>;
};

/**
 * One step after the other: a number is given, and an amount judged, by what is on the disk. Nothing is
 * counted in memory, so a server that was killed goes on with the number that it had not kept.
 */
export function openCases(ports: CasePorts): Cases {
  const turns = createTurns();
  const told = (principal: Principal, id: CaseId): Promise<CaseStory> =>
    readCase(ports, principal, caseNumber(id));
  return {
    open: async (asked) => told(asked.principal, await turns.take(() => openCase(ports, asked))),
    step: async (asked) => told(asked.principal, await turns.take(() => takeCaseStep(ports, asked))),
    read: (principal, number) => readCase(ports, principal, number),
    list: (principal, asked) => listCases(ports, principal, asked),
  };
}
