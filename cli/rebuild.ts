import cliProgress from "cli-progress";
import type { Config } from "../server/config.ts";
import { openLedgerOnly } from "../server/wire-rebuild.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";

/** Deletes the index and derives it again from the chain. */
export async function rebuild(config: Config, output: Output): Promise<void> {
  const ledger = await openLedgerOnly(config);
  if (ledger === null)
    throw new Complaint(
      "there is no ledger in the data directory",
      "start a server once, or set CARETRAIL_DATA",
    );
  const bar = new cliProgress.SingleBar(
    { format: "  {bar} block {value}/{total}", noTTYOutput: true },
    cliProgress.Presets.shades_classic,
  );
  try {
    if (output === "words") bar.start(await ledger.headBlock(), 0);
    const cursor = await ledger.rebuild((block) => bar.update(block));
    bar.stop();
    if (output === "json") process.stdout.write(`${JSON.stringify(cursor)}\n`);
    else
      process.stdout.write(`The index holds block ${cursor?.block ?? "none"} ${cursor?.blockHash ?? ""}\n`);
  } finally {
    await ledger.close();
  }
}
