"""Answers are worked out once, for all who wait, and no more of them are kept than there is room for."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from sitrep.web.desks import Answers


def test_many_who_ask_the_same_wait_for_one_answer() -> None:
    answers, made, told = Answers(10), list[int](), list[str]()
    barrier = Barrier(8)

    def make() -> str:
        made.append(1)
        return "told"

    def ask() -> None:
        barrier.wait()
        told.append(answers.get("key", make))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), told) == (1, ["told"] * 8)


def test_a_failure_is_told_and_tried_again() -> None:
    answers = Answers(10)
    with pytest.raises(ValueError, match="no"):
        answers.get("key", lambda: int("no"))
    assert answers.get("key", lambda: 5) == 5


@pytest.mark.parametrize(("answers", "kept"), [(Answers(3), {"3", "4", "5"}), (Answers(99, 450), {"2", "3", "4", "5"})])
def test_what_was_asked_for_longest_ago_makes_room(answers: Answers, kept: set[str]) -> None:
    for number in range(6):
        answers.get(str(number), lambda: "x" * 100)
    again = {key for key in map(str, range(6)) if answers.get(key, lambda: "anew") != "anew"}
    assert again <= kept
    assert "5" in kept
