import { pino } from "pino";
import { systemClock } from "../../server/node/clock.ts";
import { startNode } from "../../server/node/node.ts";
import { parseSettings } from "../../server/node/settings.ts";
import { journalWith } from "../node/support/wrapped-journal.ts";

/**
 * The control: a node that acknowledges first and writes a little later. If the kills find nothing wrong with
 * this one, they find nothing.
 */
const WRITES_LATER_MS = 150;

let written: Promise<void> = Promise.resolve();

const node = await startNode({
  settings: parseSettings(process.argv[2] ?? ""),
  clock: systemClock,
  log: pino({ level: "silent" }),
  notify: (message) => process.send?.(message),
  onFatal: () => process.exit(1),
  open: journalWith((append) => async (record) => {
    const later = new Promise((passed) => setTimeout(passed, WRITES_LATER_MS));
    written = written.then(() => later).then(() => append(record));
  }),
});

process.on("message", (message: { type: string; timeSec: number }) => {
  if (message.type !== "build-time") return;
  node.setBuildTime(message.timeSec);
  process.send?.({ type: "build-time-set", timeSec: message.timeSec });
});
process.on("disconnect", () => process.exit(0));
await node.ready;
