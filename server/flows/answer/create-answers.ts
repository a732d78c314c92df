import type {
  BatchAnswer,
  CommandAnswer,
  ConsignmentAnswer,
  DispenseAnswer,
  InstitutionAnswer,
  ListAnswer,
  PackStory,
  ProductAnswer,
} from "../../domain/answers.ts";
import type { BatchId, Hex32, InstitutionId, ProductId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { PageRequest } from "../../domain/read-model.ts";
import { answerBatch } from "./answer-batch.ts";
import { answerCommand } from "./answer-command.ts";
import { answerConsignment } from "./answer-consignment.ts";
import { answerDispense } from "./answer-dispense.ts";
import { answerInstitution, answerInstitutions } from "./answer-institution.ts";
import { answerBatches, answerConsignments, answerDispenses } from "./answer-lists.ts";
import { answerPack } from "./answer-pack.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { answerProduct, answerProducts } from "./answer-product.ts";

/** Everything a principal may read; what it may not see is `not-found`, and stands in no list. */
export type Answers = {
  institution(principal: Principal, id: InstitutionId): Promise<InstitutionAnswer>;
  institutions(principal: Principal, page: PageRequest): Promise<ListAnswer<InstitutionAnswer>>;
  product(principal: Principal, id: ProductId): Promise<ProductAnswer>;
  products(principal: Principal, page: PageRequest): Promise<ListAnswer<ProductAnswer>>;
  batch(principal: Principal, id: BatchId): Promise<BatchAnswer>;
  batches(principal: Principal, page: PageRequest): Promise<ListAnswer<BatchAnswer>>;
  consignment(principal: Principal, id: Hex32): Promise<ConsignmentAnswer>;
  consignments(
    principal: Principal,
    side: "sender" | "receiver",
    page: PageRequest,
  ): Promise<ListAnswer<ConsignmentAnswer>>;
  dispense(principal: Principal, id: Hex32): Promise<DispenseAnswer>;
  dispenses(principal: Principal, page: PageRequest): Promise<ListAnswer<DispenseAnswer>>;
  pack(principal: Principal, code: string): Promise<PackStory>;
  command(principal: Principal, id: string): Promise<CommandAnswer>;
};

export function createAnswers(ports: AnswerPorts, clock: Clock): Answers {
  const nowSec = (): number => Math.floor(clock.nowMs() / 1000);
  return {
    institution: (principal, id) => answerInstitution(ports, principal, { id, nowSec: nowSec() }),
    institutions: (principal, page) => answerInstitutions(ports, principal, { page, nowSec: nowSec() }),
    product: (_principal, id) => answerProduct(ports, id),
    products: (_principal, page) => answerProducts(ports, page),
    batch: (principal, id) => answerBatch(ports, principal, id),
    batches: (principal, page) => answerBatches(ports, { principal, page }),
    consignment: (principal, id) => answerConsignment(ports, principal, id),
    consignments: (principal, side, page) => answerConsignments(ports, { principal, side, page }),
    dispense: (principal, id) => answerDispense(ports, principal, id),
    dispenses: (principal, page) => answerDispenses(ports, { principal, page }),
    pack: (principal, code) => answerPack(ports, principal, code),
    command: (principal, id) => answerCommand(ports, principal, id),
  };
}
