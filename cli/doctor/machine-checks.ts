import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../server/config.ts";
import { bad, type Check, looking, type Outcome, ok, warn } from "./check.ts";

const NODE_MAJOR_MIN = 24;
const PRIVATE_DIRECTORIES = ["keys", "secrets"];

/** Node itself, and who may read the keys. */
export function machineChecks(config: Config): Check[] {
  return [
    { name: "Node", run: async () => nodeVersion(process.versions.node) },
    {
      name: "keys and secrets are private",
      run: () => looking(() => privateFiles(config.dataDir), "start the server once, or set CARETRAIL_DATA"),
    },
    { name: "passphrase", run: async () => passphrase(config) },
    { name: "address of the API", run: async () => listenAddress(config) },
  ];
}

function nodeVersion(version: string): Outcome {
  const major = Number(version.split(".")[0]);
  return major >= NODE_MAJOR_MIN
    ? ok(version)
    : bad(version, `use Node ${NODE_MAJOR_MIN}: \`npm start\` brings it along`);
}

async function privateFiles(dataDir: string): Promise<Outcome> {
  const open: string[] = [];
  let count = 0;
  for (const directory of PRIVATE_DIRECTORIES) {
    for (const name of await readdir(join(dataDir, directory))) {
      const path = join(dataDir, directory, name);
      count += 1;
      if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
    }
  }
  if (open.length > 0) return bad(`others may read ${open.slice(0, 3).join(", ")}`, "chmod 600 these files");
  return ok(`${count} files, readable by their owner alone`);
}

function passphrase(config: Config): Outcome {
  if (config.keyPassphraseFile !== "") return ok("in a file of its own");
  return warn(
    "random, beside the keys it protects",
    "in production keep it elsewhere and name it with CARETRAIL_KEY_PASSPHRASE_FILE",
  );
}

function listenAddress(config: Config): Outcome {
  if (config.host === "127.0.0.1" || config.host === "::1") return ok(config.host);
  return warn(`${config.host}, without TLS of its own`, "put a TLS proxy before it");
}
