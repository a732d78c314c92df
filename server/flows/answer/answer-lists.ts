import type { BatchAnswer, ConsignmentAnswer, DispenseAnswer, ListAnswer } from "../../domain/answers.ts";
import type { EncounterAnswer } from "../../domain/claims/encounter-answers.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { DecommissionAnswer } from "../../domain/record-answers.ts";
import { tellBatch } from "./answer-batch.ts";
import { tellConsignment } from "./answer-consignment.ts";
import { tellDecommission } from "./answer-decommission.ts";
import { tellDispense } from "./answer-dispense.ts";
import { tellEncounter } from "./answer-encounter.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming } from "./naming.ts";
import { scopedPage } from "./scoped-page.ts";

type Asked = { readonly principal: Principal; readonly page: PageRequest };

/** Dispenses, each institution's newest first. */
export function answerDispenses(ports: AnswerPorts, asked: Asked): Promise<ListAnswer<DispenseAnswer>> {
  return answerList(
    ports,
    asked,
    (view) => (institution, page) => view.dispensesOf(institution, page),
    (row, about) => tellDispense(ports, { ...about, row }),
  );
}

/** Consignments by one of their sides, each institution's newest first. */
export function answerConsignments(
  ports: AnswerPorts,
  asked: Asked & { readonly side: "sender" | "receiver" },
): Promise<ListAnswer<ConsignmentAnswer>> {
  return answerList(
    ports,
    asked,
    (view) => (institution, page) => view.consignmentsOf(institution, asked.side, page),
    (row, about) => tellConsignment(ports, { ...about, row }),
  );
}

/** Batches by maker. */
export function answerBatches(ports: AnswerPorts, asked: Asked): Promise<ListAnswer<BatchAnswer>> {
  return answerList(
    ports,
    asked,
    (view) => (maker, page) => view.batchesOf(maker, page),
    (row, about) => tellBatch(ports, { ...about, row }),
  );
}

/** Decommissions, each institution's newest first. */
export function answerDecommissions(
  ports: AnswerPorts,
  asked: Asked,
): Promise<ListAnswer<DecommissionAnswer>> {
  return answerList(
    ports,
    asked,
    (view) => (institution, page) => view.decommissionsOf(institution, page),
    (row, about) => tellDecommission(ports, { ...about, row }),
  );
}

/** Encounters, each hospital's newest first. */
export function answerEncounters(ports: AnswerPorts, asked: Asked): Promise<ListAnswer<EncounterAnswer>> {
  return answerList(
    ports,
    asked,
    (view) => (institution, page) => view.encountersOf(institution, page),
    (row, about) => tellEncounter(ports, { ...about, row }),
  );
}

type About = { readonly view: LedgerView; readonly naming: Naming; readonly principal: Principal };

function answerList<Row, Answer>(
  ports: AnswerPorts,
  asked: Asked,
  listIn: (view: LedgerView) => (institution: InstitutionId, page: PageRequest) => Promise<Page<Row>>,
  tell: (row: Row, about: About) => Promise<Answer>,
): Promise<ListAnswer<Answer>> {
  return ports.reader.view(async (view) => {
    const { rows, next } = await scopedPage(view, asked, listIn(view));
    const about = { view, naming: createNaming(view), principal: asked.principal };
    return { rows: await Promise.all(rows.map((row) => tell(row, about))), next, asOf: view.asOf };
  });
}
