"""Pages that are light: one style sheet without the rules that no page needs, one script, small icons.

The themes and extensions bring ten style sheets (500 KB), as many scripts, and fonts of 3,000 icons. What they say in
the order of their loading becomes book.css and book.js; a rule of which every selector names a class that stands in no
page and in no script is left out. Sheets and scripts that single pages load stay what they are.
"""

import hashlib
import pathlib
import re

from sphinx.util import logging

STYLES = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "katex/katex.css",
    "handson11.css",
    "pages.css",
)
SCRIPTS = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "clipboard.min.js",
    "copybutton.js",
    "scripts/sphinx-book-theme.js",
    "scripts/bootstrap.js",
    "scripts/pydata-sphinx-theme.js",
    "page-tools.js",
)
# What extensions load for features that no page has; `_finish` says so if one comes to have it.
UNUSED = {
    "togglebutton": r'class="[^"]*\b(toggle|dropdown)\b(?![-])[^"]*admonition|class="[^"]*admonition[^"]*\bdropdown\b',
    "design-tabs": r'class="[^"]*\bsd-tab-set\b',
    "graphviz": r'class="[^"]*\bgraphviz\b',
}
# Classes that scripts put together from parts.
DYNAMIC = re.compile(r"(bs-|tooltip|popover|modal|offcanvas|collaps|fade|show|pst-)")
ICON_FONTS = ("icons-solid.woff", "icons-brands.woff")  # made by book/_tools/make_icons.py
logger = logging.getLogger(__name__)


# ---- Style sheets. ----


def rules(css):
    """Yield the rules of a style sheet as (prelude, block); the block is None for a statement such as @charset."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth, start, opened, place = 0, 0, 0, 0
    while place < len(css):
        character = css[place]
        if character == "\\":
            place += 1
        elif character in "\"'":
            place = _end_of_string(css, place)
        elif character == "(":  # an address may hold what ends a rule
            place = _end_of_brackets(css, place)
        elif character == "{":
            if depth == 0:
                opened = place
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
        elif character == ";" and depth == 0:
            yield css[start:place].strip(), None
            start = place + 1
        place += 1


def _end_of_string(css, place):
    quote = css[place]
    place += 1
    while place < len(css) and css[place] != quote:
        place += 2 if css[place] == "\\" else 1
    return place


def _end_of_brackets(css, place):
    depth = 0
    while place < len(css):
        if css[place] in "\"'":
            place = _end_of_string(css, place)
        elif css[place] == "\\":
            place += 1
        elif css[place] in "()":
            depth += 1 if css[place] == "(" else -1
            if depth == 0:
                return place
        place += 1
    return place


def selectors(prelude):
    """Return the selectors of a list; a comma in brackets belongs to its selector."""
    parts, depth = [""], 0
    for character in prelude:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def can_match(selector, used):
    """Whether a selector can match: every class that it asks for is used somewhere."""
    if "\\" in selector:
        return True
    outside = selector
    while "(" in outside:  # :not(.x) and :is(.x, .y) do not ask for .x
        shorter = re.sub(r"\([^()]*\)", "", outside)
        if shorter == outside:
            break
        outside = shorter
    outside = re.sub(r"\[[^\]]*\]", "", outside)
    return all(name in used or DYNAMIC.match(name) for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", outside))


def slim(css, used):
    """Return a style sheet without the rules that can match nothing, and without its comments."""
    kept = []
    for prelude, block in rules(css):
        if block is None:
            kept.append(f"{prelude};" if not prelude.startswith(("@import", "@charset")) else "")
        elif prelude.startswith(("@media", "@supports", "@layer", "@container")):
            inner = slim(block, used)
            kept.append(f"{prelude}{{{inner}}}" if inner else "")
        elif prelude.startswith("@font-face"):
            kept.append("" if "Font Awesome" in block else f"{prelude}{{{block}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{block}}}")
        else:
            wanted = [selector for selector in selectors(prelude) if can_match(selector, used)]
            kept.append(f"{','.join(wanted)}{{{_tight(block)}}}" if wanted else "")
    return "".join(kept)


def _tight(block):
    """Return declarations without needless space; strings stay as they are."""
    if "{" in block:  # nested rules
        return block
    return re.sub(r"\s*\n\s*", "", block).strip().rstrip(";")


def moved(css, folder):
    """Return a style sheet whose relative addresses, once relative to `folder`, are relative to the folder above it."""

    def replaced(match):
        quote, address = match.groups()
        if folder == "." or re.match(r"[a-z]+:|/|#", address):
            return match.group()
        parts = f"{folder}/{address}".split("/")
        while ".." in parts[1:]:
            place = parts.index("..", 1)
            del parts[place - 1 : place + 1]
        return f"url({quote}{'/'.join(parts)}{quote})"

    return re.sub(r"""url\((["']?)(.*?)\1\)""", replaced, css)


def icon_faces():
    """Return the rules that load the icons."""
    families = (("Font Awesome 6 Free", 900), ("Font Awesome 6 Brands", 400))
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;src:url({name}) format("woff")}}'
        for (family, weight), name in zip(families, ICON_FONTS, strict=True)
    )


# ---- The build. ----


def _inputs(static, names):
    """Return the files of the bundle that are there, in order."""
    return [path for name in names for path in sorted(static.glob(name))]


def used_classes(out, scripts):
    """Return every class of every page, and every word of every script, which may set it."""
    used = set()
    for page in out.rglob("*.html"):
        if "_static" not in page.parts:
            for value in re.findall(r'class="([^"]*)"', page.read_text(encoding="utf-8")):
                used.update(value.split())
    for script in scripts:
        used.update(re.findall(r"[A-Za-z_][\w-]*", script.read_text(encoding="utf-8")))
    return used


def _version(app):
    """Return a short name of what the bundle is made of, so that a browser does not keep an old one."""
    if not hasattr(app, "bundle_version"):
        own = pathlib.Path(__file__).parents[1] / "_static"
        digest = hashlib.sha256(pathlib.Path(__file__).read_bytes())
        for path in sorted(
            [*own.glob("*.css"), *own.glob("*.js"), *pathlib.Path(__file__).parent.glob("*.py")]
        ):
            digest.update(path.read_bytes())
        app.bundle_version = digest.hexdigest()[:8]
    return app.bundle_version


def _is_bundled(filename, names):
    name = str(filename).split("?")[0].removeprefix("_static/")
    return any(pathlib.PurePath(name).match(pattern) for pattern in names)


def _load(app, pagename, templatename, context, doctree):
    """Leave to a page only what the bundle does not hold."""
    context["bundle_version"] = _version(app)
    dropped = [f"{name}.css" for name in UNUSED] + [f"{name}.js" for name in UNUSED]
    context["css_files"] = [
        sheet
        for sheet in context.get("css_files", [])
        if not _is_bundled(getattr(sheet, "filename", sheet), [*STYLES, *dropped])
    ]
    kept = []
    for script in context.get("script_files", []):
        filename = getattr(script, "filename", script)
        if filename and not _is_bundled(filename, [*SCRIPTS, *dropped]):
            kept.append(script)
        # Scripts in the page itself serve nothing here.
    context["script_files"] = kept


def without_handlers(markup):
    """Return a page whose buttons name their tool, for page-tools.js, where the theme wrote scripts into them."""
    markup = markup.replace('onclick="window.print()"', 'data-tool="print"')
    return markup.replace('onclick="toggleFullScreen()"', 'data-tool="fullscreen"')


def _finish(app, error):
    if error or app.builder.format != "html":
        return
    out = pathlib.Path(app.outdir)
    for page in [*out.glob("*.html"), *(out / "book").rglob("*.html")]:
        page.write_text(without_handlers(page.read_text(encoding="utf-8")), encoding="utf-8")
    static = out / "_static"
    scripts = _inputs(static, SCRIPTS)
    used = used_classes(out, static.glob("**/*.js"))
    sheets = [
        slim(moved(path.read_text(encoding="utf-8"), path.parent.relative_to(static).as_posix()), used)
        for path in _inputs(static, STYLES)
    ]
    (static / "book.css").write_text("".join([icon_faces(), *sheets]), encoding="utf-8")
    texts = [
        re.sub(r"^//# sourceMappingURL=.*$", "", path.read_text("utf-8"), flags=re.M) for path in scripts
    ]
    (static / "book.js").write_text(";\n".join(texts), encoding="utf-8")
    for name, sign in UNUSED.items():
        for page in (out / "book").rglob("*.html"):
            if re.search(sign, page.read_text(encoding="utf-8")):
                logger.warning("%s needs %s, which light_pages.py leaves out", page.relative_to(out), name)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("html-page-context", _load, priority=960)
    app.connect("build-finished", _finish, priority=950)
    return {"version": "1", "parallel_read_safe": True}
