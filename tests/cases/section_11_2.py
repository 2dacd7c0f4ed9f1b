"""Answers to the exercises on reusing pretrained layers."""

_TOP = 'model_b.add(keras.layers.Dense(1, activation="sigmoid", name="new_output"))\n    return model_b'
_REUSE = 'model_b = transfer.reuse_layers(model_a, up_to=f"hidden_{n_hidden}")'
_COPY = "copy = keras.models.clone_model(model_a)\n    copy.set_weights(model_a.get_weights())\n    "


def _reuse(take=_REUSE, top=_TOP):
    """Return an answer to `reuse-lower-layers`, of which a part can be put otherwise."""
    return f"def reuse(model_a, n_hidden):\n    {take}\n    {top}"


def _sequential(layers, top='keras.layers.Dense(1, activation="sigmoid")'):
    return f"return keras.Sequential([*{layers}, {top}])"


_FLAGS = (
    "weighted = [layer for layer in model.layers if layer.weights]\n"
    "    for index, layer in enumerate(weighted):\n        layer.trainable = index >= n_frozen"
)


def _prepare(
    flags=_FLAGS, compile='model.compile(keras.optimizers.SGD(learning_rate), "binary_crossentropy")'
):
    """Return an answer to `prepare-a-stage`, of which a part can be put otherwise."""
    return f"def prepare(model, n_frozen, learning_rate):\n    {flags}\n    {compile}\n    return model"


def _dropped(train="", measured="model_b.evaluate(X, y, verbose=0)", prediction="0.7", before=""):
    loop = "for _ in range(300):\n    model_b.train_on_batch(X, y)\n"
    return f"prediction = {prediction}\n{before}\n{train or loop}measured = {measured}"


def _design(
    up_to="hidden_4", new="", n_frozen=2, top='keras.layers.Dense(4, activation="softmax", name="new")'
):
    """Return an answer to `design-within-budget`."""
    return (
        "def make_model_b(model_a):\n"
        f'    model_b = transfer.reuse_layers(model_a, up_to="{up_to}")\n'
        f"    {new}\n"
        f"    model_b.add({top})\n"
        f"    return transfer.freeze(model_b, {n_frozen})"
    )


_A = "[0.52, 0.50, 0.53, 0.51, 0.49]"
_B = "[0.66, 0.67, 0.64, 0.68, 0.65]"
_C = "[0.53, 0.49, 0.54, 0.50, 0.51]"
_TWO = "{'a': A, 'b': B}"


def _project(question="'Do frozen layers serve negatives?'", results=None, better="'b'"):
    return (
        f"A, B, C = np.array({_A}), np.array({_B}), np.array({_C})\n"
        f"question = {question}\nresults = {results or _TWO}\n"
        f"better = {better}"
    )


RIGHT = {
    "count-trainable": [
        "n_trained = 683",
        "n_trained = 683.0",
        "from fractions import Fraction\nn_trained = Fraction(683)",
        "n_trained = np.array([21, 31]) @ np.array([3, 20])",
        "model = models.mlp(3, [40, 30, 20], input_shape=(8, 8), n_classes=3)\ntransfer.freeze(model, 2)\n"
        "n_trained = sum(np.prod(each.shape) for each in model.trainable_weights)",
        "n_trained = keras.ops.convert_to_tensor([683])",
    ],
    "reuse-lower-layers": [
        # By index: Flatten is layer 0.
        _reuse("model_b = transfer.reuse_layers(model_a, up_to=n_hidden)"),
        _reuse(_COPY + _sequential("copy.layers[:n_hidden + 1]"), ""),
        # Functional.
        _reuse(
            _COPY + "h = copy.layers[n_hidden].output",
            'return keras.Model(copy.inputs, keras.layers.Dense(1, activation="sigmoid")(h))',
        ),
        # Nested, with a separate activation, and frozen.
        _reuse(
            _REUSE + "\n    model_b.trainable = False",
            "return keras.Sequential([model_b, keras.layers.Dense(1), keras.layers.Activation('sigmoid')])",
        ),
        # Layer by layer, from the configuration.
        "def reuse(model_a, n_hidden):\n    copy = keras.Sequential([keras.Input(model_a.input_shape[1:])])\n"
        "    for old in model_a.layers[:n_hidden + 1]:\n        new = type(old).from_config(old.get_config())\n"
        "        copy.add(new)\n        new.set_weights(old.get_weights())\n"
        "    copy.add(keras.layers.Dense(1, 'sigmoid', kernel_initializer='zeros'))\n    return copy",
        # A class of one's own, not built yet.
        "class B(keras.Model):\n    def __init__(self, base):\n        super().__init__()\n        self.base = base\n"
        "        self.out = keras.layers.Dense(1)\n    def call(self, x):\n"
        "        return keras.ops.sigmoid(self.out(self.base(x)))\n"
        "def reuse(model_a, n_hidden):\n    return B(transfer.reuse_layers(model_a, f'hidden_{n_hidden}'))",
        "import copy\ndef reuse(model_a, n_hidden):\n    base = copy.deepcopy(model_a)\n"
        "    while len(base.layers) > n_hidden + 1:\n        base.pop()\n"
        "    base.add(keras.layers.Dense(1, activation='sigmoid', use_bias=False))\n    return base",
        # Saved and loaded.
        "import tempfile\ndef reuse(model_a, n_hidden):\n    with tempfile.TemporaryDirectory() as folder:\n"
        "        model_a.save(f'{folder}/a.keras')\n        copy = keras.models.load_model(f'{folder}/a.keras')\n"
        "    h = copy.get_layer(f'hidden_{n_hidden}').output\n"
        "    return keras.Model(copy.inputs[0], keras.layers.Dense(1, 'sigmoid')(keras.layers.Dropout(0.3)(h)))",
        # The lambda compiles and freezes as well.
        "reuse = lambda a, n: transfer.freeze(keras.Sequential([transfer.reuse_layers(a, n), "
        "keras.layers.Dense(1, 'sigmoid')]), n)",
    ],
    "prepare-a-stage": [
        _prepare("transfer.unfreeze(model)\n    transfer.freeze(model, n_frozen)"),
        _prepare(
            "seen = 0\n    for layer in model.layers:\n        layer.trainable = True\n"
            "        if layer.count_params() > 0:\n            layer.trainable = seen >= n_frozen\n            seen += 1"
        ),
        # The first of the layers is Flatten.
        _prepare(
            "for layer in model.layers:\n        layer.trainable = True\n"
            "    for layer in model.layers[:n_frozen + 1]:\n        layer.trainable = False",
            "model.compile(optimizer=keras.optimizers.SGD(learning_rate=learning_rate), "
            "loss=keras.losses.BinaryCrossentropy(), metrics=['accuracy'])",
        ),
        # Compiled first: the flags are looked at when training begins.
        "def prepare(model, n_frozen, learning_rate):\n"
        "    model.compile(keras.optimizers.SGD(learning_rate), 'binary_crossentropy', run_eagerly=True)\n"
        "    for index, layer in enumerate(model.layers[1:]):\n        layer.trainable = index >= n_frozen\n"
        "    return model",
    ],
    "predict-dropped-pixel": [
        _dropped(prediction="0"),
        _dropped("model_b.fit(X, y, epochs=150, batch_size=4, verbose=0)\n", prediction="np.log(2)"),
        _dropped(measured="model_b.test_on_batch(X, y)"),
        _dropped(measured="keras.losses.BinaryCrossentropy()(y, model_b(X))"),
        # By hand.
        "prediction = 0.7\nh = np.maximum(X @ kernel + [0, 1, 0.5], 0)\nw, b = np.ones((3, 1)), 0.0\n"
        "for _ in range(500):\n    p = 1 / (1 + np.exp(-(h @ w + b)))\n"
        "    w, b = w - h.T @ (p - y) / 4, b - (p - y).mean()\n"
        "measured = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
    ],
    "design-within-budget": [
        _design(n_frozen=3),
        _design(up_to="hidden_2", n_frozen=1),
        _design(up_to="hidden_3"),
        _design(up_to="hidden_3", new='model_b.add(keras.layers.Dense(20, "relu", name="n"))', n_frozen=3),
        _design(
            up_to="hidden_2",
            new='model_b.add(keras.layers.Dense(20, "elu", name="n")); model_b.add(keras.layers.Dropout(0.2))',
        ),
        _design(n_frozen=4, new='model_b.add(keras.layers.Dense(1, "relu", name="n"))'),
        # Functional, with flags instead of a compiled model.
        "def make_model_b(model_a):\n    copy = keras.models.clone_model(model_a)\n"
        "    copy.set_weights(model_a.get_weights())\n    for layer in copy.layers[:3]:\n        layer.trainable = False\n"
        "    return keras.Model(copy.inputs, keras.layers.Dense(4, 'softmax')(copy.layers[4].output))",
        # Nested, the activations apart.
        "def make_model_b(model_a):\n    base = transfer.reuse_layers(model_a, 'hidden_4')\n    base.trainable = False\n"
        "    return keras.Sequential([base, keras.layers.Dense(50), keras.layers.ReLU(), "
        "keras.layers.BatchNormalization(), keras.layers.Dense(4), keras.layers.Softmax()])",
        # From the known sizes, with the weights carried over.
        "def make_model_b(model_a):\n    new = models.mlp(3, [60, 50, 40], n_classes=4, input_shape=(20, 20))\n"
        "    for name in ('hidden_1', 'hidden_2', 'hidden_3'):\n"
        "        new.get_layer(name).set_weights(model_a.get_layer(name).get_weights())\n"
        "    for layer in new.layers[:3]:\n        layer.trainable = False\n    return new",
    ],
    "project-11-2": [
        _project(),
        _project(results="{'a': A, 'c': C}", better="None"),
        _project(
            question="'음화에서도 동결한 층이 쓸모 있을까?'", results="{0: list(A), 3: list(B)}", better="3"
        ),
        _project(results="{'a': A, 'b': B, 'c': C}"),
    ],
}

WRONG = {
    "count-trainable": [
        ("n_trained = 3830", "동결된 파라미터의 수", "that are frozen"),
        ("n_trained = 4513", "모델 전체의 파라미터", "all the parameters of the model"),
        ("n_trained = 4420", "편향 없이 센", "without biases"),
        ("n_trained = 63", "출력층의 파라미터만", "output layer alone"),
        ("n_trained = 620", "출력층의 파라미터를 빠뜨렸습니다", "output layer are missing"),
        ("n_trained = 30 * 20 + 20 * 3", "편향을 빠뜨렸거나", "Biases are missing"),
        ("n_trained = 680", "편향을 빠뜨렸거나", "Biases are missing"),
        ("n_trained = 663", "편향을 빠뜨렸거나", "Biases are missing"),
        ("n_trained = 1913", "한 층만 동결한", "only the lowest layer frozen"),
        ("n_trained = 2663", "위에서부터 두 층", "upper two hidden layers"),
        ("n_trained = 2", "층이나 배열", "layers, arrays"),
        ("n_trained = 682", "층마다 입력은", "How many inputs"),
        ("n_trained = '683'", "따옴표", "without quotes"),
        ("n_trained = [620, 63]", "배열", "array of shape"),
        ("n_trained = (30 * 20 + 20, 20 * 3 + 3)", "배열", "array of shape"),
    ],
    "reuse-lower-layers": [
        (_reuse(_sequential("model_a.layers[:n_hidden + 1]"), ""), "함께 씁니다", "shares weights"),
        (_reuse(_sequential("model_a.layers[:n_hidden]"), ""), "함께 씁니다", "shares weights"),
        (
            _reuse(_COPY + _sequential("copy.layers[:n_hidden]"), ""),
            "1개만 가져왔습니다",
            "1 of A's hidden layers came over, not 2",
        ),
        (
            _reuse(
                "copy = keras.models.clone_model(model_a)\n    " + _sequential("copy.layers[:n_hidden + 1]"),
                "",
            ),
            "넘어오지 않았습니다",
            "not carried over",
        ),
        (
            _reuse("model_b = transfer.reuse_layers(model_a, up_to=-2)"),
            "2개가 아니라 4개",
            "4 of A's hidden layers came over, more",
        ),
        (
            _reuse(
                "model_b = keras.models.clone_model(transfer.reuse_layers(model_a, up_to=n_hidden))\n"
                "    model_b.layers[1].set_weights(model_a.layers[1].get_weights())"
            ),
            "`hidden_2`",
            "`hidden_2` is there, but",
        ),
        (
            "reuse = transfer.reuse_layers(models.mlp(2, 5), 1)",
            "함수가 아니라 모델",
            "a model, not a function",
        ),
        (
            _reuse("model_b = transfer.reuse_layers(model_a, up_to='hidden_2')"),
            "4개가 아니라 2개만",
            "2 of A's hidden layers came over, not 4",
        ),
        (
            _reuse("model_b = transfer.reuse_layers(model_a, up_to='output')"),
            "출력층까지",
            "output layer was taken",
        ),
        (_reuse(top="return model_b"), "출력이 하나", "one output for each sample"),
        (
            _reuse("model_b = transfer.reuse_layers(model_a, up_to=-1)", "return model_b"),
            "A의 출력층",
            "A's output layer",
        ),
        (_reuse(top=_TOP.replace("sigmoid", "softmax")), "합을 1로", "add up to 1"),
        (_reuse(top=_TOP.replace('activation="sigmoid", ', "")), "시그모이드가 없습니다", "no sigmoid"),
        (_reuse(top=_TOP.replace("sigmoid", "hard_sigmoid")), "비슷한 다른 함수", "of a similar name"),
        (_reuse(top=_TOP.replace("sigmoid", "tanh")), "0과 1 사이", "between 0 and 1"),
        (_reuse(top=_TOP.replace("Dense(1", "Dense(2")), "출력이 하나", "one output for each sample"),
        (
            _reuse(
                top=_TOP.replace("    return model_b", "    model_b.trainable = False\n    return model_b")
            ),
            "새 출력층이 동결",
            "new output layer is frozen",
        ),
        (_reuse(top=_TOP.replace("    return model_b", "")), "`return`", "`return`"),
        (
            "def reuse(model_a, n_hidden):\n    while len(model_a.layers) > n_hidden + 1:\n        model_a.pop()\n"
            "    model_a.add(keras.layers.Dense(1, activation='sigmoid'))\n    return model_a",
            "A의 층이 달라졌습니다",
            "has other layers",
        ),
        (_reuse(top="return model_a"), "A가 그대로 돌아왔습니다", "Model A itself"),
        (
            _reuse("model_a.trainable = False\n    " + _REUSE),
            "동결되었거나",
            "were frozen",
        ),
        (
            _reuse(_REUSE + "\n    model_b.add(keras.layers.Dense(5, 'relu', name='more'))"),
            "다른 층",
            "another layer",
        ),
        (
            "def reuse(model_a, n_hidden):\n    model_b = keras.Sequential([keras.Input(model_a.input_shape[1:]), keras.layers.Flatten()])\n"
            "    for old in model_a.layers[1:n_hidden + 1]:\n        new = keras.layers.Dense(old.units, activation='relu')\n"
            "        model_b.add(new)\n        new.set_weights(old.get_weights())\n"
            "    model_b.add(keras.layers.Dense(1, activation='sigmoid'))\n    return model_b",
            "활성화 함수가 바뀌거나",
            "Has an activation",
        ),
        (
            _reuse(_REUSE, "model_b = keras.layers.Dense(1, activation='sigmoid')\n    return model_b"),
            "층 하나가 아니라",
            "not a single layer",
        ),
        (_reuse(top=_TOP.replace("activation=", "aktivation=")), "예외", "Line 3"),
        (
            _reuse(
                "model_b = transfer.reuse_layers(model_a, up_to=f'hidden_{n_hidden}')\n    "
                "model_b.set_weights([w * 0 for w in model_b.get_weights()])"
            ),
            "넘어오지 않았습니다",
            "not carried over",
        ),
    ],
    "prepare-a-stage": [
        (
            _prepare("for layer in model.layers[:n_frozen]:\n        layer.trainable = False"),
            "한 층이 모자랍니다",
            "One layer too few",
        ),
        (
            _prepare(
                "for index, layer in enumerate(model.layers):\n        layer.trainable = index >= n_frozen"
            ),
            "`Flatten`",
            "`Flatten`",
        ),
        (
            _prepare("for layer in model.layers[1:n_frozen + 1]:\n        layer.trainable = False"),
            "아직 동결되어",
            "still frozen",
        ),
        # Keras on TensorFlow takes no notice of a value that the attribute has already.
        (
            _prepare("model.trainable = True\n    transfer.freeze(model, n_frozen)"),
            "이미 `True`이면",
            "`True` already",
        ),
        (_prepare("transfer.freeze(model, n_frozen)"), "아직 동결되어", "still frozen"),
        (
            _prepare(
                "for layer in model.layers:\n        layer.trainable = True\n    for layer in model.layers[-n_frozen:]:\n        layer.trainable = False"
            ),
            "위쪽 층이 동결",
            "upper layers are frozen",
        ),
        (_prepare(compile="pass"), "컴파일되지 않은", "not compiled"),
        (
            _prepare(
                compile="if not model.compiled:\n        model.compile(keras.optimizers.SGD(learning_rate), 'binary_crossentropy')"
            ),
            "다시 컴파일",
            "compile again",
        ),
        (
            _prepare(
                compile="if not model.compiled:\n        model.compile(keras.optimizers.SGD(learning_rate), 'binary_crossentropy')\n"
                "    model.optimizer.learning_rate = learning_rate"
            ),
            "다시 컴파일",
            "compile again",
        ),
        (
            _prepare(compile="model.compile('sgd', 'binary_crossentropy')"),
            "정한 학습률로",
            "learning rate that was given",
        ),
        (
            _prepare(
                compile="model.compile(keras.optimizers.SGD(learning_rate / 10), 'binary_crossentropy')"
            ),
            "정한 학습률로",
            "learning rate that was given",
        ),
        (
            _prepare(compile="model.compile(keras.optimizers.Adam(learning_rate), 'binary_crossentropy')"),
            "클리핑이나 가중치 감쇠",
            "`SGD` without momentum",
        ),
        (
            _prepare(compile="model.compile(keras.optimizers.SGD(0.5), 'binary_crossentropy')"),
            "앞 단계의 학습률",
            "of the stage before",
        ),
        (
            _prepare(
                compile="model.compile(keras.optimizers.SGD(learning_rate, momentum=0.9), 'binary_crossentropy')"
            ),
            "지난 스텝을 기억",
            "remembers the step before",
        ),
        (
            _prepare(compile="model.compile(keras.optimizers.SGD(learning_rate), 'mse')"),
            "이진 교차 엔트로피",
            "binary cross-entropy",
        ),
        (
            _prepare(
                compile="optimizer = model.optimizer if model.compiled else keras.optimizers.SGD(learning_rate)\n    model.compile(optimizer, 'binary_crossentropy')"
            ),
            "단계마다 새로",
            "of its own",
        ),
        (
            _prepare(
                "model.trainable = False\n    for layer in model.layers[n_frozen + 1:]:\n        layer.trainable = True"
            ),
            "모델 자신의",
            "the model itself",
        ),
        (
            "def prepare(model, n_frozen, learning_rate):\n    copy = transfer.reuse_layers(model, up_to=-1)\n"
            "    transfer.freeze(transfer.unfreeze(copy), n_frozen)\n"
            "    copy.compile(keras.optimizers.SGD(learning_rate), 'binary_crossentropy')\n    return copy",
            "복사본이 돌아왔습니다",
            "A copy came back",
        ),
        ("prepare = models.mlp(2, 5)", "함수가 아니라 모델", "a model, not a function"),
        (
            _prepare(
                "for k in range(1, 5):\n        model.get_layer(f'hidden_{k}').trainable = k > n_frozen"
            ),
            "예외",
            "exception",
        ),
        (
            _prepare("for k in range(4):\n        model.layers[k + 1].trainable = k >= n_frozen"),
            "은닉층이 2개인",
            "2 hidden layers",
        ),
        (
            _prepare(
                compile="model.compile(keras.optimizers.SGD(learning_rate, clipnorm=1.0), 'binary_crossentropy')"
            ),
            "`clipnorm=1.0`",
            "`clipnorm=1.0`",
        ),
        (
            _prepare(
                compile="model.compile(keras.optimizers.SGD(learning_rate, weight_decay=0.01), 'binary_crossentropy')"
            ),
            "가중치 감쇠",
            "weight decay",
        ),
        (
            _prepare(
                compile="rate = keras.optimizers.schedules.ExponentialDecay(learning_rate, 1, 0.5)\n"
                "    model.compile(keras.optimizers.SGD(rate), 'binary_crossentropy')"
            ),
            "학습률이 스텝마다",
            "changes from step to step",
        ),
        (
            _prepare(
                "weighted = [layer for layer in model.layers if layer.weights]\n"
                "    for index, layer in enumerate(weighted):\n        layer.kernel.trainable = index >= n_frozen"
            ),
            "층의 `trainable`로",
            "not by that of a variable",
        ),
        (_prepare("model.trainable = True"), "동결해야 할 층", "should be frozen"),
        (_prepare("pass"), "동결해야 할 층", "should be frozen"),
        (_prepare("transfer.freeze(model, n_frozen - 1)"), "한 층이 모자랍니다", "One layer too few"),
        (
            _prepare(_FLAGS + "\n    model = keras.models.clone_model(model)"),
            "가중치가 달라졌거나",
            "changed its weights",
        ),
        (_prepare().replace("return model", ""), "`return`", "`return`"),
        (
            _prepare(compile="model.compile(keras.optimizers.SGD(lr=learning_rate), 'binary_crossentropy')"),
            "예외",
            "Line 5",
        ),
        (
            _prepare(compile="model.compile(keras.optimizers.SGD(learning_rate), 'binary_crosentropy')"),
            "손실의 이름",
            "name of the loss",
        ),
    ],
    "predict-dropped-pixel": [
        (_dropped(before="reused.trainable = True"), "이만큼 작아질 수 없습니다", "cannot become as small"),
        (
            _dropped(
                before="reused.trainable = True\nmodel_b.compile(keras.optimizers.SGD(1.0), 'binary_crossentropy')"
            ),
            "이만큼 작아질 수 없습니다",
            "cannot become as small",
        ),
        ("prediction = 0\nmeasured = 0.0", "이만큼 작아질 수 없습니다", "cannot become as small"),
        ("prediction = 0.5\nmeasured = 0.5", "정확도이거나", "accuracy, or"),
        ("prediction = 0.5\nmeasured = 0.25", "제곱 오차", "squared error"),
        ("prediction = 0.5\nmeasured = 0.82", "300스텝", "300 steps"),
        ("prediction = 0.5\nmeasured = 0.7", "반올림", "rounded too far"),
        (_dropped(before="y = X[:, :1]"), "`y`가 둘째 픽셀인지", "`y` is the second pixel"),
        ("prediction = 0.5\nmeasured = 2.7726", "더한 값", "sum over"),
        ("prediction = 0.5\nmeasured = ...", "`measured`에 아직", "`measured` has no answer"),
        ("prediction = 'ln 2'\nmeasured = 0.6931", "문자열", "a string"),
        ("prediction = 0.7\nmeasured = model_b.predict(X, verbose=0)", "배열", "array of shape"),
    ],
    "design-within-budget": [
        ("make_model_b = models.mlp(2, 5)", "함수가 아니라 모델", "a model, not a function"),
        (_design(n_frozen=1), "3,500개를 넘습니다", "more than 3,500"),
        (_design(n_frozen=0), "3,500개를 넘습니다", "more than 3,500"),
        (
            _design(n_frozen=4, new='model_b.add(keras.layers.Dense(110, "relu", name="n"))'),
            "3,500개를 넘습니다",
            "more than 3,500",
        ),
        (_design(n_frozen=4), "출력층 말고는", "No layer but the output"),
        (_design(n_frozen=5), "새로 만든 층이 동결", "A new layer is frozen"),
        (_design(up_to="hidden_1", n_frozen=1), "둘 이상", "At least two"),
        (_design(up_to="output"), "출력층까지", "output layer was taken"),
        (_design(n_frozen='["hidden_1", "hidden_3"]'), "훈련되는 층이 있습니다", "trains below a frozen one"),
        (
            _design(n_frozen='["hidden_2", "hidden_1", "hidden_4"]'),
            "훈련되는 층이 있습니다",
            "trains below a frozen one",
        ),
        (_design(top='keras.layers.Dense(4, name="new")'), "확률이 아닙니다", "not probabilities"),
        (_design(top='keras.layers.Dense(4, activation="sigmoid", name="new")'), "합이 1", "add up to 1"),
        (_design(top='keras.layers.Dense(10, activation="softmax", name="new")'), "출력이 4개", "4 outputs"),
        (
            "def make_model_b(model_a):\n    model = keras.Sequential([*model_a.layers[:-1], keras.layers.Dense(4, 'softmax')])\n"
            "    return transfer.freeze(model, 2) if model.built else model",
            "함께 씁니다",
            "shares weights",
        ),
        (
            "def make_model_b(model_a):\n    copy = keras.models.clone_model(model_a)\n"
            "    for layer in copy.layers[:3]:\n        layer.trainable = False\n"
            "    return keras.Sequential([*copy.layers[:-1], keras.layers.Dense(4, 'softmax')])",
            "넘어오지 않았습니다",
            "not carried over",
        ),
        (
            "def make_model_b(model_a):\n    layers = [keras.Input((20, 20)), keras.layers.Flatten()]\n"
            "    layers += [keras.layers.Dense(n) for n in (60, 50, 40, 30)]\n"
            "    model = keras.Sequential([*layers, keras.layers.Dense(4, 'softmax')])\n"
            "    for i in range(1, 5):\n        model.layers[i].set_weights(model_a.layers[i].get_weights())\n"
            "    return transfer.freeze(model, 2)",
            "ReLU",
            "ReLU",
        ),
        (
            "def make_model_b(model_a):\n    base = transfer.reuse_layers(model_a, 'hidden_4')\n    transfer.freeze(base, 3)\n"
            "    x = keras.layers.Flatten()(base.inputs[0])\n"
            "    both = keras.layers.Concatenate()([base.outputs[0], x])\n"
            "    return keras.Model(base.inputs, keras.layers.Dense(4, 'softmax')(both))",
            "건너뛰거나",
            "bypassed",
        ),
        # A new layer between the pixels and the reused ones.
        (
            "def make_model_b(model_a):\n    base = transfer.reuse_layers(model_a, 'hidden_4')\n    base.trainable = False\n"
            "    return keras.Sequential([keras.Input((20, 20)), keras.layers.Flatten(), keras.layers.Dense(3), "
            "keras.layers.Dense(400), keras.layers.Reshape((20, 20)), base, keras.layers.Dense(4, 'softmax')])",
            "사이나 아래에",
            "between or below",
        ),
        (
            "def make_model_b(model_a):\n    base = transfer.reuse_layers(model_a, 'hidden_4')\n    layers = base.layers\n"
            "    for layer in layers[:4]:\n        layer.trainable = False\n"
            "    return keras.Sequential([keras.Input((20, 20)), *layers[:4], keras.layers.Dropout(0.2), "
            "keras.layers.Rescaling(0.5), layers[4], keras.layers.Dense(4, 'softmax')])",
            "사이나 아래에",
            "between or below",
        ),
        (_design().replace("return ", ""), "`return`", "`return`"),
        (
            "def make_model_b(model_a):\n    transfer.freeze(model_a, 2)\n    model_b = transfer.reuse_layers(model_a, 'hidden_4')\n"
            "    model_b.add(keras.layers.Dense(4, 'softmax', name='new'))\n    return model_b",
            "A는 그대로",
            "A must stay",
        ),
    ],
    "project-11-2": [
        (_project(question="'negatives'"), "질문이 아닙니다", "not a question"),
        (_project(results="{'b': B}"), "비교할 수가 없습니다", "nothing to compare"),
        (_project(results="{'a': A[:2], 'b': B[:2]}"), "셋보다 적습니다", "fewer than three"),
        (_project(results="{'a': A, 'c': C}", better="'c'"), "흩어짐 안에", "within the scatter"),
        (_project(better="None"), "흩어짐으로는 설명되지 않는", "more than the scatter explains"),
        (_project(better="'a'"), "손실이라면", "for a loss add"),
        (_project(results="{'a': 100 * A, 'b': 100 * B}"), "퍼센트", "percentage"),
        (_project(better="..."), "`better`에 아직", "`better` has no answer"),
    ],
}
