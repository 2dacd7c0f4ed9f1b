"""Where the book is published: the one place that knows.

GitHub Pages serves https://github.com/OWNER/NAME at https://OWNER.github.io/NAME/. The environment variable
BOOK_ADDRESS names another place, such as a domain of one's own.
"""

import os
import re
import urllib.parse


def of_repository(url):
    """Return the address of a repository's GitHub Pages, with a slash at the end.

    Example:
        >>> of_repository("https://github.com/Ada/engine"), of_repository("https://github.com/ada/ada.github.io")
        ('https://ada.github.io/engine/', 'https://ada.github.io/')
    """
    match = re.fullmatch(r"https://[^/]+/([^/]+)/([^/]+?)(?:\.git)?/?", url)
    if not match:
        raise ValueError(f"A repository is https://github.com/OWNER/NAME. Received: {url!r}")
    host = f"{match[1].lower()}.github.io"
    return f"https://{host}/" if match[2].lower() == host else f"https://{host}/{match[2]}/"


def of(app):
    """Return the address of the book, with a slash at the end."""
    named = os.environ.get("BOOK_ADDRESS")
    if named:
        return named.rstrip("/") + "/"
    return of_repository(app.config.html_theme_options["repository_url"])


def page(app, pagename):
    """Return the address of one page; the first page is the site itself."""
    return of(app) + ("" if pagename == "book/index" else f"{urllib.parse.quote(pagename)}.html")


def path(app):
    """Return the path of the book on its host: `/NAME/`, or `/`."""
    return urllib.parse.urlsplit(of(app)).path


def rebase(markup, place):
    """Return a page with each relative address replaced by `place(address)`."""

    def replaced(match):
        attribute, address = match.groups()
        return f'{attribute}="{place(address)}"'

    # Neither a scheme, nor a host, nor the root, nor a place in the same page.
    relative = r'(?![a-zA-Z][\w+.-]*:|/|#|")([^"]*)'
    return re.sub(rf'\b(href|src|action|data-content_root)="{relative}"', replaced, markup)
