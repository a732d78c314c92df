import { readFile } from "node:fs/promises";
import type { Config } from "./config.ts";
import type { Clock, LedgerReader, Log } from "./domain/ports.ts";
import type { Answers } from "./flows/answer/create-answers.ts";
import { openCases } from "./flows/cases/open-cases.ts";
import type { ClaimPorts } from "./flows/claims/claim-ports.ts";
import type { Imports } from "./flows/import/open-imports.ts";
import { createNhsaPorts } from "./flows/nhsa/nhsa-ports.ts";
import type { Settlements } from "./flows/nhsa/settlement/answer-settlement.ts";
import type { Reconciliations } from "./flows/reconcile/open-reconciliations.ts";
import type { TakePorts } from "./flows/take/take-ports.ts";
import { createApiKeyDoor } from "./http/api-key-door.ts";
import { createApp } from "./http/app.ts";
import { HTTP_LIMITS_DEFAULT, type HttpLimits } from "./http/limits.ts";
import { createMetrics } from "./http/metrics.ts";
import { type Serving, serve } from "./http/serve.ts";
import type { StatusAnswer } from "./http/status.ts";
import { createTokenVerifier, type TokenVerifier } from "./http/tokens.ts";
import { parseTrustedKeys } from "./http/trusted-keys.ts";
import { makeApiKey } from "./vault/api-key.ts";
import type { Evidence } from "./wire-bundle.ts";
import { type Data, keepKey } from "./wire-data.ts";

export type HttpParts = {
  readonly data: Data;
  readonly take: TakePorts;
  readonly claims: ClaimPorts;
  readonly settlements: Settlements;
  readonly imports: Imports;
  readonly reconciliations: Reconciliations;
  readonly answers: Answers;
  readonly reader: LedgerReader;
  readonly evidence: Evidence;
  readonly status: () => Promise<StatusAnswer>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Opens the API and the page. */
export async function openHttp(config: Config, parts: HttpParts): Promise<Serving> {
  const { data, take, claims, imports, answers, reader, status, clock, log } = parts;
  const limits: HttpLimits = {
    ...HTTP_LIMITS_DEFAULT,
    institutionPerSecMax: config.institutionPerSecMax,
    institutionBurstMax: config.institutionBurstMax,
    uploadBytesMax: config.uploadBytesMax,
    feedBytesMax: config.feedBytesMax,
  };
  let url = config.publicUrl;
  const app = createApp({
    doors: {
      take,
      nhsa: createNhsaPorts(take),
      settlements: parts.settlements,
      claims,
      imports,
      reconciliations: parts.reconciliations,
      cases: openCases({
        records: data.cases,
        reconciliations: parts.reconciliations,
        reader,
        vault: data.vault,
        clock,
        zone: { offsetMin: config.zoneOffsetMin },
      }),
      answer: answers,
      submitter: take.submitter,
      reader,
      vault: data.vault,
      status,
      metrics: createMetrics(),
      clock,
      limits,
      apiKeys: createApiKeyDoor({ store: data.intents, makeApiKey, clock }),
      checkpoints: parts.evidence.checkpoints,
      bundlePorts: parts.evidence.bundlePorts,
      keepKey: async (code, role) => {
        const key = await keepKey(data.keyring, code, role);
        const row = await reader.view((view) => view.institutionByCode(code));
        if (row !== null) await data.keyring.bind(code, row.id);
        return key;
      },
    },
    gate: {
      apiKeys: data.intents,
      tokens: await openTokens(config, clock, limits),
      metricsOnLoopback: config.metricsOnLoopback === "yes",
    },
    log,
    publicUrl: () => url,
  });
  const serving = await serve(app, { host: config.host, port: config.port, limits });
  if (url === "") url = serving.url;
  return serving;
}

async function openTokens(config: Config, clock: Clock, limits: HttpLimits): Promise<TokenVerifier | null> {
  if (config.jwtKeysFile === "") return null;
  const keys = parseTrustedKeys(await readFile(config.jwtKeysFile, "utf8"));
  const { tokenAgeSecMax, tokenSkewSec } = limits;
  return createTokenVerifier({ keys, audience: config.jwtAudience, tokenAgeSecMax, tokenSkewSec }, clock);
}
