/* Settings: read from the form and put into it, written into the page's address and read from there. What can be
   chosen stands in the form alone. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.settings = (form) => {
  const controls = [...form.elements].filter(({ name }) => name);
  const defaults = Object.fromEntries(controls.map(({ name, value }) => [name, value]));

  const canBe = (control, value) => {
    if (control.options) return [...control.options].some((option) => option.value === value);
    const [low, high, step] = [control.min, control.max, control.step].map(Number);
    return /^\d{1,4}$/.test(value) && value >= low && value <= high && (value - low) % step === 0;
  };

  /* What the network takes: numbers as numbers. */
  const read = () => {
    const { batch_norm: batchNorm, ...others } = Object.fromEntries(
      controls.map(({ name, value }) => [name, Number.isNaN(Number(value)) ? value : Number(value)]),
    );
    return { ...others, batchNorm };
  };

  /* Puts settings into the form, and the default where one is missing or cannot be chosen. */
  const put = (settings) => {
    for (const control of controls) {
      const value = String(settings[control.name] ?? "");
      control.value = canBe(control, value) ? value : defaults[control.name];
    }
  };

  const isAllowed = (control) => canBe(control, control.value);
  const isValid = () => controls.every(isAllowed);

  /* The controls that do not stand as `settings` have them. */
  const changed = (settings) => controls.filter(({ name, value }) => value !== String(settings[name]));

  /* All settings, and the preset that they were made from; its name alone where nothing was changed. */
  const toHash = (preset, presets) => {
    if (preset && !changed(presets[preset]).length) return `#preset=${preset}`;
    const from = preset ? [["from", preset]] : [];
    return `#${new URLSearchParams([...controls.map(({ name, value }) => [name, value]), ...from])}`;
  };

  /* The settings in the address and the preset that they come from, or null where it holds none. */
  const fromHash = (hash, presets) => {
    const given = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    if (Object.hasOwn(presets, given.preset)) return { settings: presets[given.preset], preset: given.preset };
    const usable = controls.filter(({ name }) => Object.hasOwn(given, name));
    if (!usable.some((control) => canBe(control, given[control.name]))) return null;
    return { settings: given, preset: Object.hasOwn(presets, given.from) ? given.from : null };
  };

  return { controls, read, put, isAllowed, isValid, changed, toHash, fromHash };
};
