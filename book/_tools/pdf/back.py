"""The back of the book: answers, solutions and code, which the pages on a screen fold up."""

import html

from .pages import HEADINGS, soup, text


class BackMatter:
    """What is taken out of the pages for the end of the book.

    Args:
        words: The words of the language.
    """

    def __init__(self, words):
        self.words = words
        self.answers, self.solutions, self.codes = {}, {}, {}  # lists of HTML, by page

    def _page_number(self, target):
        return self.words["page"].format(f'<span data-page-of="{target}">000</span>')

    def _reference(self, words, target, class_="turn"):
        """Return a line that leads to an element and names its page."""
        line = self.words[words].format(self._page_number(target))
        return f'<p class="{class_}"><a href="#{target}">{line}</a></p>'

    def take_code(self, page):
        """Move the code that a page folds, that of figures and tables, to the end of the book."""
        for number, details in enumerate(page.section.select("details.hide"), start=1):
            cell, start = details.find_parent(class_="cell"), f"code-{page.slug}-{number}"
            cell["id"] = cell.get("id") or f"{page.slug}--{start}"
            cell.append(soup(self._reference("code", start)))
            topic = html.escape(text(details.find_parent("section").find(HEADINGS)))
            details.summary.decompose()
            code = (
                f'<div class="folded-code" id="{start}"><p><a href="#{cell["id"]}">{topic}, '
                f"{self._page_number(cell['id'])}</a></p>{details.decode_contents()}</div>"
            )
            self.codes.setdefault(page.slug, []).append(code)
            details.decompose()

    def take_questions(self, page):
        """Set the questions for paper, and keep their answers for the end of the book."""
        answers = []
        for number, form in enumerate(page.section.select("form.question"), start=1):
            legend, details = form.select_one("legend"), form.select_one("details")
            choices = form.select(".question-choice")
            if choices:
                items = "".join(f"<li>{choice.span.decode_contents()}</li>" for choice in choices)
                field = f'<ol class="choices" type="A">{items}</ol>'
                right = chr(ord("A") + int(form.select_one("template[data-right]")["data-value"]))
            else:
                unit = form.select_one(".question-number span")
                unit = unit.decode_contents() if unit else ""
                field = f'<p class="blank">{self.words["answer"]} <span></span> {unit}</p>'
                right = ""
            details.summary.decompose()
            answer, *explanation = details.find_all("p", recursive=False)
            right = f"<strong>{right}.</strong> " if right else ""
            body = f"<p>{right}{answer.decode_contents()}</p>{''.join(map(str, explanation))}"
            answers.append(f'<div class="answer"><p class="number">{number}</p><div>{body}</div></div>')
            form.replace_with(
                soup(
                    f'<div class="print-question" id="{form["id"]}"><div class="asked">'
                    f"{legend.decode_contents()}</div>{field}</div>"
                )
            )
        if answers:
            self.answers[page.stem] = answers
            page.section.select_one(".questions").append(
                soup(self._reference("answers", f"solutions-{page.stem}-questions"))
            )

    def take_solutions(self, page):
        """Move the solutions of a page of exercises to the end of the book."""
        for outcome in page.section.select(".cell_output:has(.handson11-check)"):
            outcome.decompose()  # "not attempted", each of them
        for number, details in enumerate(page.section.find_all("details"), start=1):
            exercise = details.find_parent("section")
            heading = exercise.find(HEADINGS)
            target = f"solutions-{page.stem}-{number}"
            details.replace_with(soup(self._reference("solution", target)))
            details.summary.decompose()
            solution = (
                f'<section class="solution" id="{target}"><h4>{heading.decode_contents()}</h4>'
                f"{self._reference('back', exercise['id'], 'back')}{details.decode_contents()}</section>"
            )
            self.solutions.setdefault(page.stem, []).append(solution)

    def solutions_part(self, pages):
        """Return answers and solutions, section by section, or nothing where there are none."""
        parts = []
        titles = {
            page.stem: page.title for page in reversed(pages)
        }  # that of the section, before its exercises
        for stem in dict.fromkeys(page.stem for page in pages):
            kinds = {"questions": self.answers.get(stem), "exercises": self.solutions.get(stem)}
            if not any(kinds.values()):
                continue
            start = f"solutions-{stem}"
            part = f'<section class="solutions-of" id="{start}"><h2>{html.escape(titles[stem])}</h2>'
            for kind, entries in kinds.items():
                if entries:
                    heading = f"<h3>{self.words[kind]}</h3>"
                    part += f'<section id="{start}-{kind}">{heading}{"".join(entries)}</section>'
            parts.append(part + "</section>")
        if not parts:
            return ""
        return (
            f'<section class="chapter" id="solutions"><h1 class="page-title">{self.words["solutions"]}</h1>'
            f"<p>{self.words['solutions-lead']}</p>{''.join(parts)}</section>"
        )

    def code_part(self, pages):
        """Return the code that the pages fold, section by section, or nothing where there is none."""
        parts = [
            f'<section class="codes-of" id="code-{page.slug}"><h2>{html.escape(page.title)}</h2>'
            f"{''.join(self.codes[page.slug])}</section>"
            for page in pages
            if page.slug in self.codes
        ]
        if not parts:
            return ""
        return (
            f'<section class="chapter" id="code"><h1 class="page-title">{self.words["codes"]}</h1>'
            f"<p>{self.words['codes-lead']}</p>{''.join(parts)}</section>"
        )
