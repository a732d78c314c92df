import type { ClaimRequest } from "../../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import { fail, isFailure } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { planCare } from "../../../domain/nhsa/settlement/care-plan.ts";
import { settlementIdsOf } from "../../../domain/nhsa/settlement/settlement-ids.ts";
import { takeClaim } from "../../claims/take-claim.ts";
import { keepRefusal } from "../../take/submit-once.ts";
import { takeDispense } from "../../take/take-dispense.ts";
import { judgeProducts } from "../judge-products.ts";
import { assignEarlier, type EarlierAsked, type EarlierDispense, findEarlier } from "./earlier-dispenses.ts";
import { encounterOfVisit } from "./encounter-of-visit.ts";
import { endOfClaim } from "./end-of-claim.ts";
import { commandOnce, documentNumberOf, firstId, keyOf } from "./end-of-command.ts";
import { holdFees } from "./hold-fees.ts";
import { madeBy } from "./made-by.ts";
import type { Settled } from "./settled.ts";
import { awardOfClaim, tellSettlement } from "./settlement-of-claim.ts";
import { Ended, isFinal } from "./settlement-ports.ts";
import { takeBackRefused } from "./take-back.ts";
import { headOfVisit, identificationOf, payerRegionOf, termsOf } from "./terms-of-message.ts";
import { requestOfPieces } from "./uncoded-pieces.ts";
import { earliestSecOf, latestSecOf, type VisitCall, type VisitLine } from "./visit-line.ts";

/**
 * 2207: drugs are dispensed, the encounter is closed with the visit's fees, and both are claimed. Each step
 * has a name of its own, so that a repeated message goes on where the one before was cut off.
 */
export async function settleVisit(call: VisitCall): Promise<Settled> {
  const fees = await holdFees(call);
  let claim: Hex32 | null = null;
  try {
    claim = await claimOfVisit(call, fees);
  } catch (error) {
    if (isFinal(error)) await takeBackRefused(call, null);
    throw error;
  }
  const ended = await endOfClaim(call, claim);
  if (!isFailure(ended)) return { claim, settlement: await tell(call, fees, ended) };
  await takeBackRefused(call, claim);
  throw new Ended(ended);
}

async function claimOfVisit(call: VisitCall, fees: readonly VisitLine[]): Promise<Hex32> {
  const { packs, unnamed } = planCare(fees);
  const dispense = packs.length === 0 ? null : await dispenseOfVisit(call, fees);
  const standing = (await madeBy(call)).claim;
  if (standing !== null) return standing;
  const earlier = unnamed.length === 0 ? [] : await earlierOf(call, fees);
  const encounter = await encounterOfVisit(call, fees, { dispense, earlier });
  const result = await commandOnce(call, `${keyOf(call)}:claim`, async (ports) => {
    const head = headOfVisit(call.message, fees);
    const request: ClaimRequest = {
      documentNumber: documentNumberOf(call),
      till: "",
      channel: "direct",
      payerRegion: await ports.reader.view((view) => payerRegionOf(view, head)),
      provider: null,
      outsideProviderCode: null,
      claimedAtSec: latestSecOf(fees),
      person: call.message.body.insured.person,
      terms: termsOf(head, documentNumberOf(call)),
      dispenses: [...(dispense === null ? [] : [dispense]), ...earlier.map(({ row }) => row.id)],
      encounters: [encounter],
      uncodedLines: requestOfPieces(fees, planCare(fees).pieces),
      primary: null,
      requestedFen: null,
    };
    return takeClaim(ports, {
      principal: call.principal,
      request,
      idempotencyKey: `${keyOf(call)}:claim`,
    });
  });
  return firstId(result["claims"]) ?? fail("claim-unknown", {});
}

async function dispenseOfVisit(call: VisitCall, fees: readonly VisitLine[]): Promise<Hex32> {
  const { principal, message } = call;
  const key = `${keyOf(call)}:dispense`;
  const result = await commandOnce(call, key, async (ports) => {
    const bodyHash = ports.vault.hashBody(principal.institution, "");
    await keepRefusal(ports, { principal, operation: "record-dispenses", bodyHash }, (named) =>
      ports.reader.view(async (view) => {
        for (const { nhsaCode, sku, packs } of fees) {
          const words = { nhsaCode, sku, traceCodes: packs?.traceCodes ?? [] };
          await judgeProducts(view, { ports: { take: ports }, principal }, { words, named });
        }
      }),
    );
    return takeDispense(ports, {
      principal,
      idempotencyKey: key,
      request: {
        documentNumber: documentNumberOf(call),
        till: "",
        dispensedAtSec: latestSecOf(fees),
        person: message.body.insured.person,
        identification: identificationOf(message.body.insured).identification,
        prescription: fees.find(({ prescription }) => prescription !== null)?.prescription ?? null,
        lines: planCare(fees).packs.map(({ code, units, fen }) => ({
          code,
          units,
          priceFen: fen.toString(),
        })),
      },
    });
  });
  return firstId(result["dispenses"]) ?? fail("dispense-unknown", {});
}

async function earlierOf(call: VisitCall, fees: readonly VisitLine[]): Promise<readonly EarlierDispense[]> {
  const found = await call.ports.claims.reader.view((view) =>
    findEarlier(call.ports, view, earlierAsked(call, fees)),
  );
  return found ?? fail("trace-codes-missing", { field: "drug_trac_info" });
}

function earlierAsked({ principal, message }: VisitCall, fees: readonly VisitLine[]): EarlierAsked {
  return {
    institution: principal.institution,
    fees,
    unnamed: planCare(fees).unnamed,
    receiptNumber: message.body.invoiceNumber,
    atSec: earliestSecOf(fees),
  };
}

async function tell(
  call: VisitCall,
  fees: readonly VisitLine[],
  row: ClaimRow,
): Promise<Settled["settlement"]> {
  const { body, envelope } = call.message;
  const plan = planCare(fees);
  const { award, balanceFen, decidedAtSec } = await awardOfClaim(call.ports, row);
  const own = (await madeBy(call)).dispense;
  const dispenses = row.content.evidence.flatMap(({ kind, id }) => (kind === "dispense" ? [id] : []));
  const others = dispenses.filter((id) => id !== own);
  const earlier = await call.ports.claims.reader.view((view) =>
    assignEarlier(call.ports, view, { ...earlierAsked(call, fees), dispenses: others }),
  );
  if (earlier === null) return fail("could-not-look", { missing: "dispenses as they were claimed" });
  const feesOf = (id: Hex32): readonly number[] =>
    id === own
      ? plan.packs.map(({ fee }) => fee)
      : earlier
          .filter((each) => each.row.id === id)
          .flatMap(({ fee, lineCount }) => Array.from({ length: lineCount }, () => fee));
  return tellSettlement(award, {
    kind: "2207",
    settlementId: settlementIdsOf(row.id, envelope.careArea).settlementId,
    visitId: body.visitId,
    msgid: envelope.msgid,
    insured: body.insured,
    careType: body.careType,
    payerRegion: row.content.payerRegion,
    settledAtSec: decidedAtSec,
    balanceFen,
    fees,
    feeOf: [...dispenses.flatMap(feesOf), ...plan.services, ...plan.pieces],
  });
}
