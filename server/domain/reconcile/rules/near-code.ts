import type { ReconcileRule } from "../finding.ts";

/**
 * A code that one digit, or two swapped neighbours, part from the one sold, or of which no pack exists and
 * from a pack that was on the shelf: a keyboard or a scanner, never an accusation. EU alerts by their cause:
 * most are CAPS LOCK, lost separators and manual entry.
 */
export const nearCode: ReconcileRule = {
  kind: "near_code",
  stage: "before",
  silentWhen: ["codes-agree", "packs-known", "received-before"],
  source: "EMVS alert causes: near matches are scanner faults",
  judge: ({ misread }) => {
    const [first] = misread;
    if (first === undefined) return [];
    const because = { written: first.written, meant: first.meant, codeCount: misread.length };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
