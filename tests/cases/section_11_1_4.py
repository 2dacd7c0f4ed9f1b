"""Answers to the exercises on gradient clipping."""


def _clip(condition, norm="np.sqrt(np.sum(np.square(g)))"):
    """Return an answer to `clip-by-norm` that shortens to `m` where a condition holds."""
    return (
        f"def clip_by_norm(g, m):\n    norm = {norm}\n"
        f"    return g * (m / max(norm, 1e-9)) if {condition} else g"
    )


def _clip_all(condition="n > m", n="np.sqrt(sum(np.sum(g**2) for g in gs))", gs="gs"):
    """Return an answer to `clip-by-global-norm`, of which a part can be put otherwise."""
    return (
        f"def clip_by_global_norm(gs, m):\n    n = {n}\n"
        f"    factor = m / max(n, 1e-9) if {condition} else 1.0\n    return [g * factor for g in {gs}]"
    )


def _optimizer(*arguments):
    return f"def make_optimizer():\n    return keras.optimizers.SGD({', '.join(arguments)})"


RIGHT = {
    "clipped-angle": [
        "angle = 26.57",
        "angle = -26.565",
        "from fractions import Fraction\nangle = Fraction(26565, 1000)",
        "a, b = np.array([2.0, 6.0]), np.ones(2)\n"
        "angle = np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))",
        "angle = keras.ops.convert_to_tensor([26.565])",
    ],
    "clip-by-norm": [
        "import tensorflow as tf\ndef clip_by_norm(gradient, max_norm):\n    return tf.clip_by_norm(gradient, max_norm)",
        "def clip_by_norm(gradient, max_norm):\n    norm = np.linalg.norm(gradient)\n"
        "    if norm <= max_norm:\n        return gradient\n    return gradient / norm * max_norm",
        "def clip_by_norm(g, c):\n    norm = keras.ops.norm(keras.ops.reshape(g, (-1,)))\n"
        "    return keras.ops.where(norm > c, g * c / (norm + 1e-12), g)",
        "clip_by_norm = lambda g, c: g * min(1.0, c / (np.sqrt((g**2).sum()) + 1e-12))",
        _clip("norm > m"),
        _clip("norm >= m", "keras.ops.norm(keras.ops.reshape(g, [-1]))"),
        # In float64, and where it is already short, a copy.
        "def clip_by_norm(gradient, max_norm):\n    gradient = np.array(gradient, 'float64')\n"
        "    norm = np.linalg.norm(gradient)\n    if norm > max_norm:\n        gradient *= max_norm / norm\n    return gradient",
    ],
    "clip-by-global-norm": [
        "import tensorflow as tf\ndef clip_by_global_norm(gradients, max_norm):\n"
        "    return tf.clip_by_global_norm(gradients, max_norm)[0]",
        "def clip_by_global_norm(gradients, max_norm):\n"
        "    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))\n"
        "    return (g * min(1, max_norm / norm) if norm > 0 else g for g in gradients)",
        _clip_all(),
    ],
    "repair-clipping-optimizer": [
        "def make_optimizer():\n    return keras.optimizers.SGD(0.05, momentum=0.0, global_clipnorm=1)",
        "make_optimizer = lambda: keras.optimizers.SGD(global_clipnorm=1.0, learning_rate=0.05)",
        _optimizer("keras.optimizers.schedules.PolynomialDecay(0.05, 10, 0.05)", "global_clipnorm=1.0"),
    ],
    "predict-clipped-distance": [
        "prediction = 2\nmeasured = 20.0",
        "prediction = 20\nmeasured = np.float32(20.0000)",
    ],
}

WRONG = {
    "clipped-angle": [
        ("angle = np.arctan2(6, 2) - np.arctan2(1, 1)", "라디안", "radians"),
        ("angle = 71.57", "두 방향의 차이", "difference between two directions"),
        ("angle = 0", "clipnorm", "clipnorm"),
        ("angle = 0.8944", "코사인", "cosine"),
        ("angle = 18.4", "[−1, 1]로 자르세요", "clip the components"),
        ("angle = 27", "반올림", "rounded too far"),
        ("angle = '26.57'", "따옴표", "without quotes"),
        ("angle = None", "None", "None"),
        ("angle = np.array([71.6, 45.0])", "배열", "array of shape"),
    ],
    "clip-by-norm": [
        (
            "def clip_by_norm(g, c):\n    return g * c / np.linalg.norm(g)",
            "그대로 두어야 합니다",
            "must stay as it is",
        ),
        (_clip("norm**2 > m"), "줄지 않았습니다", "was not brought down"),
        (_clip("norm > 1"), "줄지 않았습니다", "was not brought down"),
        (_clip("norm >= 2 * m"), "줄지 않았습니다", "was not brought down"),
        (_clip("np.max(np.abs(g)) > m"), "줄지 않았습니다", "was not brought down"),
        (_clip("np.sum(g) > m"), "줄지 않았습니다", "was not brought down"),
        (_clip("np.any(g > m)"), "줄지 않았습니다", "was not brought down"),
        (_clip("norm > m", "np.sum(np.abs(g))"), "어떤 노름을", "Which norm"),
        (_clip("norm > m", "np.sqrt(np.mean(g**2))"), "어떤 노름을", "Which norm"),
        (_clip("norm > m", "np.linalg.norm(g, 2)"), "어떤 노름을", "Which norm"),
        (_clip("norm > m").replace("return", "return -1 *"), "부호가 반대", "sign is reversed"),
        (
            "def clip_by_norm(g, m):\n    return g + m",
            "`max_norm`이 되어야 합니다",
            "exactly `max_norm` long",
        ),
        ("def clip_by_norm(g, c):\n    return np.clip(g, -c, c)", "성분마다 잘려서", "clipped by itself"),
        (
            "def clip_by_norm(g, c):\n    return g * min(1, c / np.abs(g).max())",
            "가장 큰 성분",
            "largest component",
        ),
        (
            "def clip_by_norm(g, c):\n    return g * min(1, c / (g**2).sum())",
            "노름의 제곱",
            "square of the norm",
        ),
        (
            "def clip_by_norm(g, c):\n    n = np.linalg.norm(g, axis=-1, keepdims=True)\n"
            "    return g * np.minimum(1, c / np.maximum(n, 1e-9))",
            "행이나 열마다 따로",
            "row by row",
        ),
        (
            "def clip_by_norm(g, c):\n    n = np.linalg.norm(g)\n    return g / n * np.minimum(n, c)",
            "0으로 나누기",
            "division by zero",
        ),
        ("def clip_by_norm(g, c):\n    g * min(1, c / np.linalg.norm(g))", "`return`", "`return`"),
        ("def clip_by_norm(g, c):\n    return g * min(1, c / norm)", "NameError", "Line 2"),
        (
            "def clip_by_norm(g, m):\n    g *= min(1, m / max(np.linalg.norm(g), 1e-9))\n    return g",
            "인수 `g`의 값을 바꾸었습니다",
            "changed its argument `g`",
        ),
        ("def clip_by_norm(g):\n    return g", "매개변수", "arguments"),
        ("clip_by_norm = 3", "함수가 필요한데", "A function is needed"),
    ],
    "clip-by-global-norm": [
        (
            "def clip_by_global_norm(gs, c):\n    return [g * min(1, c / max(np.linalg.norm(g), 1e-9)) for g in gs]",
            "비가 바뀌었습니다",
            "proportion between the two variables",
        ),
        (_clip_all("n**2 > m"), "줄지 않았습니다", "was not brought down"),
        (_clip_all("n > 1"), "줄지 않았습니다", "was not brought down"),
        (_clip_all("any(np.linalg.norm(g) > m for g in gs)"), "줄지 않았습니다", "was not brought down"),
        (_clip_all(n="np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in gs))"), "어떤 노름을", "Which norm"),
        (_clip_all(gs="gs[:2]"), "4개의 리스트", "list of 4"),
        (_clip_all(gs="[x for x in gs if np.any(x)]"), "4개의 리스트", "list of 4"),
        (_clip_all(gs="sorted(gs, key=np.size)"), "순서가 받은 순서와", "not in the order"),
        (_clip_all(gs="gs[::-1]"), "순서가 받은 순서와", "not in the order"),
        (
            "import tensorflow as tf\ndef clip_by_global_norm(gs, m):\n    return tf.clip_by_global_norm(gs, m)",
            "노름도 돌아왔습니다",
            "norm came back along",
        ),
        ("def clip_by_global_norm(gs, m):\n    return gs", "줄지 않았습니다", "was not brought down"),
        (
            "def clip_by_global_norm(gs, c):\n    n = sum(np.linalg.norm(g) for g in gs)\n"
            "    return [g * min(1, c / max(n, 1e-9)) for g in gs]",
            "노름의 합",
            "sum of the norms",
        ),
        (
            "def clip_by_global_norm(gs, c):\n    n = np.sqrt(sum((g**2).sum() for g in gs))\n"
            "    return [g * c / max(n, 1e-9) for g in gs]",
            "그대로 두어야 합니다",
            "must stay as it is",
        ),
        (
            "def clip_by_global_norm(gs, c):\n    n = np.sqrt(sum((g**2).sum() for g in gs))\n"
            "    return gs[0] * min(1, c / max(n, 1e-9))",
            "크기",
            "shape",
        ),
        ("def clip_by_global_norm(gs, c):\n    return 1.0", "2개의 리스트", "list of 2"),
    ],
    "repair-clipping-optimizer": [
        (
            "def make_optimizer():\n    return keras.optimizers.SGD(learning_rate=0.05, clipnorm=1.0)",
            "비율을 잃습니다",
            "loses the proportions",
        ),
        (
            "def make_optimizer():\n    return keras.optimizers.SGD(learning_rate=0.05, clipvalue=1.0)",
            "성분마다 자르면",
            "Clipping by component",
        ),
        (_optimizer("0.05", "clipnorm=1.0"), "1:10", "1:10"),
        (_optimizer("0.5", "global_clipnorm=1.0"), "길이: 0.5", "is 0.5 long"),
        (_optimizer("0.05", "global_clipnorm=0.05"), "길이: 0.0025", "is 0.0025 long"),
        (_optimizer("0.05", "global_clipnorm=10.0"), "길이: 0.5", "is 0.5 long"),
        (_optimizer("0.5", "global_clipnorm=0.1"), "잘리지 않고", "should not be clipped"),
        (_optimizer("1.0", "global_clipnorm=0.05"), "잘리지 않고", "should not be clipped"),
        (_optimizer("0.05", "0.9", "global_clipnorm=1.0"), "지난 스텝을 기억", "remembers the step before"),
        (
            _optimizer("keras.optimizers.schedules.ExponentialDecay(0.05, 1, 0.5)", "global_clipnorm=1.0"),
            "스텝마다 바뀝니다",
            "changes from step to step",
        ),
        (
            _optimizer("0.05", "global_clipnorm=1.0", "weight_decay=0.01"),
            "다른 인수가 없는",
            "other arguments",
        ),
        (
            _optimizer("0.05", "global_clipnorm=1.0", "gradient_accumulation_steps=2"),
            "움직이지 않았습니다",
            "did not move",
        ),
        (
            "def make_optimizer():\n    return keras.optimizers.Adam(0.05, global_clipnorm=1.0)",
            "다른 인수가 없는 `SGD`",
            "an `SGD`",
        ),
        # One that brings every gradient to a norm of 1, short ones too.
        (
            "class Always(keras.optimizers.SGD):\n    def _clip_gradients(self, grads):\n"
            "        norm = sum(float((g.numpy() ** 2).sum()) for g in grads) ** 0.5\n"
            "        return [g / norm for g in grads]\n"
            "def make_optimizer():\n    return Always(0.05, global_clipnorm=1.0)",
            "잘리지 않고",
            "should not be clipped",
        ),
        (
            "def make_optimizer():\n    return keras.optimizers.SGD(global_clipnorm=1.0)",
            "학습률은 0.05",
            "should be 0.05",
        ),
        (
            "def make_optimizer():\n    return keras.optimizers.SGD(lr=0.05, global_clipnorm=1.0)",
            "예외",
            "Line 2",
        ),
        ("def make_optimizer():\n    keras.optimizers.SGD(0.05, global_clipnorm=1.0)", "return", "return"),
        ("def make_optimizer():\n    return keras.optimizers.SGD(0.05)", "잘리지 않았습니다", "not clipped"),
    ],
    "predict-clipped-distance": [
        ("prediction = 20\nmeasured = 2.0", "성분 하나", "one component"),
        ("prediction = 20\nmeasured = ...", "`measured`에 아직", "`measured` has no answer"),
        ("prediction = 20\nmeasured = 200", "더한 값", "adds up"),
        ("prediction = 'far'\nmeasured = 20.0", "문자열", "a string"),
        ("prediction = 20\nmeasured = 1", "한 스텝만", "a single step"),
        ("prediction = 20\nmeasured = 20_000", "잘리지 않았습니다", "not clipped"),
        ("prediction = 20\nmeasured = 400", "제곱입니다", "square of the distance"),
    ],
}
