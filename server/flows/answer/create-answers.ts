import type {
  AsOf,
  BatchAnswer,
  CommandAnswer,
  ConsignmentAnswer,
  DispenseAnswer,
  InstitutionAnswer,
  ListAnswer,
  ProductAnswer,
} from "../../domain/answers.ts";
import type { AdjudicationAnswer, ClaimAnswer } from "../../domain/claims/claim-answers.ts";
import type { RuleSetDocument } from "../../domain/claims/claim-records.ts";
import type { ClaimRequest } from "../../domain/claims/claim-requests.ts";
import type {
  BusinessDaysAnswer,
  ClaimLimitsAnswer,
  EncounterAnswer,
  FeeProofAnswer,
  RuleSetAnswer,
} from "../../domain/claims/encounter-answers.ts";
import type { BatchId, Hex32, InstitutionId, ProductId, RegionCode } from "../../domain/ids.ts";
import type { SkuRow } from "../../domain/kept-records.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { PackStory } from "../../domain/pack-story.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { DecommissionAnswer, RegionRulesAnswer, StockAnswer } from "../../domain/record-answers.ts";
import type { CheckAnswer, ScansAnswer } from "../../domain/scan-answers.ts";
import type { ClaimPorts } from "../claims/claim-ports.ts";
import { answerBatch } from "./answer-batch.ts";
import { answerCheck, type CheckAsked } from "./answer-check.ts";
import {
  answerBusinessDays,
  answerClaimLimits,
  answerRuleSet,
  answerRuleSets,
  ruleSetDocument,
} from "./answer-claim-rules.ts";
import { answerCommand } from "./answer-command.ts";
import { answerConsignment } from "./answer-consignment.ts";
import { answerDecommission } from "./answer-decommission.ts";
import { answerDispense } from "./answer-dispense.ts";
import { answerEncounter, answerFeeProof, type FeeProofAsked } from "./answer-encounter.ts";
import { answerInstitution, answerInstitutions } from "./answer-institution.ts";
import {
  answerBatches,
  answerConsignments,
  answerDecommissions,
  answerDispenses,
  answerEncounters,
} from "./answer-lists.ts";
import { answerPack } from "./answer-pack.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { answerProduct, answerProducts } from "./answer-product.ts";
import { answerRegionRules } from "./answer-region-rules.ts";
import { answerScans, type ScansAsked } from "./answer-scan.ts";
import { answerSkus, type SkusAsked } from "./answer-skus.ts";
import { answerStock, type StockAsked } from "./answer-stock.ts";
import { answerDryRun, answerReadjudications, answerWeighing } from "./claims/answer-adjudication.ts";
import { answerClaim } from "./claims/answer-claim.ts";
import {
  answerClaims,
  answerQueueCounts,
  type ClaimsAsked,
  type QueueCounts,
} from "./claims/answer-claim-lists.ts";

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
  stock(asked: StockAsked): Promise<ListAnswer<StockAnswer>>;
  decommission(principal: Principal, id: Hex32): Promise<DecommissionAnswer>;
  decommissions(principal: Principal, page: PageRequest): Promise<ListAnswer<DecommissionAnswer>>;
  regionRules(region: RegionCode): Promise<RegionRulesAnswer>;
  claimLimits(region: RegionCode): Promise<ClaimLimitsAnswer>;
  businessDays(region: RegionCode): Promise<BusinessDaysAnswer>;
  ruleSets(region: RegionCode, page: PageRequest): Promise<ListAnswer<RuleSetAnswer>>;
  ruleSet(region: RegionCode, hash: Hex32): Promise<RuleSetAnswer>;
  ruleSetDocument(hash: Hex32): Promise<RuleSetDocument>;
  encounter(principal: Principal, id: Hex32): Promise<EncounterAnswer>;
  encounters(principal: Principal, page: PageRequest): Promise<ListAnswer<EncounterAnswer>>;
  feeProof(principal: Principal, about: FeeProofAsked): Promise<FeeProofAnswer>;
  skus(principal: Principal, about: SkusAsked): Promise<Page<SkuRow>>;
  /** `atSec` null: now. */
  scans(
    principal: Principal,
    asked: Omit<ScansAsked, "atSec"> & { readonly atSec: number | null },
  ): Promise<ScansAnswer>;
  /** For anybody. */
  check(asked: CheckAsked): Promise<CheckAnswer>;
  command(principal: Principal, id: string): Promise<CommandAnswer>;
  claim(principal: Principal, id: Hex32): Promise<ClaimAnswer>;
  claims(asked: Omit<ClaimsAsked, "nowSec">): Promise<ListAnswer<ClaimAnswer>>;
  queueCounts(principal: Principal): Promise<QueueCounts & AsOf>;
  dryRun(principal: Principal, request: ClaimRequest): Promise<AdjudicationAnswer & AsOf>;
  weighing(principal: Principal, claim: Hex32): Promise<AdjudicationAnswer & AsOf>;
  readjudications(principal: Principal, claim: Hex32): ReturnType<typeof answerReadjudications>;
};

export function createAnswers(ports: AnswerPorts, clock: Clock, claims: ClaimPorts): Answers {
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
    stock: (asked) => answerStock(ports, asked),
    decommission: (principal, id) => answerDecommission(ports, principal, id),
    decommissions: (principal, page) => answerDecommissions(ports, { principal, page }),
    regionRules: (region) => answerRegionRules(ports, region),
    claimLimits: (region) => answerClaimLimits(ports, region),
    businessDays: (region) => answerBusinessDays(ports, region),
    ruleSets: (region, page) => answerRuleSets(ports, { region, page }),
    ruleSet: (region, hash) => answerRuleSet(ports, { region, hash }),
    ruleSetDocument: (hash) => ruleSetDocument(ports, hash),
    encounter: (principal, id) => answerEncounter(ports, principal, id),
    encounters: (principal, page) => answerEncounters(ports, { principal, page }),
    feeProof: (principal, about) => answerFeeProof(ports, principal, about),
    skus: (principal, about) => answerSkus(ports, principal, about),
    scans: (principal, asked) => answerScans(ports, principal, { ...asked, atSec: asked.atSec ?? nowSec() }),
    check: (asked) => answerCheck(ports, asked, nowSec()),
    command: (principal, id) => answerCommand(ports, principal, id),
    claim: (principal, id) => answerClaim(ports, principal, { id, nowSec: nowSec() }),
    claims: (asked) => answerClaims(ports, { ...asked, nowSec: nowSec() }),
    queueCounts: (principal) => answerQueueCounts(ports, principal),
    dryRun: (principal, request) => answerDryRun(claims, principal, request),
    weighing: (principal, claim) => answerWeighing(claims, principal, claim),
    readjudications: (principal, claim) => answerReadjudications(claims, principal, claim),
  };
}
