import { NOISE_KINDS, type Noise, type NoiseKind } from "./honest-noise.ts";
import type { FoundRow } from "./score-findings.ts";

export type NoiseScore = {
  readonly kind: NoiseKind;
  readonly made: number;
  /** Told under the name of what it is. */
  readonly named: number;
  readonly accused: readonly string[];
};

/** Whether honest slips stayed slips: how many of each were named, and which became a violation. */
export function scoreNoise(noise: Noise, rows: readonly FoundRow[]): readonly NoiseScore[] {
  const found = new Map<string, FoundRow[]>();
  for (const row of rows) found.set(row.claimId, [...(found.get(row.claimId) ?? []), row]);
  // Object.keys widens to string; these are the keys of the table.
  return (Object.keys(NOISE_KINDS) as NoiseKind[]).map((kind) => {
    const ids = Object.keys(noise).filter((id) => noise[id] === kind);
    const name = NOISE_KINDS[kind];
    const isNamed = (id: string): boolean =>
      name === null ? !found.has(id) : (found.get(id) ?? []).some((row) => row.kind === name);
    const isAccused = (id: string): boolean =>
      (found.get(id) ?? []).some(({ verdict }) => verdict === "violation");
    return { kind, made: ids.length, named: ids.filter(isNamed).length, accused: ids.filter(isAccused) };
  });
}

export function wordsOfNoise(scores: readonly NoiseScore[]): readonly string[] {
  return scores.map(
    ({ kind, made, named, accused }) =>
      `${kind.padEnd(32)} made ${String(made).padStart(4)}  named ${String(named).padStart(4)}  ` +
      `accused ${accused.length}${accused.length === 0 ? "" : `: ${accused.slice(0, 5).join(", ")}`}`,
  );
}
