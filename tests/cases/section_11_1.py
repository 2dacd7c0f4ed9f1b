"""Answers to the exercises on vanishing and exploding gradients."""

_CHAIN = """
def chain_gradient(weights, x, y):
    h = [x]
    for weight in weights:
        h.append({forward})
    error = {start}
    for layer in reversed(range({layers})):
        delta = error * {slope}
        error = {down}
    return {end}
"""


def _chain(
    forward="1 / (1 + np.exp(-weight * h[-1]))",
    start="2 * (h[-1] - y)",
    layers="len(weights)",
    slope="h[layer + 1] * (1 - h[layer + 1])",
    down="delta * weights[layer]",
    end="delta * x",
):
    return _CHAIN.format(forward=forward, start=start, layers=layers, slope=slope, down=down, end=end).strip()


_TAPED_CHAIN = """
def chain_gradient(weights, x, y):
    {variables}
    with tf.GradientTape() as tape:
        h = tf.constant(x)
        for weight in variables:
            h = keras.ops.sigmoid(weight * h)
        loss = (h - y) ** 2
    return tape.gradient(loss, variables){end}
"""


def _taped_chain(variables="variables = [tf.Variable(w, dtype='float32') for w in weights]", end="[0]"):
    return _TAPED_CHAIN.format(variables=variables, end=end).strip()


_RATIO = """
def gradient_ratio(model, X, y):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    variables = {variables}
    with tf.GradientTape() as tape:
        {loss}
    first, last = {gradients}
    {result}
"""


_LOG = "return np.log10(np.linalg.norm(first) / np.linalg.norm(last))"


def _ratio(
    variables="[dense[0].kernel.value, dense[-1].kernel.value]",
    loss="loss = keras.losses.SparseCategoricalCrossentropy()(y, model(X))",
    gradients="tape.gradient(loss, variables)",
    result=_LOG,
):
    return _RATIO.format(variables=variables, loss=loss, gradients=gradients, result=result).strip()


_OVERFLOW = """
prediction = {prediction}
rng = np.random.default_rng({seed})
h = rng.standard_normal(({samples}, {width})).astype("{dtype}")
measured = {start}
with np.errstate(all="ignore"):
    while np.isfinite({test}).all():
        h = {layer}
        measured += 1
"""


def _overflow(prediction=33, seed=7, samples=200, width=400, dtype="float32", start=0, test="h", layer=None):
    layer = layer or "np.maximum(h @ rng.standard_normal(({0}, {0})).astype('{1}'), 0)"
    return _OVERFLOW.format(
        prediction=prediction,
        seed=seed,
        samples=samples,
        width=width,
        dtype=dtype,
        start=start,
        test=test,
        layer=layer.format(width, dtype),
    ).strip()


def _project(question="'Does the width of the layers matter?'", results="{'a': A, 'b': B}", better="'b'"):
    values = "A, B = [0.70, 0.72, 0.69, 0.71, 0.70], [0.75, 0.77, 0.73, 0.76, 0.76]\n"
    noise = "C = [0.71, 0.70, 0.70, 0.69, 0.72]\n"
    return f"{values}{noise}question = {question}\nresults = {results}\nbetter = {better}"


RIGHT = {
    "sigmoid-derivatives": [
        "factor = 9.54e-7",
        "from fractions import Fraction\nfactor = Fraction(1, 4) ** 10",
        "s = keras.ops.sigmoid(0.0)\nfactor = (s * (1 - s)) ** 10",
        "z = np.linspace(-5, 5, 101)\nfactor = np.max(np.exp(-z) / (1 + np.exp(-z)) ** 2) ** 10",
        "factor = [1 / 4**10]",
    ],
    "chain-gradient": [
        _taped_chain(),
        _taped_chain("variables = [keras.Variable(w) for w in weights]"),
        "def chain_gradient(weights, x, y):\n"
        "    w = tf.Variable(weights)\n    with tf.GradientTape() as tape:\n"
        "        h = tf.constant(x)\n        for weight in tf.unstack(w):\n            h = tf.sigmoid(weight * h)\n"
        "        loss = (h - y) ** 2\n    return tape.gradient(loss, w)[0]",
        "def chain_gradient(weights, x, y):\n"
        "    def loss(first):\n        h = x\n        for w in [first, *weights[1:]]:\n"
        "            h = 1 / (1 + np.exp(-w * h))\n        return (h - y) ** 2\n"
        "    eps = 1e-5\n    return (loss(weights[0] + eps) - loss(weights[0] - eps)) / (2 * eps)",
        # Forwards: the derivative of each h with respect to the first weight.
        "def chain_gradient(weights, x, y):\n    h, dh = x, None\n    for w in weights:\n"
        "        inner = x if dh is None else w * dh\n        h = 1 / (1 + np.exp(-w * h))\n"
        "        dh = h * (1 - h) * inner\n    return np.array([2 * (h - y) * dh])",
        "def chain_gradient(weights, x, y):\n    h, product = x, x\n    for i, w in enumerate(weights):\n"
        "        h = 0.5 + 0.5 * np.tanh(w * h / 2)\n        product = product * (w if i else 1) * h * (1 - h)\n"
        "    return float(2 * (h - y) * product)",
        "def chain_gradient(weights, x, y):\n    s = lambda z: 1 / (1 + np.exp(-z))\n"
        "    def down(w, h):\n        if len(w) == 0:\n            return 2 * (h - y)\n"
        "        out = s(w[0] * h)\n"
        "        return down(w[1:], out) * out * (1 - out) * w[0]\n"
        "    out = s(weights[0] * x)\n    return down(weights[1:], out) * out * (1 - out) * x",
    ],
    "gradient-ratio": [
        _ratio(variables="[dense[0].kernel, dense[-1].kernel]"),
        _ratio(
            result="return float(keras.ops.log10(keras.ops.norm(first)) - keras.ops.log10(keras.ops.norm(last)))"
        ),
        _ratio(
            loss="p = model(X, training=False)\n"
            "        loss = -tf.reduce_sum(tf.math.log(tf.gather(p, y, axis=1, batch_dims=1)))",
            result="return tf.math.log(tf.norm(first) / tf.norm(last)) / np.log(10.0)",
        ),
        _ratio(
            variables="[v for v in model.trainable_variables if v.path.endswith('/kernel')]",
            gradients="[g for g in tape.gradient(loss, variables)][:: max(1, len(variables) - 1)]"
            " if len(variables) > 1 else 2 * tape.gradient(loss, variables)",
        ),
        "from handson11 import probes\ndef gradient_ratio(model, X, y):\n"
        "    norms = probes.gradient_stats(model, X, y).kernel_norm\n    kernels = []\n"
        "    layers = [l for l in model.layers if not isinstance(l, (keras.layers.Flatten, keras.layers.Dropout))]\n"
        "    for layer, norm in zip(layers, norms, strict=True):\n"
        "        if isinstance(layer, keras.layers.Dense):\n            kernels.append(norm)\n"
        "    return np.log10(kernels[0] / kernels[-1])",
        _ratio(
            loss="model.compile(loss='sparse_categorical_crossentropy')\n"
            "        loss = model.compute_loss(X, y, model(X))"
        ),
    ],
    "predict-overflow": [
        "prediction = 17\nmeasured = np.int64(33)",
        _overflow(prediction="np.float32(34.2)", seed=1),
        "prediction = 31\nmeasured = 33",
        _overflow(
            layer="keras.ops.convert_to_numpy(keras.layers.Dense({0}, 'relu', use_bias=False,"
            " kernel_initializer=keras.initializers.RandomNormal(stddev=1.0))(h))"
        ),
        _overflow(
            prediction=1000, samples=200, layer="np.maximum(h @ np.float32(rng.normal(size=(400, 400))), 0)"
        ),
    ],
    "design-weight-std": [
        "weight_std = lambda width: keras.initializers.HeNormal().scale ** 0.5 / width**0.5",
        "def weight_std(width):\n    return 1.4 / np.sqrt(width)",
        "def weight_std(width):\n    return keras.ops.sqrt(2.0 / width)",
        "def weight_std(width):\n    return np.interp(np.log(width), np.log([100, 400]), np.log([0.1414, 0.0707])).__rpow__(np.e)",
        # By experiment: what keeps the variance of one layer.
        "def weight_std(width):\n    rng = np.random.default_rng(0)\n    ratios = []\n"
        "    for _ in range(20):\n        h = np.maximum(rng.standard_normal((50, width)), 0)\n"
        "        z = np.maximum(h @ rng.standard_normal((width, width)), 0)\n"
        "        ratios.append(np.mean(z**2) / np.mean(h**2))\n    return np.mean(ratios) ** -0.5",
        "def weight_std(width):\n    return np.array([[round(np.sqrt(2 / width), 2)]])",
    ],
    "project-11-1": [
        _project(),
        _project(results="{'a': A, 'c': C}", better="None"),
        _project(
            question="'너비가 달라지면 정확도가 달라질까?'",
            results="{10: np.array(A), 300: tf.constant(B)}",
            better="300",
        ),
        _project(results="{'a': A, 'b': B, 'c': C}"),
        _project(results="{'a': dict(zip(range(5), A)), 'b': dict(zip(range(10, 15), B))}"),
        _project(results="{'a': [0.1] * 5, 'b': B}"),
        _project(results="{'a': A, 'b': B, 'c': B}", better="None"),
    ],
}

WRONG = {
    "sigmoid-derivatives": [
        ("factor = 0.25**9", "층의 수가 맞지 않습니다", "number of layers does not fit"),
        ("factor = 0.5**10", "가장 큰 값이 아닙니다", "not the largest value"),
        ("factor = 0.25 * 10", "곱한 값이 아닙니다", "not a product"),
        ("factor = 0.25", "곱한 값이 아닙니다", "not a product"),
        ("factor = 4**10", "거꾸로", "wrong way round"),
        ("factor = np.log10(0.25**10)", "상용로그", "base 10"),
        ("factor = 3.5e-6", "본문에서 잰 값", "measured in the section"),
        ("factor = 0.236**10", "본문에서 잰 값", "measured in the section"),
        ("factor = 1", "가장 큰 값이 아닙니다", "not the largest value"),
        ("factor = 1e-6", "반올림", "rounded"),
        ("factor = '0.25**10'", "따옴표", "without quotes"),
        ("factor = 0.1", "어느 z에서", "At which z"),
    ],
    "chain-gradient": [
        (_chain(start="h[-1] - y"), "나오는 수가 빠졌습니다", "number in front"),
        (_chain(start="2 * (y - h[-1])"), "부호가 거꾸로", "wrong way round"),
        (_chain(start="1"), "손실이 아니라 출력", "not the loss"),
        (_chain(end="delta"), "z₁로 미분하고 멈췄습니다", "stops at the derivative"),
        (_chain(end="error"), "입력 x로 미분", "with respect to the input x"),
        (_chain(end="error * x"), "w₁까지 곱했습니다", "w₁ itself is among"),
        (_chain(down="delta"), "가중치는 곱하지 않았습니다", "the weights are missing"),
        (
            _chain(down="delta * (weights[layer - 1] if layer else 1)"),
            "하나씩 어긋났습니다",
            "off by one layer",
        ),
        (_chain(slope="1.0"), "도함수를 곱하지 않았습니다", "derivatives of the activation are missing"),
        (
            _chain(slope="(1 if layer == len(weights) - 1 else h[layer + 1] * (1 - h[layer + 1]))"),
            "맨 위층의 도함수",
            "derivative of the top layer",
        ),
        (
            _chain(slope="(1 if layer == 0 else h[layer + 1] * (1 - h[layer + 1]))"),
            "맨 아래층의 도함수",
            "derivative of the bottom layer",
        ),
        (_chain(slope="h[layer] * (1 - h[layer])"), "한 층 아래의 h", "the h of the layer below"),
        (
            _chain(slope="(s := 1 / (1 + np.exp(-h[layer + 1]))) * (1 - s)"),
            "σ′을 z가 아니라 h에서",
            "at h instead of z",
        ),
        (_chain(forward="weight * h[-1]", slope="1"), "시그모이드가 없는", "without sigmoids"),
        (_chain(layers="1, len(weights)"), "두 번째 층에서 멈췄습니다", "stops at the second layer"),
        (_chain(layers="1, len(weights)", end="delta * h[1]"), "두 번째 가중치", "second weight"),
        (_chain(layers="3"), "층의 수는 `len(weights)`", "Their number is `len(weights)`"),
        (_taped_chain(end="[-1]"), "마지막 가중치", "last weight"),
        (_taped_chain(end=""), "첫 번째 가중치의 그레이디언트만", "first weight alone"),
        (
            "def chain_gradient(weights, x, y):\n    h = x\n    for w in weights:\n"
            "        h = 1 / (1 + np.exp(-w * h))\n    return (h - y) ** 2",
            "손실입니다",
            "This is the loss",
        ),
        (
            "def chain_gradient(weights, x, y):\n    s = lambda z: 1 / (1 + np.exp(-z))\n"
            "    a = s(weights[0] * x)\n    b = s(weights[1] * a)\n    c = s(weights[2] * b)\n"
            "    return 2 * (c - y) * c * (1 - c) * weights[2] * b * (1 - b) * weights[1] * a * (1 - a) * x",
            "층의 수는 `len(weights)`",
            "Their number is `len(weights)`",
        ),
        (
            "def chain_gradient(weights, x, y):\n    h = x\n    product = x / weights[0]\n    for w in weights:\n"
            "        h = 0.5 + 0.5 * np.tanh(w * h / 2)\n        product = product * w * h * (1 - h)\n"
            "    return float(2 * (h - y) * product)",
            "가중치로 나누는데",
            "divides by a weight",
        ),
        (_chain(end="error / weights[0] * x"), "가중치로 나누는데", "divides by a weight"),
        (
            _chain(forward="np.tanh(weight * h[-1])", slope="1 - h[layer + 1] ** 2"),
            "w₁을 조금",
            "Move w₁ a little",
        ),
        ("def chain_gradient(weights, x, y):\n    2 * (x - y)", "`return`", "`return`"),
    ],
    "gradient-ratio": [
        (
            _ratio(result="return np.log10(np.linalg.norm(last) / np.linalg.norm(first))"),
            "방향이 거꾸로",
            "upside down",
        ),
        (
            _ratio(result="return np.log(np.linalg.norm(first) / np.linalg.norm(last))"),
            "자연로그",
            "natural logarithm",
        ),
        (
            _ratio(result="return np.linalg.norm(first) / np.linalg.norm(last)"),
            "로그를 씌우지",
            "without the log",
        ),
        (
            _ratio(result="return np.log10(np.sum(first**2) / np.sum(last**2))"),
            "노름의 제곱",
            "squared norms",
        ),
        (
            _ratio(
                result="return np.log10(np.mean(np.square(first)) ** 0.5 / np.mean(np.square(last)) ** 0.5)"
            ),
            "평균을 썼습니다",
            "the mean of the squares",
        ),
        (_ratio(result="return np.log10(np.std(first) / np.std(last))"), "표준 편차", "standard deviations"),
        (
            _ratio(result="return np.log10(np.linalg.norm(first, 2) / np.linalg.norm(last, 2))"),
            "스펙트럼",
            "spectral",
        ),
        (
            _ratio(result="return np.log10(np.abs(first).max() / np.abs(last).max())"),
            "가장 큰 성분",
            "largest components",
        ),
        (
            _ratio(
                result="return np.log10(np.linalg.norm(dense[0].kernel) / np.linalg.norm(dense[-1].kernel))"
            ),
            "가중치 자체",
            "weights themselves",
        ),
        (
            _ratio(variables="[model.trainable_variables[0].value, model.trainable_variables[-1].value]"),
            "커널이 아닌 변수",
            "not the kernel",
        ),
        (
            _ratio(variables="[model.trainable_variables[0].value, model.trainable_variables[-2].value]"),
            "커널이 아닌 변수",
            "not the kernel",
        ),
        (
            _ratio(variables="[dense[0].kernel.value, dense[max(-2, -len(dense))].kernel.value]"),
            "마지막 은닉층",
            "last hidden layer",
        ),
        (
            _ratio(variables="[dense[min(1, len(dense) - 1)].kernel.value, dense[-1].kernel.value]"),
            "두 번째 `Dense`",
            "The second `Dense`",
        ),
        (
            _ratio(loss="loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(X)))"),
            "로짓으로",
            "taken for logits",
        ),
        (
            _ratio(
                variables="[dense[0].kernel.value, dense[0].bias.value, dense[-1].kernel.value, dense[-1].bias.value]",
                gradients="(lambda g: (np.append(g[0], g[1]), np.append(g[2], g[3])))(tape.gradient(loss, variables))",
            ),
            "편향까지",
            "over kernel and bias",
        ),
        (
            _ratio(
                loss="loss = keras.losses.SparseCategoricalCrossentropy()(y, model(X, training=True))",
            ),
            "훈련할 때처럼",
            "as in training",
        ),
        (
            _ratio(
                loss="loss = keras.losses.MeanSquaredError()(keras.ops.one_hot(y, model.output_shape[-1]), model(X))"
            ),
            "손실의 이름",
            "the loss",
        ),
        (_ratio(result="np.log10(np.linalg.norm(first) / np.linalg.norm(last))"), "`return`", "`return`"),
        (
            _ratio(result="return np.log10(np.linalg.norm(first, axis=1) / np.linalg.norm(last))"),
            "크기",
            "shape",
        ),
        (
            "def gradient_ratio(model, X, y):\n    with tf.GradientTape() as tape:\n"
            "        loss = keras.losses.SparseCategoricalCrossentropy()(y, model(X))\n"
            "    g = tape.gradient(loss, [model.layers[0].kernel.value, model.layers[-1].kernel.value])\n"
            "    return np.log10(np.linalg.norm(g[0]) / np.linalg.norm(g[1]))",
            "층이 모두 `Dense`인 것은 아닙니다",
            "Not every layer",
        ),
        (
            _ratio(result="return np.log10(np.abs(first).max() / np.abs(last).max())"),
            "가장 큰 성분 하나가 아니라",
            "not the largest alone",
        ),
        (
            "def gradient_ratio(model, X, y):\n    with tf.GradientTape() as tape:\n        p = model(X)\n"
            "    loss = keras.losses.SparseCategoricalCrossentropy()(y, p)\n"
            "    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]\n"
            "    g = tape.gradient(loss, [dense[0].kernel.value, dense[-1].kernel.value])\n"
            "    return np.log10(np.linalg.norm(g[0]) / np.linalg.norm(g[1]))",
            "`None`을 돌려줍니다",
            "gives `None`",
        ),
        (
            _ratio(
                loss="loss = keras.losses.SparseCategoricalCrossentropy()(y, model.predict(X, verbose=0))"
            ),
            "`None`을 돌려줍니다",
            "gives `None`",
        ),
        (
            _ratio(
                loss="loss = keras.losses.SparseCategoricalCrossentropy()(y, model(X).numpy())",
                result="return tf.norm(first)",
            ),
            "`None`을 돌려줍니다",
            "gives `None`",
        ),
        (
            _ratio(gradients="[tape.gradient(loss, variable) for variable in variables]"),
            "한 번만 쓸 수",
            "can be used once",
        ),
        (
            "from handson11 import probes\ndef gradient_ratio(model, X, y):\n"
            "    norms = probes.gradient_stats(model, X, y).kernel_norm\n    return np.log10(norms[0] / norms[-1])",
            "커널도, 그",
            "have no kernel",
        ),
        (
            _ratio(loss="loss = keras.losses.SparseCategoricalCrossentropy()(y[:10], model(X[:10]))"),
            "샘플을 모두",
            "all samples are used",
        ),
        (
            _ratio(result="[layer.kernel.assign(0 * layer.kernel) for layer in dense]\n    " + _LOG),
            "모델을 바꿔",
            "changed the model",
        ),
        (_ratio(result="model.trainable = False\n    " + _LOG), "모델을 바꿔", "changed the model"),
    ],
    "predict-overflow": [
        (_overflow(start=-1, seed=7), "하나 모자랍니다", "one too small"),
        (_overflow(dtype="float64"), "float64", "float64"),
        (_overflow(test="h.std()"), "값의 제곱이 넘친", "squares of the values"),
        (_overflow(width=100), "본문의 너비 100", "width of 100"),
        (
            _overflow(layer="h @ rng.standard_normal(({0}, {0})).astype('{1}')"),
            "ReLU 없이",
            "without ReLU",
        ),
        ("prediction = 33\nmeasured = 35", "하나 많습니다", "one too large"),
        ("prediction = 33\nmeasured = 33.5", "층의 번호가 아닙니다", "not the number of a layer"),
        ("prediction = 33\nmeasured = 22", "하나씩 확인", "one by one"),
        ("prediction = 33\nmeasured = ...", "`measured`에 아직", "`measured` has no answer"),
        ("prediction = 'deep'\nmeasured = 33", "문자열", "a string"),
        ("prediction = 33\nmeasured = None", "None", "None"),
        ("prediction = -33\nmeasured = 33", "1부터 셉니다", "count from 1"),
        ("prediction = 0\nmeasured = 33", "1부터 셉니다", "count from 1"),
    ],
    "design-weight-std": [
        ("def weight_std(width):\n    return 2 / width", "분산입니다", "this is the variance"),
        ("def weight_std(width):\n    return 1 / np.sqrt(width)", "절반이 됩니다", "halves the variance"),
        ("def weight_std(width):\n    return np.sqrt(2 / (width + width))", "절반이 됩니다", "halves"),
        ("def weight_std(width):\n    return 1.0", "너비가 달라도 같은", "same for every width"),
        ("def weight_std(width):\n    return 0.1", "너비가 달라도 같은", "same for every width"),
        ("def weight_std(width):\n    return np.sqrt(width / 2)", "관계가 거꾸로", "wrong way round"),
        ("def weight_std(width):\n    return 2 / np.sqrt(width)", "폭주합니다", "explodes"),
        ("def weight_std(width):\n    return 1.5 / np.sqrt(width)", "가중치가 큽니다", "too large"),
        ("def weight_std(width):\n    return 1.3 / np.sqrt(width)", "가중치가 작습니다", "too small"),
        (
            "def weight_std(width):\n    return {100: 0.1414, 200: 0.1, 400: 0.0707}.get(width, 1)",
            "너비 137에서 신호가 폭주",
            "At width 137 the signal explodes",
        ),
        ("def weight_std(width):\n    return 0.0", "될 수 없는", "cannot be"),
        (
            "def weight_std(width):\n    return np.random.normal(size=(width, width))",
            "가중치를 뽑을",
            "not the weights",
        ),
        ("weight_std = 0.1", "함수가 필요한데", "A function is needed"),
        ("def weight_std(width):\n    np.sqrt(2 / width)", "`return`", "`return`"),
    ],
    "project-11-1": [
        (_project(question="'width'"), "질문이 아닙니다", "not a question"),
        (_project(results="[A, B]"), "딕셔너리가 아닙니다", "not a dict"),
        (_project(results="{'b': B}"), "비교할 수가 없습니다", "nothing to compare"),
        (_project(results="{'a': A[:2], 'b': B[:2]}"), "셋보다 적습니다", "fewer than three"),
        (_project(results="{'a': 0.7, 'b': 0.75}"), "리스트가 아닙니다", "not a list"),
        (_project(results="{'a': [A] * 3, 'b': [B] * 3}"), "값이 여러 개", "several values"),
        (_project(results="{'a': np.array(A) * 100, 'b': B}"), "퍼센트", "percentage"),
        (_project(results="{'a': [float('nan')] * 3, 'b': B}"), "NaN", "NaN"),
        (_project(results="{'a': A, 'c': C}", better="'c'"), "흩어짐 안에", "within the scatter"),
        (_project(better="None"), "흩어짐으로는 설명되지 않는", "more than the scatter explains"),
        (_project(better="'a'"), "평균이 나은 설정", "better mean"),
        (_project(better="'the second'"), "이름이 아닙니다", "not one of the names"),
        (_project(better="'None'"), "따옴표 없이", "without quotes"),
        (
            _project(results="{'a': [0.7] * 3, 'b': [0.75] * 3}"),
            "달라지지 않아서",
            "do not change with the seed",
        ),
        (
            _project(results="{'a': [0.1] * 3, 'b': [0.1] * 3}", better="None"),
            "반응하지 않습니다",
            "responds to nothing",
        ),
        (_project(results="{None: A, 1.0: B}", better="1.0"), "구별할 수 없습니다", "cannot be told"),
        (_project(better="..."), "`better`에 아직", "`better` has no answer"),
    ],
}
