/* The search page of one language: what it finds, in which order, what it quotes, and how it speaks.

   Sphinx's index knows which page holds a word, cells of code included; SEARCH_TEXTS, beside it, holds the readable
   text of each page, heading by heading. Pages that hold all words of a query stand before those that hold some. */
(() => {
  const language = document.documentElement.lang;
  const folder = `book/${language}/`;
  const LENGTH = language === "ko" ? 110 : 220; // letters of an excerpt
  const ENOUGH = 8; // with so many pages that hold all words, those that hold some are left out
  // How much a page of a kind counts: to learn about something comes before practising it.
  const KINDS = { section: 1, glossary: 0.8, other: 0.6, exercises: 0.5 };
  // Words that ask, and say nothing about what is asked.
  const ASKING = new Set(
    ("why how what when where which who do does did is are was were can could should would i my we you me it its have has " +
      "왜 어떻게 무엇 무엇인가요 뭐 언제 어디 어느 어떤 나요 할까요 될까요 하나요 인가요 일까요").split(" "),
  );

  // ---- Words: Hangul from its beginning, everything else by its stem. ----
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const stemmer = new Stemmer();
  const stems = new Map();
  const stem = (word) => {
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  };
  const isHangul = (word) => /[가-힣]/.test(word);
  const tokens = (text) => plain(text).match(/[가-힣]+|[\p{L}\p{N}_]+?(?=[가-힣]|[^\p{L}\p{N}_]|$)/gu) ?? [];
  const matches = (token, word) => (isHangul(word) ? token.startsWith(word) : stem(token) === word || token === word);
  const count = (list, word) => list.reduce((sum, token) => sum + matches(token, word), 0);

  let pages = null;
  const prepare = () =>
    (pages ??= SEARCH_TEXTS.map(([name, title, kind, parts]) => ({
      name,
      title,
      kind,
      number: Search._index.docnames.indexOf(folder + name),
      titleWords: tokens(title),
      parts: parts.map(([heading, anchor, text]) => ({
        heading,
        anchor,
        text,
        headingWords: tokens(heading),
        words: tokens(text),
      })),
    })));

  // ---- Ranking. ----
  const holders = (word) => [Search._index.terms[word] ?? [], Search._index.titleterms[word] ?? []].flat();
  const saturated = (times) => times / (times + 4);
  const rank = (words, phrase) => {
    const all = prepare();
    const scored = all.map((page) => ({ page, held: 0, score: 0, parts: page.parts.map(() => 0) }));
    for (const word of words) {
      const indexed = new Set(holders(word));
      const found = scored.map(({ page, parts }) => {
        const inTitle = count(page.titleWords, word) > 0;
        const times = page.parts.map((part) => count(part.words, word));
        const headed = page.parts.map((part) => count(part.headingWords, word) > 0);
        const total = times.reduce((a, b) => a + b, 0);
        return { inTitle, times, headed, total, any: inTitle || total > 0 || headed.some(Boolean) || indexed.has(page.number) };
      });
      const rare = Math.log(1 + all.length / (1 + found.filter(({ any }) => any).length)); // a rare word says more
      found.forEach(({ inTitle, times, headed, total, any }, place) => {
        const entry = scored[place];
        entry.held += any;
        entry.score += rare * (2 * inTitle + 1.2 * headed.some(Boolean) + 2 * saturated(total) + 0.1 * any);
        times.forEach((n, part) => (entry.parts[part] += rare * (2 * saturated(n) + headed[part])));
      });
    }
    for (const entry of scored) {
      const { page } = entry;
      for (const pair of phrase.pairs) {
        const times = page.parts.map((part) => part.text.split(pair).length - 1);
        const total = times.reduce((a, b) => a + b, 0);
        const headed = page.parts.map((part) => pair.test(part.heading));
        entry.score += 2 * pair.test(page.title) + headed.some(Boolean) + 2 * saturated(total);
        times.forEach((n, part) => (entry.parts[part] += saturated(n) + headed[part]));
      }
      entry.score *= KINDS[page.kind];
      // Whoever types a term wants to know what it is: its row stands among the first.
      const term = page.kind === "glossary" ? page.parts.findIndex((part) => phrase.term(part)) : -1;
      if (term >= 0) {
        entry.parts[term] += 100;
        entry.score += 2;
      }
    }
    const order = new Map(all.map((page, place) => [page, place]));
    const found = scored
      .filter(({ held }) => held > 0)
      .sort((a, b) => b.held - a.held || b.score - a.score || order.get(a.page) - order.get(b.page));
    const whole = found.filter(({ held }) => held === words.length);
    return whole.length >= ENOUGH ? whole : found.slice(0, Math.max(ENOUGH, whole.length));
  };

  // ---- What is shown of a page: the part that fits best, and a sentence or two of it. ----
  const excerpt = (text, words, phrase) => {
    const places = [...text.matchAll(/[가-힣]+|[\p{L}\p{N}_]+?(?=[가-힣]|[^\p{L}\p{N}_]|$)/gu)]
      .map((match) => ({ at: match.index, token: plain(match[0]) }))
      .filter(({ token }) => words.some((word) => matches(token, word)));
    // The window with most of the words; where all of them stand together is better still.
    const value = (start) => {
      const inside = places.filter(({ at }) => at >= start && at < start + LENGTH * 0.8);
      return (
        words.filter((word) => inside.some(({ token }) => matches(token, word))).length * 10 +
        Math.min(inside.length, 5) +
        (text.slice(start).search(phrase.one) === 0 ? 5 : 0)
      );
    };
    const best = places.map(({ at }) => at).reduce((a, b) => (value(b) > value(a) ? b : a), places[0]?.at ?? 0);
    const before = text.slice(0, best);
    const sentence = Math.max(...[". ", "? ", "! ", ".\n"].map((end) => before.lastIndexOf(end) + 2), 0);
    const start = best - sentence <= LENGTH / 2 && sentence > 1 ? sentence : best <= LENGTH / 2 ? 0 : before.lastIndexOf(" ", best - LENGTH / 4) + 1;
    let end = Math.min(start + LENGTH, text.length);
    if (end < text.length) end = text.lastIndexOf(" ", end) > best ? text.lastIndexOf(" ", end) : end;
    return `${start > 0 && start !== sentence ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
  };

  const element = (name, text, properties = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, properties);
  const show = ({ page, parts }, words, phrase) => {
    const place = parts.indexOf(Math.max(...parts));
    const part = page.parts[place] ?? { heading: page.title, anchor: "", text: "" };
    const item = element("li", "");
    const inside = place > 0 || page.kind === "glossary";
    const address = `${page.name}.html${inside ? `#${part.anchor}` : ""}`;
    item.append(element("a", page.title, { href: address }));
    if (inside) item.append(element("span", ` › ${part.heading}`, { className: "search-part" }));
    const text = excerpt(part.text, words, phrase);
    if (text) item.append(element("p", text, { className: "context" }));
    Search.output.append(item);
    return item;
  };

  const escape = (text) => text.replace(/[.*+\-?^${}()|[\]\\]/g, "\\$&");
  Search.query = (query) => {
    const [, searchTerms, , highlightTerms] = Search._parseQuery(query);
    // "why" and the like go, unless nothing else is left.
    const asked = [...searchTerms].filter((word) => !ASKING.has(word));
    const words = [asked, [...searchTerms], tokens(query)].find((list) => list.length) ?? [];
    const typed = splitQuery(query.trim()).filter((word) => !ASKING.has(word.toLowerCase()));
    const together = (list) => new RegExp(list.map(escape).join("[\\s.-]*") || "(?!)", "i");
    const whole = plain(query).replace(/[\s-]+/g, "");
    const phrase = {
      one: together(typed),
      pairs: typed.slice(1).map((word, place) => together([typed[place], word])),
      // A row's text opens with every form of its term.
      term: ({ text }) =>
        plain(text.split("): ")[0]).split(/[(),]/).some((form) => form.replace(/[\s-]+/g, "") === whole),
    };
    const results = rank(words, phrase);
    for (const result of results) {
      const item = show(result, words, phrase);
      if (SPHINX_HIGHLIGHT_ENABLED) for (const term of highlightTerms) _highlightText(item.lastChild, term, "highlighted");
    }
    document.getElementById("search-progress")?.replaceChildren();
    _finishSearch(results.length);
  };

  if (language === "ko")
    Documentation.addTranslations({
      locale: "ko",
      plural_expr: "0",
      messages: {
        "Search Results": "검색 결과",
        "Searching": "검색 중",
        "Preparing search...": "검색 준비 중…",
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
          "찾는 말이 들어 있는 페이지가 없습니다. 맞춤법을 확인하거나 더 짧은 말로 찾아보세요.",
        "Search finished, found ${resultCount} page(s) matching the search query.": "${resultCount}개 페이지를 찾았습니다.",
        "Hide Search Matches": "찾은 말 강조 끄기",
      },
    });
})();
