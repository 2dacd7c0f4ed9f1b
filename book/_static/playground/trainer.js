/* The training loop: one network, mini-batches, and word of how it stands. It runs in a worker, or on the page's own
   thread where no worker can be had; either way in slices of a few milliseconds, between which it can be stopped.

   Between two messages the network stands like this: forward and backward pass of the next mini-batch are done,
   the step that they lead to is not. What the picture shows is what the next step will use. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.trainer = ({ network: { random, createNetwork, createOptimizer }, statistics: { describe } }) => {
  const CHUNK = 100; // held-out samples that are judged at once

  /* `images` are bytes, the first `data.training` of them for training. Returns float32 with mean 0 and standard
     deviation 1 over the training images, as everywhere in the book. */
  const standardize = ({ images, inputs, training }) => {
    const end = training * inputs;
    let sum = 0, squares = 0;
    for (let i = 0; i < end; i += 1) sum += images[i];
    const mean = sum / end;
    for (let i = 0; i < end; i += 1) squares += (images[i] - mean) ** 2;
    const deviation = Math.sqrt(squares / end);
    return Float32Array.from(images, (pixel) => (pixel - mean) / deviation);
  };

  const createTrainer = ({ data, send, slice }) => {
    const { inputs, classes, training, labels } = data;
    const images = standardize(data), heldOut = labels.length - training;
    const order = Uint16Array.from({ length: training }, (_, i) => i);
    let settings, network, step, source; // what is trained
    let batchImages, batchLabels, position; // the next mini-batch
    let steps, epoch, points, epochLoss, epochRight, epochSamples, batchLoss, diverged; // how it goes
    let picture; // of the passes over the next mini-batch, or null where it was not drawn yet
    let running = false, waiting = false, interval = 100, lastWord = 0, timer = null, trainedFor = 0, timedSteps = 0;

    /* Takes the next mini-batch and does both passes over it. The last, smaller one of an epoch is left out. */
    const prepare = () => {
      const { batch } = settings;
      if (position + batch > training) {
        source.shuffle(order);
        position = 0;
      }
      for (let i = 0; i < batch; i += 1) {
        const from = order[position + i] * inputs;
        batchImages.set(images.subarray(from, from + inputs), i * inputs);
        batchLabels[i] = labels[order[position + i]];
      }
      position += batch;
      network.forward(batchImages, batch, true);
      const { loss, right } = network.judge(batchLabels, batch);
      network.backward(batchLabels, batch);
      picture = null;
      batchLoss = loss / batch;
      diverged = !Number.isFinite(batchLoss);
      epochLoss += loss;
      epochRight += right;
      epochSamples += batch;
    };

    /* Loss and accuracy on the held-out samples, with the moving averages of batch normalization. */
    const evaluate = () => {
      let loss = 0, right = 0;
      for (let first = 0; first < heldOut; first += CHUNK) {
        const n = Math.min(CHUNK, heldOut - first), start = training + first;
        network.forward(images.subarray(start * inputs, (start + n) * inputs), n, false);
        const result = network.judge(labels.subarray(start, start + n), n);
        loss += result.loss;
        right += result.right;
      }
      return { heldLoss: loss / heldOut, heldAccuracy: right / heldOut };
    };

    /* A point of the curves: the means over the mini-batches since the epoch began, and the held-out samples. */
    const addPoint = () => {
      points.push({ steps, loss: epochLoss / epochSamples, accuracy: epochRight / epochSamples, ...evaluate() });
    };

    const advance = () => {
      network.average();
      step();
      steps += 1;
      if (position + settings.batch > training) {
        epoch += 1;
        addPoint();
        epochLoss = epochRight = epochSamples = 0;
      }
      prepare();
    };

    /* The state of things; with `complete` also the held-out samples as they are judged now. */
    const report = (complete) => {
      picture ??= describe(network, settings, settings.batch); // first: judging puts other samples through the network
      if (complete && !diverged && points.at(-1)?.steps !== steps) addPoint();
      const speed = trainedFor > 0 ? (1000 * timedSteps) / trainedFor : null;
      send({ picture, points, steps, epoch, batchLoss, diverged, running, speed, settings });
      points = [];
      waiting = true;
      lastWord = performance.now();
    };

    const start = (chosen) => {
      stop();
      settings = chosen;
      source = random(settings.seed ^ 0x5bd1e995); // mini-batches in the same order, whatever the network
      network = createNetwork({ ...settings, inputs, classes, rows: Math.max(settings.batch, CHUNK) });
      step = createOptimizer(network.variables, settings);
      batchImages = new Float32Array(settings.batch * inputs);
      batchLabels = new Uint8Array(settings.batch);
      for (let i = 0; i < training; i += 1) order[i] = i;
      position = training;
      steps = epoch = epochLoss = epochRight = epochSamples = trainedFor = timedSteps = 0;
      points = [];
      prepare();
      report(false);
    };

    const stop = () => {
      running = false;
      clearTimeout(timer);
    };

    const work = () => {
      const began = performance.now();
      let now = began, done = 0;
      while (now - began < slice && !diverged) {
        advance();
        done += 1;
        now = performance.now();
      }
      trainedFor += now - began;
      timedSteps += done;
      if (diverged) running = false;
      if (!running) return report(true);
      if (!waiting && now - lastWord >= interval) report(false);
      timer = setTimeout(work, 0);
    };

    const commands = {
      start,
      train() {
        if (running || diverged) return;
        running = true;
        work();
      },
      pause() {
        stop();
        report(true);
      },
      step() {
        stop();
        if (!diverged) advance();
        report(true);
      },
      drawn() {
        waiting = false;
      },
      pace(milliseconds) {
        interval = milliseconds;
      },
    };
    return ([name, argument]) => commands[name](argument);
  };

  return { createTrainer };
};
