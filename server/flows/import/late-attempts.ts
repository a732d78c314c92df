import type { RefusedAttempt } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { ImportRefusal } from "../../domain/import/entry.ts";
import type { ImportPlan } from "../../domain/import/import-store.ts";
import type { TriedFor } from "../../domain/tried-line.ts";
import { type DispenseWords, openStored } from "../document-codec.ts";
import { sealTried } from "../tried-words.ts";
import type { ImportPorts } from "./import-ports.ts";
import { IMPORT_PRINCIPAL } from "./plan-window.ts";

type Dispense = Extract<CommandBody, { readonly kind: "import-dispenses" }>["dispenses"][number];

/**
 * Sales that the plan let pass and the ledger refused, above all those that were told after something later:
 * they were tried like any other, and whoever reconciles must find that somebody told them. Their words are
 * those that would have been sealed beside them.
 */
export async function lateAttempts(
  ports: ImportPorts,
  plan: ImportPlan,
  late: readonly ImportRefusal[],
): Promise<readonly RefusedAttempt[]> {
  const attempts: RefusedAttempt[] = [];
  for (const refusal of late) {
    const planned = saleOf(plan, refusal.entry);
    if (planned !== null) attempts.push(await attemptOf(ports, planned, refusal));
  }
  return attempts;
}

type Planned = { readonly dispense: Dispense; readonly sealed: string };

/** Null of what was no sale. */
function saleOf(plan: ImportPlan, entry: number): Planned | null {
  for (const { entries, body, openings } of plan.commands) {
    const at = entries.indexOf(entry);
    if (at === -1 || body.kind !== "import-dispenses") continue;
    const dispense = body.dispenses[at];
    const opening = openings.find(({ documentKey }) => documentKey === dispense?.documentKey);
    if (dispense !== undefined && opening !== undefined) return { dispense, sealed: opening.sealed };
  }
  return null;
}

async function attemptOf(
  ports: ImportPorts,
  { dispense, sealed }: Planned,
  { file, line, kind, code, facts }: ImportRefusal,
): Promise<RefusedAttempt> {
  const { vault, clock } = ports.take;
  const { institution, lines } = dispense;
  const bodyHash = vault.hashBody(institution, `import ${file} ${line}`);
  const tried = await triedOf(ports, { dispense, sealed });
  return {
    id: ports.newId(),
    institution,
    principal: IMPORT_PRINCIPAL,
    operation: `import-${kind}`,
    atMs: clock.nowMs(),
    bodyHash,
    code,
    facts,
    packs: lines.map(({ batch, index }) => ({ batch, index })),
    words: await sealTried(vault, { bodyHash, lines: [tried] }),
  };
}

async function triedOf({ take }: ImportPorts, { dispense, sealed }: Planned): Promise<TriedFor> {
  const { vault } = take;
  const { person, words } = openStored<DispenseWords>(vault, sealed);
  const opened = person === null ? null : await vault.openPerson(person, dispense.documentKey);
  const { nhsa, number, codes } = words;
  const line = {
    act: "sale",
    receiptNumber: nhsa?.receiptNumber ?? number,
    settlementId: nhsa?.settlementId ?? null,
    dispense: null,
    atSec: dispense.dispensedAtSec,
    nhsaCode: nhsa?.nhsaCode ?? null,
    codes,
    of: dispense.lines.some(({ units }) => units > 0) ? "units" : "packs",
    countE4: nhsa?.countE4 ?? null,
    lineFen: nhsa?.lineFen ?? null,
    ...(nhsa?.sentAtSec === undefined ? {} : { sentAtSec: nhsa.sentAtSec }),
  } as const;
  return { line, person: opened?.person ?? null };
}
