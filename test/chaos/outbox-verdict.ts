import { openLogSource } from "../../server/chain/log-source.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import { openDatabase } from "../../server/store/database.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import type { TestLedger } from "../chain/support/test-ledger.ts";
import { keyOfDocument } from "./outbox-child.ts";

/** Holds what was acknowledged against the ledger and against the store: lost, doubled, unended, gaps. */
export async function violationsOf(found: {
  readonly ledger: TestLedger;
  readonly bureau: { readonly institution: number; readonly adminKey: `0x${string}` };
  readonly firstNonce: number;
  readonly acknowledged: ReadonlySet<string>;
}): Promise<string[]> {
  const { ledger, bureau, firstNonce, acknowledged } = found;
  const violations: string[] = [];
  const added = new Map<string, number>();
  for (const event of await eventsOf(ledger)) {
    if (event.name === "OperatorAdded") added.set(event.operator, (added.get(event.operator) ?? 0) + 1);
  }
  for (const document of acknowledged) {
    const count = added.get(keyOfDocument(document)) ?? 0;
    if (count === 0) violations.push(`lost: ${document}`);
  }
  for (const [key, count] of added) if (count > 1) violations.push(`doubled: ${key} ${count} times`);

  const database = await openDatabase(`${ledger.directory}/intents`, {
    cacheBytes: 1_048_576,
    writeBufferBytes: 1_048_576,
  });
  const store = await openIntentStore(database);
  const { rows } = await store.commandsOf(bureau.institution, { limit: 100_000, after: null });
  const unended = rows.filter(({ state }) => state !== "mined");
  if (unended.length > 0) violations.push(`not mined: ${unended.length}`);
  const left = await store.unconfirmed(bureau.adminKey);
  if (left.length > 0) violations.push(`unconfirmed: ${left.length}`);
  const minedNonce = await ledger.ledger.minedNonce(bureau.adminKey);
  const nextNonce = await store.nextNonce(bureau.adminKey);
  if (minedNonce !== nextNonce) violations.push(`nonce gap: ${nextNonce} given, ${minedNonce} mined`);
  const used = minedNonce - firstNonce;
  if (used !== rows.length) violations.push(`nonces: ${used} used for ${rows.length} commands`);
  await database.close();
  return violations;
}

async function eventsOf({ url, identity }: TestLedger): Promise<LedgerEvent[]> {
  const contracts = Object.entries(identity.contracts).flatMap(([name, address]) =>
    name === "accessManager" ? [] : [address],
  );
  const limits = {
    fetchesAhead: 2,
    blocksPerFetchMax: 50,
    bytesPerFetch: 1_048_576,
    timeoutMs: 30_000,
    responseBytesMax: 64 * 1_048_576,
  };
  const source = openLogSource({ url, contracts, limits });
  const events: LedgerEvent[] = [];
  for await (const blocks of source.blocks(0, await source.headBlock())) {
    for (const block of blocks) events.push(...block.events);
  }
  source.close();
  return events;
}
