/** One call of a counterexample: variables and arguments of the model before and after it, in their order. */
export type Step = {
  readonly call: string;
  readonly isBroken: boolean;
  readonly before: string;
  readonly after: string;
};

/** What stands before the variables: error, this, abi, crypto, tx and the state of the chain. */
const HEAD_COUNT = 6;

/**
 * The calls that break an assertion, read out of the solver's refutation. A relation `summary_N_function_NAME` holds
 * of a call from outside and, under a lower number, of the function itself; only those without variables happened.
 */
export function stepsOf(proof: string): Step[] {
  const found = [...proof.matchAll(/\(summary_(\d+)_function_(\w+?)__\d+_\d+ /g)].map((match) => ({
    name: match[2] ?? "",
    number: Number(match[1]),
    values: valuesFrom(proof, match.index + match[0].length),
  }));
  const happened = found.filter(({ values }) => !values.some((value) => /^[A-Z]\d*$/.test(value)));
  const outermost = (name: string): number =>
    Math.max(...happened.filter((each) => each.name === name).map(({ number }) => number));
  const steps = happened
    .filter(({ name, number }) => number === outermost(name))
    .map(({ name, values }) => toStep(name, values));
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = JSON.stringify(step);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

export function showSteps(steps: readonly Step[]): string {
  return steps
    .map((step) => `${step.call}: ${step.before} → ${step.after}${step.isBroken ? "  assertion fails" : ""}`)
    .join("\n");
}

function toStep(call: string, values: readonly string[]): Step {
  const width = Math.floor((values.length - HEAD_COUNT - 1) / 2);
  const shown = (from: number): string =>
    values
      .slice(from, from + width)
      .map((value) => (/^(\d+|true|false)$/.test(value) ? value : "·"))
      .join(" ");
  const isBroken = values[0] !== "0";
  return { call, isBroken, before: shown(HEAD_COUNT), after: shown(HEAD_COUNT + width + 1) };
}

/** The arguments of a relation, from its first to the bracket that closes it. */
function valuesFrom(text: string, start: number): string[] {
  const values: string[] = [];
  let value = "";
  let depth = 0;
  for (let at = start; at < text.length && depth >= 0; at += 1) {
    const letter = text.charAt(at);
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    const isEnd = depth < 0 || (depth === 0 && /\s/.test(letter));
    if (!isEnd) value += letter;
    else if (value !== "") values.push(value);
    if (isEnd) value = "";
  }
  return values;
}
