/** For a person at a terminal, or for a program. */
export type Output = "words" | "json";
