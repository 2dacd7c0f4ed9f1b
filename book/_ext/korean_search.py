"""A search language for Korean pages that keeps English stemming.

Korean writes particles and endings onto the word: 초기화를, 동결하면. The index therefore holds every
prefix of a Hangul word, so that 동결 finds 동결하면, and a query loses its particles before it is looked
up, so that 초기화를 finds 초기화. Everything else is stemmed as English.
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
/* A query's words: runs of Hangul without their particles, runs of other letters as they are. */
var splitQuery = (query) =>
  (query.match(/[가-힣]+|[\\p{L}\\p{N}_]+/gu) || []).flatMap((word) =>
    word.match(/[가-힣]+|[^가-힣]+/g).map((run) => (/[가-힣]/.test(run) ? withoutParticle(run) : run)));
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
