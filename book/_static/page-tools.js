/* The buttons in a page's header that the theme would run from the page itself. */
document.addEventListener("click", (event) => {
  const tool = event.target.closest?.("[data-tool]")?.dataset.tool;
  if (tool === "print") print();
  if (tool === "fullscreen") toggleFullScreen();
});
