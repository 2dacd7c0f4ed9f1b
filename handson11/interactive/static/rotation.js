/* Section 11.2.3: a shortcut in the task of telling how a picture was turned, and how little of it is enough. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;
  const DIGITS = ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", WHITE = 60;

  const decoded = ({ images, side }) =>
    images.map((text) => Array.from({ length: side }, (_, row) => [...text.slice(row * side, (row + 1) * side)].map((digit) => DIGITS.indexOf(digit) / WHITE)));
  /* The bright bar that a camera prints into the upper left corner. */
  const stamped = (image) => {
    const side = image.length, part = Math.floor(side / 14);
    return image.map((row, y) => row.map((value, x) => (part <= y && y < 2 * part && part <= x && x < 4 * part ? 1 : value)));
  };
  const turned = (image, quarters) => {
    let result = image; // counter-clockwise
    for (let n = 0; n < quarters; n += 1) result = result[0].map((_, x) => result.map((row) => row[row.length - 1 - x]));
    return result;
  };
  /* Whether a pixel is in one of the four corners of this size. */
  const seen = (side, corner) => (y, x) => [y, x].every((place) => place < corner || place >= side - corner);

  /* Share of the images whose own way up is nearest to the mean of the other images, among four ways to turn
     that mean; only what can be seen counts. Where ways are equally near, one of them is guessed. */
  const accuracy = (images, corner) => {
    const side = images[0].length, visible = seen(side, corner);
    const total = images[0].map((row, y) => row.map((_, x) => images.reduce((sum, image) => sum + image[y][x], 0)));
    const shares = images.map((image) => {
      const mean = total.map((row, y) => row.map((value, x) => (value - image[y][x]) / (images.length - 1)));
      const distances = [0, 1, 2, 3].map((quarters) =>
        turned(mean, quarters).reduce((sum, row, y) => sum + row.reduce((part, value, x) => part + (visible(y, x) ? (value - image[y][x]) ** 2 : 0), 0), 0));
      const nearest = distances.map((distance) => distance <= Math.min(...distances) + 1e-9);
      return nearest[0] ? 1 / nearest.filter(Boolean).length : 0;
    });
    return shares.reduce((a, b) => a + b, 0) / images.length;
  };
  const curves = new WeakMap(); // worked out once a figure

  define("rotation", ({ picture, quarters, stamp, corner }, { words, data, fill }) => {
    if (!curves.has(data)) {
      const plain = decoded(data), printed = plain.map(stamped);
      const sizes = Array.from({ length: data.side / 2 }, (_, n) => n + 1);
      curves.set(data, { plain, printed, without: sizes.map((n) => [n, accuracy(plain, n)]), with: sizes.map((n) => [n, accuracy(printed, n)]) });
    }
    const found = curves.get(data), { side } = data, visible = seen(side, corner);
    const image = turned((stamp ? found.printed : found.plain)[picture - 1], quarters);
    const shown = image.map((row, y) => row.map((value, x) => (visible(y, x) ? value : 0)));
    const low = corner, high = side - corner;
    const covers = high > low ? [[low, high, 0, side], [0, low, low, high], [high, side, low, high]] : [];
    return {
      panels: [
        {
          bare: true, square: true, height: 250,
          x: { min: 0, max: side, label: fill("turned", { degrees: 90 * quarters }) },
          y: { min: 0, max: side },
          marks: [
            { cells: shown, corners: [[0, side], [side, 0]] },
            ...covers.map(([left, right, bottom, top]) => ({ band: [[left, bottom, top], [right, bottom, top]], c: 5 })),
            { line: [[0, 0], [side, 0], [side, side], [0, side], [0, 0]], c: 5 },
          ],
        },
        {
          height: 250,
          x: { min: 0.5, max: side / 2 + 0.5, label: words.corner },
          y: { min: 0, max: 1.05, label: words.accuracy },
          marks: [
            { line: [[0.5, 0.25], [side / 2 + 0.5, 0.25]], c: 5, d: 1, w: "thin", label: words.chance },
            { line: found.without, c: 0, label: words.without },
            { line: found.with, c: 1, d: 3, label: words.with },
            { dots: [(stamp ? found.with : found.without)[corner - 1]], c: stamp ? 1 : 0, r: 5 },
          ],
        },
      ],
      reading: fill("reading", {
        degrees: 90 * quarters, quarters, corner, with: 100 * found.with[corner - 1][1], without: 100 * found.without[corner - 1][1], images: data.images.length, pictures: 4 * data.images.length,
      }),
    };
  });
})();
