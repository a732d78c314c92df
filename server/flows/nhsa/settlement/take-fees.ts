import { cutLine } from "../../../domain/adjudication/cut-line.ts";
import type { InsuranceType } from "../../../domain/adjudication/rule-words.ts";
import type { ClaimTerms } from "../../../domain/claims/claim-requests.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { mergeLines } from "../../../domain/nhsa/settlement/merge-lines.ts";
import type { CutLine } from "../../../domain/nhsa/settlement/settlement.ts";
import { cutLinesOf } from "../../../domain/nhsa/settlement/settlement-of-award.ts";
import type { KeptVisit } from "../../../domain/nhsa/settlement/settlement-records.ts";
import { addFees, cancelFees } from "../../../domain/nhsa/settlement/visit-fees.ts";
import { adjudicateClaim } from "../../claims/adjudicate-claim.ts";
import { createRuleSetShelf } from "../../claims/rule-set-shelf.ts";
import { ruleSetsAt } from "../../claims/rule-sets-at.ts";
import { faultsFailure } from "../compose-answer.ts";
import { foreseeLines } from "./foreseen-lines.ts";
import { disagreeing } from "./hold-fees.ts";
import { openVisit, sealVisit } from "./kept-fees.ts";
import { personHash } from "./person-hash.ts";
import type { MessageOf, SettlementCall } from "./settlement-ports.ts";
import { payerRegionOf } from "./terms-of-message.ts";

/** 2204: the visit with its lines added, and how each would be cut. In the visit's turn. */
export async function addedFees(
  call: SettlementCall<MessageOf<"2204">>,
): Promise<{ readonly visit: KeptVisit; readonly lines: readonly CutLine[] }> {
  const { ports, principal, message } = call;
  const { body } = message;
  const name = { institution: principal.institution, visitId: body.visitId };
  const person = personHash(ports, principal.institution, body.person);
  const before = await openVisit(ports, name);
  if (before !== null && before.person !== person) throw disagreeing("input.feedetail[0].psn_no");
  const { fees, faults } = addFees(before?.fees ?? [], body);
  if (faults.length > 0) throw faultsFailure(faults);
  return { visit: sealVisit(ports, name, { person, fees }), lines: await cutFees(call) };
}

/** 2205: the visit without the lines of the charge number. In the visit's turn. */
export async function cancelledFees(call: SettlementCall<MessageOf<"2205">>): Promise<KeptVisit | null> {
  const { ports, principal, message } = call;
  const { body } = message;
  const name = { institution: principal.institution, visitId: body.visitId };
  const before = await openVisit(ports, name);
  if (before === null) return null;
  if (before.person !== personHash(ports, principal.institution, body.person)) {
    throw disagreeing("input.data.psn_no");
  }
  const cancelled = cancelFees(before.fees, body);
  if (cancelled.is === "settled") {
    const [settlement] = cancelled.settlementIds;
    return fail("claim-not-in-state", { settlement: settlement ?? "", actual: "settled", wanted: "open" });
  }
  return sealVisit(ports, name, { ...before, fees: cancelled.fees });
}

/**
 * A 2204 says neither 险种 nor 医疗类别: its lines are cut as an outpatient's, by the insurance that the bureau
 * keeps of the person, else by that of employees. What is paid of them a 2206 tells.
 */
async function cutFees(call: SettlementCall<MessageOf<"2204">>): Promise<readonly CutLine[]> {
  const { ports, principal, message } = call;
  const { claims } = ports;
  const { institution } = principal;
  const fees = message.body.lines.map((line) => ({ ...line, packs: null }));
  const atSec = Math.max(...fees.map(({ occurredAtSec }) => occurredAtSec));
  return claims.reader.view(async (view) => {
    const provider = (await view.institution(institution)) ?? fail("institution-unknown", { institution });
    const payerRegion = await payerRegionOf(view, message.envelope);
    const rules = await ruleSetsAt(view, { careRegion: provider.region, payerRegion, atSec });
    const person = (await claims.vault.knownPersonNumber(message.body.person)) ?? NOBODY;
    const insured = await claims.claimRecords.insured(payerRegion, person);
    const insuranceType: InsuranceType = insured?.insurances[0]?.insuranceType ?? "310";
    const [first] = message.body.lines;
    const terms: ClaimTerms = {
      invoiceNumber: message.envelope.msgid,
      insuranceType,
      careType: "11",
      useAccount: "none",
      diagnosisCode: first.disease?.code ?? null,
      doctorCode: first.doctor,
    };
    const { lines, feeOf } = await foreseeLines(ports, view, { institution, fees, terms });
    const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);
    const content = {
      provider: institution,
      payerRegion,
      channel: "direct",
      claimedAtSec: atSec,
      ...rules,
      totalFen,
      requestedFen: totalFen,
      evidence: [],
      uncodedLines: [],
    } as const;
    const { code: providerCode } = provider;
    const subject = { content, providerCode, terms, uncodedItems: [], person, claim: null, lines };
    const { inputs, accumulators } = await adjudicateClaim(claims, view, subject);
    const shelf = createRuleSetShelf(claims);
    const policy = await shelf.policy(rules.policy);
    const insurance = policy.insurances.get(insuranceType);
    if (insurance === undefined) return fail("claim-refused-by-rules", { reason: "insurance-not-in-policy" });
    const { stated: _, ...rest } = inputs;
    const input = { ...rest, accumulators, policy, catalogue: await shelf.catalogue(rules.catalogue) };
    const cut = lines.map((line) => {
      const each = cutLine(line, input, insurance);
      return "code" in each ? fail("claim-refused-by-rules", { reason: each.code }) : each;
    });
    const numbered = message.body.lines.map((fee, at) => ({ lineNumber: at + 1, fee }));
    return cutLinesOf(mergeLines(cut, feeOf, fees.length), numbered);
  });
}

const NOBODY: Hex32 = `0x${"0".repeat(64)}`;
