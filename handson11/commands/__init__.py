"""The command line, `python -m handson11`: copy and run notebooks, check the environment, see the progress."""

import os
import sys

from handson11 import __version__, i18n
from handson11.commands._console import Parser, Refusal, system_language, table
from handson11.i18n import tr

__all__ = ["main"]


def main(arguments=None):
    """Run one command.

    Args:
        arguments: The words of the command line; those of this process by default.

    Returns:
        The exit status: 0 where all is well, 1 where something was found to be wrong, 2 where the command could not
        do what it was asked.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character must not end the command
    i18n.use(_language(arguments))  # first, because the help is written in it
    options = _parser().parse_args(arguments)
    try:
        status = options.command(options) or 0
        sys.stdout.flush()
        return status
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(
            tr(
                ko=f"없는 모듈이 있습니다: {error.name}. 환경을 살펴보세요: python -m handson11 check",
                en=f"The module {error.name} is missing. Look at the environment: python -m handson11 check",
            ),
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:  # whoever read the output, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _language(arguments):
    """Return the language asked for anywhere on the command line, or that of the system."""
    for at, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--language":
            value = value or next(iter(arguments[at + 1 :]), "")
            return value if value in i18n.LANGUAGES else system_language()
    return system_language()


def _parser():
    parser = Parser(
        prog="python -m handson11",
        description=tr(
            ko="handson11의 노트북을 복사하고, 실행하고, 환경을 살펴봅니다.",
            en="Copy and run the notebooks of handson11, and look at the environment.",
        ),
        epilog=tr(
            ko="SECTION은 절 번호(11.1.1), 노트북의 이름, 제목의 일부 가운데 하나입니다.",
            en="SECTION is a number (11.1.1), the name of a notebook, or a part of a title.",
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"handson11 {__version__}",
        help=tr(ko="판 번호를 보여 줍니다", en="show the version"),
    )
    _add_language(parser)
    commands = parser.add_subparsers(
        metavar="COMMAND", title=tr(ko="명령", en="commands"), required=False, parser_class=Parser
    )
    parser.set_defaults(command=lambda options: parser.print_help())

    one = _add(commands, "sections", _do_sections, ko="절의 목록", en="list the sections")

    one = _add(
        commands,
        "copy",
        _do_copy,
        ko="한 절의 노트북을 폴더에 복사합니다",
        en="copy the notebooks of a section to a folder, to work on",
    )
    one.add_argument("section", metavar="SECTION", help=tr(ko="어느 절", en="which section"))
    one.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        help=tr(ko="어디에(기본값: handson11-ko)", en="where to (default: handson11-en)"),
    )
    _flag(one, "--solutions", ko="연습문제의 정답도 복사합니다", en="copy the solutions of the exercises too")
    _flag(
        one,
        "--outputs",
        ko="저장된 결과를 남깁니다. 없으면 예상해 보는 물음의 답이 미리 보이지 않습니다",
        en="keep the stored results; without them no answer is seen before you predict it",
    )
    _flag(
        one,
        "--force",
        ko="이미 있는 파일은 다른 이름으로 남기고 새로 씁니다",
        en="write even where a file is there; that one is kept under another name",
    )

    one = _add(
        commands,
        "run",
        _do_run,
        ko="한 절의 노트북을 끝까지 실행하고 주장이 성립하는지 봅니다",
        en="run the notebook of a section from top to bottom and see which claims hold",
    )
    one.add_argument(
        "section",
        metavar="SECTION",
        help=tr(
            ko="어느 절, 또는 여러분의 노트북 파일(.ipynb)",
            en="which section, or a notebook file of your own (.ipynb)",
        ),
    )
    one.add_argument(
        "-p",
        "--parameter",
        dest="given",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help=tr(
            ko="파라미터를 바꿉니다. 여러 번 쓸 수 있습니다(예: -p N_TRAIN 8000 -p SEED 1)",
            en="set a parameter; may be repeated, such as -p N_TRAIN 8000 -p SEED 1",
        ),
    )
    _flag(
        one,
        "--parameters",
        ko="파라미터의 기본값과 뜻을 보여 주고 끝냅니다",
        en="list the parameters, with defaults and meaning, and stop",
    )
    one.add_argument(
        "--output",
        metavar="FILE",
        help=tr(
            ko="실행한 노트북을 둘 파일(기본값: handson11-runs의 새 파일)",
            en="where the executed notebook goes (default: a new file in handson11-runs)",
        ),
    )

    one = _add(
        commands,
        "check",
        _do_check,
        ko="지금 환경에서 무엇이 잘못됐고 어떻게 고치는지 알려 줍니다",
        en="say which environment this is, what is wrong with it, and how to mend it",
    )
    _flag(one, "--quick", ko="텐서플로를 불러 보지 않습니다", en="do not try to load TensorFlow")

    _add(
        commands,
        "progress",
        _do_progress,
        ko="연습문제를 어디까지 풀었는지 보여 줍니다",
        en="show how far you are with the exercises",
    )
    return parser


def _add(commands, name, command, *, ko, en):
    text = tr(ko=ko, en=en)
    parser = commands.add_parser(name, help=text, description=text)
    _add_language(parser)
    parser.set_defaults(command=command)
    return parser


def _add_language(parser):
    parser.add_argument(
        "--language",
        choices=i18n.LANGUAGES,
        default=i18n.language(),
        help=tr(ko="언어(기본값: 이 컴퓨터의 언어)", en="language (default: that of this machine)"),
    )


def _flag(parser, name, *, ko, en):
    parser.add_argument(name, action="store_true", help=tr(ko=ko, en=en))


# Named apart from the modules, which the package gets as attributes when they are loaded.
def _do_sections(options):
    from handson11.commands import _course

    print("\n".join(table([(section.number, section.title) for section in _course.sections()])))


def _do_copy(options):
    from handson11.commands._copy import copy

    copy(
        options.section,
        options.folder,
        solutions=options.solutions,
        outputs=options.outputs,
        force=options.force,
    )


def _do_run(options):
    from handson11.commands._run import run

    return run(options.section, options.given, output=options.output, list_parameters=options.parameters)


def _do_check(options):
    from handson11.commands._doctor import check

    return check(quick=options.quick)


def _do_progress(options):
    # The first keeps TensorFlow quiet while the second loads it.
    from handson11 import runtime  # noqa: F401, I001
    from handson11 import checks

    now = checks.progress()
    # Its own text is made for a notebook's output, where Hangul need not line up.
    rows = [[str(cell) for cell in row] for row in now._rows()]
    notes = [note.replace("`", "") for note in now._notes()]
    print("\n".join([*table([now._header(), *rows]), *notes]))
