"""Open projects: a question of the learner's own, results by seed, and whether they support the conclusion.

A section's project needs nothing but its own statement and a judge of one line:

    @exercise("project-11-2", title=…, kind="project", hint=…)
    def _project(question, results, better, higher_is_better=True):
        return judge_results(question, results, better, higher_is_better=higher_is_better)

and in the notebook `checks.check("project-11-2", question, results, better)`; `HOW_IT_IS_JUDGED` is the rule in both
languages, to be put into the statement word for word.
"""

import unicodedata
from collections.abc import Hashable, Mapping

import numpy as np

from handson11.checks._compare import literal, real_array
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import given, plain, say, shown

MIN_SETTINGS, MIN_SEEDS = 2, 3

# Two-sided 95 % points of Student's t distribution by degrees of freedom.
_T95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}
_T95 |= {12: 2.179, 15: 2.131, 20: 2.086, 30: 2.042, 60: 2.0, 1_000_000: 1.96}

HOW_IT_IS_JUDGED = say(
    ko="""답은 세 가지입니다.

- `question`: 무엇을 알아보려 하는지 한 문장으로 씁니다.
- `results`: 설정의 이름을 키로, 시드마다 잰 값의 리스트를 값으로 하는 딕셔너리입니다. 설정은 둘 이상, 시드는 설정마다 셋 이상(다섯이면 더 좋습니다)이고, 모든 설정에서 같은 시드를 같은 순서로 씁니다. 값은 0과 1 사이의 검증 정확도입니다. 손실처럼 작을수록 좋은 값을 재도 됩니다. 그때는 `checks.check(…)`에 `higher_is_better=False`를 덧붙이세요.
- `better`: 다른 모든 설정보다 분명히 나은 설정이 있으면 그 이름을, 없으면 `None`을 씁니다. `None`도 훌륭한 결론입니다.

**분명하다**는 것은 이렇게 정합니다. 두 설정을 같은 시드끼리 빼고, 그 차이들의 평균을 표준 오차(차이의 표준 편차 ÷ √(시드 수), `ddof=1`)로 나눕니다. 이 값의 크기가 기준을 넘으면 분명한 차이입니다. 기준은 시드가 3개면 4.30, 4개면 3.18, 5개면 2.78입니다(스튜던트 t 분포의 95 % 구간). 시드의 수가 서로 다르면 표준 오차는 √(s₁²/n₁ + s₂²/n₂)이고, 기준은 적은 쪽을 따릅니다.""",
    en="""The answer has three parts.

- `question`: what you want to find out, in one sentence.
- `results`: a dict from the name of each setting to a list of measured values, one per seed. Compare at least two settings, with at least three seeds each (five is better), and use the same seeds in the same order for every setting. The values are validation accuracies between 0 and 1. You may also measure something that is better when smaller, such as a loss; then add `higher_is_better=False` to `checks.check(…)`.
- `better`: the name of the setting that is clearly better than every other one, or `None` if there is none. `None` is as good a conclusion as any.

**Clearly** means this. Subtract the two settings seed by seed and divide the mean of the differences by its standard error (their standard deviation with `ddof=1`, divided by √number of seeds). The difference is clear if the size of this quotient exceeds a threshold: 4.30 for three seeds, 3.18 for four, 2.78 for five (the 95 % interval of Student's t distribution). If the numbers of seeds differ, the standard error is √(s₁²/n₁ + s₂²/n₂), and the smaller number sets the threshold.""",
)


def judge_results(question, results, better, *, higher_is_better=True):
    """Judge an open project: is there a question, are there measurements, do they support the conclusion.

    What is compared is the best setting with each other one: the difference of their means against its standard
    error, paired where both have the same seeds, at the 95 % points of Student's t distribution.

    Args:
        question: A sentence.
        results: A dict from each setting's name to its values, one per seed: a sequence, or a dict by seed. At least
            two settings with at least three seeds each. Where larger is better, accuracies in [0, 1].
        better: The name of the setting that is clearly better than every other one, or None if none is.
        higher_is_better: Whether larger values are better.

    Returns:
        What held, as a `Text`: the means, the difference and its standard error, in words.

    Raises:
        NotYet: If something is missing, implausible, or not supported by the numbers.
    """
    _check_question(question)
    _check_direction(higher_is_better)
    measured = _measurements(results, accuracies=higher_is_better)
    claimed = _claimed(better, measured)
    sign = 1 if higher_is_better else -1
    means = {name: sign * np.mean(list(values.values())) for name, values in measured.items()}
    best = max(means, key=means.get)
    if claimed is not None and means[claimed] == means[best]:
        best = claimed
    _check_scatter(measured, best)
    against = {name: _difference(measured[best], measured[name], sign) for name in measured if name != best}
    _check_differences(against, measured)
    unclear = {name: found for name, found in against.items() if not found.clear}
    summary = _summary(measured)
    if claimed is None:
        if not unclear:
            closest = min(against.values(), key=lambda found: found.quotient)
            raise _too_modest(closest, summary)
        name, found = max(unclear.items(), key=lambda item: item[1].limit - abs(item[1].mean))
        return _nothing_clear(best, name, found, summary)
    if claimed != best:
        raise _not_the_best(claimed, summary, higher_is_better)
    if unclear:
        name, found = min(unclear.items(), key=lambda item: item[1].mean)
        raise _inside_the_noise(name, found, summary)
    name, found = min(against.items(), key=lambda item: item[1].quotient)
    return _clearly(best, name, found, summary, alone=len(against) == 1)


def _check_differences(against, measured):
    """Refuse a difference that is the same for every seed: its standard error of 0 would make anything clear."""
    for name, found in against.items():
        if found.error == 0 and found.mean and found.paired:
            raise NotYet(
                say(
                    ko=f"모든 시드에서 차이가 똑같아서, 차이의 흩어짐을 잴 수 없습니다: `{plain(name, 40)}`",
                    en=f"The difference is the same for every seed, so its scatter cannot be measured: `{plain(name, 40)}`.",
                ),
                say(
                    ko="값을 너무 짧게 반올림하지 않았는지 보고, 시드를 더하세요.",
                    en="See whether the values were rounded too far, and add seeds.",
                ),
                tried=_tried(found),
                received=_summary(measured),
            )


class _Difference:
    """How far one setting lies above another, and how sure that is."""

    def __init__(self, mean, error, seeds, paired):
        self.mean, self.error, self.seeds, self.paired = mean, error, seeds, paired
        self.threshold = _t95(seeds - 1)

    @property
    def quotient(self):
        return np.inf if self.error == 0 else self.mean / self.error

    @property
    def limit(self):
        return self.threshold * self.error

    @property
    def clear(self):
        return self.mean > self.limit


def _difference(first, second, sign):
    """Return how much better the first setting is, paired where the seeds are the same."""
    if first.keys() == second.keys():
        differences = sign * np.array([first[seed] - second[seed] for seed in first])
        found = differences.mean(), _scatter(differences) / np.sqrt(differences.size), differences.size, True
    else:
        first, second = (np.array(list(values.values())) for values in (first, second))
        error = np.sqrt(_scatter(first) ** 2 / first.size + _scatter(second) ** 2 / second.size)
        found = sign * (first.mean() - second.mean()), error, min(first.size, second.size), False
    mean, error, seeds, paired = found
    return _Difference(0.0 if abs(mean) < 1e-12 else float(mean), float(error), seeds, paired)


def _scatter(values):
    """Return the standard deviation over seeds; exactly 0 where only rounding differs."""
    std = values.std(ddof=1)
    return 0.0 if std <= 1e-7 * np.abs(values).max() or std < 1e-12 else std


def _t95(degrees):
    known = list(_T95)
    return float(np.interp(-1 / degrees, [-1 / each for each in known], list(_T95.values())))


def _check_question(question):
    if isinstance(question, str):
        words = [word for word in question.split() if any(c.isalpha() for c in word)]
        hangul = sum("가" <= c <= "힣" for c in _composed(question))  # Korean may go without spaces
        long_enough = len(words) >= 2 and len(question.strip()) >= 8 or hangul >= 6
        if long_enough and question.strip().rstrip(".") not in f"{HOW_IT_IS_JUDGED.ko}{HOW_IT_IS_JUDGED.en}":
            return
    raise NotYet(
        say(ko="`question`이 아직 질문이 아닙니다.", en="`question` is not a question yet."),
        say(
            ko="무엇을 바꾸고 무엇을 재서 알아보려 하는지, 따옴표 안에 한 문장으로 쓰세요.",
            en="Write one sentence in quotes: what do you change, and what do you measure?",
        ),
        received=given("question", question, 80),
    )


def _check_direction(higher_is_better):
    if isinstance(higher_is_better, bool | np.bool_):
        return
    raise NotYet(
        say(
            ko="`higher_is_better`가 `True`도 `False`도 아닙니다.",
            en="`higher_is_better` is neither `True` nor `False`.",
        ),
        say(
            ko="여러분이 잰 값은 클수록 좋습니까, 작을수록 좋습니까?",
            en="Is a larger value of what you measured better, or a smaller one?",
        ),
        received=given("higher_is_better", higher_is_better, 80),
    )


def _measurements(results, *, accuracies):
    """Return the values by setting and seed as nested dicts, or say what is missing."""
    if not isinstance(results, Mapping):
        raise NotYet(
            say(ko="`results`가 딕셔너리가 아닙니다.", en="`results` is not a dict."),
            say(
                ko="`{설정의 이름: 시드마다 잰 값의 리스트}`의 모양으로 모으세요.",
                en="Collect it as `{name of the setting: list of values, one per seed}`.",
            ),
            received=given("results", results, 100),
        )
    if len(results) < MIN_SETTINGS:
        raise NotYet(
            say(
                ko="설정이 둘보다 적어서 비교할 수가 없습니다.",
                en="With fewer than two settings there is nothing to compare.",
            ),
            say(
                ko="무엇과 비교해야 질문에 답이 됩니까? 바꾸기 전의 설정도 같은 시드로 재세요.",
                en="What does your question compare with? Measure the setting before the change as well, with the same seeds.",
            ),
            received=given("results", dict(results), 100),
        )
    if None in results:
        raise NotYet(
            say(
                ko="설정의 이름이 `None`이면 '나은 것이 없다'는 결론과 구별할 수 없습니다.",
                en="A setting named `None` cannot be told from the conclusion that none is better.",
            ),
            say(
                ko="설정의 이름을 문자열로 지어 주세요.",
                en="Give the settings names that are strings.",
            ),
        )
    measured = {name: _values(name, values) for name, values in results.items()}
    for name, values in measured.items():
        _check_plausible(name, list(values.values()), accuracies)
    return measured


def _values(name, values):
    """Return the values of one setting by seed."""
    received = literal(f"`{plain(name, 40)}`: {shown(values, 100)}")
    by_seed = dict(values) if isinstance(values, Mapping) else None
    try:
        items = list(by_seed.values() if by_seed is not None else values)
        items = [real_array(item) for item in items]
    except Exception:  # a single number, a model, anything that is no sequence
        items = None
    if items is None or isinstance(values, str) or any(item is None for item in items):
        raise NotYet(
            say(
                ko=f"시드마다 숫자가 하나씩 든 리스트가 아닙니다: `{plain(name, 40)}`",
                en=f"This is not a list with one number for each seed: `{plain(name, 40)}`.",
            ),
            say(
                ko="시드를 바꿔 가며 훈련하고, 훈련이 끝날 때마다 값 하나를 리스트에 덧붙이세요.",
                en="Train once for each seed, and append one number to the list each time.",
            ),
            received=received,
        )
    if any(item.size != 1 for item in items):
        raise NotYet(
            say(
                ko=f"시드 하나에 값이 여러 개 있습니다: `{plain(name, 40)}`",
                en=f"There are several values for one seed: `{plain(name, 40)}`.",
            ),
            say(
                ko="에포크마다의 기록이 아니라 시드마다 값 하나가 필요합니다. 어느 시점의 값으로 비교할지 미리 정하세요.",
                en="One value per seed is needed, not one for every epoch. Decide beforehand at which point you compare.",
            ),
            received=received,
        )
    if len(items) < MIN_SEEDS:
        raise NotYet(
            say(
                ko=f"시드가 셋보다 적습니다: `{plain(name, 40)}`",
                en=f"There are fewer than three seeds: `{plain(name, 40)}`.",
            ),
            say(
                ko="한두 번의 훈련으로는 차이와 흩어짐을 구별할 수 없습니다.",
                en="One run or two cannot tell a difference from scatter.",
            ),
            received=received,
        )
    keys = by_seed if by_seed is not None else range(len(items))
    return {key: float(item.reshape(())) for key, item in zip(keys, items, strict=True)}


def _check_plausible(name, values, accuracies):
    received = literal(f"`{plain(name, 40)}`: {shown(values, 100)}")
    if not np.isfinite(values).all():
        raise NotYet(
            say(
                ko=f"NaN이나 무한대가 있습니다: `{plain(name, 40)}`",
                en=f"There is a NaN or an infinity: `{plain(name, 40)}`.",
            ),
            say(
                ko="손실이 발산한 훈련이라면, 발산해도 잴 수 있는 정확도를 비교하거나 발산하지 않는 설정을 고르세요.",
                en="If training diverged, compare the accuracy, which can be measured even then, or choose settings that do not diverge.",
            ),
            received=received,
        )
    if not accuracies or (min(values) >= 0 and max(values) <= 1):
        return
    if min(values) >= 0 and max(values) <= 100:
        hint = say(
            ko="퍼센트나 맞힌 개수가 아니라 맞힌 비율로 쓰세요. 작을수록 좋은 값을 쟀다면 `higher_is_better=False`를 덧붙이세요.",
            en="Give the fraction that is right, not a percentage or a count. If you measured something that is better when smaller, add `higher_is_better=False`.",
        )
    else:
        hint = say(
            ko="정확도를 쟀습니까? 작을수록 좋은 값을 쟀다면 `higher_is_better=False`를 덧붙이세요.",
            en="Did you measure the accuracy? If it is something that is better when smaller, add `higher_is_better=False`.",
        )
    raise NotYet(
        say(
            ko=f"0과 1 사이의 정확도가 아닌 값이 있습니다: `{plain(name, 40)}`",
            en=f"Some values are not accuracies between 0 and 1: `{plain(name, 40)}`.",
        ),
        hint,
        received=received,
    )


def _claimed(better, measured):
    """Return the setting that is claimed to be better, as it is named in the results; None for none."""
    if better is None:
        return None
    if isinstance(better, Hashable):
        for name in measured:
            if type(name) is type(better) and name == better:
                return name
        for name in measured:
            if isinstance(better, str) and _composed(str(name)) == _composed(better):
                return name
    names = ", ".join(f"`{shown(name, 30)}`" for name in list(measured)[:6])
    none = isinstance(better, str) and better.strip().lower() in ("none", "없음", "없다")
    raise NotYet(
        say(
            ko="`better`가 `results`에 있는 이름이 아닙니다.",
            en="`better` is not one of the names in `results`.",
        ),
        say(ko="`None`은 따옴표 없이 씁니다.", en="Write `None` without quotes.")
        if none
        else say(
            ko=f"{names} 가운데 하나를 쓰거나, 분명히 나은 것이 없으면 `None`을 쓰세요.",
            en=f"Write one of {names}, or `None` if none is clearly better.",
        ),
        received=given("better", better, 80),
    )


def _composed(text):
    """Return text with its Hangul in whole syllables: a name copied from a file may come in single letters."""
    return unicodedata.normalize("NFC", text)


def _check_scatter(measured, best):
    """Refuse a comparison of settings that do not scatter at all: the seeds did nothing, or nothing was learned."""
    constant = {name: not _scatter(np.array(list(values.values()))) for name, values in measured.items()}
    first = {name: next(iter(values.values())) for name, values in measured.items()}
    same = [name for name in measured if constant[name] and np.isclose(first[name], first[best], rtol=1e-6)]
    if not constant[best] or (len(same) > 1 and not all(constant.values())):
        return
    if len(same) == len(measured):
        raise NotYet(
            say(
                ko="모든 설정, 모든 시드에서 같은 값이 나왔습니다. 이 측정은 무엇에도 반응하지 않습니다.",
                en="The value is the same for every setting and every seed: this measurement responds to nothing.",
            ),
            say(
                ko="무작위 추측에 머무는 신경망은 시드가 달라도 값이 같습니다. 적어도 하나는 배우는 설정을 고르고, 설정과 시드가 정말 모델에 전달되는지 보세요.",
                en="A network that stays at chance measures the same for every seed. Choose settings of which at least one learns, and see whether settings and seeds reach the model.",
            ),
            received=_summary(measured),
        )
    if any(constant[name] for name in measured if name != best):
        raise NotYet(
            say(
                ko="시드를 바꿔도 값이 전혀 달라지지 않아서, 차이를 견줄 흩어짐이 없습니다.",
                en="The values do not change with the seed, so there is no scatter to hold the difference against.",
            ),
            say(
                ko="훈련할 때마다 시드를 바꾸고 모델을 새로 만드는지 보세요. 그래도 같다면 검증 샘플을 늘리세요.",
                en="Does every run set its own seed and build the model anew? If so, use more validation samples.",
            ),
            received=_summary(measured),
        )


def _number(value):
    return f"{value:.3g}".replace("-", "−")


def _summary(measured):
    """Return mean and scatter of the settings: `A` 0.71 ± 0.02 (5)."""
    parts = []
    for name, values in list(measured.items())[:6]:
        values = np.array(list(values.values()))
        scatter = _number(_scatter(values))
        parts.append(f"`{plain(name, 30)}`: {_number(values.mean())} ± {scatter} (n = {values.size})")
    return literal("; ".join(parts) + ("; …" if len(measured) > 6 else ""))


def _arithmetic(found):
    """Return the difference, its standard error and the threshold, in words."""
    mean, error, threshold = _number(found.mean), _number(found.error), f"{found.threshold:.2f}"
    how = say(
        ko="같은 시드끼리 뺀 차이" if found.paired else "평균의 차이",
        en="difference seed by seed" if found.paired else "difference of the means",
    )
    return say(
        ko=f"{how.ko} {mean}, 표준 오차 {error}, 기준 {threshold} × {error} = {_number(found.limit)}",
        en=f"{how.en} {mean}, standard error {error}, threshold {threshold} × {error} = {_number(found.limit)}",
    )


def _tried(found):
    how = _arithmetic(found)
    return say(ko=how.ko + ".", en=how.en[0].upper() + how.en[1:] + ".")


def _too_modest(closest, summary):
    return NotYet(
        say(
            ko="`better`가 `None`인데, 한 설정은 다른 모든 설정과 흩어짐으로는 설명되지 않는 차이가 납니다.",
            en="`better` is `None`, but one setting differs from every other by more than the scatter explains.",
        ),
        say(
            ko="평균의 차이를 표준 오차로 나누어 기준과 비교해 보세요.",
            en="Divide the difference by its standard error and compare with the threshold.",
        ),
        tried=_tried(closest),
        received=summary,
    )


def _not_the_best(claimed, summary, higher_is_better):
    direction = say(
        ko="작은 값을 더 좋은 것으로 봅니다.",
        en="The check counts smaller values as better.",
    )
    if higher_is_better:
        direction = say(
            ko="큰 값을 더 좋은 것으로 봅니다. 손실이라면 `higher_is_better=False`를 덧붙이세요.",
            en="The check counts larger values as better; for a loss add `higher_is_better=False`.",
        )
    return NotYet(
        say(
            ko=f"`better`로 적은 `{plain(claimed, 40)}`보다 평균이 나은 설정이 있습니다.",
            en=f"You named `{plain(claimed, 40)}`, but another setting has a better mean.",
        ),
        say(
            ko=f"설정마다 평균을 구해 보세요. {direction.ko}",
            en=f"Take the mean of each setting. {direction.en}",
        ),
        received=summary,
    )


def _inside_the_noise(name, found, summary):
    return NotYet(
        say(
            ko=f"차이가 시드에 따른 흩어짐 안에 있어서, 이 설정보다 낫다고 할 수 없습니다: `{plain(name, 40)}`",
            en=f"The difference lies within the scatter over seeds: it does not show that your setting beats `{plain(name, 40)}`.",
        ),
        say(
            ko="시드를 더하면 표준 오차가 줄어듭니다. 지금의 값만으로는 무엇이라고 결론지어야 할까요?",
            en="More seeds make the standard error smaller. What may be concluded from these values alone?",
        ),
        tried=_tried(found),
        received=summary,
    )


def _clearly(best, name, found, summary, *, alone):
    how = _arithmetic(found)
    closest = say(ko="" if alone else "가장 가까운 설정 ", en="" if alone else ", the closest")
    return say(
        ko=f"질문과 측정이 있고, 결론이 측정에서 나옵니다. {summary.ko}. `{plain(best, 30)}`, {closest.ko}`{plain(name, 30)}`: {how.ko}. 차이가 기준을 넘습니다.{_more_seeds(found).ko}",
        en=f"There is a question, there are measurements, and they carry the conclusion. {summary.en}. `{plain(best, 30)}` against `{plain(name, 30)}`{closest.en}: {how.en}. The difference exceeds the threshold.{_more_seeds(found).en}",
    )


def _nothing_clear(best, name, found, summary):
    how = _arithmetic(found)
    identical = say(
        ko=" 두 설정의 값이 끝자리까지 같습니다. 설정이 모델에 전달됐는지 확인해 두세요.",
        en=" The two agree to the last digit: make sure that the setting reaches the model.",
    )
    more = identical if found.mean == found.error == 0 else _more_seeds(found)
    return say(
        ko=f"질문과 측정이 있고, 결론이 측정에서 나옵니다. {summary.ko}. `{plain(best, 30)}`, `{plain(name, 30)}`: {how.ko}. 차이가 기준을 넘지 않으므로 어느 것이 낫다고 할 수 없습니다. 차이가 없다는 증명은 아닙니다.{more.ko}",
        en=f"There is a question, there are measurements, and they carry the conclusion. {summary.en}. `{plain(best, 30)}` against `{plain(name, 30)}`: {how.en}. The difference does not exceed the threshold, so neither is shown to be better. That does not prove them equal.{more.en}",
    )


def _more_seeds(found):
    if found.seeds >= 5:
        return say(ko="", en="")
    return say(
        ko=" 시드를 다섯으로 늘리면 기준이 낮아져 더 작은 차이도 보입니다.",
        en=" With five seeds the threshold is lower, and smaller differences show.",
    )
