/* What MathJax looks at, and how: loaded before it. */
(() => {
  const pause = () => new Promise((resolve) => setTimeout(resolve));

  /* A formula that is wider than the page scrolls; then the keyboard has to reach it. */
  const reachable = () => {
    for (const formula of document.querySelectorAll('mjx-container[display="true"]'))
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
  };

  window.MathJax = {
    options: { enableMenu: false, processHtmlClass: "tex2jax_process|mathjax_process|math|output_area" },
    startup: {
      typeset: false,
      /* A few formulas at a time, so that the page answers in between. */
      async pageReady() {
        await MathJax.startup.defaultPageReady();
        const formulas = [...document.querySelectorAll(".math")];
        for (let place = 0; place < formulas.length; place += 6) {
          await MathJax.typesetPromise(formulas.slice(place, place + 6));
          await pause();
        }
        reachable();
        addEventListener("resize", reachable);
      },
    },
  };
})();
