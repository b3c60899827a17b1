"""The locks hold what pyproject.toml asks for (`tools/locks.py`)."""

from tools.locks import ROOT, check, read_lock, unsatisfied

LOCK = """\
one==1.5.0 \\
    --hash=sha256:aa
two-words==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
"""


def test_the_locks_of_this_checkout_are_right() -> None:
    assert check(ROOT) == []


def test_a_lock_is_read() -> None:
    assert read_lock(LOCK) == ({"one": {"1.5.0"}, "two-words": {"2.0"}}, [])


def test_a_pin_without_hash_is_named() -> None:
    assert read_lock("one==1.5.0\n")[1] == ["one has no hash"]


def test_a_host_is_named() -> None:
    problems = read_lock("--index-url https://example.org/simple\n" + LOCK)[1]
    assert any("names a host" in problem for problem in problems)


def test_an_allowed_pin_satisfies() -> None:
    assert unsatisfied(["One>=1.4,<2", "two_words[extra]==2.0"], read_lock(LOCK)[0]) == []


def test_a_pin_outside_the_limits_is_named() -> None:
    assert unsatisfied(["one>=2"], read_lock(LOCK)[0]) == ["one>=2 is pinned to 1.5.0"]


def test_a_missing_pin_is_named() -> None:
    assert unsatisfied(["three"], read_lock(LOCK)[0]) == ["three is not pinned"]
