"""`check`: which environment this is, what is wrong with it, and how to mend it.

What can be read without loading anything is read first. TensorFlow is loaded last, in a process of its own: there it
may fail, crash or hang without taking this one along.
"""

import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys
import tempfile
import tomllib
from typing import NamedTuple

from handson11 import __version__, _places
from handson11.commands._console import pip_install, wrap
from handson11.commands._versions import TENSORFLOW, admits, installed, requirements
from handson11.i18n import tr

GOOD, NOTE, BAD = "✔", "·", "✘"
TOOLS = ("papermill", "ipykernel")
LOAD_SECONDS = 180


class Finding(NamedTuple):
    """One thing that was looked at: how it is, and what to do about it."""

    state: str
    what: str
    mend: str = ""


def check(*, quick=False):
    """Look at everything and say what was found.

    Args:
        quick: Whether to leave out what loads TensorFlow.

    Returns:
        1 if something is wrong, otherwise 0.
    """
    parts = [_python, _package, _libraries, _keras_settings, _hidden, _tools, _data, _progress, _machine]
    n_bad = 0
    for part in parts if quick else [*parts, _loading]:
        if part is _loading:
            if n_bad:
                _say(
                    Finding(
                        NOTE,
                        tr(
                            ko="텐서플로는 위의 것을 고친 다음에 불러 봅니다.",
                            en="TensorFlow is tried once the above is mended.",
                        ),
                    )
                )
                break
            print(tr(ko="  텐서플로를 불러 봅니다 …", en="  Loading TensorFlow …"), flush=True)
        for finding in _safely(part):
            _say(finding)
            n_bad += finding.state == BAD
    print()
    if n_bad:
        print(tr(ko=f"고칠 것: {n_bad}가지", en=f"To mend: {n_bad}"))
    else:
        print(tr(ko="잘못된 것이 없습니다.", en="Nothing is wrong."))
    return int(bool(n_bad))


def _safely(part):
    """Yield the findings of a part; an error in it becomes one of them."""
    try:
        yield from part()
    except Exception as error:  # in a broken environment anything may break, and the other parts still count
        name = part.__name__.strip("_")
        yield Finding(
            BAD,
            tr(ko=f"살펴볼 수 없습니다({name}): {error!r}", en=f"Could not be looked at ({name}): {error!r}"),
        )


def _say(finding):
    for at, line in enumerate(wrap(finding.what, 96)):
        print(f"{finding.state if at == 0 else ' '} {line}")
    if finding.mend:
        # One line, so that a command in it can be copied.
        print(f"  → {finding.mend}", flush=True)


def _python():
    version = platform.python_version()
    what = tr(ko=f"파이썬 {version}, {sys.executable}", en=f"Python {version}, {sys.executable}")
    needed = _project()["requires-python"]
    if admits(needed, version):
        yield Finding(GOOD, what)
    else:
        yield Finding(
            BAD,
            what,
            tr(
                ko=f"이 파이썬에서는 되지 않습니다({needed}). 파이썬 3.11–3.13으로 새 가상 환경을 만드세요.",
                en=f"This Python will not do ({needed}). Make a new environment with Python 3.11 to 3.13.",
            ),
        )
    if "COLAB_RELEASE_TAG" in os.environ or "google.colab" in sys.modules:
        yield Finding(GOOD, "Google Colab")


def _package():
    if _places.is_checkout():
        where = tr(ko="저장소", en="checkout")
    else:
        where = tr(ko="설치된 것", en="installed")
    what = f"handson11 {__version__} ({where}, {_places.PACKAGE})"
    n_notebooks = sum(
        1 for language in ("ko", "en") for _ in (_places.notebooks() / language).rglob("11_*.ipynb")
    )
    if n_notebooks:
        yield Finding(GOOD, what + tr(ko=f", 노트북 {n_notebooks}개", en=f", {n_notebooks} notebooks"))
    else:
        yield Finding(BAD, what + tr(ko=", 노트북이 없습니다", en=", without its notebooks"), _again())


def _again():
    return tr(ko="handson11을 다시 설치하세요.", en="Install handson11 again.")


def _libraries():
    """What the package needs, by the versions that are written down beside the libraries."""
    wrong = []
    for name, needed in requirements(_project()["dependencies"]):
        version = installed(name)
        if version and admits(needed, version):
            yield Finding(GOOD, f"{name} {version}")
            continue
        if version:
            what = tr(
                ko=f"{name} {version}: {needed} 버전이 필요합니다",
                en=f"{name} {version}: {needed} is needed",
            )
            if name == "keras" and version.startswith("2."):
                what += tr(ko=". 케라스 2는 다른 라이브러리입니다", en=". Keras 2 is another library")
        else:
            what = tr(ko=f"{name}: 없습니다", en=f"{name}: missing")
        wrong.append(f"{name}{needed}")
        yield Finding(BAD, what, pip_install(wrong[-1]))
    if len(wrong) > 1:
        yield Finding(NOTE, tr(ko="한꺼번에 설치하기", en="All of them at once"), pip_install(*wrong))
    yield from _pairs()


def _pairs():
    """Whether what TensorFlow and Keras say they need is what is there."""
    for name in (*TENSORFLOW, "keras"):
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for other, needed in requirements(needs):
            version = installed(other)
            if version and not admits(needed, version):
                yield Finding(
                    BAD,
                    tr(
                        ko=f"{name} {installed(name)}에는 {other}{needed}가 필요한데 {version}입니다",
                        en=f"{name} {installed(name)} needs {other}{needed}, and {version} is there",
                    ),
                    pip_install(f"{other}{needed}"),
                )


def _keras_settings():
    """Environment variables and a file by which Keras becomes another one."""
    legacy = os.environ.get("TF_USE_LEGACY_KERAS", "")
    if legacy.lower() in ("1", "true"):
        has = (
            ""
            if installed("tf-keras")
            else tr(ko=" (그런데 tf-keras도 없습니다)", en=" (and tf-keras is missing, too)")
        )
        yield Finding(
            BAD,
            tr(
                ko=f"TF_USE_LEGACY_KERAS={legacy}: tf.keras가 케라스 2가 됩니다{has}",
                en=f"TF_USE_LEGACY_KERAS={legacy}: tf.keras becomes Keras 2{has}",
            ),
            _unset("TF_USE_LEGACY_KERAS"),
        )
    home = pathlib.Path(os.environ.get("KERAS_HOME") or pathlib.Path.home() / ".keras")
    file, settings = home / "keras.json", {}
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # there is none, or Keras passes over it as well
        pass
    named = os.environ.get("KERAS_BACKEND")
    backend = named or settings.get("backend", "tensorflow")
    if backend != "tensorflow":
        if named:
            yield Finding(
                BAD,
                tr(
                    ko=f"KERAS_BACKEND={named}: 이 책은 텐서플로를 씁니다",
                    en=f"KERAS_BACKEND={named}: the course runs on TensorFlow",
                ),
                _unset("KERAS_BACKEND"),
            )
        else:
            yield Finding(
                BAD,
                tr(ko=f"{file}의 backend가 {backend!r}입니다", en=f"The backend in {file} is {backend!r}"),
                tr(ko='"tensorflow"로 바꾸세요.', en='Change it to "tensorflow".'),
            )
    for key, usual in (("floatx", "float32"), ("image_data_format", "channels_last")):
        if settings.get(key, usual) != usual:
            yield Finding(
                BAD,
                tr(
                    ko=f"{file}의 {key}가 {settings[key]!r}입니다", en=f"{key} in {file} is {settings[key]!r}"
                ),
                tr(ko=f'"{usual}"로 바꾸세요.', en=f'Change it to "{usual}".'),
            )


def _hidden():
    """Files of the reader's own that stand before a library of the same name."""
    here = pathlib.Path.cwd().resolve()
    for name in ("keras", "tensorflow", "numpy", "matplotlib", "papermill", "random", "code", "typing"):
        for file in (here / f"{name}.py", here / name / "__init__.py"):
            if file.is_file() and "site-packages" not in file.parts:
                yield Finding(
                    BAD,
                    tr(
                        ko=f"{file}: 같은 이름의 라이브러리를 가립니다",
                        en=f"{file} hides the library of the same name",
                    ),
                    tr(ko="파일의 이름을 바꾸세요.", en="Rename it."),
                )


def _tools():
    """What runs notebooks: not needed to read, and not by the package."""
    for name in TOOLS:
        version = installed(name)
        if version:
            yield Finding(GOOD, f"{name} {version}")
        else:
            what = tr(ko=f"{name}: 없습니다. `run`에 필요합니다", en=f"{name}: missing; `run` needs it")
            yield Finding(NOTE, what, pip_install(name))
    yield from _kernel()


def _kernel():
    """Whether Jupyter's "Python 3" is this Python."""
    if not importlib.util.find_spec("jupyter_client"):
        return
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except (NoSuchKernel, OSError, ValueError, IndexError):
        return
    # A bare name is replaced by the Python that starts the kernel.
    if os.path.isabs(command) and not os.path.samefile(
        os.path.dirname(command), os.path.dirname(sys.executable)
    ):
        yield Finding(
            NOTE,
            tr(
                ko=f'주피터의 커널 "Python 3"은 다른 파이썬입니다: {command}',
                en=f'Jupyter\'s kernel "Python 3" is another Python: {command}',
            ),
            f"{sys.executable} -m ipykernel install --user --name handson11",
        )


def _data():
    """The images in the package, and where the full set would come from."""
    file = _places.PACKAGE / "datasets" / "fashion_mnist_subset.npz"
    if not importlib.util.find_spec("numpy"):
        return
    from handson11 import data

    if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == data.SUBSET_SHA256:
        yield Finding(
            GOOD, tr(ko="패션 MNIST, 패키지에 든 부분 집합", en="Fashion-MNIST, the subset in the package")
        )
    else:
        yield Finding(BAD, tr(ko=f"{file}: 없거나 손상됐습니다", en=f"{file}: missing or damaged"), _again())
    source = None
    for place in data.full_set_places():
        damaged = ", ".join(str(path) for path in place.damaged)
        if damaged:
            yield Finding(
                NOTE,
                tr(ko=f"손상되어 쓰지 않는 파일: {damaged}", en=f"Damaged and passed over: {damaged}"),
                tr(
                    ko="지우세요. 필요할 때 다시 받습니다.",
                    en="Delete it; it is fetched again when it is needed.",
                ),
            )
        if place.is_complete and source is None:
            source = place.folder
        elif place.is_named and not place.is_complete and not damaged:
            yield Finding(
                NOTE,
                tr(
                    ko=f"HANDSON11_DATA의 폴더에 전체 데이터가 없습니다: {place.folder}",
                    en=f"The folder in HANDSON11_DATA has no full set: {place.folder}",
                ),
                tr(
                    ko=f"있어야 할 파일: {', '.join(data.FULL_SHA256)}",
                    en=f"It should have {', '.join(data.FULL_SHA256)}",
                ),
            )
    if source:
        yield Finding(GOOD, tr(ko=f"패션 MNIST 전체: {source}", en=f"The full Fashion-MNIST: {source}"))
    else:
        yield Finding(
            NOTE,
            tr(
                ko='패션 MNIST 전체는 이 컴퓨터에 없습니다. SOURCE="full"을 쓸 때 인터넷에서 받습니다(30 MB)',
                en='The full Fashion-MNIST is not on this machine; SOURCE="full" fetches it (30 MB)',
            ),
        )
    font = _places.PACKAGE / "fonts" / "Handson11SansKR.ttf"
    if font.is_file():
        yield Finding(
            GOOD,
            tr(ko=f"그림에 쓰는 한글 글꼴: {font.name}", en=f"The Korean font of the figures: {font.name}"),
        )
    else:
        yield Finding(
            BAD,
            tr(
                ko=f"그림에 쓰는 한글 글꼴이 없습니다: {font}",
                en=f"The Korean font of the figures is missing: {font}",
            ),
            _again(),
        )


def _progress():
    """Whether the outcomes of exercises can be kept."""
    try:
        file = _places.progress_file()
    except ModuleNotFoundError:  # the library that knows the folder is missing, which was said above
        return
    try:
        if file.exists():
            with file.open("ab"):
                pass
        else:
            # Nothing is made: where the first folder that is there can be written, the file can be made in it.
            with tempfile.TemporaryFile(
                dir=next(folder for folder in file.absolute().parents if folder.exists())
            ) as trial:
                trial.write(b"\n" * 4096)
    except OSError as error:
        yield Finding(
            BAD,
            tr(
                ko=f"연습문제의 기록을 쓸 수 없습니다: {file} ({error.strerror})",
                en=f"The progress of the exercises cannot be written: {file} ({error.strerror})",
            ),
            tr(
                ko="쓸 수 있는 파일을 환경 변수 HANDSON11_PROGRESS에 적으세요.",
                en="Name a file that can be written in the environment variable HANDSON11_PROGRESS.",
            ),
        )
    else:
        yield Finding(GOOD, tr(ko=f"연습문제의 기록: {file}", en=f"The progress of the exercises: {file}"))


def _machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "CUDA_VISIBLE_DEVICES")
    set_by = "".join(f", {name}={os.environ[name]}" for name in names if name in os.environ)
    yield Finding(
        GOOD,
        tr(
            ko=f"{platform.platform()}, CPU 코어 {cores}개{set_by}",
            en=f"{platform.platform()}, {cores} CPU cores{set_by}",
        ),
    )
    one_dnn = os.environ.get("TF_ENABLE_ONEDNN_OPTS", "0")
    if one_dnn != "0":
        yield Finding(
            NOTE,
            tr(
                ko=f"TF_ENABLE_ONEDNN_OPTS={one_dnn}: 저장된 결과와 마지막 자리가 다를 수 있습니다",
                en=f"TF_ENABLE_ONEDNN_OPTS={one_dnn}: the last digits may differ from the stored results",
            ),
        )


# Loads everything that a notebook loads, trains one step, and says what it found on its last line.
_TRIAL = """
import json
from handson11 import plotting, runtime
import keras, numpy as np, tensorflow as tf
from matplotlib import font_manager
runtime.start(language="ko", seed=0)
font_manager.findfont(plotting.FONT, fallback_to_default=False)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
model.compile("sgd", "mse")
loss = float(model.train_on_batch(np.ones((2, 4)), np.ones((2, 3))))
devices = [device.name for device in tf.config.list_physical_devices("GPU")]
print()
print(json.dumps({
    "keras": keras.__version__, "backend": keras.backend.backend(), "loss": loss, "gpus": devices,
    "tf.keras": tf.keras.__version__ if hasattr(tf.keras, "__version__") else None,
}))
"""


def _loading():
    """Whether TensorFlow and Keras load, and train a step."""
    environment = dict(os.environ)
    if _places.is_checkout():
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [str(_places.CHECKOUT), os.environ.get("PYTHONPATH")])
        )
    try:
        trial = subprocess.run(
            [sys.executable, "-c", _TRIAL],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LOAD_SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        yield Finding(
            BAD,
            tr(
                ko=f"텐서플로가 {LOAD_SECONDS}초 안에 불리지 않습니다",
                en=f"TensorFlow does not load within {LOAD_SECONDS} seconds",
            ),
        )
        return
    if trial.returncode:
        yield _load_failure(trial)
        return
    found = json.loads(trial.stdout.splitlines()[-1])
    what = tr(ko="텐서플로를 불러 한 스텝을 훈련했습니다", en="TensorFlow loads and trains a step")
    gpus = ", ".join(found["gpus"]) or tr(
        ko="GPU 없음. 이 책은 CPU로 충분합니다", en="no GPU; a CPU is enough for the course"
    )
    yield Finding(GOOD, f"{what} (Keras {found['keras']}, {found['backend']}; {gpus})")
    if (found["tf.keras"] or "3").startswith("2."):
        yield Finding(
            BAD,
            tr(
                ko=f"tf.keras가 케라스 {found['tf.keras']}입니다", en=f"tf.keras is Keras {found['tf.keras']}"
            ),
        )


def _load_failure(trial):
    """Return what kept TensorFlow from loading, in one line."""
    if trial.returncode < 0 or trial.returncode > 128:
        number = -trial.returncode if trial.returncode < 0 else trial.returncode - 128
        name = next((one.name for one in signal.Signals if one == number), number)
        what = tr(
            ko=f"텐서플로를 부르다가 파이썬이 죽었습니다({name})",
            en=f"Python was killed while TensorFlow loaded ({name})",
        )
        if name == "SIGILL":
            what += tr(
                ko=". 이 CPU에 없는 명령(AVX)이 쓰였습니다", en=". This processor lacks an instruction (AVX)"
            )
    else:
        last = next((line for line in reversed(trial.stderr.splitlines()) if re.match(r"\w", line)), "")
        what = tr(ko=f"불러올 수 없습니다: {last[:300]}", en=f"It does not load: {last[:300]}")
    return Finding(BAD, what, tr(ko="새 가상 환경에 다시 설치하세요.", en="Install into a new environment."))


def _project():
    """Return the project's requirements: of the checkout, or as the wheel brought them."""
    if _places.is_checkout():
        text = (_places.CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
        return tomllib.loads(text)["project"]
    metadata = importlib.metadata.metadata("handson11")
    return {
        "requires-python": metadata["Requires-Python"],
        "dependencies": metadata.get_all("Requires-Dist") or [],
    }


def _unset(name):
    if os.name == "nt":
        return tr(ko=f"지우세요: set {name}=", en=f"Unset it: set {name}=")
    return tr(ko=f"지우세요: unset {name}", en=f"Unset it: unset {name}")
