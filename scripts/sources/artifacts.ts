import { readFileSync } from "node:fs";
import path from "node:path";
import { listFiles, ROOT } from "./repository.ts";

/** The parts of the compiler's output that our pages and tests read. */
export type AbiParameter = {
  readonly name: string;
  readonly type: string;
  readonly internalType?: string;
  readonly indexed?: boolean;
  readonly components?: readonly AbiParameter[];
};
export type AbiEntry = {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly AbiParameter[];
  readonly stateMutability?: string;
};
export type StorageMember = {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
};
export type StorageType = {
  readonly label: string;
  readonly numberOfBytes: string;
  readonly members?: readonly StorageMember[];
};
export type StorageLayout = {
  readonly storage: readonly StorageMember[];
  readonly types: Readonly<Record<string, StorageType>> | null;
};
export type Diagnostic = {
  readonly severity: string;
  readonly formattedMessage: string;
  readonly sourceLocation?: { readonly file: string };
};
export type Artifact = {
  readonly contractName: string;
  readonly sourceName: string;
  readonly inputSourceName: string;
  readonly buildInfoId: string;
  readonly abi: readonly AbiEntry[];
  readonly deployedBytecode: string;
};
export type Build = {
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, { readonly storageLayout: StorageLayout }>>>
  >;
  readonly errors: readonly Diagnostic[];
};

const COMPILE_FIRST = "compile first: npm run build";

/** Artifacts of our own contracts, interfaces and libraries, by source name. */
export function readArtifacts(): Artifact[] {
  const files = listFiles(["artifacts/contracts"], [".json"]);
  if (files.length === 0) throw new Error(`there are no artifacts: ${COMPILE_FIRST}`);
  // Hardhat writes these files; their form is pinned by its version in package-lock.json.
  return files
    .map((file) => readJson(file) as Artifact)
    .sort((a, b) => (a.sourceName < b.sourceName ? -1 : 1));
}

export function artifactOf(artifacts: readonly Artifact[], contractName: string): Artifact {
  const artifact = artifacts.find((it) => it.contractName === contractName);
  if (artifact === undefined) throw new Error(`no artifact of ${contractName}: ${COMPILE_FIRST}`);
  return artifact;
}

/** What the compiler was given and what it answered in one run. */
export function readBuild(buildInfoId: string): Build {
  // What the compiler was asked, in a file that Hardhat writes.
  const asked = readJson(`artifacts/build-info/${buildInfoId}.json`) as { input: Pick<Build, "sources"> };
  // What it answered, in a file that Hardhat writes.
  const answered = readJson(`artifacts/build-info/${buildInfoId}.output.json`) as {
    output: Pick<Build, "contracts"> & Partial<Pick<Build, "errors">>;
  };
  return {
    sources: asked.input.sources,
    contracts: answered.output.contracts,
    errors: answered.output.errors ?? [],
  };
}

export function layoutOf(artifact: Artifact): StorageLayout {
  const layout = readBuild(artifact.buildInfoId).contracts[artifact.inputSourceName]?.[artifact.contractName];
  if (layout === undefined)
    throw new Error(`no storage layout of ${artifact.contractName}: ${COMPILE_FIRST}`);
  return layout.storageLayout;
}

/** An event or error as it stands in the log or the answer: `Name(type indexed name,…)`, structs opened. */
export function signatureOf(entry: AbiEntry): string {
  const inputs = (entry.inputs ?? []).map((input) => {
    const indexed = input.indexed === true ? " indexed" : "";
    return `${canonicalType(input)}${indexed} ${input.name}`;
  });
  return `${entry.name ?? ""}(${inputs.join(",")})`;
}

function canonicalType(input: AbiParameter): string {
  if (!input.type.startsWith("tuple")) return input.type;
  const members = (input.components ?? []).map((member) => `${canonicalType(member)} ${member.name}`);
  return `(${members.join(",")})${input.type.slice("tuple".length)}`;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));
}
