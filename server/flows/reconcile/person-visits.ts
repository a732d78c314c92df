import { businessDayOf } from "../../domain/business-day.ts";
import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { PersonName } from "../../domain/ports.ts";
import type { VisitFact } from "../../domain/reconcile/claim-facts.ts";
import { type EncounterWords, openStored } from "../document-codec.ts";
import { NumberList } from "./growing-lists.ts";
import { type LedgerReading, rowsOf } from "./ledger-reading.ts";
import { createWordTable } from "./word-table.ts";

/** Stands for a stay that has not ended. */
const NOT_ENDED = 0;
const STAY = 1;
const CLOSED = "closed";

/** Visits and stays on the ledger, by who was there; of a person only the keyed hash is held. */
export class PersonVisits {
  readonly #reading: LedgerReading;
  readonly #byPerson = createWordTable();
  readonly #openedAtSecs = new NumberList(8);
  readonly #endedAtSecs = new NumberList(8);
  readonly #stayMarks = new NumberList(4);
  /** Days on which somebody was there under a scheme, or under nothing that this server can open. */
  readonly #daysOfScheme = new Map<string, Set<string>>();

  constructor(reading: LedgerReading) {
    this.#reading = reading;
  }

  /** `tellStay` is told who was in hospital. */
  async read(
    institution: InstitutionId,
    tellStay: ((person: PersonName) => void) | null = null,
  ): Promise<void> {
    for await (const row of rowsOf((page) => this.#reading.view.encountersOf(institution, page))) {
      const person = row.cancelled === null ? await this.#add(row) : null;
      if (person !== null && row.content.kind === "inpatient") tellStay?.(person);
    }
  }

  /** In the order of their beginnings. */
  of(person: PersonName): readonly VisitFact[] {
    return this.#byPerson
      .of(this.#reading.hashWords("person", person.scheme, person.value))
      .map((place): VisitFact => {
        const endedAtSec = this.#endedAtSecs.at(place);
        return {
          kind: this.#stayMarks.at(place) === STAY ? "inpatient" : "outpatient",
          openedAtSec: this.#openedAtSecs.at(place),
          endedAtSec: endedAtSec === NOT_ENDED ? null : endedAtSec,
        };
      })
      .sort((a, b) => a.openedAtSec - b.openedAtSec);
  }

  /** Whether somebody was somewhere in these days who may be the person: their name can not be compared. */
  mayHide({ scheme }: PersonName, days: { readonly from: string; readonly until: string }): boolean {
    const others = [...this.#daysOfScheme].filter(([name]) => name !== scheme);
    return others.some(([, seen]) => [...seen].some((day) => days.from <= day && day <= days.until));
  }

  /** Who was there; null where that can not be opened. */
  async #add({ content, closings }: EncounterRow): Promise<PersonName | null> {
    const { hashWords, zone } = this.#reading;
    const person = await this.#personOf(content);
    const scheme = person?.scheme ?? CLOSED;
    const days = this.#daysOfScheme.get(scheme) ?? new Set<string>();
    this.#daysOfScheme.set(scheme, days.add(businessDayOf(content.openedAtSec, zone)));
    if (person === null) return null;
    this.#byPerson.add(hashWords("person", person.scheme, person.value), this.#openedAtSecs.length);
    this.#openedAtSecs.push(content.openedAtSec);
    this.#endedAtSecs.push(closings.at(-1)?.closedAtSec ?? NOT_ENDED);
    this.#stayMarks.push(content.kind === "inpatient" ? STAY : 0);
    return person;
  }

  async #personOf({ documentKey }: EncounterRow["content"]): Promise<PersonName | null> {
    const { openings, vault } = this.#reading;
    const sealed = await openings.opening(documentKey);
    if (sealed === null) return null;
    const { person } = openStored<EncounterWords>(vault, sealed);
    if (person === null) return null;
    return (await vault.openPerson(person, documentKey))?.person ?? null;
  }
}
