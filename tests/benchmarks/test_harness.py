"""The harness itself: rounds, medians, ratios, what is printed and written."""

import json

import pytest

from benchmarks.harness import Figure, interleave, median, ratio, report, timed


def test_rounds_are_interleaved_and_each_begins_with_another_one():
    order: list[str] = []

    def contestant(name: str, value: float):
        def measure() -> float:
            order.append(name)
            return value

        return measure

    samples = interleave({"a": contestant("a", 1.0), "b": contestant("b", 2.0)}, rounds=5)

    assert "".join(order) == "abbaabbaab"
    assert samples == {"a": [1.0] * 5, "b": [2.0] * 5}


def test_fewer_than_five_rounds_are_refused():
    with pytest.raises(ValueError, match="At least 5 rounds"):
        interleave({"a": lambda: 1.0}, rounds=4)


def test_nothing_to_measure_is_refused():
    with pytest.raises(ValueError, match="Nothing"):
        interleave({}, rounds=5)


def test_median_bears_one_wild_round():
    assert median("page", [1, 2, 3, 4, 500], "µs").value == 3


def test_ratio_is_taken_inside_each_round():
    figure = ratio("page / bare", [10, 20, 30], [10, 10, 10], at_most=2)

    assert figure.samples == [1, 2, 3]
    assert (figure.value, figure.reached, figure.goal) == (2, True, "≤ 2 ×")
    assert ratio("page / bare", [30], [10], at_most=2).reached is False
    assert ratio("page / bare", [30], [10], at_least=2).reached is True
    assert ratio("page / bare", [30], [10]).reached is None


def test_line_tells_value_spread_and_goal():
    line = Figure("page", 34.5, "µs", "≤ 40 µs", True, [30, 34.5, 39]).line()

    assert line.split() == ["page", "34.5", "µs", "(30–39)", "goal", "≤", "40", "µs", "reached"]
    assert "NOT REACHED" in Figure("page", 50, "µs", "≤ 40 µs", False).line()


def test_timed_uses_the_given_clock():
    ticks = iter([10.0, 12.5])

    assert timed(lambda: None, clock=lambda: next(ticks)) == 2.5


def test_report_prints_and_writes_without_naming_the_machine(tmp_path, capsys):
    path = report("pages", [Figure("page", 34.5, "µs", samples=[34.5])], folder=tmp_path / "results")

    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["figures"] == [
        {"name": "page", "value": 34.5, "unit": "µs", "goal": "", "reached": None, "samples": [34.5]}
    ]
    assert set(content) == {
        "benchmark", "measured_at", "python", "system", "cores", "load_average", "packages", "figures"
    }  # fmt: skip
    assert capsys.readouterr().out.splitlines()[0] == "pages"
