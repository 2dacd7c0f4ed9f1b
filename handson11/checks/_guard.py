"""Running a learner's code: an error stays theirs and has a line, an endless loop ends."""

import contextlib
import contextvars
import ctypes
import inspect
import io
import linecache
import pathlib
import sysconfig
import threading
import warnings

import keras
import numpy as np

from handson11.checks._outcomes import NotAttempted, NotYet
from handson11.checks._texts import plain, say, shown

SECONDS = 20.0
"""How long the check of one exercise may take, in seconds."""

_AGAIN = 0.2  # seconds between two attempts to stop a thread: time to take down a long list

_PACKAGE = str(pathlib.Path(__file__).parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


class _TimeIsUp(BaseException):
    """Raised inside the thread of a check that takes too long; no `except Exception` catches it."""


class Trial:
    """The run of one check: which call of the learner's code is under way."""

    current = None


def within_time(work, seconds=None):
    """Run `work()` in a thread of its own and return its result and what was printed.

    A thread can be left behind where it cannot be stopped, on every system and in every kind of kernel.

    Args:
        work: A function without arguments.
        seconds: After how long to stop it. Default `SECONDS`.

    Returns:
        The result, and what was written to standard output meanwhile.

    Raises:
        NotYet: If time is up.
        Exception: Whatever `work` raises.
    """
    seconds = SECONDS if seconds is None else seconds
    box, printed = {}, _Printed()
    context = contextvars.copy_context()

    def target():
        try:
            box["result"] = context.run(work)
        except BaseException as error:  # SystemExit included: a learner's exit() must not pass silently
            box["error"] = error

    Trial.current = None
    thread = threading.Thread(target=target, daemon=True, name="handson11 check")
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(), _without_traceback():
        warnings.simplefilter("ignore")  # of Keras and NumPy, about the extreme inputs that are tried
        thread.start()
        try:
            thread.join(seconds)
            stopped = not thread.is_alive() or _stop(thread)
        except KeyboardInterrupt:
            _stop(thread)
            raise
    if isinstance(box.get("error"), _TimeIsUp) or not box:
        raise _too_long(seconds, stopped)
    if "error" in box:
        raise box["error"]
    return box["result"], printed.getvalue()


@contextlib.contextmanager
def _without_traceback():
    """Keep `_TimeIsUp` from being printed: a second one may strike after the first was caught, as the thread ends."""
    before = threading.excepthook
    threading.excepthook = lambda args: None if args.exc_type is _TimeIsUp else before(args)
    try:
        yield
    finally:
        threading.excepthook = before


class _Printed(io.StringIO):
    """Keeps the first characters that are printed; a loop that prints for ever must not fill the memory."""

    def write(self, text):
        if self.tell() < 2000:
            super().write(str(text)[:2000])
        return len(text)


def _stop(thread):
    """Raise `_TimeIsUp` in a thread until it ends; return whether it did within ten attempts."""
    for _ in range(10):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_TimeIsUp))
        thread.join(_AGAIN)
        if not thread.is_alive():
            return True
    return False


def _too_long(seconds, stopped):
    left = say(
        ko="" if stopped else " 코드를 멈추지 못했으니 커널을 다시 시작해 주세요.",
        en="" if stopped else " It could not be stopped: restart the kernel.",
    )
    return NotYet(
        say(
            ko=f"{seconds:g}초가 지나도 코드가 끝나지 않아 확인을 멈췄습니다.{left.ko}",
            en=f"The code had not ended after {seconds:g} seconds, so the check stopped it.{left.en}",
        ),
        say(
            ko="끝나지 않는 반복문이 있는지 보세요. `while`의 조건이 언젠가 거짓이 됩니까?",
            en="Look for a loop that never ends. Does the condition of the `while` become false at some point?",
        ),
        tried=Trial.current,
    )


def call(function, *args, tried=None, **kwargs):
    """Call a learner's function; what it raises comes back as `NotYet`, with the line.

    Args:
        function: The learner's function, layer or model.
        *args: Its arguments.
        tried: How to write the call. Default: the function's name and its arguments, shortened.
        **kwargs: Its named arguments.

    Returns:
        What the function returns.

    Raises:
        NotYet: If the learner's code raises.
        NotAttempted: If it returns `...`, or raises NotImplementedError.
    """
    if not callable(function):
        raise NotYet(
            say(
                ko="함수가 필요한데 다른 값이 들어왔습니다.",
                en="A function is needed; this is something else.",
            ),
            say(
                ko="함수를 부른 결과가 아니라 함수의 이름을 괄호 없이 넘기세요.",
                en="Pass the function's name without brackets, not what it returns.",
            ),
            received=say(ko=f"`{shown(function)}`", en=f"`{shown(function)}`"),
        )
    Trial.current = tried = tried or written_call(function, args, kwargs)
    before = [_numbers_of(value) for value in (*args, *kwargs.values())]
    try:
        result = function(*args, **kwargs)
    except _TimeIsUp:
        raise
    except (NotYet, NotAttempted):  # one of ours, passed as a function
        raise
    except NotImplementedError as error:
        if str(error):
            raise _their_error(function, error, tried) from error
        raise NotAttempted from error
    except Exception as error:
        try:
            result = _with_tensors(function, args, kwargs)
        except Exception:  # the first error is the one to tell about
            raise _their_error(function, error, tried) from error
    except BaseException as error:  # exit() in the learner's code, or an interrupt that it raised
        raise _their_error(function, error, tried) from error
    if result is Ellipsis:
        raise NotAttempted
    _same_arguments(function, args, kwargs, before, tried)
    return result


def _numbers_of(value):
    """Return an argument as bytes that change when its numbers do; None for what is not arrays."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return [_numbers_of(item) for item in value] if isinstance(value, list) else None


def _same_arguments(function, args, kwargs, before, tried):
    """Check that a learner's function left the arrays alone that it was called with."""
    for position, (name, value) in enumerate([*((None, value) for value in args), *kwargs.items()]):
        if _numbers_of(value) == before[position]:
            continue
        name = name or _argument(function, position)
        raise NotYet(
            say(
                ko=f"함수가 받은 인수 `{name}`의 값을 바꾸었습니다. 부른 쪽에서는 그 값이 아직 필요할 수 있습니다.",
                en=f"The function changed its argument `{name}`. Whoever called it may still need the old values.",
            ),
            say(
                ko="`+=`나 `*=`, `a[...] = `는 받은 배열을 그 자리에서 바꿉니다. 새 배열을 만들어 돌려주세요.",
                en="`+=`, `*=` and `a[...] =` write into the array that came in. Make a new one and return it.",
            ),
            tried=tried,
        )


def _argument(function, position):
    """Return the name of a function's argument, or its number where it has none."""
    try:
        return list(inspect.signature(function).parameters)[position]
    except (TypeError, ValueError, IndexError):
        return str(position + 1)


def _with_tensors(function, args, kwargs):
    """Call a function with tensors in place of arrays: an answer may be written for either."""

    def convert(value):
        if isinstance(value, np.ndarray):
            return keras.ops.convert_to_tensor(value)
        return [convert(item) for item in value] if isinstance(value, list) else value

    return function(*map(convert, args), **{name: convert(value) for name, value in kwargs.items()})


def written_call(function, args=(), kwargs=None):
    """Return a call as text: `elu([-2, 0, 3], alpha=0.5)`."""
    words = [shown(value, 60) for value in args]
    words += [f"{key}={shown(value, 60)}" for key, value in (kwargs or {}).items()]
    text = f"`{_name(function)}({', '.join(words)})`"
    return say(ko=text, en=text)


def _name(function):
    return getattr(function, "__name__", None) or type(function).__name__


def _their_error(function, error, tried):
    """Return the `NotYet` for an exception of the learner's code."""
    number, source = _line(function, error)
    what = f"{type(error).__name__}: {plain(error, 200)}" if str(error) else type(error).__name__
    ko = f" {number}번째 줄 `{source}`" if source else ""
    en = f" Line {number}: `{source}`" if source else ""
    return NotYet(
        say(
            ko=f"여러분의 코드에서 예외가 났습니다.{ko}",
            en=f"Your code raised an exception.{en}",
        ),
        _about_error(function, error),
        tried=tried,
        received=say(ko=what, en=what),
    )


def _line(function, error):
    """Return number and text of the learner's line that raised: their last frame in the traceback."""
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    theirs = []
    traceback = error.__traceback__
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if code is not None and name == code.co_filename or not _is_library(name):
            theirs.append((name, traceback.tb_lineno))
        traceback = traceback.tb_next
    if not theirs:
        return 0, ""
    name, number = theirs[-1]
    return number, plain(linecache.getline(name, number).strip().replace("`", "'"), 100)


def _is_library(filename):
    # Keras' and TensorFlow's own frames, Python's library, and this package; a cell's code has a name of its own.
    return filename.startswith((_PACKAGE, *_LIBRARIES)) or filename.startswith("<frozen")


_ABOUT = (
    (
        RecursionError,
        say(
            ko="함수가 자기 자신을 끝없이 부르고 있습니다.",
            en="The function calls itself without end.",
        ),
    ),
    (
        NameError,
        say(
            ko="이 이름은 아직 정의되지 않았습니다. 철자를 확인하고, 이름을 만드는 셀을 먼저 실행하세요.",
            en="This name is not defined yet. Check its spelling, and run the cell that defines it first.",
        ),
    ),
    (
        SystemExit,
        say(
            ko="`exit()`나 `sys.exit()`는 노트북의 함수 안에서 쓰지 않습니다. 결과를 `return`으로 돌려주세요.",
            en="`exit()` and `sys.exit()` have no place in a notebook's function. Give the result back with `return`.",
        ),
    ),
)
_GENERAL = say(
    ko="예외 메시지를 끝까지 읽고, 그 줄에서 쓰인 값의 타입과 크기를 출력해 보세요.",
    en="Read the exception's message to its end, and print the types and shapes of the values on that line.",
)


def _about_error(function, error):
    text = str(error)
    for kind, hint in _ABOUT:
        if isinstance(error, kind):
            return hint
    if isinstance(error, TypeError) and "argument" in text and text.startswith(f"{_name(function)}()"):
        return say(
            ko="함수의 매개변수 이름과 순서를 문제에 적힌 그대로 두었는지 확인하세요.",
            en="Check that the function still takes the arguments that the exercise names, in that order.",
        )
    if any(
        words in text for words in ("not recognized", "Unrecognized keyword", "unexpected keyword argument")
    ):
        return say(
            ko="이 이름의 인수는 없습니다. 옛 코드의 이름일 수 있으니, 지금의 이름을 `help()`나 이 책의 바로잡음 페이지에서 찾아보세요.",
            en="There is no argument of this name. It may come from older code: look for today's name in `help()` or on this book's errata page.",
        )
    if "truth value of an array" in text or "only 0-dimensional arrays" in text or "only length-1" in text:
        return say(
            ko="숫자 하나가 아니라 배열이 들어왔습니다. `if`나 `math` 대신, 배열 전체에 한 번에 작용하는 `np.where`나 `np.exp` 같은 함수를 쓰세요.",
            en="An array came in, not a single number. Instead of `if` or `math`, use functions that act on a whole array at once, such as `np.where` or `np.exp`.",
        )
    return _GENERAL
