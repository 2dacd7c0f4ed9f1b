"""Files at the root of the site: sitemap.xml, robots.txt, the first page, the page for addresses that lead nowhere."""

import pathlib
import posixpath
from xml.sax.saxutils import escape, quoteattr

import site_address
from bilingual import has_twin, language_of, twin

LOST = {
    "ko": {
        "title": "페이지를 찾을 수 없습니다",
        "text": "주소가 바뀌었거나 잘못 적혔습니다. 아래에서 찾아보세요.",
        "search": "이 책에서 찾기",
        "button": "찾기",
        "contents": "차례",
    },
    "en": {
        "title": "Page not found",
        "text": "The address has changed or was mistyped. Try one of these.",
        "search": "Search the book",
        "button": "Search",
        "contents": "Contents",
    },
}


def sitemap(app):
    """Return the sitemap: every page of the book, with the same page in the other language."""
    lines = []
    for name in sorted(app.env.found_docs):
        other = twin(name)
        names = {language_of(name): name, language_of(other): other} if has_twin(app, other) else {}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(site_address.page(app, each))}/>'
            for code, each in sorted(names.items())
        )
        lines.append(f"<url><loc>{escape(site_address.page(app, name))}</loc>{links}</url>")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )


def _lost_page(app):
    """The page that GitHub Pages shows for an address that leads nowhere, in both languages."""
    parts = []
    for language, words in LOST.items():
        start = app.env.toctree_includes.get("book/index", [])
        pages = [name for name in start if language_of(name) == language]
        items = "".join(
            f'<li><a href="{name}.html">{escape(app.env.titles[name].astext())}</a></li>' for name in pages
        )
        identifier = f"lost-{language}"
        parts.append(
            f'<section lang="{language}" class="lost" aria-labelledby="{identifier}">'
            f'<h2 id="{identifier}">{words["title"]}</h2><p>{words["text"]}</p>'
            f'<form action="book/{language}/search.html" method="get" role="search" aria-label="{words["search"]}">'
            f'<label for="{identifier}-q">{words["search"]}</label> '
            f'<input id="{identifier}-q" type="search" name="q" /> <button type="submit">{words["button"]}</button>'
            f"</form><p>{words['contents']}</p><ul>{items}</ul></section>"
        )
    heading = " · ".join(
        f'<span lang="{language}">{words["title"]}</span>' for language, words in LOST.items()
    )
    body = f"<section><h1>404</h1><p>{heading}</p>{''.join(parts)}</section>"
    title = " · ".join(words["title"] for words in LOST.values())
    return [("404", {"title": f"404 · {title}", "body": body}, "page.html")]


def _finish(app, error):
    if error or app.builder.format != "html":
        return
    out = pathlib.Path(app.outdir)
    (out / "sitemap.xml").write_text(sitemap(app), encoding="utf-8")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site_address.of(app)}sitemap.xml\n"
    (out / "robots.txt").write_text(robots, encoding="utf-8")
    # The first page is at the root too: no redirection before the first word.
    first = (out / "book" / "index.html").read_text(encoding="utf-8")
    first = site_address.rebase(first, lambda address: posixpath.normpath(f"book/{address}"))
    first = first.replace('data-content_root="."', 'data-content_root="./"')
    (out / "index.html").write_text(first, encoding="utf-8")
    # Shown at any depth, so every address has to begin at the host's root.
    lost, root = out / "404.html", site_address.path(app)
    markup = site_address.rebase(
        lost.read_text(encoding="utf-8"), lambda address: root + posixpath.normpath(address).removeprefix(".")
    )
    markup = markup.replace("<h1></h1>", "<h1>404</h1>")  # the theme's title for print
    lost.write_text(markup, encoding="utf-8")


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("html-collect-pages", _lost_page)
    app.connect("build-finished", _finish, priority=900)
    return {"version": "1", "parallel_read_safe": True}
