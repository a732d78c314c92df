import type { InstitutionId } from "../domain/ids.ts";
import type { Keyring, LedgerReader } from "../domain/ports.ts";

export type BoundKeys = Pick<Keyring, "bind"> & {
  entries(): readonly { readonly institutionCode: string; readonly institution: InstitutionId | null }[];
};

/**
 * Tells the keyring the ledger numbers of institutions that were registered while this server was not
 * looking.
 */
export async function bindKeys(keyring: BoundKeys, reader: LedgerReader): Promise<void> {
  const codes = new Set(
    keyring
      .entries()
      .flatMap(({ institutionCode, institution }) => (institution === null ? [institutionCode] : [])),
  );
  if (codes.size === 0 || reader.head() === null) return;
  for (const code of codes) {
    const row = await reader.view((view) => view.institutionByCode(code));
    if (row !== null) await keyring.bind(code, row.id);
  }
}
