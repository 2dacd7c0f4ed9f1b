/* The search page of one language: finds pages of that language only, and speaks it. */
(() => {
  const language = document.documentElement.lang;
  const folder = `book/${language}/`;
  const performSearch = Search._performSearch;
  // Sphinx expects its search page at the root. Ours lies beside the pages that it finds.
  document.documentElement.dataset.content_root = "";
  Search._performSearch = (...query) =>
    performSearch(...query)
      .filter(([page]) => page.startsWith(folder))
      .map(([page, ...rest]) => [page.slice(folder.length), ...rest]);
  if (language === "ko")
    Documentation.addTranslations({
      locale: "ko",
      plural_expr: "0",
      messages: {
        "Search Results": "검색 결과",
        "Searching": "검색 중",
        "Preparing search...": "검색 준비 중…",
        ", in ": " - ",
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
          "찾는 말이 들어 있는 페이지가 없습니다. 맞춤법을 확인하거나 더 짧은 말로 찾아보세요.",
        "Search finished, found ${resultCount} page(s) matching the search query.": "${resultCount}개 페이지를 찾았습니다.",
        "Hide Search Matches": "찾은 말 강조 끄기",
      },
    });
})();
