import type { Command } from "../domain/command.ts";
import type { PackRef } from "../domain/ids.ts";
import type { IntentCommit, IntentStore } from "../domain/intent-store.ts";
import { afterPrefix } from "./bytes.ts";
import type { Codec } from "./codecs/codec.ts";
import { damaged } from "./codecs/codec.ts";
import {
  apiKeyCodec,
  chainIdentityCodec,
  commandCodec,
  laneCodec,
  refusedCodec,
  sealedCodec,
  settingCodec,
} from "./codecs/intent-rows.ts";
import { type Database, eraseRow, type Writes } from "./database.ts";
import { putImports } from "./import-reads.ts";
import * as keys from "./intent-keys.ts";
import { KEYSPACES } from "./keyspaces.ts";
import { readPage } from "./read-page.ts";
import { isUnfinished, openSequences, type Sequences } from "./sequences.ts";

const NOTHING = Buffer.alloc(0);
const CHAIN_IDENTITY = "chain-identity";

/** What this server was told, in a database of its own: never derived, every write synced. */
export async function openIntentStore(database: Database): Promise<IntentStore> {
  const sequences = await openSequences(database);
  const read = <Row>(key: Buffer, codec: Codec<Row>): Row | null => {
    const bytes = database.getSync(key);
    return bytes === undefined ? null : codec.decode(bytes);
  };
  const readAll = <Row>(prefix: Buffer, rowOf: (key: Buffer, value: Buffer) => Row): Promise<Row[]> =>
    readList(database, prefix, rowOf);
  const put = async (key: Buffer, value: Buffer): Promise<void> =>
    database.batch().put(key, value).write({ sync: true });
  const commandAt = (sequence: number): Command =>
    read(keys.commandKey(sequence), commandCodec) ?? damaged("commands", `nothing at ${sequence}`);
  const pointedCommand = (pointer: Buffer | undefined): Command | null =>
    pointer === undefined ? null : commandAt(keys.sequenceAtEnd(pointer));
  const refusedAt = (key: Buffer) => {
    const sequence = keys.sequenceAtEnd(key);
    return read(keys.refusedKey(sequence), refusedCodec) ?? damaged("refused", `nothing at ${sequence}`);
  };

  return {
    commit: (change) => commit(database, sequences, change),
    command: async (id) => pointedCommand(database.getSync(keys.commandIdKey(id))),
    commandByKey: async (institution, key) =>
      pointedCommand(database.getSync(keys.idempotencyKey(institution, key))),
    commandsOf: (institution, request) =>
      readPage({
        database,
        prefix: keys.institutionListPrefix("commandsOf", institution),
        request,
        order: "newest-first",
        rowOf: (key) => commandAt(keys.sequenceAtEnd(key)),
      }),
    unfinishedCommands: () =>
      readAll(Buffer.from([KEYSPACES.unfinished.id]), (key) => commandAt(keys.sequenceAtEnd(key))),
    unfinishedCount: () => sequences.unfinishedCount(),
    nextNonce: async (key) => {
      const bytes = database.getSync(keys.laneKey(key));
      return bytes === undefined ? null : keys.sequenceAtEnd(bytes);
    },
    unconfirmed: (key) => readAll(keys.unconfirmedPrefix(key), (_, value) => laneCodec.decode(value)),
    lanes: () =>
      readAll(Buffer.from([KEYSPACES.lanes.id]), (key, value) => ({
        key: `0x${key.toString("hex", 1)}` as const,
        nextNonce: keys.sequenceAtEnd(value),
      })),
    refusedAttemptsOf: (pack: PackRef) => readAll(keys.refusedPackPrefix(pack), refusedAt),
    refusedAttempts: (institution, request) =>
      readPage({
        database,
        prefix: keys.institutionListPrefix("refusedOf", institution),
        request,
        order: "newest-first",
        rowOf: refusedAt,
      }),
    opening: async (documentKey) => read(keys.openingKey(documentKey), sealedCodec),
    personKey: async (person) => read(keys.personKeyKey(person), sealedCodec),
    putPersonKey: (person, sealed) => put(keys.personKeyKey(person), sealedCodec.encode(sealed)),
    erasePersonKey: (person) => eraseRow(database, keys.personKeyKey(person)),
    apiKey: async (keyHash) => read(keys.apiKeyKey(keyHash), apiKeyCodec),
    apiKeys: () => readAll(Buffer.from([KEYSPACES.apiKeys.id]), (_, value) => apiKeyCodec.decode(value)),
    putApiKey: (row) => put(keys.apiKeyKey(row.hash), apiKeyCodec.encode(row)),
    chainIdentity: async () => read(keys.settingKey(CHAIN_IDENTITY), chainIdentityCodec),
    pinChainIdentity: (identity) => put(keys.settingKey(CHAIN_IDENTITY), chainIdentityCodec.encode(identity)),
    setting: async (name) => read(keys.settingKey(name), settingCodec),
    putSetting: (name, value) => put(keys.settingKey(name), settingCodec.encode(value)),
  };
}

async function readList<Row>(
  database: Database,
  prefix: Buffer,
  rowOf: (key: Buffer, value: Buffer) => Row,
): Promise<Row[]> {
  const rows: Row[] = [];
  const range = { gte: prefix, lt: afterPrefix(prefix) };
  for await (const [key, value] of database.iterator(range)) rows.push(rowOf(key, value));
  return rows;
}

async function commit(database: Database, sequences: Sequences, change: IntentCommit): Promise<void> {
  const writes = database.batch();
  const claimed = (change.commands ?? []).map((command) => ({ command, sequence: sequences.claim(command) }));
  for (const { command, sequence } of claimed) putCommand(writes, command, sequence);
  for (const signed of change.signed ?? []) {
    writes.put(keys.unconfirmedKey(signed.key, signed.nonce), laneCodec.encode(signed));
  }
  for (const { key, nonce } of change.confirmed ?? []) writes.del(keys.unconfirmedKey(key, nonce));
  for (const { key, nextNonce } of change.nextNonces ?? []) {
    writes.put(keys.laneKey(key), keys.sequenceBytes(nextNonce));
  }
  for (const attempt of change.refused ?? []) {
    const sequence = sequences.nextRefused();
    writes.put(keys.refusedKey(sequence), refusedCodec.encode(attempt));
    writes.put(keys.refusedOfKey(attempt.institution, sequence), NOTHING);
    for (const pack of attempt.packs) writes.put(keys.refusedPackKey(pack, sequence), NOTHING);
  }
  for (const { documentKey, sealed } of change.openings ?? []) {
    writes.put(keys.openingKey(documentKey), sealedCodec.encode(sealed));
  }
  if (change.imports !== undefined) putImports(writes, change.imports);
  await writes.write({ sync: true });
  for (const { command, sequence } of claimed) sequences.landed(command, sequence);
}

function putCommand(writes: Writes, command: Command, sequence: number): void {
  const pointer = keys.sequenceBytes(sequence);
  writes.put(keys.commandKey(sequence), commandCodec.encode(command));
  writes.put(keys.commandIdKey(command.id), pointer);
  writes.put(keys.idempotencyKey(command.institution, command.idempotencyKey), pointer);
  writes.put(keys.commandsOfKey(command.institution, sequence), NOTHING);
  if (isUnfinished(command)) writes.put(keys.unfinishedKey(sequence), NOTHING);
  else writes.del(keys.unfinishedKey(sequence));
}
