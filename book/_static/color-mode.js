/* Light or dark, as the reader chose before or the system says: set before anything is drawn. */
(() => {
  const page = document.documentElement;
  let mode = null;
  try {
    mode = localStorage.getItem("mode");
  } catch {
    // A reader may forbid storage; then the system decides.
  }
  page.dataset.mode = mode || "auto";
  const dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  page.dataset.theme = dark ? "dark" : "light";
})();
