import type { Hex32 } from "../domain/ids.ts";
import type { PersonName, Vault } from "../domain/ports.ts";
import type { TriedFor, TriedLine } from "../domain/tried-line.ts";

type Stored = readonly { readonly person: string | null; readonly words: string }[];

/**
 * The words of a refused attempt as the store keeps them: sealed like a document's, and who each line was for
 * under that person's own key, so that erasure reaches them. The attempt's body hash stands in the place of a
 * document's key. Null where there is nothing to keep.
 */
export async function sealTried(
  vault: Pick<Vault, "seal" | "commitPerson">,
  tried: { readonly bodyHash: Hex32; readonly lines: readonly TriedFor[] },
): Promise<string | null> {
  if (tried.lines.length === 0) return null;
  const stored: { person: string | null; words: string }[] = [];
  for (const { line, person } of tried.lines) {
    const opening = person === null ? null : await vault.commitPerson(person, tried.bodyHash);
    stored.push({ person: opening?.sealedOpening ?? null, words: vault.seal(JSON.stringify(line)) });
  }
  return JSON.stringify(stored satisfies Stored);
}

export type OpenedLine = { readonly line: TriedLine; readonly person: PersonName | "closed" | null };

/** What sealTried sealed. */
export async function openTried(
  vault: Pick<Vault, "open" | "openPerson">,
  tried: { readonly bodyHash: Hex32; readonly words: string },
): Promise<readonly OpenedLine[]> {
  const opened: OpenedLine[] = [];
  // Only sealTried writes words of attempts.
  for (const { person, words } of JSON.parse(tried.words) as Stored) {
    const opening = person === null ? null : await vault.openPerson(person, tried.bodyHash);
    const who = person === null ? null : (opening?.person ?? "closed");
    // And each line of them is a TriedLine.
    const line = JSON.parse(vault.open(words)) as TriedLine;
    opened.push({ line, person: who });
  }
  return opened;
}
