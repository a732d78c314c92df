import type { IntentStore } from "../domain/intent-store.ts";
import type { Clock } from "../domain/ports.ts";
import { apiKeyHash } from "./authenticate.ts";
import type { ApiKeyDoor } from "./doors.ts";

/** Makes, lists and revokes API keys; only their hashes are kept. */
export function createApiKeyDoor(parts: {
  readonly store: Pick<IntentStore, "putApiKey" | "apiKeys">;
  readonly makeApiKey: () => string;
  readonly clock: Clock;
}): ApiKeyDoor {
  const { store, makeApiKey, clock } = parts;
  return {
    async issue({ name, institution, role, region, duty }) {
      const token = makeApiKey();
      const hash = apiKeyHash(token);
      const row = {
        hash,
        name,
        institution,
        roles: duty === null ? [role] : [role, duty],
        region,
        createdAtMs: clock.nowMs(),
        revokedAtMs: null,
      };
      await store.putApiKey(row);
      return { token, row };
    },
    all: () => store.apiKeys(),
    revoke: (row) => store.putApiKey({ ...row, revokedAtMs: row.revokedAtMs ?? clock.nowMs() }),
  };
}
