"""A search language for Korean pages that keeps English stemming.

Korean writes particles and endings onto the word: 초기화를, 동결하면. The index therefore holds every
prefix of a Hangul word, so that 동결 finds 동결하면, and a query loses its particles before it is looked
up, so that 초기화를 finds 초기화. A word of a query that stands nowhere is taken for two written as one (배치정규화),
else for the longest beginning that does stand somewhere (초기화하면서). Everything else is stemmed as English.
"""

import json
import re

from sphinx.search.en import SearchEnglish

# The longest come first: 에서는 has to go before 는.
PARTICLES = (
    "에서는 에서도 으로는 으로도 이라는 이라고 에서 에게 으로 부터 까지 처럼 보다 이나 이란 에는 에도 라는 라고 "
    "하면 하는 하고 하여 해서 한다 합니다 입니다 을 를 이 가 은 는 의 에 로 와 과 도 만 란"
).split()
HANGUL = re.compile(r"[가-힣]+")


def prefixes(word):
    """Return a Hangul word and all its beginnings."""
    return [word[:length] for length in range(1, len(word) + 1)]


class SearchKorean(SearchEnglish):
    """English stemming, with the prefixes of Hangul words."""

    lang = "ko"
    language_name = "Korean"
    js_splitter_code = """
const PARTICLES = PARTICLE_LIST;
const withoutParticle = (word) => {
  const particle = PARTICLES.find((ending) => word.endsWith(ending) && word.length - ending.length >= 2);
  return particle ? word.slice(0, -particle.length) : word;
};
/* Whether the book has a word; before the index has come, every word counts as known. */
const isKnown = (word) => {
  const index = Search._index;
  return !index || Object.hasOwn(index.terms, word) || Object.hasOwn(index.titleterms, word);
};
/* The words of the book that a run of Hangul in a query stands for. */
const knownWords = (run) => {
  const bare = withoutParticle(run);
  for (const word of [bare, run]) {
    if (isKnown(word)) return [word];
    for (let place = word.length - 2; place >= 2; place--)
      if (isKnown(word.slice(0, place)) && isKnown(word.slice(place))) return [word.slice(0, place), word.slice(place)];
  }
  for (let length = bare.length - 1; length >= 2; length--)
    if (isKnown(bare.slice(0, length))) return [bare.slice(0, length)];
  return [bare];
};
/* A query's words: runs of Hangul without their particles, runs of other letters as they are. */
var splitQuery = (query) =>
  (query.match(/[가-힣]+|[\\p{L}\\p{N}_]+/gu) || []).flatMap((word) =>
    word.match(/[가-힣]+|[^가-힣]+/g).flatMap((run) => (/[가-힣]/.test(run) ? knownWords(run) : run)));
""".replace("PARTICLE_LIST", json.dumps(PARTICLES, ensure_ascii=False))

    def split(self, input):
        """Return the words of a text, Hangul ones with all their prefixes."""
        words = []
        for word in super().split(input):
            for run in re.findall(r"[가-힣]+|[^가-힣]+", word):
                words += prefixes(run) if HANGUL.match(run) else [run]
        return words


def setup(app):
    """Register the search language with Sphinx."""
    app.add_search_language(SearchKorean)
    return {"version": "1", "parallel_read_safe": True}
