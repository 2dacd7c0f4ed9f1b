"""The language switch."""

import pytest

from handson11 import i18n


def test_tr_follows_the_language_in_use():
    """`tr` gives back the text of the language chosen last, unchanged."""
    assert i18n.tr(ko="층", en="layer") == "layer"
    i18n.use("ko")
    assert i18n.tr(ko="층", en="layer") == "층"
    assert i18n.language() == "ko"


@pytest.mark.parametrize("bad", ["kr", "KO", "", None, 1, ["ko"]])
def test_an_unknown_language_is_refused_and_changes_nothing(bad):
    """The error names both languages and what was received."""
    with pytest.raises(ValueError, match=r"\('ko', 'en'\).*Received: language="):
        i18n.use(bad)
    assert i18n.language() == "en"
