import { type Journal, openJournal } from "../../../server/node/journal.ts";

type Append = Journal["append"];

/** A node's journal with something put before or behind every append. */
export function journalWith(wrap: (append: Append) => Append): typeof openJournal {
  return async (options) => {
    const opened = await openJournal(options);
    const append = wrap((record) => opened.journal.append(record));
    return { ...opened, journal: { ...opened.journal, append } };
  };
}
