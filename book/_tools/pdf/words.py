"""What the PDF says that no page of the book says, in both languages."""

WORDS = {
    "ko": {
        "subtitle": "모든 주장을 측정합니다",
        "edition": "{year}년 {month}월 {day}일 판",
        "licence": "글과 코드: MIT 라이선스",
        "motif": "층을 지나며 작아지거나, 그대로이거나, 커지는 점들. 그레이디언트의 소실과 폭주를 나타냅니다.",
        "contents": "차례",
        "preface": "이 책에 대하여",
        "page": "{}쪽",
        "notebook": "노트북",
        "code": "코드: {}",
        "codes": "그림과 표의 코드",
        "codes-lead": "본문의 그림과 표를 만드는 코드입니다. 화면에서는 접혀 있습니다.",
        "answer": "답",
        "answers": "정답: {}",
        "solution": "정답과 이유: {}",
        "solutions": "정답과 해설",
        "solutions-lead": "각 절 끝에 있는 확인 문제의 답과, 연습문제의 답입니다. 절의 순서를 따릅니다.",
        "questions": "확인 문제",
        "exercises": "연습문제",
        "back": "문제: {}",
    },
    "en": {
        "subtitle": "Every claim is measured",
        "edition": "Edition of {day} {month_name} {year}",
        "licence": "Text and code: MIT licence",
        "motif": "Dots that shrink, stay or grow from layer to layer: vanishing and exploding gradients.",
        "contents": "Contents",
        "preface": "About this book",
        "page": "page {}",
        "notebook": "Notebook",
        "code": "Code: {}",
        "codes": "Code of figures and tables",
        "codes-lead": "What draws the figures and tables of the sections; on a screen it is folded above each of them.",
        "answer": "Answer",
        "answers": "Answers: {}",
        "solution": "Solution, and why: {}",
        "solutions": "Answers and solutions",
        "solutions-lead": "The answers to the questions at the end of each section, and to the exercises, "
        "in the order of the sections.",
        "questions": "Check yourself",
        "exercises": "Exercises",
        "back": "Exercise: {}",
    },
}
MONTHS = ("January February March April May June July August September October November December").split()


def edition(words, date):
    """Return the line with the date of the edition."""
    return words["edition"].format(
        year=date.year, month=date.month, day=date.day, month_name=MONTHS[date.month - 1]
    )
