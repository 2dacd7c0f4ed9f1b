"""Answers to the exercises on transfer learning."""

_B_CLONE = """def build_b(model_a):
    clone = keras.models.clone_model(model_a)
    clone.set_weights(model_a.get_weights())
"""
_PHASE = "def start_second_phase(model):\n    for layer in model.layers:\n        layer.trainable = True\n"
_RIGHT_SCHEDULE = "schedule = [(3, 0.02), (12, 0.002)]\n"
_RIGHT_COMPARE = """def compare(scratch, scheduled, reused):
    a, b, c = (1 - np.mean(each) for each in (scratch, scheduled, reused))
    return a / c, (b - c) / (a - c)
"""
_MEANS = "    a, b, c = (1 - np.mean(each) for each in (scratch, scheduled, reused))\n"


def _compare(body):
    return _RIGHT_SCHEDULE + "def compare(scratch, scheduled, reused):\n" + body


def _schedule(value):
    return f"schedule = {value}\n" + _RIGHT_COMPARE


RIGHT = {
    "two-phase-updates": [
        "new_layer, reused_layers = 280, 224.0",
        "import math\nnew_layer = len(range(0, 420, 32)) * 20\nreused_layers = math.ceil(420 / 32) * 16",
        "reused_layers = keras.ops.convert_to_tensor([224])\nnew_layer = np.int64(-(-420 // 32) * 20)",
    ],
    "clone-with-weights": [
        "def clone_with_weights(model):\n    return transfer.reuse_layers(model, up_to=-1)",
        "import copy\nclone_with_weights = copy.deepcopy",
        "import pathlib, tempfile\ndef clone_with_weights(model):\n"
        "    with tempfile.TemporaryDirectory() as folder:\n        path = pathlib.Path(folder) / 'm.keras'\n"
        "        model.save(path)\n        return transfer.load_model(path)",
        "def clone_with_weights(model):\n    new = type(model).from_config(model.get_config())\n"
        "    for ours, theirs in zip(model.variables, new.variables):\n        theirs.assign(ours)\n    return new",
        "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
        "    for old, new in zip(model.layers, clone.layers):\n        new.set_weights(old.get_weights())\n"
        "    return clone",
    ],
    "repair-model-b": [
        _B_CLONE + "    clone.pop()\n    clone.add(keras.layers.Dense(1, 'sigmoid'))\n    return clone",
        _B_CLONE
        + "    return keras.Sequential([*clone.layers[:-1], keras.layers.Dense(1, activation='sigmoid')])",
        _B_CLONE + "    for layer in clone.layers:\n        layer.trainable = False\n"
        "    out = keras.layers.Dense(1, activation='sigmoid', name='b')(clone.layers[-2].output)\n"
        "    return keras.Model(clone.inputs, out)",
        # Output layer at zero, and a separate activation layer.
        "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, -2)\n"
        "    b.add(keras.layers.Dense(1, kernel_initializer='zeros', use_bias=False))\n"
        "    b.add(keras.layers.Activation('sigmoid'))\n    return b",
        "import copy\ndef build_b(model_a):\n"
        "    layers = [copy.deepcopy(layer) for layer in model_a.layers[:-1]]\n"
        "    return keras.Sequential([keras.Input(model_a.input_shape[1:]), *layers,\n"
        "        keras.layers.Dense(1, keras.ops.sigmoid)])",
        "class B(keras.Model):\n    def __init__(self, base):\n        super().__init__()\n"
        "        self.base, self.out = base, keras.layers.Dense(1, 'sigmoid')\n"
        "    def call(self, x):\n        return self.out(self.base(x))\n"
        "def build_b(model_a):\n    return B(transfer.reuse_layers(model_a, up_to=-2))",
    ],
    "repair-second-phase": [
        "def start_second_phase(model):\n    return transfer.unfreeze(model, learning_rate=0.001)",
        "def start_second_phase(model):\n    model.trainable = False\n    model.trainable = True\n"
        "    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1e-3, momentum=0.9),\n"
        "        loss=keras.losses.BinaryCrossentropy(), metrics=['accuracy'])",
        _PHASE
        + "    model.compile(keras.optimizers.SGD(0.001, nesterov=True, momentum=0.9), 'binary_crossentropy')",
        _PHASE + "    config = model.optimizer.get_config()\n    config['learning_rate'] = 0.001\n"
        "    model.compile(keras.optimizers.SGD.from_config(config), model.loss, run_eagerly=True)",
    ],
    "fair-comparison": [
        "schedule = np.array([[3, 0.02], [12, 0.002]])\n" + _RIGHT_COMPARE,
        "schedule = [[1, 0.02]] * 3 + [(12.0, np.float32(0.002))]\n"
        "def compare(scratch, scheduled, reused):\n"
        "    a, b, c = (1 - keras.ops.mean(each) for each in (scratch, scheduled, reused))\n"
        "    return keras.ops.stack([a / c, (b - c) / (a - c)])",
        "schedule = ((3, 2e-2), (12, 2e-3))\n"
        "def compare(scratch, scheduled, reused):\n"
        "    n = len(reused)\n    wrong = [sum(1 - float(v) for v in each) for each in (scratch, scheduled, reused)]\n"
        "    gain, fair = sum(reused - scratch) / n, sum(reused - scheduled) / n\n"
        "    return [wrong[0] / wrong[2], fair / gain]",
        "schedule = list(zip([3, 12], [0.02, 0.002]))\n"
        "import tensorflow as tf\n"
        "def compare(scratch, scheduled, reused):\n"
        "    e = [tf.reduce_mean(1.0 - each) for each in (scratch, scheduled, reused)]\n"
        "    return e[0] / e[2], 1 - (e[0] - e[1]) / (e[0] - e[2])",
    ],
}

WRONG = {
    "two-phase-updates": [
        (
            "new_layer = 420 // 32 * 20\nreused_layers = 0",
            "마지막 미니배치를 세지",
            "last mini-batch of each",
        ),
        ("new_layer = 420 / 32 * 20\nreused_layers = 0", "한데 모아", "taken together"),
        ("new_layer = 263\nreused_layers = 0", "한데 모아", "taken together"),
        ("new_layer = 262\nreused_layers = 0", "한데 모아", "taken together"),
        ("new_layer, reused_layers = 280, 210", "한데 모아", "taken together"),
        ("new_layer, reused_layers = 224, 280", "두 번째 단계만", "second phase only"),
        ("new_layer, reused_layers = 56, 224", "첫 단계만", "first phase only"),
        (
            "new_layer, reused_layers = 280, 280",
            "동결되어 있던 에포크까지",
            "epochs in which they are frozen",
        ),
        ("new_layer, reused_layers = 280, 56", "동결된 첫 단계", "steps of the first phase"),
        ("new_layer, reused_layers = 280, 0", "두 번째 단계에서는 훈련", "In the second phase the reused"),
        ("new_layer, reused_layers = 280, 208", "마지막 미니배치를 세지", "last mini-batch of each"),
        ("new_layer, reused_layers = 280, 1120", "층마다 따로 세어", "updates of the five layers"),
        ("new_layer, reused_layers = 8400, 6720", "샘플마다", "for each sample"),
        ("new_layer, reused_layers = 20, 16", "에포크 수입니다", "number of epochs"),
        ("new_layer, reused_layers = 14, 14", "한 에포크의 갱신", "a single epoch"),
        ("new_layer, reused_layers = 281, 224", "횟수가 아닙니다", "not how often"),
        ("new_layer = 280\nreused_layers = ...", "`reused_layers`에 아직", "`reused_layers` has no answer"),
        ("new_layer = '280'\nreused_layers = 224", "따옴표", "without quotes"),
    ],
    "clone-with-weights": [
        (
            "def clone_with_weights(model):\n    return keras.models.clone_model(model)",
            "새로 뽑은 것",
            "newly drawn",
        ),
        ("def clone_with_weights(model):\n    return model", "원래 모델 자체", "the model itself"),
        (
            "def clone_with_weights(model):\n    return keras.Sequential(model.layers)",
            "원래 모델의 가중치도 바뀌었습니다",
            "those of the original model changed too",
        ),
        (
            "def clone_with_weights(model):\n    return keras.Model(model.inputs, model.outputs)",
            "같은 층 객체",
            "same layer objects",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    model.set_weights(clone.get_weights())\n    return clone",
            "방향을",
            "the direction",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    for a, b in zip(clone.trainable_weights, model.trainable_weights):\n        a.assign(b)\n"
            "    return clone",
            "훈련되는 가중치만",
            "Only the weights that train",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    clone.set_weights(model.get_weights())\n    for layer in clone.layers:\n        layer.trainable = True\n    return clone",
            "훈련되는 가중치가 원래 모델과",
            "other weights train",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    clone.set_weights(model.get_weights())\n    clone.trainable = False\n    return clone",
            "훈련되는 가중치가 원래 모델과",
            "other weights train",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    for a, b in list(zip(clone.layers, model.layers))[:-1]:\n        a.set_weights(b.get_weights())\n"
            "    return clone",
            "일부만 같습니다",
            "some of the weights",
        ),
        (
            "def clone_with_weights(model):\n    return transfer.reuse_layers(model, up_to=-2)",
            "크기가 다릅니다",
            "Is one missing?",
        ),
        (
            # Dense layers made anew without their activation.
            "def clone_with_weights(model):\n"
            "    layers = [keras.layers.Dense(layer.units) for layer in model.layers]\n"
            "    new = keras.Sequential([keras.Input(model.input_shape[1:]), *layers])\n"
            "    new.set_weights(model.get_weights())\n    return new",
            "가중치는 모두 같은데",
            "All weights are the same",
        ),
        (
            "def clone_with_weights(model):\n    layers = [type(l).from_config(l.get_config()) for l in model.layers]\n"
            "    new = keras.Sequential([keras.Input(model.input_shape[1:]), *layers])\n"
            "    new.set_weights(model.get_weights())\n    return new",
            "여러분의 코드에서 예외",
            "raised an exception",
        ),
        (
            "class Wrapper(keras.Model):\n    def __init__(self, f):\n        super().__init__()\n        self.f = f\n"
            "    def call(self, x):\n        return self.f(x)\n"
            "def clone_with_weights(model):\n    return Wrapper(lambda x: model(x))",
            "자기 가중치가 없습니다",
            "no weights of its own",
        ),
        (
            "def clone_with_weights(model):\n    clone = keras.models.clone_model(model)\n"
            "    clone.set_weights(model.get_weights())",
            "`return`",
            "`return`",
        ),
        (
            "def clone_with_weights(model):\n    return model.get_weights()",
            "케라스 모델이 아닙니다",
            "not a Keras model",
        ),
    ],
    "repair-model-b": [
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b = keras.layers.Dense(1, activation='sigmoid')\n    return b",
            "층 하나가 돌아왔습니다",
            "A single layer came back",
        ),
        (
            "def build_b(model_a):\n    b = keras.Sequential(model_a.layers[:-1])\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid'))\n    return b",
            "A의 가중치도 바뀌었습니다",
            "A's changed too",
        ),
        (
            "def build_b(model_a):\n    b = keras.Sequential(model_a.layers[:-1])\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid'))\n"
            "    for layer in b.layers[:-1]:\n        layer.trainable = False\n    return b",
            "A의 층이 동결",
            "A's layers are frozen",
        ),
        (
            "def build_b(model_a):\n    b = keras.models.clone_model(model_a)\n    b.pop()\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid'))\n    return b",
            "새로 뽑았거나",
            "drawn anew",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid', name='new'))\n"
            "    b.compile(keras.optimizers.SGD(0.1), 'binary_crossentropy')\n"
            "    b.fit(np.ones((4, *b.input_shape[1:])), np.ones((4, 1)), verbose=0)\n    return b",
            "함수 안에서 훈련했습니다",
            "trained inside the function",
        ),
        (
            # Only the layers that are Flatten or Dense.
            _B_CLONE + "    hidden = [layer for layer in clone.layers[:-1]\n"
            "        if isinstance(layer, keras.layers.Flatten | keras.layers.Dense)]\n"
            "    return keras.Sequential([keras.Input(model_a.input_shape[1:]), *hidden,\n"
            "        keras.layers.Dense(1, activation='sigmoid')])",
            "은닉층이 빠짐없이",
            "all of A's hidden layers are there",
        ),
        (
            "def build_b(model_a):\n    model_a.pop()\n    model_a.add(keras.layers.Dense(1, activation='sigmoid'))\n"
            "    return model_a",
            "A의 층 목록이 바뀌었습니다",
            "list of layers has changed",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-1)\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid', name='new'))\n    return b",
            "A의 출력층 위에",
            "on top of A's output layer",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-3)\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid', name='new'))\n    return b",
            "시그모이드 뉴런 하나의 출력이 아닙니다",
            "not that of one sigmoid unit",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(1, name='new'))\n    return b",
            "확률이 아닙니다",
            "not probabilities",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(1, activation='hard_sigmoid', name='new'))\n    return b",
            "시그모이드 뉴런 하나",
            "one sigmoid unit",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(1, activation='softmax', name='new'))\n    return b",
            "언제나 1",
            "always 1",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(2, activation='softmax', name='new'))\n    return b",
            "뉴런이 하나가 아닙니다",
            "more than one unit",
        ),
        (
            "def build_b(model_a):\n    return transfer.reuse_layers(model_a, up_to=-2)",
            "새 출력층이 없습니다",
            "no new output layer",
        ),
        (
            "def build_b(model_a):\n    return transfer.reuse_layers(model_a, up_to=-1)",
            "A의 출력층으로 끝납니다",
            "ends in A's output layer",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b.add(keras.layers.Dense(1, activation='sigmoid', name='new'))\n"
            "    b.trainable = False\n    return b",
            "새 출력층이 동결",
            "new output layer is frozen",
        ),
        (
            "def build_b(model_a):\n    return keras.Sequential([\n"
            "        transfer.reuse_layers(model_a, up_to=-2),\n"
            "        keras.layers.Dense(4, activation='relu'), keras.layers.Dense(1, activation='sigmoid')])",
            "시그모이드 뉴런 하나의 출력이 아닙니다",
            "not that of one sigmoid unit",
        ),
        (
            "def build_b(model_a):\n    b = transfer.reuse_layers(model_a, up_to=-2)\n"
            "    b = b.add(keras.layers.Dense(1, activation='sigmoid', name='new'))\n    return b",
            "`return`",
            "`return`",
        ),
    ],
    "repair-second-phase": [
        (_PHASE, "재사용한 층이 움직이지 않았습니다", "reused layers did not move"),
        (
            _PHASE + "    model.optimizer = keras.optimizers.SGD(0.001)\n    return model",
            "재사용한 층이 움직이지 않았습니다",
            "reused layers did not move",
        ),
        (
            _PHASE + "    model.optimizer.learning_rate = 0.001\n"
            "    model.compile(model.optimizer, 'binary_crossentropy')\n    return model",
            "같은 객체",
            "same object",
        ),
        (
            "def start_second_phase(model):\n    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "아직 동결되어",
            "still frozen",
        ),
        (
            "def start_second_phase(model):\n    model.layers[0].trainable = True\n"
            "    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "일부만 훈련",
            "Only some of the reused",
        ),
        (
            _PHASE + "    model.compile('sgd', 'binary_crossentropy')",
            "첫 단계의 것",
            "rate of the first phase",
        ),
        (
            _PHASE + "    model.compile(keras.optimizers.SGD(0.0001), 'binary_crossentropy')",
            "문제에 적힌 것과 다릅니다",
            "not at the learning rate",
        ),
        (
            _PHASE + "    model.compile(keras.optimizers.SGD(0.001), 'mse')",
            "평균 제곱 오차",
            "mean squared error",
        ),
        (
            _PHASE + "    model.compile(keras.optimizers.Adam(0.001), 'binary_crossentropy')",
            "SGD의 스텝이 아닙니다",
            "not a step of SGD",
        ),
        (
            "optimizer = keras.optimizers.SGD(0.001)\n"
            + _PHASE
            + "    model.compile(optimizer, 'binary_crossentropy')",
            "부를 때마다",
            "anew in each call",
        ),
        (
            # Keras does nothing where a model's flag already has this value.
            "def start_second_phase(model):\n    model.trainable = True\n"
            "    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "이미 `True`인 값",
            "repeats a value that is there already",
        ),
        (
            "def start_second_phase(model):\n    for layer in model.layers:\n"
            "        layer.trainable = not layer.trainable\n"
            "    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "새 출력층이 동결",
            "new output layer is frozen",
        ),
        (
            "def start_second_phase(model):\n    model.trainable = False\n"
            "    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "아무 가중치도",
            "not a single weight",
        ),
        (
            "def start_second_phase(model):\n    new = keras.models.clone_model(model)\n"
            "    new.set_weights(model.get_weights())\n    for layer in new.layers:\n        layer.trainable = True\n"
            "    new.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')\n    return new",
            "다른 모델을 바꾸었습니다",
            "Another model was changed",
        ),
        (
            _PHASE + "    model.set_weights([0 * w for w in model.get_weights()])\n"
            "    model.compile(keras.optimizers.SGD(0.001), 'binary_crossentropy')",
            "가중치가 바뀌었습니다",
            "changed the weights",
        ),
        (
            _PHASE + "    model.compile(keras.optimizers.SGD(0.001), 'sparse_categorical_crossentropy')",
            "손실",
            "loss",
        ),
        *(
            (
                _PHASE + f"    rate = keras.optimizers.schedules.{schedule}\n"
                "    model.compile(keras.optimizers.SGD(rate), 'binary_crossentropy')",
                "학습률이 달라집니다",
                "it changes as training goes on",
            )
            for schedule in (
                "PiecewiseConstantDecay([0], [0.001, 1.0])",
                "PiecewiseConstantDecay([1000], [0.001, 0.1])",
                "ExponentialDecay(0.001, 100, 0.9)",
            )
        ),
        (
            # An optimizer that was made ready before the layers were unfrozen.
            "def start_second_phase(model):\n    optimizer = keras.optimizers.SGD(0.001)\n"
            "    optimizer.build(model.trainable_variables)\n    for layer in model.layers:\n"
            "        layer.trainable = True\n    model.compile(optimizer, 'binary_crossentropy')",
            "준비된 것이 아닙니다",
            "not made ready for the variables",
        ),
        (
            _PHASE + "    model.compile(keras.optimizers.SGD(lr=0.001), 'binary_crossentropy')",
            "예외가 났습니다",
            "raised an exception",
        ),
    ],
    "fair-comparison": [
        (_schedule("[(15, 0.002)]"), "처음에 하던 비교", "comparison made at first"),
        (_schedule("[(12, 0.002)]"), "훈련을 덜", "less training"),
        (_schedule("[(3, 0.02), (15, 0.002)]"), "훈련을 더", "more training"),
        (_schedule("[(15, 0.02)]"), "끝까지 큰 학습률", "larger rate to the end"),
        (_schedule("[(12, 0.002), (3, 0.02)]"), "순서가 다릅니다", "another order"),
        (_schedule("[(12, 0.02), (3, 0.002)]"), "다른 에포크가", "In some epochs"),
        (_schedule("[(0.02, 3), (0.002, 12)]"), "쌍의 앞이", "epochs come first"),
        (_schedule("(15, 0.002)"), "쌍의 리스트", "list of pairs"),
        (_schedule("'same'"), "쌍의 리스트", "list of pairs"),
        (_schedule("[(3, float('nan')), (12, 0.002)]"), "유한한 수가 아닌", "not a finite number"),
        (_schedule("[(-3, 0.02), (18, 0.002)]"), "음이 아닌 정수", "a whole number, 0 or more"),
        (_schedule("..."), "`schedule`에 아직", "`schedule` has no answer"),
        (
            _compare(
                "    a, b, c = map(np.mean, (scratch, scheduled, reused))\n    return a / c, (b - c) / (a - c)"
            ),
            "정확도로 계산",
            "made of accuracies",
        ),
        (_compare(_MEANS + "    return c / a, (b - c) / (a - c)"), "분자와 분모", "`ratio` is upside down"),
        (
            _compare(_MEANS + "    return b / c, (b - c) / (a - c)"),
            "대조군이 들어갔습니다",
            "with the control",
        ),
        (
            _compare(
                _MEANS + "    return np.mean((1 - scratch) / (1 - reused)), (b - c) / (a - c)",
            ),
            "시드마다 나눈",
            "seed by seed",
        ),
        (_compare(_MEANS + "    return a / c, (a - b) / (a - c)"), "사라진 몫", "learning rates account"),
        (_compare(_MEANS + "    return a / c, 100 * (b - c) / (a - c)"), "퍼센트입니다", "per cent"),
        (_compare(_MEANS + "    return a / c, b - c"), "남은 차이 자체", "remaining difference itself"),
        (
            _compare(_MEANS + "    return a / c, (a - c) / (b - c)"),
            "`share`의 분자",
            "`share` is upside down",
        ),
        (
            _compare(_MEANS + "    return a / c, (b - c) / a"),
            "오차를 나누었습니다",
            "an error was divided",
        ),
        (
            _compare(_MEANS + "    return a / c, np.mean((reused - scheduled) / (reused - scratch))"),
            "`share`를 시드마다",
            "`share` was divided seed by seed",
        ),
        (_compare(_MEANS + "    return a / c, max(0, (b - c) / (a - c))"), "자르거나", "was clipped"),
        (_compare(_MEANS + "    return a / c, abs((b - c) / (a - c))"), "절댓값", "absolute value"),
        (_compare(_MEANS + "    return (b - c) / (a - c), a / c"), "순서가 바뀌었", "wrong order"),
        (_compare(_MEANS + "    a / c, (b - c) / (a - c)"), "`return`", "`return`"),
        (
            _compare(_MEANS + "    return a, c, a / c, (b - c) / (a - c)"),
            "두 수만",
            "Two numbers are asked for",
        ),
        *(
            (_compare(_MEANS + f"    return {value}"), "너무 많이 반올림", "rounded too far")
            for value in (
                "round(a / c, 1), (b - c) / (a - c)",
                "a / c, round((b - c) / (a - c), 2)",
                "round(a / c, 2), round((b - c) / (a - c), 2)",
            )
        ),
        (
            _compare(
                "    a, b, c = (5 - sum(each) for each in (scratch, scheduled, reused))\n"
                "    return a / c, (b - c) / (a - c)"
            ),
            "언제나 5개가 아닙니다",
            "not always 5",
        ),
        (_compare(_MEANS + "    return a / c"), "하나만 돌아왔습니다", "Only one number"),
        (
            _compare(
                "    a, b, c = 1 - scratch, 1 - scheduled, 1 - reused\n    return a / c, (b - c) / (a - c)"
            ),
            "시드마다 값이 하나씩",
            "A value for each seed",
        ),
    ],
}
