"""The language of plots, tables and messages: Korean or English."""

LANGUAGES = ("ko", "en")

_current = "en"


def use(language):
    """Choose the language in which plots are labelled and results are printed.

    Args:
        language: `"ko"` or `"en"`. The package starts in `"en"`.

    Raises:
        ValueError: If `language` is neither of the two.

    Example:
        >>> use("ko")
        >>> tr(ko="층", en="layer")
        '층'
        >>> use("en")
    """
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"`language` must be one of {LANGUAGES}. Received: language={language!r}")
    _current = language


def language():
    """Return the language in use, `"ko"` or `"en"`."""
    return _current


def tr(*, ko, en):
    """Return the text that belongs to the language in use.

    Args:
        ko: What to return while the language is Korean.
        en: What to return while the language is English.

    Returns:
        `ko` or `en`, unchanged.

    Example:
        >>> tr(ko="분산", en="variance")
        'variance'
    """
    return ko if _current == "ko" else en
