"""Cells that no spreadsheet takes for a formula."""

import csv
import io

import pytest

from news.text.cells import cell, csv_lines


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "\n@x", "=cmd|' /C calc'!A0"],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["城市书房", "a=b", "3-5 月", "1", "", "“＝”号"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert (cell(-3), cell(2.5), cell(None)) == ("-3", "2.5", "")


def test_quotes_commas_and_line_breaks_come_back() -> None:
    row = ['他说："好"', "甲,乙", "一\n二"]
    assert list(csv.reader(io.StringIO(csv_lines([row]), newline=""))) == [row]
