import { ACTS_OF_KIND } from "../../domain/acts.ts";
import { fail } from "../../domain/failure.ts";
import { addOperator } from "./add-operator.ts";
import type { CredentialHolder, ImportPorts } from "./import-ports.ts";
import { type Asking, ask, endOf, indexed } from "./set-up.ts";

const AUDITOR = "A00000000001";
const CONSORTIUM = { name: "import", institution: 0, role: "consortium", region: 0 } as const;
const ROWS_PER_PAGE = 200;

/**
 * Keys for those who may read what was imported: every bureau, and an auditor of the whole country. Null
 * where keys were written before: a key is shown once.
 */
export async function admitReaders(ports: ImportPorts, importId: string): Promise<string | null> {
  const asking: Asking = { ports, importId };
  if ((await ports.take.reader.view((view) => view.institutionByCode(AUDITOR))) === null) {
    const adminKey = await ports.keepKey(AUDITOR, "admin");
    const command = await ask(asking, CONSORTIUM, "auditor", {
      kind: "admit-auditor",
      institutionKind: "auditor",
      region: 0,
      district: 110_000,
      code: AUDITOR,
      name: "国家医疗保障基金审计",
      adminKey,
    });
    await endOf(asking, command);
    await indexed(asking);
  }
  await letAuditorSpeak(asking);
  return ports.writeCredentials(await readersOf(ports));
}

/** So that what the auditor finds can be anchored on the ledger in its name. */
async function letAuditorSpeak(asking: Asking): Promise<void> {
  const { reader } = asking.ports.take;
  const row = await reader.view((view) => view.institutionByCode(AUDITOR));
  if (row === null) return fail("institution-unknown", { code: AUDITOR });
  for (const command of await addOperator(asking, row, ACTS_OF_KIND.auditor)) await endOf(asking, command);
  await indexed(asking);
}

async function readersOf(ports: ImportPorts): Promise<readonly CredentialHolder[]> {
  const holders: CredentialHolder[] = [];
  let after: string | null = null;
  do {
    const page = await ports.take.reader.view((view) => view.institutions({ limit: ROWS_PER_PAGE, after }));
    for (const { id, code, name, kind, region } of page.rows) {
      if (kind === "bureau" || kind === "auditor")
        holders.push({ code, name, institution: id, role: kind, region });
    }
    after = page.next;
  } while (after !== null);
  return holders;
}
