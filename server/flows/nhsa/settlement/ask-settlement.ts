import { REJECTION_REASONS } from "../../../domain/adjudication/rejection-reasons.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { PackedFeeLine } from "../../../domain/nhsa/settlement/message.ts";
import type { Settlement } from "../../../domain/nhsa/settlement/settlement.ts";
import type { Principal } from "../../../domain/principal.ts";
import { adjudicateClaim } from "../../claims/adjudicate-claim.ts";
import { ruleSetsAt } from "../../claims/rule-sets-at.ts";
import { foreseeLines } from "./foreseen-lines.ts";
import { linesOf, pairLines } from "./hold-fees.ts";
import { openVisit } from "./kept-fees.ts";
import { balanceAfter, tellSettlement } from "./settlement-of-claim.ts";
import type { MessageOf, SettlementPorts } from "./settlement-ports.ts";
import { headOfSale, headOfVisit, payerRegionOf, type SettledHead, termsOf } from "./terms-of-message.ts";
import { latestSecOf } from "./visit-line.ts";

/** 2101 and 2206: what the rules would give. Nothing is changed, and nothing is left behind. */
export async function askSettlement(
  ports: SettlementPorts,
  principal: Principal,
  message: MessageOf<"2101" | "2206">,
): Promise<Settlement> {
  const { kind, envelope } = message;
  if (kind === "2101") {
    const fees = message.body.lines;
    const asked = { fees, atSec: message.body.beganAtSec, visitId: "" };
    return weigh(ports, principal, { ...asked, kind, head: headOfSale(message), envelope });
  }
  const { body } = message;
  const visit = await openVisit(ports, { institution: principal.institution, visitId: body.visitId });
  const lines = linesOf(visit, body, [null]);
  const fees = pairLines(ports, { principal, body, visit, lines });
  const asked = { fees, atSec: latestSecOf(fees), visitId: body.visitId };
  return weigh(ports, principal, { ...asked, kind, head: headOfVisit(message, fees), envelope });
}

type Asked = {
  readonly kind: "2101" | "2206";
  readonly head: SettledHead;
  readonly fees: readonly PackedFeeLine[];
  readonly atSec: number;
  readonly visitId: string;
  readonly envelope: MessageOf<"2101">["envelope"];
};

function weigh(ports: SettlementPorts, principal: Principal, asked: Asked): Promise<Settlement> {
  const { kind, head, fees, atSec, visitId, envelope } = asked;
  const { claims } = ports;
  const { institution } = principal;
  return claims.reader.view(async (view) => {
    const provider = (await view.institution(institution)) ?? fail("institution-unknown", { institution });
    const payerRegion = await payerRegionOf(view, head);
    const terms = termsOf(head, envelope.msgid);
    const rules = await ruleSetsAt(view, { careRegion: provider.region, payerRegion, atSec });
    const { lines, feeOf } = await foreseeLines(ports, view, { institution, fees, terms });
    const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);
    const { outcome, inputs } = await adjudicateClaim(claims, view, {
      content: {
        provider: institution,
        payerRegion,
        channel: "direct",
        claimedAtSec: atSec,
        ...rules,
        totalFen,
        requestedFen: totalFen,
        evidence: [],
        uncodedLines: [],
      },
      providerCode: provider.code,
      terms,
      uncodedItems: [],
      person: (await claims.vault.knownPersonNumber(head.insured.person)) ?? NOBODY,
      claim: null,
      lines,
    });
    if (outcome.result === "refused") {
      const { chinese: words } = REJECTION_REASONS[outcome.code];
      return fail("claim-refused-by-rules", { reason: outcome.code, words });
    }
    return tellSettlement(outcome, {
      kind,
      settlementId: null,
      visitId,
      msgid: envelope.msgid,
      insured: head.insured,
      careType: head.careType,
      payerRegion,
      settledAtSec: Math.floor(claims.clock.nowMs() / 1000),
      balanceFen: balanceAfter(inputs.accountBalanceFen, outcome),
      fees,
      feeOf,
    });
  });
}

/** Nobody is known by a number of zeros: such a person has no insurance and no year. */
const NOBODY: Hex32 = `0x${"0".repeat(64)}`;
