"""The notebooks of `examples/` run from top to bottom, and all their outputs can be displayed.

They run here as plain Python, without Jupyter. The documentation site runs them in a kernel.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells_of(path: Path) -> list[str]:
    """Return the code of a notebook, cell by cell."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(cells: list[str], folder: Path) -> list[object]:
    """Run cells one after the other, and return the displayed value of each."""
    names: dict[str, object] = {"__name__": "__main__"}
    outputs = []
    for number, source in enumerate(cells):
        where = str(folder / f"cell {number}")
        tree = ast.parse(source, where)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, where, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), where, "eval"), names)
            outputs.append(displayed(value))
    return outputs


def displayed(value: object) -> object:
    """Return the form in which a notebook displays a value."""
    for hook in ("_repr_mimebundle_", "_repr_html_"):
        if hasattr(value, hook) and (output := getattr(value, hook)()) is not None:
            return output
    return repr(value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_and_repeats_itself(path, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    once = run(cells_of(path), tmp_path), capsys.readouterr()
    assert len(once[0]) > 5
    assert once == (run(cells_of(path), tmp_path), capsys.readouterr())


def test_first_steps_print_the_answers_that_the_text_explains(tmp_path, capsys):
    """W9, V4, A5."""
    outputs = run(cells_of(FOLDER / "01_first_steps.ipynb"), tmp_path)
    printed = capsys.readouterr().out
    assert "not visible: the two are not connected (V4)" in printed
    assert "the sender withdrew an invitation to the recipient too recently (A5)" in printed
    assert "(ProfileButton.PENDING, ProfileButton.ACCEPT)" in outputs
