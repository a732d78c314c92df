import type { CommandKind } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { TriedFor } from "../../domain/tried-line.ts";
import { type ResolvedCodes, resolveCodes } from "../take/resolve-codes.ts";
import { keepRefusal } from "../take/submit-once.ts";
import { sealTried } from "../tried-words.ts";
import type { LineCall } from "./nhsa-ports.ts";

/**
 * Judges a line by the packs that its codes name, as the index shows them. What is refused on the way is kept
 * as a refused attempt of the operation, with those packs.
 */
export function judgePacks<Judged>(
  { ports, principal, fingerprint: bodyHash }: LineCall,
  asked: {
    readonly operation: CommandKind;
    readonly traceCodes: readonly string[];
    /** What is kept of a return that is refused. */
    readonly tried?: readonly TriedFor[];
  },
  judge: (view: LedgerView, resolved: ResolvedCodes) => Promise<Judged>,
): Promise<Judged> {
  const { operation, traceCodes, tried: lines = [] } = asked;
  const tried = () => sealTried(ports.take.vault, { bodyHash, lines });
  return keepRefusal(ports.take, { principal, operation, bodyHash, tried }, (named) =>
    ports.take.reader.view(async (view) => {
      if (traceCodes.length === 0) fail("trace-codes-missing", { field: "drugtracinfo" });
      const codes = traceCodes.map((text, at) => ({ text, line: at + 1, group: 0 }));
      const resolved = await resolveCodes(codes, { view, vault: ports.take.vault });
      named.push(...resolved.named.map(({ packs }) => packs[0]));
      return judge(view, resolved);
    }),
  );
}
