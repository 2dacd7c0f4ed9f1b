/* What the theme would run from the page itself: the buttons in its header. Formulas for the keyboard, terms for fingers. */
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
  addEventListener("DOMContentLoaded", () => {
    reachable();
    document.fonts.ready.then(reachable); // in its own font a formula has another width
  });
  addEventListener("resize", reachable);
})();

/* A finger cannot hover: its first tap on a term shows what the term means, with the way on to the glossary;
   a second tap takes that way. Screen readers have the meaning from the link's title. */
(() => {
  const more = document.documentElement.lang === "ko" ? "용어집에서 보기" : "See the glossary";
  let pointer = "";
  let note = null;
  const close = () => {
    note?.remove();
    note = null;
  };
  const open = (term) => {
    close();
    note = Object.assign(document.createElement("span"), { className: "term-note", textContent: `${term.title} ` });
    note.term = term;
    note.append(Object.assign(document.createElement("a"), { href: term.href, textContent: more }));
    term.after(note);
    // Below the line of the term, and within its paragraph's width.
    const column = term.closest("p, li, td, dd, article").getBoundingClientRect();
    const width = Math.min(320, column.width);
    const origin = note.offsetParent.getBoundingClientRect();
    const lines = term.getClientRects();
    const line = lines[lines.length - 1];
    note.style.width = `${width}px`;
    note.style.left = `${Math.max(Math.min(line.left, column.right - width), column.left) - origin.left}px`;
    note.style.top = `${line.bottom - origin.top + 4}px`;
  };
  document.addEventListener("pointerdown", (event) => (pointer = event.pointerType), true);
  document.addEventListener("click", (event) => {
    const term = event.target.closest?.("a.term");
    if (term && pointer === "touch" && note?.term !== term) {
      event.preventDefault();
      open(term);
    } else if (!event.target.closest?.(".term-note")) close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("resize", close);
})();
