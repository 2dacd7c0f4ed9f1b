"""Section 11.2.3: a shortcut in the task of telling how a picture was turned."""

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _publish, _svg

_DIGITS = ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WHITE = 60  # steps of grey; the values of averaged pixels never lie halfway between two of them


def rotation_shortcut(images):
    """Show how much of a picture it takes to tell how it was turned, with and without a date in the corner.

    Only the four corners of the picture are seen, of a size that the reader chooses. A simple judge compares
    them with the mean of all other images, turned in four ways, and names the nearest. With a date printed
    in the upper left corner the smallest corners are enough (cf. Doersch et al., 2015).

    Args:
        images: Grey images with values from 0 to 1, shape `(n, side, side)`: 2 to 100 images whose side is
            14 or 28. They are kept to 61 levels of grey.

    Raises:
        TypeError: If the images are not numbers.
        ValueError: If they have another shape, or values that are not from 0 to 1.

    Example:
        >>> rotation_shortcut(np.random.default_rng(0).random((20, 14, 14)))  # doctest: +ELLIPSIS
        [interactive figure] A shortcut in the rotation task
        Turned by 90°, so the class is 1. ...
    """
    images = _validate.array(images, "images", ndim=3, dtype="float64")
    if not 2 <= len(images) <= 100 or images.shape[1:] not in ((14, 14), (28, 28)):
        raise ValueError(
            "`images` must be 2 to 100 images of 14 × 14 or 28 × 28 pixels. "
            f"Received: images of shape {images.shape}"
        )
    if images.min() < 0 or images.max() > 1:
        raise ValueError(
            f"`images` must have values from 0 to 1. Received: values from {images.min():g} to {images.max():g}"
        )
    levels = np.floor(images * _WHITE + 0.5).astype(int).reshape(len(images), -1)
    data = {"side": images.shape[1], "images": ["".join(_DIGITS[level] for level in row) for row in levels]}
    state = {"picture": 1, "quarters": 1, "stamp": True, "corner": 4}
    words = _words()
    _publish.publish(
        "rotation",
        scene(state, words, data),
        title=tr(ko="회전 작업의 지름길", en="A shortcut in the rotation task"),
        alt=tr(
            ko="왼쪽은 돌린 이미지 하나로, 네 모서리만 보입니다. 오른쪽은 보이는 모서리의 크기에 따라 회전을 맞힌 비율을 날짜가 있을 때와 없을 때로 나누어 그린 선입니다.",
            en="Left: a turned picture of which only the four corners are seen. Right: how often the rotation is named correctly, by the size of "
            "the corners, as two lines, with and without the date.",
        ),
        state=state,
        controls=[
            {
                "choice": "quarters",
                "label": tr(ko="반시계 방향으로", en="turned counter-clockwise by"),
                "options": [[n, f"{90 * n}°"] for n in range(4)],
            },
            {
                "check": "stamp",
                "label": tr(ko="왼쪽 위 모서리에 날짜를 찍기", en="a date in the upper left corner"),
            },
            {
                "range": "corner",
                "label": tr(ko="보이는 모서리의 크기", en="size of the corners seen"),
                "min": 1,
                "max": data["side"] // 2,
                "step": 1,
            },
            {
                "range": "picture",
                "label": tr(ko="이미지", en="image"),
                "min": 1,
                "max": len(images),
                "step": 1,
            },
        ],
        words=words,
        data=data,
    )


def _words():
    return {
        "turned": tr(ko="{degrees}° 돌린 이미지", en="turned by {degrees}°"),
        "corner": tr(ko="보이는 모서리의 크기 (픽셀)", en="size of the corners seen (pixels)"),
        "accuracy": tr(ko="회전을 맞힌 비율", en="rotations named correctly"),
        "chance": tr(ko="무작위 추측", en="chance"),
        "without": tr(ko="날짜 없이", en="no date"),
        "with": tr(ko="날짜 있음", en="with the date"),
        "reading": tr(
            ko="{degrees}° 돌렸으므로 클래스 {quarters}입니다. 이미지 {images}개를 네 방향으로 돌린 {pictures}장에서 {corner}\u00a0×\u00a0{corner}픽셀 모서리 넷만 보고 회전을 맞힌 비율은 "
            "날짜가 있으면 {with}\u00a0%, 없으면 {without}\u00a0%\u2060입니다. 똑같이 가까운 방향이 여럿이면 하나를 찍습니다.",
            en="Turned by {degrees}°, so the class is {quarters}. From four corners of {corner}\u00a0×\u00a0{corner} pixels, the rotation is "
            "named correctly in {with}\u00a0% of {pictures} pictures ({images} images, each turned in four ways) with the date, and in {without}\u00a0% without it; ties are "
            "guessed.",
        ),
    }


def _decoded(data):
    side = data["side"]
    return np.array([[_DIGITS.index(digit) / _WHITE for digit in text] for text in data["images"]]).reshape(
        -1, side, side
    )


def stamped(images):
    """Return images with the bright bar that a camera prints into the upper left corner."""
    part = images.shape[1] // 14
    images = images.copy()
    images[:, part : 2 * part, part : 4 * part] = 1
    return images


def accuracy(images, corner):
    """Return the share of images whose own way up is nearest to the mean of the others, turned in four ways.

    Where ways are equally near, one of them is guessed.
    """
    side = images.shape[1]
    edge = (np.arange(side) < corner) | (np.arange(side) >= side - corner)
    visible = np.outer(edge, edge)
    means = (images.sum(axis=0) - images) / (len(images) - 1)
    distances = np.array(
        [
            (((np.rot90(means, quarters, axes=(1, 2)) - images) ** 2) * visible).sum(axis=(1, 2))
            for quarters in range(4)
        ]
    )
    nearest = distances <= distances.min(axis=0) + 1e-9
    return float((nearest[0] / nearest.sum(axis=0)).mean())


def scene(state, words, data):
    """Return the scene of a state, as `static/rotation.js` does."""
    side, corner, quarters, stamp = data["side"], state["corner"], state["quarters"], state["stamp"]
    plain = _decoded(data)
    printed = stamped(plain)
    sizes = range(1, side // 2 + 1)
    without, with_date = ([[n, accuracy(images, n)] for n in sizes] for images in (plain, printed))
    image = np.rot90((printed if stamp else plain)[state["picture"] - 1], quarters)
    edge = (np.arange(side) < corner) | (np.arange(side) >= side - corner)
    low, high = corner, side - corner
    covers = [[low, high, 0, side], [0, low, low, high], [high, side, low, high]] if high > low else []
    return {
        "panels": [
            {
                "bare": True,
                "square": True,
                "height": 250,
                "x": {"min": 0, "max": side, "label": _svg.fill(words["turned"], {"degrees": 90 * quarters})},
                "y": {"min": 0, "max": side},
                "marks": [
                    {"cells": (image * np.outer(edge, edge)).tolist(), "corners": [[0, side], [side, 0]]},
                    *(
                        {"band": [[left, bottom, top], [right, bottom, top]], "c": 5}
                        for left, right, bottom, top in covers
                    ),
                    {"line": [[0, 0], [side, 0], [side, side], [0, side], [0, 0]], "c": 5},
                ],
            },
            {
                "height": 250,
                "x": {"min": 0.5, "max": side / 2 + 0.5, "label": words["corner"]},
                "y": {"min": 0, "max": 1.05, "label": words["accuracy"]},
                "marks": [
                    {
                        "line": [[0.5, 0.25], [side / 2 + 0.5, 0.25]],
                        "c": 5,
                        "d": 1,
                        "w": "thin",
                        "label": words["chance"],
                    },
                    {"line": without, "c": 0, "label": words["without"]},
                    {"line": with_date, "c": 1, "d": 3, "label": words["with"]},
                    {"dots": [(with_date if stamp else without)[corner - 1]], "c": 1 if stamp else 0, "r": 5},
                ],
            },
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "degrees": 90 * quarters,
                "quarters": quarters,
                "corner": corner,
                "with": 100 * with_date[corner - 1][1],
                "without": 100 * without[corner - 1][1],
                "images": len(plain),
                "pictures": 4 * len(plain),
            },
        ),
    }
