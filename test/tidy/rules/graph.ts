import type { Complaint, Source } from "../../../scripts/sources/source.ts";
import { importsOf, mentionsOf, resolveRelative } from "./imports.ts";

/** Files that import each other in a circle, type imports included; each circle is told once. */
export function checkCircles(sources: readonly Source[]): Complaint[] {
  const edges = importEdges(sources);
  const circles = new Map<string, string[]>();
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      const circle = trail.slice(at);
      circles.set([...circle].sort().join(" "), circle);
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const source of sources) visit(source.path, []);
  return [...circles.values()].map((circle) => ({
    path: circle[0] ?? "",
    line: 1,
    rule: "T1",
    what: `imports go in a circle: ${[...circle, circle[0]].join(" → ")}`,
  }));
}

/** Files of server/ that no entry reaches, by import or by being named as the start of a process. */
export function checkOrphans(sources: readonly Source[], entries: readonly string[]): Complaint[] {
  const known = new Set(sources.map((source) => source.path));
  const edges = importEdges(sources);
  for (const source of sources) edges.get(source.path)?.push(...mentionsOf(source, known));
  const reached = new Set<string>();
  const queue = entries.filter((entry) => known.has(entry));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    queue.push(...(edges.get(file) ?? []));
  }
  return sources
    .filter((source) => source.path.startsWith("server/") && !reached.has(source.path))
    .map((source) => ({
      path: source.path,
      line: 1,
      rule: "T1",
      what: "nothing that runs reaches this file",
    }));
}

function importEdges(sources: readonly Source[]): Map<string, string[]> {
  const known = new Set(sources.map((source) => source.path));
  const targetsOf = (source: Source): string[] =>
    importsOf(source).flatMap(({ specifier }) => {
      const target = specifier === undefined ? undefined : resolveRelative(source.path, specifier);
      return target !== undefined && known.has(target) ? [target] : [];
    });
  return new Map(sources.map((source) => [source.path, targetsOf(source)]));
}
