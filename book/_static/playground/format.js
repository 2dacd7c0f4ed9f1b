/* Numbers and sentences as people read them. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.format = (() => {
  const superscript = (exponent) => String(exponent).replace(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]));
  const minus = (text) => text.replace("-", "−");

  /* Two digits: 0.052, −1.3, 730, 7.3×10⁻⁷. */
  const number = (value) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
    const size = Math.abs(value);
    if (size !== 0 && (size < 0.00995 || size >= 995)) {
      const [digits, exponent] = value.toExponential(1).split("e");
      return `${minus(digits)}×10${superscript(Number(exponent))}`;
    }
    return minus(size >= 9.95 || size === 0 ? value.toFixed(0) : String(Number(value.toPrecision(2))));
  };
  const powerOfTen = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : `10${superscript(exponent)}`);
  const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const layerOf = (layer, words) => fill(words[layer === 1 ? "layer_first" : "layer_nth"], { layer });

  return { number, powerOfTen, percent, fill, count, sentence, layerOf };
})();
