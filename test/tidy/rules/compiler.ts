import type { Build } from "../../../scripts/sources/artifacts.ts";
import type { Source } from "../../../scripts/sources/source.ts";

/** Hardhat's name for a file of ours inside the compiler. */
const inside = (file: string): string => `project/${file}`;

/** Warnings about files as they stand; a run over an older text of the file says nothing about it. */
export function warningsOf(sources: readonly Source[], builds: readonly Build[]): string[] {
  const messages = builds.flatMap((build) =>
    build.errors
      .filter((error) => sources.some((source) => isAbout(source, build, error.sourceLocation?.file)))
      .map((error) => error.formattedMessage),
  );
  return [...new Set(messages)];
}

/** Files that no run of the compiler has seen as they stand. */
export function checkFreshness(sources: readonly Source[], builds: readonly Build[]): string[] {
  return sources
    .filter((source) => !builds.some((build) => isAbout(source, build, inside(source.path))))
    .map((source) => source.path);
}

function isAbout(source: Source, build: Build, file: string | undefined): boolean {
  return file === inside(source.path) && build.sources[file]?.content === source.text;
}
