"""The first pages: what this book is, in a sentence, a figure and three numbers, all computed.

In a page, the directive `landing` holds the sentence, as Markdown. On the page that offers the choice of language it
holds nothing: what it says there stands below, in both languages.
"""

import html

import course
import depth_figure
import site_address
from bilingual import BRAND, LANGUAGES, language_of, twin
from docutils import nodes
from docutils.parsers.rst import Directive
from fragment import fragment

FIRST = "11_1_vanishing_exploding_gradients"
WORDS = {
    "ko": {
        "claim": "딥러닝 책의 주장, 정말일까요?",
        "lead": "깊은 신경망은 왜 훈련하기 어렵고, 무엇이 실제로 도움이 될까요? 이 책은 『핸즈온 머신러닝 2판』 "
        "11장을 요즘 케라스로 다시 가르치며, 모든 주장을 독자 앞에서 측정합니다. 무료이고, "
        "브라우저와 Colab에서 그대로 실행됩니다.",
        "open": "한국어로 읽기",
        "start": "11.1절부터 읽기",
        "evidence": "측정 결과 모음",
        "playground": "직접 훈련해 보기",
        "numbers": "숫자로 보는 이 책",
        "unit": "개",
        "claims": "주장을 노트북이 직접 측정합니다",
        "otherwise": "주장은 조건부로만 성립하거나 통념과 다릅니다",
        "exercises": "연습문제가 답을 바로 확인해 줍니다",
    },
    "en": {
        "claim": "What deep learning books say: is it true?",
        "lead": "Why are deep networks hard to train, and what really helps? This book re-teaches chapter 11 of "
        "Géron’s <cite>Hands-On Machine Learning</cite> in today’s Keras, and measures every claim in front of you. "
        "Free, and it runs in your browser or in Colab.",
        "open": "Read in English",
        "start": "Start with section 11.1",
        "evidence": "All the evidence",
        "playground": "Train one yourself",
        "numbers": "This book in numbers",
        "unit": "",
        "claims": "claims, each measured by a notebook",
        "otherwise": "hold only under conditions, or contradict what is usually taught",
        "exercises": "exercises that check your answer on the spot",
    },
}


def numbers(language, folder=""):
    """Return three numbers of the course as an HTML list; `folder` is where the pages of the language lie."""
    words, counted = WORDS[language], course.numbers()
    items = [
        (counted["claims"], words["claims"], "evidence.html"),
        (
            counted["holds-when"] + counted["not-found"],
            words["otherwise"],
            "evidence.html?verdict=holds-when+not-found",
        ),
        (counted["exercises"], words["exercises"], "exercises/index.html"),
    ]
    unit = words["unit"] and f"<small>{words['unit']}</small>"
    lines = "".join(
        f'<li><a href="{folder}{address}"><strong>{number}{unit}</strong> <span>{text}</span></a></li>'
        for number, text, address in items
    )
    return f'<ul class="landing-numbers" aria-label="{words["numbers"]}">{lines}</ul>'


def _ways(env, language):
    """Return the links to go on with; the PDF lies beside the published book alone."""
    words = WORDS[language]
    ways = [
        (f"{FIRST}.html", words["start"]),
        ("playground.html", words["playground"]),
        ("evidence.html", words["evidence"]),
        (f"{site_address.of(env.app)}handson11-{language}.pdf", "PDF"),
    ]
    links = (
        f'<a class="landing-way{"" if place else " landing-first"}" href="{address}">{html.escape(text)}</a>'
        for place, (address, text) in enumerate(ways)
    )
    return f'<p class="landing-ways">{"".join(links)}</p>'


def _choice():
    """Return the choice of language: a card in each."""
    cards = []
    for language in LANGUAGES:
        words = WORDS[language]
        cards.append(
            f'<section lang="{language}" class="landing-card" aria-labelledby="in-{language}">'
            f'<h2 id="in-{language}">{words["claim"]}</h2><p>{words["lead"]}</p>'
            f'<p><a class="landing-way landing-first" href="{language}/index.html">{words["open"]}</a></p>'
            f"{numbers(language, folder=f'{language}/')}</section>"
        )
    return f'<div class="landing-choice">{"".join(cards)}</div>'


class Landing(Directive):
    """What the book is, beside the figure, above the numbers."""

    has_content = True

    def run(self):
        """Return the head of a first page."""
        env = self.state.document.settings.env
        env.note_dependency(str(course.LEDGER))
        language = language_of(env.docname)
        if twin(env.docname) is None:
            others = (other for other in LANGUAGES if other != language)
            return [fragment(html=f"{_choice()}{depth_figure.figure(language, *others)}")]
        text = nodes.container(classes=["landing-text"])
        self.state.nested_parse(self.content, self.content_offset, text)
        text += fragment(html=_ways(env, language))
        head = nodes.container(classes=["landing"])
        head += [text, fragment(html=depth_figure.figure(language))]
        return [head, fragment(html=numbers(language))]


def _name_languages(app, doctree):
    """The title of the page outside both languages holds both: its Korean is marked as Korean."""
    if app.env.docname != "book/index":
        return
    title = next(doctree.findall(nodes.title))
    text = title.astext()
    before, found, after = text.partition(BRAND["ko"])
    if found:
        # docutils makes lang="ko" of this class.
        title.children = []
        title += [nodes.Text(before), nodes.inline(text=found, classes=["language-ko"]), nodes.Text(after)]


def setup(app):
    """Register the extension with Sphinx."""
    app.add_directive("landing", Landing)
    app.connect("doctree-read", _name_languages)
    return {"version": "1", "parallel_read_safe": True}
