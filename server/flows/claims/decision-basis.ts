import type { Accumulators } from "../../domain/adjudication/accumulators.ts";
import type { AdjudicationInput } from "../../domain/adjudication/adjudication-input.ts";
import { plainOf, readPlain } from "../../domain/adjudication/plain-json.ts";
import { basisText } from "../../domain/bundle.ts";
import type { Json } from "../../domain/canonical-json.ts";
import type { StatedAward } from "../../domain/claims/claim-requests.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { openWords } from "../document-codec.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { BasisDocument } from "./claim-words.ts";
import type { RuleSetShelf } from "./rule-set-shelf.ts";

/** Everything that decided a claim but the rule sets, which stand apart, and the year's accumulators. */
export type PinnedInputs = Omit<AdjudicationInput, "catalogue" | "policy" | "accumulators"> & {
  /** What a person awarded where no rule does; null where the rules did. */
  readonly stated: StatedAward | null;
};

/** What a decision is pinned to: this text, behind a salt, is the basis on the ledger. */
export function textOfBasis(of: {
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly inputs: PinnedInputs;
  readonly accumulators: Accumulators;
}): string {
  const { catalogue, policy, inputs, accumulators } = of;
  return basisText({ catalogue, policy, inputs: plainOf(inputs), accumulators: plainOf(accumulators) });
}

export type OpenedBasis = {
  readonly inputs: PinnedInputs;
  readonly accumulators: Accumulators;
  readonly note: string | null;
  readonly plain: { readonly inputs: Json; readonly accumulators: Json; readonly salt: Hex32 };
};

/** What was pinned, as the server that decided kept it. */
export async function openBasis(
  ports: Pick<ClaimPorts, "openings" | "vault">,
  basis: Hex32,
): Promise<OpenedBasis> {
  const sealed = await ports.openings.opening(basis);
  if (sealed === null) return fail("could-not-look", { missing: "basis of the decision", basis });
  const { text, salt, note } = openWords<BasisDocument>(ports.vault, sealed);
  // textOfBasis wrote it.
  const { inputs, accumulators } = JSON.parse(text) as { inputs: PlainInputs; accumulators: Json };
  return {
    // What a person stated came in decimal strings, and stays so.
    inputs: { ...readPlain<PinnedInputs>(inputs), stated: inputs.stated },
    accumulators: readPlain<Accumulators>(accumulators),
    note,
    plain: { inputs, accumulators, salt },
  };
}

type PlainInputs = { readonly [name: string]: Json } & { readonly stated: StatedAward | null };

/** The whole input again, with the rule sets that the claim names. */
export async function inputOf(
  shelf: RuleSetShelf,
  rules: { readonly catalogue: Hex32; readonly policy: Hex32 },
  { inputs, accumulators }: Pick<OpenedBasis, "inputs" | "accumulators">,
): Promise<AdjudicationInput> {
  const { stated: _, ...rest } = inputs;
  return {
    ...rest,
    accumulators,
    catalogue: await shelf.catalogue(rules.catalogue),
    policy: await shelf.policy(rules.policy),
  };
}
