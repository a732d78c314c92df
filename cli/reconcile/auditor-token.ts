import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../server/config.ts";
import { Complaint } from "../complaint.ts";

const CREDENTIALS = ["demo-credentials.json", "import-credentials.json"];

/** The key in the file named, or that of an auditor whom the demo or an import admitted. */
export async function auditorToken(config: Config, tokenFile: string | null): Promise<string> {
  if (tokenFile !== null) {
    const text = await textOf(tokenFile);
    if (text === null)
      throw new Complaint(`${tokenFile} can not be read`, "check the path, and who may read it");
    return text.trimStart().startsWith("{") ? auditorIn(text, tokenFile) : text.trim();
  }
  for (const name of CREDENTIALS) {
    const file = join(config.dataDir, name);
    const text = await textOf(file);
    if (text !== null) return auditorIn(text, file);
  }
  throw new Complaint(
    `there is no ${CREDENTIALS.join(" and no ")} in ${config.dataDir}`,
    "start a demo or import a feed first, or give a bureau's or an auditor's API key with --token-file FILE",
  );
}

function auditorIn(text: string, file: string): string {
  const credentials: { principals?: { role: string; token: string }[] } = JSON.parse(text);
  const auditor = credentials.principals?.find(({ role }) => role === "auditor");
  if (auditor !== undefined) return auditor.token;
  throw new Complaint(`${file} names no auditor`, "give an API key with --token-file FILE");
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
