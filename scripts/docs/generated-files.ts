import { readArtifacts } from "../sources/artifacts.ts";
import { readSnapshot, renderSnapshot, SNAPSHOT_FILE, takeSnapshot } from "./abi-snapshot.ts";
import { renderAbis } from "./abis.ts";
import { renderConfig } from "./config-page.ts";
import { renderDecoders } from "./decoders.ts";
import { renderErrors } from "./errors-page.ts";
import { renderEvents } from "./events-page.ts";
import { renderKeyspaces } from "./keyspaces-page.ts";
import { renderLifecycles } from "./lifecycles-page.ts";
import { renderOpenapi } from "./openapi.ts";
import { renderReasons } from "./reasons-page.ts";
import { renderCatalogueSchema, renderPolicySchema } from "./rule-set-schemas.ts";
import { renderStorage } from "./storage-page.ts";

/** A committed file that a program can write anew at any time; a test compares. */
export type GeneratedFile = { readonly path: string; readonly render: () => string | Promise<string> };

export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: "server/chain/generated/abis.ts", render: renderAbis },
  { path: "server/chain/generated/decoders.ts", render: renderDecoders },
  { path: "openapi.yaml", render: renderOpenapi },
  { path: "docs/keyspaces.md", render: renderKeyspaces },
  { path: "docs/lifecycles.md", render: renderLifecycles },
  { path: "docs/events.md", render: () => renderEvents(readArtifacts()) },
  { path: "docs/errors.md", render: () => renderErrors(readArtifacts()) },
  { path: "docs/storage-layout.md", render: () => renderStorage(readArtifacts()) },
  { path: "docs/config.md", render: renderConfig },
  { path: "docs/rejection-reasons.md", render: renderReasons },
  { path: "docs/rule-sets/catalogue.schema.json", render: renderCatalogueSchema },
  { path: "docs/rule-sets/policy.schema.json", render: renderPolicySchema },
  { path: SNAPSHOT_FILE, render: () => renderSnapshot(readSnapshot(), takeSnapshot(readArtifacts())) },
];
