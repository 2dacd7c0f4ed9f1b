"""The judge of the open projects: does a conclusion follow from the values by seed."""

import unicodedata

import numpy as np
import pytest

from handson11.checks._outcomes import NotYet
from handson11.checks._projects import judge_results

QUESTION = "Does SELU reach a higher accuracy than ReLU with 20 layers?"


def refused(results, better, **direction):
    """Return the English complaint about a conclusion, or None where it is accepted."""
    try:
        judge_results(QUESTION, results, better, **direction)
    except NotYet as verdict:
        return verdict.broke.en
    return None


def test_a_clear_difference_needs_a_name_and_an_unclear_one_none():
    """Differences 0.1, 0.2, 0.3: mean 0.2, standard error 0.1/√3, quotient 3.46, below 4.30 for three seeds."""
    base = [0.5, 0.5, 0.55]
    unclear = {"a": [0.6, 0.7, 0.85], "b": base}
    assert refused(unclear, None) is None and refused(unclear, "a") and refused(unclear, "b")
    # 0.1, 0.2, 0.2: mean 1/6, standard error 0.0577/√3 = 1/30, quotient 5.
    clear = {"a": [0.6, 0.7, 0.75], "b": base}
    assert refused(clear, "a") is None and refused(clear, None) and refused(clear, "b")


def test_shared_seeds_are_compared_in_pairs():
    """A small gain on every seed is clear although the settings' ranges overlap; with other seeds it is not."""
    seeds = np.array([0.50, 0.60, 0.70, 0.80])
    gain = np.array([0.02, 0.021, 0.019, 0.02])
    paired = {"a": dict(enumerate(seeds + gain)), "b": dict(enumerate(seeds))}
    assert refused(paired, "a") is None
    apart = {"a": dict(enumerate(seeds + gain)), "b": dict(enumerate(seeds, start=10))}
    assert refused(apart, None) is None and refused(apart, "a")


def test_a_smaller_loss_is_better_when_asked_for():
    """With `higher_is_better=False` the setting with the smaller values wins."""
    losses = {"a": [1.0, 1.1, 1.05], "b": [2.0, 2.2, 2.1]}
    assert refused(losses, "a", higher_is_better=False) is None
    assert refused(losses, "b", higher_is_better=False)


@pytest.mark.parametrize(
    ("results", "better"),
    [
        ([0.5, 0.6, 0.7], None),
        ({"a": [0.5, 0.6, 0.7]}, "a"),
        ({"a": [0.5, 0.6], "b": [0.6, 0.7]}, None),
        ({"a": [50.0, 61.0, 70.0], "b": [60.0, 70.0, 82.0]}, None),
        ({"a": [0.5, float("nan"), 0.7], "b": [0.6, 0.7, 0.8]}, None),
        ({"a": [0.5, 0.5, 0.5], "b": [0.6, 0.6, 0.6]}, "b"),
        ({"a": [[0.1, 0.5]] * 3, "b": [[0.2, 0.6]] * 3}, "b"),
        ({"a": "0.5 0.6", "b": [0.6, 0.7, 0.8]}, "b"),
        ({"a": [0.5, 0.6, 0.7], "b": [0.6, 0.7, 0.8]}, "c"),
        ({"a": [0.5, 0.6, 0.7], "b": [0.6, 0.7, 0.8]}, ["b"]),
        (None, None),
    ],
)
def test_what_is_no_comparison_is_refused(results, better):
    """Too few settings or seeds, percentages, no scatter, histories, no numbers, an unknown name."""
    assert refused(results, better)


def test_a_difference_that_is_the_same_for_every_seed_is_not_judged():
    """Its standard error of 0 would make the smallest difference clear; neither conclusion is accepted."""
    shifted = {"a": [0.701, 0.711, 0.721], "b": [0.70, 0.71, 0.72]}
    for better in ("a", "b", None):
        assert "same for every seed" in refused(shifted, better)


def test_korean_names_may_come_in_single_letters():
    """A name typed on one system and copied from another's file name is the same name."""
    wide, narrow = "넓음", "좁음"
    for spell in ("NFC", "NFD"):
        results = {unicodedata.normalize(spell, wide): [0.6, 0.7, 0.75], narrow: [0.5, 0.5, 0.55]}
        for other in ("NFC", "NFD"):
            assert refused(results, unicodedata.normalize(other, wide)) is None


@pytest.mark.parametrize(
    ("question", "accepted"),
    [
        ("학습률이중요할까?", True),
        ("깊이의 영향은?", True),
        ("Does depth matter?", True),
        ("질문", False),
        ("question", False),
        ("무엇을 알아보려 하는지 한 문장으로 씁니다.", False),
        ("what you want to find out, in one sentence", False),
    ],
)
def test_a_question_is_more_than_a_word_and_not_the_exercise_itself(question, accepted):
    """Korean may go without spaces; the exercise's own sentence is no question."""
    results = {"a": [0.6, 0.7, 0.75], "b": [0.5, 0.5, 0.55]}
    try:
        judge_results(question, results, "a")
    except NotYet as verdict:
        assert not accepted and "not a question yet" in verdict.broke.en
    else:
        assert accepted
