"""Answers to the exercises on batch normalization."""


def _bn(line, X="X.mean(axis=0), X.var(axis=0)"):
    """Return the code of a batch normalization that ends in `line`."""
    return (
        f"def batch_norm(X, gamma, beta, epsilon):\n    axes = tuple(range(X.ndim - 1))\n    mean, var = {X}\n"
        f"    return {line}"
    )


_OVER_AXES = "X.mean(axis=axes), X.var(axis=axes)"

_INFER = (
    "\ndef infer(X, gamma, beta, moving_mean, moving_variance, epsilon):\n"
    "    return gamma * (X - moving_mean) / np.sqrt(moving_variance + epsilon) + beta"
)
_UPDATE = (
    "def update_moving(mean, var, X, momentum):\n"
    "    return mean * momentum + X.mean(axis=0) * (1 - momentum), var * momentum + X.var(axis=0) * (1 - momentum)\n"
)


def _update(lines, returned="mean, var"):
    return f"def update_moving(mean, var, X, momentum):\n    {lines}\n    return {returned}\n" + _INFER


def _infer(line):
    return _UPDATE + f"def infer(X, gamma, beta, mean, var, epsilon):\n    return {line}"


def _model(*layers, start="keras.Input((64,)), "):
    inside = ", ".join(layers)
    return f"from keras import layers as L\ndef make_model():\n    return keras.Sequential([{start}{inside}])"


_DENSE = "L.Dense(40, use_bias=False, kernel_initializer='he_normal')"
_NORM = "L.BatchNormalization(momentum=0.9)"
_RELU = "L.ReLU()"
_OUT = "L.Dense(5, activation='softmax')"


def _fold(kernel, bias, before=""):
    return (
        "def fold(kernel, bias, gamma, beta, mean, variance, epsilon):\n"
        "    s = gamma / np.sqrt(variance + epsilon)\n    c = beta - s * mean\n"
        f"{before}    return {kernel}, {bias}"
    )


_ROWS = "s[:, None] * kernel"

RIGHT = {
    "count-bn-parameters": [
        "trainable = 14_565\nnon_trainable = np.int64(580)",
        "trainable, non_trainable = 14565.0, '2 * 290'.count('x') + 2 * sum([200, 60, 30])",
        "L = keras.layers\nmodel = keras.Sequential([keras.Input((200,)), L.BatchNormalization(), L.Dense(60, use_bias=False), "
        "L.BatchNormalization(), L.ELU(), L.Dense(30, activation='elu'), L.BatchNormalization(), L.Dense(5)])\n"
        "trainable = sum(np.prod(v.shape) for v in model.trainable_variables)\n"
        "non_trainable = keras.ops.convert_to_tensor(model.count_params() - trainable)",
    ],
    "batch-norm": [
        "import tensorflow as tf\ndef batch_norm(X, gamma, beta, epsilon):\n"
        "    mean, variance = tf.nn.moments(X, axes=list(range(len(X.shape) - 1)))\n"
        "    return tf.nn.batch_normalization(X, mean, variance, beta, gamma, epsilon)",
        "def batch_norm(X, gamma, beta, epsilon):\n    layer = keras.layers.BatchNormalization(epsilon=epsilon)\n"
        "    layer.build(X.shape)\n    layer.gamma.assign(gamma)\n    layer.beta.assign(beta)\n"
        "    return layer(X, training=True)",
        # One feature at a time, on plain Python lists.
        "def batch_norm(X, gamma, beta, epsilon):\n    rows = X.reshape(-1, X.shape[-1]).tolist()\n    columns = []\n"
        "    for column, g, b in zip(zip(*rows), gamma, beta):\n        m = sum(column) / len(column)\n"
        "        v = sum((x - m) ** 2 for x in column) / len(column)\n"
        "        columns.append([float(g) * (x - m) / (v + epsilon) ** 0.5 + float(b) for x in column])\n"
        "    return np.array(columns).T.reshape(X.shape)",
        "def batch_norm(X, gamma, beta, epsilon):\n    flat = X.reshape(-1, X.shape[-1])\n"
        "    s = gamma / np.sqrt(np.mean(flat**2, 0) - np.mean(flat, 0) ** 2 + epsilon)\n"
        "    return s * X + (beta - s * flat.mean(0))",
        "def batch_norm(X, gamma, beta, epsilon=1e-3):\n    axes = [0] if X.ndim == 2 else [0, 1, 2]\n"
        "    mean, var = keras.ops.moments(X, axes)\n"
        "    return keras.ops.batch_normalization(X, mean, var, -1, beta, gamma, epsilon)",
        # In place on a copy, and channels moved to the front.
        "def batch_norm(X, gamma, beta, epsilon):\n    X = X.copy()\n    channels = np.moveaxis(X, -1, 0)\n"
        "    for c in range(len(channels)):\n        channels[c] -= channels[c].mean()\n"
        "        channels[c] *= gamma[c] / np.sqrt((channels[c] ** 2).mean() + epsilon)\n        channels[c] += beta[c]\n"
        "    return X",
    ],
    "moving-averages": [
        "def update_moving(mean, var, X, momentum):\n    layer = keras.layers.BatchNormalization(momentum=momentum)\n"
        "    layer.build(X.shape)\n    layer.moving_mean.assign(mean)\n    layer.moving_variance.assign(var)\n"
        "    layer(X, training=True)\n    return layer.moving_mean, layer.moving_variance\n"
        "def infer(X, gamma, beta, mean, var, epsilon):\n"
        "    return keras.ops.batch_normalization(X, mean, var, -1, beta, gamma, epsilon)",
        "import tensorflow as tf\ndef update_moving(mean, var, X, momentum):\n    new = tf.nn.moments(X, [0])\n"
        "    return [old + (value - old) * (1 - momentum) for old, value in zip((mean, var), new)]\n"
        "def infer(X, gamma, beta, mean, var, epsilon):\n"
        "    return tf.stack([gamma * (x - mean) * tf.math.rsqrt(var + epsilon) + beta for x in X])",
        "def update_moving(mean, var, X, momentum):\n    mean = mean * momentum\n    mean += (1 - momentum) * X.mean(0)\n"
        "    var = var * momentum\n    var += (1 - momentum) * X.var(0)\n    return np.stack([mean, var])\n"
        "infer = lambda X, g, b, m, v, e: (X - m) * (s := g / np.sqrt(v + e)) + b",
    ],
    "predict-moving-mean": [
        "prediction = 32\nmeasured = 299",
        "prediction = 298.07\nmeasured = np.ceil(np.log(0.05) / np.log(0.99))",
        "prediction = 300\nmean, measured = 0.0, 0\nwhile mean < 2.85:\n    mean = mean * 0.99 + batch.mean() * (1 - 0.99)\n"
        "    measured += 1",
        "prediction = 1e3\nlayer = keras.layers.BatchNormalization()\n"
        "for measured in range(1, 1000):\n    layer(batch, training=True)\n"
        "    if abs(layer.moving_mean.numpy()[0] - 3) <= 0.15:\n        break",
    ],
    "repair-bn-model": [
        _model(
            "L.Dense(40, use_bias=False, kernel_initializer=keras.initializers.HeUniform())",
            _NORM,
            _RELU,
            _OUT,
        ),
        _model(
            _DENSE, "L.BatchNormalization(epsilon=1e-5, momentum=0.9)", "L.Activation('relu')", _OUT, start=""
        ),
        "def make_model():\n    x = inputs = keras.Input((64,))\n"
        "    x = keras.layers.Dense(40, use_bias=False, kernel_initializer='he_normal', input_shape=(64,))(x)\n"
        "    x = keras.ops.relu(keras.layers.BatchNormalization(momentum=0.9)(x))\n"
        "    x = keras.layers.Softmax()(keras.layers.Dense(5)(x))\n    return keras.Model(inputs, x)",
        "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.output_layer = keras.layers.Dense(5, activation='softmax')\n"
        "        self.norm = keras.layers.BatchNormalization(-1, 0.9)\n"
        "        self.hidden = keras.layers.Dense(40, use_bias=False, kernel_initializer='he_normal')\n"
        "    def call(self, x, training=None):\n"
        "        return self.output_layer(keras.activations.relu(self.norm(self.hidden(x), training=training)))\n"
        "make_model = Net",
        _model(
            "L.Dense(40, use_bias=False, kernel_initializer='he_normal')", _NORM, "L.LeakyReLU(0.0)", _OUT
        ).replace("    return", "    model =")
        + "\n    model.compile('sgd', 'sparse_categorical_crossentropy')\n    return model",
    ],
    "fold-forward": [
        "def fold(kernel, bias, gamma, beta, mean, variance, epsilon):\n"
        "    def both(x):\n        return (gamma * (x - mean) / np.sqrt(variance + epsilon) + beta) @ kernel + bias\n"
        "    new = both(np.zeros(len(gamma)))\n    return both(np.eye(len(gamma))) - new, new",
        "import tensorflow as tf\ndef fold(kernel, bias, gamma, beta, mean, variance, epsilon):\n"
        "    s = gamma * tf.math.rsqrt(variance + epsilon)\n"
        "    return [tf.linalg.diag(s) @ kernel, bias + tf.linalg.matvec(kernel, beta - s * mean, transpose_a=True)]",
        _fold("(kernel.T * s).T", "(c[:, None] * kernel).sum(axis=0) + bias"),
        # Keras folds; the new layer is read off.
        "from handson11 import folding\ndef fold(kernel, bias, gamma, beta, mean, variance, epsilon):\n"
        "    model = keras.Sequential([keras.Input((len(gamma),)), keras.layers.BatchNormalization(epsilon=epsilon), "
        "keras.layers.Dense(len(bias))])\n"
        "    model.set_weights([gamma, beta, mean, variance, kernel, bias])\n"
        "    return folding.fold_batch_norm(model).get_weights()",
    ],
}

WRONG = {
    "count-bn-parameters": [
        ("trainable = 15145\nnon_trainable = 580", "네 벡터를 모두", "All four vectors"),
        ("trainable = 580\nnon_trainable = 14565", "서로 바뀌었습니다", "changed places"),
        (
            "trainable = 13985\nnon_trainable = 1160",
            "밀집 층의 파라미터만",
            "Only the parameters of the dense",
        ),
        ("trainable = 14275\nnon_trainable = 580", "벡터를 하나만", "Only one vector"),
        ("trainable = 14625\nnon_trainable = 580", "편향이 없는 밀집 층", "that has none"),
        ("trainable = 14530\nnon_trainable = 580", "편향을 하나도", "No biases were counted"),
        ("trainable = 14165\nnon_trainable = 180", "입력 바로 뒤", "after the inputs"),
        ("trainable = 14575\nnon_trainable = 590", "출력층 뒤에도", "after the output layer"),
        ("trainable = 14566\nnon_trainable = 580", "층마다 따로 세어", "layer by layer"),
        ("trainable = 14565\nnon_trainable = 1160", "네 벡터를 모두", "All four vectors"),
        ("trainable = 14565\nnon_trainable = 290", "벡터를 하나만", "Only one vector"),
        ("trainable = 14565\nnon_trainable = 0", "이동 분산도", "moving variance count"),
        ("trainable = 14565\nnon_trainable = 180", "입력 바로 뒤", "after the inputs"),
        ("trainable = 14565\nnon_trainable = 590", "출력층 뒤에도", "after the output layer"),
        ("trainable = 14565\nnon_trainable = 15145", "전체 파라미터", "all parameters"),
        ("trainable = 14565\nnon_trainable = 14565", "서로 바뀌었습니다", "changed places"),
        ("trainable = 14565\nnon_trainable = ...", "`non_trainable`에 아직", "`non_trainable` has no answer"),
        ("trainable = [400, 12000]\nnon_trainable = 580", "배열", "array of shape"),
    ],
    "batch-norm": [
        (
            _bn("gamma * (X - X.mean()) / np.sqrt(X.var() + epsilon) + beta"),
            "모든 값에 걸쳐",
            "over all entries",
        ),
        (
            _bn("gamma * (X - mean) / np.sqrt(var + epsilon) + beta", "X.mean(axis=1), X.var(axis=1)"),
            "다른 축을 따라",
            "another axis",
        ),
        (
            _bn(
                "gamma * (X - mean) / np.sqrt(var + epsilon) + beta",
                "X.mean(axis=-1, keepdims=True), X.var(axis=-1, keepdims=True)",
            ),
            "다른 축을 따라",
            "another axis",
        ),
        (
            _bn("gamma * (X - mean) / np.sqrt(var + epsilon) + beta"),
            "샘플에 걸쳐서만",
            "over the samples only",
        ),
        (
            _bn(
                "gamma * (X - mean) / np.sqrt(var + epsilon) + beta",
                "X.mean(axis=axes[-2:], keepdims=True), X.var(axis=axes[-2:], keepdims=True)",
            ),
            "다른 축을 따라",
            "another axis",
        ),
        (
            _bn(
                "gamma * (X - mean) / np.sqrt(var + epsilon) + beta",
                "X.mean(axis=axes), X.var(axis=axes, ddof=1)",
            ),
            "m − 1",
            "m − 1",
        ),
        (
            _bn("gamma * (X - mean) / (np.sqrt(var) + epsilon) + beta", _OVER_AXES),
            "표준 편차에 더했습니다",
            "added to the standard deviation",
        ),
        (_bn("gamma * (X - mean) / np.sqrt(var) + beta", _OVER_AXES), "ε이 빠졌습니다", "ε is missing"),
        (_bn("gamma * (X - mean) / np.sqrt(var + 1e-3) + beta", _OVER_AXES), "늘 0.001", "used 0.001"),
        (
            _bn("gamma * (X - mean) / (var + epsilon) + beta", _OVER_AXES),
            "분산으로 나누었습니다",
            "divided by the variance",
        ),
        (
            _bn("gamma * (X - mean) / np.sqrt(X.std(axis=axes) + epsilon) + beta", _OVER_AXES),
            "두 번 씌웠습니다",
            "taken twice",
        ),
        (
            _bn("beta * (X - mean) / np.sqrt(var + epsilon) + gamma", _OVER_AXES),
            "자리가 바뀌었습니다",
            "changed places",
        ),
        (_bn("(X - mean) / np.sqrt(var + epsilon)", _OVER_AXES), "3단계에서 멈추었습니다", "stops at step 3"),
        (
            _bn("gamma * (X - mean) / np.sqrt(var + epsilon)", _OVER_AXES),
            "`beta`를 더하지",
            "`beta` was not added",
        ),
        (
            _bn("gamma * ((X - mean) / np.sqrt(var + epsilon) + beta)", _OVER_AXES),
            "`beta`에도",
            "`beta` was multiplied",
        ),
        (
            _bn("gamma * X / np.sqrt(var + epsilon) + beta", _OVER_AXES),
            "평균을 빼지",
            "mean was not subtracted",
        ),
        (
            _bn("gamma * (X - mean) / np.sqrt(var + epsilon) + beta, mean, var", _OVER_AXES),
            "출력 말고",
            "along with the output",
        ),
        (
            _bn("(gamma * (X - mean) / np.sqrt(var + epsilon) + beta).mean(axis=0)", _OVER_AXES),
            "크기",
            "shape",
        ),
        (_bn("None", _OVER_AXES), "`return`", "`return`"),
        (
            "def batch_norm(X, gamma, beta, epsilon):\n    layer = keras.layers.BatchNormalization(epsilon=epsilon)\n"
            "    layer.build(X.shape)\n    layer.gamma.assign(gamma)\n    layer.beta.assign(beta)\n    return layer(X)",
            "추론 모드로",
            "inference mode",
        ),
        # Channels first: on images whose channels are last.
        (
            "def batch_norm(X, gamma, beta, epsilon):\n    axes = (0,) if X.ndim == 2 else (0, 2, 3)\n"
            "    return gamma * (X - X.mean(axis=axes)) / np.sqrt(X.var(axis=axes) + epsilon) + beta",
            "다른 축을 따라",
            "another axis",
        ),
        (
            "def batch_norm(X, gamma, beta, epsilon):\n    axes = tuple(range(X.ndim - 1))\n    X -= X.mean(axis=axes)\n"
            "    return gamma * X / np.sqrt(X.var(axis=axes) + epsilon) + beta",
            "인수 `X`의 값을 바꾸었습니다",
            "changed its argument `X`",
        ),
        # Right only where there is more than one sample.
        (
            "def batch_norm(X, gamma, beta, epsilon):\n    if len(X) == 1:\n        return X\n    axes = tuple(range(X.ndim - 1))\n"
            "    return gamma * (X - X.mean(axis=axes)) / np.sqrt(X.var(axis=axes) + epsilon) + beta",
            "평균이 뉴런마다 `beta`",
            "mean of the outputs should be its `beta`",
        ),
    ],
    "moving-averages": [
        (
            _update(
                "mean, var = mean * (1 - momentum) + X.mean(0) * momentum, var * (1 - momentum) + X.var(0) * momentum"
            ),
            "`momentum`과 `1 − momentum`",
            "`momentum` and `1 − momentum`",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean(0) * (1 - momentum), var * momentum + X.std(0) * (1 - momentum)"
            ),
            "표준 편차가 들어갔습니다",
            "standard deviation stands in the place",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean(0) * (1 - momentum), np.sqrt(var * momentum + X.var(0) * (1 - momentum))"
            ),
            "표준 편차가 들어갔습니다",
            "standard deviation stands in the place",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean(0) * (1 - momentum), var * momentum + X.var(0, ddof=1) * (1 - momentum)"
            ),
            "m − 1",
            "m − 1",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean(0) * (1 - momentum), var * momentum + X.var(0) * (1 - momentum)",
                "var, mean",
            ),
            "거꾸로",
            "wrong way round",
        ),
        (
            _update("mean, var = X.mean(0), X.var(0)"),
            "이미 모은 값이 사라졌습니다",
            "what was gathered before is gone",
        ),
        (_update("X.mean(0), X.var(0)"), "그대로 돌아왔습니다", "came back as it was"),
        (
            _update("mean, var = mean * momentum + X.mean(0), var * momentum + X.var(0)"),
            "줄이지 않고 더했습니다",
            "at full weight",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean() * (1 - momentum), var * momentum + X.var() * (1 - momentum)"
            ),
            "모든 값에 걸쳐",
            "over all entries",
        ),
        (
            _update("mean, var = mean * 0.99 + X.mean(0) * 0.01, var * 0.99 + X.var(0) * 0.01"),
            "늘 같은 값(0.99)",
            "0.99 was used whatever the argument",
        ),
        (
            _update("mean, var = mean * 0.9 + X.mean(0) * 0.1, var * 0.9 + X.var(0) * 0.1"),
            "늘 같은 값(0.9)",
            "0.9 was used whatever the argument",
        ),
        (
            _update("mean, var = mean * 0.5 + X.mean(0) * 0.4, var * 0.5 + X.var(0) * 0.4"),
            "이동 평균: 이미 모은 값과",
            "In the moving mean, the old and the new",
        ),
        (
            _update(
                "mean = mean * momentum + X.mean(0) * (1 - momentum); var = var * momentum + ((X - mean)**2).mean(0) * (1 - momentum)"
            ),
            "이동 평균 둘레에서",
            "around the moving mean",
        ),
        (
            _update(
                "mean, var = mean * momentum + X.mean(0) * (1 - momentum), var * (1 - momentum) + X.var(0) * momentum"
            ),
            "`momentum`과 `1 − momentum`",
            "`momentum` and `1 − momentum`",
        ),
        (
            _update("mean = mean * momentum + X.mean(0) * (1 - momentum)", "mean"),
            "값 2개를 돌려주어야",
            "return 2 values",
        ),
        (_update("mean = mean * momentum", "None"), "`return`", "`return`"),
        (
            _infer("gamma * (X - X.mean(0)) / np.sqrt(X.var(0) + epsilon) + beta"),
            "함께 들어온 샘플들의 통계",
            "statistics of the samples at hand",
        ),
        (
            _infer("gamma * (X - mean) / np.sqrt(X.var(0) + epsilon) + beta"),
            "함께 들어온 샘플들의 통계",
            "statistics of the samples at hand",
        ),
        (
            _infer("gamma * (X - mean) / (var + epsilon) + beta"),
            "분산으로 나누었습니다",
            "divided by the variance",
        ),
        (
            _infer("gamma * (X - mean) / (np.sqrt(var) + epsilon) + beta"),
            "표준 편차에 더했습니다",
            "added to the standard deviation",
        ),
        (_infer("gamma * (X - mean) / np.sqrt(var) + beta"), "이동 분산이 0인", "moving variance is 0"),
        (
            _infer("beta * (X - mean) / np.sqrt(var + epsilon) + gamma"),
            "자리가 바뀌었습니다",
            "changed places",
        ),
        (_infer("(X - mean) / np.sqrt(var + epsilon)"), "쓰이지 않았습니다", "were not used"),
        (_infer("gamma * X / np.sqrt(var + epsilon) + beta"), "평균을 빼지", "mean was not subtracted"),
        (_infer("gamma * (X - mean) / np.sqrt(var**2 + epsilon) + beta"), "한 번 더 제곱", "squared again"),
        (_UPDATE + "infer = ...", "`infer`에 아직", "`infer` has no answer"),
    ],
    "predict-moving-mean": [
        ("prediction = 290\nmeasured = 298", "한 스텝이 모자랍니다", "one step short"),
        ("prediction = 290\nmeasured = 300", "한 스텝을 더", "one step too many"),
        ("prediction = 290\nmeasured = 29", "모멘텀 0.9로", "momentum of 0.9"),
        ("prediction = 290\nmeasured = 2995", "모멘텀 0.999로", "momentum of 0.999"),
        ("prediction = 290\nmeasured = 459", "1 % 안까지", "waited for 1 %"),
        ("prediction = 290\nmeasured = np.log(0.05) / np.log(0.99)", "정수", "whole number"),
        ("prediction = 290\nmeasured = 6", "5 %만 간", "5 % of the way"),
        ("prediction = 290\nmeasured = 290", "2.85에 처음 닿는", "first reached"),
        ("prediction = 'many'\nmeasured = 299", "문자열", "a string"),
        ("prediction = 290\nmeasured = ...", "`measured`에 아직", "`measured` has no answer"),
    ],
    "repair-bn-model": [
        (
            _model(_DENSE.replace("kernel_initializer", "init"), _NORM, _RELU, _OUT),
            "Unrecognized keyword",
            "Line 3",
        ),
        (
            _model("L.Dense(40, activation='relu', kernel_initializer='he_normal')", _NORM, _OUT, _NORM),
            "출력층에도",
            "at the output as well",
        ),
        (
            _model("L.Dense(40, activation='relu', kernel_initializer='he_normal')", _NORM, _OUT),
            "활성화 함수의 뒤에",
            "after the activation",
        ),
        (
            _model("L.Dense(40, kernel_initializer='he_normal')", _NORM, _RELU, _OUT),
            "쓸모없는 편향",
            "useless bias",
        ),
        (
            _model(_DENSE, _NORM, "L.LeakyReLU(0.01)", _OUT),
            "차례로 지난 출력이 아닙니다",
            "Is there one too many?",
        ),
        (_model("L.Dense(32)", _DENSE, _NORM, _RELU, _OUT), "밀집 층은 64", "two dense layers"),
        (
            _model(_DENSE, _NORM, _RELU, _OUT, start="keras.Input((28, 28)), L.Flatten(), "),
            "입력이 64개가",
            "does not take 64 inputs",
        ),
        (
            _model(_DENSE, _NORM, _RELU, _OUT).replace("def make_model():\n    return", "make_model ="),
            "함수가 아니라 모델",
            "a model, not a function",
        ),
        (
            _model(_DENSE.replace("use_bias=False", "activation='relu', use_bias=False"), _NORM, _OUT),
            "활성화 함수의 뒤에",
            "after the activation",
        ),
        (
            _model(_DENSE.replace("use_bias=False", "activation='relu', use_bias=False"), _NORM, _RELU, _OUT),
            "앞과 뒤에 모두",
            "another after it",
        ),
        (_model(_DENSE, _NORM, _OUT), "활성화 함수가 없습니다", "has no activation"),
        (
            _model(_DENSE, _NORM, "L.Activation('elu')", _OUT),
            "차례로 지난 출력이 아닙니다",
            "Is there one too many?",
        ),
        (_model(_DENSE, _RELU, _OUT), "배치 정규화가 없습니다", "has no batch normalization"),
        (_model(_DENSE, "L.BatchNormalization()", _RELU, _OUT), "기본값 그대로", "still Keras' default"),
        (_model(_DENSE, "L.BatchNormalization(momentum=0.1)", _RELU, _OUT), "거꾸로", "wrong way round"),
        (_model(_DENSE, "L.BatchNormalization(0.9)", _RELU, _OUT), "예외", "exception"),
        (_model(_DENSE, "L.BatchNormalization(0.9)", _RELU, _OUT, start=""), "샘플마다", "sample by sample"),
        (_model("L.Dense(40, use_bias=False)", _NORM, _RELU, _OUT), "He 초기화의 크기", "of He's size"),
        (
            _model(
                _DENSE.replace("'he_normal'", "keras.initializers.VarianceScaling(2.0, 'fan_avg')"),
                _NORM,
                _RELU,
                _OUT,
            ),
            "He 초기화의 크기",
            "of He's size",
        ),
        (_model(_DENSE, _NORM, "L.ReLU(max_value=6)", _OUT), "인수를 문제와", "its arguments"),
        (_model(_DENSE, _NORM, _RELU, "L.Dropout(0.5)", _OUT), "하나 더 있지는", "one too many"),
        (_model(_DENSE, _NORM, _RELU, "L.Dense(5)"), "확률이 아닙니다", "not probabilities"),
        (
            _model(_DENSE, _NORM, _RELU, "L.Dense(5, activation='sigmoid')"),
            "확률이 아닙니다",
            "not probabilities",
        ),
        (
            _model(_DENSE, _NORM, _RELU, "L.Dense(5, use_bias=False)", _NORM, "L.Softmax()"),
            "출력층에도",
            "at the output",
        ),
        (_model("L.BatchNormalization()", _DENSE, _NORM, _RELU, _OUT), "입력에도", "at the inputs too"),
        (_model(_DENSE, _NORM, _RELU, _NORM, _OUT), "두 번 이상", "more than one"),
        (
            _model(_DENSE, "L.BatchNormalization(momentum=0.9, scale=False)", _RELU, _OUT),
            "γ나 β",
            "its γ or its β",
        ),
        (
            _model(_DENSE, "L.BatchNormalization(momentum=0.9, trainable=False)", _RELU, _OUT),
            "동결",
            "frozen",
        ),
        (
            _model(_DENSE, _NORM, _RELU, "L.Dense(5, activation='softmax', use_bias=False)"),
            "출력층에 편향이",
            "output layer has no bias",
        ),
        (
            _model("L.Dense(30, use_bias=False, kernel_initializer='he_normal')", _NORM, _RELU, _OUT),
            "밀집 층은 64",
            "two dense layers",
        ),
        (_model(_DENSE, _NORM, _RELU, _OUT.replace("5", "10")), "크기", "shape"),
        (_model(_DENSE, _NORM, _RELU, _OUT).replace("return ", ""), "`return`", "`return`"),
        (
            "def make_model():\n    x = inputs = keras.Input((64,))\n"
            "    x = keras.layers.Dense(40, use_bias=False, kernel_initializer='he_normal')(x)\n"
            "    x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x, training=True))\n"
            "    return keras.Model(inputs, keras.layers.Dense(5, activation='softmax')(x))",
            "훈련 모드로 계산합니다",
            "computes in training mode",
        ),
        (
            "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
            "        self.out = keras.layers.Dense(5, activation='softmax')\n"
            "        self.norm = keras.layers.BatchNormalization(momentum=0.9)\n"
            "        self.hidden = keras.layers.Dense(40, use_bias=False, kernel_initializer='he_normal')\n"
            "    def call(self, x):\n"
            "        return self.out(keras.ops.relu(self.norm(self.hidden(x), training=True)))\n"
            "make_model = Net",
            "한 가지 모드로만",
            "one and the same mode",
        ),
    ],
    "fold-forward": [
        (_fold("kernel * s", "bias * s + c"), "앞에 있는 밀집 층", "in front of it"),
        (_fold(_ROWS, "bias + c"), "커널을 지나지 않았습니다", "not passed through the kernel"),
        (_fold(_ROWS, "bias"), "편향이 바뀌지", "bias is unchanged"),
        (_fold(_ROWS, "c @ kernel"), "원래의 편향이 빠졌습니다", "original bias is missing"),
        (_fold(_ROWS, "bias * s + c @ kernel"), "편향에 `s`를 곱했습니다", "bias was multiplied by `s`"),
        (_fold(_ROWS, "bias * s + c"), "앞에 있는 밀집 층", "in front of it"),
        (
            _fold("kernel", "bias + c @ kernel", "    kernel = kernel * s[:, None]\n"),
            "이미 바꾼 커널",
            "changed already",
        ),
        (_fold(_ROWS, "bias + kernel @ c"), "행과 열이", "Rows and columns"),
        (_fold(_ROWS, "bias + (beta - mean) @ kernel"), "평균에 `s`를", "mean was not multiplied"),
        (_fold(_ROWS, "bias + (beta + s * mean) @ kernel"), "부호", "wrong sign"),
        (_fold(_ROWS, "bias + beta @ kernel"), "평균이 빠졌습니다", "mean is missing"),
        (_fold(_ROWS, "bias - (s * mean) @ kernel"), "`beta`가 빠졌습니다", "`beta` is missing"),
        (_fold("kernel", "bias + c @ kernel"), "커널이 바뀌지", "kernel is unchanged"),
        (
            _fold(_ROWS, "bias + c @ kernel", "    s = gamma / np.sqrt(variance)\n"),
            "이동 분산이 0인",
            "moving variance is 0",
        ),
        (
            _fold(_ROWS, "bias + c @ kernel", "    s = gamma / (variance + epsilon)\n"),
            "분산으로 나누었습니다",
            "divided by the variance",
        ),
        (
            _fold(_ROWS, "bias + c @ kernel", "    s = 1 / np.sqrt(variance + epsilon)\n"),
            "`gamma`가 들어가지",
            "`gamma` is missing",
        ),
        (_fold(_ROWS, "(bias + c @ kernel)[None]"), "크기", "shape"),
        (_fold("bias + c @ kernel", _ROWS), "거꾸로", "wrong way round"),
        (_fold(_ROWS, "0").replace(", 0", ""), "값 2개를", "2 values"),
        (_fold(_ROWS, "0").replace("return", "result ="), "`return`", "`return`"),
    ],
}
