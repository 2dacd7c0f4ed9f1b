/* What the theme would run from the page itself, the buttons in its header, and formulas for the keyboard. */
document.addEventListener("click", (event) => {
  const tool = event.target.closest?.("[data-tool]")?.dataset.tool;
  if (tool === "print") print();
  if (tool === "fullscreen") toggleFullScreen();
});

/* A formula that is wider than the page scrolls; then the keyboard has to reach it. */
(() => {
  const reachable = () => {
    for (const formula of document.querySelectorAll(".katex-display"))
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
  };
  addEventListener("DOMContentLoaded", () => document.fonts.ready.then(reachable));
  addEventListener("resize", reachable);
})();
