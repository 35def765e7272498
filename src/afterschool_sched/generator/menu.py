"""What schools of the benchmarks offer: templates of clubs, and the special rooms they need."""

from __future__ import annotations

from typing import Any, NamedTuple


class Template(NamedTuple):
    """A club as schools offer it. `taught_by` is the subject of the staff who may have its skill."""

    name: str
    category: str
    taught_by: str
    room: str
    grades: tuple[int, ...]
    least: int
    most: int
    often: bool = False  # may meet twice a week


_ALL = (1, 2, 3, 4, 5, 6)
_LOWER, _MIDDLE, _UPPER = (1, 2, 3), (2, 3, 4, 5), (4, 5, 6)

TEMPLATES: tuple[Template, ...] = (
    Template("choir", "arts", "music", "music room", (2, 3, 4, 5, 6), 15, 36, True),
    Template("recorder", "arts", "music", "music room", (3, 4, 5, 6), 12, 32),
    Template("dance", "arts", "music", "dance room", _ALL, 12, 26, True),
    Template("painting", "arts", "art", "art room", _ALL, 10, 30),
    Template("clay", "arts", "art", "art room", _LOWER, 10, 24),
    Template("paper-cut", "arts", "art", "art room", _MIDDLE, 8, 28),
    Template("calligraphy", "arts", "chinese", "classroom", (2, 3, 4, 5, 6), 10, 30),
    Template("drama", "arts", "chinese", "hall", (3, 4, 5, 6), 10, 28, True),
    Template("storytelling", "language", "chinese", "classroom", _LOWER, 10, 28),
    Template("recitation", "language", "chinese", "classroom", _ALL, 10, 30),
    Template("speaking", "language", "chinese", "classroom", _UPPER, 8, 22),
    Template("reporters", "language", "chinese", "library", _UPPER, 8, 24),
    Template("reading-circle", "language", "chinese", "library", _MIDDLE, 8, 30),
    Template("english-songs", "language", "english", "classroom", _LOWER, 12, 32),
    Template("english-theatre", "language", "english", "classroom", (3, 4, 5, 6), 10, 26, True),
    Template("football", "sports", "pe", "sports ground", (3, 4, 5, 6), 12, 30, True),
    Template("mini-football", "sports", "pe", "sports ground", _LOWER, 12, 28, True),
    Template("basketball", "sports", "pe", "sports ground", (3, 4, 5, 6), 12, 26, True),
    Template("athletics", "sports", "pe", "sports ground", _UPPER, 10, 32),
    Template("rope", "sports", "pe", "sports ground", _ALL, 12, 35),
    Template("table-tennis", "sports", "pe", "table tennis room", (2, 3, 4, 5, 6), 8, 20),
    Template("badminton", "sports", "pe", "hall", (3, 4, 5, 6), 8, 24),
    Template("martial-arts", "sports", "pe", "hall", _ALL, 12, 34),
    Template("chess", "thinking", "math", "classroom", _ALL, 8, 28),
    Template("puzzles", "thinking", "math", "classroom", _MIDDLE, 8, 28),
    Template("science", "thinking", "science", "laboratory", (3, 4, 5, 6), 10, 28),
    Template("models", "thinking", "science", "laboratory", _UPPER, 8, 24),
    Template("coding", "thinking", "computing", "computer room", (3, 4, 5, 6), 10, 36),
    Template("robots", "thinking", "computing", "computer room", _UPPER, 8, 24, True),
    Template("gardening", "thinking", "science", "garden", _ALL, 8, 24),
)

# kind -> how one such room is, and for how many students of the school there is one more
SPECIAL_ROOMS: dict[str, tuple[dict[str, Any], int]] = {
    "music room": ({"seats": 45}, 700),
    "dance room": ({"seats": 30}, 900),
    "art room": ({"seats": 36}, 500),
    "hall": ({"seats": 80, "groups_at_once": 2}, 900),
    "library": ({"seats": 40}, 1500),
    "table tennis room": ({"seats": 32}, 900),
    "laboratory": ({"seats": 36}, 900),
    "computer room": ({"seats": 40}, 900),
    "garden": ({"seats": 40, "outdoor": True}, 2500),
    "sports ground": ({"seats": 150, "groups_at_once": 4, "outdoor": True}, 1200),
}
