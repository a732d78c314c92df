/** One after the other. */
export async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await act(item);
}

/** Items of one lane one after the other, lanes side by side: a key's own steps stand on each other. */
export async function byLane<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  act: (item: T, place: number) => Promise<void>,
): Promise<void> {
  const lanes = Map.groupBy(
    items.map((item, place) => ({ item, place })),
    ({ item }) => laneOf(item),
  );
  await Promise.all([...lanes.values()].map((lane) => each(lane, ({ item, place }) => act(item, place))));
}
