import type { ClaimRequest } from "../../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import type { Command } from "../../../domain/command.ts";
import { fail, isFailure } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { planCare } from "../../../domain/nhsa/settlement/care-plan.ts";
import { settlementIdsOf } from "../../../domain/nhsa/settlement/settlement-ids.ts";
import type { ClaimPorts } from "../../claims/claim-ports.ts";
import { takeClaim } from "../../claims/take-claim.ts";
import { takeDispenseAndClaim } from "../../claims/take-dispense-and-claim.ts";
import { keepRefusal } from "../../take/submit-once.ts";
import { judgeProducts } from "../judge-products.ts";
import { assignEarlier, type EarlierAsked, findEarlier } from "./earlier-dispenses.ts";
import { endOfClaim } from "./end-of-claim.ts";
import { commandOnce, documentNumberOf, firstId, keyOf } from "./end-of-command.ts";
import type { Settled } from "./settled.ts";
import { awardOfClaim, tellSettlement } from "./settlement-of-claim.ts";
import { Ended, type MessageOf, type SettlementCall } from "./settlement-ports.ts";
import { takeBackRefused } from "./take-back.ts";
import { headOfSale, identificationOf, payerRegionOf, termsOf } from "./terms-of-message.ts";
import { requestOfPieces } from "./uncoded-pieces.ts";

type SaleCall = SettlementCall<MessageOf<"2102">>;

/**
 * 2102: what is sold is dispensed and claimed in one transaction, or what 3505 messages handed over is
 * claimed. A claim that is refused is taken back with its dispense.
 */
export async function settleSale(call: SaleCall): Promise<Settled> {
  const claim = await claimOfSale(call);
  const ended = await endOfClaim(call, claim);
  if (isFailure(ended)) {
    await takeBackRefused(call, claim);
    throw new Ended(ended);
  }
  return { claim, settlement: await tell(call, ended) };
}

async function claimOfSale(call: SaleCall): Promise<Hex32> {
  const { packs, unnamed, services } = planCare(call.message.body.lines);
  // One of two ways: packs that are named here, or packs that were named before.
  const isMixed = packs.length > 0 && unnamed.length > 0;
  if (isMixed || services.length > 0) fail("trace-codes-missing", { field: "drug_trac_info" });
  const result =
    packs.length > 0
      ? await commandOnce(call, keyOf(call), (ports) => takeBoth(call, ports))
      : await commandOnce(call, `${keyOf(call)}:claim`, (ports) => takeClaimOfEarlier(call, ports));
  return firstId(result["claims"]) ?? fail("claim-unknown", {});
}

async function takeBoth(call: SaleCall, ports: ClaimPorts): Promise<Command> {
  const { principal, message } = call;
  const { body } = message;
  const plan = planCare(body.lines);
  const bodyHash = ports.vault.hashBody(principal.institution, "");
  await keepRefusal(ports, { principal, operation: "dispense-and-claim", bodyHash }, (named) =>
    ports.reader.view(async (view) => {
      for (const { nhsaCode, sku, packs } of body.lines) {
        const words = { nhsaCode, sku, traceCodes: packs?.traceCodes ?? [] };
        await judgeProducts(view, { ports: { take: ports }, principal }, { words, named });
      }
    }),
  );
  const documentNumber = documentNumberOf(call);
  const head = headOfSale(message);
  return takeDispenseAndClaim(ports, {
    principal,
    idempotencyKey: keyOf(call),
    request: {
      dispense: {
        documentNumber,
        till: "",
        dispensedAtSec: body.beganAtSec,
        person: body.insured.person,
        identification: identificationOf(body.insured).identification,
        prescription: body.lines.find(({ prescription }) => prescription !== null)?.prescription ?? null,
        lines: plan.packs.map(({ code, units, fen }) => ({ code, units, priceFen: fen.toString() })),
      },
      claim: {
        documentNumber,
        payerRegion: await ports.reader.view((view) => payerRegionOf(view, head)),
        terms: termsOf(head, documentNumber),
        requestedFen: null,
        uncodedLines: requestOfPieces(body.lines, plan.pieces),
      },
    },
  });
}

async function takeClaimOfEarlier(call: SaleCall, ports: ClaimPorts): Promise<Command> {
  const { principal, message } = call;
  const { body } = message;
  const plan = planCare(body.lines);
  const head = headOfSale(message);
  const found = await ports.reader.view((view) => findEarlier(call.ports, view, earlierOf(call)));
  if (found === null) return fail("trace-codes-missing", { field: "drug_trac_info" });
  const request: ClaimRequest = {
    documentNumber: documentNumberOf(call),
    till: "",
    channel: "direct",
    payerRegion: await ports.reader.view((view) => payerRegionOf(view, head)),
    provider: null,
    outsideProviderCode: null,
    claimedAtSec: Math.max(body.beganAtSec, ...found.map(({ row }) => row.dispensedAtSec)),
    person: body.insured.person,
    terms: termsOf(head, documentNumberOf(call)),
    dispenses: found.map(({ row }) => row.id),
    encounters: [],
    uncodedLines: requestOfPieces(body.lines, plan.pieces),
    primary: null,
    requestedFen: null,
  };
  return takeClaim(ports, { principal, request, idempotencyKey: `${keyOf(call)}:claim` });
}

function earlierOf({ principal, message: { body } }: SaleCall): EarlierAsked {
  return {
    institution: principal.institution,
    fees: body.lines,
    unnamed: planCare(body.lines).unnamed,
    receiptNumber: body.invoiceNumber,
    atSec: body.beganAtSec,
  };
}

async function tell(call: SaleCall, row: ClaimRow): Promise<Settled["settlement"]> {
  const { body, envelope } = call.message;
  const plan = planCare(body.lines);
  const { award, balanceFen, decidedAtSec } = await awardOfClaim(call.ports, row);
  const dispenses = row.content.evidence.map(({ id }) => id);
  const asked = { ...earlierOf(call), dispenses: plan.packs.length > 0 ? [] : dispenses };
  const earlier = await call.ports.claims.reader.view((view) => assignEarlier(call.ports, view, asked));
  if (earlier === null) return fail("could-not-look", { missing: "dispenses as they were claimed" });
  const byDispense = dispenses.flatMap((id) => earlier.filter((each) => each.row.id === id));
  const feeOf = [
    ...plan.packs.map(({ fee }) => fee),
    ...byDispense.flatMap(({ fee, lineCount }) => Array.from({ length: lineCount }, () => fee)),
    ...plan.pieces,
  ];
  const ids = settlementIdsOf(row.id, envelope.careArea);
  return tellSettlement(award, {
    kind: "2102",
    ...ids,
    msgid: envelope.msgid,
    insured: body.insured,
    careType: body.careType,
    payerRegion: row.content.payerRegion,
    settledAtSec: decidedAtSec,
    balanceFen,
    fees: body.lines,
    feeOf,
  });
}
