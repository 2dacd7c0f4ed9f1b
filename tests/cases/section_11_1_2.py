"""Answers to the exercises on activation functions that do not saturate."""

_NETWORK = """
def make_network():
    inputs = keras.Input((100,))
    x = inputs
    for _ in range({layers}):
        hidden = keras.layers.Dense(100, activation={activation!r}, kernel_initializer={init!r})(x)
        x = keras.layers.{dropout}({x})
    return keras.Model(inputs, x)
"""


def _network(
    layers=20, activation="selu", init="lecun_normal", dropout="AlphaDropout(0.1)", x="hidden", append=""
):
    return (
        _NETWORK.format(layers=layers, activation=activation, init=init, dropout=dropout, x=x).strip()
        + append
    )


_STANDARDIZED = """
g = {g}
z = np.random.default_rng(1).normal(size={n}).astype("float32")
m, s = float(np.mean(np.array(g(z)))), float(np.std(np.array(g(z))))
def activation(z):
    return {value}
"""


def _standardized(g, value="(g(z) - m) / s", n=1_000_000):
    return _STANDARDIZED.format(g=g, value=value, n=n).strip()


def _elu_pair(elu="np.where(z > 0, z, a * np.expm1(z))", slope="np.where(z > 0, 1.0, a * np.exp(z))"):
    return f"def elu(z, a):\n    return {elu}\ndef elu_derivative(z, a):\n    return {slope}"


_MEASURE = "X = np.random.default_rng(5).{draw}(size=({samples}, 1000))\n{dense}"
_DENSE = "layer = keras.layers.Dense(10_000, activation='relu', kernel_initializer='he_normal')\noutputs = np.array(layer(X))\n"


def _measured(measure, draw="normal", samples=3, dense=_DENSE):
    return f"prediction = 0.1\n{_MEASURE.format(draw=draw, samples=samples, dense=dense)}measured = {measure}"


_SUBCLASS = """
class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.drops = [keras.layers.AlphaDropout(0.1) for _ in range(20)]
        self.dense = [
            keras.layers.Dense(100, kernel_initializer=keras.initializers.RandomNormal(stddev=0.1))
            for _ in range(20)
        ]

    def call(self, x, training=False):
        for dense, drop in zip(self.dense[::-1], self.drops):
            x = drop(keras.activations.selu(dense(x)), training=training)
        return x


make_network = Network
"""

_SEQUENTIAL = """
def make_network():
    model = keras.Sequential()
    for i in range(20):
        model.add(keras.layers.Dense(100, use_bias=False, kernel_initializer=keras.initializers.LecunNormal(seed=i)))
        model.add(keras.layers.Activation(keras.activations.selu))
        model.add(keras.layers.AlphaDropout(rate=0.1))
    model.compile(loss="mse", optimizer="sgd")
    return model
"""

RIGHT = {
    "leaky-relu-mean": [
        "mean = 0.3",
        "z = np.random.default_rng(0).normal(size=1_000_000)\nmean = np.where(z > 0, z, 0.25 * z).mean()",
        "z = keras.random.normal((1_000_000,), seed=1)\n"
        "mean = keras.ops.mean(keras.layers.LeakyReLU(negative_slope=0.25)(z))",
        "from fractions import Fraction\nmean = Fraction(299, 1000)",
    ],
    "elu": [
        "def elu(z, alpha):\n    return keras.activations.elu(z, alpha)\n"
        "import tensorflow as tf\n"
        "def elu_derivative(z, alpha):\n    z = tf.constant(z)\n    with tf.GradientTape() as tape:\n"
        "        tape.watch(z)\n        value = elu(z, alpha)\n    return tape.gradient(value, z)",
        _elu_pair("np.where(z >= 0, z, a * (np.exp(z) - 1))", "np.where(z >= 0, 1, a * np.exp(z))"),
        "def elu(z, alpha):\n    z = z.copy()\n    low = z < 0\n    z[low] = alpha * np.expm1(z[low])\n    return z\n"
        "def elu_derivative(z, alpha):\n    return np.where(z < 0, elu(z, alpha) + alpha, 1.0)",
        "import math\nelu = np.vectorize(lambda z, a: float(z) if z > 0 else a * (math.exp(z) - 1), otypes=[float])\n"
        "elu_derivative = np.vectorize(lambda z, a: 1.0 if z > 0 else a * math.exp(z), otypes=[float])",
        "def elu(z, alpha):\n    return keras.ops.relu(z) + alpha * (keras.ops.exp(keras.ops.minimum(z, 0.0)) - 1)\n"
        "def elu_derivative(z, alpha):\n"
        "    return keras.ops.where(z > 0, 1.0, alpha * keras.ops.exp(keras.ops.minimum(z, 0.0)))",
        # A central difference, of arrays in float64.
        _elu_pair(slope="(elu(z + 1e-5, a) - elu(z - 1e-5, a)) / 2e-5"),
        _elu_pair(slope="(elu(z + 0.01, a) - elu(z - 0.01, a)) / 0.02"),
        # TensorFlow, in float32 only.
        "import tensorflow as tf\ndef elu(z, a):\n    return tf.nn.relu(z) + tf.constant(a) * tf.math.expm1(tf.minimum(z, 0))\n"
        "def elu_derivative(z, a):\n    return tf.where(z > 0, tf.constant(1.0), tf.constant(a) * tf.exp(tf.minimum(z, 0)))",
        # In place, but in a copy; and half way between the two slopes at the kink.
        "def elu(z, a):\n    z = z.copy()\n    np.copyto(z, a * np.expm1(z), where=z < 0)\n    return z\n"
        "def elu_derivative(z, a):\n    return np.select([z > 0, z < 0], [1.0, a * np.exp(np.minimum(z, 0))], (1 + a) / 2)",
    ],
    "dead-share": [
        "def dead_share(outputs):\n    return 1 - np.any(outputs, axis=0).sum() / outputs.shape[1]",
        "def dead_share(outputs):\n    dead = 0\n    for unit in outputs.T:\n"
        "        if all(value == 0 for value in unit):\n            dead += 1\n    return dead / len(outputs.T)",
        "def dead_share(outputs):\n    dead = keras.ops.all(keras.ops.equal(outputs, 0), axis=0)\n"
        "    return keras.ops.mean(keras.ops.cast(dead, 'float32'))",
        "import tensorflow as tf\ndef dead_share(outputs):\n"
        "    return tf.reduce_mean(tf.cast(tf.reduce_max(tf.abs(outputs), axis=0) == 0, tf.float32))",
        "dead_share = lambda a: float((np.count_nonzero(a, axis=0) < 1).mean())",
        "from fractions import Fraction\ndef dead_share(a):\n"
        "    return Fraction(int((a == 0).all(0).sum()), a.shape[1])",
    ],
    "predict-dead-by-chance": [
        _measured("np.mean(outputs.max(axis=0) == 0)"),
        "prediction = 1 / 8\nrng = np.random.default_rng(8)\nW = rng.normal(size=(1000, 10_000)) * np.sqrt(2 / 1000)\n"
        "measured = np.mean((rng.normal(size=(3, 1000)) @ W <= 0).all(axis=0))",
        _measured("keras.ops.mean(keras.ops.cast(keras.ops.all(outputs == 0, axis=0), 'float32'))"),
    ],
    "repair-selu-network": [
        _SEQUENTIAL,
        _SUBCLASS,
        _network(init="glorot_normal"),
        _network(init="lecun_uniform"),
        "def make_network():\n    def block():\n"
        "        return [keras.layers.Dense(100, 'selu', kernel_initializer=keras.initializers.VarianceScaling()),\n"
        "                keras.layers.AlphaDropout(0.1)]\n"
        "    return keras.Sequential([keras.Input((100,))] + sum([block() for _ in range(20)], []))",
    ],
    "design-self-normalizing": [
        _standardized("keras.activations.sigmoid"),
        _standardized("np.arctan", n=30_000),
        _standardized("lambda z: np.where(z > 0, z, 2 * (np.exp(np.minimum(z, 0)) - 1))"),
        "activation = lambda z: keras.ops.arcsinh(z) / 0.796 if not isinstance(z, np.ndarray) else np.arcsinh(z) / 0.796",
        "class Standardized(keras.layers.Layer):\n    def call(self, z):\n"
        "        return (keras.activations.elu(-z) - 0.1605) / 0.7873\nactivation = Standardized()",
        "z = keras.random.normal((1_000_000,), seed=0)\nout = keras.activations.elu(z)\n"
        "m, s = keras.ops.mean(out), keras.ops.std(out)\n"
        "def activation(z):\n    return (keras.activations.elu(z) - m) / s",
        "points = np.linspace(-10, 10, 100_001)\ndensity = np.exp(-points**2 / 2) / np.exp(-points**2 / 2).sum()\n"
        "g = lambda z: np.where(z > 0, z, 1.5 * np.expm1(np.minimum(z, 0)))\n"
        "m = density @ g(points)\ns = np.sqrt(density @ g(points) ** 2 - m**2)\n"
        "activation = lambda z: (g(z) - m) / s",
    ],
}

WRONG = {
    "leaky-relu-mean": [
        ("mean = 1 / np.sqrt(2 * np.pi)", "ReLU의 평균", "ReLU's mean"),
        ("mean = 1.25 / np.sqrt(2 * np.pi)", "뺄 자리에 더했습니다", "wrong sign"),
        ("mean = 0.25 / np.sqrt(2 * np.pi)", "음수 쪽의 몫만", "Only the share of the negative"),
        ("mean = -0.25 / np.sqrt(2 * np.pi)", "음수 쪽의 몫만", "Only the share of the negative"),
        ("mean = 0", "출력의 평균도 0인 것은", "outputs mean 0"),
        (
            "z = np.random.default_rng(0).normal(size=1_000_000).astype('float32')\n"
            "mean = float(np.mean(np.array(keras.layers.LeakyReLU()(z))))",
            "`negative_slope`를 직접",
            "`negative_slope` yourself",
        ),
        (
            "z = np.random.default_rng(0).normal(size=1_000_000).astype('float32')\n"
            "mean = float(np.mean(np.array(keras.activations.leaky_relu(z))))",
            "케라스의 기본값",
            "Keras' default slopes",
        ),
        ("mean = 2 * 0.75 / np.sqrt(2 * np.pi)", "절반으로 나누었습니다", "half of the inputs"),
        ("mean = 0.99 / np.sqrt(2 * np.pi)", "기울기가 0.01일 때", "negative slope of 0.01"),
        ("mean = 0.3055", "더 많이 뽑으세요", "Draw more numbers"),
        ("mean = 0.16", "몇 배로 줄고", "By how much do the outputs"),
        ("mean = keras.layers.LeakyReLU(negative_slope=0.25)", "불러서 얻은 값", "by calling it"),
    ],
    "elu": [
        (_elu_pair("np.where(z > 0, z, np.expm1(z))"), "`alpha`를 쓰지", "`alpha` is not used"),
        (_elu_pair("np.where(z > 0, z, a * np.exp(z))"), "1을 빼는", "The 1 is subtracted"),
        (_elu_pair("np.where(z > 0, z, a * np.exp(z) - 1)"), "1을 빼는", "The 1 is subtracted"),
        (_elu_pair("np.where(z > 0, z, np.expm1(a * z))"), "지수 안에", "into the exponent"),
        (_elu_pair("np.where(z > 0, z, a * (1 - np.exp(z)))"), "부호가 바뀌었습니다", "wrong sign"),
        (_elu_pair("np.where(z > 0, z, a * z)"), "LeakyReLU입니다", "leaky ReLU, not ELU"),
        (_elu_pair("np.maximum(z, 0)"), "ReLU와 같습니다", "as with ReLU"),
        (_elu_pair("a * np.where(z > 0, z, np.expm1(z))"), "양수 쪽에도", "positive side is multiplied"),
        (_elu_pair("np.maximum(z, a * np.expm1(z))"), "큰 것을 골랐습니다", "larger of the two"),
        (_elu_pair("np.where(z < 0, z, a * np.expm1(z))"), "서로 바뀌었습니다", "wrong way round"),
        (_elu_pair("np.array(keras.activations.selu(z))"), "SELU의 값", "SELU's values"),
        (_elu_pair("np.array(keras.activations.elu(z))"), "`alpha`를 쓰지", "`alpha` is not used"),
        (_elu_pair("z * (z > 0) + a * np.expm1(z) * (z <= 0)"), "유한하지 않은", "not finite"),
        (_elu_pair("z if z > 0 else a * np.expm1(z)"), "`np.where`", "`np.where`"),
        (
            _elu_pair("np.where(z > 0, z, a * np.expm1(z)).ravel()"),
            "크기가 같은 배열",
            "Return the shape that came in",
        ),
        (
            "def elu(z, a):\n    np.copyto(z, a * np.expm1(z), where=z < 0)\n    return z\nelu_derivative = elu",
            "인수 `z`의 값을",
            "changed its argument `z`",
        ),
        (
            _elu_pair(slope="np.where(z > 0, 1.0, a * np.exp(np.minimum(z, 0))).astype(int)"),
            "결과가 정수입니다",
            "holds integers",
        ),
        (_elu_pair(slope="np.where(z > 0, 1.0, np.exp(z))"), "`alpha`를 쓰지", "`alpha` is not used"),
        (
            _elu_pair(slope="np.where(z > 0, 1.0, a * np.expm1(z))"),
            "ELU의 값이 그대로",
            "values of ELU itself",
        ),
        (_elu_pair(slope="np.where(z > 0, 1.0, elu(z, a) + 1)"), "1을 더한 값", "ELU plus 1"),
        (_elu_pair(slope="np.where(z > 0, 1.0, a)"), "LeakyReLU의 도함수", "derivative of leaky ReLU"),
        (_elu_pair(slope="np.where(z > 0, 1.0, 0.0)"), "ReLU의 도함수", "derivative of ReLU"),
        (_elu_pair(slope="np.where(z > 0, z, a * np.exp(z))"), "직선 z의 기울기", "straight line z"),
        (_elu_pair(slope="np.where(z > 0, 1.0, a * z * np.exp(z - 1))"), "거듭제곱", "rule for powers"),
        (_elu_pair(slope="np.where(z < 0, 1.0, a * np.exp(z))"), "서로 바뀌었습니다", "wrong way round"),
        (_elu_pair(slope="(z > 0) * 1.0 + (z < 0) * a * np.exp(np.minimum(z, 0))"), "z = 0에서", "At z = 0"),
        (_elu_pair(slope="(z > 0) + (z <= 0) * a * np.exp(z)"), "유한하지 않은", "not finite"),
        (
            "def elu(z, a):\n    return np.where(z > 0, z, a * np.expm1(z))\ndef elu_derivative(z, a):\n    ...",
            "`elu_derivative`에 아직",
            "`elu_derivative` has no answer",
        ),
        (_elu_pair(slope="elu(z, a)"), "도함수가 아니라", "not its derivative"),
        (
            "import tensorflow as tf\ndef elu(z, a):\n    return tf.where(z > 0, z, a * (tf.exp(z) - 1))\n"
            "def elu_derivative(z, a):\n    z = tf.constant(z)\n    with tf.GradientTape() as tape:\n"
            "        tape.watch(z)\n        value = elu(z, a)\n    return tape.gradient(value, z)",
            "유한하지 않은",
            "not finite",
        ),
        (
            "def elu(z, a):\n    np.where(z > 0, z, a * np.expm1(z))\nelu_derivative = elu",
            "`return`",
            "`return`",
        ),
    ],
    "dead-share": [
        ("def dead_share(a):\n    return np.mean(a == 0)", "0인 출력의 비율", "share of outputs"),
        (
            "def dead_share(a):\n    return np.mean(np.any(a == 0, axis=0))",
            "어느 한 샘플에서라도",
            "for some sample",
        ),
        ("def dead_share(a):\n    return np.mean(np.all(a == 0, axis=1))", "샘플을 셌습니다", "Samples were"),
        ("def dead_share(a):\n    return np.sum(np.all(a == 0, axis=0))", "개수입니다", "a count"),
        ("def dead_share(a):\n    return 100 * np.mean(np.all(a == 0, axis=0))", "백분율", "percentage"),
        ("def dead_share(a):\n    return np.mean(np.any(a != 0, axis=0))", "살아 있는", "alive"),
        (
            "def dead_share(a):\n    return np.sum(np.all(a == 0, axis=0)) / len(a)",
            "샘플의 수로",
            "number of samples",
        ),
        ("def dead_share(a):\n    return np.mean(np.all(a <= 0, axis=0))", "음수를 출력", "negative outputs"),
        (
            "def dead_share(a):\n    return np.mean(a.max(axis=0) == 0)",
            "음수를 출력",
            "negative outputs",
        ),
        ("def dead_share(a):\n    return np.mean(a.sum(axis=0) == 0)", "합이 0인", "add up to 0"),
        ("def dead_share(a):\n    return np.mean(a.mean(axis=0) == 0)", "합이 0인", "add up to 0"),
        ("def dead_share(a):\n    return np.mean(a.std(axis=0) == 0)", "변하지 않는", "never changes"),
        (
            "def dead_share(a):\n    return np.mean(np.all(np.isclose(a, 0), axis=0))",
            "아주 작지만",
            "tiny but not 0",
        ),
        (
            "def dead_share(a):\n    return np.mean(np.all(a < 1e-9, axis=0))",
            "비율이 아닙니다",
            "not the share of dead units",
        ),
        ("def dead_share(a):\n    return np.all(a == 0, axis=0)", "여러 값이", "Several values"),
        (
            "import tensorflow as tf\ndef dead_share(a):\n    return tf.reduce_all(a == 0, axis=0)",
            "여러 값이",
            "Several values",
        ),
        ("def dead_share(a):\n    print(np.mean(np.all(a == 0, axis=0)))", "`return`", "`return`"),
        *(
            (f"def dead_share(a):\n    return np.mean({dead})", ko, en)
            for dead, ko, en in (
                ("np.all(a[:10] == 0, axis=0)", "샘플을 끝까지", "to the last"),
                ("np.all(a[:-1] == 0, axis=0)", "샘플을 끝까지", "to the last"),
                ("(a == 0).mean(0) > 0.99", "'거의 모두'가 아니라", "not “nearly all”"),
                ("(a == 0).mean(0) >= 0.95", "'거의 모두'가 아니라", "not “nearly all”"),
                ("(a**2).sum(0) == 0", "제곱하면 0", "square of a tiny number"),
                ("np.linalg.norm(a, axis=0) == 0", "제곱하면 0", "square of a tiny number"),
            )
        ),
        (
            "def dead_share(a):\n    return np.all(a == 0, axis=0).sum() // a.shape[1]",
            "내림을",
            "rounds down",
        ),
        ("def dead_share(a):\n    return np.all(a == 0)", "참/거짓", "truth value"),
    ],
    "predict-dead-by-chance": [
        (_measured("np.mean(outputs == 0)"), "출력의 비율", "share of outputs"),
        (_measured("np.mean(np.any(outputs == 0, axis=0))"), "살아 있는 뉴런", "units that are alive"),
        (_measured("100 * np.mean(np.all(outputs == 0, axis=0))"), "백분율", "percentage"),
        (_measured("np.sum(np.all(outputs == 0, axis=0))"), "개수입니다", "a count"),
        (_measured("np.mean(np.all(outputs == 0, axis=0))", draw="random"), "`rng.random`", "`rng.random`"),
        (_measured("np.mean(np.all(outputs == 0, axis=0))", samples=2), "샘플 두 개", "two samples"),
        (_measured("np.mean(np.all(outputs == 0, axis=0))", samples=4), "샘플 네 개", "four samples"),
        (_measured("np.mean(np.all(outputs == 0, axis=1))"), "하나도 없습니다", "Not a single unit"),
        (_measured("np.all(outputs == 0, axis=0)"), "숫자 하나가", "One number"),
        ("prediction = 0.1\nmeasured = 0.09", "이 설정으로 잰", "these settings lead to"),
        ("prediction = 0.1\nmeasured = 0.15", "이 설정으로 잰", "these settings lead to"),
        ("prediction = 12.5\nmeasured = 0.1246", "0과 1 사이", "between 0 and 1"),
        ("prediction = -1\nmeasured = 0.1246", "0과 1 사이", "between 0 and 1"),
        ("prediction = 0.125\nmeasured = 0.7", "(3, 1000)", "(3, 1000)"),
        ("prediction = ...\nmeasured = 0.125", "`prediction`에 아직", "`prediction` has no answer"),
        ("prediction = '1/8'\nmeasured = 0.125", "문자열", "a string"),
    ],
    "repair-selu-network": [
        (_network(x="x + hidden"), "그대로 더해집니다", "added to its output"),
        (_network(dropout="Dropout(0.1)", x="x + hidden"), "그대로 더해", "added to its"),
        (_network(init="he_normal"), "He 초기화", "He's scheme"),
        (_network(init="he_normal", dropout="Dropout(0.1)"), "He 초기화", "He's scheme"),
        (_network(dropout="Dropout(0.1)"), "보통 드롭아웃은", "Plain dropout"),
        (_network(dropout="AlphaDropout(0.0)"), "사라졌습니다", "dropout is gone"),
        (_network(dropout="AlphaDropout(0.05)"), "10 %가 빠지는", "10 % after each"),
        (_network(dropout="AlphaDropout(0.2)"), "10 %가 빠지는", "10 % after each"),
        (
            _network(layers=19)[: _network().index("    return")]
            + "    x = keras.layers.Dense(100, 'selu', kernel_initializer='lecun_normal')(x)\n"
            + "    return keras.Model(inputs, x)",
            "뒤에 하나씩",
            "after each of the 20",
        ),
        (_network(layers=10), "10개입니다", "number found is 10"),
        (_network(activation="elu"), "SELU가 아닙니다", "not SELU"),
        (_network(activation="linear"), "SELU가 아닙니다", "not SELU"),
        (_network(activation="tanh"), "SELU가 아닙니다", "not SELU"),
        (_network(init="random_normal"), "크기가 SELU", "size of the first weights"),
        (_network(init="zeros"), "크기가 SELU", "size of the first weights"),
        (
            _network(dropout="Dropout(0.1)", x="keras.layers.BatchNormalization()(hidden)"),
            "다른 층",
            "anything besides dense layers",
        ),
        (
            _network(x="keras.layers.LayerNormalization()(hidden)"),
            "다른 층",
            "anything besides dense layers",
        ),
        (_network().rsplit("\n", 1)[0], "`return`", "`return`"),
        (
            _network(init="INIT")
            .replace("def", "INIT = keras.initializers.LecunNormal()\ndef")
            .replace("'INIT'", "INIT"),
            "똑같은 가중치",
            "identical weights",
        ),
        (
            _network(init="INIT").replace("'INIT'", "keras.initializers.LecunNormal(seed=42)"),
            "똑같은 가중치",
            "identical weights",
        ),
        # The dropout stands before each dense layer, none behind the last.
        (
            "def make_network():\n    model = keras.Sequential([keras.Input((100,))])\n    for _ in range(20):\n"
            "        model.add(keras.layers.AlphaDropout(0.1))\n"
            "        model.add(keras.layers.Dense(100, 'selu', kernel_initializer='lecun_normal'))\n    return model",
            "뒤에 하나씩",
            "after each of the 20",
        ),
        # Twice the rate on every second layer drops about as much in all.
        (
            "def make_network():\n    model = keras.Sequential([keras.Input((100,))])\n    for i in range(20):\n"
            "        model.add(keras.layers.Dense(100, 'selu', kernel_initializer='lecun_normal'))\n"
            "        if i % 2:\n            model.add(keras.layers.AlphaDropout(0.19))\n    return model",
            "뒤에 하나씩",
            "after each of the 20",
        ),
        (
            "def make_network():\n    return keras.Sequential([keras.layers.Dense(100, 'selu', "
            "kernel_initializer='lecun_normal') for _ in range(20)])",
            "사라졌습니다",
            "dropout is gone",
        ),
        ("def make_network():\n    return keras.layers.Dense(100)", "층 하나가 아니라", "not a single layer"),
        (
            "def make_network():\n    dense = keras.layers.Dense(100, 'selu', kernel_initializer='lecun_normal')\n"
            "    return keras.Sequential([dense] * 20)",
            "층 객체 하나를",
            "One layer object",
        ),
        (_network() + "\nmake_network = make_network()", "함수가 아니라", "not a function"),
        (
            _network().replace("Model(inputs, x)", "Model(inputs, keras.layers.Dense(10)(x))"),
            "뉴런의 수는",
            "Keep the number",
        ),
        (
            _network().replace("Dense(100, ", "Dense(100, bias_initializer='ones', "),
            "편향의 처음 값",
            "biases' initial values",
        ),
    ],
    "design-self-normalizing": [
        ("def activation(z):\n    return keras.activations.selu(z)", "SELU 자체", "SELU itself"),
        ("def activation(z):\n    return -keras.activations.selu(-z)", "SELU 자체", "SELU itself"),
        ("def activation(z):\n    return 1.02 * keras.activations.selu(z)", "SELU 자체", "SELU itself"),
        (_standardized("lambda z: keras.activations.elu(z, 1.6733)"), "SELU 자체", "SELU itself"),
        ("def activation(z):\n    return z", "직선", "straight line"),
        ("def activation(z):\n    return keras.activations.elu(z)", "평균이 0이 아닙니다", "not have mean 0"),
        (_standardized("keras.activations.elu", "g(z) / s"), "평균이 0이 아닙니다", "not have mean 0"),
        (_standardized("keras.activations.elu", "g(z) - m"), "표준 편차가 1이", "standard deviation 1"),
        (_standardized("keras.activations.elu", "(g(z) - m) / s**2"), "분산과 표준", "with the variance"),
        (_standardized("keras.activations.relu"), "끌어당기지", "does not attract"),
        (_standardized("keras.activations.gelu"), "끌어당기지", "does not attract"),
        (_standardized("lambda z: keras.ops.leaky_relu(z, 0.2)"), "끌어당기지", "does not attract"),
        (_standardized("lambda z: np.clip(z, -2.5, 2.5)"), "0 근처의 기울기", "slope near 0"),
        (_standardized("keras.activations.tanh"), "20배 넘게", "more than 20 times"),
        (_standardized("np.sin"), "20배 넘게", "more than 20 times"),
        (_standardized("lambda z: np.clip(z, -1, 1)"), "20배 넘게", "more than 20 times"),
        (
            "def activation(z):\n    out = keras.activations.elu(z)\n"
            "    return (out - keras.ops.mean(out)) / keras.ops.std(out)",
            "배치 정규화",
            "normalize the batch",
        ),
        (
            "def activation(z):\n    return keras.activations.elu(z) + 0.1 * np.random.normal(size=z.shape)",
            "부를 때마다",
            "from call to call",
        ),
        ("activation = 'elu'", "함수가 필요한데", "A function is needed"),
        ("def activation(z):\n    return np.log(z)", "유한하지 않은", "not finite"),
        (_standardized("lambda z: keras.activations.elu(z, 0.5)"), "끌어당기지", "does not attract"),
        (_standardized("np.abs"), "끌어당기지", "does not attract"),
        (_standardized("np.sign"), "20배 넘게", "more than 20 times"),
        (
            "def activation(z):\n    return keras.activations.softmax(z)",
            "함께 들어온 다른 값",
            "what else is passed in",
        ),
        ("def activation(z):\n    return np.mean(np.tanh(z))", "크기가", "The shape"),
        ("def activation(z):\n    keras.activations.elu(z)", "`return`", "`return`"),
    ],
}
