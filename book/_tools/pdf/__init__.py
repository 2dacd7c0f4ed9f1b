"""The book as a PDF in each language: `make pdf`.

The built pages are joined into one HTML document (`document`), which Chromium prints (`chromium`) as tagged PDF
with bookmarks. It prints twice: where things stand (`numbers`) is known after the first time only.
"""
