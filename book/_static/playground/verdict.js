/* What the picture shows, in words. The thresholds:
   - the gradient's root mean square in layer 1, compared with that of the output layer: below a thousandth it vanishes,
     above a thousandfold it explodes, within a factor of ten it keeps its size;
   - the standard deviation of the activations in the last hidden layer, compared with layer 1: likewise;
   - a step of plain SGD is too large where it changes the weights of a layer by more than their own size, and too
     small where a thousand of them change no hidden layer's weights by a hundredth;
   - accuracy on held-out images, judged once an epoch is done, is that of guessing up to 15 %, which 500 images
     exceed by chance hardly ever;
   - dead or saturated units are named where they are more than half of a layer. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.verdict = (words) => {
  const { number, percent, count, fill, sentence, layerOf } = handson11Playground.format;
  const CHANCE = 0.15, MANY = 0.5, SAME = 10, LOST = 1000;

  const say = (name, values = {}) => sentence(fill(words.verdict[name], values));
  const stepsOf = (steps) => fill(words.verdict[steps === 1 ? "one_step" : "many_steps"], { count: count(steps) });

  const ofTraining = ({ steps, epoch, diverged, batchLoss, picture: { layers } }, last) => {
    if (diverged) {
      if (steps) return say("diverged", { steps: stepsOf(steps), loss: number(batchLoss) });
      return say("overflow", { layer: layerOf(overflowing(layers), words) });
    }
    if (!steps) return "";
    if (!epoch || !last) return say("trained", { steps: stepsOf(steps) });
    const values = { steps: stepsOf(last.steps), accuracy: percent(last.heldAccuracy) };
    return say(last.heldAccuracy > CHANCE ? "learns" : "guesses", values);
  };

  const overflowing = (layers) => {
    const first = layers.findIndex(({ deviation }) => !Number.isFinite(deviation));
    return first < 0 ? layers.length : first + 1;
  };

  /* Where the activations explode or die, a gradient that is in step from layer to layer is no comfort. What grows is
     said before what weakens. */
  const ofFlow = (picture) => {
    const forward = ofActivations(picture), backward = ofGradient(picture);
    const lost = ["activations_explode", "activations_die", "activations_dead"].includes(forward.name);
    const parts = lost && ["weakens", "keeps", "strengthens"].includes(backward.name) ? [forward] : [backward, forward];
    if (forward.name === "activations_grow") parts.reverse();
    return parts.map(({ name, ratio }) => name && say(name, { ratio: number(ratio) }));
  };

  const ofGradient = ({ layers, output }) => {
    if (layers.every(({ gradient }) => gradient.size === 0)) return { name: "no_gradient_anywhere" };
    const [first] = layers;
    const ratio = first.gradient.size / output.gradient.size;
    if (Number.isNaN(ratio)) return { name: "" };
    const names = ["vanishes", "weakens", "keeps", "strengthens", "explodes"];
    return { name: ratio === 0 ? "no_gradient" : graded(ratio, names), ratio };
  };

  const graded = (ratio, names) =>
    names[[1 / LOST, 1 / SAME, SAME, LOST].findIndex((bound) => ratio < bound)] ?? names.at(-1);

  const ofActivations = ({ layers }) => {
    if (layers.at(-1).deviation === 0) return { name: "activations_dead" };
    const ratio = layers.at(-1).deviation / layers[0].deviation;
    const names = ["activations_die", "activations_shrink", "", "activations_grow", "activations_explode"];
    return { name: Number.isFinite(ratio) ? graded(ratio, names) : "", ratio };
  };

  const worst = (layers, badness) => {
    const values = layers.map(badness), layer = values.indexOf(Math.max(...values));
    return { layer: layer + 1, value: values[layer] };
  };

  const ofStep = ({ norm, clippedNorm, layers }, { clipping, optimizer, rate, batchNorm }) => {
    if (clipping !== "none") {
      const [before, after] = [norm, clippedNorm].map(number);
      return before === after ? "" : say("clipped", { before, after });
    }
    if (optimizer !== "sgd") return "";
    const { layer, value } = worst(layers, ({ gradient, weight }) => gradient.size / weight);
    if (rate * value > 1) {
      const large = say("too_large", { layer: layerOf(layer, words), ratio: number(value) });
      return batchNorm === "before" ? `${large} ${say("normalized")}` : large;
    }
    return value > 0 && rate * value * 1000 < 0.01 ? say("too_small", { ratio: number(value) }) : "";
  };

  const ofUnits = ({ layers }, { activation }) => {
    if (layers[0].fault === null) return "";
    const { layer, value } = worst(layers, ({ fault }) => fault);
    if (!(value > MANY)) return "";
    return say(activation === "relu" ? "dead" : "saturated", { layer: layerOf(layer, words), share: percent(value) });
  };

  /* Of a report of the trainer, and the last point of the curves. */
  return (report, last) => {
    const { picture, settings, diverged } = report;
    const parts = [ofTraining(report, last)];
    if (!diverged) {
      parts.push(...ofFlow(picture), ofStep(picture, settings), ofUnits(picture, settings));
    }
    return parts.filter(Boolean).join(" ");
  };
};
