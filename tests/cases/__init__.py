"""Answers to the exercises, one module a section: right ones of another form, and typical mistakes.

`RIGHT` holds, by exercise, the code of answers that must pass; `WRONG` holds (code, Korean phrase, English phrase)
of answers that must not, with a phrase that the outcome has to say. The code stands in place of the answer's cell.
"""
