import type { Accumulators } from "../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../server/domain/adjudication/adjudicate.ts";
import { readPlain } from "../server/domain/adjudication/plain-json.ts";
import { canonicalJson } from "../server/domain/canonical-json.ts";
import { isFailure } from "../server/domain/failure.ts";
import type { PinnedInputs } from "../server/flows/claims/decision-basis.ts";
import { ruleSetReader } from "../server/http/read-rule-set.ts";
import type { Replay, ReplayedAward } from "./verify/check-replay.ts";

/** The project's own rule engine over what a bundle says was decided upon; what it cannot read it says so. */
export const replay: Replay = (given) => {
  try {
    return replayed(given);
  } catch (error) {
    if (isFailure(error)) return { kind: "unreadable", why: error.code };
    return { kind: "unreadable", why: error instanceof Error ? error.message.slice(0, 120) : "" };
  }
};

function replayed({ catalogue, policy, inputs, accumulators }: Parameters<Replay>[0]): ReplayedAward {
  const { stated, ...rest } = readPlain<PinnedInputs>(inputs);
  if (stated !== null) return { kind: "stated" };
  const outcome = adjudicate({
    ...rest,
    accumulators: readPlain<Accumulators>(accumulators),
    catalogue: ruleSetReader.catalogue(canonicalJson(catalogue)),
    policy: ruleSetReader.policy(canonicalJson(policy)),
  });
  if (outcome.result === "refused") return { kind: "refused", reason: outcome.code };
  const { accountFen, familyAccountFen, cashFen, hospitalFen } = outcome;
  const fundParts = outcome.fundParts.map(({ fundPayType, fen }) => ({
    fundPayType: Number(fundPayType),
    fen,
  }));
  return { kind: "awarded", fundParts, accountFen, familyAccountFen, cashFen, hospitalFen };
}
