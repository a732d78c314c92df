import type { AbiSnapshot } from "../../../scripts/docs/abi-snapshot.ts";

/**
 * S7: what was once deployed is read for ever. An event or error of the snapshot may neither change nor go; a
 * new one is new under another name, and stands in the snapshot from then on.
 */
export function compareSnapshots(committed: AbiSnapshot, current: AbiSnapshot): string[] {
  const contracts = new Set([...Object.keys(committed), ...Object.keys(current)]);
  return [...contracts].flatMap((contract) => {
    const before = committed[contract] ?? [];
    const now = current[contract] ?? [];
    const gone = before.filter((signature) => !now.includes(signature));
    const added = now.filter((signature) => !before.includes(signature));
    return [
      ...gone.map((signature) => `${contract}: changed or removed: ${signature}`),
      ...added
        .filter((signature) => before.some((other) => nameOf(other) === nameOf(signature)))
        .map((signature) => `${contract}: a new form under an old name: ${signature}`),
      ...added
        .filter((signature) => !before.some((other) => nameOf(other) === nameOf(signature)))
        .map(
          (signature) => `${contract}: not in the snapshot yet, add it with \`npm run docs\`: ${signature}`,
        ),
    ];
  });
}

/** `event BatchSealed` of `event BatchSealed(uint64 indexed batch)`. */
function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf("("));
}
