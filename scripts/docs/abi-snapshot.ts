import { type Artifact, signatureOf } from "../sources/artifacts.ts";
import { isThere, readSource } from "../sources/repository.ts";

/** For each contract the events and errors it may put into a log or an answer, as full signatures. */
export type AbiSnapshot = Readonly<Record<string, readonly string[]>>;

export const SNAPSHOT_FILE = "test/tidy/snapshots/abi.json";

/** Every event and error that our contracts' ABIs carry, sorted. */
export function takeSnapshot(artifacts: readonly Artifact[]): AbiSnapshot {
  const contracts = artifacts.filter((artifact) => /^contracts\/\w+\.sol$/.test(artifact.sourceName));
  return Object.fromEntries(
    contracts.map((artifact) => [
      artifact.contractName,
      artifact.abi
        .filter((entry) => entry.type === "event" || entry.type === "error")
        .map((entry) => `${entry.type} ${signatureOf(entry)}`)
        .sort(),
    ]),
  );
}

export function readSnapshot(): AbiSnapshot {
  if (!isThere(SNAPSHOT_FILE)) return {};
  // renderSnapshot() below is the only writer of this file.
  return JSON.parse(readSource(SNAPSHOT_FILE).text) as AbiSnapshot;
}

/** The committed snapshot with what is new; nothing that stands in it is taken away here. */
export function renderSnapshot(committed: AbiSnapshot, current: AbiSnapshot): string {
  const contracts = [...new Set([...Object.keys(committed), ...Object.keys(current)])].sort();
  const merged = contracts.map((contract) => {
    const signatures = new Set([...(committed[contract] ?? []), ...(current[contract] ?? [])]);
    return [contract, [...signatures].sort()] as const;
  });
  return `${JSON.stringify(Object.fromEntries(merged), null, 2)}\n`;
}
