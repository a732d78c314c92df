import { SETTINGS } from "../../server/config.ts";
import { GENERATED_MARK } from "./generated-mark.ts";

/** docs/config.md: every setting and limit, from the table that the server reads. */
export function renderConfig(): string {
  const rows = Object.values(SETTINGS).map((setting) => {
    const fallback = setting.fallback === "" ? "" : `\`${setting.fallback}\``;
    return `| \`${setting.env}\` | ${fallback} | ${setting.about} |`;
  });
  return [
    GENERATED_MARK,
    "# Settings",
    "",
    "Everything that can be set, by environment variable. A value that does not fit stops the start and is",
    "named.",
    "",
    "| variable | without it | what it is |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
