"""Train each preset of the playground in Chromium and record the outcome for readers without scripts.

    python book/_tools/record_playground.py

Writes book/playground/recorded.json: before training, the size of the gradient in layer 1 by that of the output layer
and the spread of the activations in the last hidden layer by that of layer 1; after training, the held-out accuracy.
"""

import json
import os
import shutil

from make_subset import ROOT

FOLDER = ROOT / "book" / "playground"
SCRIPTS = ROOT / "book" / "_static" / "playground"
STEPS = 310  # ten epochs of mini-batches of 32

OUTCOME = """({ settings, steps }) => new Promise((resolve) => {
  const playground = handson11Playground;
  let first = null, points = [];
  const { batch_norm: batchNorm, ...others } = settings;
  const command = playground.startTrainer(playground.readData(), (report) => {
    command("drawn");
    points.push(...report.points);
    first ??= report.picture;
    if (report.steps < steps && !report.diverged) return command("step");
    const finite = report.diverged ? null : points.at(-1);
    const { layers, output } = first;
    resolve({
      gradient_ratio: layers[0].gradient.size / output.gradient.size,
      activation_ratio: layers.at(-1).deviation / layers[0].deviation,
      mean: layers.at(-1).mean,
      deviation: layers.at(-1).deviation,
      fault: layers[0].fault === null ? null : Math.max(...report.picture.layers.map(({ fault }) => fault)),
      accuracy: finite && finite.heldAccuracy,
      steps: report.steps,
    });
  });
  command("start", { ...others, batchNorm });
})"""


def load_scripts(page):
    """Load the parts of the playground that need no page."""
    for name in ("network", "statistics", "trainer", "worker", "data"):
        page.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text(encoding="utf-8"))


def outcome(page, settings, steps=STEPS):
    """Return what becomes of a network: a dict with the quantities that are recorded."""
    return page.evaluate(OUTCOME, {"settings": settings, "steps": steps})


def main():
    """Write the record."""
    import playground
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        load_scripts(page)
        results = {}
        for preset in playground.load():
            found = outcome(page, playground.complete(preset["settings"]))
            kept = ("gradient_ratio", "activation_ratio", "accuracy", "steps")
            results[preset["id"]] = {name: found[name] for name in kept}
            print(preset["id"], found, flush=True)
        browser.close()
    text = json.dumps({"steps": STEPS, "presets": results}, indent=1)
    (FOLDER / "recorded.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    main()
