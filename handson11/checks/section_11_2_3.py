"""Checks of the exercises on pretraining with an auxiliary task."""

import numpy as np

from handson11.checks._compare import (
    AGREE,
    Mistake,
    literal,
    number,
    numbers,
    one_number,
    real_array,
    several,
)
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import given, say, shown

_IN_PERCENT = (
    say(ko="퍼센트로 나타낸 값입니다.", en="This is in per cent."),
    say(ko="정확도는 0과 1 사이의 수로 쓰세요.", en="Write an accuracy as a number from 0 to 1."),
)
_SIGN = (
    say(ko="손실이 음수입니다.", en="The loss is negative."),
    say(
        ko="1보다 작은 수의 로그는 음수입니다. 식의 부호를 보세요.",
        en="The logarithm of a number below 1 is negative. Look at the sign in the formula.",
    ),
)
_OTHER_LOG = (
    say(ko="자연로그가 아닙니다.", en="This is not the natural logarithm."),
    say(ko="케라스의 교차 엔트로피는 `np.log`를 씁니다.", en="The cross-entropy of Keras uses `np.log`."),
)


# ---------------------------------------------------------------------------------------------------------------
# What a network can score that knows nothing, or cannot know all
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "what-rotation-can-score",
    title=say(ko="회전 작업의 점수는 어디까지일까요?", en="How far can the score on rotations go?"),
    kind="compute",
    hint=say(
        ko="`accuracy`와 `loss`는 두 종류의 이미지를 따로 구해 비율대로 더합니다. 알아볼 수 있는 이미지의 손실은 −log(1)이고, 나머지에서는 가능한 답 두 개에 확률을 반씩 줍니다.",
        en="For `accuracy` and `loss`, work out the two kinds of images separately and add them in proportion. An image that can be told has a loss of −log(1); on the others the two possible answers get half of the probability each.",
    ),
)
def _what_rotation_can_score(chance, accuracy, loss):
    number(
        chance,
        np.log(4),
        name="chance",
        broke=say(
            ko="아무것도 모르는 신경망의 손실이 아닙니다.",
            en="This is not the loss of a network that knows nothing.",
        ),
        hint=say(
            ko="이 신경망은 옳은 답에 확률을 얼마나 줍니까?",
            en="How much probability does this network give to the right answer?",
        ),
        mistakes=[
            Mistake(-np.log(4), *_SIGN),
            Mistake(2.0, *_OTHER_LOG),
            Mistake(np.log10(4), *_OTHER_LOG),
            Mistake(
                0.25,
                say(ko="손실이 아니라 정확도입니다.", en="This is the accuracy, not the loss."),
                say(
                    ko="손실은 옳은 답에 준 확률에 로그를 씌우고 부호를 바꾼 값입니다.",
                    en="The loss takes a logarithm of the probability of the right answer.",
                ),
            ),
            Mistake(
                np.log(4) / 4,
                say(
                    ko="답 네 개에 걸쳐 한 번 더 평균했습니다.",
                    en="This takes a mean over the four answers as well.",
                ),
                say(
                    ko="샘플 하나의 손실에는 옳은 답의 확률만 들어갑니다.",
                    en="Only the probability of the right answer enters the loss of a sample.",
                ),
            ),
            Mistake(
                np.log(10),
                say(ko="클래스가 열 개일 때의 손실입니다.", en="This is the loss with ten classes."),
                say(ko="회전 작업의 클래스는 몇 개입니까?", en="How many classes has the rotation task?"),
            ),
        ],
    )
    _best_accuracy(accuracy)
    _best_loss(loss)
    return say(
        ko="가를 수 없는 답은 손실에도 정확도에도 나타납니다. 180° 돌려도 같은 이미지에서는 절반만 맞힐 수 있습니다.",
        en="What cannot be known shows in both numbers: of images that look the same upside down, half can be right.",
    )


def _best_accuracy(accuracy):
    number(
        accuracy,
        0.6 + 0.4 * 0.5,
        name="accuracy",
        broke=say(ko="가장 높은 정확도가 아닙니다.", en="This is not the highest accuracy."),
        hint=say(
            ko="두 종류의 이미지에서 각각 몇 퍼센트를 맞힙니까?",
            en="What share is right in each of the two kinds of images?",
        ),
        mistakes=[
            Mistake(80.0, *_IN_PERCENT),
            Mistake(
                0.6,
                say(
                    ko="180° 돌려도 같은 이미지를 모두 틀린 것으로 세었습니다.",
                    en="This counts the images that look the same upside down as all wrong.",
                ),
                say(
                    ko="둘 중 하나를 찍어도 가끔은 맞습니다.",
                    en="A guess between two answers is sometimes right.",
                ),
            ),
            Mistake(
                0.6 + 0.4 * 0.25,
                say(
                    ko="180° 돌려도 같은 이미지에서 답 네 개 가운데 하나를 찍었습니다.",
                    en="On images that look the same upside down, this guesses among four answers.",
                ),
                say(
                    ko="서 있는지 누워 있는지는 이 이미지에서도 보입니다.",
                    en="Even on these images you can see whether the picture is upright or on its side.",
                ),
            ),
            Mistake(
                1.0,
                say(
                    ko="180° 돌려도 같은 이미지까지 모두 맞힐 수는 없습니다.",
                    en="Images that look the same upside down cannot all be right.",
                ),
                say(
                    ko="180° 돌린 것과 돌리지 않은 것의 픽셀이 같다면, 둘을 구별할 단서가 남아 있습니까?",
                    en="If an image and its turn by 180° have the same pixels, what is left to tell them by?",
                ),
            ),
        ],
    )


def _best_loss(loss):
    right = 0.4 * np.log(2)
    number(
        loss,
        right,
        name="loss",
        broke=say(ko="가장 낮은 손실이 아닙니다.", en="This is not the lowest loss."),
        hint=say(
            ko="이미지마다 옳은 답에 준 확률을 쓰고, 손실로 바꾼 다음 평균하세요.",
            en="For each kind write down the probability of the right answer, turn it into a loss, then take the mean.",
        ),
        mistakes=[
            Mistake(
                0.0,
                say(ko="손실은 0이 될 수 없습니다.", en="The loss cannot be 0."),
                say(
                    ko="손실이 0이려면 모든 이미지의 회전을 틀림없이 알아보아야 합니다.",
                    en="A loss of 0 would need every image to be told beyond doubt.",
                ),
            ),
            Mistake(-right, *_SIGN),
            Mistake(0.4, *_OTHER_LOG),
            Mistake(0.4 * np.log10(2), *_OTHER_LOG),
            Mistake(
                np.log(2),
                say(
                    ko="180° 돌려도 같은 이미지만의 손실입니다.",
                    en="This is the loss on the images that look the same upside down.",
                ),
                say(
                    ko="손실은 모든 이미지에 걸친 평균입니다.",
                    en="The loss is a mean over all images.",
                ),
            ),
            Mistake(
                0.6 * np.log(2),
                say(ko="두 종류의 비율이 바뀌었습니다.", en="The shares of the two kinds are swapped."),
                say(
                    ko="손실이 0인 것은 어느 쪽입니까?",
                    en="Which of the two has a loss of 0?",
                ),
            ),
            Mistake(
                0.4 * np.log(4),
                say(
                    ko="180° 돌려도 같은 이미지에서 답 네 개에 확률을 나누어 주었습니다.",
                    en="On images that look the same upside down, this divides the probability among four answers.",
                ),
                say(
                    ko="답 네 개 가운데 둘은 이 이미지에서도 제외할 수 있습니다.",
                    en="Two of the four answers can be ruled out on these images too.",
                ),
            ),
            *(
                Mistake(
                    -np.log(mean),
                    say(
                        ko="정확도나 확률을 먼저 평균하고 로그를 씌웠습니다.",
                        en="This takes the logarithm of a mean.",
                    ),
                    say(
                        ko="손실은 로그를 먼저 씌우고 평균합니다.",
                        en="A loss takes the mean of logarithms.",
                    ),
                )
                for mean in (0.8, 0.6, 0.7)
            ),
        ],
    )


# ---------------------------------------------------------------------------------------------------------------
# Which image is this, and how was it turned?
# ---------------------------------------------------------------------------------------------------------------


def _ndim(part):
    """Return the number of axes of what came back; None where it is not numbers."""
    return getattr(real_array(part), "ndim", None)


def _whole(image):
    """Return the whole numbers that `_pictures` made an image of."""
    return 7 * (image + 3) - 0.3


def _key(image):
    return np.rint(_whole(image)).astype("int64").tobytes()


def _turned(X):
    """Return which image and how many quarter turns counter-clockwise a picture is, by its pixels."""
    return {_key(np.rot90(image, k)): (i, k) for i, image in enumerate(X) for k in range(4)}


def _pictures(seed, n, size):
    """Return images of which no two turns are alike, float32; rounding, and a type without signs, would show."""
    pixels = np.random.default_rng(seed).permutation(n * size * size).reshape(n, size, size)
    return ((pixels + 0.3) / 7 - 3).astype("float32")


def _identified(X, images, *, tried, what):
    """Return (image, turns) of each picture that came back, or say what it is instead."""
    known, mirrored = _turned(X), _turned(X[:, :, ::-1])
    found = []
    for image in images:
        whole = _whole(image)
        if not (np.abs(whole - np.rint(whole)) < 1e-2).all() or not ((-0.1 < whole) & (whole < X.size)).all():
            raise NotYet(
                say(
                    ko=f"{what.ko}: 원래 이미지에 없던 픽셀 값이 있습니다.",
                    en=f"There are values in {what.en} that no image has.",
                ),
                say(
                    ko="90° 회전은 픽셀의 자리만 바꿉니다. 보간하거나 값을 바꾼 곳이 있는지, 배열을 다 채웠는지 보세요. 결과 배열의 dtype도 보세요.",
                    en="A quarter turn only moves pixels. Look for interpolation or a change of values, whether the array was filled, and at its dtype.",
                ),
                tried=tried,
                received=literal(shown(image)),
            )
        place = known.get(_key(image))
        if place is None and _key(image) in mirrored:
            raise NotYet(
                say(
                    ko="돌린 것이 아니라 뒤집힌 이미지가 있습니다. 거울에 비친 모습입니다.",
                    en="There are images that were not turned but flipped, as in a mirror.",
                ),
                say(
                    ko="뒤집기나 축 바꾸기(전치) 하나만으로는 회전이 되지 않습니다.",
                    en="A flip, or a swap of axes, is no rotation by itself.",
                ),
                tried=tried,
                received=literal(shown(image)),
            )
        if place is None:
            raise NotYet(
                say(
                    ko=f"{what.ko}: 어느 이미지를 돌린 것도 아닌 것이 있습니다. 픽셀이 이미지 사이에서 섞였습니다.",
                    en=f"There are pictures in {what.en} that are not a rotation of any image: pixels were mixed between images.",
                ),
                say(
                    ko="높이와 너비의 축만 돌려야 합니다. 첫째 축은 이미지의 번호입니다.",
                    en="Only the axes of height and width are to be turned. The first axis counts the images.",
                ),
                tried=tried,
                received=literal(shown(image)),
            )
        found.append(place)
    return found


def _check_labels(labels, turns, *, tried, what):
    """Raise unless the labels are the quarter turns."""
    turns = np.array(turns)
    if np.array_equal(labels, turns):
        return
    start = np.flatnonzero(labels != turns)[0]
    first, right = (" ".join(f"{value:g}" for value in each[start : start + 8]) for each in (labels, turns))
    received = say(
        ko=f"{what.ko}: {start}번부터의 레이블 {first}, 그 이미지를 실제로 돌린 횟수 {right}",
        en=f"{what.en}: the labels from number {start} on {first}, the quarter turns of these images {right}",
    )
    if np.isin(labels, (0, 90, 180, 270)).all() and labels.max() > 3:
        broke = say(ko="레이블이 각도입니다.", en="The labels are angles.")
        hint = say(
            ko="레이블은 90°를 몇 번 돌렸는지를 나타내는 0, 1, 2, 3입니다.",
            en="A label says how many quarter turns there were: 0, 1, 2 or 3.",
        )
    elif np.array_equal(labels, turns + 1):
        broke = say(ko="레이블이 1부터 시작합니다.", en="The labels start at 1.")
        hint = say(
            ko="돌리지 않은 이미지의 레이블은 0입니다.", en="An image that was not turned has label 0."
        )
    elif np.array_equal(labels, -turns % 4):
        broke = say(
            ko="이미지가 시계 방향으로 돌았습니다. 90°와 270°의 레이블이 서로 바뀐 셈입니다.",
            en="The images were turned clockwise: the labels of 90° and 270° are swapped.",
        )
        hint = say(
            ko="이 절에서는 반시계 방향으로 돌립니다. 왼쪽 위의 픽셀이 어디로 가는지 보세요.",
            en="This section turns counter-clockwise. See where the pixel in the upper left corner goes.",
        )
    elif len(set(zip(labels, turns, strict=True))) == len(set(labels)) == len(set(turns)) > 1:
        broke = say(
            ko="같은 레이블의 이미지는 모두 똑같이 돌아갔지만, 레이블이 말하는 횟수만큼 돌아가지 않았습니다.",
            en="All images of one label were turned alike, but not as many times as the label says.",
        )
        hint = say(
            ko="회전을 하나씩 따로 확인하세요. 이미 돌린 것을 또 돌리지는 않았습니까?",
            en="Check the rotations one by one. Is something turned that had been turned before?",
        )
    elif np.array_equal(np.sort(labels), np.sort(turns)):
        broke = say(
            ko=f"{what.ko}: 레이블의 개수는 맞지만 순서가 이미지의 순서와 다릅니다.",
            en=f"There are the right numbers of labels in {what.en}, but not in the order of the images.",
        )
        hint = say(
            ko="이미지는 같은 회전끼리 모여 있습니까, 같은 이미지끼리 모여 있습니까? 섞었다면 둘을 같은 순서로 섞었습니까?",
            en="Do the images come grouped by rotation, or by image? If you shuffle, are both shuffled in the same order?",
        )
    else:
        broke = say(
            ko=f"{what.ko}: 레이블이 이미지를 돌린 횟수가 아닙니다.",
            en=f"The labels in {what.en} are not the quarter turns of the images.",
        )
        hint = say(
            ko="이미지와 레이블을 몇 개 나란히 그려 보세요.",
            en="Draw a few images, each with its label.",
        )
    raise NotYet(broke, hint, tried=tried, received=received)


def _labels(part, n, *, name, tried):
    """Return labels as a vector of length n, or raise."""
    what = literal(f"`{name}`")
    labels = numbers(part, tried=tried, what=what)
    if labels.shape == (4,) and n != 4:
        raise NotYet(
            say(
                ko=f"`{name}`: 회전마다 레이블이 하나씩입니다.",
                en=f"`{name}` has one label for each rotation.",
            ),
            say(
                ko="레이블은 회전마다가 아니라 샘플마다 하나씩입니다.",
                en="One label is needed for each sample, not for each rotation.",
            ),
            tried=tried,
            received=literal(shown(labels)),
        )
    if labels.shape == (n, 4) and n != 4:
        raise NotYet(
            say(
                ko=f"`{name}`: 레이블이 원-핫 벡터입니다.", en=f"The labels in `{name}` are one-hot vectors."
            ),
            say(
                ko="샘플마다 정수 하나면 됩니다: 0, 1, 2, 3.",
                en="One integer a sample is enough: 0, 1, 2 or 3.",
            ),
            tried=tried,
        )
    return numbers(part, tried=tried, what=what, shape=(n,))


@exercise(
    "rotation-task",
    title=say(ko="회전 작업 만들기", en="Build the rotation task"),
    kind="implement",
    hint=say(
        ko="회전마다 `np.rot90(images, 횟수, axes=(높이의 축, 너비의 축))`을 만들어 `np.concatenate`로 이으면 이미지가 회전별로 모입니다. 그 순서에 맞는 레이블은 0이 이미지 수만큼, 1이 이미지 수만큼, … 이어진 것입니다.",
        en="Make `np.rot90(images, turns, axes=(axis_of_height, axis_of_width))` for each rotation and join them with `np.concatenate`: the images then come rotation by rotation. The labels in that order are as many 0s as there are images, then as many 1s, and so on.",
    ),
)
def _rotation_task(rotation_task):
    for seed, (n, size) in enumerate(((4, 4), (3, 5), (1, 6), (6, 3))):
        _rotation_case(rotation_task, _pictures(seed, n, size))
    return say(
        ko="모든 이미지가 네 방향으로 한 번씩 있고, 레이블이 저마다 맞습니다.",
        en="Every image is there once in each of the four rotations, with the label that belongs to it.",
    )


def _rotation_case(rotation_task, X):
    n, size = X.shape[:2]
    tried = say(
        ko=f"{size} × {size} 이미지 {n}개로 `rotation_task(images)`",
        en=f"`rotation_task(images)` with {n} images of {size} × {size}",
    )
    parts = several(call(rotation_task, X.copy(), tried=tried), ("X_rotated", "y"), tried)
    what = literal("`X_rotated`")
    images = numbers(parts[0], tried=tried, what=what)
    if images.ndim == 4 and images.shape[2:] == X.shape[1:] and images.size == 4 * X.size:
        raise NotYet(
            say(
                ko=f"회전과 이미지의 축이 따로 있습니다. 크기가 {shown(images.shape)}입니다.",
                en=f"Rotations and images have an axis each: the shape is {shown(images.shape)}.",
            ),
            say(
                ko="샘플의 축은 하나입니다. 쌓지 말고 이어 붙이거나, 크기를 바꾸세요.",
                en="There is one axis for all samples. Join the arrays instead of stacking them, or reshape.",
            ),
            tried=tried,
        )
    if images.ndim == 1 and _ndim(parts[1]) == 3:
        raise NotYet(
            say(ko="두 값의 순서가 바뀌었습니다.", en="The two values are swapped."),
            say(
                ko="먼저 `X_rotated`, 다음이 `y`입니다.",
                en="First `X_rotated`, then `y`.",
            ),
            tried=tried,
        )
    if images.shape == X.shape:
        raise NotYet(
            say(
                ko=f"샘플이 {n}개뿐입니다. 이미지마다 회전 하나씩만 있습니다.",
                en=f"There are {n} samples only, one rotation of each image.",
            ),
            say(
                ko="이미지마다 네 방향으로 모두 돌렸습니까, 아니면 돌릴 횟수를 뽑았습니까?",
                en="Is every image turned in all four ways, or were the turns drawn?",
            ),
            tried=tried,
        )
    if images.ndim == 3 and images.shape[1:] == X.shape[1:] and len(images) != 4 * n:
        raise NotYet(
            say(
                ko=f"이미지가 {n}개인데 샘플이 {len(images)}개입니다.",
                en=f"From {n} images came {len(images)} samples.",
            ),
            say(
                ko="0°까지 넣어 회전은 몇 가지입니까?",
                en="How many rotations are there, 0° included?",
            ),
            tried=tried,
        )
    images = numbers(parts[0], tried=tried, what=what, shape=(4 * n, size, size))
    labels = _labels(parts[1], 4 * n, name="y", tried=tried)
    found = _identified(X, images, tried=tried, what=what)
    if len(set(found)) < len(found):
        raise NotYet(
            say(
                ko="같은 이미지의 같은 회전이 여러 번 있고, 빠진 것이 있습니다.",
                en="The same rotation of the same image is there more than once, and others are missing.",
            ),
            say(
                ko="돌린 결과를 담았습니까, 원래 이미지를 네 번 담았습니까?",
                en="Is it the turned images that you collect, or the original four times?",
            ),
            tried=tried,
            received=say(ko=f"서로 다른 샘플 {len(set(found))}개", en=f"{len(set(found))} different samples"),
        )
    _check_labels(labels, [k for _, k in found], tried=tried, what=literal("`y`"))


# ---------------------------------------------------------------------------------------------------------------
# A split that leaks
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "repair-leaking-split",
    title=say(ko="새는 검증 세트 고치기", en="Repair a leaking validation set"),
    kind="repair",
    hint=say(
        ko="나누어야 하는 것은 돌린 샘플이 아니라 원래 이미지입니다. 무엇을 먼저 하고 무엇을 나중에 해야 합니까?",
        en="What has to be divided is the original images, not the turned samples. What must come first, and what after it?",
    ),
)
def _repair_leaking_split(rotation_sets):
    for seed, n_valid in ((0, 9), (1, 25)):
        _split_case(rotation_sets, _pictures(5, 40, 4), n_valid, seed)
    X, n_valid = _pictures(6, 12, 3), 4
    chosen = [_split_case(rotation_sets, X, n_valid, seed) for seed in range(60)]
    tried = say(
        ko="같은 이미지 12개로 `rotation_sets(X, 4, rng)`를 여러 번",
        en="`rotation_sets(X, 4, rng)` several times on the same 12 images",
    )
    _check_drawn(chosen, len(X), tried)
    if chosen[0] != _split_case(rotation_sets, X, n_valid, 0):
        raise NotYet(
            say(
                ko="같은 시드의 `rng`인데 다른 이미지가 검증 세트에 들어갔습니다.",
                en="With an `rng` of the same seed, other images went into the validation set.",
            ),
            say(
                ko="모든 난수를 인수로 받은 `rng`에서 뽑고 있습니까?",
                en="Do all random numbers come from `rng`, the argument?",
            ),
            tried=tried,
        )
    return say(
        ko="어느 이미지도 두 세트에 걸치지 않고, 두 세트 모두 네 회전이 다 있으며 레이블이 맞습니다.",
        en="No image is in both sets, and both have all four rotations with the right labels.",
    )


def _check_drawn(chosen, n, tried):
    """Check that the validation sets of many generators look like draws of single images."""
    sorted_by_class = say(
        ko="이미지가 클래스별로 늘어서 있다면 이어진 한 토막만 잘라 내는 것은 위험합니다. 어느 이미지를 뺄지 `rng`로 하나하나 뽑으세요.",
        en="If the images come sorted by class, cutting out one stretch is dangerous. Let `rng` draw which ones to take, one by one.",
    )
    # Of the 495 sets of 4 images among 12, about 56 different ones turn up in 60 draws, and every image does.
    different = {tuple(sorted(each)) for each in chosen}
    if len(different) == 1:
        first = sorted(chosen[0])
        at_an_end = first[-1] - first[0] == len(first) - 1
        raise NotYet(
            say(
                ko="`rng`가 달라도 늘 같은 이미지가 검증 세트에 들어갑니다.",
                en="Whatever the `rng`, the same images go into the validation set.",
            ),
            sorted_by_class
            if at_an_end
            else say(
                ko="함수 안에서 시드를 정하지 말고, 받은 생성기에서 뽑으세요.",
                en="Set no seed inside the function; draw from the generator that comes in.",
            ),
            tried=tried,
        )
    never = n - len(set().union(*chosen))
    if never:
        raise NotYet(
            say(
                ko="`rng`가 달라도 검증 세트에 한 번도 들어가지 않는 이미지가 있습니다.",
                en="Some images never go into the validation set, whatever the `rng`.",
            ),
            say(
                ko="이미지는 모두 같은 확률로 뽑혀야 합니다.",
                en="All images must be drawn with the same probability.",
            ),
            tried=tried,
            received=say(
                ko=f"생성기 {len(chosen)}개로 한 번도 뽑히지 않은 이미지: {never}개",
                en=f"images that none of {len(chosen)} generators drew: {never}",
            ),
        )
    if len(different) < 30:
        raise NotYet(
            say(
                ko="검증 세트에 늘 같은 이미지들이 함께 들어갑니다. 이미지를 하나씩 따로 뽑지 않았습니다.",
                en="The same images always go into the validation set together: they are not drawn one by one.",
            ),
            sorted_by_class,
            tried=tried,
            received=say(
                ko=f"생성기 {len(chosen)}개로 나온 서로 다른 검증 세트: {len(different)}개",
                en=f"different validation sets from {len(chosen)} generators: {len(different)}",
            ),
        )


def _split_case(rotation_sets, X, n_valid, seed):
    """Check one split and return the images of its validation set."""
    n = len(X)
    tried = say(
        ko=f"이미지 {n}개로 `rotation_sets(X, {n_valid}, np.random.default_rng({seed}))`",
        en=f"`rotation_sets(X, {n_valid}, np.random.default_rng({seed}))` with {n} images",
    )
    names = ("X_train", "y_train", "X_valid", "y_valid")
    result = call(rotation_sets, X.copy(), n_valid, np.random.default_rng(seed), tried=tried)
    parts = several(result, names, tried)
    if [_ndim(part) for part in parts] in ([3, 3, 1, 1], [1, 3, 1, 3], [1, 1, 3, 3]):
        raise NotYet(
            say(ko="배열 네 개의 순서가 다릅니다.", en="The four arrays come in another order."),
            say(
                ko="먼저 훈련 세트의 이미지와 레이블, 다음이 검증 세트의 이미지와 레이블입니다.",
                en="First come images and labels of the training set, then those of the validation set.",
            ),
            tried=tried,
        )
    found = {}
    for position, name in ((0, "X_train"), (2, "X_valid")):
        what = literal(f"`{name}`")
        images = numbers(parts[position], tried=tried, what=what)
        if images.ndim != 3 or images.shape[1:] != X.shape[1:]:
            images = numbers(
                images, tried=tried, what=what, shape=(len(images) if images.ndim else 0, *X.shape[1:])
            )
        labels = _labels(parts[position + 1], len(images), name=names[position + 1], tried=tried)
        found[name] = _identified(X, images, tried=tried, what=what)
        _check_labels(
            labels, [k for _, k in found[name]], tried=tried, what=literal(f"`{names[position + 1]}`")
        )
    train, valid = ({i for i, _ in each} for each in found.values())
    _check_no_leak(train, valid, tried)
    _check_complete(found, train, valid, n, n_valid, tried)
    return valid


def _check_no_leak(train, valid, tried):
    both = len(train & valid)
    if both:
        raise NotYet(
            say(
                ko="한 이미지를 돌린 것들이 두 세트에 나뉘어 들어갔습니다. 검증 이미지는 신경망이 처음 보는 것이어야 합니다.",
                en="Rotations of one and the same image are in both sets. Validation images must be new to the network.",
            ),
            say(
                ko="나누는 일과 돌리는 일의 순서를 보세요.",
                en="Look at the order of dividing and turning.",
            ),
            tried=tried,
            received=say(
                ko=f"두 세트에 모두 있는 원래 이미지: {both}개",
                en=f"original images that are in both sets: {both}",
            ),
        )


def _check_complete(found, train, valid, n, n_valid, tried):
    if len(train) == n_valid != len(valid) == n - n_valid:
        raise NotYet(
            say(ko="두 세트가 서로 바뀌었습니다.", en="The two sets are exchanged."),
            say(
                ko="`n_valid`개의 이미지는 검증 세트에 들어갑니다.",
                en="It is the validation set that has `n_valid` images.",
            ),
            tried=tried,
            received=say(
                ko=f"원래 이미지의 수: 훈련 세트 {len(train)}개, 검증 세트 {len(valid)}개",
                en=f"original images: {len(train)} for training, {len(valid)} for validation",
            ),
        )
    for name, originals, expected in (("X_valid", valid, n_valid), ("X_train", train, n - n_valid)):
        received = say(
            ko=f"`{name}`: 원래 이미지 {len(originals)}개, 샘플 {len(found[name])}개",
            en=f"`{name}`: {len(originals)} original images, {len(found[name])} samples",
        )
        if len(set(found[name])) < len(found[name]):
            raise NotYet(
                say(
                    ko=f"`{name}`에 같은 샘플이 여러 번 있습니다.",
                    en=f"There are samples in `{name}` more than once.",
                ),
                say(
                    ko="이미지마다 네 회전이 한 번씩이면 됩니다.",
                    en="Each image is needed once in each rotation.",
                ),
                tried=tried,
                received=received,
            )
        if len(originals) != expected:
            raise NotYet(
                say(
                    ko=f"`{name}`에 들어간 원래 이미지의 수가 문제와 다릅니다.",
                    en=f"`{name}` does not come from as many original images as the exercise says.",
                ),
                say(
                    ko="`n_valid`는 돌리기 전의 이미지를 세고, 나머지는 모두 훈련 세트에 들어갑니다.",
                    en="`n_valid` counts images before they are turned, and all others go into the training set.",
                ),
                tried=tried,
                received=received,
            )
        if len(found[name]) != 4 * expected:
            raise NotYet(
                say(
                    ko=f"`{name}`에 빠진 회전이 있습니다.",
                    en=f"Rotations are missing from `{name}`.",
                ),
                say(
                    ko="두 세트 모두, 이미지마다 네 회전이 다 있어야 합니다.",
                    en="In both sets, all four rotations of each image should be there.",
                ),
                tried=tried,
                received=received,
            )


# ---------------------------------------------------------------------------------------------------------------
# How well can anyone do?
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "predict-letters",
    title=say(
        ko="글자 다섯 개의 회전을 얼마나 맞힐 수 있을까요?",
        en="How well can the rotation of five letters be told?",
    ),
    kind="predict",
    hint=say(
        ko="`image.tobytes()`를 딕셔너리의 키로 쓰면 픽셀이 똑같은 이미지끼리 모입니다. 그리고 Z를 90° 한 번 돌려 N과 나란히 놓아 보세요.",
        en="With `image.tobytes()` as the key of a dictionary, images of the same pixels come together. And turn the Z once, and lay it beside the N.",
    ),
)
def _predict_letters(prediction, measured):
    predicted = one_number(prediction, "prediction")
    if not 0 <= predicted <= 1:
        raise NotYet(
            say(ko="예상한 값이 정확도가 아닙니다.", en="The prediction is not an accuracy."),
            _IN_PERCENT[1],
            received=given("prediction", prediction),
        )
    right = 11 / 20
    number(
        measured,
        right,
        name="measured",
        broke=say(
            ko="이 샘플 20개에서 얻을 수 있는 가장 높은 정확도가 아닙니다.",
            en="This is not the highest accuracy that these 20 samples allow.",
        ),
        hint=say(
            ko="네 방향으로 돌린 글자 다섯 개를 모두 그려 보세요. 픽셀이 똑같은 것이 몇 쌍이나 있습니까?",
            en="Draw all five letters in all four rotations. Which of them have the same pixels?",
        ),
        mistakes=[
            Mistake(
                13 / 20,
                say(
                    ko="글자마다 따로 세었습니다. 서로 다른 글자끼리도 똑같아지는 것이 있습니다.",
                    en="This looks at each letter by itself. There are different letters that become alike, too.",
                ),
                say(
                    ko="신경망은 글자의 이름을 모르고 픽셀만 봅니다. Z를 한 번 돌려 보세요.",
                    en="A network does not know the names of the letters; it sees pixels. Turn the Z once.",
                ),
            ),
            Mistake(
                8 / 20,
                say(
                    ko="헷갈리는 샘플을 모두 틀린 것으로 세었습니다.",
                    en="This counts all samples in doubt as wrong.",
                ),
                say(
                    ko="똑같은 샘플 여럿에 같은 답을 대도 그 가운데 맞는 것이 있습니다.",
                    en="One and the same answer for several equal samples is right for some of them.",
                ),
            ),
            Mistake(
                1.0,
                say(
                    ko="모두 맞힐 수는 없습니다. 픽셀이 똑같은데 레이블이 다른 샘플이 있습니다.",
                    en="Not all can be right: there are samples with the same pixels and different labels.",
                ),
                say(ko="X를 돌리면 어떻게 됩니까?", en="What becomes of X when it is turned?"),
            ),
            Mistake(
                0.25,
                say(ko="무작위로 찍을 때의 정확도입니다.", en="This is the accuracy of guessing."),
                say(
                    ko="L과 T의 회전은 틀림없이 알아볼 수 있습니다.",
                    en="The rotations of L and T can be told beyond doubt.",
                ),
            ),
            *(
                Mistake(
                    count,
                    say(ko="비율이 아니라 개수입니다.", en="This is a number of samples, not a share."),
                    say(ko="샘플의 수로 나누세요.", en="Divide by the number of samples."),
                )
                for count in (11.0, 13.0)
            ),
            Mistake(55.0, *_IN_PERCENT),
            Mistake(
                (8 + 3 / 4) / 11,
                say(
                    ko="묶음마다 낸 정확도를 평균했습니다. 큰 묶음과 작은 묶음이 똑같이 세어집니다.",
                    en="This is the mean of the groups' accuracies: large groups count no more than small ones.",
                ),
                say(
                    ko="맞힌 샘플을 모두 세어 20으로 나누세요.",
                    en="Count all samples that are right, and divide by 20.",
                ),
            ),
        ],
        rtol=1e-3,
    )
    if np.isclose(predicted, right, atol=0.005):
        return AGREE
    return say(
        ko=f"측정은 맞습니다(예상: {predicted:g}). X는 네 방향이 모두 같고, Z와 N은 저마다 180° 돌려도 같으며 서로를 90° 돌린 모양이기도 합니다.",
        en=f"The measurement is right; the prediction was {predicted:g}. X is the same in all four rotations; Z and N each look the same after half a turn, and a quarter turn makes one into the other.",
    )


# ---------------------------------------------------------------------------------------------------------------
# Closing a shortcut
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "close-shortcut",
    title=say(ko="지름길 막기", en="Close the shortcut"),
    kind="design",
    hint=say(
        ko="가린 자리를 1, 나머지를 0으로 한 그림을 떠올리고 그것을 90°씩 돌려 보세요. 네 그림이 모두 같아야, 가린 자리를 보아도 몇 번 돌렸는지 알 수 없습니다. 날짜의 그림에서 시작해 돌린 것을 차례로 합쳐 보세요.",
        en="Picture what is hidden as 1 and all else as 0, and turn this picture by quarter turns. Only if all four look alike do the hidden pixels say nothing about the turns. Start from the picture of the date and put its turns together.",
    ),
)
def _close_shortcut(hide_date):
    for seed, (n, size) in enumerate(((3, 14), (2, 20), (1, 15), (2, 31))):
        _shortcut_case(hide_date, n, size, seed)
    return say(
        ko="날짜가 가려졌고, 가린 자리는 어느 방향으로 돌려도 같으며, 나머지 픽셀은 그대로입니다.",
        en="The date is hidden, what is hidden looks the same however it is turned, and all other pixels are left.",
    )


def _shortcut_case(hide_date, n, size, seed):
    rng = np.random.default_rng(seed)
    X = rng.uniform(0.1, 3.0, (n, size, size)) * rng.choice([-1, 1], (n, size, size))  # as if standardized
    X = X.astype("float32")
    X[:, 1:3, 1:6] = X.max()
    tried = say(
        ko=f"{size} × {size} 사진 {n}장으로 `hide_date(X)`",
        en=f"`hide_date(X)` with {n} pictures of {size} × {size}",
    )
    result = call(hide_date, X.copy(), tried=tried)
    if getattr(getattr(result, "dtype", None), "kind", "") == "b":
        raise NotYet(
            say(
                ko="사진이 아니라 참/거짓의 배열이 돌아왔습니다.",
                en="An array of truth values came back, not pictures.",
            ),
            say(
                ko="가릴 자리의 지도가 아니라, 가린 사진을 돌려주세요.",
                en="Return the pictures with those places hidden, not a map of the places.",
            ),
            tried=tried,
        )
    result = numbers(result, tried=tried, shape=X.shape)
    hidden = result == 0
    if not np.allclose(np.where(hidden, X, result), X, rtol=1e-5):
        raise NotYet(
            say(
                ko="픽셀이 0이 되거나 그대로 남지 않고 다른 값이 되었습니다.",
                en="There are pixels that neither became 0 nor stayed as they were.",
            ),
            say(
                ko="가릴 픽셀에는 0을 넣고, 나머지는 건드리지 마세요. 배열의 dtype이 정수이면 0.7도 0이 됩니다.",
                en="Put 0 into the pixels you hide, and leave the others alone. In an array of integers even 0.7 becomes 0.",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    if (hidden != hidden[0]).any():
        raise NotYet(
            say(
                ko="사진마다 다른 자리가 가려졌습니다.",
                en="Different pixels are hidden in different pictures.",
            ),
            say(
                ko="날짜는 모든 사진에서 같은 자리에 있습니다. 픽셀의 값을 보고 고르지 마세요.",
                en="The date is at the same place in all pictures. Do not choose pixels by their values.",
            ),
            tried=tried,
        )
    _check_hidden(hidden[0], size, tried)


def _check_hidden(hidden, size, tried):
    date = np.zeros((size, size), bool)
    date[1:3, 1:6] = True
    count = int(hidden.sum())
    received = say(ko=f"가린 픽셀: {count}개", en=f"pixels hidden: {count}")
    if not hidden[date].all():
        raise NotYet(
            say(ko="날짜가 아직 보입니다.", en="The date can still be seen."),
            say(
                ko="날짜는 행 1, 2와 열 1~5에 있습니다. 번호는 0부터 셉니다.",
                en="The date is in rows 1 and 2, columns 1 to 5, counted from 0.",
            ),
            tried=tried,
            received=received,
        )
    if np.array_equal(hidden, date):
        raise NotYet(
            say(
                ko="날짜는 없어졌지만, 한 구석에만 있는 빈자리가 날짜와 똑같은 구실을 합니다.",
                en="The date is gone, but the blank in one corner does just what the date did.",
            ),
            say(
                ko="사진을 돌리면 빈자리도 함께 돕니다. 신경망은 빈자리만 찾으면 됩니다.",
                en="When the picture is turned, the blank turns with it, and the network has only to look for it.",
            ),
            tried=tried,
            received=received,
        )
    if not np.array_equal(hidden, np.rot90(hidden)):
        half = np.array_equal(hidden, np.rot90(hidden, 2))
        raise NotYet(
            say(
                ko="가린 자리만 보아도 90° 돌린 것과 돌리지 않은 것을 구별할 수 있습니다. 180° 돌린 것은 구별할 수 없습니다.",
                en="The hidden pixels still tell a turn by 90° from none, though not one by 180°.",
            )
            if half
            else say(
                ko="가린 자리만 보아도 사진을 몇 번 돌렸는지 알 수 있습니다.",
                en="The hidden pixels still tell how far a picture was turned.",
            ),
            say(
                ko="가로로 누운 막대를 90° 돌리면 어떤 모양이 됩니까?",
                en="What does a bar that lies on its side look like after a turn by 90°?",
            )
            if half
            else say(
                ko="가린 자리를 그린 그림을 한 번 돌려 원래 그림과 견주어 보세요.",
                en="Draw what is hidden, turn the drawing once, and compare.",
            ),
            tried=tried,
            received=received,
        )
    if count > 4 * date.sum():
        raise NotYet(
            say(
                ko="지름길은 막혔지만, 필요한 것보다 많은 픽셀을 가렸습니다.",
                en="The shortcut is closed, but more pixels are hidden than need be.",
            ),
            say(
                ko="돌린 날짜가 가 닿을 수 있는 자리만 가리면 됩니다.",
                en="Only the places that a turned date can reach have to be hidden.",
            ),
            tried=tried,
            received=received,
        )
