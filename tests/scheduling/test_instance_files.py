"""Instance files are read as their formats say, and damaged ones refused with file and line."""

import json
from pathlib import Path

import pytest

from benchmarks.psplib_files import READERS, read_patterson, read_progen_max, read_single_mode
from benchmarks.psplib_jobshop import read_job_shops
from benchmarks.psplib_optima import Known, Optima, read_optima
from benchmarks.psplib_words import Unreadable
from milepost.engines.scheduling.checking import check_network
from milepost.engines.scheduling.critical_path import find_critical_path
from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Resource

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
SINGLE_MODE = DATA / "psplib-formats" / "j301_1.sm"
PROGEN_MAX = DATA / "psplib-formats" / "UBO10_01.sch"
PATTERSON = DATA / "psplib-formats" / "RG300_1.rcp"
SHOPS = DATA / "jobshop" / "benchmark_instances.json"


def test_a_psplib_file_is_read() -> None:
    network = read_single_mode(SINGLE_MODE)
    assert len(network.activities) == 32
    assert network.activities[1] == Activity("2", 8, (Demand("R1", 4),))
    assert network.resources == (Resource("R1", 12), Resource("R2", 13), Resource("R3", 4), Resource("R4", 12))
    assert Dependency("2", "15") in network.dependencies
    assert len(network.dependencies) == 48
    assert find_critical_path(network).finish == 38  # its own MPM-Time


def test_an_rcpsp_max_file_is_read() -> None:
    network = read_progen_max(PROGEN_MAX)
    assert len(network.activities) == 12
    assert network.activities[2] == Activity(
        "2", 9, tuple(Demand(f"R{n}", u) for n, u in ((1, 10), (2, 8), (4, 8), (5, 10)))
    )
    assert network.activities[0].latest == 0
    lags = [tie for tie in network.dependencies if tie.before == "5"]
    assert lags == [Dependency("5", "11", Link.START_TO_START, 9), Dependency("5", "6", Link.START_TO_START, -5)]
    assert network.resources == tuple(Resource(f"R{number}", 10) for number in range(1, 6))
    check_network(network)


def test_a_patterson_file_is_read() -> None:
    network = read_patterson(PATTERSON)
    assert (len(network.activities), len(network.resources)) == (302, 4)
    assert network.activities[1] == Activity("2", 3, (Demand("R2", 1),))
    assert Dependency("1", "131") in network.dependencies
    check_network(network)


def test_job_shops_are_read_with_what_is_known_of_them() -> None:
    shops = read_job_shops(SHOPS)
    network, known = shops["ft06"]
    assert len(shops) == 57
    assert (len(network.activities), len(network.resources), len(network.dependencies)) == (36, 6, 30)
    assert known == Known(55, 55)


SCH = "1 1 0 0\n0 1 1 1 [0]\n1 1 1 2 [4]\n2 1 0\n0 1 0 0\n1 1 4 2\n2 1 0 0\n3\n"
RCP = "3 1\n5\n0 0 1 2\n4 2 1 3\n0 0 0\n"


def _wrongly(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("empty.rcp", "", 1, "the file ends where the number of activities was expected"),
        ("cut.rcp", "3 1\n5\n0 0 1 2\n4 2", 4, "the file ends where the number of successors"),
        ("long.rcp", RCP + "7\n", 6, "“7” follows where the instance has ended"),
        ("word.rcp", _wrongly(RCP, "4 2 1 3", "four 2 1 3"), 4, "the duration of activity 2 is “four”"),
        ("minus.rcp", _wrongly(RCP, "4 2 1 3", "-4 2 1 3"), 4, "the duration of activity 2 is -4"),
        ("who.rcp", _wrongly(RCP, "4 2 1 3", "4 2 1 9"), 4, "a successor of activity 2 is 9"),
        ("self.rcp", _wrongly(RCP, "4 2 1 3", "4 2 1 2"), 4, "activity 2 follows itself"),
        ("huge.rcp", "999999 1\n", 1, "the number of activities is 999999"),
        ("digits.rcp", "9" * 5000, 1, "which is no whole number"),
        ("digits.rcp", "٣ 1", 1, "a byte 0xd9"),
        ("odd.rcp", "3 1\n\n5\n\xe9", 4, "a byte 0x"),
        ("order.sch", _wrongly(SCH, "1 1 1 2 [4]", "2 1 1 2 [4]"), 3, "the line of activity 1 is 2"),
        ("modes.sch", _wrongly(SCH, "1 1 1 2 [4]", "1 3 1 2 [4]"), 3, "the modes of activity 1"),
        ("lag.sch", _wrongly(SCH, "[4]", "4"), 3, "“[” was expected, not “4”"),
        ("open.sch", _wrongly(SCH, "[4]", "[4"), 4, "“]” was expected, not “2”"),
        ("kinds.sch", _wrongly(SCH, "1 1 0 0", "1 1 2 0"), 1, "nonrenewable"),
        ("other.sm", "hello\n", 1, "this is no single-mode PSPLIB file"),
    ],
)
def test_a_damaged_file_is_refused_where_it_is_damaged(
    tmp_path: Path, name: str, text: str, line: int, reason: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        READERS[file.suffix](file)
    assert refused.value.line == line
    assert reason in refused.value.reason
    assert str(refused.value).startswith(f"{file}:{line}: ")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("- renewable                 :  4", "- renewable                 :  x", 8, "“- renewable” is “x”"),
        ("- nonrenewable              :  0", "- nonrenewable              :  2", 9, "“- nonrenewable” is 2"),
        ("REQUESTS/DURATIONS:", "REQUESTS:", 91, "“REQUESTS/DURATIONS:” has to stand once"),
        ("   2        1          3           6  11  15", "   2        1          3           6  11  99", 20, "is 99"),
        (
            "  2      1     8       4    0    0    0",
            "  2      1     8       4    0    0",
            57,
            "the durations' line of job 3 is 1",
        ),
        ("   12   13    4   12", "   12   13    4", 90, "the file ends where the capacity of R4"),
    ],
)
def test_a_damaged_psplib_file_is_refused_where_it_is_damaged(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    file = tmp_path / "damaged.sm"
    file.write_text(_wrongly(SINGLE_MODE.read_text(encoding="ascii"), old, new), encoding="ascii")
    with pytest.raises(Unreadable) as refused:
        read_single_mode(file)
    assert reason in refused.value.reason
    assert abs(refused.value.line - line) <= 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "an object of instances"),
        ({"a": None}, "a: duration_matrix is no list of lists"),
        (
            {"a": {"duration_matrix": [[1]], "machines_matrix": [[0, 1]]}},
            "a: duration_matrix and machines_matrix differ",
        ),
        ({"a": {"duration_matrix": [[True]], "machines_matrix": [[0]]}}, "a: duration_matrix[0][0]"),
        ({"a": {"duration_matrix": [[-3]], "machines_matrix": [[0]]}}, "a: duration_matrix[0][0]"),
    ],
)
def test_a_damaged_job_shop_is_refused(tmp_path: Path, given: object, reason: str) -> None:
    file = tmp_path / "benchmark_instances.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        read_job_shops(file)
    assert reason in refused.value.reason


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"a": 1'])
def test_json_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "benchmark_instances.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable):
        read_job_shops(file)


def test_known_optima_are_read(tmp_path: Path) -> None:
    file = tmp_path / "optimum.csv"
    file.write_text(
        "instance,optimum\nJ301_1.SM,43\nubo10_01, 12..15\nubo10_02,..9\nubo10_03,UNSAT\n\n", encoding="ascii"
    )
    assert read_optima(file) == {
        "j301_1": Known(43, 43),
        "ubo10_01": Known(12, 15),
        "ubo10_02": Known(None, 9),
        "ubo10_03": Known(None, None, unsat=True),
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [("a,1\nb\n", 2), ("a,1\nb,9..3\n", 2), ("a,1\nb,-1\n", 2), ("a,1\nA,2\n", 2), ("a,1x\n", 1), ('a,1\nb,"', 2)],
)
def test_a_damaged_table_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "optimum.csv"
    file.write_text(text, encoding="ascii")
    with pytest.raises(Unreadable) as refused:
        read_optima(file)
    assert refused.value.line == line


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    (tmp_path / "near").mkdir()
    (tmp_path / "far").mkdir()
    (tmp_path / "optimum.csv").write_text("a,1\nb,2\n", encoding="ascii")
    (tmp_path / "near" / "Optimum.csv").write_text("A,3\n", encoding="ascii")
    optima = Optima.under(tmp_path)
    assert optima.of(tmp_path / "near" / "a.sm") == Known(3, 3)
    assert optima.of(tmp_path / "near" / "b.sm") == Known(2, 2)
    assert optima.of(tmp_path / "far" / "A.SCH") == Known(1, 1)
    assert optima.of(tmp_path / "c.sm") is None
