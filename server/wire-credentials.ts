import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Principal } from "./domain/principal.ts";
import { apiKeyHash, SERVER_OPERATOR_ROLE } from "./http/authenticate.ts";
import { makeApiKey } from "./vault/api-key.ts";
import type { Data } from "./wire-data.ts";

export type Holder = {
  readonly code: string | null;
  readonly principal: Principal;
  readonly extra: readonly string[];
};

/** Makes an API key for each holder; only hashes are kept here, and the file is its owner's alone. */
export async function writeCredentials(
  data: Data,
  fileName: string,
  holders: readonly Holder[],
): Promise<void> {
  const principals: object[] = [];
  for (const { code, principal, extra } of holders) {
    const token = makeApiKey();
    const { name, institution, role, region } = principal;
    const isOperator = extra.includes(SERVER_OPERATOR_ROLE);
    await data.intents.putApiKey({
      hash: apiKeyHash(token),
      name,
      institution,
      roles: isOperator ? extra : [role, ...extra],
      region,
      createdAtMs: Date.now(),
      revokedAtMs: null,
    });
    principals.push({
      name,
      institution,
      role: isOperator ? SERVER_OPERATOR_ROLE : role,
      region,
      code,
      token,
    });
  }
  const file = join(data.directory, fileName);
  const draft = await open(`${file}.draft`, "w", 0o600);
  await draft.writeFile(`${JSON.stringify({ principals }, null, 2)}\n`);
  await draft.sync();
  await draft.close();
  await rename(`${file}.draft`, file);
}
