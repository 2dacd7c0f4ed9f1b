"""Answers to the exercises on Glorot and He initialization."""


def _model(initializer, before=""):
    """Return the code of a right-looking model with `initializer` in every layer."""
    return (
        f"def make_model(seed):\n{before}    hidden = [keras.layers.Dense(100, activation='relu', "
        f"kernel_initializer={initializer}) for i in range(3)]\n"
        "    return keras.Sequential([keras.Input((100,)), *hidden])"
    )


def _layer(initializer, activation="'relu'"):
    return (
        f"def make_layer():\n    return keras.layers.Dense(150, activation={activation}, "
        f"kernel_initializer={initializer})"
    )


_UNIFORM = "keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')"


def _he(std, size="(fan_in, fan_out)"):
    return f"def he_normal(fan_in, fan_out, rng):\n    return rng.normal(0.0, {std}, {size})"


def _columns(measured, prediction=1):
    return f"prediction = {prediction}\nkernel = model.layers[0].kernel.numpy()\nmeasured = {measured}"


def _scale(expression):
    return (
        "def scale_for(activation):\n    z = np.random.default_rng(3).normal(size=1_000_000)\n"
        f"    f = np.array(activation(z))\n    return {expression}"
    )


RIGHT = {
    "initial-sizes": [
        "limit = 0.112\nstd = 0.0816",
        "from fractions import Fraction\nlimit = np.float32(6 / 480) ** 0.5\nstd = Fraction(2, 300) ** 0.5",
        "from handson11 import initializers\n"
        "limit = keras.ops.sqrt(3 * initializers.predicted_variance('glorot_uniform', (400, 80)))\n"
        "std = keras.initializers.HeNormal(seed=1)((5, 5, 120, 200)).numpy().std() * np.sqrt([10])",
    ],
    "draw-he-normal": [
        "he_normal = lambda fan_in, fan_out, rng: rng.standard_normal((fan_in, fan_out)) * (2 / fan_in) ** 0.5",
        # half precision: many single weights are equal, no row or column is
        "def he_normal(fan_in, fan_out, rng):\n"
        "    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)).astype('float16')",
        # Keras' own, seeded from the generator
        "def he_normal(fan_in, fan_out, rng):\n    seed = int(rng.integers(2**31))\n"
        "    return keras.initializers.HeNormal(seed=seed)((fan_in, fan_out))",
        # truncated at two sigma, and widened
        "def he_normal(fan_in, fan_out, rng):\n    w = rng.normal(size=(fan_in, fan_out))\n"
        "    while (beyond := np.abs(w) > 2).any():\n        w[beyond] = rng.normal(size=beyond.sum())\n"
        "    return (w * np.sqrt(2 / fan_in) / 0.8796).astype('float32')",
        "def he_normal(fan_in, fan_out, rng):\n    rows = []\n    for _ in range(fan_in):\n"
        "        rows.append([rng.normal(0, (2 / fan_in) ** 0.5) for _ in range(fan_out)])\n    return rows",
        "import tensorflow as tf\ndef he_normal(fan_in, fan_out, rng):\n"
        "    seed = rng.integers(1000, size=2)\n"
        "    return tf.random.stateless_normal((fan_in, fan_out), seed, stddev=(2 / fan_in) ** 0.5)",
        "def he_normal(fan_in, fan_out, rng):\n"
        "    return rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in)).T",
    ],
    "repair-fan-avg": [
        _layer("keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')"),
        # the same limit by Glorot's uniform form, twice the variance
        "def make_layer():\n    class HeAverage(keras.initializers.Initializer):\n"
        "        def __call__(self, shape, dtype=None):\n"
        "            return np.sqrt(2) * keras.initializers.GlorotUniform()(shape, dtype)\n"
        "    return keras.layers.Dense(150, 'relu', kernel_initializer=HeAverage())",
        "def make_layer():\n    init = lambda shape, dtype=None: keras.random.uniform(\n"
        "        shape, -np.sqrt(12 / sum(shape)), np.sqrt(12 / sum(shape)))\n"
        "    return keras.layers.Dense(150, kernel_initializer=init, activation=keras.layers.ReLU())",
        "make_layer = lambda: keras.layers.Dense(150, activation=keras.ops.relu, kernel_initializer="
        "{'class_name': 'VarianceScaling', 'config': {'scale': 2.0, 'mode': 'fan_avg', "
        "'distribution': 'uniform', 'seed': 4}})",
    ],
    "repair-shared-initializer": [
        _model("keras.initializers.HeNormal(seed=seed + i)"),
        _model("'he_normal'", "    keras.utils.set_random_seed(seed)\n"),
        # one object is right too where its seeds move on
        _model("init", "    init = keras.initializers.HeNormal(seed=keras.random.SeedGenerator(seed))\n"),
        "def make_model(seed):\n    seeds = np.random.SeedSequence(seed).generate_state(3)\n"
        "    x = inputs = keras.Input((100,))\n    for s in seeds:\n"
        "        x = keras.layers.Dense(100, kernel_initializer=keras.initializers.HeUniform(seed=int(s) % 2**31))(x)\n"
        "        x = keras.layers.ReLU()(x)\n    return keras.Model(inputs, x)",
        "def make_model(seed):\n    keras.utils.set_random_seed(seed)\n    return keras.Sequential(\n"
        "        [keras.layers.Dense(100, activation='relu', kernel_initializer='he_normal') for _ in range(3)])",
        "def make_model(seed):\n    rng = np.random.default_rng(seed)\n"
        "    model = keras.Sequential([keras.Input((100,))] + [keras.layers.Dense(100, 'relu') for _ in range(3)])\n"
        "    for layer in model.layers:\n"
        "        layer.kernel.assign(rng.normal(0, np.sqrt(2 / 100), (100, 100)))\n    return model",
        "class Net(keras.Model):\n    def __init__(self, seed):\n        super().__init__()\n"
        "        make = lambda i: keras.layers.Dense(100, 'relu', "
        "kernel_initializer=keras.initializers.HeNormal(seed=seed * 10 + i))\n"
        "        self.third, self.first, self.second = make(1), make(2), make(3)\n"
        "    def call(self, x):\n        return self.third(self.second(self.first(x)))\nmake_model = Net",
    ],
    "predict-symmetry": [
        _columns("len({tuple(column) for column in kernel.T.round(4)})"),
        _columns("np.linalg.matrix_rank(kernel, tol=1e-3)", prediction=20),
        _columns("1 + sum(not np.allclose(kernel[:, 0], column, atol=1e-4) for column in kernel.T)"),
    ],
    "scale-for-any-activation": [
        # an integral
        "def scale_for(activation):\n    z = np.linspace(-8, 8, 4001)\n"
        "    weight = np.exp(-z**2 / 2)\n    weight /= weight.sum()\n"
        "    return 1 / np.sum(weight * np.array(activation(z)) ** 2)",
        # keras.ops
        "def scale_for(activation):\n    z = keras.random.normal((1_000_000,), seed=5)\n"
        "    return 1.0 / keras.ops.mean(keras.ops.square(activation(z)))",
        # mean and variance apart
        _scale("(f.var() + f.mean() ** 2) ** -1"),
        # measured behind a layer
        "def scale_for(activation):\n    keras.utils.set_random_seed(1)\n"
        "    z = keras.random.normal((1000, 800))\n    init = keras.initializers.LecunNormal()\n"
        "    return float(1 / keras.ops.var(keras.layers.Dense(4000, kernel_initializer=init)(activation(z))))",
        # Gauss-Hermite, one number at a time
        "def scale_for(activation):\n    z, weight = np.polynomial.hermite_e.hermegauss(101)\n"
        "    total = 0.0\n    for a, b in zip(z, weight):\n        total += float(activation(float(a))) ** 2 * b\n"
        "    return np.sqrt(2 * np.pi) / total",
        # 2,000 draws of the right size inside a Keras model
        "def scale_for(activation):\n    inputs = keras.Input((1000,))\n"
        "    model = keras.Model(inputs, keras.layers.Activation(activation)(inputs))\n"
        "    f = model.predict(np.random.default_rng(0).normal(size=(1000, 1000)), verbose=0)\n"
        "    return [1 / np.mean(f**2)]",
    ],
}

_STD = "np.sqrt(2 / 300)"
_LIMIT = "np.sqrt(3 / 240)"

WRONG = {
    "initial-sizes": [
        (f"limit = np.sqrt(1 / 240)\nstd = {_STD}", "표준 편차입니다", "standard deviation"),
        (f"limit = 1 / 240\nstd = {_STD}", "이것은 분산", "the variance"),
        (f"limit = 3 / 240\nstd = {_STD}", "한계의 제곱", "square of the limit"),
        (f"limit = np.sqrt(3 / 400)\nstd = {_STD}", "두 팬이 모두", "contains both fans"),
        (f"limit = np.sqrt(3 / 80)\nstd = {_STD}", "두 팬이 모두", "contains both fans"),
        (f"limit = np.sqrt(3 / 480)\nstd = {_STD}", "두 팬의 합", "sum of the two fans"),
        (f"limit = 2 * np.sqrt(3 / 240)\nstd = {_STD}", "구간 전체의 너비", "whole interval"),
        (f"limit = np.sqrt(6 / 400)\nstd = {_STD}", "He 초기화입니다", "He's scheme"),
        (f"limit = np.sqrt(3) / 240\nstd = {_STD}", "3에만", "of the 3 alone"),
        (f"limit = -np.sqrt(3 / 240)\nstd = {_STD}", "부호", "sign"),
        (f"limit = 0.11\nstd = {_STD}", "반올림", "rounded"),
        (f"limit = (-0.1, 0.1)\nstd = {_STD}", "배열", "an array of shape"),
        (f"limit = 7\nstd = {_STD}", "한계가 아닙니다", "not the limit"),
        (f"limit = (6 / 240) ** 0.5\nstd = {_STD}", "두 팬의 합", "sum of both fans"),
        (f"limit = {_LIMIT}\nstd = (2 / 300) ** 0.5 * 0.8796", "자른 뒤의 분산", "variance after truncation"),
        (f"limit = {_LIMIT}\nstd = ...", "`std`에 아직", "`std` has no answer"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2 / 12)", "창의 크기", "whole window"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2 / (5 * 12))", "창의 크기", "whole window"),
        (f"limit = {_LIMIT}\nstd = 2 / 300", "이것은 분산", "the variance"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2 / 500)", "팬아웃", "fan-out"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2 / 20)", "팬아웃", "fan-out"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2 / 400)", "팬 평균을 썼습니다", "uses fan-avg"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(1 / 300)", "르쿤", "LeCun"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(1 / 400)", "글로럿 초기화입니다", "Glorot's scheme"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(6 / 300)", "균등 분포의 한계", "uniform form"),
        (f"limit = {_LIMIT}\nstd = np.sqrt(2) / 300", "2에만", "of the 2 alone"),
        (f"limit = {_LIMIT}\nstd = 0.08", "반올림", "rounded"),
        (f"limit = {_LIMIT}\nstd = '0.1'", "문자열", "a string"),
    ],
    "draw-he-normal": [
        (_he("np.sqrt(2 / fan_out)"), "팬아웃을 썼습니다", "uses fan-out"),
        (_he("np.sqrt(4 / (fan_in + fan_out))"), "팬 평균을 썼습니다", "uses fan-avg"),
        (_he("np.sqrt(2 / (fan_in + fan_out))"), "글로럿", "Glorot"),
        (_he("np.sqrt(1 / fan_in)"), "르쿤", "LeCun"),
        (_he("2 / fan_in"), "표준 편차 자리에", "where the standard deviation belongs"),
        (_he("np.sqrt(2) / fan_in"), "2에만", "of the 2 alone"),
        (_he("np.sqrt(6 / fan_in)"), "균등 분포의 한계 r", "limit r"),
        (_he("(2 / fan_in) ** 0.25"), "두 번 씌웠습니다", "taken twice"),
        (_he("1.0"), "분산이 1입니다", "variance is 1"),
        (_he("np.sqrt(5 / fan_in)"), "He 초기화의 분산이 아닙니다", "is not He's"),
        (
            _he("np.sqrt(2 / fan_in)", "(fan_out, fan_in)"),
            "두 축이 바뀌었습니다",
            "axes of the kernel are swapped",
        ),
        (_he("np.sqrt(2 / fan_in)", "fan_in"), "크기", "shape"),
        (_he("np.sqrt(2 / fan_in)", "fan_in * fan_out"), "`size` 인수", "the `size` argument"),
        (_he("np.sqrt(2 / fan_in)", "None"), "`size` 인수", "the `size` argument"),
        (
            "def he_normal(fan_in, fan_out, rng):\n    return rng.normal((2 / fan_in) ** 0.5, 0, (fan_in, fan_out))",
            "첫째 인수는 평균",
            "is the mean",
        ),
        (_he("np.sqrt(2 / fan_in)") + ".astype(int)", "정수로 바꾸지", "made integers"),
        *(
            (
                "def he_normal(fan_in, fan_out, rng):\n    z = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))\n"
                f"    return {value}",
                "독립이 아닌",
                "not independent",
            )
            for value in (
                "np.concatenate([z, -z], 0)[::2]",
                "np.concatenate([z[: fan_in // 2], -z[: fan_in // 2]], 0)",
                "np.concatenate([z[:, : fan_out // 2], -z[:, : fan_out // 2]], 1)",
                "np.sort(z, axis=0)",
                "np.sort(z, axis=1)",
            )
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    r = np.sqrt(6 / fan_in)\n"
            "    return rng.uniform(-r, r, (fan_in, fan_out))",
            "정규 분포가 아닙니다",
            "not a normal distribution",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    r = np.sqrt(2 / fan_in)\n"
            "    return rng.uniform(-r, r, (fan_in, fan_out))",
            "균등 분포의 한계로",
            "limit of a uniform distribution",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return rng.random((fan_in, fan_out)) * np.sqrt(2 / fan_in)",
            "평균이 0이 아닙니다",
            "mean of the weights is not 0",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    return rng.normal(np.sqrt(2 / fan_in), size=(fan_in, fan_out))",
            "평균이 0이 아닙니다",
            "mean of the weights is not 0",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return np.abs(rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)))",
            "평균이 0이 아닙니다",
            "mean of the weights is not 0",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    init = keras.initializers.TruncatedNormal(\n"
            "        stddev=np.sqrt(2 / fan_in), seed=int(rng.integers(10**6)))\n"
            "    return init((fan_in, fan_out))",
            "±2σ",
            "±2σ",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    rng = np.random.default_rng(42)\n"
            "    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))",
            "두 커널이 똑같습니다",
            "gave the same kernel",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return np.random.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))",
            "다른 커널",
            "another kernel",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return keras.initializers.HeNormal()((fan_in, fan_out))",
            "다른 커널",
            "another kernel",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return np.tile(rng.normal(0, np.sqrt(2 / fan_in), (1, fan_out)), (fan_in, 1))",
            "되풀이됩니다",
            "are repeated",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n"
            "    return np.full((fan_in, fan_out), rng.normal(0, np.sqrt(2 / fan_in)))",
            "모두 같습니다",
            "All weights are equal",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    return np.zeros((fan_in, fan_out))",
            "모두 같",
            "are equal",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    w = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))",
            "`return`",
            "`return`",
        ),
        (
            "def he_normal(fan_in, fan_out, rng):\n    w = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))\n"
            "    w[0, 0] = np.nan\n    return w",
            "유한하지 않은",
            "not finite",
        ),
        ("def he_normal(fan_in, fan_out):\n    return 1", "매개변수", "arguments"),
        (
            "def he_normal(fan_in, fan_out, rng):\n    return rng(0, 1, (fan_in, fan_out))",
            "예외",
            "Line 2",
        ),
    ],
    "repair-fan-avg": [
        (
            "def make_layer():\n    init = keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')\n"
            "    return keras.layers.Dense(150, activation='relu', kernel_initializer='init')",
            "초기화의 이름으로",
            "name of an initializer",
        ),
        (
            _layer("keras.initializers.VarianceScaling(2.0, mode='fan_avg')"),
            "균등 분포가 아닙니다",
            "not uniform",
        ),
        (
            _layer("keras.initializers.VarianceScaling(2.0, 'fan_avg', 'untruncated_normal')"),
            "균등 분포가 아닙니다",
            "not uniform",
        ),
        (
            _layer("keras.initializers.VarianceScaling(2.0, distribution='uniform')"),
            "팬인에 맞춘",
            "with fan-in",
        ),
        (_layer("'he_uniform'"), "팬인에 맞춘", "with fan-in"),
        (_layer("keras.initializers.VarianceScaling(2.0, 'fan_out', 'uniform')"), "팬아웃에", "with fan-out"),
        (
            _layer("keras.initializers.VarianceScaling(mode='fan_avg', distribution='uniform')"),
            "글로럿",
            "Glorot",
        ),
        (_layer("None"), "글로럿", "Glorot"),
        (_layer("'lecun_uniform'"), "르쿤", "LeCun"),
        (
            _layer("keras.initializers.VarianceScaling(4.0, 'fan_avg', 'uniform')"),
            "두 번",
            "twice",
        ),
        (
            _layer("keras.initializers.VarianceScaling(2.0**0.5, 'fan_avg', 'uniform')"),
            "`scale`에 제곱근",
            "root was taken of the `scale`",
        ),
        (_layer("keras.initializers.RandomUniform()"), "팬 평균에 맞춘", "He with fan-avg"),
        (
            _layer("keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')", "None"),
            "ReLU를 지난",
            "through a ReLU",
        ),
        (
            _layer("keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')", "'elu'"),
            "ReLU를 지난",
            "through a ReLU",
        ),
        (
            "def make_layer():\n    return keras.layers.Dense(100, activation='relu', "
            "kernel_initializer=keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform'))",
            "150",
            "150",
        ),
        (
            "def make_layer():\n    keras.layers.Dense(150, activation='relu', "
            "kernel_initializer=keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform'))",
            "`return`",
            "`return`",
        ),
        (
            "def make_layer():\n    return keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')",
            "초기화 객체가 돌아왔습니다",
            "not the layer that uses it",
        ),
        ("def make_layer():\n    return 'relu'", "케라스 층이 돌아오지", "No Keras layer"),
        (
            "def make_layer():\n    init = keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform')\n"
            "    return keras.Sequential([keras.layers.Dense(150, kernel_initializer=init), keras.layers.ReLU()])",
            "`Dense`가 아닙니다",
            "not a `Dense`",
        ),
        (
            _layer(_UNIFORM).replace("Dense(150, ", "Dense(150, use_bias=False, "),
            "편향이 없습니다",
            "has no bias",
        ),
        (_layer(_UNIFORM).replace("Dense(150, ", "Dense(300, "), "뉴런의 수는", "Keep the number"),
        (
            f"layer = keras.layers.Dense(150, activation='relu', kernel_initializer={_UNIFORM})\n"
            "def make_layer():\n    return layer",
            "같은 층 객체",
            "the same layer object",
        ),
        (
            f"def make_layer():\n    layer = keras.layers.Dense(150, 'relu', kernel_initializer={_UNIFORM})\n"
            "    layer.build((None, 784))\n    return layer",
            "784",
            "built for 784 inputs",
        ),
        (
            _layer(_UNIFORM) + "\nmake_layer = make_layer()",
            "함수가 아니라",
            "not a function",
        ),
        (
            "def make_layer():\n    return keras.layers.Dense(150, activation='relu', "
            "kernel_initializer=keras.initializers.VarianceScaling(2.0, mode='fan-avg'))",
            "예외",
            "exception",
        ),
    ],
    "repair-shared-initializer": [
        (_model("keras.initializers.HeNormal(seed=seed)"), "똑같은 가중치로", "identical weights"),
        (
            _model("init", "    init = keras.initializers.HeNormal()\n"),
            "똑같은 가중치로",
            "identical weights",
        ),
        (_model("keras.initializers.HeNormal(seed=42)"), "똑같은 가중치로", "identical weights"),
        (_model("'he_normal'"), "가중치가 서로 다릅니다", "start with different weights"),
        (_model("keras.initializers.HeNormal()"), "가중치가 서로 다릅니다", "start with different weights"),
        (_model("keras.initializers.HeNormal(seed=i)"), "시드가 달라도", "although the seeds differ"),
        (
            _model("'he_normal'", "    keras.utils.set_random_seed(42)\n"),
            "시드가 달라도",
            "although the seeds differ",
        ),
        (
            _model("keras.initializers.HeNormal(seed=seed * i)"),
            "똑같은 가중치로",
            "identical weights",
        ),
        (
            _model("keras.initializers.HeNormal(seed=seed * (i + 1))"),
            "똑같은 가중치로",
            "identical weights",
        ),
        (_model("keras.initializers.GlorotNormal(seed=3 * seed + i)"), "절반이", "half as large"),
        (_model("None", "    keras.utils.set_random_seed(seed)\n"), "절반이", "half as large"),
        (
            _model("keras.initializers.RandomNormal(seed=3 * seed + i)"),
            "He 초기화와 맞지",
            "does not fit He",
        ),
        (
            "def make_model(seed):\n    layer = keras.layers.Dense(100, activation='relu', "
            "kernel_initializer=keras.initializers.HeNormal(seed=seed))\n"
            "    x = inputs = keras.Input((100,))\n    for _ in range(3):\n        x = layer(x)\n"
            "    return keras.Model(inputs, x)",
            "층 객체 하나",
            "One layer object",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)").replace("activation='relu', ", ""),
            "세 ReLU 층",
            "three ReLU layers",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)").replace("'relu'", "'tanh'"),
            "세 ReLU 층",
            "three ReLU layers",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)").replace("range(3)", "range(2)"),
            "3개가 아니라 2개",
            "kernels is 2",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)").replace("    return ", "    "),
            "`return`",
            "`return`",
        ),
        (
            "def make_model(seed):\n    return [keras.initializers.HeNormal(seed=seed + i) for i in range(3)]",
            "케라스 모델이 아닙니다",
            "not a Keras model",
        ),
        (
            "def make_model(seed):\n    base = np.array(keras.initializers.HeNormal(seed=seed)((100, 100)))\n"
            "    model = keras.Sequential([keras.Input((100,))] + [keras.layers.Dense(100, 'relu') for _ in range(3)])\n"
            "    for layer, sign in zip(model.layers, (1, -1, 1.001)):\n"
            "        layer.kernel.assign(sign * base)\n    return model",
            "독립이 아닌",
            "made from the other",
        ),
        *(
            (
                "def make_model(seed):\n    base = np.array(keras.initializers.HeNormal(seed=seed)((100, 100)))\n"
                "    model = keras.Sequential([keras.Input((100,))] + [keras.layers.Dense(100, 'relu') for _ in range(3)])\n"
                f"    for layer, kernel in zip(model.layers, (base, {copies})):\n"
                "        layer.kernel.assign(kernel)\n    return model",
                "독립이 아닌",
                "made from the other",
            )
            for copies in ("np.roll(base, 1, 0), np.roll(base, 2, 0)", "base.T, -base.T")
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * (seed % 10) + i)"),
            "시드가 달라도",
            "although the seeds differ",
        ),
        (
            _model("'he_normal'", "    np.random.seed(seed)\n"),
            "케라스가 쓰지 않는",
            "from which Keras does not draw",
        ),
        (
            _model("'he_normal'").replace("    return keras", "    model = keras")
            + "\n    keras.utils.set_random_seed(seed)\n    return model",
            "뽑은 다음에야",
            "after the weights were drawn",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)").replace(
                "*hidden]", "*hidden, keras.layers.Dense(10)]"
            ),
            "뉴런의 수는",
            "Keep the number",
        ),
        (
            _model("keras.initializers.HeNormal(seed=3 * seed + i)") + "\nmake_model = make_model(1)",
            "함수가 아니라",
            "not a function",
        ),
    ],
    "predict-symmetry": [
        (_columns("len(np.unique(kernel.round(4), axis=1))"), "어느 축을", "which axis"),
        (_columns("len(np.unique(kernel.round(4), axis=0))"), "행이나 값", "rows, or single values"),
        (_columns("np.unique(kernel.round(4)).size"), "행이나 값", "rows, or single values"),
        (_columns("kernel.shape[1]"), "난수로 초기화한", "random weights"),
        (_columns("kernel.size"), "(30, 20)", "(30, 20)"),
        (_columns("kernel.std()"), "될 수 없는 수", "No count"),
        (_columns("np.unique(kernel.round(4), axis=1)"), "숫자 하나가", "One number"),
        (_columns("1", prediction=0), "예상이 열의 수가", "prediction is not a number"),
        (_columns("1", prediction=2.5), "정수로", "whole number"),
        (_columns("1", prediction="..."), "`prediction`에 아직", "`prediction` has no answer"),
    ],
    "scale-for-any-activation": [
        ("def scale_for(activation):\n    return 2.0", "He의 배율", "He's scale"),
        ("def scale_for(activation):\n    return 1", "배율이 1이면", "A scale of 1"),
        (_scale("1 / f.var()"), "평균을 빼고", "mean of f(z) was subtracted"),
        (_scale("np.mean(f**2)"), "곱하는 수 자체", "factor that the activation puts"),
        (_scale("1 / np.sqrt(np.mean(f**2))"), "제곱근을 씌웠습니다", "A root was taken"),
        (_scale("np.sqrt(np.mean(f**2))"), "제곱근을 씌웠습니다", "A root was taken"),
        (_scale("1 / f.std()"), "평균을 빼고", "was subtracted"),
        (_scale("1 / np.mean(np.abs(f))"), "제곱하지 않고", "without squaring"),
        (
            "def scale_for(activation):\n    z = np.random.default_rng(1).normal(size=1_000_000)\n"
            "    slope = np.array(activation(z + 1e-3) - activation(z - 1e-3)) / 2e-3\n"
            "    return 1 / np.mean(slope**2)",
            "기울기로",
            "slope of the activation",
        ),
        (
            "def scale_for(activation):\n    z = np.random.default_rng(0).random(1_000_000)\n"
            "    return 1 / np.mean(np.square(activation(z)))",
            "표준 정규 분포에서 뽑지",
            "standard normal distribution",
        ),
        (
            "def scale_for(activation):\n    z = np.random.default_rng(0).uniform(-1, 1, 1_000_000)\n"
            "    return 1 / np.mean(np.square(activation(z)))",
            "표준 정규 분포에서 뽑지",
            "standard normal distribution",
        ),
        *(
            (
                f"def scale_for(activation):\n    z = {source}\n    return 1 / np.mean(np.square(activation(z)))",
                "표준 정규 분포에서 뽑지",
                "standard normal distribution",
            )
            for source in (
                "np.random.default_rng(0).uniform(-(3**0.5), 3**0.5, 1_000_000)",
                "np.array(keras.initializers.TruncatedNormal(stddev=1, seed=0)((1_000_000,)))",
            )
        ),
        # measures ReLU, whatever comes in
        (_scale("1 / np.mean(np.maximum(z, 0) ** 2)"), "He의 배율", "He's scale"),
        # few random numbers: no mistake in thought
        (_scale("1.07 / np.mean(f**2)"), "가깝지만", "Close, but"),
        # a formula for ReLU's relatives only, found from the slope at -1
        (
            "def scale_for(activation):\n    a = float(activation(-1.0)) / -1.0\n    return 2 / (1 + a**2)",
            "He의 배율",
            "He's scale",
        ),
        # right for the ReLU family by measuring, He's 2 for all others
        (
            _scale("1 / np.mean(f**2) if np.allclose(2 * f, np.array(activation(2 * z))) else 2"),
            "He의 배율",
            "He's scale",
        ),
        # right where outputs never exceed z: a table by one value
        (
            "def scale_for(activation):\n    return 1 / np.mean(np.square(activation(np.array([-1.0, 1.0]))))",
            "분산이 1이 되지",
            "variance is not 1",
        ),
        (
            "def scale_for(activation):\n    return keras.initializers.VarianceScaling(2.35, mode='fan_in')",
            "초기화 객체",
            "An initializer came back",
        ),
        (_scale("1 / f**2"), "숫자 하나가 아니라", "not one number"),
        (
            "def scale_for(activation):\n    z = np.random.default_rng(0).normal(size=1000)\n"
            "    1 / np.mean(np.square(activation(z)))",
            "`return`",
            "`return`",
        ),
        (
            "def scale_for(activation):\n    return {'gelu': 2.35, 'relu': 2.0}[activation]",
            "예외",
            "Line 2",
        ),
        (
            "scale_for = 2",
            "함수가 필요",
            "A function is needed",
        ),
    ],
}
