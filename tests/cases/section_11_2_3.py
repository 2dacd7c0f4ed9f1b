"""Answers to the exercises on pretraining with an auxiliary task."""


def _scores(chance="np.log(4)", accuracy="0.8", loss="0.4 * np.log(2)"):
    return f"chance = {chance}\naccuracy = {accuracy}\nloss = {loss}"


def _task(*lines):
    return "def rotation_task(images):\n" + "\n".join(f"    {line}" for line in lines)


def _sets(*lines):
    return "def rotation_sets(X, n_valid, rng):\n" + "\n".join(f"    {line}" for line in lines)


def _hide(*lines):
    return "def hide_date(X):\n" + "\n".join(f"    {line}" for line in lines)


_TURN = "turn = lambda A: np.concatenate([np.rot90(A, k, axes=(1, 2)) for k in range(4)])"
_LABEL = "label = lambda A: np.repeat(np.arange(4), len(A))"
_GROUPS = (
    "X, y = auxiliary.rotation_task(letters, seed=3)\n"
    "groups = {}\n"
    "for image, k in zip(X, y):\n    groups.setdefault(image.tobytes(), []).append(int(k))\n"
)

RIGHT = {
    "what-rotation-can-score": [
        _scores("1.386", "0.8", "0.277"),
        _scores("1.39", "4 / 5", "0.27726"),
        "import math\nfrom fractions import Fraction\n"
        "chance, accuracy, loss = 2 * math.log(2), Fraction(4, 5), -0.4 * math.log(0.5)",
        "import keras\nsce = keras.losses.sparse_categorical_crossentropy\n"
        "chance = sce(np.array([2]), np.full((1, 4), 0.25, 'float32'))\naccuracy = np.array([0.8])\n"
        "p = np.array([[1, 0, 0, 0]] * 3 + [[0.5, 0, 0.5, 0]] * 2, 'float32')\n"
        "loss = keras.ops.mean(sce(np.zeros(5), p))",
    ],
    "rotation-task": [
        # Image by image, in another order.
        _task(
            "X, y = [], []",
            "for image in images:",
            "    for k in range(4):",
            "        X.append(np.rot90(image, k))",
            "        y.append(k)",
            "return np.array(X), np.array(y)",
        ),
        # TensorFlow, which wants channels.
        _task(
            "import tensorflow as tf",
            "X = [tf.image.rot90(images[..., None], k)[..., 0] for k in range(4)]",
            "return tf.concat(X, axis=0), tf.repeat(tf.range(4), len(images))",
        ),
        # Flips and a swap of axes, an array that is filled, labels of another type, a list.
        _task(
            "n = len(images)",
            "X, y = np.empty((4 * n, *images.shape[1:])), np.zeros(4 * n)",
            "for k, turned in enumerate([images, images.transpose(0, 2, 1)[:, ::-1], images[:, ::-1, ::-1], images.transpose(0, 2, 1)[:, :, ::-1]]):",
            "    X[k::4] = turned",
            "    y[k::4] = k",
            "return [X, y]",
        ),
        # Shuffled, with one order for both.
        _task(
            "X = np.stack([np.rot90(images, -k, axes=(2, 1)) for k in range(4)], axis=1).reshape(-1, *images.shape[1:])",
            "y = np.tile(np.arange(4), len(images))",
            "order = np.random.default_rng().permutation(len(y))",
            "return X[order], y[order]",
        ),
        "import keras\nrotation_task = lambda images: (keras.ops.concatenate([keras.ops.rot90(images, k, axes=(1, 2))"
        " for k in (3, 1, 2, 0)]), keras.ops.repeat(np.array([3, 1, 2, 0]), len(images)))",
    ],
    "repair-leaking-split": [
        _sets(
            "chosen = rng.choice(len(X), n_valid, replace=False)",
            "valid = np.zeros(len(X), bool)",
            "valid[chosen] = True",
            _TURN,
            _LABEL,
            "return turn(X[~valid]), label(X[~valid]), turn(X[valid]), label(X[valid])",
        ),
        _sets(
            "X = rng.permutation(X)",
            "train, valid = X[:-n_valid], X[-n_valid:]",
            "return [*auxiliary.rotation_task(train, seed=1), *auxiliary.rotation_task(valid, seed=2)]",
        ),
        # Turned first, but divided by image.
        _sets(
            "X_rotated = np.concatenate([np.rot90(X, k, axes=(1, 2)) for k in range(4)])",
            "y = np.repeat(np.arange(4), len(X))",
            "image = np.tile(np.arange(len(X)), 4)",
            "valid = np.isin(image, rng.permutation(len(X))[:n_valid])",
            "return X_rotated[~valid], y[~valid], X_rotated[valid], y[valid]",
        ),
    ],
    "predict-letters": [
        _GROUPS
        + "prediction = 0.65\nmeasured = sum(max(g.count(k) for k in g) for g in groups.values()) / 20",
        _GROUPS + "prediction = 1\nmeasured = np.float32(len(groups) / 20)",
        "turned = np.array([np.rot90(a, k) for a in letters for k in range(4)])\n"
        "prediction = 0.55\nmeasured = len(np.unique(turned.reshape(20, -1), axis=0)) / len(turned)",
    ],
    "close-shortcut": [
        _hide(
            "X = X.copy()",
            "for k in range(4):",
            "    X = np.rot90(X, axes=(1, 2)).copy()",
            "    X[:, 1:3, 1:6] = 0",
            "return X",
        ),
        _hide(
            "out = np.array(X, 'float64')",
            "out[:, 1:3, 1:6] = out[:, -3:-1, -6:-1] = 0",
            "out[:, -6:-1, 1:3] = out[:, 1:6, -3:-1] = 0",
            "return out",
        ),
        _hide(
            "import keras",
            "mask = np.ones(X.shape[1:], 'float32')",
            "mask[1:3, 1:6] = 0",
            "mask = mask * np.rot90(mask) * np.rot90(mask, 2) * np.rot90(mask, 3)",
            "return keras.ops.multiply(X, mask)",
        ),
    ],
}

WRONG = {
    "what-rotation-can-score": [
        (_scores(chance="np.log2(4)"), "자연로그가 아닙니다", "not the natural logarithm"),
        (_scores(chance="-np.log(4)"), "손실이 음수", "loss is negative"),
        (_scores(chance="0.25"), "정확도입니다", "accuracy, not the loss"),
        (_scores(chance="np.log(10)"), "클래스가 열 개", "ten classes"),
        (_scores(chance="np.log(4) / 4"), "한 번 더 평균", "mean over the four answers"),
        (_scores(chance="1"), "옳은 답에 확률을 얼마나", "How much probability"),
        (_scores(accuracy="0.6"), "모두 틀린 것으로", "as all wrong"),
        (_scores(accuracy="0.7"), "네 개 가운데 하나를 찍었습니다", "guesses among four"),
        (_scores(accuracy="1.0"), "모두 맞힐 수는 없습니다", "cannot all be right"),
        (_scores(accuracy="80"), "퍼센트", "per cent"),
        (_scores(loss="0.4"), "자연로그가 아닙니다", "not the natural logarithm"),
        (_scores(loss="np.log(2)"), "이미지만의 손실", "loss on the images that look the same"),
        (_scores(loss="0.4 * np.log(4)"), "네 개에 확률을 나누어", "among four answers"),
        (_scores(loss="-np.log(0.8)"), "먼저 평균하고 로그", "logarithm of a mean"),
        (_scores(loss="0"), "0이 될 수 없습니다", "cannot be 0"),
        (_scores(loss="0.28"), "너무 많이 반올림", "rounded too far"),
        (_scores(chance="1.4"), "너무 많이 반올림", "rounded too far"),
        (_scores(loss="0.6 * np.log(2)"), "비율이 바뀌었습니다", "shares of the two kinds"),
        (_scores(loss="..."), "`loss`에 아직", "`loss` has no answer"),
    ],
    "rotation-task": [
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, np.tile(np.arange(4), len(images))",
            ),
            "순서가 이미지의 순서와 다릅니다",
            "not in the order of the images",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(2, 1)) for k in range(4)])",
                "return X, np.repeat(np.arange(4), len(images))",
            ),
            "시계 방향",
            "clockwise",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k) for k in range(4)])",
                "return X, np.repeat(np.arange(4), len(images))",
            ),
            "이미지 사이에서 섞였습니다",
            "mixed between images",
        ),
        (
            _task(
                "X = np.concatenate([images, images[:, ::-1], images[:, :, ::-1], images[:, ::-1, ::-1]])",
                "return X, np.repeat(np.arange(4), len(images))",
            ),
            "뒤집힌 이미지",
            "flipped",
        ),
        (
            _task(
                "X = np.concatenate([images, images.transpose(0, 2, 1)] * 2)",
                "return X, np.repeat(np.arange(4), len(images))",
            ),
            "뒤집힌 이미지",
            "flipped",
        ),
        (
            _task("return np.concatenate([images] * 4), np.repeat(np.arange(4), len(images))"),
            "여러 번 있고",
            "more than once",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, 90 * np.repeat(np.arange(4), len(images))",
            ),
            "레이블이 각도",
            "labels are angles",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, 1 + np.repeat(np.arange(4), len(images))",
            ),
            "1부터 시작",
            "start at 1",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, np.eye(4)[np.repeat(np.arange(4), len(images))]",
            ),
            "원-핫",
            "one-hot",
        ),
        (
            _task(
                "X = np.stack([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, np.repeat(np.arange(4), len(images))",
            ),
            "축이 따로 있습니다",
            "have an axis each",
        ),
        (
            _task(
                "X = []",
                "for k in range(4):",
                "    images = np.rot90(images, k, axes=(1, 2))",
                "    X.append(images)",
                "return np.concatenate(X), np.repeat(np.arange(4), len(images))",
            ),
            "레이블이 말하는 횟수만큼",
            "as many times as the label says",
        ),
        (
            _task(
                "X = np.zeros((4 * len(images), *images.shape[1:]))",
                "for i, image in enumerate(images):",
                "    for k in range(4):",
                "        X[i + k] = np.rot90(image, k)",
                "return X, np.tile(np.arange(4), len(images))",
            ),
            "배열을 다 채웠는지",
            "whether the array was filled",
        ),
        (
            _task(
                "k = np.random.default_rng(0).integers(0, 4, len(images))",
                "return np.array([np.rot90(a, t) for a, t in zip(images, k)]), k",
            ),
            "돌릴 횟수를 뽑았습니까",
            "or were the turns drawn",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(1, 4)])",
                "return X, np.repeat(np.arange(1, 4), len(images))",
            ),
            "샘플이 12개입니다",
            "0° included",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return np.repeat(np.arange(4), len(images)), X",
            ),
            "두 값의 순서가",
            "two values are swapped",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return np.tile(X, (4, 1, 1))[: 4 * len(images)], np.arange(4)",
            ),
            "샘플마다 하나씩",
            "One label is needed for each sample",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, np.repeat(['0', '90', '180', '270'], len(images))",
            ),
            "문자열",
            "strings",
        ),
        *(
            (
                _task(
                    "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                    f"return {value}, np.repeat(np.arange(4), len(images))",
                ),
                "dtype도 보세요",
                "at its dtype",
            )
            for value in ("X.astype(int)", "X.astype('uint8')", "np.round(X)", "np.abs(X)")
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "y = np.repeat(np.arange(4), len(images))",
                "rng = np.random.default_rng(0)",
                "return rng.permutation(X), rng.permutation(y)",
            ),
            "순서가 이미지의 순서와 다릅니다",
            "not in the order of the images",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X / 255, np.repeat(np.arange(4), len(images))",
            ),
            "없던 픽셀 값",
            "values in `X_rotated` that no image has",
        ),
        (
            _task("return np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])"),
            "값 2개",
            "2 values",
        ),
        (
            _task("X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])"),
            "값 2개",
            "2 values",
        ),
        (
            _task(
                "X = np.concatenate([np.rot90(images, k, axes=(1, 2)) for k in range(4)])",
                "return X, np.arange(len(X))",
            ),
            "돌린 횟수가 아닙니다",
            "not the quarter turns",
        ),
    ],
    "repair-leaking-split": [
        (
            _sets(
                "X_rotated, y = auxiliary.rotation_task(X, seed=0)",
                "order = rng.permutation(len(y))",
                "valid, train = order[: 4 * n_valid], order[4 * n_valid :]",
                "return X_rotated[train], y[train], X_rotated[valid], y[valid]",
            ),
            "두 세트에 나뉘어",
            "are in both sets",
        ),
        (
            _sets(
                _TURN,
                _LABEL,
                "return turn(X[n_valid:]), label(X[n_valid:]), turn(X[:n_valid]), label(X[:n_valid])",
            ),
            "늘 같은 이미지",
            "the same images go into",
        ),
        (
            _sets(
                "order = np.random.permutation(len(X))",
                _TURN,
                _LABEL,
                "a, b = X[order[n_valid:]], X[order[:n_valid]]",
                "return turn(a), label(a), turn(b), label(b)",
            ),
            "다른 이미지가 검증",
            "other images went into",
        ),
        (
            _sets(
                "X = rng.permutation(X)",
                _TURN,
                _LABEL,
                "return turn(X[n_valid:]), label(X[n_valid:]), X[:n_valid], np.zeros(n_valid)",
            ),
            "빠진 회전",
            "Rotations are missing",
        ),
        (
            _sets(
                "X = rng.permutation(X)",
                _TURN,
                _LABEL,
                "n = n_valid // 4",
                "return turn(X[n:]), label(X[n:]), turn(X[:n]), label(X[:n])",
            ),
            "원래 이미지의 수",
            "as many original images",
        ),
        (
            _sets(
                "X = rng.permutation(X)",
                _TURN,
                _LABEL,
                "return turn(X[:n_valid]), label(X[:n_valid]), turn(X[n_valid:]), label(X[n_valid:])",
            ),
            "서로 바뀌었습니다",
            "are exchanged",
        ),
        (
            _sets(
                "order = rng.permutation(len(X))",
                _TURN,
                _LABEL,
                "a, b = X[order[n_valid:]], X[order[:n_valid]]",
                "return turn(a), turn(b), label(a), label(b)",
            ),
            "배열 네 개의 순서",
            "in another order",
        ),
        *(
            (
                _sets(
                    f"valid = {drawn}",
                    "train = np.setdiff1d(np.arange(len(X)), valid)",
                    _TURN,
                    _LABEL,
                    "return turn(X[train]), label(X[train]), turn(X[valid]), label(X[valid])",
                ),
                *phrases,
            )
            for drawn, *phrases in (
                (
                    "np.arange(n_valid) + rng.integers(0, 2)",
                    "한 번도 들어가지 않는",
                    "never go into",
                ),
                (
                    "np.roll(np.arange(len(X)), rng.integers(len(X)))[:n_valid]",
                    "늘 같은 이미지들이 함께",
                    "always go into the validation set together",
                ),
                (
                    "np.random.default_rng(42).permutation(len(X))[:n_valid]",
                    "함수 안에서 시드를",
                    "Set no seed inside",
                ),
                (
                    "rng.permutation(len(X) - 1)[:n_valid]",
                    "한 번도 들어가지 않는",
                    "never go into",
                ),
            )
        ),
        (
            _sets(
                "X = rng.permutation(X)",
                _TURN,
                "label = lambda A: -np.repeat(np.arange(4), len(A)) % 4",
                "return turn(X[n_valid:]), label(X[n_valid:]), turn(X[:n_valid]), label(X[:n_valid])",
            ),
            "`y_train`: 31번부터의 레이블 3",
            "`y_train`: the labels from number 31 on 3",
        ),
        (
            _sets(
                "X = rng.permutation(X).astype(int)",
                _TURN,
                _LABEL,
                "return turn(X[n_valid:]), label(X[n_valid:]), turn(X[:n_valid]), label(X[:n_valid])",
            ),
            "dtype도 보세요",
            "at its dtype",
        ),
        (
            _sets(
                "X = rng.permutation(X)",
                _TURN,
                "label = lambda A: np.tile(np.arange(4), len(A))",
                "return turn(X[n_valid:]), label(X[n_valid:]), turn(X[:n_valid]), label(X[:n_valid])",
            ),
            "순서가 이미지의 순서와 다릅니다",
            "not in the order of the images",
        ),
        (
            _sets(
                "a, b = X[rng.permutation(len(X))[n_valid:]], X[rng.permutation(len(X))[:n_valid]]",
                _TURN,
                _LABEL,
                "return turn(a), label(a), turn(b), label(b)",
            ),
            "두 세트에 나뉘어",
            "are in both sets",
        ),
        (_sets("return auxiliary.rotation_task(X, seed=0)"), "값 4개", "4 values"),
    ],
    "predict-letters": [
        ("prediction = 0.5\nmeasured = 0.65", "글자마다 따로", "each letter by itself"),
        ("prediction = 0.5\nmeasured = 1.0", "모두 맞힐 수는", "Not all can be right"),
        ("prediction = 0.5\nmeasured = 0.4", "모두 틀린 것으로", "in doubt as wrong"),
        (_GROUPS + "prediction = 0.5\nmeasured = len(groups)", "비율이 아니라 개수", "not a share"),
        (
            _GROUPS
            + "prediction = 0.5\nmeasured = np.mean([max(g.count(k) for k in g) / len(g) for g in groups.values()])",
            "묶음마다 낸 정확도",
            "mean of the groups",
        ),
        ("prediction = 0.5\nmeasured = ...", "`measured`에 아직", "`measured` has no answer"),
        ("prediction = 'all'\nmeasured = 0.55", "문자열", "a string"),
        ("prediction = 55\nmeasured = 0.55", "0과 1 사이의 수", "number from 0 to 1"),
        ("prediction = -1\nmeasured = 0.55", "0과 1 사이의 수", "number from 0 to 1"),
        ("prediction = 0.5\nmeasured = 0.9", "모두 그려 보세요", "Draw all five letters"),
    ],
    "close-shortcut": [
        (
            _hide("X = X.copy()", "X[:, 1:3, 1:6] = 0", "return X"),
            "한 구석에만 있는 빈자리",
            "blank in one corner",
        ),
        (
            _hide(
                "X = X.copy()",
                "for A in (X, X[:, ::-1], X[:, :, ::-1], X[:, ::-1, ::-1]):",
                "    A[:, 1:3, 1:6] = 0",
                "return X",
            ),
            "90° 돌린 것과",
            "turn by 90° from none",
        ),
        (
            _hide("X = X.copy()", "X[:, 1:3, 1:6] = X[:, -3:-1, -6:-1] = 0", "return X"),
            "90° 돌린 것과",
            "turn by 90° from none",
        ),
        (
            _hide("X = X.copy()", "X[:, 1:3, 1:6] = X[:, 1:3, -6:-1] = 0", "return X"),
            "몇 번 돌렸는지",
            "how far a picture was turned",
        ),
        (
            _hide(
                "X = X.copy()",
                "for A in (X, X[:, ::-1], X[:, :, ::-1], X[:, ::-1, ::-1]):",
                "    A[:, 1:6, 1:6] = 0",
                "return X",
            ),
            "많은 픽셀을 가렸습니다",
            "more pixels are hidden",
        ),
        (
            _hide("out = np.zeros_like(X)", "out[:, 6:-6, 6:-6] = X[:, 6:-6, 6:-6]", "return out"),
            "많은 픽셀을 가렸습니다",
            "more pixels are hidden",
        ),
        (_hide("return np.zeros_like(X)"), "많은 픽셀을 가렸습니다", "more pixels are hidden"),
        (_hide("return X"), "날짜가 아직 보입니다", "can still be seen"),
        (
            _hide(
                "hidden = np.zeros(X.shape[1:], bool)",
                "hidden[1:2, 1:5] = True",
                "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                "return np.where(hidden, 0, X)",
            ),
            "날짜가 아직 보입니다",
            "can still be seen",
        ),
        (
            _hide(
                "hidden = np.zeros((14, 14), bool)",
                "hidden[1:3, 1:6] = True",
                "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                "return np.where(hidden, 0, X)",
            ),
            "예외",
            "Line 5",
        ),
        (
            _hide(
                "hidden = np.zeros(X.shape[1:], bool)",
                "hidden[1:3, 1:6] = True",
                "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                "X[:, hidden] = 0",
                "return X",
            ),
            "인수 `X`의 값을",
            "changed its argument `X`",
        ),
        (
            # The date's place grows with the size, from 28 on.
            _hide(
                "hidden, s = np.zeros(X.shape[1:], bool), len(X[0]) // 14",
                "hidden[s : 3 * s, s : 6 * s] = True",
                "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                "return np.where(hidden, 0, X)",
            ),
            "날짜가 아직 보입니다",
            "can still be seen",
        ),
        *(
            (
                _hide(
                    "hidden = np.zeros(X.shape[1:], bool)",
                    "hidden[1:3, 1:6] = True",
                    "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                    f"return {value}",
                ),
                *phrases,
            )
            for value, *phrases in (
                ("hidden", "가린 사진을 돌려주세요", "not a map of the places"),
                ("np.where(hidden & (X > 0), 0, X)", "픽셀의 값을 보고", "by their values"),
                ("np.clip(X * ~hidden, 0, 1)", "다른 값이 되었습니다", "neither became 0"),
                ("np.where(hidden, 0, X).astype(int)", "dtype이 정수이면", "array of integers"),
            )
        ),
        (
            _hide(
                "hidden = np.zeros(X.shape[1:], bool)",
                "hidden[1:3, 1:6] = True",
                "hidden = np.any([np.rot90(hidden, k) for k in range(4)], axis=0)",
                "return np.where(hidden, X.mean(), X)",
            ),
            "다른 값이 되었습니다",
            "neither became 0",
        ),
        (
            _hide("X = X.copy()", "X[1:3, 1:6] = 0", "return X"),
            "사진마다 다른 자리",
            "Different pixels are hidden",
        ),
        (_hide("X = X.copy()", "X[:, 1:3, 1:6] = 0"), "`return`", "`return`"),
    ],
}
