/* The table of claims: sorted by its headings, narrowed by the form above it. The choice stands in the address,
   so that it can be linked: evidence.html?verdict=holds-when+not-found. All words stand in the page. */
(() => {
  const root = document.querySelector(".evidence");
  const form = root?.querySelector("form");
  if (!form) return;
  const table = root.querySelector("table");
  const claims = [...table.tBodies];
  const language = document.documentElement.lang;
  const count = root.querySelector(".evidence-count");

  // ---- Sorting: each heading is a button; a second press turns the order round. ----
  const verdicts = [...form.elements.verdict.options].map((option) => option.value);
  const keys = {
    section: (claim) => claims.indexOf(claim), // the order of the course
    claim: (claim) => claim.querySelector(".claim-statement").textContent.trim(),
    verdict: (claim) => verdicts.indexOf(claim.dataset.verdict),
  };
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const headings = [...table.querySelectorAll("th[data-sort]")];
  const sort = (heading) => {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const key = keys[heading.dataset.sort];
    const order = (a, b) => {
      const [x, y] = [key(a), key(b)];
      return direction * (typeof x === "number" ? x - y : compare(x, y)) || claims.indexOf(a) - claims.indexOf(b);
    };
    table.append(...[...claims].sort(order));
    for (const other of headings) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  };
  for (const heading of headings) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: heading.textContent });
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(heading));
  }
  headings[0].setAttribute("aria-sort", "ascending");

  // ---- Narrowing. ----
  const plain = (text) => text.normalize("NFKC").toLocaleLowerCase(language);
  const texts = new Map(claims.map((claim) => [claim, plain(claim.textContent)]));
  const narrow = () => {
    const { text, section, verdict } = Object.fromEntries(new FormData(form));
    const words = plain(text).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const claim of claims) {
      const fits =
        (!section || claim.dataset.section === section) &&
        (!verdict || verdict.split(" ").includes(claim.dataset.verdict)) &&
        words.every((word) => texts.get(claim).includes(word));
      claim.hidden = !fits;
      shown += fits;
    }
    const sentence = shown ? root.dataset.shown : root.dataset.none;
    count.textContent = sentence.replace("{shown}", shown).replace("{total}", claims.length);
  };
  const keep = () => {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const query = chosen.toString();
    // Without a change of the history: "back" leads to the page before, not through every letter typed.
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  };

  const asked = new URLSearchParams(location.search);
  const first = headings.find((heading) => heading.dataset.sort === asked.get("sort"));
  if (first) sort(first);
  for (const [name, value] of asked) {
    const field = form.elements[name];
    if (field && (!field.options || [...field.options].some((option) => option.value === value))) field.value = value;
  }
  form.hidden = false;
  narrow();
  const changed = () => {
    narrow();
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed)); // the fields are empty only after the event
})();
