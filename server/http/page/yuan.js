/** Whole fen as the server tells them, in yuan. Money never becomes a floating number. */
export function yuan(fen) {
  const digits = fen.padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `¥${whole}.${digits.slice(-2)}`;
}

/** A quantity scaled by ten thousand, without noughts that say nothing. */
export function quantity(scaled) {
  const digits = scaled.padStart(5, "0");
  const rest = digits.slice(-4).replace(/0+$/, "");
  return rest === "" ? digits.slice(0, -4) : `${digits.slice(0, -4)}.${rest}`;
}
