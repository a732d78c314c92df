/**
 * Many readers or one writer. A waiting writer goes before readers that come later, else a busy indexer would
 * keep blocks from being made. Sections do not nest: a reader that waits for a second turn behind a writer
 * that waits for the reader's first would wait for ever.
 */
export class ReadWriteLock {
  #readers = 0;
  #writing = false;
  readonly #waiting: Waiter[] = [];

  async read<T>(section: () => Promise<T>): Promise<T> {
    await this.#enter("read");
    try {
      return await section();
    } finally {
      this.#readers -= 1;
      this.#admit();
    }
  }

  async write<T>(section: () => Promise<T>): Promise<T> {
    await this.#enter("write");
    try {
      return await section();
    } finally {
      this.#writing = false;
      this.#admit();
    }
  }

  #enter(kind: Waiter["kind"]): Promise<void> {
    return new Promise((admitted) => {
      this.#waiting.push({ kind, admitted });
      this.#admit();
    });
  }

  /** In order of arrival: a writer at the front waits until the last reader has left. */
  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const free = next.kind === "read" ? !this.#writing : !this.#writing && this.#readers === 0;
      if (!free) return;
      this.#waiting.shift();
      if (next.kind === "read") this.#readers += 1;
      else this.#writing = true;
      next.admitted();
    }
  }
}

type Waiter = { readonly kind: "read" | "write"; readonly admitted: () => void };
