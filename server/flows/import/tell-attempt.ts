import type { RefusedAttempt } from "../../domain/command.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import type { ImportEntry } from "../../domain/import/entry.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { readTriedMessage, type TriedMessage } from "../../domain/nhsa/read-tried-message.ts";
import { resolveCodes } from "../take/resolve-codes.ts";
import { sealTried } from "../tried-words.ts";
import type { About } from "./decide.ts";
import type { ImportPorts } from "./import-ports.ts";

type Telling = { readonly ports: ImportPorts; readonly view: LedgerView; readonly about: About };

/**
 * Whose attempt a refused line was, and what it tried. A line that was refused for its form is read once more
 * for what it does say: a sale that was told wrongly is still one that somebody told. Null where nobody of
 * this ledger tried it.
 */
export async function tellAttempt(
  telling: Telling,
  entry: ImportEntry,
): Promise<Pick<RefusedAttempt, "institution" | "bodyHash" | "packs" | "words"> | null> {
  const { ports, about } = telling;
  const { vault } = ports.take;
  const tried = triedIn(entry);
  const institution = about.institution ?? (await institutionOf(telling, tried));
  if (institution === null) return null;
  const bodyHash = vault.hashBody(institution, `import ${entry.file} ${entry.line}`);
  const packs = about.packs.length > 0 ? about.packs : await packsOf(telling, tried);
  return {
    institution,
    bodyHash,
    packs: [...new Map(packs.map((pack) => [`${pack.batch}/${pack.index}`, pack])).values()],
    words: await sealTried(vault, { bodyHash, lines: tried?.lines ?? [] }),
  };
}

function triedIn(entry: ImportEntry): TriedMessage | null {
  const isMessage = entry.kind === "sale" || entry.kind === "return";
  return isMessage && "text" in entry ? readTriedMessage(entry.text) : null;
}

async function institutionOf({ view }: Telling, tried: TriedMessage | null): Promise<InstitutionId | null> {
  const code = tried?.institutionCode ?? null;
  return code === null ? null : ((await view.institutionByCode(code))?.id ?? null);
}

async function packsOf({ ports, view }: Telling, tried: TriedMessage | null): Promise<readonly PackRef[]> {
  const codes = (tried?.lines ?? []).flatMap(({ line }) => line.codes);
  const lines = codes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named } = await resolveCodes(lines, { view, vault: ports.take.vault });
  return named.map(({ packs: [pack] }) => pack);
}
