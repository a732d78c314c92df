import { Command, Option } from "commander";
import { ConfigError, readConfig } from "../server/config.ts";
import { CASE_STATES } from "../server/domain/cases/case-states.ts";
import { FEED_FORMATS } from "../server/domain/reconcile/feeds/feed-format.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";

/** The operator's and auditor's command. Each subcommand says what to do next when it fails. */
const program = new Command("caretrail")
  .description("Operate a Caretrail ledger, and look into it.")
  .version("0.1.0");

program
  .command("start")
  .description("start the ledger, the index and the API; with nothing configured, a demo consortium")
  .option("--no-demo", "start with an empty ledger")
  .option("--json", "print the addresses as one JSON line")
  .action(async (options: { demo: boolean; json?: true }) => {
    const { start } = await import("./start.ts");
    await start(readConfig(), { demo: options.demo ? "load" : "none", output: outputOf(options) });
  });

program
  .command("import")
  .description("record a feed of institutions, products, shipments, sales and returns, oldest first")
  .argument("<path>", "a folder, or one file of it: institutions.csv, products.csv, shipments.ndjson, …")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the consortium's API key; default: consortium-credentials.json")
  .option("--report-dir <dir>", "where the refused lines are written; default: the data directory")
  .option("--json", "print the summary as one JSON line")
  .addHelpText(
    "after",
    "\nRun again, it goes on where it was cut off. Exit code 0: all taken; 1: some refused; 2: could not.",
  )
  .action(
    async (path: string, options: { url?: string; tokenFile?: string; reportDir?: string; json?: true }) => {
      const { importFeed } = await import("./import.ts");
      process.exitCode = await importFeed(readConfig(), {
        path,
        url: options.url ?? null,
        tokenFile: options.tokenFile ?? null,
        reportDir: options.reportDir ?? null,
        output: outputOf(options),
      });
    },
  );

program
  .command("reconcile")
  .description("hold what a fund was asked to pay against the ledger, and write what was found")
  .argument("[file]", "claims.csv, sales-3505.ndjson, …, .gz too")
  .option("--format <format>", `${FEED_FORMATS.join(", ")}; default: by the file's name`)
  .option(
    "--out <dir>",
    "folder for findings.json, findings.csv, findings.xlsx, report.html, summary.json",
    "reconciliation",
  )
  .option("--institution <code>", "nhsa-3202: whose settlements the file tells")
  .option("--block <number>", "read the ledger at this block, as another party did; default: where it stands")
  .option("--region <region>", "of an auditor: only claims on this region's fund, as its bureau is told")
  .option("--check <dir>", "make the digest of a folder's findings again, and compare it; sends nothing")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with a bureau's or an auditor's API key; default: the demo's auditor")
  .option("--json", "print the summary as one JSON line")
  .addHelpText(
    "after",
    "\nExit code 0: clean, all of it looked at; 1: findings; 2: could not look, or not at everything." +
      "\nThe same file again is the same reconciliation until the ledger has grown. docs/feeds.md tells" +
      "\nwhat each format's columns are, docs/reconciliation.md what each kind of finding means.",
  )
  .action(async (file: string | undefined, options: ReconcileOptions) => {
    if (options.check !== undefined) {
      const { checkDigest } = await import("./reconcile/check-digest.ts");
      process.exitCode = await checkDigest(readConfig(), { ...askingOf(options), directory: options.check });
      return;
    }
    if (file === undefined) throw new Complaint("no file was named", "name a feed, or a folder by --check");
    const { reconcile } = await import("./reconcile.ts");
    process.exitCode = await reconcile(readConfig(), {
      ...askingOf(options),
      path: file,
      format: options.format ?? null,
      institution: options.institution ?? null,
      block: options.block ?? null,
      region: options.region ?? null,
      out: options.out,
    });
  });

program
  .command("trace")
  .description("tell the story of a pack: where it was made, who held it, to whom it was handed")
  .argument("<code>", "its trace code, in any form a scanner gives")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's auditor")
  .addOption(
    new Option("--language <language>", "of the words; without it in Chinese and English").choices([
      "zh",
      "en",
    ]),
  )
  .option("--json", "print the whole story as JSON")
  .action(
    async (
      code: string,
      options: { url?: string; tokenFile?: string; language?: "zh" | "en"; json?: true },
    ) => {
      const { trace } = await import("./trace.ts");
      await trace(readConfig(), { ...askingOf(options), code, language: options.language ?? null });
    },
  );

program
  .command("claims")
  .description("list claims, newest first; of a bureau's queue, the earliest deadline first")
  .option("--queue <state>", "submitted, appealed, provisional, disputed or approved")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's first bureau")
  .option("--json", "print the page as JSON")
  .action(async (options: { queue?: string; url?: string; tokenFile?: string; json?: true }) => {
    const { claims } = await import("./claims.ts");
    await claims(readConfig(), { ...askingOf(options), queue: options.queue ?? null });
  });

program
  .command("claim")
  .description("tell what happened to one claim, and save its evidence bundle")
  .argument("<id>", "its id, as `caretrail claims` prints it")
  .option("--bundle <file>", "where the evidence bundle goes, for `caretrail verify`")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's first bureau")
  .option("--json", "print the claim as JSON")
  .action(async (id: string, options: { bundle?: string; url?: string; tokenFile?: string; json?: true }) => {
    const { claim } = await import("./claims.ts");
    await claim(readConfig(), { ...askingOf(options), claim: id, bundle: options.bundle ?? null });
  });

program
  .command("cases")
  .description("list audit cases, newest first: a region's, or an institution's own")
  .option("--state <state>", CASE_STATES.join(", "))
  .option("--institution <code>", "only of this institution")
  .option("--overdue", "only those whose day is over")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's first bureau")
  .option("--json", "print the page as JSON")
  .action(async (options: CasesOptions) => {
    const { cases } = await import("./cases.ts");
    await cases(readConfig(), {
      ...askingOf(options),
      state: options.state ?? null,
      institution: options.institution ?? null,
      which: options.overdue === true ? "overdue" : "all",
    });
  });

program
  .command("case")
  .description("tell what happened in one audit case")
  .argument("<number>", "its number, as AJ-330100-2026-000001")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's first bureau")
  .option("--json", "print the case as JSON")
  .action(async (number: string, options: { url?: string; tokenFile?: string; json?: true }) => {
    const { auditCase } = await import("./cases.ts");
    await auditCase(readConfig(), { ...askingOf(options), number });
  });

program
  .command("alerts")
  .description("list what somebody must look at, the worst first")
  .option("--all", "those too that somebody has looked at")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the API key; default: the demo's auditor")
  .option("--json", "print the page as JSON")
  .action(async (options: { all?: true; url?: string; tokenFile?: string; json?: true }) => {
    const { alerts } = await import("./alerts.ts");
    await alerts(readConfig(), { ...askingOf(options), which: options.all === true ? "all" : "open" });
  });

program
  .command("verify")
  .description("check an evidence bundle of a claim, without asking any server")
  .argument("<bundle>", "the file that the server gave: GET /v1/claims/{id}/bundle")
  .option("--head <file>", "checkpoints of institutions other than the node's operator, from elsewhere")
  .option("--operator <number>", "the institution that runs the node; default: whom the bundle names")
  .option("--json", "print every check as JSON")
  .addHelpText(
    "after",
    "\nExit code 0: verified; 1: refuted, with the values that did it; 2: unanchored, or could not look." +
      "\nGet FILE with `caretrail checkpoint --url URL` from a server that you trust more than the bundle's.",
  )
  .action(async (bundle: string, options: { head?: string; operator?: string; json?: true }) => {
    const { verify } = await import("./verify.ts");
    process.exitCode = await verify({
      bundle,
      head: options.head ?? null,
      operator: options.operator ?? null,
      output: outputOf(options),
    });
  });

program
  .command("checkpoint")
  .description("print the checkpoints that institutions signed: the file that `verify --head` takes")
  .option("--publish", "sign the server's head as the institution of the API key, and print that")
  .option("--url <url>", "the server to ask; default: this machine's")
  .option("--token-file <file>", "file with the institution's API key; default: the demo's bureau")
  .option("--out <file>", "write the JSON there instead of printing it")
  .action(async (options: { publish?: true; url?: string; tokenFile?: string; out?: string }) => {
    const { checkpoint } = await import("./checkpoint.ts");
    await checkpoint(readConfig(), {
      publish: options.publish === true ? "publish" : "read",
      url: options.url ?? null,
      tokenFile: options.tokenFile ?? null,
      out: options.out ?? null,
    });
  });

program
  .command("rebuild")
  .description("delete the index and derive it again from the chain; the server must be stopped")
  .option("--json", "print the result as JSON")
  .action(async (options: { json?: true }) => {
    const { rebuild } = await import("./rebuild.ts");
    await rebuild(readConfig(), outputOf(options));
  });

program
  .command("doctor")
  .description("check this installation: settings, keys, chain, index, clock")
  .option("--json", "print the findings as JSON")
  .action(async (options: { json?: true }) => {
    const { doctor } = await import("./doctor.ts");
    process.exitCode = await doctor(readConfig(), outputOf(options));
  });

type ReconcileOptions = {
  readonly format?: string;
  readonly out: string;
  readonly institution?: string;
  readonly block?: string;
  readonly region?: string;
  readonly check?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: true;
};

type CasesOptions = {
  readonly state?: string;
  readonly institution?: string;
  readonly overdue?: true;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: true;
};

function askingOf(options: { url?: string; tokenFile?: string; json?: true }): {
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly output: Output;
} {
  return { url: options.url ?? null, tokenFile: options.tokenFile ?? null, output: outputOf(options) };
}

function outputOf(options: { json?: true }): Output {
  return options.json === true ? "json" : "words";
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof Complaint || error instanceof ConfigError) {
    process.stderr.write(`caretrail: ${error.message}\n`);
    if (error instanceof Complaint) process.stderr.write(`  What to do: ${error.cure}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
