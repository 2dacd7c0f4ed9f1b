"""Answers to the exercises on unsupervised pretraining."""

_DATA = """W = np.array([[1.5, -2.0], [0.5, 1.0], [-1.0, 2.5]])
b = np.array([0.2, -0.4, 0.1])
c = np.array([-0.5, 0.3])
v = np.array([0, 1, 1])
u = np.array([1, 1, 0])
def F(x):
    return -x @ b - np.log(1 + np.exp(x @ W + c)).sum()
z = v @ W + c
on = 1 / (1 + np.exp(-z))
on_u = 1 / (1 + np.exp(-(u @ W + c)))
"""
_GOOD = "p_on, ratio = 0.269, 6.9"


def _odds(p_on=None, ratio=None):
    lines = [_DATA + _GOOD]
    lines += [f"p_on = {p_on}"] if p_on else []
    lines += [f"ratio = {ratio}"] if ratio else []
    return "\n".join(lines)


def _cd(
    *,
    p_h="sigmoid(v @ W + c)",
    h="(u_hidden < p_h) * 1.0",
    p_v="sigmoid(h @ W.T + b)",
    dream="(u_visible < p_v) * 1.0",
    p_d="sigmoid(dream @ W + c)",
    out="(v.T @ p_h - dream.T @ p_d) / len(v), (v - dream).mean(0), (p_h - p_d).mean(0)",
):
    """Return an answer to `cd-1-step`, of which single lines can be put wrong."""
    return (
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
        "def cd_step(v, W, b, c, u_hidden, u_visible):\n"
        f"    p_h = {p_h}\n    h = {h}\n    p_v = {p_v}\n    dream = {dream}\n    p_d = {p_d}\n    return {out}"
    )


def _pairs(*lines):
    return "def denoising_pairs(X, rng):\n" + "\n".join(f"    {line}" for line in lines)


def _classifier(*lines):
    return "def make_classifier(autoencoder, n_classes):\n" + "\n".join(f"    {line}" for line in lines)


def _rewire(*lines):
    return "def rewire(encoder, order):\n" + "\n".join(f"    {line}" for line in lines)


_COPY = 'model = transfer.reuse_layers(autoencoder, up_to="hidden_2")'
_SOFTMAX = 'model.add(keras.layers.Dense(n_classes, activation="softmax", name="new"))'

RIGHT = {
    "rbm-by-hand": [
        _odds(),
        _odds("np.float32(0.26894)", "6.8952"),
        # By counting all states.
        _DATA + "import itertools\n"
        "H = np.array(list(itertools.product([0, 1], repeat=2)))\n"
        "def weight(x, h):\n    return np.exp(x @ b + h @ c + x @ W @ h)\n"
        "p = {n: sum(weight(x, h) for h in H) for n, x in (('v', v), ('u', u))}\n"
        "p_on = sum(weight(v, h) for h in H if h[0]) / p['v']\nratio = p['v'] / p['u']",
        "p_on = keras.ops.sigmoid(-1.0)\n"
        "def G(a, z):\n    return a + keras.ops.sum(keras.ops.softplus(keras.ops.convert_to_tensor(z)))\n"
        "ratio = keras.ops.exp(G(-0.3, [-1.0, 3.8]) - G(-0.2, [1.5, -0.7]))",
    ],
    "cd-1-step": [
        _cd(),
        # TensorFlow.
        "import tensorflow as tf\ndef cd_step(v, W, b, c, uh, uv):\n"
        "    p = tf.sigmoid(tf.matmul(v, W) + c)\n    h = tf.cast(uh < p, tf.float32)\n"
        "    d = tf.cast(uv < tf.sigmoid(tf.matmul(h, W, transpose_b=True) + b), tf.float32)\n"
        "    q = tf.sigmoid(tf.matmul(d, W) + c)\n    n = tf.cast(tf.shape(v)[0], tf.float32)\n"
        "    return ((tf.matmul(v, p, transpose_a=True) - tf.matmul(d, q, transpose_a=True)) / n,\n"
        "            tf.reduce_mean(v - d, 0), tf.reduce_mean(p - q, 0))",
        # keras.ops, one image after the other with outer products, a list.
        "def cd_step(v, W, b, c, uh, uv):\n    o = keras.ops\n    total = [0.0, 0.0, 0.0]\n"
        "    for i in range(len(v)):\n"
        "        p = o.sigmoid(o.matmul(v[i], W) + c)\n        h = o.where(p > uh[i], 1.0, 0.0)\n"
        "        d = o.where(o.sigmoid(o.matmul(W, h) + b) > uv[i], 1.0, 0.0)\n"
        "        q = o.sigmoid(o.matmul(d, W) + c)\n"
        "        total = [t + s for t, s in zip(total, (o.outer(v[i], p) - o.outer(d, q), v[i] - d, p - q))]\n"
        "    return [t / len(v) for t in total]",
        # einsum, booleans, <=.
        "def cd_step(v, W, b, c, uh, uv):\n    up = lambda x: 1 / (1 + np.exp(-(x @ W + c)))\n"
        "    h = uh <= up(v)\n    d = uv <= 1 / (1 + np.exp(-(h @ W.T + b)))\n"
        "    dW = np.mean(np.einsum('ni,nj->nij', v, up(v)) - np.einsum('ni,nj->nij', d, up(d)), axis=0)\n"
        "    return dW, np.mean(v - d, axis=0), np.mean(up(v) - up(d), axis=0)",
    ],
    "reuse-encoder": [
        _classifier(
            "copy = keras.models.clone_model(autoencoder)",
            "copy.set_weights(autoencoder.get_weights())",
            'x = copy.get_layer("hidden_2").output',
            "return keras.Model(copy.inputs, keras.layers.Dense(n_classes, 'softmax')(x))",
        ),
        # New layers, with the weights set by hand.
        _classifier(
            "old = [autoencoder.get_layer(n) for n in ('hidden_1', 'hidden_2')]",
            "new = [keras.layers.Dense.from_config(layer.get_config()) for layer in old]",
            "model = keras.Sequential([keras.Input(autoencoder.input_shape[1:]), keras.layers.Flatten(), *new])",
            "for a, b in zip(new, old):\n        a.set_weights(b.get_weights())",
            "model.add(keras.layers.Dense(n_classes))",
            "model.add(keras.layers.Softmax())",
            "return model",
        ),
        # A subclass around the copied encoder, an output layer that starts at zero.
        _classifier(
            "class Classifier(keras.Model):",
            "    def __init__(self):",
            "        super().__init__()",
            '        self.encoder = transfer.reuse_layers(autoencoder, up_to="hidden_2")',
            '        self.out = keras.layers.Dense(n_classes, "softmax", kernel_initializer="zeros")',
            "    def call(self, x):",
            "        return self.out(self.encoder(x))",
            "return Classifier()",
        ),
        # Saved and loaded.
        _classifier(
            "import tempfile, os",
            "path = os.path.join(tempfile.mkdtemp(), 'a.keras')",
            "autoencoder.save(path)",
            "copy = keras.models.load_model(path)",
            "layers = copy.layers[:3]",
            "return keras.Sequential([keras.Input(copy.input_shape[1:]), *layers,"
            " keras.layers.Dense(n_classes, activation='softmax')])",
        ),
    ],
    "repair-denoising-pairs": [
        _pairs("return np.where(rng.random(X.shape) < 0.5, 0, X), X"),
        _pairs("keep = rng.integers(0, 2, X.shape)", "return X * keep, X.copy()"),
        _pairs(
            "noisy = np.array(X)",
            "for image in noisy:",
            "    image[rng.random(image.shape) > 0.5] = 0",
            "return [noisy, X]",
        ),
        _pairs(
            "noisy = keras.ops.where(rng.binomial(1, 0.5, X.shape) == 1, 0.0, X)",
            "return noisy, keras.ops.convert_to_tensor(X)",
        ),
    ],
    "rewire-encoder": [
        _rewire(
            "model = transfer.reuse_layers(encoder, up_to=-1)",
            "kernel, bias = model.layers[0].get_weights()",
            "model.layers[0].set_weights([kernel[np.argsort(order)], bias])",
            "return model",
        ),
        # A layer in front that scrambles the pixels.
        _rewire(
            "copy = keras.models.clone_model(encoder)",
            "copy.set_weights(encoder.get_weights())",
            "x = keras.Input(encoder.input_shape[1:])",
            "return keras.Model(x, copy(keras.ops.take(x, order, axis=1)))",
        ),
        _rewire(
            "import tensorflow as tf",
            "copy = transfer.reuse_layers(encoder, up_to=-1)",
            "return keras.Sequential([keras.layers.Lambda(lambda x: tf.gather(x, order, axis=1)), copy])",
        ),
        # A permutation matrix as a layer without bias, and a loop.
        _rewire(
            "n = len(order)",
            "P = np.zeros((n, n))",
            "for i in range(n):",
            "    P[order[i], i] = 1",
            "front = keras.layers.Dense(n, use_bias=False)",
            "model = keras.Sequential([keras.Input((n,)), front, transfer.reuse_layers(encoder, up_to=-1)])",
            "front.set_weights([P])",
            "return model",
        ),
    ],
}

WRONG = {
    "rbm-by-hand": [
        (_odds("1 - on[0]"), "꺼져 있을 확률", "first feature is off"),
        (_odds("on[1]"), "둘째 특성", "second feature"),
        (_odds("on"), "배열", "array of shape"),
        (_odds("100 * on[0]"), "퍼센트로 나타낸", "in per cent"),
        (_odds("z[0]"), "확률이 아닙니다", "no probability"),
        (_odds("np.exp(z[0])"), "몇 배인지", "as probable on is as off"),
        (
            _odds("1 / (1 + np.exp(-(v @ W)[0]))"),
            "특성의 편향이 빠졌습니다",
            "bias of the feature is missing",
        ),
        (_odds("1 / (1 + np.exp(-(v @ W)[0] - b[0]))"), "픽셀의 편향", "bias of a pixel"),
        (_odds("on_u[0]"), "`u`를 썼습니다", "uses the image `u`"),
        (_odds("0.5"), "첫째 특성으로 가는 가중치", "weights to the first feature"),
        (_odds(ratio="np.exp(F(v) - F(u))"), "비가 거꾸로", "upside down"),
        (_odds(ratio="F(u) - F(v)"), "확률의 비가 아닙니다", "not the ratio"),
        (_odds(ratio="F(v) - F(u)"), "확률의 비가 아닙니다", "not the ratio"),
        (_odds(ratio="F(v) / F(u)"), "서로 나누었습니다", "divides one free energy"),
        (_odds(ratio="np.exp(F(u) + u @ b - F(v) - v @ b)"), "보이는 층의 편향", "visible layer are missing"),
        (_odds(ratio="np.exp((v - u) @ b)"), "특성이 빠졌습니다", "features are missing"),
        (_odds(ratio="on.prod() / on_u.prod()"), "켜질 확률을 곱해", "products of the features"),
        (
            _odds(ratio="np.exp((v - u) @ b) * np.prod((1 + np.exp(v @ W)) / (1 + np.exp(u @ W)))"),
            "은닉층의 편향",
            "hidden layer are missing",
        ),
        (_odds(ratio="7"), "반올림", "rounded"),
        (_odds(ratio="7.0"), "반올림", "rounded"),
        (
            _odds(ratio="np.exp((v - u) @ b) * (1 + np.exp(z).sum()) / (1 + np.exp(u @ W + c).sum())"),
            "합을 로그 안에",
            "went into the logarithm",
        ),
        (_odds(ratio="'7'"), "따옴표", "without quotes"),
        (_odds(ratio="..."), "`ratio`에 아직", "`ratio` has no answer"),
    ],
    "cd-1-step": [
        (
            _cd(out="(dream.T @ p_d - v.T @ p_h) / len(v), (dream - v).mean(0), (p_d - p_h).mean(0)"),
            "방향이 거꾸로",
            "wrong way round",
        ),
        (
            _cd(out="v.T @ p_h - dream.T @ p_d, (v - dream).mean(0), (p_h - p_d).mean(0)"),
            "샘플에 걸친 합",
            "sum over the samples",
        ),
        (
            _cd(out="(v.T @ h - dream.T @ p_d) / len(v), (v - dream).mean(0), (p_h - p_d).mean(0)"),
            "데이터 쪽 평균에",
            "average over the data uses the drawn",
        ),
        (_cd(dream="p_v"), "픽셀의 확률을 그대로", "probabilities of the pixels"),
        (_cd(h="p_h"), "특성을 뽑지 않고", "features were not drawn"),
        (_cd(h="p_h", dream="p_v"), "아무것도 뽑지", "Nothing was drawn"),
        (
            _cd(h="(u_hidden > p_h) * 1.0", dream="(u_visible > p_v) * 1.0"),
            "뽑기가 거꾸로",
            "draws are the wrong way",
        ),
        (_cd(p_v="sigmoid(h @ W.T)"), "편향 `b`가 빠졌습니다", "bias `b` is missing"),
        (_cd(p_h="sigmoid(v @ W)", p_d="sigmoid(dream @ W)"), "편향 `c`가 빠졌습니다", "bias `c` is missing"),
        (
            _cd(p_h="sigmoid(v @ W)", p_v="sigmoid(h @ W.T)", p_d="sigmoid(dream @ W)"),
            "`b`와 `c`가 모두",
            "Both biases, `b` and `c`",
        ),
        (_cd(p_d="sigmoid(dream @ W)"), "두 번째로 올라갈 때", "on the second way up"),
        (
            _cd(
                out="np.outer(v.mean(0), p_h.mean(0)) - np.outer(dream.mean(0), p_d.mean(0)), (v - dream).mean(0), (p_h - p_d).mean(0)"
            ),
            "평균끼리 곱했습니다",
            "product of means",
        ),
        (
            _cd(out="v.T @ (p_h - p_d) / len(v), (v - dream).mean(0), (p_h - p_d).mean(0)"),
            "꿈이 아니라 데이터",
            "holds the data in place of the dream",
        ),
        (
            _cd(h="np.random.default_rng().random(p_h.shape) < p_h"),
            "함수 안에서 난수를 뽑았습니다",
            "random numbers of its own",
        ),
        (
            _cd(dream="np.random.default_rng(0).random(v.shape) < p_v"),
            "`u_visible`: 값을 바꿔도",
            "`u_visible` is not used",
        ),
        (_cd(h="(p_h > 0.5) * 1.0"), "`u_hidden`: 값을 바꿔도", "`u_hidden` is not used"),
        (
            "def cd_step(v, W, b, c, u_hidden, u_visible):\n    v -= 0.5\n    return W, b, c",
            "인수 `v`의 값을",
            "changed its argument `v`",
        ),
        (_cd(p_d="p_h"), "데이터의 특성을 꿈과", "features of the data"),
        (_cd(p_d="(u_hidden < sigmoid(dream @ W + c)) * 1.0"), "꿈 쪽 평균에서도", "of the dream were drawn"),
        (_cd(out="v.T @ p_h / len(v), v.mean(0), p_h.mean(0)"), "꿈을 빼지", "not subtracted"),
        (
            _cd(out="(p_h.T @ v - p_d.T @ dream) / len(v), (v - dream).mean(0), (p_h - p_d).mean(0)"),
            "두 축이 바뀌었습니다",
            "axes of `dW`",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), (p_h - p_d).mean(0), (v - dream).mean(0)"),
            "`db`와 `dc`의 순서가",
            "`db` and `dc` are swapped",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), 0 * b, 0 * c"),
            "`db`의 값이 모두 0",
            "`db` is all zeros",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), (v - dream).mean(0), (h - p_d).mean(0)"),
            "데이터 쪽 평균에",
            "average over the data uses the drawn",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), (v - dream).sum(0), (p_h - p_d).sum(0)"),
            "샘플에 걸친 합",
            "sum over the samples",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), (v - p_v).mean(0), (p_h - p_d).mean(0)"),
            "`db`: 꿈이 0과 1이 아닙니다",
            "`db`: The dream does not hold zeros and ones",
        ),
        (
            _cd(out="(v.T @ p_h - dream.T @ p_d) / len(v), v - dream, p_h - p_d"),
            "`db`: 크기가",
            "shape of `db`",
        ),
        (_cd(out="(v.T @ p_h - dream.T @ p_d) / len(v)"), "값 3개", "3 values"),
        (
            _cd(
                out="0.1 * (v.T @ p_h - dream.T @ p_d) / len(v), 0.1 * (v - dream).mean(0), (p_h - p_d).mean(0)"
            ),
            "길이가 다릅니다",
            "its length is not",
        ),
        (
            _cd(
                out="W + (v.T @ p_h - dream.T @ p_d) / len(v), b + (v - dream).mean(0), c + (p_h - p_d).mean(0)"
            ),
            "움직인 뒤의 값",
            "where the step leads to",
        ),
        (
            _cd(
                p_h="sigmoid((v > 0.5) @ W + c)",
                out="((v > 0.5).T @ p_h - dream.T @ p_d) / len(v), ((v > 0.5) - dream).mean(0), (p_h - p_d).mean(0)",
            ),
            "0이나 1로 바꾸었습니다",
            "zeros and ones",
        ),
        (_cd(out="None"), "값 3개", "3 values"),
        (_cd(p_v="sigmoid(h @ W + b)"), "예외", "Line 6"),
    ],
    "reuse-encoder": [
        (
            _classifier(
                "return keras.Sequential([*autoencoder.layers[:3], keras.layers.Dense(n_classes, 'softmax')])"
            ),
            "층을 함께 쓰고",
            "they share layers",
        ),
        (
            _classifier(
                'x = autoencoder.get_layer("hidden_2").output',
                "return keras.Model(autoencoder.inputs, keras.layers.Dense(n_classes, 'softmax')(x))",
            ),
            "층을 함께 쓰고",
            "they share layers",
        ),
        (
            _classifier(
                "copy = keras.models.clone_model(autoencoder)",
                "return keras.Sequential([*copy.layers[:3], keras.layers.Dense(n_classes, 'softmax')])",
            ),
            "가중치가 넘어오지",
            "weights were not taken over",
        ),
        (
            _classifier(
                "autoencoder.pop(); autoencoder.pop(); autoencoder.pop()",
                "autoencoder.add(keras.layers.Dense(n_classes, 'softmax'))",
                "return autoencoder",
            ),
            "오토인코더가 달라졌습니다",
            "autoencoder that was passed in",
        ),
        (
            _classifier(_COPY, "model.add(keras.layers.Dense(n_classes))", "return model"),
            "확률이 아닙니다",
            "not probabilities",
        ),
        (
            _classifier(_COPY, "model.add(keras.layers.Dense(n_classes, 'sigmoid'))", "return model"),
            "확률이 아닙니다",
            "not probabilities",
        ),
        (
            _classifier(_COPY.replace("hidden_2", "hidden_1"), _SOFTMAX, "return model"),
            "마지막 층이 빠졌습니다",
            "last layer of the encoder is missing",
        ),
        (
            _classifier(_COPY.replace("hidden_2", "decoder_1"), _SOFTMAX, "return model"),
            "디코더의 층 위",
            "layer of the decoder",
        ),
        (
            _classifier(_COPY.replace("hidden_2", "reconstruction"), _SOFTMAX, "return model"),
            "되살린 이미지 위",
            "restored image",
        ),
        (
            _classifier(
                _COPY, "model.add(keras.layers.Dense(20, 'relu', name='h'))", _SOFTMAX, "return model"
            ),
            "다른 층이 있거나",
            "another layer between",
        ),
        (
            _classifier(_COPY, "model.trainable = False", _SOFTMAX, "return model"),
            "동결되었거나",
            "is frozen",
        ),
        (
            _classifier(
                "autoencoder.trainable = False", _COPY, "model.trainable = True", _SOFTMAX, "return model"
            ),
            "`trainable`이 바뀌었습니다",
            "`trainable` of `autoencoder`",
        ),
        (_classifier(_COPY, "return model"), "출력이 4개여야", "should be 4 outputs"),
        (
            _classifier("return keras.models.clone_model(autoencoder)"),
            "출력이 4개여야",
            "should be 4 outputs",
        ),
        (
            _classifier(
                'inside = keras.Model(autoencoder.inputs[0], autoencoder.get_layer("hidden_2").output)',
                "return keras.Sequential([keras.layers.Lambda(lambda x: inside(x)), keras.layers.Dense(n_classes, 'softmax')])",
            ),
            "층을 함께 쓰고",
            "they share layers",
        ),
        (
            _classifier(
                _COPY,
                "return keras.Sequential([keras.layers.Lambda(lambda x: model(x)), keras.layers.Dense(n_classes, 'softmax')])",
            ),
            "등록되지",
            "not tracked",
        ),
        (
            _classifier(_COPY, 'model.get_layer("hidden_1").trainable = False', _SOFTMAX, "return model"),
            "훈련되지 않습니다",
            "does not train",
        ),
        (
            _classifier(_COPY, "model.add(keras.layers.BatchNormalization())", _SOFTMAX, "return model"),
            "가중치가 인코더와 출력층 하나의 것보다 많습니다",
            "more weights than the encoder",
        ),
        (
            _classifier(_COPY, "model.add(keras.layers.Dense(20, name='between'))", _SOFTMAX, "return model"),
            "다른 층이 있거나",
            "another layer between",
        ),
        *(
            (
                _classifier(_COPY, f"model.add(keras.layers.{layer})", _SOFTMAX, "return model"),
                "훈련 모드에서 부르면",
                "Called as in training",
            )
            for layer in ("Dropout(0.2)", "GaussianNoise(1.0)")
        ),
        (
            _classifier(_COPY, _SOFTMAX, "model.layers[-1].trainable = False", "return model"),
            "새 출력층이 훈련되지",
            "new output layer does not train",
        ),
        (
            # The encoder's layers, made anew without their activation.
            _classifier(
                "old = [autoencoder.get_layer(n) for n in ('hidden_1', 'hidden_2')]",
                "new = [keras.layers.Dense(layer.units) for layer in old]",
                "shape = autoencoder.input_shape[1:]",
                "model = keras.Sequential([keras.Input(shape), keras.layers.Flatten(), *new])",
                "for a, b in zip(new, old):\n        a.set_weights(b.get_weights())",
                _SOFTMAX,
                "return model",
            ),
            "활성화 함수가 바뀌지",
            "has an activation changed",
        ),
        (
            _classifier(
                _COPY,
                _SOFTMAX,
                "model.compile(keras.optimizers.SGD(0.1), 'sparse_categorical_crossentropy')",
                "model.fit(np.ones((4, *model.input_shape[1:])), np.zeros(4), verbose=0)",
                "return model",
            ),
            "함수 안에서 훈련했습니다",
            "trained inside the function",
        ),
        (_classifier(_COPY, _SOFTMAX), "`return`", "`return`"),
        (
            _classifier(_COPY, "return keras.layers.Dense(n_classes)"),
            "케라스 모델이 아닙니다",
            "not a Keras model",
        ),
        (_classifier("return transfer.reuse_layers(autoencoder, up_to='coding')"), "예외", "Line 2"),
    ],
    "repair-denoising-pairs": [
        (
            _pairs("noisy = X", "noisy[rng.random(X.shape) < 0.5] = 0", "return noisy, X"),
            "인수 `X`의 값을",
            "changed its argument `X`",
        ),
        (
            _pairs("noisy = X.copy()", "noisy[rng.random(X.shape) < 0.5] = 0", "return noisy, noisy"),
            "목표에서도 픽셀이 지워졌습니다",
            "lost its pixels as well",
        ),
        (
            _pairs("noisy = X.copy()", "noisy[:, rng.random(X.shape[1:]) < 0.5] = 0", "return noisy, X"),
            "모든 이미지에서 같은 픽셀",
            "same pixels are gone in every image",
        ),
        (
            _pairs("clean = X.copy()", "X[rng.random(X.shape) < 0.5] = 0", "return X, clean"),
            "인수 `X`의 값을",
            "changed its argument `X`",
        ),
        (
            _pairs("return X, np.where(rng.random(X.shape) < 0.5, 0, X)"),
            "입력과 목표가 바뀌었습니다",
            "are swapped",
        ),
        (_pairs("return X * (rng.random(X.shape) < 0.5) * 2, X"), "두 배로", "twice as large"),
        (_pairs("return np.where(rng.random(X.shape) < 0.3, 0, X), X"), "1/2이 아닙니다", "is not 1/2"),
        (_pairs("return np.where(rng.normal(size=X.shape) < 0.5, 0, X), X"), "1/2이 아닙니다", "is not 1/2"),
        (
            _pairs("return np.where(rng.random((len(X), 1, 1)) < 0.5, 0, X), X"),
            "통째로",
            "whole images, rows",
        ),
        (
            _pairs("return np.where(rng.random((*X.shape[:2], 1)) < 0.5, 0, X), X"),
            "통째로",
            "whole images, rows",
        ),
        (
            _pairs(
                "erased = rng.random(X.shape) < 0.5", "return np.where(erased, 0, X), np.where(erased, X, 0)"
            ),
            "되살려야 하는 것",
            "has to restore",
        ),
        (_pairs("return X + rng.normal(0, 0.5, X.shape), X"), "값이 달라졌습니다", "have other values"),
        (
            _pairs("rng = np.random.default_rng(0)", "return np.where(rng.random(X.shape) < 0.5, 0, X), X"),
            "똑같은 픽셀",
            "erased the same pixels",
        ),
        (
            _pairs("return np.where(np.random.random(X.shape) < 0.5, 0, X), X"),
            "다른 픽셀이 지워졌습니다",
            "erased other pixels",
        ),
        (_pairs("return np.where(rng.random(X.shape) < 0.5, 0, X)"), "값 2개", "2 values"),
        (
            _pairs(
                "half = rng.random((len(X) // 2, *X.shape[1:])) < 0.5",
                "return np.where(np.concatenate([half, half]), 0, X), X",
            ),
            "똑같은 픽셀들이",
            "exactly the same pixels",
        ),
        (
            _pairs(
                "i, j = np.indices(X.shape[1:])",
                "return np.where((i + j + rng.integers(0, 2, len(X))[:, None, None]) % 2, 0, X), X",
            ),
            "저마다 따로 지워지지",
            "one by one",
        ),
        (
            # Exactly half of each image.
            _pairs(
                "flat = X.reshape(len(X), -1)",
                "rank = rng.random(flat.shape).argsort(axis=1)",
                "noisy = keras.ops.where(rank < flat.shape[1] // 2, 0.0, flat)",
                "return keras.ops.reshape(noisy, X.shape), X",
            ),
            "이미지마다 지워진 픽셀의 수",
            "number of pixels that an image loses is always the same",
        ),
        (
            # One half of the images loses what the other half keeps.
            _pairs(
                "half = rng.random((len(X) // 2, *X.shape[1:])) < 0.5",
                "return np.where(np.concatenate([half, ~half]), 0, X), X",
            ),
            "픽셀마다 지워진 이미지의 수",
            "number of images that lose a given pixel is always the same",
        ),
        (
            # Left and right halves mirror each other.
            _pairs(
                "half = rng.random((*X.shape[:2], (X.shape[2] + 1) // 2)) < 0.5",
                "whole = np.concatenate([half, half[:, :, ::-1]], axis=2)[:, :, : X.shape[2]]",
                "return np.where(whole, 0, X), X",
            ),
            "지나치게 들쭉날쭉",
            "varies too much",
        ),
        (_pairs("return X.copy(), X"), "지워진 픽셀이 없습니다", "No pixel was erased"),
        (_pairs("np.where(rng.random(X.shape) < 0.5, 0, X), X"), "값 2개", "2 values"),
    ],
    "rewire-encoder": [
        (
            _rewire(
                "model = transfer.reuse_layers(encoder, up_to=-1)",
                "kernel, bias = model.layers[0].get_weights()",
                "model.layers[0].set_weights([kernel[order], bias])",
                "return model",
            ),
            "반대 방향",
            "opposite direction",
        ),
        (
            _rewire(
                "kernel, bias = encoder.layers[0].get_weights()",
                "encoder.layers[0].set_weights([kernel[np.argsort(order)], bias])",
                "return encoder",
            ),
            "인코더가 달라졌습니다",
            "encoder is not what it was",
        ),
        (
            _rewire(
                "return keras.Sequential([keras.layers.Lambda(lambda x: encoder(keras.ops.take(x, order, axis=1)))])"
            ),
            "층을 함께 쓰고",
            "they share layers",
        ),
        (_rewire("return transfer.reuse_layers(encoder, up_to=-1)"), "배선이 그대로", "wiring is as before"),
        (
            _rewire(
                "x = keras.Input(encoder.input_shape[1:])",
                "return keras.Model(x, encoder(keras.ops.take(x, order, axis=1)))",
            ),
            "층을 함께 쓰고",
            "they share layers",
        ),
        (
            _rewire(
                "x = keras.Input(encoder.input_shape[1:])",
                "copy = keras.models.clone_model(encoder)",
                "return keras.Model(x, copy(keras.ops.take(x, order, axis=1)))",
            ),
            "가중치가 넘어왔는지",
            "weights have come over",
        ),
        (
            _rewire(
                "model = transfer.reuse_layers(encoder, up_to=0)",
                "kernel, bias = model.layers[0].get_weights()",
                "model.layers[0].set_weights([kernel[np.argsort(order)], bias])",
                "return model",
            ),
            "위층이 빠졌습니까",
            "Are all layers of the encoder there",
        ),
        (
            _rewire(
                "model = transfer.reuse_layers(encoder, up_to=-1)",
                "kernel, bias = model.layers[0].get_weights()",
                "model.layers[0].set_weights([kernel[:, order], bias])",
                "return model",
            ),
            "예외",
            "Line 4",
        ),
        (
            # Every kernel that has a row for each pixel, not the first alone.
            _rewire(
                "model = transfer.reuse_layers(encoder, up_to=-1)",
                "weights = model.get_weights()",
                "model.set_weights([w[np.argsort(order)] if w.ndim == 2 and len(w) == len(order) else w for w in weights])",
                "return model",
            ),
            "섞어서 낸 특성과 다릅니다",
            "for the same images, scrambled",
        ),
        (_rewire("return lambda x: encoder(x[:, order])"), "케라스 모델이 아닙니다", "not a Keras model"),
    ],
}
